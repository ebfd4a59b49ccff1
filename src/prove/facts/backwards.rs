//! What a result tells about the operands.
//!
//! Takes: a term, and a range that its value is known to have on the path. Gives: nothing; what
//! follows for its operands is noted: ranges and bits. Invariant: whatever values the operands may
//! have for which the term's is in that range are in what is noted. Cost: [`NARROWINGS`] ranges,
//! each with the price of a question for one; bits go down one chain of operators.

use smallvec::SmallVec;

use super::super::term::{Node, Op, Terms, Width, low_mask};
use super::ranges::{half, whole};
use super::sums::first_atom;
use super::{Facts, Range, Undo};

/// Conclusions from one range, at most.
const NARROWINGS: usize = 12;
/// Operators that known bits are followed through.
const CHAIN: u32 = 6;

/// A range that a term is in: signed or not, of which width.
type Narrowing = (bool, Width, Node, Range);

impl Facts {
    /// Takes a value to be in a range, signed or unsigned, and what follows for the value as a
    /// number of the other kind and for its operands.
    pub(super) fn narrow(
        &mut self,
        terms: &mut Terms,
        signed: bool,
        width: Width,
        node: Node,
        to: Range,
    ) {
        let mut next = SmallVec::<[Narrowing; 4]>::new();
        next.push((signed, width, node, to));
        for _ in 0..NARROWINGS {
            let Some(narrowing) = next.pop() else { return };
            let Some((low, high)) = self.narrow_one(terms, narrowing) else { continue };
            let (signed, width, node, _) = narrowing;
            let (half, whole) = (half(width), whole(width));
            let other = if signed { whole } else { -whole };
            if high < half && low >= 0 {
                next.push((!signed, width, node, (low, high)));
            } else if signed && high < 0 || !signed && low >= half {
                next.push((!signed, width, node, (low + other, high + other)));
            }
            self.operands(terms, (signed, width, node, (low, high)), &mut next);
        }
    }

    /// What follows for the operands.
    fn operands(&self, terms: &Terms, narrowing: Narrowing, next: &mut SmallVec<[Narrowing; 4]>) {
        let (signed, width, node, (low, high)) = narrowing;
        let whole = whole(width);
        let term = terms.get(node);
        let [a, b, _] = term.kids;
        let constant = terms.value(b);
        let most = |node: Node| self.range(terms, false, width, node);
        match (term.op, constant) {
            (Op::Add(w), Some(constant)) if w == width => {
                let least = if signed { -(whole / 2) } else { 0 };
                let before =
                    |value: i128| (value - i128::from(constant) - least).rem_euclid(whole) + least;
                if before(low) <= before(high) {
                    next.push((signed, width, a, (before(low), before(high))));
                }
            }
            (Op::Add(w), None) if w == width && !signed => {
                let (x, y) = (most(a), most(b));
                if x.1 + y.1 < whole {
                    next.push((false, width, a, (low - y.1, high - y.0)));
                    next.push((false, width, b, (low - x.1, high - x.0)));
                }
            }
            (Op::Mul(w), Some(factor)) if w == width && !signed && factor > 0 => {
                let factor = i128::from(factor);
                if most(a).1.checked_mul(factor).is_some_and(|most| most < whole) {
                    next.push((false, width, a, ((low + factor - 1) / factor, high / factor)));
                }
            }
            (Op::ShrU(w), Some(amount)) if w == width && !signed => {
                let amount = amount % u64::from(width.bits());
                let (least, most) = (low << amount, ((high + 1) << amount) - 1);
                next.push((false, width, a, (least, most.min(whole - 1))));
            }
            (Op::ShrS(w), Some(amount)) if w == width && signed => {
                let amount = amount % u64::from(width.bits());
                next.push((true, width, a, (low << amount, ((high + 1) << amount) - 1)));
            }
            (Op::And(w), _) if w == width && !signed => {
                // If only the lowest bits are cleared, nothing else can have made it small.
                let cleared = constant.map_or(width.mask(), |mask| width.mask() & !mask);
                let most = match cleared & cleared.wrapping_add(1) == 0 {
                    true => high + i128::from(cleared),
                    false => whole - 1,
                };
                next.push((false, width, a, (low, most.min(whole - 1))));
                if let Some(mask) = constant {
                    next.extend(self.masked_sum(terms, width, (a, mask), (low, high)));
                }
            }
            (Op::Or(w), _) if w == width && !signed => {
                next.push((false, width, a, (0, high)));
                next.push((false, width, b, (0, high)));
            }
            (Op::SignExt(w), _) if w == width && signed => {
                let whole = 1i128 << term.imm;
                if most(a).1 < whole && low >= 0 {
                    next.push((false, width, a, (low, high)));
                } else if most(a).1 < whole && high < 0 {
                    next.push((false, width, a, (low + whole, high + whole)));
                }
            }
            (Op::ExtU, _) if !signed => next.push((false, Width::W32, a, (low, high))),
            (Op::ExtS, _) if signed => next.push((true, Width::W32, a, (low, high))),
            (Op::Wrap, _) if !signed => {
                let wide = self.range(terms, false, Width::W64, a);
                if wide.1 < whole {
                    next.push((false, Width::W64, a, (low, high)));
                }
            }
            _ => {}
        }
    }

