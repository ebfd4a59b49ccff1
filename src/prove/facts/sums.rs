//! Between which numbers a sum lies.
//!
//! Takes: sums and multiples, what is known on the path. Gives: their ranges. Invariant: as of
//! `ranges`. Sums are looked at as numbers without end, each atom from whichever side it is
//! narrower, and are right if all that they may be lies in one turn of the width. Parts of a sum
//! that belong together are one number: `x - k*(x / k)` is a remainder, and a multiple of a sum
//! whose range is known is that many times the range. Cost: linear in the atoms.

use super::super::normal::Sum;
use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms, Width};
use super::Range;
use super::ranges::{Asker, all, turned, whole};

impl Asker<'_> {
    /// The values of a sum or multiple.
    pub(super) fn sum(&mut self, signed: bool, width: Width, node: Node) -> Range {
        let every = all(signed, width);
        let term = self.terms.get(node);
        let [a, b, _] = term.kids;
        if let (Op::Mul(_), None) = (term.op, self.terms.value(b)) {
            let (x, y) = (self.unsigned(width, a), self.unsigned(width, b));
            return match x.1.checked_mul(y.1) {
                Some(most) => turned(signed, width, (x.0 * y.0, most)),
                None => every,
            };
        }
        let total = match self.divides(width, node) {
            true => Some(self.with_remainders(width, node)),
            false => self.plain(width, node),
        };
        match total.map(|total| turned(signed, width, total)) {
            Some(range) if range != every => range,
            _ => self.multiple(signed, width, node).unwrap_or(every),
        }
    }

    /// The sum of all atoms' ranges; none as soon as that is all there is.
    fn plain(&mut self, width: Width, node: Node) -> Option<Range> {
        let mut total = (0, 0);
        let mut rest = Some(node);
        while let Some(at) = rest {
            // A part of the sum of which something was said stands for its atoms.
            let said = self.facts.said(false, at).filter(|_| at != node);
            let (low, high) = if let Some(range) = said {
                rest = None;
                range
            } else {
                let (item, next) = last_item(self.terms, width, at);
                rest = next;
                let (atom, factor) = scaled(self.terms, width, item);
                times(self.narrower(width, atom), factor)
            };
            total = (total.0 + low, total.1 + high);
            if total.1 - total.0 >= whole(width) || self.fuel == 0 {
                return None;
            }
        }
        Some(total)
    }

    /// Whether a quotient is among the atoms.
    fn divides(&self, width: Width, node: Node) -> bool {
        let mut rest = Some(node);
        while let Some(at) = rest {
            let (item, next) = last_item(self.terms, width, at);
            let (atom, _) = scaled(self.terms, width, item);
            if is_quotient(self.terms.op(atom), width) {
                return true;
            }
            rest = next;
        }
        false
    }

    /// The sum of all atoms' ranges, with `x - k*(x / k)` as one.
    fn with_remainders(&mut self, width: Width, node: Node) -> Range {
        let mut sum = self.terms.sum_of(width, node);
        let mut total = (0, 0);
        let mut add = |range: Range, factor: i128| {
            let (low, high) = times(range, factor);
            total = (total.0 + low, total.1 + high);
        };
        for _ in 0..sum.terms.len() {
            let Some((factor, most)) = self.take_remainder(width, &mut sum) else { break };
            add((0, most), factor);
        }
        let constant = i128::from(sum.constant & width.mask());
        add((constant, constant), 1);
        for &(atom, factor) in &sum.terms {
            let range = self.narrower(width, atom);
            add(range, least_factor(width, factor));
        }
        total
    }

    /// The values of a sum that is some times another one whose range is known, and a constant.
    fn multiple(&self, signed: bool, width: Width, node: Node) -> Option<Range> {
        if !self.facts.sums.contains_key(&first_atom(self.terms, node)) {
            return None;
        }
        let sum = self.terms.sum_of(width, node);
        let factors = sum.terms.iter().map(|term| least_factor(width, term.1));
        let common = factors.fold(0, greatest_common);
        if common < 2 {
            return None;
        }
        let mut part = Sum::default();
        for &(atom, factor) in &sum.terms {
            part.terms.push((atom, (least_factor(width, factor) / common) as u64 & width.mask()));
        }
        // With the constant in it, and without.
        let constant = i128::from(width.signed(sum.constant & width.mask()));
        for (inner, outer) in [(constant / common, constant % common), (0, constant)] {
            part.constant = inner as u64 & width.mask();
            if let Some(found) = self.terms.find_sum(width, &part)
                && let Some(range) = self.facts.said(false, found)
            {
                let (low, high) = times(range, common);
                return Some(turned(signed, width, (low + outer, high + outer)));
            }
        }
        None
    }

    /// Takes `f*x - f*k*(x / k)` out of a sum. Gives `f`, and the greatest `x % k`.
    fn take_remainder(&mut self, width: Width, sum: &mut Sum) -> Option<(i128, i128)> {
        for at in (0..sum.terms.len()).rev() {
            let (atom, times) = sum.terms[at];
            let term = self.terms.get(atom);
            let divisor = self.terms.value(term.kids[1]).filter(|&by| by > 1);
            let Some(by) = divisor.filter(|_| is_quotient(term.op, width)) else { continue };
            let times = least_factor(width, times);
            if times % i128::from(by) != 0 {
                continue;
            }
            let factor = -times / i128::from(by);
            let mut rest = sum.clone();
            rest.terms.remove(at);
            self.terms.add_to(width, &mut rest, term.kids[0], (factor as u64).wrapping_neg());
            rest.terms.retain(|term| term.1 & width.mask() != 0);
            if rest.terms.len() < sum.terms.len() {
                *sum = rest;
                let most = self.unsigned(width, term.kids[0]).1.min(i128::from(by) - 1);
                return Some((factor, most));
            }
        }
        None
    }
}

fn is_quotient(op: Op, width: Width) -> bool {
    match op {
        Op::Wasm(O::I32DivU) => width == Width::W32,
        Op::Wasm(O::I64DivU) => width == Width::W64,
        _ => false,
    }
}

/// What a sum adds last, and what it adds that to.
fn last_item(terms: &Terms, width: Width, sum: Node) -> (Node, Option<Node>) {
    let term = terms.get(sum);
    match term.op == Op::Add(width) {
        true => (term.kids[1], Some(term.kids[0])),
        false => (sum, None),
    }
}

/// An item of a sum as an atom and how many times it is taken.
fn scaled(terms: &Terms, width: Width, item: Node) -> (Node, i128) {
    let term = terms.get(item);
    match (term.op == Op::Mul(width)).then(|| terms.value(term.kids[1])).flatten() {
        Some(factor) => (term.kids[0], least_factor(width, factor)),
        None => (item, 1),
    }
}

/// The first atom of a sum or multiple.
pub(super) fn first_atom(terms: &Terms, node: Node) -> Node {
    let mut at = node;
    while let Op::Add(_) = terms.op(at) {
        at = terms.get(at).kids[0];
    }
    match terms.op(at) {
        Op::Mul(_) => terms.get(at).kids[0],
        _ => at,
    }
}

/// A range multiplied; all there is if the numbers get too large.
pub(super) fn times((low, high): Range, factor: i128) -> Range {
    if factor.abs() >> 40 != 0 {
        return (-(1 << 110), 1 << 110);
    }
    let ends = (low * factor, high * factor);
    (ends.0.min(ends.1), ends.0.max(ends.1))
}

/// A factor as the number nearest to zero that it is modulo the width.
fn least_factor(width: Width, factor: u64) -> i128 {
    i128::from(width.signed(factor & width.mask()))
}

fn greatest_common(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
