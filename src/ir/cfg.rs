//! Predecessors and reverse postorder of a function's control-flow graph.
//!
//! Takes: a function whose blocks all have terminators. Gives: [`Cfg`]. Edges of throwing
//! instructions inside a block count as edges of that block. Invariant: only blocks reachable
//! from the entry appear. Cost: O(blocks + edges + instructions with edges).

use super::{Block, Edge, Function, Inst, Opcode};
use cranelift_entity::{EntityRef, SecondaryMap};

/// Predecessor lists and a reverse postorder. Reusable: [`Cfg::compute`] keeps the storage.
#[derive(Debug)]
pub struct Cfg {
    /// Reachable blocks; every block comes after its predecessors, back edges excepted.
    pub rpo: Vec<Block>,
    /// Position of each block in `rpo`; `u32::MAX` for unreachable ones.
    pub rpo_number: SecondaryMap<Block, u32>,
    starts: SecondaryMap<Block, u32>,
    preds: Vec<(Block, Edge)>,
    throwing: Vec<(Block, Inst)>,
    stack: Vec<(Block, u32, u32)>,
    succs: Vec<(Block, Edge)>,
    succ_starts: SecondaryMap<Block, (u32, u32)>,
}

const UNVISITED: u32 = u32::MAX;

impl Default for Cfg {
    fn default() -> Cfg {
        Cfg {
            rpo: Vec::new(),
            rpo_number: SecondaryMap::with_default(UNVISITED),
            starts: SecondaryMap::new(),
            preds: Vec::new(),
            throwing: Vec::new(),
            stack: Vec::new(),
            succs: Vec::new(),
            succ_starts: SecondaryMap::new(),
        }
    }
}

impl Cfg {
    /// Recomputes everything for `func`.
    pub fn compute(&mut self, func: &Function) {
        self.collect_successors(func);
        self.order(func);
        self.collect_predecessors(func);
    }

    /// Successor edges of every block: the terminator's and those of throwing instructions.
    fn collect_successors(&mut self, func: &Function) {
        self.succs.clear();
        self.throwing.clear();
        self.succ_starts.clear();
        self.succ_starts.resize(func.blocks.len());
        for &block in &func.order {
            let start = self.succs.len() as u32;
            for edge in func.successors(block) {
                self.succs.push((func.edges[edge].block, edge));
            }
            if func.blocks[block].region.is_some() {
                for &inst in func.block_insts(block) {
                    if func.edge_count(inst) > 0 {
                        self.throwing.push((block, inst));
                    }
                    for edge in func.edges_of(inst) {
                        self.succs.push((func.edges[edge].block, edge));
                    }
                }
            }
            self.succ_starts[block] = (start, self.succs.len() as u32);
        }
    }

    /// Depth-first search with an explicit stack; successors are visited last to first, so
    /// that the first successor comes first in the order.
    fn order(&mut self, func: &Function) {
        self.rpo.clear();
        self.rpo_number.clear();
        self.rpo_number.resize(func.blocks.len());
        if func.order.is_empty() {
            return;
        }
        const ON_STACK: u32 = UNVISITED - 1;
        let entry = func.entry();
        self.rpo_number[entry] = ON_STACK;
        let (start, end) = self.succ_starts[entry];
        self.stack.push((entry, start, end));
        while let Some((block, start, end)) = self.stack.last_mut() {
            if start == end {
                self.rpo.push(*block);
                self.stack.pop();
                continue;
            }
            *end -= 1;
            let next = self.succs[*end as usize].0;
            if self.rpo_number[next] == UNVISITED {
                self.rpo_number[next] = ON_STACK;
                let (start, end) = self.succ_starts[next];
                self.stack.push((next, start, end));
            }
        }
        self.rpo.reverse();
        for (number, &block) in self.rpo.iter().enumerate() {
            self.rpo_number[block] = number as u32;
        }
    }

    fn collect_predecessors(&mut self, func: &Function) {
        self.starts.clear();
        self.starts.resize(func.blocks.len() + 1);
        for &block in &self.rpo {
            let (start, end) = self.succ_starts[block];
            for &(target, _) in &self.succs[start as usize..end as usize] {
                self.starts[Block::new(target.index() + 1)] += 1;
            }
        }
        for index in 1..=func.blocks.len() {
            let before = self.starts[Block::new(index - 1)];
            self.starts[Block::new(index)] += before;
        }
        let total = self.starts[Block::new(func.blocks.len())] as usize;
        self.preds.clear();
        self.preds.resize(total, (Block::new(0), Edge::new(0)));
        // Fill from the back, so that `starts` ends at each list's beginning.
        for &block in self.rpo.iter().rev() {
            let (start, end) = self.succ_starts[block];
            for &(target, edge) in self.succs[start as usize..end as usize].iter().rev() {
                let slot = &mut self.starts[Block::new(target.index() + 1)];
                *slot -= 1;
                self.preds[*slot as usize] = (block, edge);
            }
        }
    }

    /// Predecessor blocks with the edge each takes, in reverse postorder of the blocks.
    #[inline]
    pub fn preds(&self, block: Block) -> &[(Block, Edge)] {
        // After filling, the list of block b starts at `starts[b + 1]` and the next list's
        // beginning is `starts[b + 2]`.
        let start = self.starts[Block::new(block.index() + 1)] as usize;
        let end = if block.index() + 2 < self.starts.keys().len() {
            self.starts[Block::new(block.index() + 2)] as usize
        } else {
            self.preds.len()
        };
        &self.preds[start..end]
    }

    /// Successor blocks with the edge to each: first the terminator's, in its order.
    #[inline]
    pub fn succs(&self, block: Block) -> &[(Block, Edge)] {
        let (start, end) = self.succ_starts[block];
        &self.succs[start as usize..end as usize]
    }

    /// Whether control can reach `block`.
    pub fn is_reachable(&self, block: Block) -> bool {
        self.rpo_number[block] != UNVISITED
    }

    /// Throwing instructions inside exception regions, with their blocks, in layout order.
    pub fn throwing(&self) -> &[(Block, Inst)] {
        &self.throwing
    }

    /// Whether `block` ends by entering an exception region.
    pub fn enters_region(func: &Function, block: Block) -> bool {
        func.insts[func.terminator(block)].op.code == Opcode::Enter
    }
}
