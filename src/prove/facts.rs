//! What is known on a path: conditions that hold, values, ranges, accesses in bounds.
//!
//! Takes: conditions that were branched on, and trap conditions that both sides passed. Gives:
//! decisions. Invariant: every fact follows from the path; facts that only one side has passed
//! so far are kept apart ([`Scope`]) until the other is shown to pass them too. Forks return to
//! an earlier state by [`Facts::undo`]. Cost: constant per question, apart from replacement.

mod listed;

use super::dense::NodeMap;
use super::hash::Map;
use super::machine::MemoryKind;
use super::normal::Replacement;
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width, low_mask};

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

/// Operators that are looked through for the range of a value, one inside the other.
const DEPTH: u32 = 8;
/// Places that an empty map keeps, at most.
const KEPT: usize = 1 << 10;
/// Conclusions from one range, at most.
const NARROWINGS: usize = 6;

#[derive(Clone, Copy)]
pub(super) enum Undo {
    Known(Node, Option<Node>),
    Bound((Scope, u32, Node), Option<u64>),
    Passed((Scope, Node)),
    Range((bool, Node), Option<Range>),
    Bits(Node, Option<(u64, u64)>),
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
    /// Bits that are certainly clear and certainly set.
    bits: Map<Node, (u64, u64)>,
    /// Bases of which a bound may be known, by memory and base without its constant, with that
    /// constant. Hints: they stay when facts are undone.
    pub(super) bases: Map<(u32, Node), Vec<(u64, Node)>>,
    pub(super) trail: Vec<Undo>,
    /// Number of what is known: another for each change, the old one when it is undone.
    version: u64,
    /// The greatest number so far.
    versions: u64,
    /// What the memories are.
    pub memories: Vec<MemoryKind>,
    /// Whether some value is known that is no truth value.
    pub contradiction: bool,
}

/// A state to return to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark(usize, bool, u64);

/// A fact that can be carried to a cut point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    /// A term has a constant value.
    Known(Node, Node),
    /// `memory`, base, extent: base + extent is within the memory.
    Bound(u32, Node, u64),
}

impl Fact {
    /// The term that it is about.
    pub fn subject(self) -> Node {
        match self {
            Fact::Known(subject, _) | Fact::Bound(_, subject, _) => subject,
        }
    }

    /// The same about another term.
    pub fn about(self, subject: Node) -> Fact {
        match self {
            Fact::Known(_, value) => Fact::Known(subject, value),
            Fact::Bound(memory, _, extent) => Fact::Bound(memory, subject, extent),
        }
    }
}

