//! How often each value is used.
//!
//! Takes: a function. Gives: uses as operand or edge argument, by instructions in the layout.
//! Cost: O(function).

use crate::ir::{Function, Value};
use cranelift_entity::SecondaryMap;

/// Uses of each value.
pub fn count(func: &Function) -> SecondaryMap<Value, u32> {
    let mut uses = SecondaryMap::with_default(0);
    uses.resize(func.values.len());
    for &block in &func.order {
        for inst in func.block_insts_and_terminator(block) {
            for &arg in func.args(inst) {
                uses[arg] += 1;
            }
            for edge in func.edges_of(inst) {
                for &arg in func.edge_args(edge) {
                    uses[arg] += 1;
                }
            }
        }
    }
    uses
}
