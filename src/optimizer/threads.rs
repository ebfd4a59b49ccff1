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
use crate::prove::threads::is_deep;
use crate::wasm::decode::Module;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
    /// What it took to do functions again, and how many have another body from that.
    pub again: Effort,
}

impl Processed {
    /// The new body of each function that has one.
    pub fn bodies(&self) -> Vec<Option<&[u8]>> {
        self.outcomes.iter().map(|outcome| self.body(outcome)).collect()
    }

    /// The new body of one function, if it has one.
    fn body(&self, outcome: &Outcome) -> Option<&[u8]> {
        outcome.body.as_ref().map(|body| self.bytes(body))
    }

    fn bytes(&self, body: &NewBody) -> &[u8] {
        &self.written[body.thread as usize][body.range.clone()]
    }

    /// Whether a function has had this body already.
    fn had(&self, outcome: &Outcome, new: &NewBody) -> bool {
        let had = |body: &NewBody| self.bytes(body) == self.bytes(new);
        outcome.body.iter().chain(&outcome.tried).any(had)
    }

    /// The new body of function `index`, if it has one.
    pub fn body_of(&self, index: usize) -> Option<&[u8]> {
        self.body(&self.outcomes[index])
    }

    /// Gives a function its old body back, if it has a new one.
    pub fn revert(&mut self, index: usize, reason: String) {
        let outcome = &mut self.outcomes[index];
        if outcome.body.take().is_some() {
            outcome.status = Status::Reverted;
            outcome.reason = Some(reason);
        }
    }

    /// Whether a function has a new body.
    pub fn is_new(&self, index: usize) -> bool {
        self.outcomes[index].body.is_some()
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

/// Which functions are worked on.
struct Work {
    /// Indices, in the order in which they are started.
    order: Vec<u32>,
    jobs: usize,
}

impl Work {
    /// So many threads as the options say, the largest function first.
    fn shared(module: &Module<'_>, options: &Options, mut order: Vec<u32>) -> Work {
        order.sort_unstable_by_key(|&index| {
            (std::cmp::Reverse(module.bodies[index as usize].len()), index)
        });
        let available = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Work { order, jobs: options.jobs.map_or_else(available, NonZeroUsize::get) }
    }

    /// One after the other.
    fn in_turn(order: Vec<u32>) -> Work {
        Work { order, jobs: 1 }
    }

    /// Every function of a module.
    fn all(module: &Module<'_>) -> Vec<u32> {
        (0..module.bodies.len() as u32).collect()
    }
}

/// Runs `work` on functions of `module`. Gives the results by index and what each thread wrote;
/// the first error by index wins.
fn for_each<T: Send>(
    module: &Module<'_>,
    options: &Options,
    plan: &Plan<'_>,
    Work { order, jobs }: Work,
    work: impl Fn(&mut Worker<'_>, usize) -> Result<T, Error> + Sync,
) -> Result<(Vec<(u32, T)>, Leftovers), Error> {
    let count = order.len();
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
    let mut results: Vec<(u32, T)> = Vec::new();
    let mut left = Leftovers::default();
    for joined in on_threads(jobs, &run) {
        let (done, bytes, efforts) = joined.unwrap_or_default();
        left.written.push(bytes);
        left.efforts.push(efforts);
        results.extend(done);
    }
    if let Some((_, error)) = failed.into_inner().unwrap_or_else(|lock| lock.into_inner()) {
        return Err(error);
    }
    if results.len() != count {
        return Err(Error::internal("a worker thread could not be started or was lost"));
    }
    results.sort_unstable_by_key(|&(index, _)| index);
    Ok((results, left))
}

/// Does work on so many threads; on this one, if one is enough and its stack is large enough. Gives
/// what came of it, none for threads that were lost.
fn on_threads<T: Send>(jobs: usize, work: &(impl Fn(usize) -> T + Sync)) -> Vec<Option<T>> {
    if jobs == 1 && is_deep() {
        return vec![catch_unwind(AssertUnwindSafe(|| work(0))).ok()];
    }
    std::thread::scope(|scope| {
        let start = |thread| {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            builder.spawn_scoped(scope, move || work(thread)).ok()
        };
        let threads: Vec<_> = (0..jobs).map(start).collect();
        threads.into_iter().map(|thread| thread.and_then(|thread| thread.join().ok())).collect()
    })
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
    let all = Work::all(module);
    let functions = match watch.after_pass {
        Some(_) => Work::in_turn(all),
        None => Work::shared(module, options, all),
    };
    let (outcomes, left) = for_each(module, options, plan, functions, |worker, index| {
        let outcome = worker.process(index, watch);
        if let Some(progress) = watch.progress {
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, count);
        }
        outcome
    })?;
    let outcomes = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    let Leftovers { written, efforts } = left;
    Ok(Processed { outcomes, written, efforts, again: Effort::default() })
}

/// Processes functions again. Gives those that have a new body which they never had before; the
/// others keep the one they have.
pub(super) fn redo(
    module: &Module<'_>,
    processed: &mut Processed,
    options: &Options,
    plan: &Plan<'_>,
    indices: Vec<u32>,
) -> Result<Vec<usize>, Error> {
    let functions = Work::shared(module, options, indices);
    let work = |worker: &mut Worker<'_>, index| worker.process(index, Watch::default());
    let (outcomes, left) = for_each(module, options, plan, functions, work)?;
    let threads = processed.written.len() as u32;
    processed.written.extend(left.written);
    let mut new = Vec::new();
    for (index, mut outcome) in outcomes {
        if let Some(body) = &mut outcome.body {
            body.thread += threads;
        }
        processed.again.time += Duration::from_micros(outcome.micros);
        let old = &processed.outcomes[index as usize];
        let micros = old.micros + outcome.micros;
        let is_new = outcome.body.as_ref().is_some_and(|body| !processed.had(old, body));
        let old = &mut processed.outcomes[index as usize];
        if is_new {
            outcome.tried = std::mem::take(&mut old.tried);
            outcome.tried.extend(old.body.take());
            *old = outcome;
            new.push(index as usize);
        }
        old.micros = micros;
    }
    processed.again.changed += new.len();
    Ok(new)
}

/// Validates every function of `module`.
pub(super) fn validate(module: &Module<'_>, options: &Options) -> Result<(), Error> {
    let effects = EffectTable::default();
    let plan = Plan::nothing(module, &effects);
    let work = |worker: &mut Worker<'_>, index| worker.validate(index);
    let functions = Work::shared(module, options, Work::all(module));
    for_each(module, options, &plan, functions, work).map(|_| ())
}
