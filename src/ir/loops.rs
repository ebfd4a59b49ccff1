//! Natural loops and how they nest.
//!
//! Takes: a [`Cfg`] and its [`Dominators`]. Gives: [`Loops`]: the loop of each header, the
//! innermost loop of each block, the loop around each loop, depths; and the edges that go
//! backward without going to a dominator, which make a graph irreducible and no loop.
//! Invariants: a header dominates its loop; two loops are nested or disjoint, and an outer
//! loop has a smaller index than an inner one; exceptional edges count like any others.
//! Cost: O(edges * α), α the inverse Ackermann function; the tests are O(1) but for
//! [`Loops::contains`], which is O(depth).
//!
//! From: Aho et al., "Compilers", 2nd ed., 9.6.6, loops of one header merged; found from the
//! inside out with union-find, as in Tarjan, "Testing Flow Graph Reducibility" (1974).

use super::cfg::Cfg;
use super::dominators::Dominators;
use super::{Block, Edge};
use cranelift_entity::packed_option::PackedOption;
use cranelift_entity::{EntityRef, PrimaryMap, SecondaryMap, entity_impl};

/// A loop: all blocks that can reach an edge back to the header without leaving through it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Loop(u32);
entity_impl!(Loop, "loop");

#[derive(Clone, Copy, Debug)]
struct LoopData {
    header: Block,
    parent: PackedOption<Loop>,
    depth: u32,
    /// Union-find: towards the outermost loop found so far around this one.
    top: Loop,
}

/// The loops of a function. Reusable: [`Loops::compute`] keeps the storage.
#[derive(Default, Debug)]
pub struct Loops {
    loops: PrimaryMap<Loop, LoopData>,
    innermost: SecondaryMap<Block, PackedOption<Loop>>,
    irreducible: Vec<(Block, Edge)>,
    work: Vec<Block>,
}

impl Loops {
    /// The loops of a function.
    pub fn of(cfg: &Cfg, dominators: &Dominators) -> Loops {
        let mut loops = Loops::default();
        loops.compute(cfg, dominators);
        loops
    }

    /// Recomputes everything.
    pub fn compute(&mut self, cfg: &Cfg, dominators: &Dominators) {
        self.loops.clear();
        self.innermost.clear();
        self.irreducible.clear();
        for &block in &cfg.rpo {
            self.find_header(block, cfg, dominators);
        }
        // Inner headers come later in the order, so inner loops are complete first.
        for index in (0..self.loops.len()).rev() {
            self.find_members(Loop::new(index), cfg, dominators);
        }
        for index in 0..self.loops.len() {
            let parent = self.loops[Loop::new(index)].parent.expand();
            let depth = parent.map_or(0, |parent| self.loops[parent].depth);
            self.loops[Loop::new(index)].depth = depth + 1;
        }
    }

    /// Makes a loop of `block` if some edge comes back to it, and notes irreducible edges.
    fn find_header(&mut self, block: Block, cfg: &Cfg, dominators: &Dominators) {
        let mut is_header = false;
        for &(pred, edge) in cfg.preds(block) {
            if dominators.dominates(block, pred) {
                is_header = true;
            } else if cfg.rpo_number[pred] >= cfg.rpo_number[block] {
                self.irreducible.push((pred, edge));
            }
        }
        if is_header {
            let top = Loop::new(self.loops.len());
            self.loops.push(LoopData { header: block, parent: None.into(), depth: 0, top });
        }
    }

    /// Walks backward from the edges that come back. A block that is in no loop yet is in this
    /// one; a loop met on the way is inside this one and is crossed in one step.
    fn find_members(&mut self, this: Loop, cfg: &Cfg, dominators: &Dominators) {
        let header = self.loops[this].header;
        let latches = cfg.preds(header).iter().map(|pred| pred.0);
        self.work.extend(latches.filter(|&pred| dominators.dominates(header, pred)));
        while let Some(block) = self.work.pop() {
            let entered = match self.innermost[block].expand() {
                None => {
                    self.innermost[block] = this.into();
                    block
                }
                Some(inner) => {
                    let top = self.top(inner);
                    if top == this {
                        continue;
                    }
                    self.loops[top].parent = this.into();
                    self.loops[top].top = this;
                    self.loops[top].header
                }
            };
            if entered != header {
                self.work.extend(cfg.preds(entered).iter().map(|pred| pred.0));
            }
        }
    }

    /// The outermost loop found so far around `inner`, halving the path there.
    fn top(&mut self, mut inner: Loop) -> Loop {
        while self.loops[inner].top != inner {
            let next = self.loops[inner].top;
            self.loops[inner].top = self.loops[next].top;
            inner = next;
        }
        inner
    }

