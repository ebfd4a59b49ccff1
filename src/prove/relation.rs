//! What holds between the two sides at a cut point, inferred and weakened until it is stable.
//!
//! Takes: the terms that registers, stack and state of both sides hold on arrival. Gives: a
//! relation: for each of these slots a constant, an arbitrary value (a leaf, shared by all slots
//! that are equal), or a term over such leaves. Invariant: after [`Relation::arrive`] the
//! relation covers this arrival and all earlier ones. Each change weakens it, so changes end.
//! A slot that loses its definition gets a new term, and a fact is said of it, only if the old
//! relation implies the term or the fact.
//! Cost: linear in the slots and their terms. Origin: Houdini-style inference over value classes
//! as in Necula (PLDI 2000).

use smallvec::SmallVec;

use super::affine::{self, Rest, Rests};
use super::arrival::Arrival;
use super::contents;
use super::dense::NodeMap;
use super::facts::{Fact, Facts};
use super::hash::Map;
use super::held::{self, Held, Weakening};
use super::loops::Ends;
use super::normal::Replacement;
use super::others::Others;
use super::span::Span;
use super::term::{Node, Op, Terms, Width};
use super::truths::Truths;

/// Terms looked at in one arrival, at most.
const BUDGET: usize = 1 << 16;
/// Facts carried to a cut point, at most.
const FACTS: usize = 96;

/// Relation at one cut point.
#[derive(Default)]
pub struct Relation {
    /// Number of the cut point.
    pub number: u32,
    /// The value of each slot, over this cut point's leaves.
    pub slots: Vec<Node>,
    /// What else holds.
    pub facts: Vec<Fact>,
    /// What slots are besides constants.
    others: Others,
    /// Slots that are zero under the same circumstances.
    truths: Truths,
    /// What memories hold.
    held: Vec<Held>,
    /// What the leaves may be, by their numbers.
    spans: Vec<Span>,
    /// Leaves that are constants as long as their spans say so.
    constants: Vec<(Node, Node)>,
    /// Slots that are terms over leaves because both have changed alike, with what has come there
    /// since: nothing is said of that as long as the slots are these terms.
    seen: Vec<(usize, Span)>,
    arrived: bool,
}

/// Scratch space for arrivals.
#[derive(Default)]
pub struct Scratch {
    with: Replacement,
    express: NodeMap<Option<Node>>,
    /// Sides that hold a term, or the first slot that does.
    marks: NodeMap<u32>,
    to_old: Replacement,
    with_slots: Replacement,
    rests: Rests,
    /// What holds wherever a relation does.
    own: Facts,
    /// What expresses values as they were before a relation is weakened.
    from_old: NodeMap<Option<Node>>,
    /// Terms that were constants until this arrival.
    were: Vec<(Node, Node)>,
}

impl Scratch {
    /// Begins anew, for another function.
    pub fn fit(&mut self) {
        self.with.fit();
        self.to_old.fit();
        self.with_slots.fit();
        self.express.fit();
        self.marks.fit();
        self.from_old.fit();
        self.own = Facts::default();
    }
}

impl Relation {
    /// The relation of a cut point where nobody has arrived.
    pub fn new(number: u32) -> Relation {
        Relation { number, ..Relation::default() }
    }

    /// A new leaf with such values.
    fn fresh(&mut self, terms: &mut Terms, span: Span) -> Node {
        let imm = u64::from(self.number) << 32 | self.spans.len() as u64;
        self.spans.push(span);
        let leaf = terms.intern_known(Op::Cut, imm, [Node::NONE; 3], span.known_bits());
        terms.set_heap_type(leaf, span.heap);
        leaf
    }

    /// What holds wherever the relation does, with these slots, as on a path. `now` gives the form
    /// that terms have there. Gives the slots in that form.
    fn enter(
        &self,
        terms: &mut Terms,
        facts: &mut Facts,
        slots: &[Node],
        mut now: impl FnMut(&mut Terms, Node) -> Node,
    ) -> Vec<Node> {
        for (leaf, span) in self.bounded(terms, slots) {
            let leaf = now(terms, leaf);
            facts.confine(terms, leaf, span.low, span.high);
        }
        for &fact in &self.facts {
            let subject = now(terms, fact.subject());
            facts.add(terms, fact.about(subject));
        }
        let slots: Vec<Node> = slots.iter().map(|&slot| now(terms, slot)).collect();
        self.truths.enter(terms, facts, &slots);
        slots
    }

