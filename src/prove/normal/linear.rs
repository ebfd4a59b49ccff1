//! Sums in normal form: coefficients times atoms, atoms in order, the constant last.
//!
//! `x - y` is `x + (-1)*y`, `x << k` is `2^k * x`, `x + x` is `2*x`. A sum is a chain of
//! additions that nests to the left; its constant, if not zero, is the right operand of the
//! outermost one. Sums of more than [`MOST`] atoms are not flattened further, and of longer chains
//! of additions only the last [`TAKEN`] are taken apart: the others together are an atom.

use super::super::term::{Node, Op, Terms, Width, low_mask};
use smallvec::SmallVec;

/// Atoms in a sum, at most.
const MOST: usize = 18;
/// Atoms that a chain of additions is taken apart into, at most.
const TAKEN: usize = 2 * MOST;
/// Factors in a product, at most.
const FACTORS: usize = 6;

/// A sum taken apart.
#[derive(Default, Clone, PartialEq, Eq, Debug)]
pub struct Sum {
    /// Atoms with their coefficients, sorted by atom, no coefficient zero.
    pub terms: SmallVec<[(Node, u64); 6]>,
    /// What is added to them.
    pub constant: u64,
}

impl Sum {
    fn add(&mut self, atom: Node, factor: u64) {
        match self.terms.binary_search_by_key(&atom, |term| term.0) {
            Ok(at) => self.terms[at].1 = self.terms[at].1.wrapping_add(factor),
            Err(at) => self.terms.insert(at, (atom, factor)),
        }
    }
}

impl Terms {
    /// Adds `factor` times a term to a sum.
    pub fn add_to(&self, width: Width, sum: &mut Sum, node: Node, factor: u64) {
        let mut node = node;
        loop {
            let term = self.get(node);
            if term.op != Op::Add(width) {
                return self.add_item(width, sum, node, factor);
            }
            if sum.terms.len() >= TAKEN {
                return sum.add(node, factor);
            }
            self.add_item(width, sum, term.kids[1], factor);
            node = term.kids[0];
        }
    }

    fn add_item(&self, width: Width, sum: &mut Sum, node: Node, factor: u64) {
        let term = self.get(node);
        if let Op::Const(_) = term.op {
            sum.constant = sum.constant.wrapping_add(term.imm.wrapping_mul(factor));
        } else if term.op == Op::Eq(Width::W32)
            && width == Width::W32
            && self.is_bool(term.kids[0])
            && self.value(term.kids[1]) == Some(0)
        {
            // !b is 1 - b
            sum.constant = sum.constant.wrapping_add(factor);
            sum.add(term.kids[0], factor.wrapping_neg());
        } else if term.op == Op::Xor(width) && self.value(term.kids[1]) == Some(width.mask()) {
            // ~x is -1 - x
            sum.constant = sum.constant.wrapping_sub(factor);
            self.add_to(width, sum, term.kids[0], factor.wrapping_neg());
        } else if let (true, Some(k)) = (term.op == Op::Mul(width), self.value(term.kids[1])) {
            sum.add(term.kids[0], factor.wrapping_mul(k));
        } else {
            sum.add(node, factor);
        }
    }

    /// A term taken apart as a sum.
    pub fn sum_of(&self, width: Width, node: Node) -> Sum {
        let mut sum = Sum::default();
        self.add_to(width, &mut sum, node, 1);
        sum
    }

    /// Builds a sum.
    pub fn build_sum(&mut self, width: Width, sum: &Sum) -> Node {
        let mask = width.mask();
        if let [(x, factor)] = sum.terms[..]
            && factor & mask == mask
        {
            if sum.constant & mask == 1 && self.is_bool(x) && width == Width::W32 {
                return self.not(x);
            }
            if sum.constant & mask == mask {
                let ones = self.constant(width, mask);
                let known = (self.ones(x) | !mask, self.zeros(width, x) & mask);
                return self.intern_known(Op::Xor(width), 0, [x, ones, Node::NONE], known);
            }
        }
        let mut result: Option<Node> = None;
        for &(atom, factor) in &sum.terms {
            let factor = factor & mask;
            if factor == 0 {
                continue;
            }
            let term = self.scaled(width, atom, factor);
            result = Some(match result {
                None => term,
                Some(left) => self.raw_add(width, left, term),
            });
        }
        let constant = sum.constant & mask;
        match result {
            None => self.constant(width, constant),
            Some(left) if constant == 0 => left,
            Some(left) => {
                let constant = self.constant(width, constant);
                self.raw_add(width, left, constant)
            }
        }
    }

