//! Comparisons, truth values, selections.
//!
//! There is no "not equal", no "less or equal" and no "greater": `eqz` of a comparison stands
//! for its negation. Equations have their constant on the right and their atoms on the left,
//! with the sign that makes the first coefficient small.

use super::super::term::{Node, Op, Terms, Width, low_mask};
use super::rules;

/// The number that an odd number must be multiplied with to give one, modulo 2^64.
fn inverse_of_odd(odd: u64) -> u64 {
    let mut inverse = odd;
    // Each round doubles the number of bits that are right.
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse
}

impl Terms {
    /// `eqz` of a 32-bit value: the negation of a truth value.
    pub fn not(&mut self, node: Node) -> Node {
        self.eqz(Width::W32, node)
    }

    /// `node == 0`
    pub fn eqz(&mut self, width: Width, node: Node) -> Node {
        let zero = self.constant(width, 0);
        self.eq(width, node, zero)
    }

    /// `a == b`
    pub fn eq(&mut self, width: Width, a: Node, b: Node) -> Node {
        if !self.deeper() {
            return self.intern(Op::Eq(width), 0, [a, b, Node::NONE], 1);
        }
        let result = self.eq_rules(width, a, b);
        self.shallower();
        result
    }

    fn eq_rules(&mut self, width: Width, a: Node, b: Node) -> Node {
        if a == b {
            return self.constant(Width::W32, 1);
        }
        let mask = width.mask();
        let mut sum = self.sum_of(width, a);
        self.add_to(width, &mut sum, b, u64::MAX);
        sum.terms.retain(|term| term.1 & mask != 0);
        let mut right = sum.constant.wrapping_neg() & mask;
        sum.constant = 0;
        let numbers = sum.terms.iter().map(|term| (term.1 & mask).trailing_zeros());
        let Some(shift) = numbers.min() else {
            return self.constant(Width::W32, u64::from(right == 0));
        };
        // 2^k * x == 2^k * y compares the low bits of x and y.
        if right.trailing_zeros() < shift && right != 0 {
            return self.constant(Width::W32, 0);
        }
        right >>= shift;
        for term in &mut sum.terms {
            term.1 = (term.1 & mask) >> shift;
        }
        // The first odd coefficient becomes one.
        let odd = sum.terms.iter().map(|term| term.1).find(|factor| factor & 1 == 1).unwrap_or(1);
        let inverse = inverse_of_odd(odd);
        let low = low_mask(width.bits() - shift);
        right = right.wrapping_mul(inverse) & low;
        for term in &mut sum.terms {
            term.1 = term.1.wrapping_mul(inverse) & low;
        }
        if let [(x, m), (y, n)] = sum.terms[..]
            && right == 0
            && shift == 0
            && (m, n) == (1, mask)
            && let Some(narrow) = self.eq_extended(width, x, y)
        {
            return narrow;
        }
        let left = self.build_sum(width, &sum);
        let left = self.and_const(width, left, low);
        if !matches!(self.op(left), Op::Add(_) | Op::Mul(_) | Op::Const(_)) || shift == 0 {
            return self.eq_const(width, left, right);
        }
        let right = self.constant(width, right);
        self.eq(width, left, right)
    }

    /// `x == y` where both are extensions in the same way.
    fn eq_extended(&mut self, width: Width, x: Node, y: Node) -> Option<Node> {
        let (x, y) = (self.get(x), self.get(y));
        if x.op == Op::SignExt(width) && y.op == x.op && x.imm == y.imm {
            let low = low_mask(x.imm as u32);
            let a = self.and_const(width, x.kids[0], low);
            let b = self.and_const(width, y.kids[0], low);
            return Some(self.eq(width, a, b));
        }
        let both = x.op == y.op && matches!(x.op, Op::ExtU | Op::ExtS);
        (width == Width::W64 && both).then(|| self.eq(Width::W32, x.kids[0], y.kids[0]))
    }

    fn eq_number(&mut self, width: Width, x: Node, k: u64) -> Node {
        let k = self.constant(width, k);
        self.eq(width, x, k)
    }

