//! How often blocks run, where speed comes before size.
//!
//! Takes: the function and its flow graph. Gives: [`Frequency`]: how many loops are around each
//! block, or nothing at all for a lowering by bytes alone, so that every question costs nothing
//! there. Invariant: without speed as the goal, no answer changes what a step does.
//! Cost: O(edges) with speed as the goal, else O(1).

use super::flow::Flow;
use crate::ir::Function;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::loops::Loops;

/// Loops that count; more of them would only overflow.
const DEEPEST: u32 = 5;
/// Binary logarithm of how often a loop is taken to go round.
const ROUNDS: u32 = 3;

#[derive(Default, Debug)]
pub(super) struct Frequency {
    /// Whether what runs often matters more than bytes.
    pub matters: bool,
    /// Loops around each block that comes from SSA; empty if nobody may ask.
    depths: Vec<u32>,
    cfg: Cfg,
    dominators: Dominators,
    loops: Loops,
}

impl Frequency {
    /// Recomputes the depths.
    pub fn compute(&mut self, func: &Function, flow: &Flow) {
        self.depths.clear();
        if !self.matters {
            return;
        }
        self.cfg.compute(func);
        self.dominators.compute(func, &self.cfg);
        self.loops.compute(&self.cfg, &self.dominators);
        let depth = |number: u32| {
            let block = flow.blocks[number as usize].ir.expand();
            block.map_or(0, |block| self.loops.depth(block))
        };
        self.depths.extend((0..flow.from_ssa).map(depth));
    }

    fn depth(&self, flow: &Flow, block: u32) -> u32 {
        self.depths.get(flow.origin(block) as usize).copied().unwrap_or(0)
    }

    /// Whether going from one block to another, which only that leads to, leaves a loop.
    pub fn leaves_loop(&self, flow: &Flow, from: u32, to: u32) -> bool {
        self.matters && self.depth(flow, to) < self.depth(flow, from)
    }

    /// Something of `bytes` in `block`, weighed by how often it runs if that matters.
    pub fn weigh(&self, flow: &Flow, block: u32, bytes: u32) -> u32 {
        if !self.matters {
            return bytes;
        }
        bytes << (ROUNDS * self.depth(flow, block).min(DEEPEST))
    }
}
