//! What is known of one arbitrary value at a cut point: where it lies, its lowest bits, its type
//! if it is a reference.
//!
//! Takes: a term on arrival, with what is known on the path. Gives: a [`Span`] that holds all of
//! its values. Invariant: a span that has to hold another one becomes both, [`UNIONS`] times at
//! most. At the end of a loop's round it becomes more, [`STEPS`] times at most: first a bound that
//! the loop compares with, then the next power of two that matters, then all there is. So a
//! counter that runs to a constant, by whatever comparison, ends up between its first value and
//! that constant, and one that runs to anything else is followed for few rounds. Cost: constant.
//! Origin: intervals and congruences with thresholds (Cousot and Cousot 1977).

use super::facts::Facts;
use super::hierarchy::{Heap, Hierarchy};
use super::loops::Ends;
use super::term::{Node, Terms, Width, low_mask};

/// Lowest bits that are followed.
const LOW: u8 = 0x3f;
/// Widenings to numbers that a loop names, at most; then come [`LEVELS`].
const NAMED: u8 = 3;
/// All widenings, at most.
const STEPS: u8 = 10;
/// Times that two spans become one without being widened, at most.
const UNIONS: u8 = 24;
/// Where truth values, bytes, half words, words and numbers end.
const LEVELS: [u64; 6] = [1, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];

/// Values between two bounds whose lowest bits are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Least value, unsigned.
    pub low: u64,
    /// Greatest value.
    pub high: u64,
    /// Of the lowest bits, those that are clear.
    zeros: u8,
    /// Those that are set.
    ones: u8,
    /// Times it was widened.
    steps: u8,
    /// Times it was made to hold another one.
    unions: u8,
    /// The heap type that it has, unless it is null; zero if nothing is known.
    pub heap: Heap,
}

impl Span {
    /// Of a value on a path.
    pub fn on_path(terms: &Terms, facts: &Facts, value: Node) -> Span {
        let heap = facts.heap_type(terms, value);
        let own = Span { heap, ..Span::of(terms, value) };
        let width = if own.high > Width::W32.mask() { Width::W64 } else { Width::W32 };
        let (low, high) = facts.range(terms, false, width, value);
        if low > high || low < 0 {
            return own;
        }
        let (low, high) = (own.low.max(low as u64), own.high.min(high as u64));
        if low > high { own } else { Span { low, high, ..own } }
    }

    /// Of a value, wherever it is.
    pub fn of(terms: &Terms, value: Node) -> Span {
        let (zeros, ones) = (terms.zeros(Width::W64, value), terms.ones(value));
        let known = low_mask((zeros | ones).trailing_ones()) as u8 & LOW;
        let (low, high) = (ones, !zeros);
        let (zeros, ones) = (zeros as u8 & known, ones as u8 & known);
        let heap = terms.heap_type(value);
        Span { low, high, zeros, ones, steps: 0, unions: 0, heap }
    }

    /// Bits that are clear and set in all values.
    pub fn known_bits(&self) -> (u64, u64) {
        let zeros = u64::from(self.zeros) | !low_mask(64 - self.high.leading_zeros());
        (zeros, u64::from(self.ones))
    }

    /// Whether all of another's values are among these.
    pub fn holds(&self, other: &Span, types: &Hierarchy) -> bool {
        types.common(self.heap, other.heap) == self.heap
            && self.low <= other.low
            && other.high <= self.high
            && self.zeros & !other.zeros == 0
            && self.ones & !other.ones == 0
    }

    /// Both's values.
    pub fn union(&self, other: &Span, types: &Hierarchy) -> Span {
        let (zeros, ones) = (self.zeros & other.zeros, self.ones & other.ones);
        // None above one that is not known: a counter would lose them one by one.
        let known = low_mask((zeros | ones).trailing_ones()) as u8;
        Span {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            zeros: zeros & known,
            ones: ones & known,
            steps: self.steps.max(other.steps),
            unions: self.unions.max(other.unions),
            heap: types.common(self.heap, other.heap),
        }
    }

    /// Those of these values that lie between another's bounds.
    pub fn within(self, other: &Span) -> Span {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low > high { self } else { Span { low, high, ..self } }
    }

    /// All values of the width.
    fn unbounded(self) -> Span {
        let high = if self.high > Width::W32.mask() { u64::MAX } else { Width::W32.mask() };
        Span { low: 0, high, zeros: 0, ones: 0, heap: 0, ..self }
    }

    /// These values and more, if they are what is counted, upwards or downwards.
    pub fn counted(&self, up: bool, ends: Ends<'_>, types: &Hierarchy) -> Span {
        let next = match up {
            true => Span { high: self.high.saturating_add(1), ..*self },
            false => Span { low: self.low.saturating_sub(1), ..*self },
        };
        self.widened(&next, Some(ends), types)
    }

    /// Both's values, and at the end of a loop's round more, so that this ends.
    pub fn widened(&self, other: &Span, ends: Option<Ends<'_>>, types: &Hierarchy) -> Span {
        let mut all = self.union(other, types);
        let Some(ends) = ends else {
            all.unions = self.unions + 1;
            return if all.unions > UNIONS { all.unbounded() } else { all };
        };
        all.steps = self.steps + 1;
        if all.steps > STEPS {
            return all.unbounded();
        }
        let named = all.steps <= NAMED;
        if all.high > self.high {
            // A byte or half word is all it can be at once; what counts to one goes on.
            let is_level = |&level: &u64| match level {
                0..=0xffff => level == all.high,
                0x7fff_ffff => ends.signed() || level == all.high,
                _ => true,
            };
            let mut levels = LEVELS.into_iter().filter(is_level);
            let level = levels.find(|&level| all.high <= level).unwrap_or(u64::MAX);
            let next = ends.above(all.high).filter(|&next| named && next < level);
            all.high = next.unwrap_or(level);
        }
        if all.low < self.low {
            all.low = ends.below(all.low).filter(|_| named).unwrap_or(0);
        }
        all
    }
}
