//! Selections: what both values have in common stands outside.
//!
//! Takes: a condition and two values. Gives: the selection in normal form: the condition is a
//! truth value that negates nothing; what a choice of numbers adds is a multiple of the condition;
//! a choice between sums is what both add, and a choice of the rest. Invariant: as of `normal`.
//! Cost: linear in the atoms of both values.

use super::super::term::{Node, Op, Terms, Width};
use super::linear::Sum;

impl Terms {
    /// `a` if `condition` is not zero, otherwise `b`
    pub fn select(&mut self, condition: Node, a: Node, b: Node) -> Node {
        if a == b {
            return a;
        }
        let (truth, negated) = self.truth(condition);
        if !self.deeper() {
            let (a, b) = if negated { (b, a) } else { (a, b) };
            return self.intern(Op::Select, 0, [truth, a, b], 64);
        }
        let result = self.select_rules(truth, negated, a, b);
        self.shallower();
        result
    }

    /// `c ? k : k + n*b` is `k + n*(!c & b)`, and the other way round.
    fn select_step(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        let (from, to, negated) = match (self.op(a), self.op(b)) {
            (_, Op::Const(_)) => (b, a, false),
            (Op::Const(_), _) => (a, b, true),
            _ => return None,
        };
        let Op::Const(width) = self.op(from) else { return None };
        let mut sum = self.sum_of(width, to);
        self.add_to(width, &mut sum, from, u64::MAX);
        let [(step, mut factor)] = sum.terms[..] else { return None };
        if !self.is_bool(step) || factor & width.mask() == 1 {
            return None;
        }
        let mut step = self.low_half(width, step);
        if sum.constant.wrapping_add(factor) & width.mask() == 0 {
            // n - n*b is n*!b.
            step = self.not(step);
            factor = sum.constant;
        } else if sum.constant & width.mask() != 0 {
            return None;
        }
        let condition = if negated { self.not(truth) } else { truth };
        let both = self.and(Width::W32, condition, step);
        let both = self.extended(width, both);
        let part = self.scale(width, both, factor);
        Some(self.add(width, from, part))
    }

    fn select_rules(&mut self, truth: Node, negated: bool, a: Node, b: Node) -> Node {
        if let Some(value) = self.value(truth) {
            return if (value != 0) != negated { a } else { b };
        }
        let (a, b) = self.given(truth, if negated { (b, a) } else { (a, b) });
        if a == b {
            return a;
        }
        if let (Op::Const(width), Some(x), Some(y)) = (self.op(a), self.value(a), self.value(b)) {
            let number = self.extended(width, truth);
            let part = self.scale(width, number, x.wrapping_sub(y));
            let rest = self.constant(width, y);
            return self.add(width, part, rest);
        }
        let found = self
            .select_step(truth, a, b)
            .or_else(|| self.select_truths(truth, a, b))
            .or_else(|| self.select_nested(truth, a, b))
            .or_else(|| self.select_sums(truth, a, b))
            .or_else(|| self.select_compared(truth, a, b));
        if let Some(result) = found {
            return result;
        }
        // (x == k ? k : y) is (x == k ? x : y)
        let [x, k, _] = self.get(truth).kids;
        let a = match self.op(truth) {
            Op::Eq(_) if k == a && self.value(a).is_some() => x,
            _ => a,
        };
        if a == b {
            return a;
        }
        let zeros = self.get(a).zeros & self.get(b).zeros;
        let ones = self.ones(a) & self.ones(b);
        self.intern_known(Op::Select, 0, [truth, a, b], (zeros, ones))
    }

    /// Both values, given that the condition holds for the first and not for the second.
    fn given(&self, truth: Node, (mut a, mut b): (Node, Node)) -> (Node, Node) {
        if let Op::Select = self.op(a)
            && self.get(a).kids[0] == truth
        {
            a = self.get(a).kids[1];
        }
        if let Op::Select = self.op(b)
            && self.get(b).kids[0] == truth
        {
            b = self.get(b).kids[2];
        }
        // (x == k ? x : y) is (x == k ? k : y)
        let [x, k, _] = self.get(truth).kids;
        if let Op::Eq(_) = self.op(truth)
            && x == a
            && self.value(k).is_some()
        {
            a = k;
        }
        (a, b)
    }

