//! Terms with some of their parts replaced, in normal form again.
//!
//! Takes: a term and what stands for some of its nodes. Gives: the term after replacement, built
//! with the constructors. Invariant: if each replacement equals what it replaces, so does the
//! result. Cost: linear in the nodes of the term, shared ones once; a budget bounds them.

use super::super::hash::Map;
use super::super::term::{Node, Op, Terms, Width};

/// Replacements, and what has been replaced already.
#[derive(Default)]
pub struct Replacement {
    /// For replaced nodes, and for all that were looked at, what they become.
    pub map: Map<Node, Node>,
    /// Nodes below this number have no replaced parts.
    pub first: u32,
    /// Nodes that may still be looked at.
    pub budget: usize,
    stack: Vec<Node>,
    /// Of which facts it was made.
    pub version: u64,
}

impl Replacement {
    /// Begins anew.
    pub fn clear(&mut self, budget: usize) {
        self.map.clear();
        self.first = u32::MAX;
        self.budget = budget;
        self.version = 0;
    }

    /// `from` becomes `to`.
    pub fn set(&mut self, from: Node, to: Node) {
        self.map.insert(from, to);
        self.first = self.first.min(from.0);
    }
}

impl Terms {
    /// A term after replacement; none if the budget is used up.
    pub fn replace(&mut self, root: Node, with: &mut Replacement) -> Option<Node> {
        if root.0 < with.first {
            return Some(root);
        }
        let mut stack = std::mem::take(&mut with.stack);
        stack.clear();
        stack.push(root);
        while let Some(&node) = stack.last() {
            if with.map.contains_key(&node) {
                stack.pop();
                continue;
            }
            self.work += 1;
            let term = self.get(node);
            let before = stack.len();
            for kid in term.kids {
                if kid.0 >= with.first && !with.map.contains_key(&kid) {
                    stack.push(kid);
                }
            }
            if stack.len() > before {
                continue;
            }
            stack.pop();
            if with.budget == 0 {
                with.stack = stack;
                return None;
            }
            with.budget -= 1;
            let kids = term.kids.map(|kid| with.map.get(&kid).copied().unwrap_or(kid));
            let new = if kids == term.kids { node } else { self.rebuild(term.op, term.imm, kids) };
            with.map.insert(node, new);
        }
        with.stack = stack;
        Some(with.map.get(&root).copied().unwrap_or(root))
    }

    /// An operator applied to other operands.
    pub fn rebuild(&mut self, op: Op, imm: u64, kids: [Node; 3]) -> Node {
        let [a, b, c] = kids;
        match op {
            Op::Add(w) => self.add(w, a, b),
            Op::Mul(w) => self.mul(w, a, b),
            Op::And(w) => self.and(w, a, b),
            Op::Or(w) => self.or(w, a, b),
            Op::Xor(w) => self.xor(w, a, b),
            Op::Shl(w) => self.shl(w, a, b),
            Op::ShrS(w) => self.shr_s(w, a, b),
            Op::ShrU(w) => self.shr_u(w, a, b),
            Op::Rotl(w) => self.rotl(w, a, b),
            Op::Eq(w) => self.eq(w, a, b),
            Op::LtS(w) => self.lt_s(w, a, b),
            Op::LtU(w) => self.lt_u(w, a, b),
            Op::SignExt(w) => self.sign_ext(w, imm as u32, a),
            Op::ExtU => self.ext_u(a),
            Op::ExtS => self.ext_s(a),
            Op::Wrap => self.wrap(a),
            Op::Select => self.select(a, b, c),
            Op::Load(size) => {
                let (base, offset) = self.place(b, imm, size);
                self.load(a, base, offset, size)
            }
            Op::Store(size) => {
                let (base, offset) = self.place(b, imm, size);
                self.store(a, base, offset, size, c)
            }
            Op::Beyond(memory) => self.beyond(memory, a, imm),
            Op::Global => self.global(a, imm),
            Op::SetGlobal => self.set_global(a, imm, b),
            Op::Wasm(op) => {
                let count = kids.iter().take_while(|&&kid| kid != Node::NONE).count();
                self.operator(op, imm, &kids[..count])
            }
            Op::Const(_) | Op::Entry | Op::Cut | Op::Event => self.intern(op, imm, kids, 64),
            Op::After(_) | Op::Traps(_) | Op::Pair => self.intern(op, imm, kids, op_bits(op)),
        }
    }

    /// Base and constant of a place that begins at `address + offset`.
    pub fn place(&mut self, address: Node, offset: u64, size: u8) -> (Node, u64) {
        let width = if size & super::super::memory::WIDE == 0 { Width::W32 } else { Width::W64 };
        let (base, constant) = self.base_and_constant(width, address);
        (base, constant.wrapping_add(offset) & width.mask())
    }

    /// Whether `base + extent` lies beyond the end of a memory.
    pub fn beyond(&mut self, memory: u32, base: Node, extent: u64) -> Node {
        if let Op::Const(width) = self.op(base)
            && let Some(value) = self.value(base)
            && value != 0
            && let Some(extent) = value.checked_add(extent)
        {
            let zero = self.constant(width, 0);
            return self.intern(Op::Beyond(memory), extent, [zero, Node::NONE, Node::NONE], 1);
        }
        self.intern(Op::Beyond(memory), extent, [base, Node::NONE, Node::NONE], 1)
    }
}

fn op_bits(op: Op) -> u32 {
    if let Op::Traps(_) = op { 1 } else { 64 }
}
