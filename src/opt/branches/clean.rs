//! Blocks that need not be.
//!
//! Takes: SSA. Gives: no block that cannot be reached; none that only jumps on, unless it is a
//! loop's header; none that continues its only predecessor, which ends in a plain branch; no
//! parameter that every edge gives the same value ([`params`]). Invariant: the order of what
//! remains is unchanged. A block with nothing but dead instructions is not seen to only jump
//! on, so `dse` comes first. Cost: O(function).

use super::super::Context;
use super::super::replacements::Replacements;
use super::params;
use super::{facts, regions};
use crate::ir::cfg::Cfg;
use crate::ir::{Block, Edge, Function, Graph, Inst, Opcode, Value, ValueDef};
use cranelift_entity::SecondaryMap;

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    let mut changed = remove_unreachable(func);
    changed |= bypass(func);
    let graph = Graph::of(func);
    if params::remove(func, &graph.cfg) {
        changed = true;
    }
    changed | concatenate(func, &graph.cfg)
}

/// Takes blocks that no path reaches out of the order, and dissolves exception regions that
/// nothing needs any more.
pub(in crate::opt) fn remove_unreachable(func: &mut Function) -> bool {
    let mut changed = keep_reached(func);
    // What only a dissolved region's handler did may have been all that another region is for.
    while regions::dissolve(func) {
        keep_reached(func);
        changed = true;
    }
    changed
}

fn keep_reached(func: &mut Function) -> bool {
    let mut reached: SecondaryMap<Block, bool> = SecondaryMap::new();
    reached.resize(func.blocks.len());
    let mut work = vec![func.entry()];
    reached[func.entry()] = true;
    while let Some(block) = work.pop() {
        for edge in facts::edges_from(func, block) {
            let target = func.edges[edge].block;
            if !std::mem::replace(&mut reached[target], true) {
                work.push(target);
            }
        }
    }
    let before = func.order.len();
    func.order.retain(|&block| reached[block]);
    func.order.len() < before
}

/// Leads edges past blocks that only jump on.
pub(super) fn bypass(func: &mut Function) -> bool {
    let passes_on: Vec<Block> = func.order[1..]
        .iter()
        .copied()
        .filter(|&block| func.block_insts(block).is_empty() && facts::jump(func, block).is_some())
        .collect();
    if passes_on.is_empty() {
        return false;
    }
    let uses = facts::count_uses(func);
    let (anchored, headers) = (facts::anchored(func), facts::headers(func));
    let mut is_bypassed: SecondaryMap<Block, bool> = SecondaryMap::new();
    is_bypassed.resize(func.blocks.len());
    let mut any = false;
    for block in passes_on {
        is_bypassed[block] =
            !anchored[block] && !headers[block] && only_passes_params(func, &uses, block);
        any |= is_bypassed[block];
    }
    // Later blocks first: what an edge is led to is not bypassed itself.
    for index in (0..func.order.len()).rev() {
        for edge in facts::edges_from(func, func.order[index]) {
            let target = func.edges[edge].block;
            if is_bypassed[target] {
                lead_past(func, edge, target);
            }
        }
    }
    func.order.retain(|&block| !is_bypassed[block]);
    any
}

/// Whether the block's parameters are used by its own branch only.
fn only_passes_params(func: &Function, uses: &SecondaryMap<Value, u32>, block: Block) -> bool {
    let Some(edge) = facts::jump(func, block) else { return false };
    func.block_params(block).iter().all(|&param| {
        let passed = func.edge_args(edge).iter().filter(|&&arg| arg == param).count();
        uses[param] as usize == passed
    })
}

/// Leads `edge`, which goes to the empty block `past`, to where that jumps.
pub(super) fn lead_past(func: &mut Function, edge: Edge, past: Block) {
    let Some(next) = facts::jump(func, past) else { return };
    let own = func.edge_args(edge);
    let args: Vec<Value> = func
        .edge_args(next)
        .iter()
        .map(|&value| match func.values[value].def {
            ValueDef::Param(block, index) if block == past => own[index as usize],
            _ => value,
        })
        .collect();
    func.edges[edge].block = func.edges[next].block;
    func.set_edge_args(edge, &args);
}

/// Appends blocks to their only predecessors.
fn concatenate(func: &mut Function, cfg: &Cfg) -> bool {
    let mut replacements = Replacements::new(func);
    let mut is_gone: SecondaryMap<Block, bool> = SecondaryMap::new();
    is_gone.resize(func.blocks.len());
    let mut changed = false;
    let mut insts: Vec<Inst> = Vec::new();
    for index in 0..func.order.len() {
        let head = func.order[index];
        if is_gone[head] || continuation(func, cfg, head).is_none() {
            continue;
        }
        insts.clear();
        insts.extend_from_slice(func.block_insts(head));
        while let Some((edge, next)) = continuation(func, cfg, head) {
            for at in 0..func.block_params(next).len() {
                let (param, arg) = (func.block_params(next)[at], func.edge_args(edge)[at]);
                replacements.set(param, arg);
            }
            insts.extend_from_slice(func.block_insts(next));
            func.blocks[head].terminator = func.blocks[next].terminator;
            is_gone[next] = true;
        }
        func.set_block_insts(head, &insts);
        changed = true;
    }
    if changed {
        func.order.retain(|&block| !is_gone[block]);
        replacements.apply(func);
    }
    changed
}

/// The block that goes on where `block` ends, if it has no other way in.
fn continuation(func: &Function, cfg: &Cfg, block: Block) -> Option<(Edge, Block)> {
    let edge = facts::jump(func, block)?;
    let next = func.edges[edge].block;
    let alone = matches!(cfg.preds(next), [(_, only)] if *only == edge);
    let fits = func.blocks[next].region == func.blocks[block].region
        && func.insts[func.terminator(block)].op.code == Opcode::Br;
    (alone && fits && next != block).then_some((edge, next))
}
