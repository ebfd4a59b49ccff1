//! Functions spread over threads.
//!
//! Takes: a decoded module. Gives: an outcome per function, in order, whatever the number of
//! threads. Large functions start first, so that none is left for the end. Threads have large
//! stacks, since nesting is walked by recursion. Cost: the functions', divided.

use super::function::{Context, Outcome};
use super::{Error, Options, Progress};
use crate::wasm::decode::Module;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Address space for a thread's stack. Only what is used becomes memory.
const STACK_BYTES: usize = 256 << 20;

/// Runs `work` on every index below `count`, on as many threads as the options say. The
/// results are in order; the first error by index wins.
fn for_each<T: Send>(
    count: usize,
    options: &Options,
    order: &[u32],
    work: impl Fn(&mut Context, usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let available = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let jobs = options.jobs.map_or_else(available, NonZeroUsize::get).min(count.max(1));
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<(usize, Error)>> = Mutex::new(None);
    let run = || {
        let mut context = Context::new(options);
        let mut done = Vec::new();
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            match work(&mut context, index as usize) {
                Ok(result) => done.push((index, result)),
                Err(error) => {
                    let mut failed = failed.lock().unwrap_or_else(|lock| lock.into_inner());
                    if failed.as_ref().is_none_or(|(other, _)| index as usize <= *other) {
                        *failed = Some((index as usize, error));
                    }
                }
            }
        }
        done
    };
    let mut all = Vec::with_capacity(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs)
            .filter_map(|_| {
                let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
                builder.spawn_scoped(scope, run).ok()
            })
            .collect();
        for thread in threads {
            all.extend(thread.join().unwrap_or_default());
        }
    });
    if let Some((_, error)) = failed.into_inner().unwrap_or_else(|lock| lock.into_inner()) {
        return Err(error);
    }
    if all.len() != count {
        return Err(Error::internal("a worker thread could not be started or was lost"));
    }
    all.sort_unstable_by_key(|(index, _)| *index);
    Ok(all.into_iter().map(|(_, result)| result).collect())
}

/// Indices of all bodies, the largest first.
fn largest_first(module: &Module<'_>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..module.bodies.len() as u32).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(module.bodies[index as usize].len()));
    order
}

/// Processes every function of `module`.
pub(super) fn process(
    module: &Module<'_>,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Vec<Outcome>, Error> {
    let count = module.bodies.len();
    let done = AtomicUsize::new(0);
    for_each(count, options, &largest_first(module), |context, index| {
        let outcome = context.process(module, index, options);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, count);
        outcome
    })
}

/// Validates a module that we have made. Gives the first function whose body is not valid.
pub(super) fn first_invalid(bytes: &[u8], options: &Options) -> Result<Option<usize>, Error> {
    let module = Module::decode(bytes)
        .map_err(|error| Error::internal(&format!("the output does not validate: {error}")))?;
    let count = module.bodies.len();
    let valid = for_each(count, options, &largest_first(&module), |context, index| {
        Ok(context.validate(&module, index).is_ok())
    })?;
    Ok(valid.iter().position(|valid| !valid))
}

/// Validates every function of `module`.
pub(super) fn validate(module: &Module<'_>, options: &Options) -> Result<(), Error> {
    let count = module.bodies.len();
    for_each(count, options, &largest_first(module), |context, index| {
        context.validate(module, index)
    })?;
    Ok(())
}
