//! Block parameters that every edge gives the same value.
//!
//! Takes: SSA. Gives: `block1(v1)`, every edge passing `v0` or `v1`: `v1` is `v0`; every edge
//! passing equal constants: `v1` is that constant, made in the block. Invariant: what replaces
//! a parameter dominates its block, since it dominates all its predecessors. Handlers keep
//! their parameters. Cost: O(edges * parameters) a round, at most [`ROUNDS`] rounds.
//! From: Aycock, Horspool, "Simple Generation of Static Single-Assignment Form" (2000).

use super::super::replacements::Replacements;
use super::facts::same_value;
use crate::ir::cfg::Cfg;
use crate::ir::{Block, Flags, Function, Value, ValueDef};

/// Rounds after which what is left stays for the next run.
const ROUNDS: u32 = 4;

/// Removes redundant parameters.
pub(super) fn remove(func: &mut Function, cfg: &Cfg) -> bool {
    let anchored = super::facts::anchored(func);
    let mut replacements = Replacements::new(func);
    let mut changed = false;
    for _ in 0..ROUNDS {
        let mut found = false;
        for index in 1..func.order.len() {
            let block = func.order[index];
            if !anchored[block] && !func.block_params(block).is_empty() {
                found |= remove_from(func, cfg, block, &mut replacements);
            }
        }
        changed |= found;
        if !found {
            break;
        }
    }
    if changed {
        replacements.apply(func);
    }
    changed
}

/// Removes the redundant parameters of one block.
fn remove_from(
    func: &mut Function,
    cfg: &Cfg,
    block: Block,
    replacements: &mut Replacements,
) -> bool {
    let params = func.block_params(block).to_vec();
    let mut kept: Vec<usize> = Vec::with_capacity(params.len());
    for (index, &param) in params.iter().enumerate() {
        let Some(only) = only_argument(func, cfg, block, index, replacements) else {
            kept.push(index);
            continue;
        };
        let by = match func.constant(only) {
            Some(op) => {
                let inst = func.make_inst(op, &[], &[func.ty(only)]);
                let mut insts = vec![inst];
                insts.extend_from_slice(func.block_insts(block));
                func.set_block_insts(block, &insts);
                func.result(inst).unwrap_or(only)
            }
            None => only,
        };
        replacements.set(param, by);
    }
    if kept.len() == params.len() {
        return false;
    }
    let left: Vec<Value> = kept.iter().map(|&index| params[index]).collect();
    func.set_block_params(block, &left);
    for &(_, edge) in cfg.preds(block) {
        let args = func.edge_args(edge);
        let args: Vec<Value> = kept.iter().map(|&index| args[index]).collect();
        func.set_edge_args(edge, &args);
    }
    true
}

/// What all edges pass for parameter `index`, itself left aside.
fn only_argument(
    func: &Function,
    cfg: &Cfg,
    block: Block,
    index: usize,
    replacements: &mut Replacements,
) -> Option<Value> {
    let param = func.block_params(block)[index];
    let mut only = None;
    for &(_, edge) in cfg.preds(block) {
        let arg = replacements.find(func.edge_args(edge)[index]);
        match only {
            _ if arg == param => {}
            None => only = Some(arg),
            Some(other) if same_value(func, arg, other) => {}
            Some(_) => return None,
        }
    }
    only.filter(|&value| func.ty(value) == func.ty(param) && !is_edge_value(func, value))
}

/// Whether the value exists on edges only: what a terminator produces.
fn is_edge_value(func: &Function, value: Value) -> bool {
    match func.values[value].def {
        ValueDef::Result(inst, _) => func.insts[inst].op.flags().any(Flags::TERMINATOR),
        ValueDef::Param(..) => false,
    }
}
