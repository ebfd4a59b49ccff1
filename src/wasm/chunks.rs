//! Runs of functions spread over threads.
//!
//! Takes: how heavy each item is, and work on a range of items. Gives: the results in order,
//! whatever the number of threads, provided that the work on a range is that on its items in
//! turn. Cost: the work's, divided; nothing is spawned for little work or one thread.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Weight below which a thread is not worth starting.
const LIGHT: usize = 1 << 16;

/// Cuts items with these weights into at most `jobs` ranges of like weight, and works on them
/// side by side.
pub fn each_range<T: Send>(
    weights: &[usize],
    jobs: NonZeroUsize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    let ranges = cut(weights, jobs);
    let Some((last, others)) = ranges.split_last() else { return Vec::new() };
    let work = &work;
    scope(|scope| {
        let spawn = |range: &Range<usize>| {
            let task = range.clone();
            let thread = Builder::new().spawn_scoped(scope, move || work(task));
            thread.map_err(|_| range.clone())
        };
        let threads: Vec<_> = others.iter().map(spawn).collect();
        let last = work(last.clone());
        let results = threads.into_iter().map(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // Without a thread to be had, the work is done here.
            Err(range) => work(range),
        });
        let mut results: Vec<T> = results.collect();
        results.push(last);
        results
    })
}

fn cut(weights: &[usize], jobs: NonZeroUsize) -> Vec<Range<usize>> {
    let total: usize = weights.iter().sum();
    let share = (total / jobs).max(LIGHT);
    let mut ranges = Vec::new();
    let (mut start, mut weight) = (0, 0);
    for (index, item) in weights.iter().enumerate() {
        weight += item;
        if weight >= share && ranges.len() + 1 < jobs.get() {
            ranges.push(start..index + 1);
            (start, weight) = (index + 1, 0);
        }
    }
    ranges.push(start..weights.len());
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_all_items_in_order() {
        for (count, size, jobs) in [(0, 0, 4), (3, 1, 4), (100, LIGHT, 1), (100, LIGHT, 7)] {
            let jobs = NonZeroUsize::new(jobs).unwrap();
            let ranges = each_range(&vec![size; count], jobs, |range| range);
            assert!(ranges.len() <= jobs.get());
            let all: Vec<usize> = ranges.into_iter().flatten().collect();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }
}
