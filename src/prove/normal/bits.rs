//! Bitwise operators and shifts.
//!
//! `and`, `or`, `xor` are chains that nest to the left, operands in order, the constant last.
//! Constant shifts to the left are products (`linear`); amounts are taken modulo the width.

use super::super::opcode::Opcode;
use super::super::term::{Node, Op, Terms, Width, low_mask};
use smallvec::SmallVec;

/// Operands in a flattened chain, at most.
const MOST: usize = 8;

impl Terms {
    /// `node & mask`
    pub fn and_const(&mut self, width: Width, node: Node, mask: u64) -> Node {
        if !self.deeper() {
            let mask = self.constant(width, mask);
            return self.intern(Op::And(width), 0, [node, mask, Node::NONE], width.bits());
        }
        let result = self.and_const_rules(width, node, mask);
        self.shallower();
        result
    }

    /// `(x & -2^k) + c*2^k` as `x + c*2^k`, and the mask to be applied to that.
    fn mask_of_sum(&mut self, width: Width, node: Node) -> Option<(Node, u64)> {
        if self.op(node) != Op::Add(width) {
            return None;
        }
        let mut sum = self.sum_of(width, node);
        let mut found = None;
        for (at, &(atom, factor)) in sum.terms.iter().enumerate() {
            let term = self.get(atom);
            if let (Op::And(w), 1) = (term.op, factor)
                && w == width
                && let Some(mask) = self.value(term.kids[1])
                && rounds_down(width, mask)
            {
                found = Some((at, term.kids[0], mask));
            }
        }
        let (at, inner, mask) = found?;
        sum.terms.remove(at);
        let low = low_mask(mask.trailing_zeros());
        let multiple = |&(atom, factor): &(Node, u64)| {
            let zeros = (!self.zeros(width, atom)).trailing_zeros() + factor.trailing_zeros();
            zeros >= mask.trailing_zeros()
        };
        if sum.constant & low != 0 || !sum.terms.iter().all(multiple) {
            return None;
        }
        self.add_to(width, &mut sum, inner, 1);
        Some((self.build_sum(width, &sum), mask))
    }

    /// `bit` if a value is negative, else 0.
    fn sign_as(&mut self, width: Width, node: Node, bit: u64) -> Node {
        let zero = self.constant(width, 0);
        let negative = self.lt_s(width, node, zero);
        let negative = self.extended(width, negative);
        self.scale(width, negative, bit)
    }

