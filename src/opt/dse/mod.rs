//! What nobody needs: dead stores, dead values; and neighbouring stores made one.
//!
//! Takes: SSA, full layout. Gives: fewer stores ([`stores`], [`adjacent`]), fewer instructions
//! and block parameters ([`values`]). Invariant: at every possible trap, call, exception and
//! exit, memories, tables and globals are as before. Cost: near-linear; see the files.

mod adjacent;
mod stores;
mod values;

use super::Context;
use super::bounds::Bounds;
use crate::guard::Guard;
use crate::ir::{Function, Graph, Inst, Opcode};

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let graph = Graph::of(func);
    let dominators = &graph.dominators;
    let mut bounds = Bounds::of(func, cx.env, dominators);
    let stores::Found { mut changed, several } = stores::remove(func, cx, &bounds);
    if changed {
        // A store that is gone proves nothing any more.
        bounds = Bounds::of(func, cx.env, dominators);
    }
    changed |= adjacent::merge(func, cx, &bounds, &several);
    changed | values::remove(func, |func, inst| has_effect(func, cx, &bounds, inst))
}

/// Whether somebody can tell that `inst` was executed.
fn has_effect(func: &Function, cx: &Context<'_>, bounds: &Bounds, inst: Inst) -> bool {
    let op = func.insts[inst].op;
    if op.code == Opcode::Call && func.edge_count(inst) == 0 {
        return !cx.effects.of(op).is_removable() && Guard::DeadCall.is_on();
    }
    let may_trap = bounds.may_trap(func, inst) && Guard::DeadTrap.is_on();
    !op.flags().is_removable_without_trap() || may_trap
}
