//! What the output may not do more often than the input.
//!
//! Takes: both sides of a path at its end. Gives: nothing, or why the path fails. Two things count:
//! operators whose NaN bits may differ each time they are done, so that one result used twice is
//! not the same as two; and calls that are no events, since more of them could make recursion
//! without end. Invariant: between cut points the output does each of them, with equal operands,
//! at most as often as the input; but for a rounding that is done once where the input does it
//! never: it may be if nobody comes to see the result.
//!
//! Cost: linear in what is counted; a search of what was seen for each excess.

use super::hash::Map;
use super::product::{Path, Product, Stop};
use super::term::Node;

/// Terms that are searched for a result, at most.
const SEARCH: usize = 1 << 13;

impl Product<'_, '_> {
    /// At the end of a path; `last` is what is seen there, apart from the state.
    pub(super) fn check_repeated(&mut self, path: &Path, last: &[Node]) -> Result<(), Stop> {
        if !path.target.calls.is_empty() {
            let [mine, other] = [&path.source.calls, &path.target.calls];
            if let Some(odd) = self.excess(mine, other).first() {
                return self.fail(path, "calls", Node::NONE, odd.0).map(|_| ());
            }
        }
        if path.target.rounded.is_empty() {
            return Ok(());
        }
        let [mine, other] = [&path.source.rounded, &path.target.rounded];
        let odd = self.excess(mine, other);
        if odd.is_empty() {
            return Ok(());
        }
        let mut seen: Vec<Node> = path.target.shown.clone();
        seen.extend(&path.target.parts);
        seen.extend(last);
        for node in &mut seen {
            *node = self.simplest(*node);
        }
        for (node, allowed, count) in odd {
            if allowed > 0 || count > 1 || self.mentions(&seen, node) {
                return self.fail(path, "roundings", Node::NONE, node).map(|_| ());
            }
        }
        Ok(())
    }

    /// What the second list has more often than the first, with both numbers.
    fn excess(&mut self, first: &[Node], second: &[Node]) -> Vec<(Node, usize, usize)> {
        let count = |list: &[Node]| {
            let mut counts: Map<Node, usize> = Map::default();
            for &node in list {
                *counts.entry(node).or_default() += 1;
            }
            counts
        };
        let compare = |first: &[Node], second: &[Node]| {
            let (allowed, done) = (count(first), count(second));
            let of = |node: &Node| allowed.get(node).copied().unwrap_or_default();
            let more = done.iter().map(|(&node, &count)| (node, of(&node), count));
            let mut more: Vec<_> = more.filter(|&(_, allowed, count)| count > allowed).collect();
            more.sort_unstable();
            more
        };
        if compare(first, second).is_empty() {
            return Vec::new();
        }
        let mut simple =
            |list: &[Node]| -> Vec<Node> { list.iter().map(|&node| self.simplest(node)).collect() };
        let (first, second) = (simple(first), simple(second));
        compare(&first, &second)
    }

    /// Whether some of the terms has this one as a part, as far as can be told.
    fn mentions(&self, terms: &[Node], part: Node) -> bool {
        let mut visited: Map<Node, ()> = Map::default();
        let mut stack = terms.to_vec();
        while let Some(node) = stack.pop() {
            if node == part || visited.len() > SEARCH {
                return true;
            }
            // Parts are older.
            if node > part && visited.insert(node, ()).is_none() {
                stack.extend(self.work.terms.get(node).kids);
            }
        }
        false
    }
}
