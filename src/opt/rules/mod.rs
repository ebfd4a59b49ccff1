//! Rewrite rules: other forms of a value, shorter or more regular.
//!
//! Takes: a [`Graph`], which knows the nodes and facts of values. Gives: candidates, values
//! that the graph made and that may stand for the given one. Invariants: each rule of `*.isle`
//! is proved by `tests/rules.rs` for all inputs; a rule introduces no operator of a feature
//! that the graph does not offer; rewriting ends (see `README.md`). The caller chooses among
//! the candidates by cost. Cost: one match on the operator, and on those of the operands.
//!
//! From: Cranelift's mid-end, which drives ISLE rules in the same way.

mod context;
pub mod fold;
mod generated;
mod node;
mod vector;

use super::Goal;
use super::facts::Facts;
use crate::ir::op::Feature;
use crate::ir::{Flags, Op, Type, Value};
use context::{Candidates, ConstructorVec, Rewriter};
use generated::{
    constructor_simplify, constructor_simplify_address, constructor_simplify_masked,
    constructor_simplify_size, constructor_simplify_speed, constructor_simplify_truth,
    constructor_simplify_truth_size,
};

pub use fold::fold;
pub use node::integer;

/// What the rules read and build: values, each with one or more nodes that compute it.
///
/// Two values that are known to be equal should be given as the same [`Value`], since a
/// pattern compares operands by identity.
pub trait Graph {
    /// Type of a value.
    fn ty(&self, value: Value) -> Type;

    /// Node number `index` of those known to compute `value`: operator and operands.
    /// `None` past the last, and at once for parameters and results of calls. Nodes that read
    /// memory or may trap count too: where their value is at hand, they have been executed.
    fn node(&self, value: Value, index: usize) -> Option<(Op, &[Value])>;

    /// The value that `op` computes of `args`: a pure operator; equal nodes are one value.
    fn make(&mut self, op: Op, args: &[Value]) -> Value;

    /// The constant that `value` is, if one of its nodes is one.
    fn constant(&self, value: Value) -> Option<Op> {
        let mut nodes = (0..MAX_NODES).map_while(|index| self.node(value, index));
        let is_constant = |op: Op| op.flags().any(Flags::CONSTANT);
        nodes.find(|&(op, args)| args.is_empty() && is_constant(op)).map(|(op, _)| op)
    }

    /// What is known of an integer; [`Facts::unknown`] is always right.
    fn facts(&self, value: Value) -> Facts;

    /// n such that `value + n` is known not to wrap: an access at `value` with an offset of n or
    /// more has been executed wherever the candidates will be used.
    fn headroom(&self, _value: Value) -> u64 {
        0
    }

    /// Whether rules may introduce operators of `feature`: the module uses or declares it.
    fn has_feature(&self, feature: Feature) -> bool;

    /// The 16-byte immediate at `index` of the function's pool.
    fn vector(&self, index: u64) -> u128;

    /// The pool's index of a 16-byte immediate.
    fn intern(&mut self, bits: u128) -> u32;
}

/// Values equal to `value`; pushed to `out`, the constant it is known to be alone.
///
/// In balance nothing is given that could be slower. For size and for speed the caller chooses
/// by the goal among forms that are shorter and slower, or longer and faster.
///
/// The proofs include that a root that could trap does not where a rule applies, so a
/// candidate may also replace a division.
pub fn simplify(graph: &mut dyn Graph, value: Value, goal: Goal, out: &mut Vec<Value>) {
    if let Some(op) = fold_nodes(graph, value) {
        out.push(graph.make(op, &[]));
        return;
    }
    let mut found = Candidates::default();
    let mut cx = Rewriter::new(graph);
    constructor_simplify(&mut cx, value, &mut found);
    if goal != Goal::Balance {
        constructor_simplify_size(&mut cx, value, &mut found);
    }
    if goal == Goal::Speed {
        constructor_simplify_speed(&mut cx, value, &mut found);
    }
    push_new(value, &found, out);
}

/// Values that are zero exactly when `value` is: for conditions of branches and selects and
/// operands of `eqz`. They include what equal values have to offer under truth alone, not
/// what [`simplify`] gives.
pub fn simplify_truth(graph: &mut dyn Graph, value: Value, goal: Goal, out: &mut Vec<Value>) {
    let mut found = Candidates::default();
    let mut cx = Rewriter::new(graph);
    constructor_simplify_truth(&mut cx, value, &mut found);
    if goal != Goal::Balance {
        constructor_simplify_truth_size(&mut cx, value, &mut found);
    }
    push_new(value, &found, out);
}

/// Values that agree with the integer `value` in the bits of `mask`: for narrow stores and
/// other users that read some bits only.
pub fn simplify_masked(graph: &mut dyn Graph, value: Value, mask: u64, out: &mut Vec<Value>) {
    let mut found = Candidates::default();
    let mut cx = Rewriter::new(graph);
    let ty = cx.ty(value);
    constructor_simplify_masked(&mut cx, ty, mask, value, &mut found);
    push_new(value, &found, out);
}

/// Other bases and offsets of the address that an access at `base` with a static offset reads.
/// `base` is an `i32`, or an `i64` of a 64-bit memory.
pub fn simplify_address(
    graph: &mut dyn Graph,
    base: Value,
    offset: u64,
    out: &mut Vec<(Value, u64)>,
) {
    let mut found = ConstructorVec::default();
    let mut cx = Rewriter::new(graph);
    let ty = cx.ty(base);
    constructor_simplify_address(&mut cx, ty, base, offset, &mut found);
    out.extend(found);
}

fn push_new(value: Value, found: &[Value], out: &mut Vec<Value>) {
    for &candidate in found {
        if candidate != value && !out.contains(&candidate) {
            out.push(candidate);
        }
    }
}

/// Nodes of one value that are looked at.
const MAX_NODES: usize = 16;

/// The constant that `value` is, if one of its nodes is an operator on constants.
fn fold_nodes(graph: &dyn Graph, value: Value) -> Option<Op> {
    for index in 0..MAX_NODES {
        let (op, args) = graph.node(value, index)?;
        let mut constants = [Op::i32(0); 2];
        if args.is_empty() || args.len() > 2 {
            continue;
        }
        let known = args.iter().zip(&mut constants).all(|(&arg, slot)| {
            let constant = graph.constant(arg);
            *slot = constant.unwrap_or(*slot);
            constant.is_some()
        });
        if known && let Some(result) = fold(op, &constants[..args.len()]) {
            return Some(result);
        }
    }
    None
}
