//! How often each value is used.
//!
//! Takes: a function. Gives: uses as operand or edge argument, by instructions in the layout.
//! Cost: O(function).

use crate::ir::{Function, Inst, Value};
use cranelift_entity::SecondaryMap;

/// Uses of each value.
pub fn count(func: &Function) -> SecondaryMap<Value, u32> {
    let mut uses = SecondaryMap::with_default(0);
    uses.resize(func.values.len());
    for &block in &func.order {
        for &inst in func.block_insts(block) {
            for_each(func, inst, |value| uses[value] += 1);
        }
        for_each(func, func.terminator(block), |value| uses[value] += 1);
    }
    uses
}

/// Calls `visit` with every operand and edge argument of `inst`.
#[inline]
pub fn for_each(func: &Function, inst: Inst, mut visit: impl FnMut(Value)) {
    func.args(inst).iter().for_each(|&value| visit(value));
    for edge in func.edges_of(inst) {
        func.edge_args(edge).iter().for_each(|&value| visit(value));
    }
}