    fn and_const_rules(&mut self, width: Width, node: Node, mask: u64) -> Node {
        let possible = !self.zeros(width, node);
        let mask = mask & possible;
        if mask == possible {
            return node;
        }
        if mask & !self.ones(node) == 0 {
            return self.constant(width, mask);
        }
        if mask == width.sign() && self.value(node).is_none() {
            return self.sign_as(width, node, mask);
        }
        let term = self.get(node);
        // The sign, moved down.
        if term.op == Op::ShrU(width)
            && let Some(amount) = self.value(term.kids[1])
            && mask == width.sign() >> amount
        {
            return self.sign_as(width, term.kids[0], mask);
        }
        if let (Op::Add(w), Some(constant)) = (term.op, self.value(term.kids[1]))
            && w == width
            && rounds_down(width, mask)
            && constant & mask != 0
        {
            // What the constant adds above the mask's end is not masked.
            let low = self.constant(width, constant & !mask);
            let sum = self.add(width, term.kids[0], low);
            let part = self.and_const(width, sum, mask);
            let high = self.constant(width, constant & mask);
            return self.add(width, part, high);
        }
        match term.op {
            Op::Const(_) => return self.constant(width, term.imm & mask),
            Op::And(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1]) {
                    return self.and_const(width, term.kids[0], inner & mask);
                }
            }
            Op::Or(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1])
                    && inner & mask == 0
                {
                    return self.and_const(width, term.kids[0], mask);
                }
            }
            Op::Xor(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1]) {
                    let part = self.and_const(width, term.kids[0], mask);
                    let flip = self.constant(width, inner & mask);
                    return self.xor(width, part, flip);
                }
            }
            Op::ShrU(w) if w == width => {
                if let Some(amount) = self.value(term.kids[1]) {
                    let count = 64 - mask.leading_zeros() + amount as u32;
                    let inner = match count < width.bits() {
                        true => self.low_bits(width, term.kids[0], count),
                        false => term.kids[0],
                    };
                    if inner != term.kids[0] {
                        let moved = self.shr_u(width, inner, term.kids[1]);
                        return self.and_const(width, moved, mask);
                    }
                }
            }
            // A rotation is two shifts.
            Op::Rotl(w) if w == width => {
                if let Some(amount) = self.value(term.kids[1]) {
                    let back = self.constant(width, u64::from(width.bits()) - amount);
                    let up = self.scale(width, term.kids[0], 1 << amount);
                    let down = self.shr_u(width, term.kids[0], back);
                    let up = self.and_const(width, up, mask);
                    let down = self.and_const(width, down, mask);
                    return self.or(width, up, down);
                }
            }
            Op::Add(Width::W64) | Op::Mul(Width::W64) | Op::Load(8)
                if width == Width::W64 && mask <= Width::W32.mask() =>
            {
                let low = self.wrap(node);
                let low = self.ext_u(low);
                if low != node && !matches!(self.op(low), Op::Add(_) | Op::Mul(_)) {
                    return self.and_const(width, low, mask);
                }
            }
            Op::ExtS if mask <= Width::W32.mask() => {
                let inner = self.ext_u(term.kids[0]);
                return self.and_const(width, inner, mask);
            }
            Op::SignExt(w) if w == width && mask <= low_mask(term.imm as u32) => {
                return self.and_const(width, term.kids[0], mask);
            }
            Op::Add(w) | Op::Mul(w) if w == width => {
                if let Some((inner, shift)) = self.shifted_left(width, node) {
                    let part = self.and_const(width, inner, mask >> shift);
                    return self.scale(width, part, 1 << shift);
                }
                if let Some(result) = self.and_sum(width, node, mask) {
                    return result;
                }
            }
            _ => {}
        }
        if mask & mask.wrapping_add(1) == 0 {
            let reduced = self.reduced(width, node, mask.count_ones());
            if reduced != node {
                return self.and_const(width, reduced, mask);
            }
        }
        if let Op::ShrS(w) = term.op
            && w == width
            && let Some(amount) = self.value(term.kids[1])
            && 64 - mask.leading_zeros() + amount as u32 <= width.bits()
        {
            let moved = self.shr_u(width, term.kids[0], term.kids[1]);
            return self.and_const(width, moved, mask);
        }
        let known = (self.zeros(width, node) | !mask, self.ones(node) & mask);
        let mask = self.constant(width, mask);
        self.intern_known(Op::And(width), 0, [node, mask, Node::NONE], known)
    }

    /// A mask of a sum: parts that share no bits are masked one by one, and what is a multiple
    /// of the mask's unit comes out of a mask without low bits.
    fn and_sum(&mut self, width: Width, node: Node, mask: u64) -> Option<Node> {
        let sum = self.sum_of(width, node);
        let all = width.mask();
        let parts = sum.terms.len() + usize::from(sum.constant & all != 0);
        if parts > 1 && self.disjoint(width, node) {
            let mut result = self.constant(width, sum.constant & mask);
            for &(atom, factor) in &sum.terms {
                let part = self.scale(width, atom, factor);
                let part = self.and_const(width, part, mask);
                result = self.add(width, result, part);
            }
            return Some(result);
        }
        let unit = mask & mask.wrapping_neg();
        if mask != all & !(unit - 1) || unit == 1 {
            return None;
        }
        let (mut inside, mut outside) =
            (super::linear::Sum::default(), super::linear::Sum::default());
        outside.constant = sum.constant & mask;
        inside.constant = sum.constant & !mask & all;
        for &(atom, factor) in &sum.terms {
            let low = (factor & all).trailing_zeros() + self.zeros(width, atom).trailing_ones();
            let multiple = low >= unit.trailing_zeros();
            if multiple { &mut outside } else { &mut inside }.terms.push((atom, factor));
        }
        if outside.terms.is_empty() && outside.constant == 0 {
            return None;
        }
        let inside = self.build_sum(width, &inside);
        let inside = self.and_const(width, inside, mask);
        let outside = self.build_sum(width, &outside);
        Some(self.add(width, inside, outside))
    }

    /// Whether no two parts of a sum can have a bit in common.
    pub fn disjoint(&mut self, width: Width, node: Node) -> bool {
        let sum = self.sum_of(width, node);
        if sum.terms.len() > 4 {
            return false;
        }
        let mut taken = sum.constant & width.mask();
        for &(atom, factor) in &sum.terms {
            let part = self.scale(width, atom, factor);
            let possible = !self.zeros(width, part);
            if taken & possible != 0 {
                return false;
            }
            taken |= possible;
        }
        true
    }

    /// `a & b`
    pub fn and(&mut self, width: Width, a: Node, b: Node) -> Node {
        match (self.value(a), self.value(b)) {
            (_, Some(mask)) => return self.and_const(width, a, mask),
            (Some(mask), _) => return self.and_const(width, b, mask),
            _ => {}
        }
        let Some((items, mask)) = self.chain(Op::And(width), a, b, width.mask(), |x, y| x & y)
        else {
            let (a, b) = (a.min(b), a.max(b));
            let bits = self.bits(width, a).min(self.bits(width, b));
            return self.intern(Op::And(width), 0, [a, b, Node::NONE], bits);
        };
        // -b & x chooses.
        if let [x, y] = items[..]
            && mask == width.mask()
        {
            for (x, y) in [(x, y), (y, x)] {
                let term = self.get(y);
                if term.op == Op::Mul(width)
                    && self.is_bool(term.kids[0])
                    && self.value(term.kids[1]) == Some(width.mask())
                {
                    let zero = self.constant(width, 0);
                    let b = term.kids[0];
                    let b = self.low_half(width, b);
                    return self.select(b, x, zero);
                }
            }
        }
        if items.windows(2).any(|pair| self.opposite(pair[0], pair[1])) {
            return self.constant(width, 0);
        }
        let mut result = items[0];
        for &item in &items[1..] {
            let zeros = self.zeros(width, result) | self.zeros(width, item);
            let ones = self.ones(result) & self.ones(item);
            result =
                self.intern_known(Op::And(width), 0, [result, item, Node::NONE], (zeros, ones));
        }
        self.and_const(width, result, mask)
    }

    /// Whether one is the negation of the other, a truth value.
    fn opposite(&self, a: Node, b: Node) -> bool {
        let negates = |a: Node, b: Node| {
            let term = self.get(a);
            term.op == Op::Eq(Width::W32)
                && term.kids[0] == b
                && self.is_bool(b)
                && self.value(term.kids[1]) == Some(0)
        };
        negates(a, b) || negates(b, a)
    }

    /// `a | b`
    pub fn or(&mut self, width: Width, a: Node, b: Node) -> Node {
        if width == Width::W32 && self.is_bool(a) && self.is_bool(b) {
            let (a, b) = (self.not(a), self.not(b));
            let neither = self.and(width, a, b);
            return self.not(neither);
        }
        let op = Op::Or(width);
        let Some((items, set)) = self.chain(op, a, b, 0, |x, y| x | y) else {
            return self.binary(op, width, a.min(b), a.max(b));
        };
        if set == width.mask() || items.is_empty() {
            return self.constant(width, set);
        }
        // What shares no bits is a sum.
        if self.all_disjoint(width, &items) {
            let mut sum = items[0];
            for &item in &items[1..] {
                sum = self.add(width, sum, item);
            }
            return self.or_const(width, sum, set);
        }
        let mut result = items[0];
        for &item in &items[1..] {
            result = self.binary(op, width, result, item);
        }
        self.or_const(width, result, set)
    }

    fn or_const(&mut self, width: Width, node: Node, set: u64) -> Node {
        let set = set & !self.ones(node);
        if set == 0 {
            return node;
        }
        // Bits that are set anyway need not be kept: what is left shares none with the constant.
        let rest = self.and_const(width, node, !set);
        let constant = self.constant(width, set);
        self.add(width, rest, constant)
    }

    fn all_disjoint(&self, width: Width, items: &[Node]) -> bool {
        let mut taken = 0;
        items.iter().all(|&item| {
            let possible = !self.zeros(width, item);
            let free = taken & possible == 0;
            taken |= possible;
            free
        })
    }

    /// `a ^ b`
    pub fn xor(&mut self, width: Width, a: Node, b: Node) -> Node {
        let op = Op::Xor(width);
        if width == Width::W32 && self.is_bool(a) && self.is_bool(b) {
            let equal = self.eq(width, a, b);
            return self.not(equal);
        }
        let Some((items, flip)) = self.chain(op, a, b, 0, |x, y| x ^ y) else {
            return self.binary(op, width, a.min(b), a.max(b));
        };
        let Some(&first) = items.first() else { return self.constant(width, flip) };
        if self.all_disjoint(width, &items) && items.len() > 1 {
            let sum = self.or(width, items[0], items[1]);
            let sum = items[2..].iter().fold(sum, |sum, &item| self.or(width, sum, item));
            let flip = self.constant(width, flip);
            return self.xor(width, sum, flip);
        }
        let mut result = first;
        for &item in &items[1..] {
            result = self.binary(op, width, result, item);
        }
        if flip == 0 {
            return result;
        }
        let constant = self.constant(width, flip);
        if flip & !self.zeros(width, result) == 0 {
            return self.add(width, result, constant);
        }
        let mask = width.mask();
        let (zeros, ones) = (self.zeros(width, result), self.ones(result));
        let known = (zeros & !flip | ones & flip | !mask, (ones & !flip | zeros & flip) & mask);
        self.intern_known(op, 0, [result, constant, Node::NONE], known)
    }

    fn binary(&mut self, op: Op, width: Width, a: Node, b: Node) -> Node {
        let zeros = self.zeros(width, a) & self.zeros(width, b);
        let ones = if let Op::Or(_) = op { self.ones(a) | self.ones(b) } else { 0 };
        self.intern_known(op, 0, [a, b, Node::NONE], (zeros, ones & width.mask()))
    }

    /// The operands of a chain in order, doubles resolved, and its constant.
    /// None if there are too many, or if nothing but the constant is left of an `and`.
    #[allow(clippy::type_complexity)]
    fn chain(
        &self,
        op: Op,
        a: Node,
        b: Node,
        unit: u64,
        fold: fn(u64, u64) -> u64,
    ) -> Option<(SmallVec<[Node; 8]>, u64)> {
        let mut items: SmallVec<[Node; 8]> = SmallVec::new();
        let mut constant = unit;
        for node in [a, b] {
            let mut rest = node;
            loop {
                let term = self.get(rest);
                let (item, next) = match term.op == op {
                    true => (term.kids[1], Some(term.kids[0])),
                    false => (rest, None),
                };
                match self.value(item) {
                    Some(value) => constant = fold(constant, value),
                    None if items.len() >= MOST => return None,
                    None => items.push(item),
                }
                match next {
                    Some(next) => rest = next,
                    None => break,
                }
            }
        }
        items.sort_unstable();
        if matches!(op, Op::Xor(_)) {
            let mut kept: SmallVec<[Node; 8]> = SmallVec::new();
            for item in items {
                if kept.last() == Some(&item) {
                    kept.pop();
                } else {
                    kept.push(item);
                }
            }
            return Some((kept, constant));
        }
        items.dedup();
        Some((items, constant))
    }

    /// `a << b`
    pub fn shl(&mut self, width: Width, a: Node, b: Node) -> Node {
        if let Some(amount) = self.value(b) {
            return self.scale(width, a, 1 << (amount & u64::from(width.bits() - 1)));
        }
        match self.value(a) {
            Some(0) => return a,
            Some(1) => return self.rotl(width, a, b),
            _ => {}
        }
        let b = self.amount(width, b);
        if let (Some(value), true) = (self.value(a), self.is_bool(b)) {
            // Once, or twice.
            let more = self.scale(width, b, value);
            return self.add(width, a, more);
        }
        self.intern(Op::Shl(width), 0, [a, b, Node::NONE], width.bits())
    }

    /// `a >> b`, unsigned
    pub fn shr_u(&mut self, width: Width, a: Node, b: Node) -> Node {
        if !self.deeper() {
            return self.intern(Op::ShrU(width), 0, [a, b, Node::NONE], width.bits());
        }
        let result = self.shr_u_rules(width, a, b);
        self.shallower();
        result
    }

    /// The constant `from`, or `to` if a truth value of this width holds.
    fn stepped(&mut self, width: Width, from: Node, truth: Node, to: u64) -> Node {
        let truth = self.low_half(width, truth);
        let to = self.constant(width, to);
        self.select(truth, to, from)
    }

    fn shr_u_rules(&mut self, width: Width, a: Node, b: Node) -> Node {
        let Some(amount) = self.value(b) else {
            let bits = self.bits(width, a);
            if bits == 0 {
                return a;
            }
            let b = self.amount(width, b);
            if let (Some(value), true) = (self.value(a), self.is_bool(b)) {
                return self.stepped(width, a, b, value >> 1);
            }
            return self.intern(Op::ShrU(width), 0, [a, b, Node::NONE], bits);
        };
        let amount = amount as u32 & (width.bits() - 1);
        let bits = self.bits(width, a);
        if amount == 0 {
            return a;
        }
        if amount >= bits {
            return self.constant(width, 0);
        }
        let term = self.get(a);
        match term.op {
            Op::Const(_) => return self.constant(width, term.imm >> amount),
            Op::ShrU(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1]) {
                    let total = self.constant(width, inner + u64::from(amount));
                    if inner + u64::from(amount) >= u64::from(width.bits()) {
                        return self.constant(width, 0);
                    }
                    return self.shr_u(width, term.kids[0], total);
                }
            }
            Op::And(w) if w == width => {
                if let Some(mask) = self.value(term.kids[1]) {
                    let amount_node = self.constant(width, u64::from(amount));
                    let inner = self.shr_u(width, term.kids[0], amount_node);
                    return self.and_const(width, inner, mask >> amount);
                }
            }
            Op::Mul(_) | Op::Add(_) => {
                if let Some(result) = self.shr_of_shl(width, a, amount) {
                    return result;
                }
                if let Some((sum, cleared)) = self.mask_of_sum(width, a) {
                    let by = self.constant(width, u64::from(amount));
                    let moved = self.shr_u(width, sum, by);
                    return self.and_const(width, moved, cleared >> amount);
                }
                if term.op == Op::Add(width) && self.disjoint(width, a) {
                    let sum = self.sum_of(width, a);
                    let by = self.constant(width, u64::from(amount));
                    let mut result = self.constant(width, (sum.constant & width.mask()) >> amount);
                    for &(atom, factor) in &sum.terms {
                        let part = self.scale(width, atom, factor);
                        let part = self.shr_u(width, part, by);
                        result = self.add(width, result, part);
                    }
                    return result;
                }
            }
            _ => {}
        }
        if amount == width.bits() - 1 {
            let zero = self.constant(width, 0);
            let negative = self.lt_s(width, a, zero);
            return self.extended(width, negative);
        }
        if let Op::Wasm(Opcode::I32Clz | Opcode::I32Ctz | Opcode::I64Clz | Opcode::I64Ctz) = term.op
            && amount == width.bits().trailing_zeros()
        {
            // All bits counted: the operand is zero.
            let zero = self.eqz(width, term.kids[0]);
            return self.extended(width, zero);
        }
        let amount_node = self.constant(width, u64::from(amount));
        let high = !low_mask(width.bits() - amount);
        let known = (self.zeros(width, a) >> amount | high, self.ones(a) >> amount);
        self.intern_known(Op::ShrU(width), 0, [a, amount_node, Node::NONE], known)
    }

    /// `(x << j) >> amount`, unsigned, as a mask of a shift.
    fn shr_of_shl(&mut self, width: Width, a: Node, amount: u32) -> Option<Node> {
        let (inner, left) = self.shifted_left(width, a)?;
        // Without overflow to the left nothing is lost, but the mask does no harm then either.
        let mask = low_mask(width.bits() - amount);
        let moved = if left >= amount {
            self.scale(width, inner, 1 << (left - amount))
        } else {
            // Bits that the shift to the left pushed out must not come back.
            let kept = self.and_const(width, inner, low_mask(width.bits() - left));
            let rest = self.constant(width, u64::from(amount - left));
            return Some(self.shr_u(width, kept, rest));
        };
        Some(self.and_const(width, moved, mask))
    }

    /// `a >> b`, signed
    pub fn shr_s(&mut self, width: Width, a: Node, b: Node) -> Node {
        if self.bits(width, a) < width.bits() {
            return self.shr_u(width, a, b);
        }
        let Some(amount) = self.value(b) else {
            if self.value(a) == Some(width.mask()) {
                return a;
            }
            let b = self.amount(width, b);
            if let (Some(value), true) = (self.value(a), self.is_bool(b)) {
                return self.stepped(width, a, b, (width.signed(value) >> 1) as u64);
            }
            return self.intern(Op::ShrS(width), 0, [a, b, Node::NONE], width.bits());
        };
        let amount = amount as u32 & (width.bits() - 1);
        if amount == 0 {
            return a;
        }
        let term = self.get(a);
        match term.op {
            Op::Const(_) => {
                return self.constant(width, (width.signed(term.imm) >> amount) as u64);
            }
            Op::ShrS(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1]) {
                    let total = (inner + u64::from(amount)).min(u64::from(width.bits() - 1));
                    let total = self.constant(width, total);
                    return self.shr_s(width, term.kids[0], total);
                }
            }
            Op::Mul(_) | Op::Add(_) => {
                if let Some((inner, left)) = self.shifted_left(width, a)
                    && left >= amount
                {
                    let rest = self.scale(width, inner, 1 << (left - amount));
                    match width.bits() - amount {
                        size @ (8 | 16) => return self.sign_ext(width, size, rest),
                        32 => {
                            let low = self.wrap(rest);
                            return self.ext_s(low);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if amount == width.bits() - 1 {
            let zero = self.constant(width, 0);
            let negative = self.lt_s(width, a, zero);
            let negative = self.extended(width, negative);
            return self.scale(width, negative, u64::MAX);
        }
        let amount = self.constant(width, u64::from(amount));
        self.intern(Op::ShrS(width), 0, [a, amount, Node::NONE], width.bits())
    }

    /// `a` rotated to the left by `b`
    pub fn rotl(&mut self, width: Width, a: Node, b: Node) -> Node {
        let Some(amount) = self.value(b) else {
            if let Some(value) = self.value(a)
                && (value == 0 || value == width.mask())
            {
                return a;
            }
            let b = self.amount(width, b);
            return self.intern(Op::Rotl(width), 0, [a, b, Node::NONE], width.bits());
        };
        let amount = amount as u32 & (width.bits() - 1);
        if amount == 0 {
            return a;
        }
        if let Some(value) = self.value(a) {
            let value = match width {
                Width::W32 => u64::from((value as u32).rotate_left(amount)),
                Width::W64 => value.rotate_left(amount),
            };
            return self.constant(width, value);
        }
        let term = self.get(a);
        if let (true, Some(inner)) = (term.op == Op::Rotl(width), self.value(term.kids[1])) {
            let total = self.constant(width, inner + u64::from(amount));
            return self.rotl(width, term.kids[0], total);
        }
        let amount = self.constant(width, u64::from(amount));
        self.intern(Op::Rotl(width), 0, [a, amount, Node::NONE], width.bits())
    }

    /// A shift amount: only its low bits count.
    fn amount(&mut self, width: Width, node: Node) -> Node {
        self.low_bits(width, node, width.bits().trailing_zeros())
    }

    /// A term that agrees with `node` in its low `count` bits, and may be simpler.
    pub fn low_bits(&mut self, width: Width, node: Node, count: u32) -> Node {
        if !self.deeper() {
            return node;
        }
        let result = self.low_bits_rules(width, node, count);
        self.shallower();
        result
    }

    fn low_bits_rules(&mut self, width: Width, node: Node, count: u32) -> Node {
        let mask = low_mask(count);
        let mut node = node;
        loop {
            let term = self.get(node);
            let next = match term.op {
                Op::Const(_) => return self.constant(width, term.imm & mask),
                Op::And(w) | Op::Or(w) | Op::Xor(w) if w == width => {
                    let Some(inner) = self.value(term.kids[1]) else { return node };
                    let neutral = if term.op == Op::And(w) { mask } else { 0 };
                    if inner & mask != neutral {
                        let rest = self.low_bits(width, term.kids[0], count);
                        let inner = self.constant(width, inner & mask);
                        return match term.op {
                            Op::And(_) => self.and(width, rest, inner),
                            Op::Or(_) => self.or(width, rest, inner),
                            _ => self.xor(width, rest, inner),
                        };
                    }
                    Some(inner)
                }
                Op::SignExt(w) if w == width => {
                    Some(term.imm).filter(|&bits| bits >= u64::from(count))
                }
                Op::Add(w) | Op::Mul(w) if w == width => {
                    return self.reduced(width, node, count);
                }
                _ => None,
            };
            match next {
                Some(_) => node = term.kids[0],
                None => return node,
            }
        }
    }
}

/// Whether a mask clears a number of low bits and nothing else.
fn rounds_down(width: Width, mask: u64) -> bool {
    mask | !width.mask() == !low_mask(mask.trailing_zeros())
}
