//! Immediate dominators and dominance tests.
//!
//! Takes: a [`Cfg`]. Gives: [`Dominators`]. Invariant: the entry has no immediate dominator,
//! every other reachable block has one with a smaller reverse-postorder number. Cost:
//! O(edges) on reducible graphs, two sweeps; `dominates` is O(1) by preorder intervals.
//!
//! From: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).

use super::cfg::Cfg;
use super::{Block, Function};
use cranelift_entity::{SecondaryMap, packed_option::PackedOption};

/// The dominator tree. Reusable: [`Dominators::compute`] keeps the storage.
#[derive(Default, Debug)]
pub struct Dominators {
    idom: SecondaryMap<Block, PackedOption<Block>>,
    /// Preorder interval of each block's subtree.
    interval: SecondaryMap<Block, (u32, u32)>,
    size: Vec<u32>,
}

impl Dominators {
    /// Recomputes the tree for `func`.
    pub fn compute(&mut self, func: &Function, cfg: &Cfg) {
        self.idom.clear();
        self.idom.resize(func.blocks.len());
        let mut changed = !cfg.rpo.is_empty();
        while changed {
            changed = false;
            for &block in cfg.rpo.iter().skip(1) {
                let mut new: Option<Block> = None;
                for &(pred, _) in cfg.preds(block) {
                    // The entry is processed; others are once they have an idom.
                    if pred != cfg.rpo[0] && self.idom[pred].is_none() {
                        continue;
                    }
                    new = Some(new.map_or(pred, |other| self.intersect(cfg, pred, other)));
                }
                if self.idom[block].expand() != new {
                    self.idom[block] = new.into();
                    changed = true;
                }
            }
        }
        self.number(func, cfg);
    }

    fn intersect(&self, cfg: &Cfg, mut a: Block, mut b: Block) -> Block {
        while a != b {
            while cfg.rpo_number[a] > cfg.rpo_number[b] {
                a = self.idom[a].expand().unwrap_or(b);
            }
            while cfg.rpo_number[b] > cfg.rpo_number[a] {
                b = self.idom[b].expand().unwrap_or(a);
            }
        }
        a
    }

    /// Preorder numbers without walking the tree: subtree sizes bottom-up, then each block
    /// takes the next free interval of its dominator top-down.
    fn number(&mut self, func: &Function, cfg: &Cfg) {
        self.size.clear();
        self.size.resize(cfg.rpo.len(), 1);
        for (at, &block) in cfg.rpo.iter().enumerate().skip(1).rev() {
            if let Some(idom) = self.idom[block].expand() {
                let size = self.size[at];
                self.size[cfg.rpo_number[idom] as usize] += size;
            }
        }
        self.interval.clear();
        self.interval.resize(func.blocks.len());
        // `size` is reused as the next free number inside each block's interval.
        for (at, &block) in cfg.rpo.iter().enumerate() {
            let size = self.size[at];
            let start = match self.idom[block].expand() {
                Some(idom) => {
                    let free = &mut self.size[cfg.rpo_number[idom] as usize];
                    *free += size;
                    *free - size
                }
                None => 0,
            };
            self.interval[block] = (start, start + size);
            self.size[at] = start + 1;
        }
    }

    /// Immediate dominator; `None` for the entry and unreachable blocks.
    #[inline]
    pub fn idom(&self, block: Block) -> Option<Block> {
        self.idom[block].expand()
    }

    /// Whether every path to `b` passes through `a`; blocks dominate themselves. False for
    /// unreachable blocks.
    #[inline]
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        let (start, end) = self.interval[a];
        let (at, b_end) = self.interval[b];
        start <= at && at < end && at < b_end
    }

    /// The deepest block that dominates both.
    pub fn common(&self, cfg: &Cfg, a: Block, b: Block) -> Block {
        self.intersect(cfg, a, b)
    }
}
