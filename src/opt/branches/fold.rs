//! Branches whose outcome is known, or does not matter.
//!
//! Takes: SSA. Gives: plain branches for conditions that are constants and for branches whose
//! edges all lead to one place with the same arguments; shorter tables ([`table`]). Blocks that
//! can no longer be reached are removed. Cost: O(function).

use super::super::Context;
use super::{clean, facts, table};
use crate::ir::{Block, Edge, Function, Opcode};

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    let mut changed = false;
    let mut uses = None;
    for index in 0..func.order.len() {
        let block = func.order[index];
        if let Some(edge) = decided(func, block) {
            facts::terminate_along(func, block, edge);
            changed = true;
        } else if func.insts[func.terminator(block)].op.code == Opcode::BrTable {
            let uses = uses.get_or_insert_with(|| facts::count_uses(func));
            changed |= table::shrink(func, uses, block);
        }
    }
    if changed {
        clean::remove_unreachable(func);
    }
    changed
}

/// The one edge that a conditional branch or a table takes.
fn decided(func: &Function, block: Block) -> Option<Edge> {
    let inst = func.terminator(block);
    let code = func.insts[inst].op.code;
    if !matches!(code, Opcode::BrIf | Opcode::BrTable) {
        return None;
    }
    let mut edges = func.edges_of(inst);
    if let Some(op) = facts::constant(func, func.args(inst)[0]) {
        let index = op.bits();
        let last = func.edge_count(inst) as u64 - 1;
        return match code {
            Opcode::BrIf => edges.nth(usize::from(index == 0)),
            _ => edges.nth(index.min(last) as usize),
        };
    }
    let first = edges.next()?;
    edges.all(|edge| facts::same_edge(func, first, edge)).then_some(first)
}