    /// `x == k` for a sum without constant.
    fn eq_const(&mut self, width: Width, x: Node, k: u64) -> Node {
        let mask = width.mask();
        let possible = !self.zeros(width, x);
        if k & !possible != 0 || self.ones(x) & mask & !k != 0 {
            return self.constant(Width::W32, 0);
        }
        if let Some(value) = self.value(x) {
            return self.constant(Width::W32, u64::from(value == k));
        }
        let choice = self.get(x);
        let [c, yes, no] = choice.kids;
        if choice.op == Op::Select && (self.value(yes).is_some() || self.value(no).is_some()) {
            let yes = self.eq_number(width, yes, k);
            let no = self.eq_number(width, no, k);
            return self.select(c, yes, no);
        }
        if possible.is_power_of_two() {
            return self.eq_bit(width, x, possible.trailing_zeros(), k != 0);
        }
        if let Some(result) = self.eq_operator(width, x, k) {
            return result;
        }
        let right = self.constant(width, k);
        self.intern(Op::Eq(width), 0, [x, right, Node::NONE], 1)
    }

    /// `x == k` for an `x` of which only one bit may be set; `set` if `k` has it.
    fn eq_bit(&mut self, width: Width, x: Node, bit: u32, set: bool) -> Node {
        let amount = self.constant(width, u64::from(bit));
        let low = self.shr_u(width, x, amount);
        let low = self.low_half(width, low);
        if set {
            return low;
        }
        let term = self.get(low);
        if let Some(value) = self.value(low) {
            return self.constant(Width::W32, u64::from(value == 0));
        }
        if term.op == Op::Eq(Width::W32)
            && self.value(term.kids[1]) == Some(0)
            && self.is_bool(term.kids[0])
        {
            return term.kids[0];
        }
        let zero = self.constant(Width::W32, 0);
        self.intern(Op::Eq(Width::W32), 0, [low, zero, Node::NONE], 1)
    }

    /// `x == k` by what `x` is made of.
    fn eq_operator(&mut self, width: Width, x: Node, k: u64) -> Option<Node> {
        if let Some(result) = rules::eq(self, width, k, x) {
            return Some(result);
        }
        let term = self.get(x);
        let [a, b, _] = term.kids;
        match (term.op, self.value(b)) {
            (Op::And(w), Some(m)) if w == width => self.eq_masked(width, a, m, k),
            (Op::And(w), None) if w == width && k == 0 => self.bit_table(width, a, b),
            _ => None,
        }
    }

    /// `(y & m) == k`
    fn eq_masked(&mut self, width: Width, y: Node, m: u64, k: u64) -> Option<Node> {
        let mask = width.mask();
        if let Op::Add(_) | Op::Mul(_) = self.op(y)
            && let Some((inner, shift)) = self.shifted_left(width, y)
        {
            let part = self.and_const(width, inner, m >> shift);
            return Some(self.eq_number(width, part, k >> shift));
        }
        if let Op::ShrU(w) = self.op(y)
            && w == width
            && let Some(amount) = self.value(self.get(y).kids[1])
        {
            let part = self.and_const(width, self.get(y).kids[0], m << amount & mask);
            return Some(self.eq_number(width, part, k << amount & mask));
        }
        if k == 0 && self.op(y) == Op::Rotl(width) && self.value(self.get(y).kids[0]) == Some(1) {
            let table = self.constant(width, m);
            let moved = self.shr_u(width, table, self.get(y).kids[1]);
            let bit = self.and_const(width, moved, 1);
            return Some(self.eqz(width, bit));
        }
        let unit = m & m.wrapping_neg();
        let possible = !self.zeros(width, y);
        let below = m | (unit - 1);
        if unit > 1 && k == 0 && below & below.wrapping_add(1) == 0 {
            let low = self.and_const(width, y, below);
            let unit = self.constant(width, unit);
            return Some(self.lt_u(width, low, unit));
        }
        if unit > 1 && m == mask & !(unit - 1) && k == m {
            let m = self.constant(width, m);
            let below = self.lt_u(width, y, m);
            return Some(self.not(below));
        }
        if k == 0 && m & (m + 1) == 0 {
            // Low parts of a difference.
            let sum = self.sum_of(width, y);
            if let ([(a, x), (b, y)], 0) = (&sum.terms[..], sum.constant & m)
                && matches!((x & m, y & m), (1, n) | (n, 1) if n == m)
            {
                let (a, b) = (*a, *b);
                let (a, b) = (self.and_const(width, a, m), self.and_const(width, b, m));
                return Some(self.eq(width, a, b));
            }
        }
        let missing = possible & !m;
        if missing.is_power_of_two() {
            let one = self.eq_number(width, y, k);
            let other = self.eq_number(width, y, k | missing);
            return Some(self.or(Width::W32, one, other));
        }
        None
    }

