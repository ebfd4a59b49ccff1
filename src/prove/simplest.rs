//! Terms with all that is known on a path put in.
//!
//! Takes: a term, and the facts of the path that is looked at. Gives: an equal one, mostly simpler.
//! Invariant: both are equal wherever the facts hold. Cost: bounded.

use super::product::{Product, Workspace};
use super::term::Node;

/// Times that what is known is put into a term, at most.
const PASSES: u32 = 3;

impl Product<'_, '_> {
    /// A term with all that is known on the path put in.
    pub(super) fn simplest(&mut self, node: Node) -> Node {
        self.simplest_within(node, 2048)
    }

    pub(super) fn simplest_within(&mut self, node: Node, budget: usize) -> Node {
        let Workspace { terms, facts, with, .. } = &mut *self.work;
        if !facts.has_known() {
            return node;
        }
        // What comes of one fact may be what another one speaks of.
        let mut simple = node;
        for _ in 0..PASSES {
            let next = facts.simplify(terms, simple, with, budget).unwrap_or(simple);
            if next == simple {
                break;
            }
            simple = next;
        }
        simple
    }
}
