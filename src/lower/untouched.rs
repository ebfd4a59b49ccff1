//! Which slots nothing has been written to since the function's start, for 64 classes at a time.
//!
//! Takes: classes with their intervals. Gives: per block, the classes that are wanted somewhere
//! in it or on some way that leads there from the entry. What is not among them still holds
//! what it held when the function started. Cost: O(blocks + edges) per group and round; rounds
//! are as many as loops nest, and two more. From: forward data flow with bit vectors.

use super::coalesce::Classes;
use super::flow::Flow;
use super::live::Live;

/// Classes in a group: the bits of a word.
pub(super) const GROUP: usize = 64;

#[derive(Default, Debug)]
pub(super) struct Untouched {
    /// Per block, the classes whose intervals begin to cover or no longer cover it.
    changes: Vec<(u64, u64)>,
    /// Per block, the classes that are not untouched at its end.
    touched: Vec<u64>,
    /// Edges that do not lead forward, from and to.
    back: Vec<(u32, u32)>,
}

impl Untouched {
    /// Recomputes everything for a group.
    pub fn compute(&mut self, flow: &Flow, live: &Live, classes: &Classes, group: &[u32]) {
        let blocks = flow.blocks.len();
        self.changes.clear();
        self.changes.resize(blocks + 1, (0, 0));
        for (bit, &class) in group.iter().enumerate() {
            self.cover(live, classes, class, 1 << bit);
        }
        self.touched.clear();
        let mut covered = 0;
        for &(begins, ends) in &self.changes[..blocks] {
            covered = covered & !ends | begins;
            self.touched.push(covered);
        }
        self.back.clear();
        for block in 0..blocks as u32 {
            let mut all = self.touched[block as usize];
            for &pred in flow.pred_blocks(block) {
                all |= self.touched[pred as usize];
                if pred >= block {
                    self.back.push((pred, block));
                }
            }
            self.touched[block as usize] = all;
        }
        while let Some(first) = self.go_back() {
            for block in first..blocks as u32 {
                let preds = flow.pred_blocks(block).iter();
                let old = self.touched[block as usize];
                let new = preds.fold(old, |all, &pred| all | self.touched[pred as usize]);
                self.touched[block as usize] = new;
            }
        }
    }

    /// Follows the edges that do not lead forward; gives the first block they change.
    fn go_back(&mut self) -> Option<u32> {
        let mut first = None;
        for &(from, to) in &self.back {
            let new = self.touched[from as usize] & !self.touched[to as usize];
            if new != 0 {
                self.touched[to as usize] |= new;
                first = Some(first.map_or(to, |first: u32| first.min(to)));
            }
        }
        first
    }

    /// Marks where the blocks that a class is wanted in begin and end.
    fn cover(&mut self, live: &Live, classes: &Classes, class: u32, bit: u64) {
        // The block behind the last one covered so far.
        let mut next = 0;
        for &(start, end) in classes.intervals_of(class) {
            let first = live.block_at(start);
            let last = if end <= live.start_of(first + 1) { first } else { live.block_at(end - 1) };
            if first >= next {
                self.changes[next as usize].1 |= bit;
                self.changes[first as usize].0 |= bit;
            }
            next = last + 1;
        }
        self.changes[next as usize].1 |= bit;
    }

    /// Whether nothing has been written to the slot of class `bit` of the group when control
    /// leaves `block`.
    pub fn is_untouched(&self, block: u32, bit: usize) -> bool {
        self.touched[block as usize] >> bit & 1 == 0
    }
}
