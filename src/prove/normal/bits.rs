//! Bitwise operators and shifts.
//!
//! `and`, `or`, `xor` are chains that nest to the left, operands in order, the constant last.
//! Constant shifts to the left are products (`linear`); amounts are taken modulo the width.

use super::super::term::{Node, Op, Terms, Width};
use smallvec::SmallVec;

/// Operands in a flattened chain, at most.
const MOST: usize = 8;

fn low_mask(bits: u32) -> u64 {
    if bits >= 64 { u64::MAX } else { (1 << bits) - 1 }
}

impl Terms {
    /// `node & mask`
    pub fn and_const(&mut self, width: Width, node: Node, mask: u64) -> Node {
        let possible = low_mask(self.bits(width, node));
        let mask = mask & possible;
        if mask == possible {
            return node;
        }
        if mask == 0 {
            return self.constant(width, 0);
        }
        let term = self.get(node);
        match term.op {
            Op::Const(_) => return self.constant(width, term.imm & mask),
            Op::And(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1]) {
                    return self.and_const(width, term.kids[0], inner & mask);
                }
            }
            Op::Or(w) | Op::Xor(w) if w == width => {
                if let Some(inner) = self.value(term.kids[1])
                    && inner & mask == 0
                {
                    return self.and_const(width, term.kids[0], mask);
                }
            }
            Op::SignExt(w) if w == width && mask <= low_mask(term.imm as u32) => {
                return self.and_const(width, term.kids[0], mask);
            }
            _ => {}
        }
        let mut node = node;
        if mask & (mask + 1) == 0 {
            let reduced = self.reduced(width, node, mask.count_ones());
            if reduced != node {
                return self.and_const(width, reduced, mask);
            }
            if let Op::ShrS(w) = term.op
                && w == width
                && let Some(amount) = self.value(term.kids[1])
                && mask.count_ones() + amount as u32 <= width.bits()
            {
                node = self.shr_u(width, term.kids[0], term.kids[1]);
                return self.and_const(width, node, mask);
            }
        }
        let bits = 64 - mask.leading_zeros();
        let mask = self.constant(width, mask);
        node = self.intern(Op::And(width), 0, [node, mask, Node::NONE], bits);
        node
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
        let mut result = items[0];
        for &item in &items[1..] {
            let bits = self.bits(width, result).min(self.bits(width, item));
            result = self.intern(Op::And(width), 0, [result, item, Node::NONE], bits);
        }
        self.and_const(width, result, mask)
    }

    /// `a | b`
    pub fn or(&mut self, width: Width, a: Node, b: Node) -> Node {
        let op = Op::Or(width);
        let Some((items, set)) = self.chain(op, a, b, 0, |x, y| x | y) else {
            return self.binary(op, width, a.min(b), a.max(b));
        };
        if set == width.mask() || items.is_empty() {
            return self.constant(width, set);
        }
        let mut result = items[0];
        for &item in &items[1..] {
            result = self.binary(op, width, result, item);
        }
        if set == 0 {
            return result;
        }
        let set = self.constant(width, set);
        self.binary(op, width, result, set)
    }

    /// `a ^ b`
    pub fn xor(&mut self, width: Width, a: Node, b: Node) -> Node {
        let op = Op::Xor(width);
        let Some((items, flip)) = self.chain(op, a, b, 0, |x, y| x ^ y) else {
            return self.binary(op, width, a.min(b), a.max(b));
        };
        let Some(&first) = items.first() else { return self.constant(width, flip) };
        let mut result = first;
        for &item in &items[1..] {
            result = self.binary(op, width, result, item);
        }
        if flip == 0 {
            return result;
        }
        if flip == 1 && self.is_bool(result) && width == Width::W32 {
            return self.not(result);
        }
        let flip = self.constant(width, flip);
        self.binary(op, width, result, flip)
    }

    fn binary(&mut self, op: Op, width: Width, a: Node, b: Node) -> Node {
        let bits = self.bits(width, a).max(self.bits(width, b));
        self.intern(op, 0, [a, b, Node::NONE], bits)
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
        let b = self.amount(width, b);
        self.intern(Op::Shl(width), 0, [a, b, Node::NONE], width.bits())
    }

    /// `a >> b`, unsigned
    pub fn shr_u(&mut self, width: Width, a: Node, b: Node) -> Node {
        let Some(amount) = self.value(b) else {
            let b = self.amount(width, b);
            let bits = self.bits(width, a);
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
            }
            _ => {}
        }
        if amount == width.bits() - 1 {
            let zero = self.constant(width, 0);
            let negative = self.lt_s(width, a, zero);
            return match width {
                Width::W32 => negative,
                Width::W64 => self.ext_u(negative),
            };
        }
        let amount_node = self.constant(width, u64::from(amount));
        self.intern(Op::ShrU(width), 0, [a, amount_node, Node::NONE], bits - amount)
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
            let b = self.amount(width, b);
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
        let amount = self.constant(width, u64::from(amount));
        self.intern(Op::ShrS(width), 0, [a, amount, Node::NONE], width.bits())
    }

    /// `a` rotated to the left by `b`
    pub fn rotl(&mut self, width: Width, a: Node, b: Node) -> Node {
        let Some(amount) = self.value(b) else {
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
        let mask = low_mask(count);
        let mut node = node;
        loop {
            let term = self.get(node);
            let next = match term.op {
                Op::Const(_) => return self.constant(width, term.imm & mask),
                Op::And(w) if w == width => {
                    self.value(term.kids[1]).filter(|inner| inner & mask == mask)
                }
                Op::Or(w) | Op::Xor(w) if w == width => {
                    self.value(term.kids[1]).filter(|inner| inner & mask == 0)
                }
                Op::SignExt(w) if w == width => Some(term.imm).filter(|&bits| bits >= u64::from(count)),
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
