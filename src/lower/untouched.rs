//! Which slots nothing has been written to since the function's start, for 64 classes at a time.
//!
//! Takes: classes with their intervals, and blocks at whose end a slot should be as it was when
//! the function started. Gives: whether it is: the class is wanted nowhere in the block or on
//! any way that leads there from the entry; and the positions on these ways. Cost:
//! O(blocks + edges) per group of classes, once more for each loop that changes something.
//! From: data flow with bit vectors.

use super::coalesce::Classes;
use super::flow::Flow;
use super::live::{Interval, Live};
use crate::ir::words::{GROUP, bits};

#[derive(Default, Debug)]
pub(super) struct Untouched {
    /// Per block, the classes whose intervals begin to cover or no longer cover it.
    changes: Vec<(u64, u64)>,
    /// Per block, the classes that are not untouched at its end.
    touched: Vec<u64>,
    /// Per block, the classes that must be untouched at its end.
    claimed: Vec<u64>,
    /// Edges that do not lead forward, from and to.
    back: Vec<(u32, u32)>,
    /// The ways to the claims of each class, by class and position.
    ways: Vec<(u32, Interval)>,
}

impl Untouched {
    /// Starts a group.
    pub fn start(&mut self, flow: &Flow, live: &Live, classes: &Classes, group: &[u32]) {
        let blocks = flow.blocks.len();
        self.changes.clear();
        self.changes.resize(blocks + 1, (0, 0));
        for (bit, &class) in group.iter().enumerate() {
            self.cover(live, classes, class, 1 << bit);
        }
        self.claimed.clear();
        self.claimed.resize(blocks, 0);
        self.touched.clear();
        self.back.clear();
        let mut covered = 0;
        for block in 0..blocks as u32 {
            let (begins, ends) = self.changes[block as usize];
            covered = covered & !ends | begins;
            self.touched.push(covered);
            for &pred in flow.pred_blocks(block) {
                if pred >= block {
                    self.back.push((pred, block));
                } else {
                    self.touched[block as usize] |= self.touched[pred as usize];
                }
            }
        }
        while let Some(first) = self.go_round() {
            for block in first..blocks as u32 {
                for &pred in flow.pred_blocks(block) {
                    self.touched[block as usize] |= self.touched[pred as usize];
                }
            }
        }
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

    /// Follows the edges that do not lead forward; gives the first block they change.
    fn go_round(&mut self) -> Option<u32> {
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

    /// Claims that nothing has been written to the slot of class `bit` of the group when control
    /// leaves `block`; whether that is so.
    pub fn claim(&mut self, block: u32, bit: usize) -> bool {
        let is_untouched = self.touched[block as usize] >> bit & 1 == 0;
        self.claimed[block as usize] |= u64::from(is_untouched) << bit;
        is_untouched
    }

    /// Finds the ways to all claims.
    pub fn find_ways(&mut self, flow: &Flow, live: &Live) {
        self.ways.clear();
        let mut end = flow.blocks.len() as u32;
        while end > 0 {
            for block in (0..end).rev() {
                let classes = self.claimed[block as usize];
                if classes != 0 {
                    let preds = flow.pred_blocks(block).iter();
                    preds.for_each(|&pred| self.claimed[pred as usize] |= classes);
                }
            }
            // What came to a block after its turn goes on from there.
            let missing = |&(from, to): &(u32, u32)| {
                let preds = flow.pred_blocks(from).iter();
                let classes = self.claimed[from as usize];
                self.claimed[to as usize] & !classes != 0
                    || preds.into_iter().any(|&pred| classes & !self.claimed[pred as usize] != 0)
            };
            end = self
                .back
                .iter()
                .filter(|edge| missing(edge))
                .map(|edge| edge.0 + 1)
                .max()
                .unwrap_or(0);
        }
        let mut begin = [0; GROUP];
        let mut open = 0u64;
        for block in 0..=flow.blocks.len() as u32 {
            let classes = self.claimed.get(block as usize).copied().unwrap_or(0);
            for bit in bits(open ^ classes) {
                if classes >> bit & 1 == 1 {
                    begin[bit] = live.start_of(block);
                } else {
                    self.ways.push((bit as u32, (begin[bit], live.start_of(block))));
                }
            }
            open = classes;
        }
        self.ways.sort_unstable();
    }

    /// The positions on the ways to the claims of class `bit`.
    pub fn ways(&self, bit: usize) -> impl Iterator<Item = Interval> {
        let first = self.ways.partition_point(|way| way.0 < bit as u32);
        let ways = self.ways[first..].iter().take_while(move |way| way.0 == bit as u32);
        ways.map(|way| way.1)
    }
}
