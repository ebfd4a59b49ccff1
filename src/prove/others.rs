//! What a slot at a cut point is besides a constant.
//!
//! Takes: what the slots hold on arrival, where some are constants only given the conditions of
//! the path. Gives: for such a slot the term that was computed, over the other slots, as long as
//! every arrival agrees: where another one brings another constant, the slot is that term rather
//! than anything. Invariant: each term is what its slot held on every arrival so far. Cost: linear
//! in the slots at first, then in these terms. A flag that is asked for again behind a branch on
//! it is the usual case.

use super::arrival::Arrival;
use super::dense::NodeMap;
use super::normal::Replacement;
use super::relation::express;
use super::term::{Node, Op, Terms};

/// Terms looked at, at most.
const BUDGET: usize = 1 << 12;
/// Slots with another term, at most.
const MOST: usize = 32;
/// Marks leaves that stand for slots among those of cut points.
const SLOTS: u64 = 1 << 63;

#[derive(Default)]
pub struct Others {
    /// Slots with what they are.
    terms: Vec<(usize, Node)>,
}

impl Others {
    /// The terms of a first arrival, of which `chosen` is what the relation takes.
    pub fn of(
        terms: &mut Terms,
        number: u32,
        (arrival, chosen): (&Arrival<'_>, &[Node]),
        known: &mut NodeMap<Option<Node>>,
    ) -> Others {
        let mut others = Others::default();
        let is_other = |slot: usize, terms: &Terms| {
            chosen[slot] != arrival.raw[slot] && terms.value(chosen[slot]).is_some()
        };
        if !(0..chosen.len()).any(|slot| is_other(slot, terms)) {
            return others;
        }
        known.clear();
        for (slot, &value) in arrival.raw.iter().enumerate() {
            if !is_other(slot, terms) && !terms.is_closed(value) && !known.has(value) {
                let leaf = leaf(terms, number, slot);
                known.set(value, Some(leaf));
            }
        }
        let mut budget = BUDGET;
        for slot in 0..chosen.len() {
            if others.terms.len() < MOST && is_other(slot, terms) {
                let own = express(terms, arrival.raw[slot], known, &mut budget);
                others.terms.extend(own.map(|own| (slot, own)));
            }
        }
        others
    }

    /// Drops terms that a slot is not on arrival.
    pub fn weaken(
        &mut self,
        terms: &mut Terms,
        number: u32,
        arrival: &Arrival<'_>,
        with: &mut Replacement,
    ) {
        if self.terms.is_empty() {
            return;
        }
        let slots = arrival.raw.iter().copied().enumerate();
        prepare(terms, number, slots, with);
        self.terms.retain(|&(slot, other)| {
            let now = terms.replace(other, with);
            now == Some(arrival.raw[slot]) || now == Some(arrival.simple[slot])
        });
    }

    /// Gives slots that do not stay the terms that they are, where all slots they are made of do.
    /// `were` gets these terms with the constants that they have been so far.
    pub fn take(
        &self,
        terms: &mut Terms,
        number: u32,
        (slots, stays): (&mut [Node], &mut [bool]),
        with: &mut Replacement,
        were: &mut Vec<(Node, Node)>,
    ) {
        if self.terms.iter().all(|&(slot, _)| stays[slot]) {
            return;
        }
        let kept = slots.iter().copied().enumerate().filter(|&(slot, _)| stays[slot]);
        prepare(terms, number, kept, with);
        for &(slot, other) in &self.terms {
            if !stays[slot]
                && let Some(own) = terms.replace(other, with)
                && !mentions_slots(terms, own)
            {
                were.push((own, slots[slot]));
                (slots[slot], stays[slot]) = (own, true);
            }
        }
    }
}

/// The leaf that stands for a slot.
fn leaf(terms: &mut Terms, number: u32, slot: usize) -> Node {
    let imm = SLOTS | u64::from(number) << 32 | slot as u64;
    terms.intern_known(Op::Cut, imm, [Node::NONE; 3], (0, 0))
}

/// Prepares a replacement of slots' leaves by their values.
fn prepare(
    terms: &mut Terms,
    number: u32,
    slots: impl Iterator<Item = (usize, Node)>,
    with: &mut Replacement,
) {
    with.clear(BUDGET);
    for (slot, value) in slots {
        let leaf = leaf(terms, number, slot);
        with.set(leaf, value);
    }
}

/// Whether a leaf that stands for a slot is left in a term; if it is too large, yes.
fn mentions_slots(terms: &Terms, root: Node) -> bool {
    let mut stack = vec![root];
    for _ in 0..BUDGET {
        let Some(node) = stack.pop() else { return false };
        let term = terms.get(node);
        if term.op == Op::Cut && term.imm & SLOTS != 0 {
            return true;
        }
        stack.extend(term.kids.iter().filter(|&&kid| kid != Node::NONE));
    }
    true
}
