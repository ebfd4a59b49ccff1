//! Edges that leave the function with results.
//!
//! Takes: the flow graph. Gives: for each such edge a place for its operands: the end of its
//! block, below the condition of its block (dropped when the branch is not taken), or a block
//! of its own, which edges with the same operands share when that is shorter. Invariant: a
//! conditional branch carries operands on one edge at most, a `br_table` on none.
//! Cost: O(edges * log edges).

use super::flow::{EXIT, Flow, Term};
use super::values::is_zero;
use crate::ir::entities::{Region, Value};
use crate::ir::op::Op;
use crate::ir::{Flags, Function};
use cranelift_entity::packed_option::PackedOption;
use rustc_hash::FxHashMap;

/// An edge out of the function, with what tells which others could share its block.
struct Leaving {
    region: PackedOption<Region>,
    /// Operands; equal constants are one value.
    operands: Vec<Value>,
    edge: u32,
    term: Term,
}

/// Places the operands of all edges out of the function.
pub(super) fn place(func: &Function, flow: &mut Flow, for_speed: bool) {
    let mut leaving = collect(func, flow);
    leaving.sort_by(|a, b| (a.region, &a.operands, a.edge).cmp(&(b.region, &b.operands, b.edge)));
    for group in leaving.chunk_by(|a, b| (a.region, &a.operands) == (b.region, &b.operands)) {
        // A shared block is reached by jumps that its copies would do without.
        let jumps = group.iter().any(|item| item.term == Term::Goto);
        if (for_speed && jumps) || !share(func, flow, group) {
            for item in group {
                place_alone(func, flow, item);
            }
        }
    }
}

fn collect(func: &Function, flow: &Flow) -> Vec<Leaving> {
    let mut constants: FxHashMap<Op, Value> = FxHashMap::default();
    let mut leaving = Vec::new();
    for block in 0..flow.from_ssa {
        let data = &flow.blocks[block as usize];
        for edge in flow.edges_of(block) {
            let operands = flow.stack_of(edge);
            if flow.edges[edge as usize].to != EXIT || operands.is_empty() {
                continue;
            }
            let operands = operands
                .iter()
                .map(|&value| match func.def_op(value) {
                    Some((_, op)) if op.flags().any(Flags::CONSTANT) => {
                        *constants.entry(op).or_insert(value)
                    }
                    _ => value,
                })
                .collect();
            leaving.push(Leaving { region: data.region, operands, edge, term: data.term });
        }
    }
    leaving
}

/// Bytes of bringing the operands to the stack.
fn push_cost(func: &Function, operands: &[Value]) -> u32 {
    let cost = |&value: &Value| match func.def_op(value) {
        Some((_, op)) if op.flags().any(Flags::CONSTANT) && !is_zero(func, op) => op.encoded_size(),
        _ => 2,
    };
    operands.iter().map(cost).sum()
}

/// Leads a group of edges to one block if that is shorter than giving each its operands.
fn share(func: &Function, flow: &mut Flow, group: &[Leaving]) -> bool {
    let push = push_cost(func, &group[0].operands);
    let drops = group[0].operands.len() as u32;
    // `block … end` and `return`, paid once.
    let (mut alone, mut shared) = (0, 3 + push + 1);
    for item in group {
        let (own, jump) = match item.term {
            // The operands and `return`, against `br`.
            Term::Goto => (push + 1, 2),
            Term::If if drops == 1 => (push + drops, 0),
            Term::If => (push + 4, 0),
            _ => (push + 4, 0),
        };
        alone += own;
        shared += jump;
    }
    let conditional = group.iter().any(|item| item.term != Term::Goto);
    if !conditional || shared >= alone {
        return false;
    }
    let split = flow.split(group[0].edge);
    for item in &group[1..] {
        flow.lead_to(item.edge, split);
    }
    true
}

fn place_alone(func: &Function, flow: &mut Flow, item: &Leaving) {
    let from = flow.edges[item.edge as usize].from;
    let carries =
        flow.edges_of(from).any(|edge| edge != item.edge && !flow.stack_of(edge).is_empty());
    // The other side goes back to a loop's header: a branch there falls through to the exit.
    let repeats = flow.edges_of(from).any(|edge| {
        let to = flow.edges[edge as usize].to;
        edge != item.edge && to != EXIT && to <= from
    });
    match item.term {
        Term::Goto => {}
        // Below the condition, if that costs no more than reading a local.
        Term::If
            if !carries
                && !repeats
                && item.operands.len() == 1
                && push_cost(func, &item.operands) <= 3 => {}
        Term::Table => {
            flow.split_entry(item.edge);
        }
        _ => {
            flow.split(item.edge);
        }
    }
}
