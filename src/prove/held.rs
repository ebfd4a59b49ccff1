//! What memories hold at a cut point that somebody else holds too.
//!
//! Takes: the memories that come to a cut point as chains of stores, with what stands for other
//! values there. Gives: places with what is in them: a value that one side keeps in a register and
//! the other side loads again is one unknown then, not two. Invariant: each place holds its value
//! in all states that the relation describes, so that a store of the value to the place changes
//! nothing: the paths from a cut point begin with such stores, and each load finds them. Cost:
//! [`STORES`] stores of each memory, and [`PLACES`] places. Origin: available loads, as facts.

use super::dense::NodeMap;
use super::hash::Map;
use super::normal::Replacement;
use super::relation::express;
use super::term::{Node, Op, Terms};

/// Stores of a memory that are looked at.
const STORES: usize = 24;
/// Places whose contents are followed at one cut point, at most.
const PLACES: usize = 32;
/// Terms looked at for one place.
const BUDGET: usize = 64;

/// A place in any memory: base, what is added to it, size.
type Place = (Node, u64, u8);

/// A place with what is in it, over the leaves of a cut point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    memory: Node,
    place: Place,
    value: Node,
}

/// What stands for values before a relation is weakened and now.
pub struct Weakening<'a> {
    /// The leaves as they were.
    pub to_old: &'a mut Replacement,
    /// The leaves as they arrive.
    pub to_now: &'a mut Replacement,
    /// What expresses values that arrive.
    pub from_now: &'a mut NodeMap<Option<Node>>,
    /// What stands for values before and now.
    pub classes: &'a Map<(Node, Node), Node>,
}

/// The places of a memory's newest stores.
fn stored(terms: &Terms, memory: Node, places: &mut Vec<Place>) {
    let mut at = memory;
    for _ in 0..STORES {
        let term = terms.get(at);
        let Op::Store(size) = term.op else { return };
        let place = (term.kids[1], term.imm, size);
        if !places.contains(&place) {
            places.push(place);
        }
        at = term.kids[0];
    }
}

/// The place that a term is loaded from.
fn loaded(terms: &Terms, value: Node) -> Option<Place> {
    let term = terms.get(value);
    match term.op {
        Op::Load(size) => Some((term.kids[1], term.imm, size)),
        _ => None,
    }
}

/// Adds what a memory that was a chain of stores and is a leaf now holds, if that is expressed.
pub fn first(
    terms: &mut Terms,
    held: &mut Vec<Held>,
    (memory, leaf): (Node, Node),
    kept: &[Node],
    known: &mut NodeMap<Option<Node>>,
) {
    let mut places = Vec::new();
    stored(terms, memory, &mut places);
    places.extend(kept.iter().filter_map(|&value| loaded(terms, value)));
    for (base, offset, size) in places {
        if held.len() >= PLACES {
            return;
        }
        let mut budget = BUDGET;
        let now = terms.load(memory, base, offset, size);
        if loaded(terms, now).is_some() && !known.has(now) {
            // Nobody else holds it.
            continue;
        }
        let (Some(base), Some(value)) =
            (express(terms, base, known, &mut budget), express(terms, now, known, &mut budget))
        else {
            continue;
        };
        add(terms, held, Held { memory: leaf, place: (base, offset, size), value });
    }
}

/// Adds a place, unless its value is that of the load itself.
fn add(terms: &mut Terms, held: &mut Vec<Held>, new: Held) {
    let (base, offset, size) = new.place;
    let known = held.iter().any(|old| (old.memory, old.place) == (new.memory, new.place));
    if !known && terms.load(new.memory, base, offset, size) != new.value {
        held.push(new);
    }
}

impl Held {
    /// What the place holds if the leaves are replaced.
    fn now(&self, terms: &mut Terms, with: &mut Replacement) -> Option<Node> {
        let (base, offset, size) = self.place;
        let memory = terms.replace(self.memory, with)?;
        let base = terms.replace(base, with)?;
        Some(terms.load(memory, base, offset, size))
    }

