//! Between which numbers a value lies: what operators give for what their operands may be.
//!
//! Takes: a term, what is known on the path. Gives: its least and greatest value, unsigned or
//! signed. Invariant: every value that the term can have on the path lies between them. Cost:
//! [`FUEL`] terms a question. Origin: intervals (Cousot and Cousot 1977).

use super::super::hash::Map;
use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Term, Terms, Width, low_mask};
use super::{Facts, Range};

/// Terms looked at for one range.
const FUEL: u32 = 48;

/// Ranges that have been asked for.
#[derive(Default)]
pub(super) struct Memo {
    /// What was known when.
    version: u64,
    /// By signedness, whether there are 64 bits, and term.
    ranges: Map<(bool, bool, Node), Range>,
}

impl Memo {
    fn begin(&mut self, version: u64) {
        if self.version != version {
            self.version = version;
            self.ranges.clear();
        }
    }
}

/// A question about one term, with what it may still cost.
pub(super) struct Asker<'a> {
    pub(super) facts: &'a Facts,
    pub(super) terms: &'a Terms,
    pub(super) fuel: u32,
}

impl Facts {
    /// The values that a term may have.
    pub fn range(&self, terms: &Terms, signed: bool, width: Width, node: Node) -> Range {
        self.memo.borrow_mut().begin(self.version);
        let mut asker = Asker { facts: self, terms, fuel: FUEL };
        let range = asker.range(signed, width, node);
        self.asked.set(self.asked.get() + u64::from(FUEL - asker.fuel));
        range
    }
}

pub(super) fn half(width: Width) -> i128 {
    1 << (width.bits() - 1)
}

pub(super) fn whole(width: Width) -> i128 {
    1 << width.bits()
}

/// All values.
pub(super) fn all(signed: bool, width: Width) -> Range {
    if signed { (-half(width), half(width) - 1) } else { (0, whole(width) - 1) }
}

/// What is in both; if that is nothing, the path is impossible and either will do.
fn meet(a: Range, b: Range) -> Range {
    let both = (a.0.max(b.0), a.1.min(b.1));
    if both.0 > both.1 { a } else { both }
}

