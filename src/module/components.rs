//! What each node of a graph reaches, taken together.
//!
//! Takes: what each node does itself, and where it leads. Gives: what each node and all it
//! leads to may do. Nodes that lead to one another do the same, and may go on for ever.
//! Invariant: the order of targets does not matter. Cost: O(nodes + edges).
//! From: Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972), without recursion.

use crate::ir::effects::{Effects, Stops};

const UNSEEN: u32 = u32::MAX;
/// The node's component is complete.
const DONE: u32 = u32::MAX - 1;

/// A node whose targets are being looked at.
struct Frame {
    node: usize,
    targets: Vec<u32>,
    next: usize,
    /// The smallest number reached so far.
    low: u32,
    is_cyclic: bool,
}

struct Walk<F> {
    targets: F,
    /// When a node was first seen, while it is on the stack.
    number: Vec<u32>,
    seen: u32,
    frames: Vec<Frame>,
    stack: Vec<usize>,
    all: Vec<Effects>,
}

/// The union of `own` over everything that each node leads to, itself included.
pub(super) fn union(own: &[Effects], targets: impl Fn(usize) -> Vec<u32>) -> Vec<Effects> {
    let mut walk = Walk {
        targets,
        number: vec![UNSEEN; own.len()],
        seen: 0,
        frames: Vec::new(),
        stack: Vec::new(),
        all: own.to_vec(),
    };
    for node in 0..own.len() {
        if walk.number[node] == UNSEEN {
            walk.from(node);
        }
    }
    walk.all
}

impl<F: Fn(usize) -> Vec<u32>> Walk<F> {
    fn from(&mut self, root: usize) {
        self.enter(root);
        while let Some(frame) = self.frames.last_mut() {
            let node = frame.node;
            let Some(&target) = frame.targets.get(frame.next) else {
                self.leave();
                continue;
            };
            frame.next += 1;
            let target = target as usize;
            match self.number.get(target).copied() {
                None => self.all[node] = Effects::ALL,
                Some(UNSEEN) => self.enter(target),
                Some(DONE) => self.all[node] = self.all[node].with(self.all[target]),
                Some(number) => {
                    frame.low = frame.low.min(number);
                    frame.is_cyclic = true;
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.number[node] = self.seen;
        self.stack.push(node);
        let targets = (self.targets)(node);
        self.frames.push(Frame { node, targets, next: 0, low: self.seen, is_cyclic: false });
        self.seen += 1;
    }

    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let node = frame.node;
        if frame.is_cyclic {
            let recursion = Effects { stops: Stops::DIVERGES, ..Effects::NONE };
            self.all[node] = self.all[node].with(recursion);
        }
        let effects = self.all[node];
        if frame.low == self.number[node] {
            // The first of its component, which is what stands above it.
            while let Some(member) = self.stack.pop() {
                self.number[member] = DONE;
                self.all[member] = effects;
                if member == node {
                    break;
                }
            }
        }
        if let Some(parent) = self.frames.last_mut() {
            parent.low = parent.low.min(frame.low);
            parent.is_cyclic |= self.number[node] != DONE;
            self.all[parent.node] = self.all[parent.node].with(effects);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::effects::State;

    /// The same by following every path.
    fn naive(own: &[Effects], edges: &[Vec<u32>]) -> Vec<Effects> {
        let reached = |from: usize| {
            let mut seen = vec![false; own.len()];
            let mut work: Vec<u32> = edges[from].clone();
            while let Some(node) = work.pop() {
                if !std::mem::replace(&mut seen[node as usize], true) {
                    work.extend(&edges[node as usize]);
                }
            }
            seen
        };
        let recursion = Effects { stops: Stops::DIVERGES, ..Effects::NONE };
        let cycles: Vec<bool> = (0..own.len()).map(|node| reached(node)[node]).collect();
        let of = |node: usize| {
            if cycles[node] { own[node].with(recursion) } else { own[node] }
        };
        let all = |node: usize| {
            let reached = reached(node);
            (0..own.len()).filter(|&at| reached[at]).fold(of(node), |all, at| all.with(of(at)))
        };
        (0..own.len()).map(all).collect()
    }

    #[test]
    fn agrees_with_following_every_path() {
        let mut state = 12345u64;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % bound
        };
        let parts = [State::HEAP, State::TABLES, State::SIZES, State::SEGMENTS, State::NONE];
        for round in 0..300 {
            let count = 1 + round % 12;
            let own: Vec<Effects> = (0..count)
                .map(|_| Effects {
                    reads: parts[below(5) as usize],
                    writes: parts[below(5) as usize],
                    ..Effects::NONE
                })
                .collect();
            let edges: Vec<Vec<u32>> = (0..count)
                .map(|_| (0..below(4)).map(|_| below(count as u64) as u32).collect())
                .collect();
            assert_eq!(union(&own, |node| edges[node].clone()), naive(&own, &edges), "{edges:?}");
        }
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let count = 200_000u32;
        let mut own = vec![Effects::NONE; count as usize];
        own[count as usize - 1] = Effects::ALL;
        let next =
            |node: usize| if node + 1 < count as usize { vec![node as u32 + 1] } else { vec![] };
        assert_eq!(union(&own, next)[0], Effects::ALL);
    }
}
