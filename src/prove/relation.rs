//! What holds between the two sides at a cut point, inferred and weakened until it is stable.
//!
//! Takes: the terms that registers, stack and state of both sides hold on arrival. Gives: a
//! relation: for each of these slots a constant, an arbitrary value (a leaf, shared by all slots
//! that are equal), or a term over such leaves. Invariant: after [`Relation::arrive`] the
//! relation covers this arrival and all earlier ones. Each change weakens it, so changes end.
//! A slot that loses its definition gets a new term only if the old relation implies the term.
//! Cost: linear in the slots and their terms. Origin: Houdini-style inference over value classes
//! as in Necula (PLDI 2000).

use super::facts::{Fact, Facts};
use super::hash::Map;
use super::normal::Replacement;
use super::term::{Node, Op, Terms, Width};

/// Terms looked at in one arrival, at most.
const BUDGET: usize = 1 << 16;
/// Facts carried to a cut point, at most.
const FACTS: usize = 96;

/// What the slots hold on arrival, in two forms that are equal on the path.
pub struct Arrival<'a> {
    /// As computed.
    pub raw: &'a [Node],
    /// With what is known on the path put in.
    pub simple: &'a [Node],
    /// Number of slots of the input; those of the output follow.
    pub source: usize,
}

impl Arrival<'_> {
    /// For each slot the form that both sides hold, if one does.
    fn chosen(&self) -> Vec<Node> {
        if self.raw == self.simple {
            return self.raw.to_vec();
        }
        let sides = |values: &[Node]| {
            let mut sides: Map<Node, u8> = Map::default();
            for (slot, &value) in values.iter().enumerate() {
                *sides.entry(value).or_default() |= if slot < self.source { 1 } else { 2 };
            }
            sides
        };
        let (raw, simple) = (sides(self.raw), sides(self.simple));
        let both = |sides: &Map<Node, u8>, value| sides.get(value) == Some(&3);
        let pairs = self.raw.iter().zip(self.simple);
        pairs.map(|(x, y)| if !both(&raw, x) && both(&simple, y) { *y } else { *x }).collect()
    }
}

/// Relation at one cut point.
#[derive(Default)]
pub struct Relation {
    /// Number of the cut point.
    pub number: u32,
    /// The value of each slot, over this cut point's leaves.
    pub slots: Vec<Node>,
    /// What else holds.
    pub facts: Vec<Fact>,
    /// Leaves made so far.
    leaves: u32,
    arrived: bool,
}

/// Scratch space for arrivals.
#[derive(Default)]
pub struct Scratch {
    with: Replacement,
    express: Map<Node, Option<Node>>,
}

impl Relation {
    /// The relation of a cut point where nobody has arrived.
    pub fn new(number: u32) -> Relation {
        Relation { number, ..Relation::default() }
    }

    /// A new leaf, whose values have so many bits at most.
    fn fresh(&mut self, terms: &mut Terms, bits: u32) -> Node {
        let imm = u64::from(self.number) << 32 | u64::from(self.leaves);
        self.leaves += 1;
        terms.intern(Op::Cut, imm, [Node::NONE; 3], bits)
    }

    fn owns(&self, terms: &Terms, node: Node) -> bool {
        let term = terms.get(node);
        term.op == Op::Cut && term.imm >> 32 == u64::from(self.number)
    }

    /// Takes an arrival into account. Gives whether the relation changed; none if too costly.
    pub fn arrive(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        arrival: &Arrival<'_>,
        scratch: &mut Scratch,
    ) -> Option<bool> {
        if !self.arrived {
            self.arrived = true;
            self.first(terms, facts, &arrival.chosen(), scratch);
            return Some(true);
        }
        let widened = self.widen(terms, facts, arrival, scratch)?;
        let covered = self.covers(terms, arrival, scratch)?;
        if covered {
            return Some(self.drop_facts(terms, facts, scratch) || widened);
        }
        self.join(terms, facts, arrival, scratch)?;
        self.drop_facts(terms, facts, scratch);
        Some(true)
    }

