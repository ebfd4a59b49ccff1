//! Immediate dominators and dominance tests.
//!
//! Takes: a [`Cfg`], or any numbered graph. Gives: [`Dominators`], [`Tree`]. Invariant: the
//! entry has no immediate dominator, every other node has one with a smaller number. Cost:
//! O(edges) on reducible graphs, one sweep; `dominates` is O(1) by preorder intervals.
//!
//! From: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).

use super::cfg::Cfg;
use super::{Block, Function};

/// Marks the root, and what no path reaches.
const NONE: u32 = u32::MAX;

/// A dominator tree over numbered nodes, 0 being the root. Nodes must be numbered so that
/// every edge that is not a back edge goes from a smaller to a larger number.
#[derive(Default, Debug)]
pub struct Tree {
    idom: Vec<u32>,
    /// Preorder interval of each node's subtree.
    interval: Vec<(u32, u32)>,
    size: Vec<u32>,
    /// Edges that the first sweep could not look at yet.
    back: Vec<(u32, u32)>,
}

impl Tree {
    /// Recomputes the tree of `nodes` nodes; `preds(n)` yields the predecessors of `n`.
    pub fn compute<I: Iterator<Item = u32>>(&mut self, nodes: usize, preds: impl Fn(u32) -> I) {
        self.compute_idoms(nodes, preds);
        self.number();
    }

    /// [`Tree::compute`] without what `dominates` needs.
    pub fn compute_idoms<I: Iterator<Item = u32>>(
        &mut self,
        nodes: usize,
        preds: impl Fn(u32) -> I,
    ) {
        self.idom.clear();
        self.idom.resize(nodes, NONE);
        self.back.clear();
        self.sweep(nodes, &preds);
        // Where every other edge leads back to a dominator, it has no say.
        let is_settled = self.back.iter().all(|&(from, to)| {
            let idom = self.idom[to as usize];
            self.idom[from as usize] == NONE || idom != NONE && self.common(from, idom) == idom
        });
        while !is_settled && self.sweep(nodes, &preds) {}
    }

    /// Looks at every node once; whether any got another immediate dominator.
    fn sweep<I: Iterator<Item = u32>>(&mut self, nodes: usize, preds: &impl Fn(u32) -> I) -> bool {
        let mut changed = false;
        for node in 1..nodes as u32 {
            let mut new = NONE;
            for pred in preds(node) {
                // The root is known; others are once they have an idom.
                if pred == 0 || self.idom[pred as usize] != NONE {
                    new = if new == NONE { pred } else { self.common(pred, new) };
                } else {
                    self.back.push((pred, node));
                }
            }
            if self.idom[node as usize] != new {
                self.idom[node as usize] = new;
                changed = true;
            }
        }
        changed
    }

    /// The deepest node that dominates both.
    pub fn common(&self, mut a: u32, mut b: u32) -> u32 {
        while a != b {
            while a > b {
                a = self.idom[a as usize];
            }
            while b > a {
                b = self.idom[b as usize];
            }
        }
        a
    }

    /// Preorder numbers without walking the tree: subtree sizes bottom-up, then each node
    /// takes the next free interval of its dominator top-down.
    fn number(&mut self) {
        let nodes = self.idom.len();
        self.size.clear();
        self.size.resize(nodes, 1);
        for node in (1..nodes).rev() {
            let idom = self.idom[node];
            if idom != NONE {
                self.size[idom as usize] += self.size[node];
            }
        }
        self.interval.clear();
        self.interval.resize(nodes, (0, 0));
        // `size` is reused as the next free number inside each node's interval.
        for node in 0..nodes {
            let size = self.size[node];
            let start = match self.idom[node] {
                NONE if node > 0 => continue,
                NONE => 0,
                idom => {
                    let free = &mut self.size[idom as usize];
                    *free += size;
                    *free - size
                }
            };
            self.interval[node] = (start, start + size);
            self.size[node] = start + 1;
        }
    }

    /// Immediate dominator; `None` for the root and for nodes that no path reaches.
    #[inline]
    pub fn idom(&self, node: u32) -> Option<u32> {
        Some(self.idom[node as usize]).filter(|&idom| idom != NONE)
    }

    /// Whether every path from the root to `b` passes through `a`. Nodes dominate themselves.
    #[inline]
    pub fn dominates(&self, a: u32, b: u32) -> bool {
        let (start, end) = self.interval[a as usize];
        let (at, b_end) = self.interval[b as usize];
        start <= at && at < end && at < b_end
    }
}

/// The dominator tree of a function's blocks. Reusable: `compute` keeps the storage.
#[derive(Default, Debug)]
pub struct Dominators {
    tree: Tree,
    numbers: cranelift_entity::SecondaryMap<Block, u32>,
    blocks: Vec<Block>,
}

impl Dominators {
    /// The tree of `func`.
    pub fn of(func: &Function, cfg: &Cfg) -> Dominators {
        let mut dominators = Dominators::default();
        dominators.compute(func, cfg);
        dominators
    }

    /// Recomputes the tree for `func`.
    pub fn compute(&mut self, func: &Function, cfg: &Cfg) {
        self.numbers.clear();
        self.numbers.resize(func.blocks.len());
        for (number, &block) in cfg.rpo.iter().enumerate() {
            self.numbers[block] = number as u32;
        }
        self.blocks.clear();
        self.blocks.extend_from_slice(&cfg.rpo);
        let preds = |node: u32| {
            cfg.preds(cfg.rpo[node as usize]).iter().map(|&(pred, _)| cfg.rpo_number[pred])
        };
        self.tree.compute(cfg.rpo.len(), preds);
    }

    /// Immediate dominator; `None` for the entry.
    #[inline]
    pub fn idom(&self, block: Block) -> Option<Block> {
        self.tree.idom(self.numbers[block]).map(|number| self.blocks[number as usize])
    }

    /// Whether every path to `b` passes through `a`; blocks dominate themselves.
    #[inline]
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        self.tree.dominates(self.numbers[a], self.numbers[b])
    }

    /// The deepest block that dominates both.
    pub fn common(&self, a: Block, b: Block) -> Block {
        self.blocks[self.tree.common(self.numbers[a], self.numbers[b]) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a` dominates `b` if `b` cannot be reached once `a` is removed.
    fn by_removal(edges: &[(u32, u32)], nodes: u32, a: u32, b: u32) -> bool {
        let mut reached = vec![false; nodes as usize];
        let mut work = vec![0];
        while let Some(node) = work.pop() {
            if node != a && !std::mem::replace(&mut reached[node as usize], true) {
                work.extend(edges.iter().filter(|e| e.0 == node).map(|e| e.1));
            }
        }
        !reached[b as usize]
    }

    #[test]
    fn agrees_with_removal() {
        // A diamond inside a loop, with an early exit and a second loop behind it.
        let edges =
            [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 1), (3, 5), (4, 5), (5, 6), (6, 5)];
        let mut tree = Tree::default();
        tree.compute(7, |n| edges.iter().filter(move |e| e.1 == n).map(|e| e.0));
        for a in 0..7 {
            for b in 0..7 {
                assert_eq!(tree.dominates(a, b), by_removal(&edges, 7, a, b), "{a} {b}");
            }
        }
    }
}
