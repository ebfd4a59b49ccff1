//! Calls whose results are returned take the caller's place.
//!
//! Takes: SSA, full layout; runs when nothing looks at calls any more. Gives: `return_call` for a
//! call behind which the function only returns the call's results, which saves the `return` or the
//! branch behind it. Invariants: the call is in no exception region, since handlers of the caller
//! see nothing of what a tail call throws; a module gets tail calls only if it may have them. The
//! depth of the stack is not preserved (`docs/semantics.md`). Cost: O(blocks).
//!
//! For size only: engines move arguments for a tail call, which may take longer than to return.

use super::branches::{jump, remove_unreachable};
use super::{Context, Goal};
use crate::ir::op::{Feature, Opcode};
use crate::ir::{Block, Function, Op, Value};

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    if cx.goal != Goal::Size {
        return false;
    }
    let mut changed = false;
    for index in 0..func.order.len() {
        let block = func.order[index];
        let Some(op) = tail_call(func, block, cx) else { continue };
        let mut insts = func.block_insts(block).to_vec();
        let Some(call) = insts.pop() else { continue };
        let args = func.args(call).to_vec();
        func.set_block_insts(block, &insts);
        func.terminate(block, op, &args, &[]);
        changed = true;
    }
    if changed {
        remove_unreachable(func);
    }
    changed
}

/// The tail call that the last call of `block` may become.
fn tail_call(func: &Function, block: Block, cx: &Context<'_>) -> Option<Op> {
    let &call = func.block_insts(block).last()?;
    let op = func.insts[call].op;
    let (code, feature) = match op.code {
        Opcode::Call => (Opcode::ReturnCall, Feature::TailCall),
        Opcode::CallIndirect => (Opcode::ReturnCallIndirect, Feature::TailCall),
        // An operator of both proposals.
        Opcode::CallRef => (Opcode::ReturnCallRef, Feature::FunctionReferences),
        _ => return None,
    };
    let is_allowed = cx.features.contains(Feature::TailCall) && cx.features.contains(feature);
    if !is_allowed || func.blocks[block].region.is_some() {
        return None;
    }
    let results = func.inst_results(call);
    let returned = returned(func, block)?;
    results.eq(returned.iter().copied()).then_some(Op { code, ..op })
}

/// What the function returns behind `block`, if that is all that happens there.
fn returned(func: &Function, block: Block) -> Option<Vec<Value>> {
    let is_return = |block: Block| func.insts[func.terminator(block)].op.code == Opcode::Return;
    let values = |block: Block| func.args(func.terminator(block)).to_vec();
    if is_return(block) {
        return Some(values(block));
    }
    let edge = jump(func, block)?;
    let target = func.edges[edge].block;
    if !is_return(target) || !func.block_insts(target).is_empty() {
        return None;
    }
    let (params, args) = (func.block_params(target), func.edge_args(edge));
    let passed = |value: Value| match params.iter().position(|&param| param == value) {
        Some(at) => args[at],
        None => value,
    };
    Some(values(target).into_iter().map(passed).collect())
}
