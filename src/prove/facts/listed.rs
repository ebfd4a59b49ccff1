//! What is known on a path, as lists.
//!
//! Takes: facts. Gives: those of some kind, the newest first: for case distinctions, for cut
//! points, for messages and for Z3. Invariant: each still holds. Cost: linear in what is known.

use super::super::term::{Node, Terms};
use super::{Fact, Facts, Scope, Undo};

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

    /// Facts worth carrying to a cut point, the newest first.
    pub fn carried(&self, terms: &Terms, most: usize) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        for undo in self.trail.iter().rev() {
            if facts.len() >= most {
                break;
            }
            let fact = match *undo {
                Undo::Bound((Scope::Both, memory, base), _) => {
                    let extent = self.bounds.get(&(Scope::Both, memory, base));
                    extent.map(|&extent| Fact::Bound(memory, base, extent))
                }
                Undo::Known(node, _) if terms.is_bool(node) => {
                    self.known.get(&node).map(|&value| Fact::Known(node, value))
                }
                Undo::Passed((Scope::Both, condition)) => Some(Fact::Known(condition, Node::NONE)),
                _ => None,
            };
            if let Some(fact) = fact
                && !facts.contains(&fact)
            {
                facts.push(fact);
            }
        }
        facts
    }
}
