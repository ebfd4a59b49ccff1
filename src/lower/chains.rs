//! Chains of blocks whose code runs straight on, so that operands may rest across branches.
//!
//! Takes: the flow graph, before stack parameters are chosen. Gives: for each block the one
//! that continues it, if there is one: its only predecessor is this block, and the layout can
//! put its code right behind this block's branch. `trees` then builds stack code for a whole
//! chain: `br_if` and a non-falling `if` leave alone what lies below their condition. Where an
//! operand does rest across a branch, the branch is *pinned*: structure and shape keep what
//! follows it in the same list. Cost: O(blocks + edges).

use super::flow::{EXIT, Flow, Term};
use super::frequency::Frequency;

/// No block.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Default, Debug)]
pub(super) struct Chains {
    /// The edge that leads to the continuing block; `NONE` if the chain ends.
    next: Vec<u32>,
    /// First block of each block's chain.
    head: Vec<u32>,
    /// Blocks across whose branch an operand rests.
    pinned: Vec<bool>,
}

impl Chains {
    /// Recomputes the chains.
    pub fn compute(&mut self, flow: &Flow, frequency: &Frequency) {
        let blocks = flow.blocks.len();
        self.next.clear();
        self.next.resize(blocks, NONE);
        self.head.clear();
        self.head.extend(0..blocks as u32);
        self.pinned.clear();
        self.pinned.resize(blocks, false);
        for block in 0..flow.from_ssa {
            let edge = match flow.blocks[block as usize].term {
                Term::Goto => Some(flow.edges_of(block).start),
                Term::If => continuing(flow, block),
                _ => None,
            };
            let Some(edge) = edge.filter(|&edge| {
                // What rests across the way out of a loop would be made in every round.
                let to = flow.edges[edge as usize].to;
                continues(flow, edge) && !frequency.leaves_loop(flow, block, to)
            }) else {
                continue;
            };
            self.next[block as usize] = edge;
            // Blocks are numbered in an order in which this one's head is known.
            self.head[flow.edges[edge as usize].to as usize] = self.head[block as usize];
        }
    }

    /// First block of the chain that `block` belongs to.
    #[inline]
    pub fn head(&self, block: u32) -> u32 {
        self.head.get(block as usize).copied().unwrap_or(block)
    }

    /// The edge from `block` to the block that continues it.
    pub fn next(&self, block: u32) -> Option<u32> {
        self.next.get(block as usize).copied().filter(|&edge| edge != NONE)
    }

    /// Notes that operands rest across the branch of `block`.
    pub fn pin(&mut self, block: u32) {
        self.pinned[block as usize] = true;
    }

    /// The edge along which operands rest across the branch of `block`.
    pub fn pinned(&self, block: u32) -> Option<u32> {
        self.next(block).filter(|_| self.pinned[block as usize])
    }
}

/// Whether the block that `edge` leads to has no other way in, and takes nothing along.
fn continues(flow: &Flow, edge: u32) -> bool {
    let data = &flow.edges[edge as usize];
    data.to != EXIT
        && data.to < flow.from_ssa
        && data.from < data.to
        && flow.preds(data.to).len() == 1
        && flow.moves_of(edge).is_empty()
        && flow.stack_of(edge).is_empty()
        && flow.stack_in(data.to).is_empty()
        && flow.blocks[data.from as usize].region == flow.blocks[data.to as usize].region
}

/// The side of a conditional branch that the layout will most likely put behind it: the one
/// that is not jumped to; if neither is, the side for a false condition.
fn continuing(flow: &Flow, block: u32) -> Option<u32> {
    let edges = flow.edges_of(block);
    let (taken, other) = (edges.start, edges.start + 1);
    let carries = |edge: u32| !flow.stack_of(edge).is_empty();
    if carries(taken) || continues(flow, other) {
        return Some(other);
    }
    Some(taken)
}