    /// Takes a value of either width to lie between two numbers.
    pub fn confine(&mut self, terms: &mut Terms, node: Node, low: u64, high: u64) {
        // Nothing is said of signed numbers, nor of a single one: nobody knows their width.
        let range = stepped(terms, node, (i128::from(low), i128::from(high)));
        if range.0 < range.1 {
            self.narrow_one(terms, (false, Width::W64, node, range));
        }
    }

    /// What follows for `x` if `(x + c) & mask` lies between two numbers, where `x` does not
    /// reach beyond the mask.
    fn masked_sum(
        &self,
        terms: &Terms,
        width: Width,
        (sum, mask): (Node, u64),
        (low, high): Range,
    ) -> Option<Narrowing> {
        let term = terms.get(sum);
        let constant = match term.op {
            Op::Add(_) if mask & mask.wrapping_add(1) == 0 => terms.value(term.kids[1])?,
            _ => return None,
        };
        let before = |value: i128| i128::from((value as u64).wrapping_sub(constant) & mask);
        let fits = self.range(terms, false, width, term.kids[0]).1 <= i128::from(mask);
        (fits && before(low) <= before(high))
            .then(|| (false, width, term.kids[0], (before(low), before(high))))
    }

    /// A range of one value alone. Gives it if it says more than what was known.
    fn narrow_one(&mut self, terms: &mut Terms, narrowing: Narrowing) -> Option<Range> {
        let (signed, width, node, to) = narrowing;
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
        if let (Op::Add(_), false) = (terms.op(node), signed) {
            self.sums.insert(first_atom(terms, node), ());
        }
        self.ranged.set(node, ());
        let before = self.ranges.insert(key, new);
        self.trail.push(Undo::Range(key, before));
        self.change();
        if new.0 > new.1 {
            return None;
        }
        if !signed {
            self.learn_bits(terms, node, common_bits(new));
        }
        if new.0 == new.1 && !self.known.contains_key(&node) {
            let value = terms.constant(width, new.0 as u64);
            self.learn(terms, node, value);
        }
        (new != old).then_some(new)
    }

    /// What known bits of a value say of the bits of its operands.
    pub(super) fn learn_bits(&mut self, terms: &Terms, of: Node, bits: (u64, u64)) {
        let (mut node, (mut clear, mut set)) = (of, bits);
        for _ in 0..CHAIN {
            let term = terms.get(node);
            let constant = terms.value(term.kids[1]).filter(|_| term.kids[1] != Node::NONE);
            (clear, set) = match (term.op, constant) {
                (Op::And(_), Some(mask)) => (clear & mask, set & mask),
                (Op::ShrU(w), Some(amount)) => {
                    let amount = amount % u64::from(w.bits());
                    (clear << amount & w.mask(), set << amount & w.mask())
                }
                (Op::Mul(w), Some(factor)) if factor.is_power_of_two() => {
                    let (mask, by) = (w.mask(), factor.trailing_zeros());
                    ((clear & mask) >> by, (set & mask) >> by)
                }
                (Op::Xor(w), Some(flip)) => {
                    (clear & !flip | set & flip & w.mask(), set & !flip | clear & flip & w.mask())
                }
                (Op::SignExt(_), _) => {
                    let low = low_mask(term.imm as u32);
                    (clear & low, set & low)
                }
                (Op::ExtU | Op::Wrap | Op::ExtS, _) => {
                    (clear & Width::W32.mask(), set & Width::W32.mask())
                }
                _ => return,
            };
            if clear | set == 0 {
                return;
            }
            node = term.kids[0];
            let old = self.bits.get(&node).copied();
            let (zeros, ones) = old.unwrap_or_default();
            let new = (zeros | clear, ones | set);
            self.contradiction |= new.0 & new.1 != 0
                || terms.value(node).is_some_and(|value| value & new.0 != 0 || !value & new.1 != 0);
            if old == Some(new) {
                return;
            }
            self.bits.insert(node, new);
            self.trail.push(Undo::Bits(node, old));
            self.change();
        }
    }
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
pub(super) fn common_bits((low, high): Range) -> (u64, u64) {
    let (low, high) = (low as u64, high as u64);
    let common = !low_mask(64 - (low ^ high).leading_zeros());
    (!low & common, low & common)
}
