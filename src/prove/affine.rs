//! Values that differ by something simpler.
//!
//! Takes: sums, and what expresses some of their atoms. Gives: what cannot be expressed, apart
//! from what can: two sums with the same rest differ by what can be expressed. So an address and
//! another one further on, or a counter and a pointer that moves with it, are one unknown and not
//! two. Invariant: `value = rest + part`, `part` with each atom replaced by what expresses it.
//! Cost: linear in the sum's atoms. Origin: affine relations (Karr 1976), those of two values.

use smallvec::SmallVec;

use super::hash::Map;
use super::term::{Node, Op, Terms, Width};

/// Atoms with coefficients that are not expressed.
pub type Rest = SmallVec<[(Node, u64); 4]>;

/// A value as a sum of two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Split {
    /// What cannot be expressed.
    pub rest: Rest,
    /// What can, expressed.
    pub part: Node,
}

/// The width of a sum or multiple.
pub fn width(terms: &Terms, value: Node) -> Option<Width> {
    match terms.op(value) {
        Op::Add(width) | Op::Mul(width) => Some(width),
        _ => None,
    }
}

/// Takes a value apart by what expresses its atoms.
pub fn split(
    terms: &mut Terms,
    width: Width,
    value: Node,
    mut express: impl FnMut(&mut Terms, Node) -> Option<Node>,
) -> Split {
    let sum = terms.sum_of(width, value);
    let mut rest = Rest::new();
    let mut part = terms.constant(width, sum.constant);
    for (atom, factor) in sum.terms {
        match express(terms, atom) {
            Some(own) => {
                let scaled = terms.scale(width, own, factor);
                part = terms.add(width, part, scaled);
            }
            None => rest.push((atom, factor & width.mask())),
        }
    }
    Split { rest, part }
}

/// Unknowns by their rests.
#[derive(Default)]
pub struct Rests {
    known: Map<(bool, Rest), (Node, Node)>,
}

impl Rests {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.known.clear();
    }

    /// What expresses a value whose rest is that of an earlier one.
    pub fn find(&self, terms: &mut Terms, width: Width, value: &Split) -> Option<Node> {
        if value.rest.is_empty() {
            return None;
        }
        let key = (width == Width::W64, value.rest.clone());
        let &(leaf, part) = self.known.get(&key)?;
        let difference = terms.sub(width, value.part, part);
        Some(terms.add(width, leaf, difference))
    }

    /// Remembers what stands for a value.
    pub fn add(&mut self, width: Width, value: Split, leaf: Node) {
        let key = (width == Width::W64, value.rest);
        self.known.entry(key).or_insert((leaf, value.part));
    }
}
