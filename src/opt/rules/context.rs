//! The helpers that rules call, with the meaning that `immediates.isle` gives them.
//!
//! Takes: immediates and values. Gives: immediates, facts and nodes. Invariant: immediates of
//! 32 bits stay zero-extended; no helper panics. Cost: O(1) each.

use super::generated::{
    Binary, Context, ContextIter, IntoContextIter, Length, Node, Unary, Vbinary, Vunary,
};
use super::{Graph, MAX_NODES, node, vector};
use crate::guard::Guard;
use crate::ir::op::{Feature, Flags, Opcode, leb};
use crate::ir::{Op, Type, Value};
use cranelift_entity::packed_option::{PackedOption, ReservedValue};
use smallvec::SmallVec;
use std::marker::PhantomData;

// The names that the generated code expects.
pub type Unit = ();
pub type Address = (Value, u64);
pub const I32: Type = Type::I32;
pub const I64: Type = Type::I64;
pub const F32: Type = Type::F32;
pub const F64: Type = Type::F64;
pub use vector::Shape::{self, Bits, F32x4, F64x2, I8x16, I16x8, I32x4, I64x2};
/// Candidates per value; further ones are not looked for.
pub const MAX_ISLE_RETURNS: usize = 16;
pub type ConstructorVec<T> = SmallVec<[T; MAX_ISLE_RETURNS]>;

/// What an entry term found.
pub type Candidates = ConstructorVec<Value>;

/// The graph, as rules see it.
pub struct Rewriter<'a> {
    graph: &'a mut dyn Graph,
    /// Nodes that rules have asked for. They ask for those of a few values again and again, and
    /// what computes a value stays the same meanwhile.
    seen: SmallVec<[Step; SEEN]>,
    /// Where those are.
    places: [Place; SEEN],
}

/// Nodes that are kept.
const SEEN: usize = 8;

/// A value, and how many of its nodes have been seen.
type Place = (Value, u32);

/// What there is at a place.
struct Step {
    /// The next node that rules know; `None` if there is no further one.
    node: Option<Node>,
    /// Whether it is of an operator that commutes, with operands that are neither equal nor
    /// constants.
    is_open: bool,
    /// Nodes seen with this one.
    next: u32,
}

impl<'a> Rewriter<'a> {
    /// Nothing has been seen yet.
    pub fn new(graph: &'a mut dyn Graph) -> Rewriter<'a> {
        Rewriter { graph, seen: SmallVec::new(), places: [(Value::reserved_value(), 0); SEEN] }
    }

    /// Type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.graph.ty(value)
    }

    /// What there is at a place.
    #[inline]
    fn step(&mut self, place: Place) -> &Step {
        if let Some(at) = self.places.iter().position(|seen| *seen == place) {
            return &self.seen[at];
        }
        let step = self.look(place);
        // The last place is for whatever comes last.
        self.seen.truncate(SEEN - 1);
        let at = self.seen.len();
        self.seen.push(step);
        self.places[at] = place;
        &self.seen[at]
    }

    fn look(&self, (value, mut next): Place) -> Step {
        let is_last = |next: u32| self.graph.node(value, next as usize).is_none();
        while (next as usize) < MAX_NODES {
            let Some((op, args)) = self.graph.node(value, next as usize) else { break };
            // Most values have one node.
            next = if is_last(next + 1) { MAX_NODES as u32 } else { next + 1 };
            if op.code == Opcode::V128Const {
                let node = Some(Node::Vconst { bits: self.graph.vector(op.bits()) });
                return Step { node, is_open: false, next };
            }
            let Some(mut node) = node::node_of(op, args, self.graph.ty(value)) else { continue };
            let mut is_open = false;
            if let Node::Binary { x, y, .. } | Node::Vbinary { x, y, .. } = &mut node
                && op.flags().any(Flags::COMMUTES)
            {
                if self.graph.constant(*x).is_some() {
                    std::mem::swap(x, y);
                } else {
                    is_open = x != y && self.graph.constant(*y).is_none();
                }
            }
            return Step { node: Some(node), is_open, next };
        }
        Step { node: None, is_open: false, next }
    }
}