    fn first(&mut self, terms: &mut Terms, facts: &Facts, values: &[Node], scratch: &mut Scratch) {
        let mut order: Vec<Node> = values.to_vec();
        order.sort_unstable();
        order.dedup();
        scratch.express.clear();
        let mut budget = BUDGET;
        for &value in &order {
            let own = express(terms, value, &mut scratch.express, &mut budget);
            let own = own.unwrap_or_else(|| {
                let bits = level(bits_of(terms, facts, value));
                self.fresh(terms, bits)
            });
            scratch.express.insert(value, Some(own));
        }
        let slot = |value: &Node| scratch.express.get(value).copied().flatten();
        self.slots = values.iter().map(|value| slot(value).unwrap_or(Node::NONE)).collect();
        for fact in facts.carried(terms, FACTS) {
            let base = match fact {
                Fact::Bound(_, base, _) => base,
                Fact::Known(condition, _) => condition,
            };
            let Some(own) = express(terms, base, &mut scratch.express, &mut budget) else {
                continue;
            };
            self.facts.push(match fact {
                Fact::Bound(memory, _, extent) => Fact::Bound(memory, own, extent),
                Fact::Known(_, value) => Fact::Known(own, value),
            });
        }
    }

    /// Replaces leaves by wider ones if what arrives has more bits. Gives whether there were some.
    fn widen(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        arrival: &Arrival<'_>,
        scratch: &mut Scratch,
    ) -> Option<bool> {
        let chosen = arrival.chosen();
        let with = &mut scratch.with;
        with.clear(BUDGET);
        let mut seen: Map<Node, ()> = Map::default();
        let mut changed = false;
        for (&own, &now) in self.slots.clone().iter().zip(&chosen) {
            let bits = terms.bits(Width::W64, own);
            if bits == 64 || !self.owns(terms, own) || seen.insert(own, ()).is_some() {
                continue;
            }
            let needed = bits_of(terms, facts, now);
            if needed > bits {
                // What grows with itself grows on.
                let grows = terms.mentions(now, own, 64);
                let wider = self.fresh(terms, if grows { 64 } else { level(needed) });
                with.set(own, wider);
                changed = true;
            }
        }
        if changed {
            for slot in &mut self.slots {
                *slot = terms.replace(*slot, with)?;
            }
            for fact in &mut self.facts {
                *fact = match *fact {
                    Fact::Bound(memory, base, extent) => {
                        Fact::Bound(memory, terms.replace(base, with)?, extent)
                    }
                    Fact::Known(condition, value) => {
                        Fact::Known(terms.replace(condition, with)?, value)
                    }
                };
            }
        }
        Some(changed)
    }

