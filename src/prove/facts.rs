//! What is known on a path: conditions that hold, values, ranges, accesses in bounds.
//!
//! Takes: conditions that were branched on, and trap conditions that both sides passed. Gives:
//! decisions. Invariant: every fact follows from the path; facts that only one side has passed
//! so far are kept apart ([`Scope`]) until the other is shown to pass them too. Forks return to
//! an earlier state by [`Facts::undo`]. Cost: constant per question, apart from replacement.

mod backwards;
mod carried;
mod listed;
mod ranges;
mod sums;
mod types;
mod unmasked;

use std::cell::{Cell, RefCell};

use super::dense::NodeMap;
use super::hash::Map;
use super::machine::MemoryKind;
use super::normal::Replacement;
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};
pub use carried::Fact;
use ranges::Memo;

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

/// Places that an empty map keeps, at most.
const KEPT: usize = 1 << 10;

#[derive(Clone, Copy)]
pub(super) enum Undo {
    Known(Node, Option<Node>),
    Bound((Scope, u32, Node), Option<u64>),
    Passed((Scope, Node)),
    Range((bool, Node), Option<Range>),
    Bits(Node, Option<(u64, u64)>),
    Same(Node),
}

/// Facts of the current path.
#[derive(Default)]
pub struct Facts {
    known: Map<Node, Node>,
    pub(super) bounds: Map<(Scope, u32, Node), u64>,
    passed: Map<(Scope, Node), ()>,
    ranges: Map<(bool, Node), Range>,
    /// Whether something was ever said of a node's range.
    ranged: NodeMap<()>,
    /// First atoms of sums whose range may be known. Hints: they stay when facts are undone.
    sums: Map<Node, ()>,
    /// Tests of the types of references. Hints: they stay when facts are undone.
    tests: Map<Node, Vec<Node>>,
    /// Bits that are certainly clear and certainly set.
    bits: Map<Node, (u64, u64)>,
    /// Truth values that are equal to another one, or to its negation.
    same: Map<Node, (Node, bool)>,
    /// Bases of which a bound may be known, by memory and base without its constant, with that
    /// constant. Hints: they stay when facts are undone.
    pub(super) bases: Map<(u32, Node), Vec<(u64, Node)>>,
    pub(super) trail: Vec<Undo>,
    /// Number of what is known: another for each change, the old one when it is undone.
    version: u64,
    /// The greatest number so far.
    versions: u64,
    memo: RefCell<Memo>,
    /// Terms looked at for ranges, a part of the work that a function costs.
    pub(super) asked: Cell<u64>,
    /// What the memories are.
    pub memories: Vec<MemoryKind>,
    /// Whether some value is known that is no truth value.
    pub contradiction: bool,
}

/// A state to return to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark(usize, bool, u64);

impl Facts {
    /// Begins anew, for another function.
    pub fn fit(&mut self) {
        self.memo = RefCell::default();
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        empty(&mut self.known);
        empty(&mut self.bounds);
        empty(&mut self.passed);
        empty(&mut self.ranges);
        self.ranged.clear();
        empty(&mut self.bits);
        empty(&mut self.same);
        empty(&mut self.sums);
        empty(&mut self.tests);
        empty(&mut self.bases);
        self.trail.clear();
        self.change();
        self.contradiction = false;
    }

    /// The current state.
    pub fn mark(&self) -> Mark {
        Mark(self.trail.len(), self.contradiction, self.version)
    }

    /// Returns to an earlier state.
    pub fn undo(&mut self, mark: Mark) {
        self.contradiction = mark.1;
        self.version = mark.2;
        while self.trail.len() > mark.0 {
            match self.trail.pop() {
                Some(Undo::Known(node, old)) => restore(&mut self.known, node, old),
                Some(Undo::Bound(key, old)) => restore(&mut self.bounds, key, old),
                Some(Undo::Passed(key)) => restore(&mut self.passed, key, None),
                Some(Undo::Range(key, old)) => restore(&mut self.ranges, key, old),
                Some(Undo::Bits(key, old)) => restore(&mut self.bits, key, old),
                Some(Undo::Same(key)) => restore(&mut self.same, key, None),
                None => return,
            }
        }
    }

