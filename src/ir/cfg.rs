//! The control-flow graph: predecessors, successors, and the block order everyone relies on.
//!
//! Takes: a function whose blocks all have terminators. Gives: [`Cfg`]. Edges of throwing
//! instructions inside a block count as edges of that block. Invariant of
//! [`Function::order`], which lift establishes and [`reorder`] restores: it holds exactly the
//! reachable blocks, and every edge goes forward in it or to a dominator (the graph is
//! reducible). Cost: O(blocks + edges + instructions with edges).

use super::{Block, Edge, Function, Inst, Opcode};
use cranelift_entity::{EntityRef, SecondaryMap};

/// Predecessor and successor lists. Reusable: [`Cfg::compute`] keeps the storage.
#[derive(Debug)]
pub struct Cfg {
    /// The blocks in the function's order; every block comes after its predecessors, back
    /// edges excepted.
    pub rpo: Vec<Block>,
    /// Position of each block in `rpo`; `u32::MAX` for blocks that are not there.
    pub rpo_number: SecondaryMap<Block, u32>,
    starts: SecondaryMap<Block, u32>,
    preds: Vec<(Block, Edge)>,
    throwing: Vec<(Block, Inst)>,
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
            succs: Vec::new(),
            succ_starts: SecondaryMap::new(),
        }
    }
}

/// Puts the reachable blocks into depth-first reverse postorder. Successors are visited last
/// to first, so that the first one comes first.
pub fn reorder(func: &mut Function) {
    let mut cfg = Cfg::default();
    cfg.collect_successors(func);
    let mut seen: SecondaryMap<Block, bool> = SecondaryMap::with_capacity(func.blocks.len());
    let mut order = Vec::with_capacity(func.order.len());
    let entry = func.entry();
    seen[entry] = true;
    let (start, end) = cfg.succ_starts[entry];
    let mut stack = vec![(entry, start, end)];
    while let Some((block, start, end)) = stack.last_mut() {
        if start == end {
            order.push(*block);
            stack.pop();
            continue;
        }
        *end -= 1;
        let next = cfg.succs[*end as usize].0;
        if !std::mem::replace(&mut seen[next], true) {
            let (start, end) = cfg.succ_starts[next];
            stack.push((next, start, end));
        }
    }
    order.reverse();
    func.order = order;
}

impl Cfg {
    /// The graph of `func`.
    pub fn of(func: &Function) -> Cfg {
        let mut cfg = Cfg::default();
        cfg.compute(func);
        cfg
    }

    /// Recomputes everything for `func`.
    pub fn compute(&mut self, func: &Function) {
        self.collect_successors(func);
        self.rpo.clear();
        self.rpo.extend_from_slice(&func.order);
        self.rpo_number.clear();
        self.rpo_number.resize(func.blocks.len());
        for (number, &block) in self.rpo.iter().enumerate() {
            self.rpo_number[block] = number as u32;
        }
        self.collect_predecessors(func);
    }

    /// Whether computing everything for `func` would give what there is already.
    pub fn is_of(&self, func: &Function) -> bool {
        if self.rpo != func.order || self.starts.keys().len() != func.blocks.len() + 1 {
            return false;
        }
        let mut succs = self.succs.iter();
        let mut is_next = |edge: Edge| succs.next() == Some(&(func.edges[edge].block, edge));
        let mut throwing = self.throwing.iter();
        let mut at = 0;
        for &block in &func.order {
            let terminator = func.terminator(block);
            let mut count = func.edge_count(terminator) as u32;
            let mut is_same = func.edges_of(terminator).all(&mut is_next);
            if func.blocks[block].region.is_some() {
                for &inst in func.block_insts(block) {
                    count += func.edge_count(inst) as u32;
                    is_same &= func.edges_of(inst).all(&mut is_next);
                    is_same &=
                        func.edge_count(inst) == 0 || throwing.next() == Some(&(block, inst));
                }
            }
            if !is_same || self.succ_starts[block] != (at, at + count) {
                return false;
            }
            at += count;
        }
        true
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

    /// Whether `block` is in the function's order.
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
