//! What is known on a path: conditions that hold, values, ranges, accesses in bounds.
//!
//! Takes: conditions that were branched on, and trap conditions that both sides passed. Gives:
//! decisions. Invariant: every fact follows from the path; facts that only one side has passed
//! so far are kept apart ([`Scope`]) until the other is shown to pass them too. Forks return to
//! an earlier state by [`Facts::undo`]. Cost: constant per question, apart from replacement.

use super::hash::Map;
use super::normal::Replacement;
use super::term::{Node, Op, Terms, Width};

/// Who has passed a trap condition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// The input, so far.
    Source,
    /// The output, so far.
    Target,
    /// Both.
    Both,
}

/// An interval of signed or unsigned values.
type Range = (i128, i128);

#[derive(Clone, Copy)]
enum Undo {
    Known(Node, Option<Node>),
    Bound((Scope, u32, Node), Option<u64>),
    Passed((Scope, Node)),
    Range((bool, Node), Option<Range>),
}

/// Facts of the current path.
#[derive(Default)]
pub struct Facts {
    known: Map<Node, Node>,
    bounds: Map<(Scope, u32, Node), u64>,
    passed: Map<(Scope, Node), ()>,
    ranges: Map<(bool, Node), Range>,
    trail: Vec<Undo>,
    /// Changes with every change of what is known.
    version: u64,
    /// Whether some value is known that is no truth value.
    pub contradiction: bool,
}

/// A state to return to.
#[derive(Clone, Copy)]
pub struct Mark(usize, bool);

/// A fact that can be carried to a cut point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    /// A term has a constant value.
    Known(Node, Node),
    /// `memory`, base, extent: base + extent is within the memory.
    Bound(u32, Node, u64),
}

