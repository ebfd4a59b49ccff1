//! What is taken from a path to a cut point, and from there to others.
//!
//! Takes: facts of a path that arrives. Gives: those worth carrying, as [`Fact`]s over whatever
//! terms the cut point has; whether one holds on another path that arrives; one as an assumption
//! on paths that leave. Cost: linear in what is known.

use super::super::term::{Node, Terms};
use super::{Facts, Scope, Undo};

/// A fact that can be carried to a cut point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact {
    /// A term has a constant value; without one, both sides have passed it as a trap condition.
    Known(Node, Node),
    /// `memory`, base, extent: base + extent is within the memory.
    Bound(u32, Node, u64),
}

impl Fact {
    /// The term that it is about.
    pub fn subject(self) -> Node {
        match self {
            Fact::Known(subject, _) | Fact::Bound(_, subject, _) => subject,
        }
    }

    /// The same about another term.
    pub fn about(self, subject: Node) -> Fact {
        match self {
            Fact::Known(_, value) => Fact::Known(subject, value),
            Fact::Bound(memory, _, extent) => Fact::Bound(memory, subject, extent),
        }
    }
}

impl Facts {
    /// Whether a fact holds on this path.
    pub fn holds(&self, terms: &mut Terms, fact: Fact) -> bool {
        match fact {
            Fact::Bound(memory, base, extent) => {
                self.in_bounds(terms, Scope::Both, memory, base, extent)
            }
            Fact::Known(condition, Node::NONE) => {
                self.is_passed(Scope::Both, condition)
                    || self.decide(terms, condition) == Some(false)
            }
            Fact::Known(condition, value) => {
                let value = terms.value(value).map(|value| value != 0);
                value.is_some() && self.decide(terms, condition) == value
            }
        }
    }

    /// Takes a fact to hold.
    pub fn add(&mut self, terms: &mut Terms, fact: Fact) {
        match fact {
            Fact::Bound(memory, base, extent) => {
                self.set_bound(terms, Scope::Both, memory, base, extent);
            }
            Fact::Known(condition, Node::NONE) => {
                self.pass(Scope::Both, condition);
                self.assume(terms, condition, false);
            }
            Fact::Known(condition, value) => {
                let holds = terms.value(value) != Some(0);
                self.assume(terms, condition, holds);
            }
        }
    }

    /// Whether two truth values, each perhaps negated, were said to be equal.
    pub fn is_equal(&self, a: (Node, bool), b: (Node, bool)) -> bool {
        let class = self.truth_class(a);
        class.is_some() && class == self.truth_class(b)
    }

    /// The same for all truth values, each perhaps negated, that were said to be equal.
    pub fn truth_class(&self, (truth, negated): (Node, bool)) -> Option<(Node, bool)> {
        // Of two that are said to be each other any that is equal to one of them reaches both.
        let &(other, opposite) = self.same.get(&truth)?;
        let other = (other, negated != opposite);
        let &(next, opposite) = self.same.get(&other.0)?;
        Some(other.min((next, other.1 != opposite)))
    }

    /// Takes two truth values to be equal: what is assumed of one goes for the other.
    pub fn equal(&mut self, terms: &mut Terms, a: Node, b: Node) {
        let ((x, x_negated), (y, y_negated)) = (terms.truth(a), terms.truth(b));
        let negated = x_negated != y_negated;
        for (from, to) in [(x, y), (y, x)] {
            if let Some(holds) = self.decide(terms, from) {
                return self.assume(terms, to, holds != negated);
            }
        }
        for (from, to) in [(x, y), (y, x)] {
            // Of several that are equal to one, that one stays: it is reached from each.
            if self.same.contains_key(&from) {
                continue;
            }
            self.same.insert(from, (to, negated));
            self.trail.push(Undo::Same(from));
        }
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
