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
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Equal numbers for values that are equal wherever both are defined. Those that [`run`] found
/// last hold as long as nothing has changed.
pub(super) fn numbers(
    func: &Function,
    cx: &Context<'_>,
    cfg: &Cfg,
    loops: &Loops,
) -> Arc<SecondaryMap<Value, u32>> {
    if let Some((changes, numbers)) = &func.numbers
        && *changes == func.changes
    {
        debug_assert!(is_same(func, numbers, &number::Numbering::of(func, cx, cfg, loops).numbers));
        return numbers.clone();
    }
    Arc::new(number::Numbering::of(func, cx, cfg, loops).numbers)
}

/// Whether the same values are equal by either numbers.
fn is_same(func: &Function, a: &SecondaryMap<Value, u32>, b: &SecondaryMap<Value, u32>) -> bool {
    let mut known: FxHashMap<(bool, u32), u32> = FxHashMap::default();
    let mut agree = |value: Value| {
        let (a, b) = (a[value], b[value]);
        *known.entry((false, a)).or_insert(b) == b && *known.entry((true, b)).or_insert(a) == a
    };
    func.order.iter().all(|&block| {
        let results = func.block_insts(block).iter().flat_map(|&inst| func.inst_results(inst));
        func.block_params(block).iter().copied().chain(results).all(&mut agree)
    })
}

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let graph = Graph::of(func);
    let mut numbering = number::Numbering::of(func, cx, &graph.cfg, graph.loops());
    let numbers = std::mem::take(&mut numbering.numbers);
    let merged = merge::decide(func, cx.effects, numbering, &graph, cx.goal);
    let Some(mut merged) = merged else {
        func.numbers = Some((func.changes, Arc::new(numbers)));
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