    /// `((1 << y) & t) == 0` asks for a bit of `t`.
    fn bit_table(&mut self, width: Width, a: Node, b: Node) -> Option<Node> {
        for (one, table) in [(a, b), (b, a)] {
            let term = self.get(one);
            if term.op == Op::Rotl(width) && self.value(term.kids[0]) == Some(1) {
                let moved = self.shr_u(width, table, term.kids[1]);
                let bit = self.and_const(width, moved, 1);
                return Some(self.eqz(width, bit));
            }
        }
        None
    }

    /// `a < b`, unsigned
    pub fn lt_u(&mut self, width: Width, a: Node, b: Node) -> Node {
        if !self.deeper() {
            return self.intern(Op::LtU(width), 0, [a, b, Node::NONE], 1);
        }
        let result = self.lt_u_rules(width, a, b);
        self.shallower();
        result
    }

    fn lt_u_rules(&mut self, width: Width, a: Node, b: Node) -> Node {
        let truth = |this: &mut Terms, value: bool| this.constant(Width::W32, u64::from(value));
        if a == b {
            return truth(self, false);
        }
        let mask = width.mask();
        match (self.value(a), self.value(b)) {
            (Some(a), Some(b)) => return truth(self, a < b),
            (Some(k), None) if k == mask => return truth(self, false),
            (Some(k), None) => {
                let k = self.constant(width, k + 1);
                let less = self.lt_u(width, b, k);
                return self.not(less);
            }
            (None, Some(k)) => {
                let bits = self.bits(width, a);
                if bits < 64 && k >> bits != 0 {
                    return truth(self, true);
                }
                if k == 0 || self.ones(a) & mask >= k {
                    return truth(self, false);
                }
                if k == 1 {
                    return self.eqz(width, a);
                }
                if k == width.sign() {
                    let zero = self.constant(width, 0);
                    let negative = self.lt_s(width, a, zero);
                    return self.not(negative);
                }
                if width == Width::W64 && k == 1 << 32 {
                    let (stem, constant) = self.base_and_constant(width, a);
                    if constant == 1 << 31 {
                        // It is the extension of its low word.
                        let low = self.wrap(stem);
                        let extended = self.ext_s(low);
                        return self.eq(width, stem, extended);
                    }
                }
                if k == mask {
                    let equal = self.eq(width, a, b);
                    return self.not(equal);
                }
                if let Some(result) = self.lt_u_operator(width, a, k) {
                    return result;
                }
            }
            (None, None) => {
                let (x, y) = (self.get(a), self.get(b));
                if x.op == y.op && matches!(x.op, Op::ExtU | Op::ExtS) {
                    return self.lt_u(Width::W32, x.kids[0], y.kids[0]);
                }
                if let (Op::SignExt(v), Op::SignExt(w)) = (x.op, y.op)
                    && x.imm == y.imm
                    && (v, w) == (width, width)
                {
                    let low = low_mask(x.imm as u32);
                    let a = self.and_const(width, x.kids[0], low);
                    let b = self.and_const(width, y.kids[0], low);
                    return self.lt_u(width, a, b);
                }
                if self.is_bool(b) {
                    // Nothing but zero is below one.
                    let zero = self.eqz(width, a);
                    let b = self.low_half(width, b);
                    return self.and(Width::W32, zero, b);
                }
            }
        }
        self.intern(Op::LtU(width), 0, [a, b, Node::NONE], 1)
    }

