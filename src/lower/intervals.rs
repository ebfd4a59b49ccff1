//! Sorted lists of disjoint half-open intervals: the three operations allocation needs.
//!
//! Takes: such lists. Gives: whether two overlap, their union, membership. Invariant: results
//! are again sorted and disjoint; touching intervals are joined. Cost: overlap is
//! O(min * log max) when one list is much shorter, else O(sum).

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
    list.resize(length + items.len(), (0, 0));
    let length = merge_into(list, length, items);
    list.truncate(length);
}
