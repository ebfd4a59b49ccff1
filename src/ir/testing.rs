//! Random control-flow graphs for the tests of the analyses.
//!
//! Takes: a seed. Gives: functions that are all control flow. Deterministic. Cost: O(blocks).

use super::entities::Value;
use super::{Block, Function, Op, Opcode};
use cranelift_entity::EntityRef;

/// A small linear congruential generator.
pub(crate) struct Random(pub u64);

impl Random {
    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // Knuth's MMIX constants; the high bits are the random ones.
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// A function of `blocks` blocks, each ending in a jump, a `br_table` or a return, with edges
/// to any block but the entry. Some blocks may not be reachable; there are no operands.
pub(crate) fn random_graph(random: &mut Random, blocks: usize) -> Function {
    let mut func = Function::default();
    for _ in 0..blocks {
        let block = func.make_block();
        func.order.push(block);
    }
    for index in 0..blocks {
        let block = Block::new(index);
        let edges = if index == 0 { 1 + random.below(2) } else { random.below(4) };
        let targets: Vec<Block> =
            (0..edges).map(|_| Block::new(1 + random.below(blocks - 1))).collect();
        let op = match edges {
            0 => Opcode::Return,
            1 => Opcode::Br,
            _ => Opcode::BrTable,
        };
        func.terminate(block, Op::new(op), &[] as &[Value], &targets);
    }
    func
}