    /// All loops, outer ones before inner ones.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Loop> + use<> {
        (0..self.loops.len()).map(Loop::new)
    }

    /// The block through which the loop is entered.
    #[inline]
    pub fn header(&self, this: Loop) -> Block {
        self.loops[this].header
    }

    /// The loop directly around `this`.
    #[inline]
    pub fn parent(&self, this: Loop) -> Option<Loop> {
        self.loops[this].parent.expand()
    }

    /// The innermost loop `block` belongs to; headers belong to their loop.
    #[inline]
    pub fn innermost(&self, block: Block) -> Option<Loop> {
        self.innermost[block].expand()
    }

    /// Number of loops around `block`.
    #[inline]
    pub fn depth(&self, block: Block) -> u32 {
        self.innermost(block).map_or(0, |this| self.loops[this].depth)
    }

    /// The loop that `block` is the header of.
    pub fn headed_by(&self, block: Block) -> Option<Loop> {
        self.innermost(block).filter(|&this| self.loops[this].header == block)
    }

    /// Whether `block` belongs to `this`, directly or to a loop inside it.
    pub fn contains(&self, this: Loop, block: Block) -> bool {
        let mut at = self.innermost(block);
        while let Some(inner) = at {
            if inner <= this {
                return inner == this;
            }
            at = self.parent(inner);
        }
        false
    }

    /// Edges that go backward without going to a dominator, each with the block it leaves. Lift makes none, and lowering does not accept any.
    pub fn irreducible_edges(&self) -> &[(Block, Edge)] {
        &self.irreducible
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::cfg;
    use crate::ir::testing::{Random, random_graph};
    use crate::ir::{Function, Op, Opcode};

    /// Blocks that can be reached from `from`, `forward` or backward, without passing through
    /// `removed`.
    fn reached(cfg: &Cfg, from: Block, removed: Option<Block>, forward: bool) -> Vec<Block> {
        let mut seen = Vec::new();
        let mut work = vec![from];
        while let Some(block) = work.pop() {
            if Some(block) != removed && !seen.contains(&block) {
                seen.push(block);
                let next = if forward { cfg.succs(block) } else { cfg.preds(block) };
                work.extend(next.iter().map(|&(block, _)| block));
            }
        }
        seen
    }

    /// Headers with the members of their loops, from the definition.
    fn naive(func: &Function, cfg: &Cfg) -> Vec<(Block, Vec<Block>)> {
        let mut all = Vec::new();
        for &header in &cfg.rpo {
            let without = reached(cfg, func.entry(), Some(header), true);
            let latches = cfg.preds(header).iter().map(|&(pred, _)| pred);
            let latches: Vec<Block> = latches.filter(|pred| !without.contains(pred)).collect();
            let mut members = vec![header];
            for &latch in &latches {
                members.extend(reached(cfg, latch, Some(header), false));
            }
            members.sort();
            members.dedup();
            if !latches.is_empty() {
                all.push((header, members));
            }
        }
        all
    }

    fn check(func: &Function) -> Loops {
        let cfg = Cfg::of(func);
        let dominators = Dominators::of(func, &cfg);
        let loops = Loops::of(&cfg, &dominators);
        let expected = naive(func, &cfg);
        let found: Vec<(Block, Vec<Block>)> = loops
            .iter()
            .map(|this| {
                let mut members = cfg.rpo.clone();
                members.retain(|&block| loops.contains(this, block));
                members.sort();
                (loops.header(this), members)
            })
            .collect();
        assert_eq!(found, expected);
        for &block in &cfg.rpo {
            let around = expected.iter().filter(|(_, members)| members.contains(&block));
            assert_eq!(loops.depth(block) as usize, around.clone().count());
            let smallest = around.min_by_key(|(_, members)| members.len());
            let innermost = loops.innermost(block).map(|this| loops.header(this));
            assert_eq!(innermost, smallest.map(|&(header, _)| header));
        }
        loops
    }

    #[test]
    fn agrees_with_the_definition() {
        let mut random = Random(1);
        let (mut nested, mut irreducible) = (0, 0);
        for _ in 0..400 {
            let blocks = 2 + random.below(12);
            let mut func = random_graph(&mut random, blocks);
            cfg::reorder(&mut func);
            let loops = check(&func);
            nested += loops.iter().filter(|&this| loops.parent(this).is_some()).count();
            irreducible += loops.irreducible_edges().len();
        }
        assert!(nested > 50 && irreducible > 50, "{nested} {irreducible}");
    }

    #[test]
    fn a_block_that_loops_to_itself() {
        let mut func = Function::default();
        let [entry, body] = [func.make_block(), func.make_block()];
        func.order.extend([entry, body]);
        func.terminate_br(entry, body, &[]);
        func.terminate(body, Op::new(Opcode::Br), &[], &[body]);
        let loops = check(&func);
        assert_eq!(loops.headed_by(body), loops.innermost(body));
        assert_eq!((loops.depth(entry), loops.depth(body)), (0, 1));
    }
}