    /// A sum, if it has been built: what [`Terms::build_sum`] gives. Numbers are cut to the width.
    pub fn find_sum(&self, width: Width, sum: &Sum) -> Option<Node> {
        let number = |value| self.find(Op::Const(width), value, [Node::NONE; 3]);
        let mut result = None;
        for &(atom, factor) in &sum.terms {
            let term = match factor {
                1 => atom,
                _ => self.find(Op::Mul(width), 0, [atom, number(factor)?, Node::NONE])?,
            };
            result = Some(match result {
                None => term,
                Some(left) => self.find(Op::Add(width), 0, [left, term, Node::NONE])?,
            });
        }
        match sum.constant {
            0 => result,
            constant => self.find(Op::Add(width), 0, [result?, number(constant)?, Node::NONE]),
        }
    }

    fn scaled(&mut self, width: Width, atom: Node, factor: u64) -> Node {
        if factor == 1 {
            return atom;
        }
        let mask = width.mask();
        let known = if factor.is_power_of_two() {
            let k = factor.trailing_zeros();
            let clear = self.zeros(width, atom) << k | (factor - 1) | !mask;
            (clear, self.ones(atom) << k & mask)
        } else if self.is_bool(atom) {
            (!factor, 0)
        } else {
            let bits = self.bits(width, atom) + 64 - factor.leading_zeros();
            let low = factor.trailing_zeros() + self.zeros(width, atom).trailing_ones();
            (!low_mask(bits.min(width.bits())) | low_mask(low), 0)
        };
        let factor = self.constant(width, factor);
        self.intern_known(Op::Mul(width), 0, [atom, factor, Node::NONE], known)
    }

    fn raw_add(&mut self, width: Width, a: Node, b: Node) -> Node {
        let mask = width.mask();
        if let (Some(k), Some(factor)) = (self.value(b), self.value(self.get(a).kids[1]))
            && self.op(a) == Op::Mul(width)
            && self.is_bool(self.get(a).kids[0])
        {
            // One of two values.
            let other = k.wrapping_add(factor) & mask;
            let known = (!(k | other), k & other);
            return self.intern_known(Op::Add(width), 0, [a, b, Node::NONE], known);
        }
        let (a_zeros, b_zeros) = (self.zeros(width, a), self.zeros(width, b));
        let (a_ones, b_ones) = (self.ones(a) & mask, self.ones(b) & mask);
        // The greatest and the least sum tell which carries are certain.
        let greatest = (!a_zeros).wrapping_add(!b_zeros);
        let least = a_ones.wrapping_add(b_ones);
        let no_carry = !(greatest ^ a_zeros ^ b_zeros);
        let carry = least ^ a_ones ^ b_ones;
        let known = (a_zeros | a_ones) & (b_zeros | b_ones) & (no_carry | carry);
        let mut zeros = !greatest & known | !mask;
        if (!a_zeros).checked_add(!b_zeros).is_some_and(|most| most <= mask) {
            zeros |= !low_mask(64 - greatest.leading_zeros());
        }
        let ones = least & known & mask;
        self.intern_known(Op::Add(width), 0, [a, b, Node::NONE], (zeros, ones))
    }

    /// `a + b`
    pub fn add(&mut self, width: Width, a: Node, b: Node) -> Node {
        self.combine(width, a, b, 1)
    }

    /// `a - b`
    pub fn sub(&mut self, width: Width, a: Node, b: Node) -> Node {
        self.combine(width, a, b, u64::MAX)
    }

    fn combine(&mut self, width: Width, a: Node, b: Node, factor: u64) -> Node {
        let mut sum = self.sum_of(width, a);
        self.add_to(width, &mut sum, b, factor);
        if sum.terms.len() <= MOST {
            return self.build_sum(width, &sum);
        }
        // Too long: the operands become atoms.
        let mut sum = Sum::default();
        for (node, factor) in [(a, 1), (b, factor)] {
            match self.value(node) {
                Some(value) => sum.constant = value.wrapping_mul(factor),
                None => sum.add(node, factor),
            }
        }
        self.build_sum(width, &sum)
    }

    /// `a * b`
    pub fn mul(&mut self, width: Width, a: Node, b: Node) -> Node {
        match (self.value(a), self.value(b)) {
            (_, Some(k)) => return self.scale(width, a, k),
            (Some(k), _) => return self.scale(width, b, k),
            _ => {}
        }
        // A truth value as a factor chooses.
        for (x, b) in [(a, b), (b, a)] {
            if self.is_bool(b) {
                let zero = self.constant(width, 0);
                let b = self.low_half(width, b);
                return self.select(b, x, zero);
            }
        }
        let mut factors: SmallVec<[Node; 8]> = SmallVec::new();
        let mut factor = 1u64;
        for node in [a, b] {
            let node = match self.get(node) {
                term if term.op == Op::Mul(width) && self.value(term.kids[1]).is_some() => {
                    factor = factor.wrapping_mul(self.value(term.kids[1]).unwrap_or(1));
                    term.kids[0]
                }
                _ => node,
            };
            self.factors(width, node, &mut factors);
        }
        factors.sort_unstable();
        let mut product = factors[0];
        for &next in &factors[1..] {
            let bits = self.bits(width, product) + self.bits(width, next);
            let bits = bits.min(width.bits());
            product = self.intern(Op::Mul(width), 0, [product, next, Node::NONE], bits);
        }
        self.scale(width, product, factor)
    }