    /// `a < k`, unsigned, by what `a` is made of.
    fn lt_u_operator(&mut self, width: Width, a: Node, k: u64) -> Option<Node> {
        if let Some(result) = rules::lt_u(self, width, k, a) {
            return Some(result);
        }
        let term = self.get(a);
        let inner = term.kids[0];
        match term.op {
            Op::Add(w) if w == width && k.is_power_of_two() && self.disjoint(width, a) => {
                let amount = self.constant(width, u64::from(k.trailing_zeros()));
                let high = self.shr_u(width, a, amount);
                Some(self.eqz(width, high))
            }
            Op::SignExt(w) if w == width => {
                let half = 1 << (term.imm - 1);
                let low = self.and_const(width, inner, 2 * half - 1);
                // Values up to half, and then those from the top, in the order of their low bits.
                let k = match k {
                    k if k <= half => k,
                    k if k > width.mask() - half => k - (width.mask() - 2 * half + 1),
                    _ => half,
                };
                let k = self.constant(width, k);
                Some(self.lt_u(width, low, k))
            }
            _ => None,
        }
    }

    /// `a < b`, signed
    pub fn lt_s(&mut self, width: Width, a: Node, b: Node) -> Node {
        if !self.deeper() {
            return self.intern(Op::LtS(width), 0, [a, b, Node::NONE], 1);
        }
        let result = self.lt_s_rules(width, a, b);
        self.shallower();
        result
    }

    fn lt_s_rules(&mut self, width: Width, a: Node, b: Node) -> Node {
        let truth = |this: &mut Terms, value: bool| this.constant(Width::W32, u64::from(value));
        if a == b {
            return truth(self, false);
        }
        let positive = |this: &Terms, node| this.bits(width, node) < width.bits();
        if positive(self, a) && positive(self, b) {
            return self.lt_u(width, a, b);
        }
        let greatest = width.sign() - 1;
        match (self.value(a), self.value(b)) {
            (Some(a), Some(b)) => return truth(self, width.signed(a) < width.signed(b)),
            (Some(k), None) if k == greatest => return truth(self, false),
            (Some(k), None) => {
                let k = self.constant(width, k.wrapping_add(1));
                let less = self.lt_s(width, b, k);
                return self.not(less);
            }
            (None, Some(k)) => {
                if k == width.sign() {
                    return truth(self, false);
                }
                if positive(self, a) {
                    // Not negative against a negative constant.
                    return truth(self, false);
                }
                if k == greatest {
                    let equal = self.eq(width, a, b);
                    return self.not(equal);
                }
                if k == width.sign() + 1 {
                    let least = self.constant(width, width.sign());
                    return self.eq(width, a, least);
                }
                if let Some(result) = self.lt_s_operator(width, a, k) {
                    return result;
                }
            }
            (None, None) => {
                let (x, y) = (self.get(a), self.get(b));
                if x.op == Op::ExtS && y.op == Op::ExtS {
                    return self.lt_s(Width::W32, x.kids[0], y.kids[0]);
                }
            }
        }
        self.intern(Op::LtS(width), 0, [a, b, Node::NONE], 1)
    }

    /// `a < k`, signed, by what `a` is made of.
    fn lt_s_operator(&mut self, width: Width, a: Node, k: u64) -> Option<Node> {
        let term = self.get(a);
        if self.ones(a) & width.sign() != 0 && k < width.sign() {
            return Some(self.constant(Width::W32, 1));
        }
        if let Some(result) = rules::lt_s(self, width, k, a) {
            return Some(result);
        }
        if let Op::Add(_) | Op::Mul(_) = term.op
            && k == 0
        {
            let (inner, shift) = self.shifted_left(width, a)?;
            let bit = width.sign() >> shift;
            let sign = self.and_const(width, inner, bit);
            return Some(self.eq_number(width, sign, bit));
        }
        None
    }

