//! Between widths: extensions and truncation.
//!
//! Zero extension stands next to the atoms, masks outside; truncation likewise.

use super::super::term::{Node, Op, Terms, Width};

/// Levels that a truncation sinks into sums and bitwise operators, at most.
const DEPTH: u32 = 4;

impl Terms {
    /// 32 to 64 bits, unsigned.
    pub fn ext_u(&mut self, node: Node) -> Node {
        let term = self.get(node);
        match term.op {
            Op::Const(_) => return self.constant(Width::W64, term.imm),
            Op::Wrap if !matches!(self.op(term.kids[0]), Op::Add(_) | Op::Mul(_)) => {
                return self.and_const(Width::W64, term.kids[0], Width::W32.mask());
            }
            Op::And(Width::W32) => {
                if let Some(mask) = self.value(term.kids[1]) {
                    let inner = self.ext_u(term.kids[0]);
                    return self.and_const(Width::W64, inner, mask);
                }
            }
            Op::ShrU(Width::W32) => {
                if let Some(amount) = self.value(term.kids[1]) {
                    let inner = self.ext_u(term.kids[0]);
                    let amount = self.constant(Width::W64, amount);
                    return self.shr_u(Width::W64, inner, amount);
                }
            }
            _ => {}
        }
        let known = (self.zeros(Width::W32, node), self.ones(node) & Width::W32.mask());
        self.intern_known(Op::ExtU, 0, [node, Node::NONE, Node::NONE], known)
    }

    /// 32 to 64 bits, signed.
    pub fn ext_s(&mut self, node: Node) -> Node {
        if let Some(value) = self.value(node) {
            return self.constant(Width::W64, value as u32 as i32 as i64 as u64);
        }
        if self.bits(Width::W32, node) < 32 {
            return self.ext_u(node);
        }
        let term = self.get(node);
        if let (Op::SignExt(Width::W32), Op::Wrap) = (term.op, self.op(term.kids[0])) {
            let inner = self.get(term.kids[0]).kids[0];
            return self.sign_ext(Width::W64, term.imm as u32, inner);
        }
        self.intern(Op::ExtS, 0, [node, Node::NONE, Node::NONE], 64)
    }

    /// The low 32 of 64 bits.
    pub fn wrap(&mut self, node: Node) -> Node {
        self.wrap_to_depth(node, DEPTH)
    }

    fn wrap_to_depth(&mut self, node: Node, depth: u32) -> Node {
        let term = self.get(node);
        match term.op {
            Op::Const(_) => return self.constant(Width::W32, term.imm),
            Op::ExtU | Op::ExtS => return term.kids[0],
            Op::And(Width::W64)
            | Op::Or(Width::W64)
            | Op::Xor(Width::W64)
            | Op::Add(Width::W64)
            | Op::Mul(Width::W64)
                if depth > 0 =>
            {
                let a = self.wrap_to_depth(term.kids[0], depth - 1);
                let b = self.wrap_to_depth(term.kids[1], depth - 1);
                return match term.op {
                    Op::And(_) => self.and(Width::W32, a, b),
                    Op::Or(_) => self.or(Width::W32, a, b),
                    Op::Xor(_) => self.xor(Width::W32, a, b),
                    Op::Add(_) => self.add(Width::W32, a, b),
                    _ => self.mul(Width::W32, a, b),
                };
            }
            Op::Load(8) => {
                let [memory, base, _] = term.kids;
                return self.load(memory, base, term.imm, 4);
            }
            Op::SignExt(Width::W64) if term.imm < 32 => {
                let inner = self.wrap(term.kids[0]);
                return self.sign_ext(Width::W32, term.imm as u32, inner);
            }
            _ => {}
        }
        let mask = Width::W32.mask();
        let known = (self.get(node).zeros | !mask, self.ones(node) & mask);
        self.intern_known(Op::Wrap, 0, [node, Node::NONE, Node::NONE], known)
    }

    /// The low `count` bits, 8 or 16, or 32 of 64, sign-extended to the width.
    pub fn sign_ext(&mut self, width: Width, count: u32, node: Node) -> Node {
        if count == 32 {
            let low = self.wrap(node);
            return self.ext_s(low);
        }
        if self.bits(width, node) < count {
            return node;
        }
        let node = self.low_bits(width, node, count);
        if let Some(value) = self.value(node) {
            let shift = 64 - count;
            return self.constant(width, ((value << shift) as i64 >> shift) as u64);
        }
        // All bits above are copies of a bit that is clear.
        if self.bits(width, node) < count {
            return node;
        }
        if width == Width::W64 && matches!(self.op(node), Op::ExtU | Op::ExtS) {
            let inner = self.get(node).kids[0];
            let narrow = self.sign_ext(Width::W32, count, inner);
            return self.ext_s(narrow);
        }
        if let Op::SignExt(w) = self.op(node)
            && w == width
            && self.get(node).imm <= u64::from(count)
        {
            return node;
        }
        self.intern(Op::SignExt(width), u64::from(count), [node, Node::NONE, Node::NONE], 64)
    }
}