    /// Leaves that lie between closer bounds than their bits say, in the order of the slots.
    fn bounded(&self, terms: &Terms, slots: &[Node]) -> Vec<(Node, Span)> {
        let mut seen = vec![false; self.spans.len()];
        let mut bounded = Vec::new();
        for &slot in slots {
            let Some(leaf) = self.leaf(terms, slot) else { continue };
            if std::mem::replace(&mut seen[leaf], true) {
                continue;
            }
            let (span, bits) = (self.spans[leaf], Span::of(terms, slot));
            if span.low > bits.low || span.high < bits.high {
                bounded.push((slot, span));
            }
        }
        bounded
    }

    /// Takes the relation to hold. Gives the values of the slots, with what memories and objects
    /// hold put in.
    pub fn take(
        &self,
        terms: &mut Terms,
        facts: &mut Facts,
        with: &mut Replacement,
        parts: &[contents::Part],
    ) -> Vec<Node> {
        if self.held.is_empty() && parts.is_empty() {
            return self.enter(terms, facts, &self.slots, |_, node| node);
        }
        with.clear(BUDGET);
        held::put_in(terms, &self.held, with);
        contents::put_in(terms, &self.slots, parts, with);
        // Either way of saying what holds is right.
        let now = |terms: &mut Terms, node| terms.replace(node, with).unwrap_or(node);
        self.enter(terms, facts, &self.slots, now)
    }

    fn owns(&self, terms: &Terms, node: Node) -> bool {
        self.leaf(terms, node).is_some()
    }

    /// The number of a leaf, if it is one of these.
    fn leaf(&self, terms: &Terms, node: Node) -> Option<usize> {
        let (number, leaf) = terms.cut_leaf(node)?;
        (number == self.number).then_some(leaf as usize)
    }

    /// Whether sides that hold the same here come with values that do not look equal.
    pub fn parts(&self, terms: &Terms, raw: &[Node], simple: &[Node], source: usize) -> bool {
        let mut firsts: Map<Node, usize> = Map::default();
        for (slot, &own) in self.slots[..source].iter().enumerate() {
            if terms.value(own).is_none() {
                firsts.entry(own).or_insert(slot);
            }
        }
        (source..self.slots.len()).any(|slot| {
            let first = firsts.get(&self.slots[slot]);
            first.is_some_and(|&first| raw[first] != raw[slot] && simple[first] != simple[slot])
        })
    }

    /// Takes an arrival into account. Gives whether the relation changed; none if too costly.
    pub fn arrive(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        arrival: &Arrival<'_>,
        scratch: &mut Scratch,
    ) -> Option<bool> {
        let chosen = arrival.chosen(&mut scratch.marks);
        if !self.arrived {
            self.arrived = true;
            self.first(terms, facts, (arrival, &chosen), scratch);
            let known = &mut scratch.express;
            self.others = Others::of(terms, self.number, (arrival, &chosen), known);
            self.truths = Truths::of(terms, facts, arrival);
            return Some(true);
        }
        for (slot, span) in &mut self.seen {
            *span = span.union(&Span::on_path(terms, facts, chosen[*slot]), &terms.types);
        }
        let widened = self.widen(terms, facts, (arrival.ends, &chosen), scratch)?;
        let widened = self.truths.weaken(terms, facts, arrival) || widened;
        let covered = self.covers(terms, arrival, &chosen, scratch)?;
        self.others.weaken(terms, self.number, arrival, &mut scratch.with_slots);
        if covered {
            let before = self.held.len();
            self.held.retain(|held| held.holds(terms, &mut scratch.with));
            let widened = widened || self.held.len() != before;
            return Some(self.drop_facts(terms, facts, scratch) || widened);
        }
        let new = self.join(terms, facts, (arrival, &chosen), scratch)?;
        self.drop_facts(terms, facts, scratch);
        self.facts.extend(new);
        self.facts.truncate(FACTS);
        Some(true)
    }

