//! Work spread over threads, and on one with a large stack.
//!
//! Takes: tasks by number, in the order in which they begin. Gives: their results in the order
//! of their numbers, whatever the number of threads. Invariant: a task whose thread was lost has
//! no result, which its user must not take for success. Cost: the tasks', divided.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Address space for a thread's stack. Only what is used becomes memory.
const STACK_BYTES: usize = 64 << 20;
/// The same for the thread that does all of a job.
const DEEP_STACK_BYTES: usize = 256 << 20;

thread_local! {
    /// Whether this thread's stack is large.
    static DEEP: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread's stack is as large as that of any thread that is started for some work.
pub fn is_deep() -> bool {
    DEEP.get()
}

/// Does work on a thread with a large stack, so that parts of it for which one thread is enough
/// need none of their own: allocators keep apart what threads free, and what one part has freed
/// is there for the next.
pub fn deep<T: Send>(work: impl Fn() -> T + Sync) -> T {
    if is_deep() {
        return work();
    }
    std::thread::scope(|scope| {
        let on_thread = || {
            DEEP.set(true);
            work()
        };
        let builder = std::thread::Builder::new().stack_size(DEEP_STACK_BYTES);
        match builder.spawn_scoped(scope, on_thread) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => work(),
        }
    })
}

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
    let mut empty: Vec<Option<T>> = Vec::new();
    empty.resize_with(order.len(), || None);
    if is_deep() && jobs.get() == 1 {
        let mut state = state();
        for &task in order {
            empty[task as usize] = Some(work(&mut state, task));
        }
        return empty;
    }
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
        let one = || each(&order, NonZeroUsize::MIN, || (), |_, task| (task * 2, is_deep()));
        let on_one = deep(|| (one(), deep(is_deep)));
        assert!((0..100).map(|task| Some((task * 2, true))).eq(on_one.0));
        assert_eq!((on_one.1, is_deep()), (true, false));
    }
}