    fn factors(&self, width: Width, node: Node, out: &mut SmallVec<[Node; 8]>) {
        let start = out.len();
        let mut rest = node;
        while let Op::Mul(w) = self.op(rest) {
            let kids = self.get(rest).kids;
            if w != width || self.value(kids[1]).is_some() || out.len() - start >= FACTORS {
                break;
            }
            out.push(kids[1]);
            rest = kids[0];
        }
        out.push(rest);
    }

    /// `node * factor`
    pub fn scale(&mut self, width: Width, node: Node, factor: u64) -> Node {
        let factor = factor & width.mask();
        if factor == 1 {
            return node;
        }
        // (x >> k) << k clears the low k bits.
        if factor.is_power_of_two()
            && let Op::ShrU(w) | Op::ShrS(w) = self.op(node)
            && w == width
        {
            let kids = self.get(node).kids;
            if self.value(kids[1]) == Some(u64::from(factor.trailing_zeros())) {
                return self.and_const(width, kids[0], !(factor - 1));
            }
        }
        // Bits that are shifted out do not count.
        let mut node = node;
        let count = low_mask(width.bits() - factor.trailing_zeros().min(width.bits()));
        while let Op::And(w) = self.op(node)
            && w == width
            && let [inner, mask, _] = self.get(node).kids
            && self.value(mask).is_some_and(|mask| mask & count == count)
        {
            node = inner;
        }
        if let Some(low) = self.low_product(width, node, factor) {
            return low;
        }
        let mut sum = Sum::default();
        self.add_to(width, &mut sum, node, factor);
        self.build_sum(width, &sum)
    }

    /// `(x & (2^(32-k) - 1)) << k` of 64 bits as what it is: the low half of `x << k`.
    fn low_product(&mut self, width: Width, node: Node, factor: u64) -> Option<Node> {
        let fits = factor.is_power_of_two() && factor <= Width::W32.mask();
        if width != Width::W64 || !fits || self.op(node) != Op::And(Width::W64) {
            return None;
        }
        let [inner, mask, _] = self.get(node).kids;
        if self.value(mask)? != Width::W32.mask() >> factor.trailing_zeros() {
            return None;
        }
        let low = self.wrap(inner);
        let low = self.scale(Width::W32, low, factor);
        Some(self.ext_u(low))
    }

    /// A sum whose numbers are all taken modulo `2^bits`: right in its low `bits` bits.
    pub fn reduced(&mut self, width: Width, node: Node, bits: u32) -> Node {
        let add = matches!(self.op(node), Op::Add(w) | Op::Mul(w) if w == width);
        if !add || bits >= width.bits() {
            return node;
        }
        let mask = (1u64 << bits) - 1;
        let sum = self.sum_of(width, node);
        let mut low = Sum { constant: sum.constant & mask, ..Sum::default() };
        for &(atom, factor) in &sum.terms {
            let factor = factor & mask;
            if factor != 0 {
                // Of an atom only so many bits count.
                let count = bits - factor.trailing_zeros();
                let atom = self.low_bits(width, atom, count);
                self.add_to(width, &mut low, atom, factor);
            }
        }
        low.constant &= mask;
        for term in &mut low.terms {
            term.1 &= mask;
        }
        self.build_sum(width, &low)
    }

    /// A sum as `2^k * rest`, with the greatest `k` that all its numbers allow.
    pub fn shifted_left(&mut self, width: Width, node: Node) -> Option<(Node, u32)> {
        let mut sum = self.sum_of(width, node);
        if sum.terms.is_empty() {
            return None;
        }
        let numbers = sum.terms.iter().map(|term| term.1).chain([sum.constant]);
        let shift = numbers.map(|number| (number & width.mask()).trailing_zeros()).min()?;
        if shift == 0 || shift >= width.bits() {
            return None;
        }
        sum.constant = (sum.constant & width.mask()) >> shift;
        for term in &mut sum.terms {
            term.1 = (term.1 & width.mask()) >> shift;
        }
        Some((self.build_sum(width, &sum), shift))
    }

    /// A term as base and constant: `base + constant`.
    pub fn base_and_constant(&mut self, width: Width, node: Node) -> (Node, u64) {
        let term = self.get(node);
        match term.op {
            Op::Const(_) => (self.constant(width, 0), term.imm),
            Op::Add(w) if w == width => match self.value(term.kids[1]) {
                Some(constant) => (term.kids[0], constant),
                None => (node, 0),
            },
            _ => (node, 0),
        }
    }
}
