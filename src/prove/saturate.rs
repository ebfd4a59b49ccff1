//! Conclusions from what is known on a path, put into each other.
//!
//! Takes: facts that were noted one after the other, each in the terms of its time. Gives: the
//! same facts with all the others put in, so that two that speak of one thing in different words
//! meet: they may contradict each other, or be just what was missing. Invariant: what is concluded
//! follows from what was known. Cost: linear in the facts, each with a budget; only done when a
//! path would fail otherwise.

use super::facts::{Facts, Scope};
use super::normal::Replacement;
use super::term::{Node, Op, Terms};

/// Facts that are looked at, the newest.
const MOST: usize = 96;
/// Terms looked at for one round.
const BUDGET: usize = 512;

impl Facts {
    /// Draws conclusions. Gives whether there are new ones.
    pub fn saturate(&mut self, terms: &mut Terms, with: &mut Replacement) -> bool {
        let before = self.mark();
        let mut news: Vec<(Node, bool)> = Vec::new();
        for condition in self.conditions(MOST) {
            if !terms.is_bool(condition) {
                continue;
            }
            let Some(holds) = self.value_of(terms, condition) else { continue };
            if let Some(now) = self.put_in(terms, condition, with)
                && now != condition
            {
                news.push((now, holds));
            }
        }
        let mut bounds = Vec::new();
        for (memory, base, extent) in self.bounded(MOST) {
            let now = self.simplify(terms, base, with, BUDGET);
            if let Some(now) = now.filter(|&now| now != base) {
                bounds.push((memory, now, extent));
            }
        }
        for (condition, holds) in news {
            self.assume(terms, condition, holds);
        }
        for (memory, base, extent) in bounds {
            self.set_bound(terms, Scope::Both, memory, base, extent);
        }
        self.mark() != before
    }

    /// A condition with what is known put in, but for what it says itself.
    fn put_in(&self, terms: &mut Terms, condition: Node, with: &mut Replacement) -> Option<Node> {
        let term = terms.get(condition);
        let mut kids = term.kids;
        for kid in &mut kids {
            if *kid == Node::NONE || terms.value(*kid).is_some() {
                continue;
            }
            // Its value may be known from this very condition.
            let inner = terms.get(*kid);
            let known = matches!(term.op, Op::Eq(_)) && self.replaces(*kid);
            *kid = match known {
                true => {
                    let mut parts = inner.kids;
                    for part in &mut parts {
                        if *part != Node::NONE {
                            *part = self.simplify(terms, *part, with, BUDGET)?;
                        }
                    }
                    match parts == inner.kids {
                        true => *kid,
                        false => terms.rebuild(inner.op, inner.imm, parts),
                    }
                }
                false => self.simplify(terms, *kid, with, BUDGET)?,
            };
        }
        match kids == term.kids {
            true => Some(condition),
            false => Some(terms.rebuild(term.op, term.imm, kids)),
        }
    }
}
