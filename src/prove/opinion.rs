//! When Z3 is asked, and what its answer is good for.
//!
//! Takes: a path on which normal forms and case distinctions have failed. Gives: whether it goes
//! on. Invariant: Z3 is asked only if a question says so, and only in an attempt of its own, after
//! all others have failed; what it confirms follows from what is known on the path: two terms
//! that must be equal are, a condition that only one side evaluates does not hold, or the path
//! cannot be taken. Cost: a bounded number of questions for each pair of functions.

use super::product::{Path, Product, Stop, Workspace};
use super::solver::{self, Known};
use super::term::{Node, Width};

/// Questions about one pair of functions, at most.
pub const QUESTIONS: u32 = 48;

impl Product<'_, '_> {
    /// Whether Z3 confirms that two terms are equal, or of no terms that the path cannot be taken.
    pub(super) fn confirmed(&mut self, sides: Option<(Node, Node)>) -> bool {
        if self.questions == 0 {
            return false;
        }
        self.questions -= 1;
        let Workspace { terms, facts, .. } = &mut *self.work;
        let (values, passed) = facts.settled();
        solver::agree(terms, &Known { values, passed }, sides)
    }

    /// Both sides' trap conditions differ: whether Z3 finds that what one side evaluated cannot
    /// hold, so that it can be left out.
    pub(super) fn without_impossible(
        &mut self,
        path: &Path,
        (a, b): (Node, Node),
    ) -> Result<bool, Stop> {
        let reason = match self.fail(path, "traps", a, b) {
            Err(Stop::Reason(reason)) => reason,
            other => return other,
        };
        let mut found = false;
        for condition in [a, b] {
            let terms = &mut self.work.terms;
            if condition == Node::NONE || !terms.is_bool(condition) {
                continue;
            }
            let never = terms.constant(Width::W32, 0);
            if terms.value(condition).is_none() && self.confirmed(Some((condition, never))) {
                self.work.facts.assume(&mut self.work.terms, condition, false);
                found = true;
            }
        }
        match found {
            true => Ok(true),
            false if self.confirmed(None) => Ok(false),
            false => Err(Stop::Reason(reason)),
        }
    }
}
