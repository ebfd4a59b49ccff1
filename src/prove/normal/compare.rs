//! Comparisons, truth values, selections.
//!
//! There is no "not equal", no "less or equal" and no "greater": `eqz` of a comparison stands
//! for its negation. Equations have their constant on the right and their atoms on the left,
//! with the sign that makes the first coefficient small.

use super::super::term::{Node, Op, Terms, Width};

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
        if a == b {
            return self.constant(Width::W32, 1);
        }
        let mask = width.mask();
        let mut sum = self.sum_of(width, a);
        self.add_to(width, &mut sum, b, u64::MAX);
        sum.terms.retain(|term| term.1 & mask != 0);
        let Some(&(_, first)) = sum.terms.first() else {
            return self.constant(Width::W32, u64::from(sum.constant & mask == 0));
        };
        // sum == 0: the constant goes to the right, or the atoms change sign.
        let right = if first & mask > width.sign() {
            for term in &mut sum.terms {
                term.1 = term.1.wrapping_neg();
            }
            sum.constant
        } else {
            sum.constant.wrapping_neg()
        };
        sum.constant = 0;
        if let [(x, 1), (y, k)] = sum.terms[..]
            && k & mask == mask
            && right & mask == 0
            && let Some(narrow) = self.eq_extended(width, x, y)
        {
            return narrow;
        }
        let left = self.build_sum(width, &sum);
        self.eq_const(width, left, right & mask)
    }

    /// `x == y` where both are extensions in the same way.
    fn eq_extended(&mut self, width: Width, x: Node, y: Node) -> Option<Node> {
        let (x, y) = (self.get(x), self.get(y));
        let both = x.op == y.op && matches!(x.op, Op::ExtU | Op::ExtS);
        (width == Width::W64 && both).then(|| self.eq(Width::W32, x.kids[0], y.kids[0]))
    }

    /// `x == k` for a sum without constant.
    fn eq_const(&mut self, width: Width, x: Node, k: u64) -> Node {
        let bits = self.bits(width, x);
        if bits < 64 && k >> bits != 0 {
            return self.constant(Width::W32, 0);
        }
        let boolean = bits <= 1;
        let term = self.get(x);
        match term.op {
            Op::Const(_) => return self.constant(Width::W32, u64::from(term.imm == k)),
            Op::ExtU => return self.eq_narrow(term.kids[0], k),
            Op::ExtS => {
                if k as i64 != i64::from(k as i32) {
                    return self.constant(Width::W32, 0);
                }
                return self.eq_narrow(term.kids[0], k & Width::W32.mask());
            }
            Op::Xor(w) if w == width => {
                if let Some(flip) = self.value(term.kids[1]) {
                    let k = self.constant(width, k ^ flip);
                    return self.eq(width, term.kids[0], k);
                }
                if k == 0 {
                    return self.eq(width, term.kids[0], term.kids[1]);
                }
            }
            Op::And(w) if w == width && self.value(term.kids[1]) == Some(k) => {
                if k.is_power_of_two() && !(boolean && width == Width::W32) {
                    let clear = self.eqz(width, x);
                    return self.not(clear);
                }
            }
            Op::Select => {
                if let (Some(a), Some(b)) = (self.value(term.kids[1]), self.value(term.kids[2])) {
                    return match (a == k, b == k) {
                        (true, true) => self.constant(Width::W32, 1),
                        (false, false) => self.constant(Width::W32, 0),
                        (true, false) => term.kids[0],
                        (false, true) => self.not(term.kids[0]),
                    };
                }
            }
            _ => {}
        }
        if boolean && width == Width::W32 {
            if k == 1 {
                return x;
            }
            // not(not(b))
            if let Op::Eq(w) = term.op
                && self.value(term.kids[1]) == Some(0)
                && self.bits(w, term.kids[0]) <= 1
                && w == Width::W32
            {
                return term.kids[0];
            }
        }
        let right = self.constant(width, k);
        self.intern(Op::Eq(width), 0, [x, right, Node::NONE], 1)
    }

    fn eq_narrow(&mut self, x: Node, k: u64) -> Node {
        let k = self.constant(Width::W32, k);
        self.eq(Width::W32, x, k)
    }

    /// `a < b`, unsigned
    pub fn lt_u(&mut self, width: Width, a: Node, b: Node) -> Node {
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
                if k == 0 {
                    return truth(self, false);
                }
                if k == 1 {
                    return self.eqz(width, a);
                }
                if k == mask {
                    let equal = self.eq(width, a, b);
                    return self.not(equal);
                }
                if let Op::ExtU = self.op(a) {
                    let a = self.get(a).kids[0];
                    let k = self.constant(Width::W32, k);
                    return self.lt_u(Width::W32, a, k);
                }
            }
            (None, None) => {
                let (x, y) = (self.get(a), self.get(b));
                if x.op == y.op && matches!(x.op, Op::ExtU | Op::ExtS) {
                    return self.lt_u(Width::W32, x.kids[0], y.kids[0]);
                }
            }
        }
        self.intern(Op::LtU(width), 0, [a, b, Node::NONE], 1)
    }

    /// `a < b`, signed
    pub fn lt_s(&mut self, width: Width, a: Node, b: Node) -> Node {
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
                if let Op::ExtS = self.op(a) {
                    return self.lt_s_extended(self.get(a).kids[0], k);
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

    /// `extend_s(a) < k`
    fn lt_s_extended(&mut self, a: Node, k: u64) -> Node {
        let k = k as i64;
        if k > i64::from(i32::MAX) {
            return self.constant(Width::W32, 1);
        }
        if k < i64::from(i32::MIN) {
            return self.constant(Width::W32, 0);
        }
        let k = self.constant(Width::W32, k as u64);
        self.lt_s(Width::W32, a, k)
    }

    /// A 32-bit value used as a condition: the truth value that decides, and whether it is to be
    /// negated.
    pub fn truth(&mut self, node: Node) -> (Node, bool) {
        let term = self.get(node);
        if let Op::Eq(width) = term.op
            && self.value(term.kids[1]) == Some(0)
            && width == Width::W32
            && self.is_bool(term.kids[0])
        {
            let (inner, negated) = self.truth_of_bool(term.kids[0]);
            return (inner, !negated);
        }
        if self.value(node).is_some() || self.is_bool(node) {
            return (node, false);
        }
        let zero = self.eqz(Width::W32, node);
        let (inner, negated) = self.truth_of_bool(zero);
        (inner, !negated)
    }

    /// As [`Terms::truth`] for what is 0 or 1 already; negations do not nest.
    fn truth_of_bool(&mut self, node: Node) -> (Node, bool) {
        let term = self.get(node);
        if let Op::Eq(Width::W32) = term.op
            && self.value(term.kids[1]) == Some(0)
            && self.is_bool(term.kids[0])
        {
            return (term.kids[0], true);
        }
        (node, false)
    }

    /// `a` if `condition` is not zero, otherwise `b`
    pub fn select(&mut self, condition: Node, a: Node, b: Node) -> Node {
        if a == b {
            return a;
        }
        let (truth, negated) = self.truth(condition);
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
            let boolean = match (x, y) {
                (1, 0) => Some(truth),
                (0, 1) => Some(self.not(truth)),
                _ => None,
            };
            match (boolean, width) {
                (Some(boolean), Width::W32) => return boolean,
                (Some(boolean), Width::W64) => return self.ext_u(boolean),
                _ => {}
            }
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
        let bits = self.get(a).bits.max(self.get(b).bits);
        self.intern(Op::Select, 0, [truth, a, b], u32::from(bits))
    }
}