impl Facts {
    /// Forgets everything.
    pub fn clear(&mut self) {
        empty(&mut self.known);
        empty(&mut self.bounds);
        empty(&mut self.passed);
        empty(&mut self.ranges);
        self.ranged.clear();
        empty(&mut self.bits);
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

    /// Takes a value to be in a range, signed or unsigned, and what follows for the value as a
    /// number of the other kind and for what a constant is added to.
    fn narrow(&mut self, terms: &mut Terms, signed: bool, width: Width, node: Node, to: Range) {
        let mut next = smallvec::SmallVec::<[(bool, Width, Node, Range); 4]>::new();
        next.push((signed, width, node, to));
        for _ in 0..NARROWINGS {
            let Some((signed, width, node, to)) = next.pop() else { return };
            let Some((low, high)) = self.narrow_one(terms, signed, width, node, to) else {
                continue;
            };
            let (half, whole) = (1i128 << (width.bits() - 1), 1i128 << width.bits());
            let other = if signed { whole } else { -whole };
            if high < half && low >= 0 {
                next.push((!signed, width, node, (low, high)));
            } else if signed && high < 0 || !signed && low >= half {
                next.push((!signed, width, node, (low + other, high + other)));
            }
            let term = terms.get(node);
            match term.op {
                Op::Add(w) if !signed && w == width => {
                    let Some(constant) = terms.value(term.kids[1]) else { continue };
                    let before = |value: i128| (value - i128::from(constant)).rem_euclid(whole);
                    if before(low) <= before(high) {
                        next.push((false, width, term.kids[0], (before(low), before(high))));
                    }
                }
                Op::ExtU if !signed => next.push((false, Width::W32, term.kids[0], (low, high))),
                _ => {}
            }
        }
    }

    /// Takes a value of either width to lie between two numbers.
    pub fn confine(&mut self, terms: &mut Terms, node: Node, low: u64, high: u64) {
        // Nothing is said of signed numbers, nor of a single one: nobody knows their width.
        let range = stepped(terms, node, (i128::from(low), i128::from(high)));
        if range.0 < range.1 {
            self.narrow_one(terms, false, Width::W64, node, range);
        }
    }

    fn narrow_one(
        &mut self,
        terms: &mut Terms,
        signed: bool,
        width: Width,
        node: Node,
        to: Range,
    ) -> Option<Range> {
        if terms.value(node).is_some() {
            return None;
        }
        let old = self.range(terms, signed, width, node);
        let new = (old.0.max(to.0), old.1.min(to.1));
        let new = if signed { new } else { stepped(terms, node, new) };
        if new == old && self.ranges.contains_key(&(signed, node)) {
            return None;
        }
        self.contradiction |= new.0 > new.1;
        let key = (signed, node);
        self.ranged.set(node, ());
        let before = self.ranges.insert(key, new);
        self.trail.push(Undo::Range(key, before));
        self.change();
        if new.0 > new.1 {
            return None;
        }
        if !signed {
            self.learn_masked(terms, node, common_bits(new));
        }
        if new.0 == new.1 && !self.known.contains_key(&node) {
            let value = terms.constant(width, new.0 as u64);
            self.learn(terms, node, value);
        }
        (new != old).then_some(new)
    }

    /// What an equation of a masked value says of the value's bits.
    fn learn_bits(&mut self, terms: &Terms, masked: Node, value: u64) {
        self.learn_masked(terms, masked, (!value, value));
    }

    /// What known bits of a masked value say of the value's bits.
    fn learn_masked(&mut self, terms: &Terms, masked: Node, (clear, set): (u64, u64)) {
        let term = terms.get(masked);
        let Op::And(_) = term.op else { return };
        let Some(mask) = terms.value(term.kids[1]) else { return };
        if mask & (clear | set) == 0 {
            return;
        }
        let old = self.bits.get(&term.kids[0]).copied();
        let (zeros, ones) = old.unwrap_or_default();
        let new = (zeros | mask & clear, ones | mask & set);
        self.contradiction |= new.0 & new.1 != 0;
        self.bits.insert(term.kids[0], new);
        self.trail.push(Undo::Bits(term.kids[0], old));
    }

    /// The values that a term may have.
    pub fn range(&self, terms: &Terms, signed: bool, width: Width, node: Node) -> Range {
        match signed {
            true => self.signed_range(terms, width, node),
            false => self.unsigned_range(terms, width, node, DEPTH),
        }
    }

    /// What has been concluded of a node's range.
    #[inline]
    fn said(&self, signed: bool, node: Node) -> Option<Range> {
        match self.ranged.has(node) {
            true => self.ranges.get(&(signed, node)).copied(),
            false => None,
        }
    }

    fn signed_range(&self, terms: &Terms, width: Width, node: Node) -> Range {
        if let Some(value) = terms.value(node) {
            let value = i128::from(width.signed(value));
            return (value, value);
        }
        if let Some(range) = self.said(true, node) {
            return range;
        }
        as_signed(width, self.unsigned_range(terms, width, node, DEPTH))
    }

    fn unsigned_range(&self, terms: &Terms, width: Width, node: Node, depth: u32) -> Range {
        if let Some(value) = terms.value(node) {
            return (i128::from(value), i128::from(value));
        }
        let known = match self.said(true, node) {
            Some((low, high)) if low >= 0 => (low, high),
            _ => (0, i128::from(width.mask())),
        };
        let known = match self.said(false, node) {
            Some(range) => (known.0.max(range.0), known.1.min(range.1)),
            None => known,
        };
        let possible = (1 << terms.bits(width, node)) - 1;
        let known = (known.0, known.1.min(possible));
        match depth > 0 && known.1 > known.0 {
            true => {
                let (low, high) = self.computed_range(terms, width, node, depth - 1);
                (known.0.max(low), known.1.min(high))
            }
            false => known,
        }
    }

    /// The values that an operator can give for the values that its operands may have.
    fn computed_range(&self, terms: &Terms, width: Width, node: Node, depth: u32) -> Range {
        let whole = 1i128 << width.bits();
        let all = (0, whole - 1);
        let term = terms.get(node);
        let [a, b, c] = term.kids;
        let of = |kid: Node, width: Width| self.unsigned_range(terms, width, kid, depth);
        let constant = terms.value(b).filter(|_| b != Node::NONE);
        match term.op {
            Op::Add(w) if w == width => {
                let (x, y) = (of(a, width), of(b, width));
                let (low, high) = (x.0 + y.0, x.1 + y.1);
                if high < whole {
                    (low, high)
                } else if low >= whole {
                    (low - whole, high - whole)
                } else {
                    self.multiple_range(terms, width, node).unwrap_or(all)
                }
            }
            Op::Mul(w) if w == width => {
                let (Some(factor), x) = (constant, of(a, width)) else { return all };
                match x.1.checked_mul(i128::from(factor)) {
                    Some(high) if high < whole => (x.0 * i128::from(factor), high),
                    _ => all,
                }
            }
            Op::And(w) if w == width => (0, of(a, width).1.min(of(b, width).1)),
            Op::Or(w) | Op::Xor(w) if w == width => {
                let most = of(a, width).1.max(of(b, width).1) as u64;
                (0, i128::from(low_mask(64 - most.leading_zeros())))
            }
            Op::Wasm(O::I32DivU) if width == Width::W32 => (0, of(a, width).1),
            Op::Wasm(O::I64DivU) if width == Width::W64 => (0, of(a, width).1),
            Op::Wasm(O::I32RemU) if width == Width::W32 => (0, of(a, width).1.min(of(b, width).1)),
            Op::Wasm(O::I64RemU) if width == Width::W64 => (0, of(a, width).1.min(of(b, width).1)),
            Op::ShrU(w) if w == width => match constant {
                Some(amount) => {
                    let (x, amount) = (of(a, width), amount as u32 % width.bits());
                    (x.0 >> amount, x.1 >> amount)
                }
                None => (0, of(a, width).1),
            },
            Op::ExtU if width == Width::W64 => of(a, Width::W32),
            Op::Wrap if width == Width::W32 => {
                let x = of(a, Width::W64);
                if x.1 < whole { x } else { all }
            }
            Op::Select => {
                let (x, y) = (of(b, width), of(c, width));
                (x.0.min(y.0), x.1.max(y.1))
            }
            _ => all,
        }
    }

    /// The values of `f*x + f*c` if `x + c` is known to be small.
    fn multiple_range(&self, terms: &Terms, width: Width, node: Node) -> Option<Range> {
        let [product, constant, _] = terms.get(node).kids;
        let constant = width.signed(terms.value(constant)?);
        let term = terms.get(product);
        let factor = terms.value(term.kids[1]).filter(|_| term.op == Op::Mul(width))?;
        let factor = i64::try_from(factor).ok().filter(|&factor| factor > 0)?;
        if constant % factor != 0 {
            return None;
        }
        let sum = terms.find_sum(width, term.kids[0], (constant / factor) as u64)?;
        let (low, high) = *self.ranges.get(&(false, sum))?;
        let most = high.checked_mul(i128::from(factor))?;
        (most >> width.bits() == 0).then_some((low * i128::from(factor), most))
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
                    self.learn_bits(terms, a, k);
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
                let (s_low, s_high) = match self.said(true, a) {
                    Some(range) => range,
                    None => as_signed(width, (low, high)),
                };
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
            _ if terms.is_bool(condition) => {
                match self.unsigned_range(terms, Width::W32, condition, DEPTH) {
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
                let bits = common_bits(range);
                if bits != (0, 0) {
                    with.set_bits(terms, node, bits);
                }
                with.set_range(node, (range.0 as u64, range.1 as u64));
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

    /// Whether a fact holds on this path.
    pub fn holds(&self, terms: &mut Terms, fact: Fact) -> bool {
        match fact {
            Fact::Bound(memory, base, extent) => {
                self.in_bounds(terms, Scope::Both, memory, base, extent)
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
                self.set_bound(terms, Scope::Both, memory, base, extent);
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

/// The signed numbers that the numbers of an unsigned range are.
fn as_signed(width: Width, (low, high): Range) -> Range {
    let half = 1i128 << (width.bits() - 1);
    if high < half { (low, high) } else { (-half, half - 1) }
}

/// An unsigned range without the ends that have other lowest bits than the term.
fn stepped(terms: &Terms, node: Node, (low, high): Range) -> Range {
    let (zeros, ones) = (terms.zeros(Width::W64, node), terms.ones(node));
    let count = (zeros | ones).trailing_ones().min(6);
    if count == 0 || low < 0 || low > high {
        return (low, high);
    }
    let step = 1i128 << count;
    let first = i128::from(ones) & (step - 1);
    (low + (first - low).rem_euclid(step), high - (high - first).rem_euclid(step))
}

/// Bits that are clear and set in all values of an unsigned range.
fn common_bits((low, high): Range) -> (u64, u64) {
    let (low, high) = (low as u64, high as u64);
    let common = !low_mask(64 - (low ^ high).leading_zeros());
    (!low & common, low & common)
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
