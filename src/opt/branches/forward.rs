//! Branches that pass constants, instead of blocks that do.
//!
//! Takes: SSA, full layout. Gives: where a conditional branch leads to a block of its own that
//! only makes constants and jumps on with them, a branch that passes the constants itself. It
//! need not be an `if` around a jump then; lowering still makes one when that is shorter.
//! Runs behind the merging of equal blocks, which several such blocks may be. Invariant:
//! nothing is computed that was not; constants have no effects. Cost: O(function).

use super::super::Context;
use super::{clean, facts};
use crate::ir::{Block, Flags, Function, Graph, Inst, Opcode};

/// Constants that a branch may pass instead of an `if` around them.
const MOST_CONSTANTS: usize = 2;

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    hoist_constants(func) && clean::bypass(func)
}

/// Moves the constants of such blocks to the blocks that branch to them.
fn hoist_constants(func: &mut Function) -> bool {
    let holds_constants = |func: &Function, block: Block| {
        let insts = func.block_insts(block);
        facts::jump(func, block).is_some()
            && !insts.is_empty()
            && insts.len() <= MOST_CONSTANTS
            && insts.iter().all(|&inst| func.insts[inst].op.flags().any(Flags::CONSTANT))
    };
    if !func.order[1..].iter().any(|&block| holds_constants(func, block)) {
        return false;
    }
    let graph = Graph::of(func);
    let mut changed = false;
    let mut insts: Vec<Inst> = Vec::new();
    for index in 1..func.order.len() {
        let block = func.order[index];
        let &[(before, _)] = graph.cfg.preds(block) else { continue };
        let branches = func.insts[func.terminator(before)].op.code == Opcode::BrIf;
        if branches && holds_constants(func, block) {
            insts.clear();
            insts.extend_from_slice(func.block_insts(before));
            insts.extend_from_slice(func.block_insts(block));
            func.set_block_insts(before, &insts);
            func.set_block_insts(block, &[]);
            changed = true;
        }
    }
    changed
}