impl<T, const N: usize> Length for SmallVec<[T; N]>
where
    [T; N]: smallvec::Array,
{
    fn len(&self) -> usize {
        SmallVec::len(self)
    }
}

/// Walks the nodes of a value. Operators that commute show a constant operand on the right.
#[derive(Default)]
pub struct Nodes<'a> {
    value: PackedOption<Value>,
    next: u32,
    /// Whether commuting operators without a constant are given in both orders.
    both: bool,
    exchanged: Option<Node>,
    context: PhantomData<&'a ()>,
}

impl<'a> ContextIter for Nodes<'a> {
    type Context = Rewriter<'a>;
    type Output = Node;

    #[inline]
    fn next(&mut self, cx: &mut Rewriter<'a>) -> Option<Node> {
        // Most values have one node, but all are asked for another.
        let is_over = self.next as usize >= MAX_NODES && self.exchanged.is_none();
        if is_over { None } else { self.advance(cx) }
    }
}

impl<'a> Nodes<'a> {
    #[inline(never)]
    fn advance(&mut self, cx: &mut Rewriter<'a>) -> Option<Node> {
        if let Some(node) = self.exchanged.take() {
            return Some(node);
        }
        let value = self.value.expand()?;
        let step = cx.step((value, self.next));
        self.next = step.next;
        if self.both && step.is_open {
            self.exchanged = step.node.as_ref().map(exchange);
        }
        step.node.clone()
    }
}

fn exchange(node: &Node) -> Node {
    match *node {
        Node::Binary { op, ty, x, y } => Node::Binary { op, ty, x: y, y: x },
        Node::Vbinary { op, shape, x, y } => Node::Vbinary { op, shape, x: y, y: x },
        ref node => node.clone(),
    }
}

impl<'a> IntoContextIter for Nodes<'a> {
    type Context = Rewriter<'a>;
    type Output = Node;
    type IntoIter = Self;

    fn into_context_iter(self) -> Self {
        self
    }
}

fn mask(ty: Type) -> u64 {
    if ty == Type::I32 { 0xffff_ffff } else { u64::MAX }
}

/// An immediate, sign-extended.
fn signed(ty: Type, a: u64) -> i64 {
    if ty == Type::I32 { i64::from(a as u32 as i32) } else { a as i64 }
}

fn rotate_right(ty: Type, a: u64, n: u64) -> u64 {
    match ty {
        Type::I32 => u64::from((a as u32).rotate_right(n as u32 % 32)),
        _ => a.rotate_right(n as u32 % 64),
    }
}

fn is_low_mask(a: u64) -> bool {
    a != 0 && a & a.wrapping_add(1) == 0
}

impl<'a> Context for Rewriter<'a> {
    type node_returns = Nodes<'a>;

    fn node(&mut self, value: Value, returns: &mut Nodes<'a>) {
        *returns = Nodes { value: value.into(), ..Nodes::default() };
    }

    type node_any_returns = Nodes<'a>;

    fn node_any(&mut self, value: Value, returns: &mut Nodes<'a>) {
        *returns = Nodes { value: value.into(), both: true, ..Nodes::default() };
    }

    fn make_iconst(&mut self, ty: Type, bits: u64) -> Value {
        self.graph.make(node::integer(ty, bits), &[])
    }

    fn make_fconst(&mut self, ty: Type, bits: u64) -> Value {
        self.graph.make(node::float(ty, bits), &[])
    }

    fn make_unary(&mut self, kind: &Unary, ty: Type, x: Value) -> Value {
        match node::unary_code(*kind, ty) {
            Some(code) => self.graph.make(Op::new(code), &[x]),
            None => self.ill_typed(x),
        }
    }

    fn make_binary(&mut self, kind: &Binary, ty: Type, x: Value, y: Value) -> Value {
        match node::binary_code(*kind, ty) {
            Some(code) => self.graph.make(Op::new(code), &[x, y]),
            None => self.ill_typed(x),
        }
    }

    fn make_select(&mut self, _: Type, c: Value, x: Value, y: Value) -> Value {
        self.graph.make(Op::new(Opcode::Select), &[x, y, c])
    }

    fn make_vconst(&mut self, bits: u128) -> Value {
        let index = self.graph.intern(bits);
        self.graph.make(Op::v128(index), &[])
    }

