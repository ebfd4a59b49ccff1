//! Between widths: extensions and truncation.
//!
//! Zero extension stands next to the atoms, masks outside; truncation likewise: through sums and
//! bitwise operators, however deep they nest, each of them once.

use super::super::hash::Map;
use super::super::term::{Node, Op, Terms, Width};
use super::rules;

impl Terms {
    /// 32 to 64 bits, unsigned.
    pub fn ext_u(&mut self, node: Node) -> Node {
        if let Some(value) = self.value(node) {
            return self.constant(Width::W64, value);
        }
        if let Some(result) = rules::ext_u(self, node) {
            return result;
        }
        let known = (self.zeros(Width::W32, node), self.ones(node) & Width::W32.mask());
        self.intern_known(Op::ExtU, 0, [node, Node::NONE, Node::NONE], known)
    }

    /// A 32-bit number as one of a width, with zeros above.
    pub fn extended(&mut self, width: Width, node: Node) -> Node {
        if width == Width::W64 { self.ext_u(node) } else { node }
    }

    /// The low 32 bits of a number of a width.
    pub fn low_half(&mut self, width: Width, node: Node) -> Node {
        if width == Width::W64 { self.wrap(node) } else { node }
    }

    /// 32 to 64 bits, signed.
    pub fn ext_s(&mut self, node: Node) -> Node {
        if let Some(value) = self.value(node) {
            return self.constant(Width::W64, value as u32 as i32 as i64 as u64);
        }
        if self.bits(Width::W32, node) < 32 {
            return self.ext_u(node);
        }
        if let Some(result) = rules::ext_s(self, node) {
            return result;
        }
        self.intern(Op::ExtS, 0, [node, Node::NONE, Node::NONE], 64)
    }

    /// The low 32 of 64 bits.
    pub fn wrap(&mut self, node: Node) -> Node {
        if let Some(&low) = self.wraps.get(&node) {
            return low;
        }
        let mut sunk = vec![node];
        let mut listed = Map::default();
        let mut at = 0;
        while let Some(&node) = sunk.get(at) {
            at += 1;
            if self.sinks(node) {
                let kids = self.get(node).kids.into_iter().take(2);
                sunk.extend(kids.filter(|kid| {
                    !self.wraps.contains_key(kid) && listed.insert(*kid, ()).is_none()
                }));
            }
        }
        // Operands first: they have lower numbers than what is made of them.
        sunk.sort_unstable();
        let mut result = node;
        for node in sunk {
            result = self.wrap_one(node);
            self.wraps.insert(node, result);
        }
        result
    }

    /// Whether a truncation is put to the operands of a term.
    fn sinks(&self, node: Node) -> bool {
        use Op::{Add, And, Mul, Or, Xor};
        matches!(self.op(node), And(w) | Or(w) | Xor(w) | Add(w) | Mul(w) if w == Width::W64)
    }

    /// The low 32 of 64 bits, if those of operands to which that is put are known.
    fn wrap_one(&mut self, node: Node) -> Node {
        if let Some(result) = rules::wrap(self, node) {
            return result;
        }
        let term = self.get(node);
        match term.op {
            Op::Const(_) => return self.constant(Width::W32, term.imm),
            Op::Load(8) => {
                let [memory, base, _] = term.kids;
                return self.load(memory, base, term.imm, 4);
            }
            _ if self.sinks(node) => {
                let low = |kid: Node| self.wraps.get(&kid).copied();
                if let (Some(a), Some(b)) = (low(term.kids[0]), low(term.kids[1])) {
                    return match term.op {
                        Op::And(_) => self.and(Width::W32, a, b),
                        Op::Or(_) => self.or(Width::W32, a, b),
                        Op::Xor(_) => self.xor(Width::W32, a, b),
                        Op::Add(_) => self.add(Width::W32, a, b),
                        _ => self.mul(Width::W32, a, b),
                    };
                }
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
        if let Some(result) = rules::sign_ext(self, width, u64::from(count), node) {
            return result;
        }
        self.intern(Op::SignExt(width), u64::from(count), [node, Node::NONE, Node::NONE], 64)
    }
}
