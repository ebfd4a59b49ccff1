//! Functions spread over threads.
//!
//! Takes: a decoded module. Gives: an outcome per function, in order, whatever the number of
//! threads, and the bytes that each thread wrote. Large functions start first, so that none is
//! left for the end. Threads have large stacks, since nesting is walked by recursion.
//! Cost: the functions', divided.

use super::function::{NewBody, Outcome, Worker};
use super::plan::{Effort, Plan};
use super::{Error, Options, Status, Watch};
use crate::ir::effects::EffectTable;
use crate::wasm::decode::Module;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Address space for a thread's stack. Only what is used becomes memory.
const STACK_BYTES: usize = 256 << 20;

/// What the threads made of a module.
#[derive(Default)]
pub(super) struct Processed {
    /// One per function, in order.
    pub outcomes: Vec<Outcome>,
    /// Bytes that each thread wrote.
    written: Vec<Vec<u8>>,
    /// What each pass did, per thread.
    pub efforts: Vec<Vec<Effort>>,
}

impl Processed {
    /// The new body of each function that has one.
    pub fn bodies(&self) -> Vec<Option<&[u8]>> {
        let body = |body: &NewBody| &self.written[body.thread as usize][body.range.clone()];
        self.outcomes.iter().map(|outcome| outcome.body.as_ref().map(body)).collect()
    }

    /// Gives a function its old body back, if it has a new one: whether that is so.
    pub fn revert(&mut self, index: usize, reason: String) -> bool {
        let outcome = &mut self.outcomes[index];
        if outcome.body.take().is_none() {
            return false;
        }
        outcome.status = Status::Reverted;
        outcome.reason = Some(reason);
        true
    }

    /// Whether a function has its old body back.
    pub fn is_reverted(&self, index: usize) -> bool {
        self.outcomes[index].status == Status::Reverted
    }

    /// Frees the bodies; where they were remains known.
    pub fn drop_bodies(&mut self) {
        self.written = Vec::new();
    }
}

/// What threads leave behind besides their results.
#[derive(Default)]
struct Leftovers {
    written: Vec<Vec<u8>>,
    efforts: Vec<Vec<Effort>>,
}

/// In which order functions are worked on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The fastest.
    AnyThread,
    /// By index.
    OneByOne,
}

/// Runs `work` on every function of `module`, on as many threads as the options say. Gives the
/// results in order and what each thread wrote; the first error by index wins.
fn for_each<T: Send>(
    module: &Module<'_>,
    options: &Options,
    plan: &Plan<'_>,
    order: Order,
    work: impl Fn(&mut Worker<'_>, usize) -> Result<T, Error> + Sync,
) -> Result<(Vec<T>, Leftovers), Error> {
    let count = module.bodies.len();
    let available = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (order, jobs) = match order {
        Order::AnyThread => {
            (largest_first(module), options.jobs.map_or_else(available, NonZeroUsize::get))
        }
        Order::OneByOne => ((0..count as u32).collect(), 1),
    };
    let jobs = jobs.min(count.max(1));
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<(usize, Error)>> = Mutex::new(None);
    let run = |thread: usize| {
        let mut worker = Worker::new(module, options, plan, thread as u32);
        let mut done = Vec::new();
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            match work(&mut worker, index as usize) {
                Ok(result) => done.push((index, result)),
                Err(error) => {
                    let mut failed = failed.lock().unwrap_or_else(|lock| lock.into_inner());
                    if failed.as_ref().is_none_or(|(other, _)| index as usize <= *other) {
                        *failed = Some((index as usize, error));
                    }
                }
            }
        }
        (done, worker.bodies, worker.efforts)
    };
    let mut results: Vec<Option<T>> = Vec::new();
    results.resize_with(count, || None);
    let mut left = Leftovers::default();
    std::thread::scope(|scope| {
        let run = &run;
        let start = |thread| {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            builder.spawn_scoped(scope, move || run(thread)).ok()
        };
        let threads: Vec<_> = (0..jobs).map(start).collect();
        for thread in threads {
            let joined = thread.and_then(|thread| thread.join().ok());
            let (done, bytes, efforts) = joined.unwrap_or_default();
            left.written.push(bytes);
            left.efforts.push(efforts);
            for (index, result) in done {
                results[index as usize] = Some(result);
            }
        }
    });
    if let Some((_, error)) = failed.into_inner().unwrap_or_else(|lock| lock.into_inner()) {
        return Err(error);
    }
    let results: Option<Vec<T>> = results.into_iter().collect();
    let lost = || Error::internal("a worker thread could not be started or was lost");
    Ok((results.ok_or_else(lost)?, left))
}

/// Indices of all bodies, the largest first.
fn largest_first(module: &Module<'_>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..module.bodies.len() as u32).collect();
    order.sort_unstable_by_key(|&index| {
        (std::cmp::Reverse(module.bodies[index as usize].len()), index)
    });
    order
}

/// Processes every function of `module`.
pub(super) fn process(
    module: &Module<'_>,
    options: &Options,
    plan: &Plan<'_>,
    watch: Watch<'_>,
) -> Result<Processed, Error> {
    let count = module.bodies.len();
    let done = AtomicUsize::new(0);
    let order = if watch.after_pass.is_some() { Order::OneByOne } else { Order::AnyThread };
    let (outcomes, left) = for_each(module, options, plan, order, |worker, index| {
        let outcome = worker.process(index, watch);
        if let Some(progress) = watch.progress {
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, count);
        }
        outcome
    })?;
    Ok(Processed { outcomes, written: left.written, efforts: left.efforts })
}

/// Validates every function of `module`.
pub(super) fn validate(module: &Module<'_>, options: &Options) -> Result<(), Error> {
    let effects = EffectTable::default();
    let plan = Plan::nothing(module, &effects);
    let work = |worker: &mut Worker<'_>, index| worker.validate(index);
    for_each(module, options, &plan, Order::AnyThread, work).map(|_| ())
}
