//! Sums under a mask that takes nothing from them.
//!
//! Takes: `sum & (2^b - 1)`, what is known on the path. Gives: the sum without the mask, if all
//! that it may be lies between two multiples of `2^b`. Invariant: both are equal on the path. The
//! atoms count modulo `2^b`, and so do their factors: each is the number nearest to zero. Cost:
//! linear in the atoms, each with a question for its range.

use super::super::term::{Node, Op, Terms, Width, low_mask};
use super::sums::times;
use super::{Facts, Range};

impl Facts {
    /// `sum & mask` without its mask, or with one that only clears the lowest bits.
    pub(super) fn unmasked(&self, terms: &mut Terms, node: Node) -> Option<Node> {
        let term = terms.get(node);
        let Op::And(width) = term.op else { return None };
        let mask = terms.value(term.kids[1])?;
        if mask & 1 == 0 {
            return self.rounded_down(terms, width, term.kids[0], mask);
        }
        let count = mask.trailing_ones();
        if mask != low_mask(count) || count >= width.bits() {
            return None;
        }
        if self.range(terms, false, width, term.kids[0]).1 <= i128::from(mask) {
            return Some(term.kids[0]);
        }
        let is_sum = matches!(terms.op(term.kids[0]), Op::Add(_) | Op::Mul(_));
        if !is_sum || count > 40 {
            return None;
        }
        let nearest = |number: u64| ((number << (64 - count)) as i64) >> (64 - count);
        let sum = terms.sum_of(width, term.kids[0]);
        let constant = nearest(sum.constant);
        let mut total = (i128::from(constant), i128::from(constant));
        let mut result = terms.constant(width, constant as u64);
        for &(atom, factor) in &sum.terms {
            let range = self.low_range(terms, width, atom, count);
            let factor = nearest(factor);
            let (low, high) = times(range, i128::from(factor));
            total = (total.0 + low, total.1 + high);
            if total.1 - total.0 > i128::from(mask) {
                return None;
            }
            let part = terms.and_const(width, atom, mask);
            let part = terms.scale(width, part, factor as u64);
            result = terms.add(width, result, part);
        }
        let turn = total.0 >> count;
        (total.1 >> count == turn).then(|| {
            let back = terms.constant(width, (turn << count) as u64);
            terms.sub(width, result, back)
        })
    }

    /// `(x + c) & mask`, where the mask clears low bits and others that are clear anyway, with what
    /// of the constant is not masked outside.
    fn rounded_down(&self, terms: &mut Terms, width: Width, sum: Node, mask: u64) -> Option<Node> {
        let low = low_mask(mask.trailing_zeros());
        let term = terms.get(sum);
        let constant = match term.op {
            Op::Add(_) => terms.value(term.kids[1])?,
            _ => return None,
        };
        let all = mask | low;
        if all & all.wrapping_add(1) != 0 || constant & !low == 0 {
            return None;
        }
        let fits = self.range(terms, false, width, sum).1 <= i128::from(all);
        fits.then(|| terms.and_const(width, sum, !low))
    }

    /// The values that the lowest bits of a term may have.
    fn low_range(&self, terms: &Terms, width: Width, node: Node, count: u32) -> Range {
        let mask = low_mask(count);
        let (low, high) = self.range(terms, false, width, node);
        if high <= i128::from(mask) {
            return (low, high);
        }
        let (zeros, ones) = self.known_bits(terms, width, node);
        (i128::from(ones & mask), i128::from(!zeros & mask))
    }
}
