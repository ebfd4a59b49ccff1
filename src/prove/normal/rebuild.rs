//! Terms with some of their parts replaced, in normal form again.
//!
//! Takes: a term and what stands for some of its nodes. Gives: the term after replacement, built
//! with the constructors. Invariant: if each replacement equals what it replaces, so does the
//! result. Cost: linear in the nodes of the term, shared ones once; a budget bounds them.

use super::super::dense::NodeMap;
use super::super::hash::Map;
use super::super::objects;
use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Term, Terms, Width, low_mask};

/// Replacements, and what has been replaced already.
#[derive(Default)]
pub struct Replacement {
    /// For replaced nodes, and for all that were looked at, what they become.
    map: NodeMap<Node>,
    /// Nodes below this number have no replaced parts.
    pub first: u32,
    /// Nodes that may still be looked at.
    pub budget: usize,
    stack: Vec<Node>,
    /// Bits that are clear and set in values of nodes, as far as that is known beyond the terms.
    bits: Map<Node, (u64, u64)>,
    /// Known bits for sums with a constant, by their other part.
    sums: Map<Node, Vec<KnownSum>>,
    /// Of which facts it was made.
    pub version: u64,
}

impl Replacement {
    /// Begins anew.
    pub fn clear(&mut self, budget: usize) {
        self.map.clear();
        self.bits.clear();
        self.sums.clear();
        self.first = u32::MAX;
        self.budget = budget;
        self.version = 0;
    }

    /// Begins anew, for another function.
    pub fn fit(&mut self) {
        *self = Replacement { map: std::mem::take(&mut self.map), ..Replacement::default() };
        self.map.fit();
    }

    /// `from` becomes `to`.
    pub fn set(&mut self, from: Node, to: Node) {
        self.map.set(from, to);
        self.first = self.first.min(from.0);
    }

    /// Of the bits of a node's value these are clear and these set.
    pub fn set_bits(&mut self, terms: &Terms, node: Node, (zeros, ones): (u64, u64)) {
        let known = self.bits.entry(node).or_default();
        *known = (known.0 | zeros, known.1 | ones);
        self.first = self.first.min(node.0);
        let term = terms.get(node);
        if let (Op::Add(_), Some(constant)) = (term.op, terms.value(term.kids[1])) {
            self.first = self.first.min(term.kids[0].0);
            let sums = self.sums.entry(term.kids[0]).or_default();
            sums.push(KnownSum { constant, bits: *known });
        }
    }

    /// Bits that are known of an operand, before or after replacement.
    fn known_bits(&self, terms: &Terms, before: Node, after: Node) -> (u64, u64) {
        if self.bits.is_empty() {
            return (0, 0);
        }
        let (a, b) = (self.bits_of(terms, before, 3), self.bits_of(terms, after, 3));
        (a.0 | b.0, a.1 | b.1)
    }

    /// Bits that are known of a node. Of `x + c` the lowest bits are those of `x + d` if `c` and
    /// `d` have the same lowest bits.
    fn bits_of(&self, terms: &Terms, node: Node, depth: u32) -> (u64, u64) {
        let mut known = self.bits.get(&node).copied().unwrap_or_default();
        let term = terms.get(node);
        let number = terms.value(term.kids[1]);
        let (stem, constant) = match (term.op, number) {
            (Op::Add(_), Some(constant)) => (term.kids[0], constant),
            _ => (node, 0),
        };
        for sum in self.sums.get(&stem).into_iter().flatten() {
            let low = low_mask((sum.constant ^ constant).trailing_zeros());
            known = (known.0 | sum.bits.0 & low, known.1 | sum.bits.1 & low);
        }
        if depth == 0 || term.kids[0].0 < self.first {
            return known;
        }
        let inner = |width: Width| {
            let (zeros, ones) = self.bits_of(terms, term.kids[0], depth - 1);
            (zeros | !width.mask(), ones & width.mask())
        };
        let (zeros, ones) = match (term.op, number) {
            (Op::ShrU(w), Some(amount)) if amount < u64::from(w.bits()) => {
                let (zeros, ones) = inner(w);
                (zeros >> amount | !(w.mask() >> amount), ones >> amount)
            }
            (Op::And(w), Some(mask)) => {
                let (zeros, ones) = inner(w);
                (zeros | !mask, ones & mask)
            }
            (Op::ExtU | Op::Wrap, _) => inner(Width::W32),
            _ => (0, 0),
        };
        (known.0 | zeros, known.1 | ones)
    }
}

/// Bits that are known of a sum.
struct KnownSum {
    constant: u64,
    bits: (u64, u64),
}

impl Terms {
    /// A term after replacement; none if the budget is used up.
    pub fn replace(&mut self, root: Node, with: &mut Replacement) -> Option<Node> {
        self.replace_with(root, with, &|_, _| None)
    }