impl Facts {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.known.clear();
        self.bounds.clear();
        self.passed.clear();
        self.ranges.clear();
        self.trail.clear();
        self.version += 1;
        self.contradiction = false;
    }

    /// The current state.
    pub fn mark(&self) -> Mark {
        Mark(self.trail.len(), self.contradiction)
    }

    /// Returns to an earlier state.
    pub fn undo(&mut self, mark: Mark) {
        self.contradiction = mark.1;
        self.version += 1;
        while self.trail.len() > mark.0 {
            match self.trail.pop() {
                Some(Undo::Known(node, old)) => restore(&mut self.known, node, old),
                Some(Undo::Bound(key, old)) => restore(&mut self.bounds, key, old),
                Some(Undo::Passed(key)) => restore(&mut self.passed, key, None),
                Some(Undo::Range(key, old)) => restore(&mut self.ranges, key, old),
                None => return,
            }
        }
    }

    fn learn(&mut self, terms: &Terms, node: Node, value: Node) {
        if let Some(known) = terms.value(node) {
            self.contradiction |= Some(known) != terms.value(value);
            return;
        }
        self.version += 1;
        let old = self.known.insert(node, value);
        self.contradiction |= old.is_some_and(|old| old != value);
        self.trail.push(Undo::Known(node, old));
    }

    fn narrow(&mut self, terms: &mut Terms, signed: bool, width: Width, node: Node, to: Range) {
        let old = self.range(terms, signed, width, node);
        let new = (old.0.max(to.0), old.1.min(to.1));
        if new == old {
            return;
        }
        self.contradiction |= new.0 > new.1;
        let key = (signed, node);
        let before = self.ranges.insert(key, new);
        self.trail.push(Undo::Range(key, before));
        if new.0 == new.1 && !self.known.contains_key(&node) {
            let value = terms.constant(width, new.0 as u64);
            self.learn(terms, node, value);
        }
    }

    /// The values that a term may have.
    pub fn range(&self, terms: &Terms, signed: bool, width: Width, node: Node) -> Range {
        if let Some(value) = terms.value(node) {
            let value = if signed { i128::from(width.signed(value)) } else { i128::from(value) };
            return (value, value);
        }
        if let Some(&range) = self.ranges.get(&(signed, node)) {
            return range;
        }
        // A constant added without wrapping moves the range.
        let term = terms.get(node);
        if !signed
            && term.op == Op::Add(width)
            && let Some(k) = terms.value(term.kids[1])
        {
            let (low, high) = self.range(terms, false, width, term.kids[0]);
            let whole = 1i128 << width.bits();
            let (low, high) = (low + i128::from(k), high + i128::from(k));
            if high < whole {
                return (low, high);
            }
            if low >= whole {
                return (low - whole, high - whole);
            }
        }
        let bits = terms.bits(width, node);
        match signed && bits == width.bits() {
            true => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
            false => (0, (1 << bits) - 1),
        }
    }

    /// Takes a truth value to be so.
    pub fn assume(&mut self, terms: &mut Terms, condition: Node, holds: bool) {
        let (condition, negated) = terms.truth(condition);
        let holds = holds != negated;
        if let Some(value) = terms.value(condition) {
            self.contradiction |= (value != 0) != holds;
            return;
        }
        self.contradiction |= self.decide(terms, condition) == Some(!holds);
        if self.known.contains_key(&condition) {
            return;
        }
        let value = terms.constant(Width::W32, u64::from(holds));
        self.learn(terms, condition, value);
        let term = terms.get(condition);
        let [a, b, _] = term.kids;
        match term.op {
            Op::Eq(width) => {
                let Some(k) = terms.value(b) else { return };
                if holds {
                    self.learn(terms, a, b);
                    let signed = i128::from(width.signed(k));
                    self.narrow(terms, true, width, a, (signed, signed));
                    self.narrow(terms, false, width, a, (i128::from(k), i128::from(k)));
                    return;
                }
                for signed in [false, true] {
                    let k = if signed { i128::from(width.signed(k)) } else { i128::from(k) };
                    let (low, high) = self.range(terms, signed, width, a);
                    let low = if low == k { k + 1 } else { low };
                    let high = if high == k { k - 1 } else { high };
                    self.narrow(terms, signed, width, a, (low, high));
                }
            }
            Op::LtU(width) | Op::LtS(width) => {
                let signed = matches!(term.op, Op::LtS(_));
                if holds {
                    let zero = terms.constant(Width::W32, 0);
                    let back = match signed {
                        true => terms.lt_s(width, b, a),
                        false => terms.lt_u(width, b, a),
                    };
                    let (back, negated) = terms.truth(back);
                    if !negated && terms.value(back).is_none() && back != condition {
                        self.learn(terms, back, zero);
                    }
                }
                let (low, high) = (i128::MIN, i128::MAX);
                let a_range = self.range(terms, signed, width, a);
                let b_range = self.range(terms, signed, width, b);
                if holds {
                    self.narrow(terms, signed, width, a, (low, b_range.1 - 1));
                    self.narrow(terms, signed, width, b, (a_range.0 + 1, high));
                } else {
                    self.narrow(terms, signed, width, a, (b_range.0, high));
                    self.narrow(terms, signed, width, b, (low, a_range.1));
                }
            }
            Op::And(Width::W32) if holds && terms.is_bool(a) && terms.is_bool(b) => {
                self.assume_part(terms, a, true);
                self.assume_part(terms, b, true);
            }
            Op::Or(Width::W32) if !holds && terms.is_bool(a) && terms.is_bool(b) => {
                self.assume_part(terms, a, false);
                self.assume_part(terms, b, false);
            }
            _ => {}
        }
    }

    /// A conjunct or disjunct; what is nested deeper is only noted.
    fn assume_part(&mut self, terms: &mut Terms, part: Node, holds: bool) {
        let nested = matches!(terms.op(part), Op::And(_) | Op::Or(_));
        if nested {
            let value = terms.constant(Width::W32, u64::from(holds));
            self.learn(terms, part, value);
        } else {
            self.assume(terms, part, holds);
        }
    }

    /// Whether a condition is known to hold or not to.
    pub fn decide(&self, terms: &mut Terms, condition: Node) -> Option<bool> {
        let (condition, negated) = terms.truth(condition);
        let known = self.known(terms, condition)?;
        Some(known != negated)
    }

    fn known(&self, terms: &Terms, condition: Node) -> Option<bool> {
        if let Some(value) = terms.value(condition) {
            return Some(value != 0);
        }
        if let Some(&value) = self.known.get(&condition) {
            return terms.value(value).map(|value| value != 0);
        }
        let term = terms.get(condition);
        let [a, b, _] = term.kids;
        match term.op {
            Op::Eq(width) => {
                let k = i128::from(terms.value(b)?);
                let signed = i128::from(width.signed(k as u64));
                let (low, high) = self.range(terms, false, width, a);
                if k < low || k > high {
                    return Some(false);
                }
                let (s_low, s_high) = self.range(terms, true, width, a);
                if signed < s_low || signed > s_high {
                    return Some(false);
                }
                (low == high).then_some(true)
            }
            Op::LtU(width) | Op::LtS(width) => {
                let signed = matches!(term.op, Op::LtS(_));
                let a = self.range(terms, signed, width, a);
                let b = self.range(terms, signed, width, b);
                if a.1 < b.0 {
                    return Some(true);
                }
                (a.0 >= b.1).then_some(false)
            }
            _ => None,
        }
    }

    /// How far beyond a base a memory is known to reach.
    pub fn bound(&self, scope: Scope, memory: u32, base: Node) -> Option<u64> {
        let both = self.bounds.get(&(Scope::Both, memory, base)).copied();
        let own = self.bounds.get(&(scope, memory, base)).copied();
        both.max(own)
    }

    /// Notes that base + extent is in bounds.
    pub fn set_bound(&mut self, scope: Scope, memory: u32, base: Node, extent: u64) {
        let key = (scope, memory, base);
        let old = self.bounds.get(&key).copied();
        if old.is_none_or(|old| old < extent) {
            self.bounds.insert(key, extent);
            self.trail.push(Undo::Bound(key, old));
        }
    }

    /// Whether a trap condition was passed.
    pub fn is_passed(&self, scope: Scope, condition: Node) -> bool {
        self.passed.contains_key(&(scope, condition))
            || self.passed.contains_key(&(Scope::Both, condition))
    }

    /// Notes that a trap condition was passed.
    pub fn pass(&mut self, scope: Scope, condition: Node) {
        if self.passed.insert((scope, condition), ()).is_none() {
            self.trail.push(Undo::Passed((scope, condition)));
        }
    }

    /// Prepares a replacement of all terms whose values are known.
    pub fn replacement(&self, with: &mut Replacement, budget: usize) {
        if with.version == self.version {
            with.budget = budget;
            return;
        }
        with.clear(budget);
        with.version = self.version;
        for (&node, &value) in &self.known {
            with.set(node, value);
        }
    }

    /// Whether anything is known that replacement could use.
    pub fn has_known(&self) -> bool {
        !self.known.is_empty()
    }

    /// Whether replacement puts in the value of a condition.
    pub fn replaces(&self, condition: Node) -> bool {
        self.known.contains_key(&condition)
    }

    /// Conditions that were assumed, the newest first.
    pub fn conditions(&self) -> Vec<Node> {
        let known = self.trail.iter().rev().filter_map(|undo| match *undo {
            Undo::Known(node, _) => Some(node),
            _ => None,
        });
        known.take(64).collect()
    }

    /// Facts worth carrying to a cut point, the newest first.
    pub fn carried(&self, terms: &Terms, most: usize) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        for undo in self.trail.iter().rev() {
            if facts.len() >= most {
                break;
            }
            let fact = match *undo {
                Undo::Bound((Scope::Both, memory, base), _) => {
                    let extent = self.bounds.get(&(Scope::Both, memory, base));
                    extent.map(|&extent| Fact::Bound(memory, base, extent))
                }
                Undo::Known(node, _) if terms.is_bool(node) => {
                    self.known.get(&node).map(|&value| Fact::Known(node, value))
                }
                Undo::Passed((Scope::Both, condition)) => Some(Fact::Known(condition, Node::NONE)),
                _ => None,
            };
            if let Some(fact) = fact
                && !facts.contains(&fact)
            {
                facts.push(fact);
            }
        }
        facts
    }

    /// Whether a fact holds on this path.
    pub fn holds(&self, terms: &mut Terms, fact: Fact) -> bool {
        match fact {
            Fact::Bound(memory, base, extent) => {
                self.bound(Scope::Both, memory, base).is_some_and(|bound| bound >= extent)
            }
            Fact::Known(condition, Node::NONE) => {
                self.is_passed(Scope::Both, condition)
                    || self.decide(terms, condition) == Some(false)
            }
            Fact::Known(condition, value) => {
                let value = terms.value(value).map(|value| value != 0);
                value.is_some() && self.decide(terms, condition) == value
            }
        }
    }

    /// Takes a fact to hold.
    pub fn add(&mut self, terms: &mut Terms, fact: Fact) {
        match fact {
            Fact::Bound(memory, base, extent) => {
                self.set_bound(Scope::Both, memory, base, extent);
            }
            Fact::Known(condition, Node::NONE) => {
                self.pass(Scope::Both, condition);
                self.assume(terms, condition, false);
            }
            Fact::Known(condition, value) => {
                let holds = terms.value(value) != Some(0);
                self.assume(terms, condition, holds);
            }
        }
    }

    /// Whether the known truth values contradict the known values.
    pub fn contradictory(&self, terms: &mut Terms, with: &mut Replacement) -> bool {
        if self.contradiction {
            return true;
        }
        with.clear(4096);
        let mut conditions = Vec::new();
        for (&node, &value) in &self.known {
            if terms.is_bool(node) {
                conditions.push((node, value));
            } else {
                with.set(node, value);
            }
        }
        conditions.sort_unstable();
        conditions.into_iter().any(|(condition, value)| {
            let now = terms.replace(condition, with);
            let now = now.and_then(|now| terms.value(now));
            now.is_some() && now != terms.value(value)
        })
    }
}

fn restore<K: std::hash::Hash + Eq, V>(map: &mut Map<K, V>, key: K, old: Option<V>) {
    match old {
        Some(old) => map.insert(key, old),
        None => map.remove(&key),
    };
}
