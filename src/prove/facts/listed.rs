//! What is known on a path, as lists.
//!
//! Takes: facts. Gives: those of some kind, the newest first: for case distinctions, for
//! messages and for Z3. Invariant: each still holds. Cost: linear in what is known.

use super::super::term::Node;
use super::{Facts, Scope, Undo};

impl Facts {
    /// Conditions that were assumed, so many at most, the newest first.
    pub fn conditions(&self, most: usize) -> Vec<Node> {
        let known = self.trail.iter().rev().filter_map(|undo| match *undo {
            Undo::Known(node, _) => Some(node),
            _ => None,
        });
        known.take(most).collect()
    }

    /// Memory, base and extent of accesses that both have passed, the newest first.
    pub fn bounded(&self, most: usize) -> Vec<(u32, Node, u64)> {
        let bounds = self.trail.iter().rev().filter_map(|undo| match *undo {
            Undo::Bound((Scope::Both, memory, base), _) => {
                self.bounds.get(&(Scope::Both, memory, base)).map(|&extent| (memory, base, extent))
            }
            _ => None,
        });
        bounds.take(most).collect()
    }

    /// What is known to be constant, and conditions that both sides passed, the newest first.
    pub fn settled(&self) -> (Vec<(Node, Node)>, Vec<Node>) {
        let (mut values, mut passed) = (Vec::new(), Vec::new());
        for undo in self.trail.iter().rev() {
            match *undo {
                Undo::Known(node, _) => {
                    values.extend(self.known.get(&node).map(|&value| (node, value)));
                }
                Undo::Passed((Scope::Both, condition)) => passed.push(condition),
                _ => {}
            }
        }
        (values, passed)
    }
}