    fn make_vunary(&mut self, kind: &Vunary, shape: Shape, x: Value) -> Value {
        match vector::unary_code(*kind, shape) {
            Some(code) => self.graph.make(Op::new(code), &[x]),
            None => self.ill_typed(x),
        }
    }

    fn make_vbinary(&mut self, kind: &Vbinary, shape: Shape, x: Value, y: Value) -> Value {
        match vector::binary_code(*kind, shape) {
            Some(code) => self.graph.make(Op::new(code), &[x, y]),
            None => self.ill_typed(x),
        }
    }

    fn make_bitselect(&mut self, x: Value, y: Value, c: Value) -> Value {
        self.graph.make(Op::new(Opcode::V128Bitselect), &[x, y, c])
    }

    fn equal_lanes(&mut self, shape: Shape, bits: u128) -> Option<u64> {
        vector::equal_lanes(shape, bits)
    }

    fn as_unsigned(&mut self, a: i64) -> u64 {
        a as u64
    }

    fn bits(&mut self, ty: Type) -> u64 {
        u64::from(ty.bits())
    }

    fn imm_add(&mut self, ty: Type, a: u64, b: u64) -> u64 {
        a.wrapping_add(b) & mask(ty)
    }

    fn imm_sub(&mut self, ty: Type, a: u64, b: u64) -> u64 {
        a.wrapping_sub(b) & mask(ty)
    }

    fn imm_mul(&mut self, ty: Type, a: u64, b: u64) -> u64 {
        a.wrapping_mul(b) & mask(ty)
    }

    fn imm_neg(&mut self, ty: Type, a: u64) -> u64 {
        a.wrapping_neg() & mask(ty)
    }

    fn imm_not(&mut self, ty: Type, a: u64) -> u64 {
        !a & mask(ty)
    }

    fn imm_and(&mut self, a: u64, b: u64) -> u64 {
        a & b
    }

    fn imm_or(&mut self, a: u64, b: u64) -> u64 {
        a | b
    }

    fn imm_xor(&mut self, a: u64, b: u64) -> u64 {
        a ^ b
    }

    fn imm_shl(&mut self, ty: Type, a: u64, n: u64) -> u64 {
        (a << (n & u64::from(ty.bits() - 1))) & mask(ty)
    }

    fn imm_shr_u(&mut self, ty: Type, a: u64, n: u64) -> u64 {
        (a & mask(ty)) >> (n & u64::from(ty.bits() - 1))
    }

    fn imm_shr_s(&mut self, ty: Type, a: u64, n: u64) -> u64 {
        (signed(ty, a) >> (n & u64::from(ty.bits() - 1))) as u64 & mask(ty)
    }

    fn imm_rotl(&mut self, ty: Type, a: u64, n: u64) -> u64 {
        match ty {
            Type::I32 => u64::from((a as u32).rotate_left(n as u32 % 32)),
            _ => a.rotate_left(n as u32 % 64),
        }
    }

    fn imm_rotr(&mut self, ty: Type, a: u64, n: u64) -> u64 {
        rotate_right(ty, a, n)
    }

    fn imm_sext(&mut self, ty: Type, n: u64, a: u64) -> u64 {
        let unused = 64u32.saturating_sub(n as u32).min(63);
        ((a << unused) as i64 >> unused) as u64 & mask(ty)
    }

    fn u_lt(&mut self, a: u64, b: u64) -> Option<()> {
        (a < b).then_some(())
    }

    fn u_le(&mut self, a: u64, b: u64) -> Option<()> {
        (a <= b).then_some(())
    }

    fn same(&mut self, a: u64, b: u64) -> Option<()> {
        (a == b).then_some(())
    }

    fn different(&mut self, a: u64, b: u64) -> Option<()> {
        (a != b).then_some(())
    }

    fn subset(&mut self, a: u64, b: u64) -> Option<()> {
        (a & !b == 0).then_some(())
    }

    fn low_mask(&mut self, ty: Type, m: u64) -> Option<u64> {
        (is_low_mask(m) && m < mask(ty)).then(|| m.count_ones().into())
    }