    /// A term after replacement, in which comparisons and masks are what `conclude` makes of them.
    pub fn replace_with(
        &mut self,
        root: Node,
        with: &mut Replacement,
        conclude: &dyn Fn(&mut Terms, Node) -> Option<Node>,
    ) -> Option<Node> {
        if root.0 < with.first {
            return Some(root);
        }
        let mut stack = std::mem::take(&mut with.stack);
        stack.clear();
        stack.push(root);
        while let Some(&node) = stack.last() {
            if with.map.has(node) {
                stack.pop();
                continue;
            }
            self.work += 1;
            let term = self.get(node);
            let before = stack.len();
            for kid in term.kids {
                if kid.0 >= with.first && !with.map.has(kid) {
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
            let kids = term.kids.map(|kid| with.map.get(kid).unwrap_or(kid));
            let refined = match term.op {
                Op::And(_) | Op::SignExt(_) | Op::ExtS | Op::ShrS(_) | Op::ShrU(_) => {
                    self.refine(term, kids, with)
                }
                Op::Add(width) => self.unset(width, term.kids, kids, with),
                _ => None,
            };
            let new = match refined {
                Some(refined) => refined,
                None if kids == term.kids => node,
                None => self.rebuild(term.op, term.imm, kids),
            };
            let new = match self.op(new) {
                Op::Eq(_) | Op::LtU(_) | Op::LtS(_) | Op::And(_) => {
                    conclude(self, new).unwrap_or(new)
                }
                _ => new,
            };
            with.map.set(node, new);
        }
        with.stack = stack;
        Some(with.map.get(root).unwrap_or(root))
    }

    /// An operator whose first operand has known bits, in a form that does not ask for them.
    fn refine(&mut self, term: Term, kids: [Node; 3], with: &Replacement) -> Option<Node> {
        let (zeros, ones) = with.known_bits(self, term.kids[0], kids[0]);
        let [a, b, _] = kids;
        let clear = |bit: u64| zeros & bit != 0;
        match term.op {
            Op::And(width) => {
                let Some(mask) = self.value(b) else {
                    return self.and_decided(width, term.kids, kids, with);
                };
                let known = (zeros | ones) != 0;
                known.then(|| self.and_known(width, a, mask, (zeros, ones)))
            }
            Op::SignExt(width) if clear(1 << (term.imm - 1)) => {
                Some(self.and_known(width, a, low_mask(term.imm as u32), (zeros, ones)))
            }
            Op::SignExt(width) if ones & 1 << (term.imm - 1) != 0 => {
                let low = self.and_known(width, a, low_mask(term.imm as u32), (zeros, ones));
                let back = self.constant(width, (1u64 << term.imm).wrapping_neg());
                Some(self.add(width, low, back))
            }
            Op::ExtS if clear(Width::W32.sign()) => Some(self.ext_u(a)),
            Op::ShrS(width) if clear(width.sign()) => Some(self.shr_u(width, a, b)),
            Op::ShrU(width) => {
                let amount = self.value(b).filter(|&amount| amount < u64::from(width.bits()))?;
                let open = !(zeros | ones) & width.mask();
                (open >> amount == 0).then(|| self.constant(width, (ones & width.mask()) >> amount))
            }
            _ => None,
        }
    }

    /// `(x & mask) + bits` where all of the other bits of `x` are known and are `bits`: `x`.
    fn unset(
        &mut self,
        width: Width,
        before: [Node; 3],
        after: [Node; 3],
        with: &Replacement,
    ) -> Option<Node> {
        if with.bits.is_empty() {
            return None;
        }
        let bits = self.value(after[1])?;
        let part = self.get(after[0]);
        let mask = self.value(part.kids[1]).filter(|_| part.op == Op::And(width))?;
        let old = self.get(before[0]).kids[0];
        let old = if with.map.get(old) == Some(part.kids[0]) { old } else { part.kids[0] };
        let (zeros, ones) = with.known_bits(self, old, part.kids[0]);
        let zeros = zeros | self.zeros(width, part.kids[0]);
        (mask & bits == 0 && bits & !ones == 0 && mask | bits | zeros == u64::MAX)
            .then_some(part.kids[0])
    }

    /// `a & b` where one is known to have all bits that the other may have, or none of them.
    fn and_decided(
        &mut self,
        width: Width,
        before: [Node; 3],
        after: [Node; 3],
        with: &Replacement,
    ) -> Option<Node> {
        for (one, other) in [(0, 1), (1, 0)] {
            let possible = !self.zeros(width, after[other]);
            let (zeros, ones) = with.known_bits(self, before[one], after[one]);
            if possible & !ones == 0 {
                return Some(after[other]);
            }
            if possible & !zeros == 0 {
                return Some(self.constant(width, 0));
            }
        }
        None
    }

    /// `a & mask`, of whose bits some are known.
    fn and_known(&mut self, width: Width, a: Node, mask: u64, known: (u64, u64)) -> Node {
        let (zeros, ones) = (known.0 | self.zeros(width, a), known.1 & mask);
        if (zeros | mask) == u64::MAX {
            // Nothing is masked out; it is `a`, as where nobody masks it.
            return a;
        }
        let open = mask & !zeros & !ones;
        // All bits that may be set are asked for.
        let rest = match (zeros | open) == u64::MAX {
            true => a,
            false => self.and_const(width, a, open),
        };
        if ones == 0 {
            return rest;
        }
        let ones = self.constant(width, ones);
        self.or(width, rest, ones)
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
            Op::Wasm(op) if objects::reads_object(op) => self.read_object(op, imm, kids),
            Op::Object => self.object(a, b),
            Op::Bitwise(count) => self.rebuild_bitwise(count, imm, kids),
            Op::Wasm(op) => {
                let count = kids.iter().take_while(|&&kid| kid != Node::NONE).count();
                self.operator(op, imm, &kids[..count])
            }
            Op::Const(_) | Op::Entry | Op::Cut | Op::Event => self.intern(op, imm, kids, 64),
            Op::After(O::Call) => self.read(op, imm, kids),
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
