//! Work spread over threads.
//!
//! Takes: tasks by number, in the order in which they begin. Gives: their results in the order
//! of their numbers, whatever the number of threads. Invariant: a task whose thread was lost has
//! no result, which its user must not take for success. Cost: the tasks', divided.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Address space for a thread's stack. Only what is used becomes memory.
const STACK_BYTES: usize = 64 << 20;

/// As many threads as asked for, or as there are processors.
pub fn jobs(wanted: Option<NonZeroUsize>) -> NonZeroUsize {
    let available = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    wanted.unwrap_or_else(available)
}

/// Runs `work` on the numbers in `order`, all of them below its length; each thread has a state
/// of its own.
pub fn each<S, T: Send>(
    order: &[u32],
    jobs: NonZeroUsize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, u32) -> T + Sync,
) -> Vec<Option<T>> {
    let mut empty = Vec::new();
    empty.resize_with(order.len(), || None);
    let results = Mutex::new(empty);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = state();
        while let Some(&task) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work(&mut state, task);
            let mut results = results.lock().unwrap_or_else(|lock| lock.into_inner());
            results[task as usize] = Some(result);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.get().min(order.len()) {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            // Those that could be started do the work of those that could not; if none could,
            // there are no results.
            if builder.spawn_scoped(scope, run).is_err() {
                break;
            }
        }
    });
    results.into_inner().unwrap_or_else(|lock| lock.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let order: Vec<u32> = (0..100).rev().collect();
        let double = |_: &mut (), task: u32| task * 2;
        let results = each(&order, NonZeroUsize::new(3).unwrap(), || (), double);
        assert!((0..100).map(|task| Some(task * 2)).eq(results));
    }
}