    /// A 32-bit value used as a condition: the truth value that decides, and whether it is to be
    /// negated.
    pub fn truth(&mut self, node: Node) -> (Node, bool) {
        if self.value(node).is_some() {
            return (node, false);
        }
        let (truth, negated) = match self.is_bool(node) {
            true => (node, false),
            false => (self.eqz(Width::W32, node), true),
        };
        let term = self.get(truth);
        if let Op::Eq(Width::W32) = term.op
            && self.value(term.kids[1]) == Some(0)
            && self.is_bool(term.kids[0])
        {
            return (term.kids[0], !negated);
        }
        (truth, negated)
    }

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
        let [(step, factor)] = sum.terms[..] else { return None };
        if sum.constant & width.mask() != 0 || !self.is_bool(step) || factor & width.mask() == 1 {
            return None;
        }
        let step = self.low_half(width, step);
        let condition = if negated { self.not(truth) } else { truth };
        let both = self.and(Width::W32, condition, step);
        let both = self.truth_as(width, both);
        let part = self.scale(width, both, factor);
        Some(self.add(width, from, part))
    }

    fn select_rules(&mut self, truth: Node, negated: bool, a: Node, b: Node) -> Node {
        let (mut a, mut b) = if negated { (b, a) } else { (a, b) };
        if let Some(value) = self.value(truth) {
            return if value != 0 { a } else { b };
        }
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
        if a == b {
            return a;
        }
        if let (Op::Const(width), Some(x), Some(y)) = (self.op(a), self.value(a), self.value(b)) {
            let number = self.truth_as(width, truth);
            let part = self.scale(width, number, x.wrapping_sub(y));
            let rest = self.constant(width, y);
            return self.add(width, part, rest);
        }
        if let Some(result) = self.select_step(truth, a, b) {
            return result;
        }
        if self.is_bool(a) && self.is_bool(b) {
            match (self.value(a), self.value(b)) {
                (Some(0), _) => {
                    let not = self.not(truth);
                    return self.and(Width::W32, not, b);
                }
                (Some(_), _) => return self.or(Width::W32, truth, b),
                (_, Some(0)) => return self.and(Width::W32, truth, a),
                (_, Some(_)) => {
                    let not = self.not(truth);
                    return self.or(Width::W32, not, a);
                }
                _ => {}
            }
        }
        if let Some(result) = self.select_nested(truth, a, b) {
            return result;
        }
        // (c ? x + j : x + k) is x + k + (j - k) * c
        if let Op::Add(width) = match self.op(a) {
            Op::Add(width) => Op::Add(width),
            _ => self.op(b),
        } {
            let difference = self.sub(width, a, b);
            if let Some(difference) = self.value(difference) {
                let number = self.truth_as(width, truth);
                let part = self.scale(width, number, difference);
                return self.add(width, b, part);
            }
        }
        // (x < 2 ? 1 : x) is x + !x
        if let Op::LtU(width) = self.op(truth) {
            let [x, limit, _] = self.get(truth).kids;
            if x == b && self.value(limit) == Some(2) && self.value(a) == Some(1) {
                let zero = self.eqz(width, x);
                let zero = self.truth_as(width, zero);
                return self.add(width, x, zero);
            }
        }
        // (x == k ? j : x) is x + (j - k) * (x == k)
        if let (Op::Eq(width), Some(j)) = (self.op(truth), self.value(a))
            && let [x, k, _] = self.get(truth).kids
            && x == b
            && let Some(k) = self.value(k)
        {
            let equal = self.truth_as(width, truth);
            let part = self.scale(width, equal, j.wrapping_sub(k));
            return self.add(width, x, part);
        }
        // (x == k ? k : y) is (x == k ? x : y)
        if let Op::Eq(_) = self.op(truth) {
            let kids = self.get(truth).kids;
            if kids[1] == a && self.value(a).is_some() {
                a = kids[0];
                if a == b {
                    return a;
                }
            }
        }
        let zeros = self.get(a).zeros & self.get(b).zeros;
        let ones = self.ones(a) & self.ones(b);
        self.intern_known(Op::Select, 0, [truth, a, b], (zeros, ones))
    }

    /// Two selections of the same two values are one.
    fn select_nested(&mut self, truth: Node, a: Node, b: Node) -> Option<Node> {
        if let Op::Select = self.op(a) {
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
        }
        if let Op::Select = self.op(b) {
            let [inner, x, y] = self.get(b).kids;
            let not = self.not(truth);
            if y == a {
                let both = self.and(Width::W32, not, inner);
                return Some(self.select(both, x, y));
            }
            if x == a {
                let not_inner = self.not(inner);
                let both = self.and(Width::W32, not, not_inner);
                return Some(self.select(both, y, x));
            }
        }
        None
    }
}
