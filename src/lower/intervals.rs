//! Sorted lists of disjoint half-open intervals: the operations allocation needs.
//!
//! Takes: such lists. Gives: whether two overlap, their union, membership, and a coarse
//! [`Cover`] that often answers the first of these at once. Invariant: results are again
//! sorted and disjoint; touching intervals are joined. Cost: overlap is O(min * log max) when
//! one list is much shorter, else O(sum).

use super::live::Interval;

/// Whether the lists have no position in common.
pub(super) fn disjoint(a: &[Interval], b: &[Interval]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (Some(first), Some(last)) = (short.first(), short.last()) else {
        return true;
    };
    if long.first().is_none_or(|i| i.0 >= last.1) || long.last().is_none_or(|i| i.1 <= first.0) {
        return true;
    }
    if short.len() * 8 < long.len() {
        return short.iter().all(|interval| !overlaps(long, *interval));
    }
    let (mut i, mut j) = (0, 0);
    while i < short.len() && j < long.len() {
        if short[i].1 <= long[j].0 {
            i += 1;
        } else if long[j].1 <= short[i].0 {
            j += 1;
        } else {
            return false;
        }
    }
    true
}

/// Whether `interval` has a position in common with the list.
pub(super) fn overlaps(list: &[Interval], interval: Interval) -> bool {
    let at = list.partition_point(|other| other.1 <= interval.0);
    list.get(at).is_some_and(|other| other.0 < interval.1)
}

/// Appends the union of two disjoint lists to `out`.
pub(super) fn union(a: &[Interval], b: &[Interval], out: &mut Vec<Interval>) {
    let start = out.len();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let take_a = j == b.len() || (i < a.len() && a[i].0 <= b[j].0);
        let next = if take_a { a[i] } else { b[j] };
        if take_a {
            i += 1;
        } else {
            j += 1;
        }
        if out.len() > start
            && let Some(last) = out.last_mut()
            && last.1 >= next.0
        {
            last.1 = last.1.max(next.1);
        } else {
            out.push(next);
        }
    }
}

/// Adds `items`, disjoint from it, to the list in the first `length` places of `room`, which
/// holds them all; gives the new length. Cost: a search and at most one shift for each of few
/// items, else one pass over both lists.
pub(super) fn merge_into(room: &mut [Interval], mut length: usize, items: &[Interval]) -> usize {
    if items.len() * 8 < length {
        for &item in items {
            length = insert_one(room, length, item);
        }
        return length;
    }
    // From the back, so that nothing is overwritten before it is read; then join what touches.
    let (mut i, mut j, mut at) = (length, items.len(), length + items.len());
    while j > 0 {
        at -= 1;
        if i > 0 && room[i - 1].0 > items[j - 1].0 {
            i -= 1;
            room[at] = room[i];
        } else {
            j -= 1;
            room[at] = items[j];
        }
    }
    join_touching(&mut room[..length + items.len()])
}

fn insert_one(room: &mut [Interval], length: usize, item: Interval) -> usize {
    let list = &mut room[..length];
    let at = list.partition_point(|other| other.0 < item.0);
    let joins_last = at > 0 && list[at - 1].1 >= item.0;
    let joins_next = at < length && list[at].0 <= item.1;
    match (joins_last, joins_next) {
        (true, true) => {
            list[at - 1].1 = list[at].1;
            list.copy_within(at + 1.., at);
            length - 1
        }
        (true, false) => {
            list[at - 1].1 = item.1;
            length
        }
        (false, true) => {
            list[at].0 = item.0;
            length
        }
        (false, false) => {
            room.copy_within(at..length, at + 1);
            room[at] = item;
            length + 1
        }
    }
}

/// Joins the intervals of a sorted list that touch; gives how many there are then.
fn join_touching(list: &mut [Interval]) -> usize {
    let mut last = 0;
    for at in 1..list.len() {
        let next = list[at];
        if list[last].1 >= next.0 {
            list[last].1 = list[last].1.max(next.1);
        } else {
            last += 1;
            list[last] = next;
        }
    }
    list.len().min(last + 1)
}