    fn first(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        (arrival, values): (&Arrival<'_>, &[Node]),
        scratch: &mut Scratch,
    ) {
        let mut order: Vec<Node> = values.to_vec();
        order.sort_unstable();
        order.dedup();
        scratch.express.clear();
        scratch.rests.clear();
        let mut budget = BUDGET;
        for &value in &order {
            let known = &mut scratch.express;
            let mut own = express(terms, value, known, &mut budget);
            if own.is_none()
                && let Some(width) = affine::width(terms, value)
            {
                let split = affine::split(terms, width, value, |terms, atom| {
                    express(terms, atom, known, &mut budget)
                });
                own = scratch.rests.find(terms, width, &split);
                if own.is_none() {
                    let leaf = self.fresh(terms, Span::on_path(terms, facts, value));
                    scratch.rests.add(width, split, leaf);
                    own = Some(leaf);
                }
            }
            let own = own.unwrap_or_else(|| self.fresh(terms, Span::on_path(terms, facts, value)));
            scratch.express.set(value, Some(own));
        }
        let slot = |value: &Node| scratch.express.get(*value).flatten();
        self.slots = values.iter().map(|value| slot(value).unwrap_or(Node::NONE)).collect();
        for (slot, &simple) in arrival.simple.iter().enumerate() {
            let own = self.slots[slot];
            if let Some(leaf) = self.leaf(terms, own)
                && self.spans[leaf].low == self.spans[leaf].high
                && terms.value(simple) == Some(self.spans[leaf].low)
                && !self.constants.contains(&(own, simple))
            {
                self.constants.push((own, simple));
            }
        }
        let mut seen = None;
        for (&value, &leaf) in values.iter().zip(&self.slots) {
            if matches!(terms.op(value), Op::Store(_))
                && self.owns(terms, leaf)
                && seen.replace(leaf) != Some(leaf)
            {
                let known = &mut scratch.express;
                held::first(terms, &mut self.held, (value, leaf), values, known);
            }
        }
        for fact in facts.carried(terms, FACTS) {
            let own = express(terms, fact.subject(), &mut scratch.express, &mut budget);
            self.facts.extend(own.map(|own| fact.about(own)));
        }
    }

    /// Replaces leaves by wider ones if what arrives is none of their values. Gives whether there
    /// were some.
    fn widen(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        (ends, chosen): (Option<Ends<'_>>, &[Node]),
        scratch: &mut Scratch,
    ) -> Option<bool> {
        let Scratch { with, were, .. } = scratch;
        with.clear(BUDGET);
        were.clear();
        let mut seen = vec![false; self.spans.len()];
        let mut changed = false;
        for (slot, &now) in chosen.iter().enumerate() {
            let own = self.slots[slot];
            let Some(leaf) = self.leaf(terms, own) else { continue };
            if std::mem::replace(&mut seen[leaf], true) {
                continue;
            }
            let span = self.spans[leaf];
            let needed = Span::on_path(terms, facts, now);
            if !span.holds(&needed, &terms.types) {
                let wider = span.widened(&needed, ends, &terms.types);
                let wider = self.fresh(terms, wider);
                let constant = self.constants.iter().find(|entry| entry.0 == own);
                were.extend(constant.map(|&(_, constant)| (wider, constant)));
                with.set(own, wider);
                changed = true;
            }
        }
        if changed {
            for slot in &mut self.slots {
                *slot = terms.replace(*slot, with)?;
            }
            for fact in &mut self.facts {
                *fact = fact.about(terms.replace(fact.subject(), with)?);
            }
            for held in &mut self.held {
                *held = held.renamed(terms, with)?;
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
        chosen: &[Node],
        scratch: &mut Scratch,
    ) -> Option<bool> {
        let with = &mut scratch.with;
        with.clear(BUDGET);
        let mut covered = true;
        let first = &mut scratch.marks;
        first.clear();
        for (slot, &own) in self.slots.iter().enumerate() {
            if self.owns(terms, own) {
                match first.get(own) {
                    Some(other) => {
                        let other = other as usize;
                        covered &= arrival.raw[other] == arrival.raw[slot]
                            || arrival.simple[other] == arrival.simple[slot];
                    }
                    None => {
                        first.set(own, slot as u32);
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

    /// Weakens the slots so that they cover both what they cover now and the values. Gives facts
    /// over them that hold in both.
    fn join(
        &mut self,
        terms: &mut Terms,
        facts: &Facts,
        (arrival, values): (&Arrival<'_>, &[Node]),
        scratch: &mut Scratch,
    ) -> Option<Vec<Fact>> {
        let Scratch {
            with: to_now,
            to_old,
            with_slots,
            express: from_now,
            marks: firsts,
            own,
            from_old,
            were,
            ..
        } = scratch;
        // What was a constant is one value with all that was the same constant.
        let was = |were: &[(Node, Node)], node: Node| {
            were.iter().find(|entry| entry.0 == node).map_or(node, |entry| entry.1)
        };

        own.clear();
        own.memories.clone_from(&facts.memories);
        // The values of the leaves on arrival, by the first slot of each.
        let mut old = std::mem::take(&mut self.slots);
        let mut classes: Map<(Node, Node), Node> = Map::default();
        // New leaves with what they stand for: in the old relation, and now.
        let mut leaves: Vec<(Node, Node, Node)> = Vec::new();
        firsts.clear();
        for (slot, (&before, &now)) in old.iter().zip(values).enumerate() {
            if self.owns(terms, before) && !firsts.has(before) {
                firsts.set(before, slot as u32);
                classes.entry((was(were, before), now)).or_insert(before);
            }
        }
        // Both ways of looking at the leaves.
        to_now.clear(BUDGET);
        to_old.clear(BUDGET);
        from_now.clear();
        from_old.clear();
        for (slot, &leaf) in old.iter().enumerate() {
            if firsts.get(leaf) == Some(slot as u32) {
                let now = values[slot];
                to_now.set(leaf, now);
                from_old.set(leaf, Some(leaf));
                if !from_now.has(now) {
                    from_now.set(now, Some(leaf));
                }
            }
        }
        // Definitions that still fit stay, whichever form of the value they fit.
        let mut stays = vec![false; old.len()];
        for (slot, &before) in old.iter().enumerate() {
            if self.owns(terms, before) {
                let first = firsts.get(before).map_or(slot, |first| first as usize);
                stays[slot] = arrival.raw[first] == arrival.raw[slot]
                    || arrival.simple[first] == arrival.simple[slot];
                continue;
            }
            let (raw, simple) = (arrival.raw[slot], arrival.simple[slot]);
            if terms.value(before).is_some() || closed(terms, before) {
                stays[slot] = before == raw || before == simple;
            } else if self.over_leaves(terms, before, firsts) {
                // The leaves mean something else now: only what they give counts.
                let now = terms.replace(before, to_now)?;
                stays[slot] = now == raw || now == simple;
            }
        }
        self.others.take(terms, self.number, (&mut old, &mut stays), with_slots, were);
        self.enter(terms, own, &old, |_, node| node);
        with_slots.clear(BUDGET);
        for &(leaf, constant) in were.iter() {
            with_slots.set(leaf, constant);
        }
        // Whether a term is what a value was in the old relation, and is what it is now.
        let mut fits = |terms: &mut Terms,
                        (to_old, to_now): (&mut Replacement, &mut Replacement),
                        guess: Node,
                        (before, now): (Node, Node)| {
            let old = terms.replace(guess, to_old)?;
            let same = old == before
                || !were.is_empty()
                    && terms.replace(old, with_slots)? == terms.replace(before, with_slots)?;
            Some(same && terms.replace(guess, to_now)? == now)
        };
        let pairs = old.iter().map(|&before| was(were, before)).zip(values.iter().copied());
        let mut order: Vec<(Node, Node)> =
            pairs.zip(&stays).filter(|item| !item.1).map(|item| item.0).collect();
        order.sort_unstable_by_key(|&(before, now)| (now.max(before), now, before));
        order.dedup();
        let counters = arrival.counters.iter();
        let counters: SmallVec<[_; 8]> =
            counters.map(|&(slot, up)| ((old[slot], values[slot]), up)).collect();
        let mut changes: Map<Change, (Node, Node)> = Map::default();
        let mut alike: Vec<((Node, Node), Span)> = Vec::new();
        for (before, now) in order {
            if classes.contains_key(&(before, now)) {
                continue;
            }
            // A term that the new value suggests, if the old relation implies it.
            let mut budget = 256;
            let guess = express(terms, now, from_now, &mut budget);
            let seen =
                self.seen.iter().find(|(slot, _)| (old[*slot], values[*slot]) == (before, now));
            let span = match self.leaf(terms, before) {
                Some(leaf) => self.spans[leaf],
                None => Span::on_path(terms, own, before),
            };
            let mut span = span.union(&Span::on_path(terms, facts, now), &terms.types);
            if let Some((_, seen)) = seen {
                span = span.within(seen);
            }
            if let Some(guess) = guess
                && guess != now
                && fits(terms, (to_old, to_now), guess, (before, now))?
            {
                classes.insert((before, now), guess);
                alike.push(((before, now), span));
                continue;
            }
            // A multiple of another value's change.
            if let Some(guess) = induced(terms, (before, now), &leaves)
                && fits(terms, (to_old, to_now), guess, (before, now))?
            {
                classes.insert((before, now), guess);
                alike.push(((before, now), span));
                continue;
            }
            // Something that another value differs by, both before and now.
            let apart = apart(terms, (before, now), firsts, from_now);
            let mut guesses: SmallVec<[Node; 2]> = SmallVec::new();
            if let Some(Apart { width, change, old, new }) = &apart {
                guesses.extend(change.1.is_empty().then_some(*new));
                if let Some(&(leaf, other)) = changes.get(change) {
                    let difference = terms.sub(*width, *old, other);
                    guesses.push(terms.add(*width, leaf, difference));
                }
            }
            let mut found = None;
            for guess in guesses {
                if fits(terms, (to_old, to_now), guess, (before, now))? {
                    found = Some(guess);
                    break;
                }
            }
            if let Some(guess) = found {
                classes.insert((before, now), guess);
                alike.push(((before, now), span));
                continue;
            }
            let counter = counters.iter().find(|counter| counter.0 == (before, now));
            if let (Some(ends), Some(&(_, up))) = (arrival.ends, counter) {
                // The next round would only find that it goes on.
                span = span.counted(up, ends, &terms.types);
            }
            let leaf = self.fresh(terms, span);
            if let Some(Apart { change, old, .. }) = apart {
                changes.entry(change).or_insert((leaf, old));
            }
            classes.insert((before, now), leaf);
            leaves.push((leaf, before, now));
            // Earlier results of replacement do not mention the new leaf.
            to_now.set(leaf, now);
            to_old.set(leaf, before);
            from_now.set(now, Some(leaf));
            if !from_old.has(before) {
                from_old.set(before, Some(leaf));
            }
        }
        let mut new = self.common_facts(terms, (own, facts), (to_old, to_now), from_now);
        self.renamed_facts(terms, facts, (to_old, to_now), from_old, &mut new);
        let mut weakening = Weakening { to_old, to_now, from_now, classes: &classes };
        self.held = weakening.weaken(terms, std::mem::take(&mut self.held));
        let kept: Vec<(Node, Node)> = old.iter().copied().zip(values.iter().copied()).collect();
        for &(leaf, before, now) in &leaves {
            if [before, now].iter().any(|&memory| matches!(terms.op(memory), Op::Store(_))) {
                weakening.extend(terms, &mut self.held, (leaf, before, now), &kept);
            }
        }
        let goes = |slot: usize, class: &(Node, Node)| {
            !stays[slot] && (was(were, old[slot]), values[slot]) == *class
        };
        self.seen.retain(|&(slot, _)| stays[slot]);
        for (class, span) in alike {
            let slots = (0..old.len()).filter(|&slot| goes(slot, &class));
            self.seen.extend(slots.map(|slot| (slot, span)));
        }
        self.slots = old
            .iter()
            .zip(values)
            .zip(&stays)
            .map(|((&before, &now), &stays)| match stays {
                true => before,
                false => classes.get(&(was(were, before), now)).copied().unwrap_or(Node::NONE),
            })
            .collect();
        to_now.clear(BUDGET);
        for (slot, &leaf) in old.iter().enumerate() {
            if firsts.get(leaf) == Some(slot as u32) {
                to_now.set(leaf, values[slot]);
            }
        }
        Some(new)
    }

    /// What holds on arrival, said of the leaves, if it held in the old relation as well. A fact
    /// about something that has another term now would be lost otherwise.
    fn common_facts(
        &self,
        terms: &mut Terms,
        (own, facts): (&Facts, &Facts),
        (to_old, to_now): (&mut Replacement, &mut Replacement),
        from_now: &mut NodeMap<Option<Node>>,
    ) -> Vec<Fact> {
        let mut common = Vec::new();
        let mut budget = 1024;
        for fact in facts.carried(terms, FACTS) {
            let Some(guess) = express(terms, fact.subject(), from_now, &mut budget) else {
                continue;
            };
            let new = fact.about(guess);
            if self.facts.contains(&new) || common.contains(&new) {
                continue;
            }
            let (Some(before), Some(now)) =
                (terms.replace(guess, to_old), terms.replace(guess, to_now))
            else {
                break;
            };
            if now == fact.subject() && own.holds(terms, fact.about(before)) {
                common.push(new);
            }
        }
        common
    }

    /// What held in the old relation, said of the leaves, if it holds on arrival as well. The other
    /// way round from [`Relation::common_facts`]: values that are one on arrival, and so have one
    /// name there, may be two in the relation.
    fn renamed_facts(
        &self,
        terms: &mut Terms,
        facts: &Facts,
        (to_old, to_now): (&mut Replacement, &mut Replacement),
        from_old: &mut NodeMap<Option<Node>>,
        common: &mut Vec<Fact>,
    ) {
        let mut budget = 1024;
        for &fact in &self.facts {
            let subject = fact.subject();
            let Some(guess) = express(terms, subject, from_old, &mut budget) else { continue };
            let new = fact.about(guess);
            if guess == subject || common.contains(&new) {
                continue;
            }
            let (Some(before), Some(now)) =
                (terms.replace(guess, to_old), terms.replace(guess, to_now))
            else {
                break;
            };
            if before == subject && facts.holds(terms, fact.about(now)) {
                common.push(new);
            }
        }
    }

    /// Whether all cut leaves of a term are among the kept ones.
    fn over_leaves(&self, terms: &Terms, root: Node, kept: &NodeMap<u32>) -> bool {
        let mut stack = vec![root];
        let mut budget = 512;
        while let Some(node) = stack.pop() {
            let term = terms.get(node);
            if budget == 0 || matches!(term.op, Op::Event) {
                return false;
            }
            budget -= 1;
            if term.op == Op::Cut && !kept.has(node) {
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
        let before = std::mem::take(&mut self.facts);
        let kept = before.iter().filter_map(|&fact| {
            let subject = terms.replace(fact.subject(), with)?;
            let part = facts.part(terms, fact.about(subject))?;
            Some(part.about(fact.subject()))
        });
        self.facts = kept.collect();
        self.facts != before
    }
}

/// What of a value cannot be expressed, before and now, and by how much what can has changed.
type Change = (Rest, Rest, Node);

/// A value before and now, as sums.
struct Apart {
    width: Width,
    change: Change,
    /// What can be expressed of it before.
    old: Node,
    /// What can be expressed of it now.
    new: Node,
}

fn apart(
    terms: &mut Terms,
    (before, now): (Node, Node),
    kept: &NodeMap<u32>,
    from_now: &mut NodeMap<Option<Node>>,
) -> Option<Apart> {
    let width = affine::width(terms, now).or_else(|| affine::width(terms, before))?;
    let old = affine::split(terms, width, before, |terms, atom| {
        (kept.has(atom) || closed(terms, atom)).then_some(atom)
    });
    let mut budget = 256;
    let new =
        affine::split(terms, width, now, |terms, atom| express(terms, atom, from_now, &mut budget));
    let change = terms.sub(width, new.part, old.part);
    Some(Apart { width, change: (old.rest, new.rest, change), old: old.part, new: new.part })
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

/// Whether a term is over constants and entry values only.
fn closed(terms: &Terms, node: Node) -> bool {
    terms.is_closed(node)
}

/// A term over what `known` expresses; none if some leaf is not expressed.
pub(super) fn express(
    terms: &mut Terms,
    root: Node,
    known: &mut NodeMap<Option<Node>>,
    budget: &mut usize,
) -> Option<Node> {
    let mut stack = vec![root];
    while let Some(&node) = stack.last() {
        if known.has(node) {
            stack.pop();
            continue;
        }
        if node == Node::NONE || closed(terms, node) {
            known.set(node, Some(node));
            continue;
        }
        let term = terms.get(node);
        if matches!(term.op, Op::Cut | Op::Event) || *budget == 0 {
            known.set(node, None);
            continue;
        }
        let waiting = stack.len();
        let mut fails = false;
        for kid in term.kids {
            match known.get(kid) {
                None => stack.push(kid),
                Some(None) => fails = true,
                Some(Some(_)) => {}
            }
        }
        if fails {
            stack.truncate(waiting);
            known.set(node, None);
            continue;
        }
        if stack.len() > waiting {
            continue;
        }
        *budget -= 1;
        let kids = term.kids.map(|kid| known.get(kid).flatten().unwrap_or(kid));
        let new = if kids == term.kids { node } else { terms.rebuild(term.op, term.imm, kids) };
        known.set(node, Some(new));
    }
    known.get(root).flatten()
}
