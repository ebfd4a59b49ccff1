//! What both sides hold where they come to a cut point.
//!
//! Takes: the terms of all slots, as computed and with what is known put in. Gives: for each the
//! form in which both sides hold it, if there is one. Invariant: either form is right on the path.
//! Cost: linear in the slots.

use super::dense::NodeMap;
use super::loops::Ends;
use super::term::Node;

/// What the slots hold on arrival, in two forms that are equal on the path.
pub struct Arrival<'a> {
    /// As computed.
    pub raw: &'a [Node],
    /// With what is known on the path put in.
    pub simple: &'a [Node],
    /// Number of slots of the input; those of the output follow.
    pub source: usize,
    /// Where what counts may end, if this is the end of a loop's round.
    pub ends: Option<Ends<'a>>,
    /// Slots of what counts, and whether upwards.
    pub counters: &'a [(usize, bool)],
}

impl Arrival<'_> {
    /// For each slot the form that both sides hold, if one does.
    pub fn chosen(&self, sides: &mut NodeMap<u32>) -> Vec<Node> {
        if self.raw == self.simple {
            return self.raw.to_vec();
        }
        // The sides that hold a term, raw in the lowest bits, simple in the next.
        sides.clear();
        for (values, bits) in [(self.raw, 1), (self.simple, 4)] {
            for (slot, &value) in values.iter().enumerate() {
                let side = if slot < self.source { bits } else { bits << 1 };
                sides.set(value, sides.get(value).unwrap_or(0) | side);
            }
        }
        let both = |value: Node, bits: u32| sides.get(value).is_some_and(|all| all & bits == bits);
        let pairs = self.raw.iter().zip(self.simple);
        pairs.map(|(&x, &y)| if !both(x, 3) && both(y, 12) { y } else { x }).collect()
    }
}