/// Adds `items` to `list` in place; the two are disjoint.
pub(super) fn insert(list: &mut Vec<Interval>, items: &[Interval]) {
    let length = list.len();
    let touches = |first: &Interval| list.last().is_some_and(|last| last.1 >= first.0);
    if !items.first().is_some_and(touches) {
        list.extend_from_slice(items);
        return;
    }
    list.resize(length + items.len(), (0, 0));
    let length = merge_into(list, length, items);
    list.truncate(length);
}

/// What positions a list of intervals covers, roughly: they are divided into 64 sections, one
/// bit each.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Cover {
    /// Sections with a position in the list.
    touched: u64,
    /// Sections that one interval covers completely.
    full: u64,
}

impl Cover {
    /// The length of sections, as a power of two, if all positions are below `end`.
    pub fn shift(end: u32) -> u32 {
        (u32::BITS - end.leading_zeros()).saturating_sub(6)
    }

    /// Sections are `1 << shift` positions long.
    pub fn of(list: &[Interval], shift: u32) -> Cover {
        let below = |section: u32| 1u64.checked_shl(section).map_or(u64::MAX, |bit| bit - 1);
        let mut cover = Cover::default();
        for &(start, end) in list {
            let (first, last) = (start >> shift, (end - 1) >> shift);
            if first == last && end - start < 1 << shift {
                cover.touched |= 1 << first;
                continue;
            }
            cover.touched |= below(last + 1) & !below(first);
            let (first, after) = (start.div_ceil(1 << shift), end >> shift);
            cover.full |= below(after) & !below(first);
        }
        cover
    }

    /// Makes this the union of both.
    pub fn add(&mut self, other: Cover) {
        self.touched |= other.touched;
        self.full |= other.full;
    }

    /// Whether the interval certainly has no position in the list.
    #[inline]
    pub fn misses(self, (start, end): Interval, shift: u32) -> bool {
        let (first, last) = (start >> shift, (end - 1) >> shift);
        // Bits `first..=last` of the word.
        self.touched >> (first & 63) << (63 - (last - first).min(63)) == 0
    }

    /// Whether the lists certainly have a position in common.
    #[inline]
    pub fn clashes(self, other: Cover) -> bool {
        self.full & other.touched | self.touched & other.full != 0
    }

    /// Whether the lists certainly have no position in common.
    #[inline]
    pub fn avoids(self, other: Cover) -> bool {
        self.touched & other.touched == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The maximal intervals of the positions below 128 whose bit is set.
    fn list(bits: u128) -> Vec<Interval> {
        let mut out = Vec::new();
        for at in (0..128).filter(|at| bits >> at & 1 == 1) {
            match out.last_mut() {
                Some((_, end)) if *end == at => *end += 1,
                _ => out.push((at, at + 1)),
            }
        }
        out
    }

    /// Numbers with few, many and clustered bits.
    fn samples() -> Vec<u128> {
        let mut state = 1u128;
        let mut next = || {
            state = state.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
            state ^ state >> 67
        };
        (0..60)
            .map(|round| match round % 4 {
                0 => next() & next() & next() & next() & next(),
                1 => next(),
                2 => next() | next() | next(),
                _ => next() << (next() & 127) as u32,
            })
            .collect()
    }

    #[test]
    fn merging_is_union() {
        for a in samples() {
            for b in samples() {
                let mut merged = list(a);
                insert(&mut merged, &list(b & !a));
                assert_eq!(merged, list(a | b), "{a:x} {b:x}");
            }
        }
    }

    #[test]
    fn covers_never_err() {
        let shift = Cover::shift(128);
        for a in samples() {
            for b in samples() {
                let (x, y) = (Cover::of(&list(a), shift), Cover::of(&list(b), shift));
                assert!(!x.clashes(y) || a & b != 0, "{a:x} {b:x}");
                assert!(!x.avoids(y) || a & b == 0, "{a:x} {b:x}");
                let overlap = |i: &Interval| overlaps(&list(a), *i);
                assert!(list(b).iter().all(|i| !x.misses(*i, shift) || !overlap(i)));
            }
        }
    }
}
