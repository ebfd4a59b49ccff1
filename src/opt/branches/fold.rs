//! Branches whose outcome is known, or does not matter.
//!
//! Takes: SSA. Gives: plain branches for conditions that are constants, for those that a branch
//! before has decided ([`known`]), and for branches whose edges all lead to one place with the
//! same arguments; operands for selections whose condition is decided; shorter tables
//! ([`table`]). Blocks that can no longer be reached are removed. What facts decide, `simplify`
//! has made constants. Cost: O(function).

use super::super::Context;
use super::super::replacements::Replacements;
use super::known::Known;
use super::{clean, facts, table};
use crate::ir::{Block, Edge, Function, Graph, Inst, Opcode, Value};

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    let mut changed = fold_known(func);
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
    if let Some(op) = func.constant(func.args(inst)[0]) {
        return Some(taken(func, inst, op.bits()));
    }
    let mut edges = func.edges_of(inst);
    let first = edges.next()?;
    edges.all(|edge| facts::same_edge(func, first, edge)).then_some(first)
}

/// The edge that a conditional branch or a table takes for a condition or index.
fn taken(func: &Function, inst: Inst, value: u64) -> Edge {
    let mut edges = func.edges_of(inst);
    let last = func.edge_count(inst) as u64 - 1;
    let index = match func.insts[inst].op.code {
        Opcode::BrIf => u64::from(value == 0),
        _ => value.min(last),
    };
    edges.nth(index as usize).expect("conditional branches have all their edges")
}

/// Decides what branches before have decided.
fn fold_known(func: &mut Function) -> bool {
    let is_conditional =
        |&&block: &&Block| matches!(code_at_end(func, block), Opcode::BrIf | Opcode::BrTable);
    if func.order.iter().filter(is_conditional).count() < 2 {
        return false;
    }
    let graph = Graph::of(func);
    let known = Known::of(func, &graph.cfg, None);
    let mut replacements = Replacements::new(func);
    let (mut changed, mut selected) = (false, false);
    for index in 0..func.order.len() {
        let block = func.order[index];
        let outcome =
            |func: &Function, value: Value| known.outcome(func, &graph.dominators, block, value);
        for at in 0..func.block_insts(block).len() {
            let inst = func.block_insts(block)[at];
            if matches!(func.insts[inst].op.code, Opcode::Select | Opcode::SelectT)
                && let [first, second, condition] = *func.args(inst)
                && let Some(holds) = outcome(func, condition)
                && let Some(result) = func.result(inst)
            {
                replacements.set(result, if holds { first } else { second });
                selected = true;
            }
        }
        let inst = func.terminator(block);
        if func.insts[inst].op.code == Opcode::BrIf
            && let Some(holds) = outcome(func, func.args(inst)[0])
            && let Some(edge) = func.edges_of(inst).nth(usize::from(!holds))
        {
            facts::terminate_along(func, block, edge);
            changed = true;
        }
    }
    if selected {
        replacements.apply(func);
    }
    changed | selected
}

fn code_at_end(func: &Function, block: Block) -> Opcode {
    func.insts[func.terminator(block)].op.code
}
