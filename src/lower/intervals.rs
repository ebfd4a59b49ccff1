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

/// Adds `items` to `list` in place.
pub(super) fn insert(list: &mut Vec<Interval>, items: &[Interval], scratch: &mut Vec<Interval>) {
    if items.len() <= 2 {
        for &item in items {
            let at = list.partition_point(|other| other.0 < item.0);
            list.insert(at, item);
        }
        return;
    }
    scratch.clear();
    union(list, items, scratch);
    std::mem::swap(list, scratch);
}