    /// The same with leaves replaced.
    pub fn renamed(self, terms: &mut Terms, with: &mut Replacement) -> Option<Held> {
        let (base, offset, size) = self.place;
        let base = terms.replace(base, with)?;
        Some(Held {
            memory: terms.replace(self.memory, with)?,
            place: (base, offset, size),
            value: terms.replace(self.value, with)?,
        })
    }

    /// Whether the place holds the value if the leaves are replaced.
    pub fn holds(&self, terms: &mut Terms, with: &mut Replacement) -> bool {
        let now = self.now(terms, with);
        now.is_some() && now == terms.replace(self.value, with)
    }
}

/// Prepares to put into the leaves of memories what they hold.
pub fn put_in(terms: &mut Terms, held: &[Held], with: &mut Replacement) {
    let mut memories: Vec<(Node, Node)> = Vec::new();
    for &Held { memory, place: (base, offset, size), value } in held {
        let at = memories.iter().position(|entry| entry.0 == memory).unwrap_or_else(|| {
            memories.push((memory, memory));
            memories.len() - 1
        });
        memories[at].1 = terms.store(memories[at].1, base, offset, size, value);
    }
    for (leaf, memory) in memories {
        with.set(leaf, memory);
    }
}

impl Weakening<'_> {
    /// What stands for a value before and now, if something does.
    fn common(&mut self, terms: &mut Terms, (before, now): (Node, Node)) -> Option<Node> {
        if terms.replace(before, self.to_now)? == now {
            return Some(before);
        }
        if let Some(&class) = self.classes.get(&(before, now)) {
            return Some(class);
        }
        let guess = express(terms, now, self.from_now, &mut { BUDGET })?;
        let fits = terms.replace(guess, self.to_old)? == before
            && terms.replace(guess, self.to_now)? == now;
        fits.then_some(guess)
    }

    /// Places with what still is in them, or with what stands for what was and is there now.
    pub fn weaken(&mut self, terms: &mut Terms, held: Vec<Held>) -> Vec<Held> {
        let weaker = |old: Held| {
            let now = old.now(terms, self.to_now)?;
            let value = self.common(terms, (old.value, now))?;
            Some(Held { value, ..old })
        };
        held.into_iter().filter_map(weaker).collect()
    }

    /// Adds what a memory holds that has a new leaf: where stores were made, or where values come
    /// from that are kept elsewhere.
    pub fn extend(
        &mut self,
        terms: &mut Terms,
        held: &mut Vec<Held>,
        (leaf, before, now): (Node, Node, Node),
        kept: &[(Node, Node)],
    ) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        stored(terms, before, &mut old);
        stored(terms, now, &mut new);
        for &(x, y) in kept {
            old.extend(loaded(terms, x));
            new.extend(loaded(terms, y));
        }
        let mut bases = Vec::new();
        for (base, offset, size) in new {
            let own = express(terms, base, self.from_now, &mut { BUDGET });
            bases.extend(own.map(|own| (own, offset, size)));
        }
        old.append(&mut bases);
        for place in old {
            if held.len() >= PLACES {
                return;
            }
            self.extend_by(terms, held, (leaf, before, now), place);
        }
    }

    fn extend_by(
        &mut self,
        terms: &mut Terms,
        held: &mut Vec<Held>,
        (leaf, before, now): (Node, Node, Node),
        place: Place,
    ) -> Option<()> {
        let (base, offset, size) = place;
        let (old_base, new_base) =
            (terms.replace(base, self.to_old)?, terms.replace(base, self.to_now)?);
        let old = terms.load(before, old_base, offset, size);
        let new = terms.load(now, new_base, offset, size);
        let value = self.common(terms, (old, new))?;
        add(terms, held, Held { memory: leaf, place, value });
        Some(())
    }
}