    fn change(&mut self) {
        self.versions += 1;
        self.version = self.versions;
    }

    fn learn(&mut self, terms: &Terms, node: Node, value: Node) {
        if let Some(known) = terms.value(node) {
            self.contradiction |= Some(known) != terms.value(value);
            return;
        }
        self.change();
        let old = self.known.insert(node, value);
        self.contradiction |= old.is_some_and(|old| old != value);
        self.trail.push(Undo::Known(node, old));
    }

    /// Bits that the path says are clear and set.
    fn learnt(&self, node: Node) -> (u64, u64) {
        self.bits.get(&node).copied().unwrap_or_default()
    }

    /// Bits that are clear and set on the path.
    fn known_bits(&self, terms: &Terms, width: Width, node: Node) -> (u64, u64) {
        let (zeros, ones) = self.learnt(node);
        (zeros | terms.zeros(width, node), ones | terms.ones(node))
    }

    /// What has been concluded of a node's range.
    #[inline]
    fn said(&self, signed: bool, node: Node) -> Option<Range> {
        match self.ranged.has(node) {
            true => self.ranges.get(&(signed, node)).copied(),
            false => None,
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
        if let Some(&(other, negated)) = self.same.get(&condition) {
            self.assume(terms, other, holds != negated);
        }
        let term = terms.get(condition);
        let [a, b, _] = term.kids;
        match term.op {
            Op::Eq(width) => {
                let Some(k) = terms.value(b) else {
                    if holds {
                        self.equate(terms, width, a, b);
                    }
                    return;
                };
                if holds {
                    self.learn(terms, a, b);
                    self.learn_bits(terms, a, (!k, k));
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
                    // Of constants the ranges say so.
                    if terms.value(a).is_none() && terms.value(b).is_none() {
                        let equal = terms.eq(width, a, b);
                        self.assume(terms, equal, false);
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
                for side in [a, b] {
                    self.not_zero(terms, signed, width, side);
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
            _ => {
                if term.op == Op::Wasm(O::RefTestNonNull) {
                    self.note_test(terms, condition);
                }
                let value = u64::from(holds);
                self.learn_bits(terms, condition, (!value, value));
                let value = i128::from(value);
                self.narrow(terms, false, Width::W32, condition, (value, value));
            }
        }
    }

    /// Takes a difference that lies on one side of zero not to be zero. Whether it is may be asked
    /// of the difference the other way round, whose range nobody has spoken of.
    fn not_zero(&mut self, terms: &mut Terms, signed: bool, width: Width, sum: Node) {
        let [_, last, _] = terms.get(sum).kids;
        if matches!(terms.op(sum), Op::Add(_)) && terms.value(last).is_none() {
            let (low, high) = self.range(terms, signed, width, sum);
            if low > 0 || high < 0 {
                let zero = terms.eqz(width, sum);
                self.assume(terms, zero, false);
            }
        }
    }

    /// Takes two values to be equal: each lies where the other does.
    fn equate(&mut self, terms: &mut Terms, width: Width, a: Node, b: Node) {
        for signed in [false, true] {
            let (x, y) = (self.range(terms, signed, width, a), self.range(terms, signed, width, b));
            self.narrow(terms, signed, width, a, y);
            self.narrow(terms, signed, width, b, x);
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
                let (zeros, ones) = self.learnt(a);
                let k = terms.value(b)?;
                if k & zeros != 0 || !k & ones != 0 {
                    return Some(false);
                }
                let k = i128::from(k);
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
            Op::Wasm(O::RefTestNonNull) => self.concluded(terms, condition),
            _ if terms.is_bool(condition) => {
                match self.range(terms, false, Width::W32, condition) {
                    (_, 0) => Some(false),
                    (1, _) => Some(true),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a trap condition was passed.
    pub fn is_passed(&self, scope: Scope, condition: Node) -> bool {
        self.passed.contains_key(&(scope, condition))
            || self.passed.contains_key(&(Scope::Both, condition))
    }

    /// Whether it is certain that a trap condition does not hold.
    pub fn passes(&self, terms: &mut Terms, condition: Node) -> bool {
        match terms.op(condition) {
            Op::Beyond(memory) => {
                let term = terms.get(condition);
                self.in_bounds(terms, Scope::Both, memory, term.kids[0], term.imm)
            }
            _ => {
                self.is_passed(Scope::Both, condition)
                    || self.decide(terms, condition) == Some(false)
            }
        }
    }

    /// Takes it that both have passed a trap condition.
    pub fn pass_both(&mut self, terms: &mut Terms, condition: Node) {
        match terms.op(condition) {
            Op::Beyond(memory) => {
                let term = terms.get(condition);
                self.set_bound(terms, Scope::Both, memory, term.kids[0], term.imm);
            }
            _ if terms.value(condition).is_none() => {
                self.pass(Scope::Both, condition);
                self.assume(terms, condition, false);
            }
            _ => {}
        }
    }

    /// Notes that a trap condition was passed.
    pub fn pass(&mut self, scope: Scope, condition: Node) {
        if self.passed.insert((scope, condition), ()).is_none() {
            self.trail.push(Undo::Passed((scope, condition)));
        }
    }

    /// Prepares a replacement of all terms whose values are known.
    fn replacement(&self, terms: &mut Terms, with: &mut Replacement, budget: usize) {
        if with.version == self.version {
            with.budget = budget;
            return;
        }
        with.clear(budget);
        with.version = self.version;
        terms.work += (self.known.len() + self.ranges.len()) as u64;
        for (&node, &value) in &self.known {
            with.set(node, value);
        }
        // Bits that are known are put in where they matter.
        for (&node, &known) in &self.bits {
            with.set_bits(terms, node, known);
        }
        for (&(signed, node), &range) in &self.ranges {
            if !signed && range.0 <= range.1 {
                let bits = backwards::common_bits(range);
                if bits != (0, 0) {
                    with.set_bits(terms, node, bits);
                }
            }
        }
    }

    /// A term with all that is known put in; none if that takes more than the budget.
    pub fn simplify(
        &self,
        terms: &mut Terms,
        node: Node,
        with: &mut Replacement,
        budget: usize,
    ) -> Option<Node> {
        self.replacement(terms, with, budget);
        terms.replace_with(node, with, &|terms, new| {
            if let Op::And(_) = terms.op(new) {
                return self.unmasked(terms, new);
            }
            let decided = self.decide(terms, new)?;
            Some(terms.constant(Width::W32, u64::from(decided)))
        })
    }

    /// Whether anything is known that replacement could use.
    pub fn has_known(&self) -> bool {
        !self.known.is_empty()
    }

    /// Whether replacement puts in the value of a condition.
    pub fn replaces(&self, condition: Node) -> bool {
        self.known.contains_key(&condition)
    }

    /// The truth value that a condition is known to have.
    pub fn value_of(&self, terms: &Terms, condition: Node) -> Option<bool> {
        self.known.get(&condition).and_then(|&value| terms.value(value)).map(|value| value != 0)
    }

    /// Whether the known truth values contradict the known values.
    pub fn contradictory(&mut self, terms: &mut Terms, with: &mut Replacement) -> bool {
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
        self.contradiction = conditions.into_iter().any(|(condition, value)| {
            let now = terms.replace(condition, with);
            let now = now.and_then(|now| terms.value(now));
            now.is_some() && now != terms.value(value)
        });
        self.contradiction
    }
}

/// Empties a map. What is large stays large otherwise, and emptying and walking it slow.
fn empty<K, V>(map: &mut Map<K, V>) {
    if map.capacity() > KEPT { *map = Map::default() } else { map.clear() }
}

fn restore<K: std::hash::Hash + Eq, V>(map: &mut Map<K, V>, key: K, old: Option<V>) {
    match old {
        Some(old) => map.insert(key, old),
        None => map.remove(&key),
    };
}