fn join(a: Range, b: Range) -> Range {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Numbers without end as values of a width, if they lie in one turn of it.
pub(super) fn turned(signed: bool, width: Width, (low, high): Range) -> Range {
    let (from, to) = all(signed, width);
    match from <= low && high <= to {
        true => (low, high),
        false => in_one_turn(from, width.bits(), (low, high)).unwrap_or((from, to)),
    }
}

/// Numbers without end as those from `from` on that they are modulo `2^bits`, if they lie between
/// two multiples of that, counted from there.
fn in_one_turn(from: i128, bits: u32, (low, high): Range) -> Option<Range> {
    let turn = (low - from) >> bits;
    ((high - from) >> bits == turn).then(|| (low - (turn << bits), high - (turn << bits)))
}

impl Asker<'_> {
    fn range(&mut self, signed: bool, width: Width, node: Node) -> Range {
        if signed { self.signed(width, node) } else { self.unsigned(width, node) }
    }

    pub(super) fn unsigned(&mut self, width: Width, node: Node) -> Range {
        if let Some(value) = self.terms.value(node) {
            return (i128::from(value), i128::from(value));
        }
        self.fuel = self.fuel.saturating_sub(1);
        let known = self.known(width, node);
        let known = match self.facts.said(true, node) {
            Some((low, high)) if low >= 0 => meet(known, (low, high)),
            Some((low, high)) if high < 0 => meet(known, (low + whole(width), high + whole(width))),
            _ => known,
        };
        self.remembered(false, width, node, known)
    }

    /// What bits and facts say of a term as an unsigned number.
    fn known(&self, width: Width, node: Node) -> Range {
        let mask = width.mask();
        let (zeros, ones) = self.facts.known_bits(self.terms, width, node);
        let bits = (i128::from(ones & mask), i128::from(!zeros & mask));
        match self.facts.said(false, node) {
            Some(range) => meet(bits, range),
            None => bits,
        }
    }

    fn signed(&mut self, width: Width, node: Node) -> Range {
        if let Some(value) = self.terms.value(node) {
            let value = i128::from(width.signed(value));
            return (value, value);
        }
        self.fuel = self.fuel.saturating_sub(1);
        let known = match self.facts.said(true, node) {
            Some(range) => meet(all(true, width), range),
            None => all(true, width),
        };
        let unsigned = self.known(width, node);
        let known = if unsigned.1 < half(width) {
            meet(known, unsigned)
        } else if unsigned.0 >= half(width) {
            meet(known, (unsigned.0 - whole(width), unsigned.1 - whole(width)))
        } else {
            known
        };
        self.remembered(true, width, node, known)
    }

    /// What is known of a term and what its operator says, which is kept until more is known.
    fn remembered(&mut self, signed: bool, width: Width, node: Node, known: Range) -> Range {
        if known.0 >= known.1 || self.fuel == 0 || self.terms.get(node).kids[0] == Node::NONE {
            return known;
        }
        let key = (signed, width == Width::W64, node);
        if let Some(&range) = self.facts.memo.borrow().ranges.get(&key) {
            return range;
        }
        let range = meet(known, self.computed(signed, width, node));
        // Without fuel it may be wider than it need be.
        if self.fuel > 0 {
            self.facts.memo.borrow_mut().ranges.insert(key, range);
        }
        range
    }

    /// The narrower of both ways to look at a value.
    pub(super) fn narrower(&mut self, width: Width, node: Node) -> Range {
        let unsigned = self.unsigned(width, node);
        if unsigned.1 < half(width) {
            return unsigned;
        }
        let signed = self.signed(width, node);
        if signed.1 - signed.0 < unsigned.1 - unsigned.0 { signed } else { unsigned }
    }

    /// The values that an operator can give for the values that its operands may have.
    fn computed(&mut self, signed: bool, width: Width, node: Node) -> Range {
        let term = self.terms.get(node);
        let [a, b, c] = term.kids;
        match term.op {
            Op::Add(w) | Op::Mul(w) if w == width => self.sum(signed, width, node),
            Op::Select => {
                let (yes, no) = (
                    self.chosen(signed, width, a, b, true),
                    self.chosen(signed, width, a, c, false),
                );
                join(yes, no)
            }
            Op::SignExt(w) if w == width => {
                let value = self.sign_extended(width, a, term.imm as u32);
                turned(signed, width, value)
            }
            Op::ExtS if width == Width::W64 => {
                let value = self.signed(Width::W32, a);
                turned(signed, width, value)
            }
            Op::ShrS(w) if w == width => match self.terms.value(b) {
                Some(amount) => {
                    let amount = amount % u64::from(width.bits());
                    let (low, high) = self.signed(width, a);
                    turned(signed, width, (low >> amount, high >> amount))
                }
                None => {
                    let (low, high) = self.signed(width, a);
                    turned(signed, width, (low.min(0), high.max(0)))
                }
            },
            op => match (op, width) {
                (Op::Wasm(O::I32RemS), Width::W32) | (Op::Wasm(O::I64RemS), Width::W64) => {
                    self.signed_remainder(signed, width, a, b)
                }
                (Op::Wasm(O::I32DivS), Width::W32) | (Op::Wasm(O::I64DivS), Width::W64) => {
                    self.signed_quotient(signed, width, a, b)
                }
                _ => {
                    let range = self.computed_unsigned(width, node);
                    turned(signed, width, range)
                }
            },
        }
    }

    /// Operators whose result is looked at as an unsigned number.
    fn computed_unsigned(&mut self, width: Width, node: Node) -> Range {
        let every = all(false, width);
        let term = self.terms.get(node);
        let [a, b, _] = term.kids;
        let least_bits = |value: i128| i128::from(low_mask(64 - (value as u64).leading_zeros()));
        match term.op {
            Op::And(w) if w == width => {
                let (x, y) = (self.unsigned(width, a), self.unsigned(width, b));
                (0, x.1.min(y.1))
            }
            Op::Or(w) | Op::Xor(w) if w == width => {
                let (x, y) = (self.unsigned(width, a), self.unsigned(width, b));
                let least = if let Op::Or(_) = term.op { x.0.max(y.0) } else { 0 };
                (least, least_bits(x.1.max(y.1)))
            }
            Op::ShrU(w) if w == width => {
                let x = self.unsigned(width, a);
                match self.terms.value(b) {
                    Some(amount) => {
                        let amount = amount % u64::from(width.bits());
                        (x.0 >> amount, x.1 >> amount)
                    }
                    None => (0, x.1),
                }
            }
            Op::ExtU if width == Width::W64 => self.unsigned(Width::W32, a),
            Op::Wrap if width == Width::W32 => {
                let x = self.narrower(Width::W64, a);
                turned(false, Width::W32, x)
            }
            Op::Wasm(op) => match (op, width) {
                (O::I32DivU, Width::W32) | (O::I64DivU, Width::W64) => {
                    let (x, y) = (self.unsigned(width, a), self.unsigned(width, b));
                    (x.0 / y.1.max(1), x.1 / y.0.max(1))
                }
                (O::I32RemU, Width::W32) | (O::I64RemU, Width::W64) => {
                    let (x, y) = (self.unsigned(width, a), self.unsigned(width, b));
                    if x.1 < y.0 { x } else { (0, x.1.min(y.1 - 1).max(0)) }
                }
                (O::I32Clz, Width::W32) | (O::I64Clz, Width::W64) => {
                    let x = self.unsigned(width, a);
                    let count = |value: i128| {
                        i128::from((value as u64).leading_zeros() - (64 - width.bits()))
                    };
                    (count(x.1), count(x.0))
                }
                _ => every,
            },
            _ => every,
        }
    }

    /// A value that is chosen if a condition holds, or if it does not: of a comparison of that
    /// very value the other operand bounds it.
    fn chosen(
        &mut self,
        signed: bool,
        width: Width,
        condition: Node,
        value: Node,
        holds: bool,
    ) -> Range {
        let own = self.range(signed, width, value);
        let (term, negated) = self.comparison(condition);
        let op = if signed { Op::LtS(width) } else { Op::LtU(width) };
        if term.op != op {
            return own;
        }
        let [less, more, _] = term.kids;
        let (low, high) = all(signed, width);
        match (value, holds != negated) {
            (value, true) if value == less => {
                let limit = self.range(signed, width, more).1;
                meet(own, (low, limit - 1))
            }
            (value, true) if value == more => {
                let limit = self.range(signed, width, less).0;
                meet(own, (limit + 1, high))
            }
            (value, false) if value == less => {
                let limit = self.range(signed, width, more).0;
                meet(own, (limit, high))
            }
            (value, false) if value == more => {
                let limit = self.range(signed, width, less).1;
                meet(own, (low, limit))
            }
            _ => own,
        }
    }

    /// A condition, or what it negates.
    fn comparison(&self, condition: Node) -> (Term, bool) {
        let term = self.terms.get(condition);
        let negates = term.op == Op::Eq(Width::W32)
            && self.terms.value(term.kids[1]) == Some(0)
            && self.terms.is_bool(term.kids[0]);
        if negates { (self.terms.get(term.kids[0]), true) } else { (term, false) }
    }

    /// The low bits of a value as a signed number.
    fn sign_extended(&mut self, width: Width, value: Node, count: u32) -> Range {
        let half = 1i128 << (count - 1);
        let own = self.narrower(width, value);
        if let Some(range) = in_one_turn(-half, count, own) {
            return range;
        }
        let (zeros, ones) = self.facts.known_bits(self.terms, width, value);
        if zeros & half as u64 != 0 {
            (0, half - 1)
        } else if ones & half as u64 != 0 {
            (-half, -1)
        } else {
            (-half, half - 1)
        }
    }

    fn signed_remainder(&mut self, signed: bool, width: Width, a: Node, b: Node) -> Range {
        let (x, y) = (self.signed(width, a), self.signed(width, b));
        let most = x.0.abs().max(x.1.abs()).min((y.0.abs().max(y.1.abs()) - 1).max(0));
        let low = if x.0 < 0 { -most } else { 0 };
        let high = if x.1 > 0 { most } else { 0 };
        turned(signed, width, (low, high))
    }

    fn signed_quotient(&mut self, signed: bool, width: Width, a: Node, b: Node) -> Range {
        let (x, y) = (self.signed(width, a), self.signed(width, b));
        if y.0 <= 0 {
            return all(signed, width);
        }
        let by = |value: i128| {
            if value < 0 { (value / y.0, value / y.1) } else { (value / y.1, value / y.0) }
        };
        let (low, high) = (by(x.0), by(x.1));
        turned(signed, width, (low.0.min(low.1), high.0.max(high.1)))
    }
}