    fn high_mask(&mut self, ty: Type, m: u64) -> Option<u64> {
        let low = !m & mask(ty);
        (m != 0 && m <= mask(ty) && is_low_mask(low)).then(|| low.count_ones().into())
    }

    fn power_of_two(&mut self, k: u64) -> Option<u64> {
        k.is_power_of_two().then(|| k.trailing_zeros().into())
    }

    fn max_signed(&mut self, ty: Type) -> u64 {
        mask(ty) >> 1
    }

    fn min_signed(&mut self, ty: Type) -> u64 {
        (mask(ty) >> 1) + 1
    }

    fn smear(&mut self, k: u64) -> u64 {
        u64::MAX.checked_shr(k.leading_zeros()).unwrap_or(0)
    }

    fn shorter(&mut self, ty: Type, k: u64, free: u64) -> Option<u64> {
        // Seven bits per byte, of which the last byte's highest is the sign.
        for bytes in 1..leb::signed_size(signed(ty, k)) {
            let kept = (1u64 << (7 * bytes - 1)) - 1;
            let (zeros, ones) = (k & kept, (k | !kept) & mask(ty));
            for choice in [zeros, ones] {
                if (choice ^ k) & !free == 0 {
                    return Some(choice);
                }
            }
        }
        None
    }

    fn rotation(&mut self, ty: Type, k: u64) -> Option<u64> {
        // The constant, its rotation by a constant of one byte: three bytes more.
        let bytes = leb::signed_size(signed(ty, k));
        let cost = |n: &u64| leb::signed_size(signed(ty, rotate_right(ty, k, *n)));
        let best = (1..u64::from(ty.bits())).min_by_key(cost)?;
        (cost(&best) + 3 < bytes).then_some(best)
    }

    fn leb(&mut self, ty: Type, k: u64) -> u64 {
        leb::signed_size(signed(ty, k)).into()
    }

    fn has_sign_extension(&mut self) -> Option<()> {
        self.graph.has_feature(Feature::SignExtension).then_some(())
    }

    fn zeros(&mut self, x: Value) -> u64 {
        self.graph.facts(x).zero
    }

    fn ones(&mut self, x: Value) -> u64 {
        self.graph.facts(x).one
    }

    fn least(&mut self, x: Value) -> u64 {
        self.graph.facts(x).least
    }

    fn most(&mut self, x: Value) -> u64 {
        self.graph.facts(x).most
    }

    fn headroom(&mut self, ty: Type, x: Value) -> u64 {
        if Guard::AddressWraps.is_off() {
            return mask(ty);
        }
        let bounds = mask(ty) - self.graph.facts(x).most.min(mask(ty));
        bounds.max(self.graph.headroom(x))
    }

    fn offset_sum(&mut self, ty: Type, a: u64, b: u64) -> Option<u64> {
        a.checked_add(b).filter(|&sum| sum <= mask(ty))
    }

    fn unsigned_leb(&mut self, k: u64) -> u64 {
        leb::unsigned_size(k).into()
    }

    fn address(&mut self, _: Type, base: Value, offset: u64) -> Address {
        (base, offset)
    }

    fn exact_int(&mut self, ty: Type, k: u64) -> Option<u64> {
        let value = match ty {
            Type::F32 => f64::from(f32::from_bits(k as u32)),
            _ => f64::from_bits(k),
        };
        let whole = value as i32;
        let same = f64::from(whole).to_bits() == value.to_bits();
        same.then_some(u64::from(whole as u32))
    }

    fn exact_single(&mut self, k: u64) -> Option<u64> {
        let value = f64::from_bits(k);
        let single = value as f32;
        let same = !value.is_nan() && f64::from(single).to_bits() == k;
        same.then(|| single.to_bits().into())
    }

    fn signed_width(&mut self, x: Value) -> u64 {
        self.graph.facts(x).signed.into()
    }

    fn is_bool(&mut self, x: Value) -> Option<()> {
        (self.graph.facts(x).most <= 1).then_some(())
    }
}

impl Rewriter<'_> {
    /// What a node becomes that the table of kinds has no operator for. The proofs type every
    /// rule, so none makes one.
    fn ill_typed(&self, x: Value) -> Value {
        debug_assert!(false, "a rule makes an operator that does not exist");
        x
    }
}
