//! States that both sides have written, made equal before the sides part or meet.
//!
//! Takes: a path on which both sides have come to a pair of blocks, or to conditions that differ.
//! Gives: nothing, or a condition to look at both ways first, so that one state can be shown to be
//! the other. Invariant: it only asks for conclusions and case distinctions; what cannot be shown
//! stays as it is, and the relation of the pair is weakened instead. Cost: that of comparing.

use super::code::BlockId;
use super::product::{Path, Product, Stop};
use super::slots::Pair;

impl Product<'_, '_> {
    /// Before both sides come to a pair with states that were equal so far, and now may be: what
    /// they depend on is looked at both ways.
    pub(super) fn settle_state(
        &mut self,
        path: &Path,
        key: Option<(BlockId, BlockId)>,
    ) -> Result<(), Stop> {
        let lost = |product: &Self, part: usize| {
            let pair =
                key.and_then(|key| product.index.get(&key)).map(|&pair| &product.pairs[pair]);
            pair.is_some_and(|pair| {
                let [a, b] = product.state_slots(pair);
                pair.relation.slots.get(a + part) != pair.relation.slots.get(b + part)
            })
        };
        for part in 0..self.parts() {
            let (a, b) = (path.source.parts[part], path.target.parts[part]);
            if a != b && !lost(self, part) && !self.equal(a, b) {
                match self.fail(path, "state", a, b) {
                    Err(Stop::Reason(_)) => {}
                    other => return other.map(|_| ()),
                }
            }
        }
        Ok(())
    }

    /// Where the parts of the state begin among the slots of a pair, for both sides.
    fn state_slots(&self, pair: &Pair) -> [usize; 2] {
        let count = |side: usize, block: BlockId| {
            let height = self.question.codes[side].blocks[block as usize].height as usize;
            self.lives[side].at(block).count() + height
        };
        let source = count(0, pair.source);
        let after = source + self.parts() + self.globals.len();
        [source, after + count(1, pair.target)]
    }
}
