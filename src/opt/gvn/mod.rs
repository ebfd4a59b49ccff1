//! Value numbering with the byte-cost gate.
//!
//! Takes: SSA, full layout. Gives: fewer instructions: of equal computations, loads and calls
//! those that a dominating one can replace, where that is shorter; no stores of what is there.
//! Invariant: a value is only replaced by an equal one whose definition dominates it; an
//! instruction that may trap goes only where an equal one has not trapped before it.
//!
//! [`number`] gives equal values one number wherever they stand, loads included ([`state`]);
//! whether they become *one* is a question of bytes ([`merge`], [`super::cost`]).
//!
//! Cost: O(instructions) expected, and O(members * depth of the dominator tree) per class.
//! From: Alpern, Wegman, Zadeck, "Detecting Equality of Variables in Programs" (1988), hashed
//! and without the optimism about cycles; the gate is ours.

mod merge;
mod number;
mod state;

use super::Context;
use super::replacements::Replacements;
use crate::ir::cfg::Cfg;
use crate::ir::loops::Loops;
use crate::ir::{Function, Graph, Inst, Value};
use cranelift_entity::SecondaryMap;

/// Equal numbers for values that are equal wherever both are defined.
pub(super) fn numbers(
    func: &Function,
    cx: &Context<'_>,
    cfg: &Cfg,
    loops: &Loops,
) -> SecondaryMap<Value, u32> {
    number::Numbering::of(func, cx, cfg, loops).numbers
}

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let graph = Graph::of(func);
    let numbering = number::Numbering::of(func, cx, &graph.cfg, graph.loops());
    let merged = merge::decide(func, cx.effects, numbering, &graph, cx.goal);
    let Some(mut merged) = merged else {
        return false;
    };
    for (block, inst) in merged.inserted {
        func.append_inst(block, inst);
    }
    apply(func, &mut merged.replaced, &merged.redundant);
    true
}

/// Uses the replacements and takes the replaced instructions out of the layout.
fn apply(func: &mut Function, replaced: &mut Replacements, redundant: &[Inst]) {
    let mut is_redundant: SecondaryMap<Inst, bool> = SecondaryMap::new();
    redundant.iter().for_each(|&inst| is_redundant[inst] = true);
    replaced.apply(func);
    let mut left: Vec<Inst> = Vec::new();
    for index in 0..func.order.len() {
        let block = func.order[index];
        let is_kept = |inst: &Inst| {
            let result = func.result(*inst);
            !is_redundant[*inst] && !result.is_some_and(|value| replaced.is_replaced(value))
        };
        left.clear();
        left.extend(func.block_insts(block).iter().copied().filter(is_kept));
        if left.len() < func.block_insts(block).len() {
            func.set_block_insts(block, &left);
        }
    }
}