    /// A choice between truth values of which one is known.
    fn select_truths(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        if !self.is_bool(a) || !self.is_bool(b) {
            return None;
        }
        match (self.value(a), self.value(b)) {
            (Some(0), _) => {
                let not = self.not(truth);
                Some(self.and(Width::W32, not, b))
            }
            (Some(_), _) => Some(self.or(Width::W32, truth, b)),
            (_, Some(0)) => Some(self.and(Width::W32, truth, a)),
            (_, Some(_)) => {
                let not = self.not(truth);
                Some(self.or(Width::W32, not, a))
            }
            _ => None,
        }
    }

    /// A choice between a constant and what the condition compares.
    fn select_compared(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        let term = self.get(truth);
        let [x, limit, _] = term.kids;
        let j = self.value(a).filter(|_| x == b)?;
        let k = self.value(limit)?;
        match term.op {
            // (x < 2 ? 1 : x) is x + !x
            Op::LtU(width) if k == 2 && j == 1 => {
                let zero = self.eqz(width, x);
                let zero = self.extended(width, zero);
                Some(self.add(width, x, zero))
            }
            // (x == k ? j : x) is x + (j - k) * (x == k)
            Op::Eq(width) => {
                let equal = self.extended(width, truth);
                let part = self.scale(width, equal, j.wrapping_sub(k));
                Some(self.add(width, x, part))
            }
            _ => None,
        }
    }

    /// A choice between sums that have atoms in common: these, and a choice of the rest, of which
    /// the second one has no constant. A choice of a multiple or nothing is a multiple.
    fn select_sums(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        let width = [a, b].into_iter().find_map(|node| match self.op(node) {
            Op::Add(width) | Op::Mul(width) => Some(width),
            _ => None,
        })?;
        let (mut x, mut y) = (self.sum_of(width, a), self.sum_of(width, b));
        let mut common = Sum::default();
        x.terms.retain(|&mut (atom, factor)| {
            let same =
                |other: &(Node, u64)| other.0 == atom && (other.1 ^ factor) & width.mask() == 0;
            let at = y.terms.iter().position(same);
            if let Some(at) = at {
                y.terms.remove(at);
                common.terms.push((atom, factor));
            }
            at.is_none()
        });
        if common.terms.is_empty() {
            return self.select_multiple(width, truth, &x, &y);
        }
        common.constant = y.constant;
        x.constant = x.constant.wrapping_sub(y.constant);
        y.constant = 0;
        let (x, y) = (self.build_sum(width, &x), self.build_sum(width, &y));
        let rest = self.select(truth, x, y);
        let common = self.build_sum(width, &common);
        Some(self.add(width, common, rest))
    }

    /// `c ? k*x : 0` is `k * (c ? x : 0)`, and the other way round.
    fn select_multiple(&mut self, width: Width, truth: Node, a: &Sum, b: &Sum) -> Option<Node> {
        let zero = self.constant(width, 0);
        let is_zero = |sum: &Sum| sum.terms.is_empty() && sum.constant & width.mask() == 0;
        let multiple = |sum: &Sum| match sum.terms[..] {
            [(atom, factor)] if sum.constant & width.mask() == 0 && factor != 1 => {
                Some((atom, factor))
            }
            _ => None,
        };
        let (chosen, factor) = if is_zero(b) {
            let (atom, factor) = multiple(a)?;
            (self.select(truth, atom, zero), factor)
        } else {
            let (atom, factor) = multiple(b).filter(|_| is_zero(a))?;
            (self.select(truth, zero, atom), factor)
        };
        Some(self.scale(width, chosen, factor))
    }

    /// Two selections of the same two values are one.
    fn select_nested(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        if let Some(result) = self.select_in_first(truth, a, b) {
            return Some(result);
        }
        if self.op(b) != Op::Select {
            return None;
        }
        let not = self.not(truth);
        self.select_in_first(not, b, a)
    }

    /// A selection whose first value is a selection between the second one and something else.
    fn select_in_first(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        let Op::Select = self.op(a) else { return None };
        let [inner, x, y] = self.get(a).kids;
        if y == b {
            let both = self.and(Width::W32, truth, inner);
            return Some(self.select(both, x, y));
        }
        if x == b {
            let not = self.not(inner);
            let both = self.and(Width::W32, truth, not);
            return Some(self.select(both, y, x));
        }
        None
    }
}