    /// Whether the values are an instance of the relation. Leaves `scratch.with` prepared: each
    /// leaf replaced by the value of its first slot.
    fn covers(
        &self,
        terms: &mut Terms,
        arrival: &Arrival<'_>,
        scratch: &mut Scratch,
    ) -> Option<bool> {
        let chosen = arrival.chosen();
        let with = &mut scratch.with;
        with.clear(BUDGET);
        let mut covered = true;
        let mut first: Map<Node, usize> = Map::default();
        for (slot, &own) in self.slots.iter().enumerate() {
            if self.owns(terms, own) {
                match first.get(&own) {
                    Some(&other) => {
                        covered &= arrival.raw[other] == arrival.raw[slot]
                            || arrival.simple[other] == arrival.simple[slot];
                    }
                    None => {
                        first.insert(own, slot);
                        with.set(own, chosen[slot]);
                    }
                }
            }
        }
        if !covered {
            return Some(false);
        }
        for (slot, &own) in self.slots.iter().enumerate() {
            if self.owns(terms, own) {
                continue;
            }
            let now = terms.replace(own, with)?;
            if now != arrival.raw[slot] && now != arrival.simple[slot] {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Weakens the slots so that they cover both what they cover now and the values.
    fn join(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        arrival: &Arrival<'_>,
        scratch: &mut Scratch,
    ) -> Option<()> {
        let values = &arrival.chosen()[..];
        // The values of the leaves on arrival, by the first slot of each.
        let old = std::mem::take(&mut self.slots);
        let mut classes: Map<(Node, Node), Node> = Map::default();
        // New leaves with what they stand for: in the old relation, and now.
        let mut leaves: Vec<(Node, Node, Node)> = Vec::new();
        let mut kept: Map<Node, Node> = Map::default();
        for (&before, &now) in old.iter().zip(values) {
            if self.owns(terms, before) && !kept.contains_key(&before) {
                kept.insert(before, now);
                classes.insert((before, now), before);
                leaves.push((before, before, now));
            }
        }
        // Both ways of looking at the leaves.
        let mut to_now = Replacement::default();
        let mut to_old = Replacement::default();
        let mut from_now: Map<Node, Option<Node>> = Map::default();
        to_now.clear(BUDGET);
        to_old.clear(BUDGET);
        for &(leaf, before, now) in &leaves {
            to_now.set(leaf, now);
            if leaf != before {
                to_old.set(leaf, before);
            }
            from_now.entry(now).or_insert(Some(leaf));
        }
        // Definitions that still fit stay, whichever form of the value they fit.
        let mut stays = vec![false; old.len()];
        for (slot, &before) in old.iter().enumerate() {
            if self.owns(terms, before) {
                let first = old.iter().position(|&other| other == before).unwrap_or(slot);
                stays[slot] = arrival.raw[first] == arrival.raw[slot]
                    || arrival.simple[first] == arrival.simple[slot];
                continue;
            }
            let (raw, simple) = (arrival.raw[slot], arrival.simple[slot]);
            if terms.value(before).is_some() || closed(terms, before) {
                stays[slot] = before == raw || before == simple;
            } else if self.over_leaves(terms, before, &kept) {
                // The leaves mean something else now: only what they give counts.
                let now = terms.replace(before, &mut to_now)?;
                stays[slot] = now == raw || now == simple;
            }
        }
        let pairs = old.iter().copied().zip(values.iter().copied());
        let mut order: Vec<(Node, Node)> =
            pairs.zip(&stays).filter(|item| !item.1).map(|item| item.0).collect();
        order.sort_unstable_by_key(|&(before, now)| (now.max(before), now, before));
        order.dedup();
        for (before, now) in order {
            if classes.contains_key(&(before, now)) {
                continue;
            }
            // A term that the new value suggests, if the old relation implies it.
            let mut budget = 256;
            let guess = express(terms, now, &mut from_now, &mut budget);
            if let Some(guess) = guess
                && guess != now
                && terms.replace(guess, &mut to_old)? == before
                && terms.replace(guess, &mut to_now)? == now
            {
                classes.insert((before, now), guess);
                continue;
            }
            // A multiple of another value's change.
            if let Some(guess) = induced(terms, (before, now), &leaves)
                && terms.replace(guess, &mut to_old)? == before
                && terms.replace(guess, &mut to_now)? == now
            {
                classes.insert((before, now), guess);
                continue;
            }
            let grows = !closed(terms, before) && terms.mentions(now, before, 64);
            let bits = match grows {
                true => 64,
                false => terms.bits(Width::W64, before).max(bits_of(terms, facts, now)),
            };
            let leaf = self.fresh(terms, level(bits));
            classes.insert((before, now), leaf);
            leaves.push((leaf, before, now));
            // Earlier results of replacement do not mention the new leaf.
            to_now.set(leaf, now);
            to_old.set(leaf, before);
            from_now.insert(now, Some(leaf));
        }
        self.slots = old
            .iter()
            .zip(values)
            .zip(&stays)
            .map(|((&before, &now), &stays)| match stays {
                true => before,
                false => classes.get(&(before, now)).copied().unwrap_or(Node::NONE),
            })
            .collect();
        let with = &mut scratch.with;
        with.clear(BUDGET);
        for (&leaf, &now) in &kept {
            with.set(leaf, now);
        }
        Some(())
    }

    /// Whether all cut leaves of a term are among the kept ones.
    fn over_leaves(&self, terms: &Terms, root: Node, kept: &Map<Node, Node>) -> bool {
        let mut stack = vec![root];
        let mut budget = 512;
        while let Some(node) = stack.pop() {
            let term = terms.get(node);
            if budget == 0 || matches!(term.op, Op::Event) {
                return false;
            }
            budget -= 1;
            if term.op == Op::Cut && !kept.contains_key(&node) {
                return false;
            }
            stack.extend(term.kids.iter().filter(|&&kid| kid != Node::NONE));
        }
        true
    }

    /// Drops facts that do not hold on arrival; `scratch.with` says what the leaves are there.
    fn drop_facts(&mut self, terms: &mut Terms, facts: &Facts, scratch: &mut Scratch) -> bool {
        let with = &mut scratch.with;
        with.budget = BUDGET;
        let before = self.facts.len();
        let mut holds = |fact: &Fact, terms: &mut Terms| {
            let now = match *fact {
                Fact::Bound(memory, base, extent) => {
                    Fact::Bound(memory, terms.replace(base, with)?, extent)
                }
                Fact::Known(condition, value) => {
                    Fact::Known(terms.replace(condition, with)?, value)
                }
            };
            Some(facts.holds(terms, now))
        };
        let all = std::mem::take(&mut self.facts);
        self.facts = all.into_iter().filter(|fact| holds(fact, terms) == Some(true)).collect();
        self.facts.len() != before
    }
}

/// `before + c * (leaf - what the leaf was)`, if that explains the change of a sum by a constant.
fn induced(
    terms: &mut Terms,
    (before, now): (Node, Node),
    leaves: &[(Node, Node, Node)],
) -> Option<Node> {
    let width = Width::W32;
    let change = |terms: &mut Terms, from: Node, to: Node| {
        let difference = terms.sub(width, to, from);
        terms.value(difference).map(|value| width.signed(value)).filter(|&value| value != 0)
    };
    let whole = change(terms, before, now)?;
    for &(leaf, old, new) in leaves {
        if leaf == old {
            continue;
        }
        if let Some(part) = change(terms, old, new)
            && whole % part == 0
        {
            let moved = terms.sub(width, leaf, old);
            let moved = terms.scale(width, moved, (whole / part) as u64);
            return Some(terms.add(width, before, moved));
        }
    }
    None
}

/// Bits that a value may have on the path, as a count from the lowest.
fn bits_of(terms: &Terms, facts: &Facts, value: Node) -> u32 {
    let bits = terms.bits(Width::W64, value);
    let width = if bits > 32 { Width::W64 } else { Width::W32 };
    let most = facts.range(terms, false, width, value).1;
    bits.min(128 - most.leading_zeros())
}

/// Numbers of bits that are told apart: truth values, bytes, half words, words.
fn level(bits: u32) -> u32 {
    [1, 8, 16, 31, 32].into_iter().find(|&level| bits <= level).unwrap_or(64)
}

/// Whether a term is over constants and entry values only.
fn closed(terms: &Terms, node: Node) -> bool {
    terms.is_closed(node)
}

/// A term over what `known` expresses; none if some leaf is not expressed.
fn express(
    terms: &mut Terms,
    root: Node,
    known: &mut Map<Node, Option<Node>>,
    budget: &mut usize,
) -> Option<Node> {
    let mut stack = vec![root];
    while let Some(&node) = stack.last() {
        if known.contains_key(&node) {
            stack.pop();
            continue;
        }
        if node == Node::NONE || closed(terms, node) {
            known.insert(node, Some(node));
            continue;
        }
        let term = terms.get(node);
        if matches!(term.op, Op::Cut | Op::Event) || *budget == 0 {
            known.insert(node, None);
            continue;
        }
        let waiting = stack.len();
        let mut fails = false;
        for kid in term.kids {
            match known.get(&kid) {
                None => stack.push(kid),
                Some(None) => fails = true,
                Some(Some(_)) => {}
            }
        }
        if fails {
            stack.truncate(waiting);
            known.insert(node, None);
            continue;
        }
        if stack.len() > waiting {
            continue;
        }
        *budget -= 1;
        let kids = term.kids.map(|kid| known.get(&kid).copied().flatten().unwrap_or(kid));
        let new = if kids == term.kids { node } else { terms.rebuild(term.op, term.imm, kids) };
        known.insert(node, Some(new));
    }
    known.get(&root).copied().flatten()
}
