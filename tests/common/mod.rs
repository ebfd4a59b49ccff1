//! What the behaviour tests share: levels, the optimiser held to its promises, engines, hosts.
//!
//! Takes: modules. Gives: [`optimise`], which treats everything that only a bug can cause as
//! a failure, and beneath it execution before and after ([`run`]), scripts of the specification
//! ([`script`]) and random modules ([`smith`]). Cost: that of the optimiser and of Wasmtime.

// Every test file compiles this module for itself and uses a part of it.
#![allow(dead_code)]

pub mod engine;
pub mod fixtures;
pub mod fuzz;
pub mod host;
pub mod observe;
pub mod pairs;
pub mod plan;
pub mod random;
pub mod reduce;
pub mod run;
pub mod script;
pub mod session;
pub mod smith;
pub mod storing;
pub mod structured;
pub mod values;

use selvedge::opt::Features;
use selvedge::{Error, Level, Optimizer, Options, Output, Prove, Status};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmparser::{Validator, WasmFeatures};

/// The levels at which behaviour is tested.
pub const LEVELS: &[Level] = &[Level::O0, Level::O2, Level::O3, Level::Oz];

/// Why there is no optimised module.
#[derive(Debug)]
pub enum Refusal {
    /// The optimiser says that the input is not valid.
    Invalid(Error),
    /// The optimiser broke a promise.
    Bug(String),
}

/// Options under which new bodies are used wherever there are any, and everything is checked.
pub fn options(level: Level) -> Options {
    Options {
        keep_bigger: true,
        check_lowering: true,
        // The host of the tests throws the exceptions that a module imports, used or not.
        keep_imports: true,
        // The tests themselves are spread over the processors.
        jobs: NonZeroUsize::new(1),
        // A mistake of the optimiser must not be put back before it is seen.
        prove: Prove::Off,
        // The engines of the tests know all of them.
        enable: Features::ALL,
        ..Options::at(level)
    }
}

/// Optimises a module, and fails on every sign of a bug: a stage that panicked, an invariant
/// or a lowering that did not check, a body or a module that does not validate.
pub fn optimise(bytes: &[u8], options: Options) -> Result<Output, Refusal> {
    let output = Optimizer::new(options).optimize(bytes).map_err(|error| {
        let ours = error.message.contains("this is a bug");
        if ours { Refusal::Bug(error.to_string()) } else { Refusal::Invalid(error) }
    })?;
    for function in &output.report.functions {
        let reason = function.reason.as_deref().unwrap_or_default();
        if function.status == Status::Kept && is_bug(reason) {
            return Err(Refusal::Bug(format!("function {}: {reason}", function.index)));
        }
    }
    let warnings = &output.report.warnings;
    if let Some(warning) = warnings.iter().find(|text| text.contains("internal error")) {
        return Err(Refusal::Bug(warning.clone()));
    }
    validate(&output.bytes)
        .map_err(|error| Refusal::Bug(format!("output does not validate: {error}")))?;
    Ok(output)
}

/// Whether a function that was kept for this reason was kept because of a bug.
fn is_bug(reason: &str) -> bool {
    const BUGS: [&str; 6] = [
        "internal error",
        "after ",
        "lowering check failed",
        "the new body does not validate",
        "an operator of a proposal that may not be introduced",
        "body is not valid",
    ];
    BUGS.iter().any(|bug| reason.starts_with(bug))
}

/// Checks what the default options promise at a level: no function grows but by longer indices,
/// the module does not grow, and the result does not depend on the number of threads.
pub fn keeps_promises(bytes: &[u8], level: Level) -> Result<(), String> {
    let run = |jobs, prove, skip_passes| {
        let jobs = NonZeroUsize::new(jobs);
        let options = Options { jobs, prove, skip_passes, ..Options::at(level) };
        optimise(bytes, options).map_err(|refusal| format!("{refusal:?}"))
    };
    let with_jobs = |jobs| run(jobs, Prove::default(), Vec::new());
    let output = with_jobs(1)?;
    let same_numbers = || selvedge::module::PASSES.iter().map(|pass| pass.name.to_string());
    let function_passes = run(1, Prove::default(), same_numbers().collect())?;
    // What is put back may differ: a body is proved among others than before.
    let unproved = |skip_passes| run(1, Prove::Off, skip_passes).map(|output| output.bytes.len());
    if unproved(Vec::new())? > unproved(same_numbers().collect())? {
        return Err("whole-module passes make the module larger".to_string());
    }
    for function in &function_passes.report.functions {
        if function.bytes_after > function.bytes_before {
            return Err(format!("function {} grows", function.index));
        }
    }
    if output.bytes.len() > bytes.len() {
        return Err(format!("{} bytes become {}", bytes.len(), output.bytes.len()));
    }
    if with_jobs(3)?.bytes != output.bytes {
        return Err("one thread and three give different bytes".to_string());
    }
    Ok(())
}

/// Validates a module with every feature there is.
pub fn validate(bytes: &[u8]) -> Result<(), String> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    validator.validate_all(bytes).map(|_| ()).map_err(|error| error.to_string())
}

/// Counts by label.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Tally(BTreeMap<String, usize>);

impl Tally {
    /// Counts one more of `label`.
    pub fn add(&mut self, label: &str) {
        self.add_many(label, 1);
    }

    /// Counts `count` more of `label`.
    pub fn add_many(&mut self, label: &str, count: usize) {
        match self.0.get_mut(label) {
            Some(entry) => *entry += count,
            None => {
                self.0.insert(label.to_string(), count);
            }
        }
    }

    /// Adds all counts of `other`.
    pub fn merge(&mut self, other: &Tally) {
        for (label, &count) in &other.0 {
            self.add_many(label, count);
        }
    }

    /// Counts what became of the functions of a module.
    pub fn add_report(&mut self, output: &Output) {
        for function in &output.report.functions {
            self.add(&format!("functions {}", function.status.as_str()));
            if function.status == Status::Kept {
                let reason = function.reason.as_deref().unwrap_or("unknown");
                self.add(&format!("functions kept: {reason}"));
            }
        }
    }

    /// Counts what was seen of the instances of a module.
    pub fn add_runs(&mut self, runs: &[run::Run]) {
        self.add(match runs.last().map(|run| run.end) {
            Some(run::End::Complete) => "modules run to the end",
            Some(run::End::NoInstance) => "modules without instance",
            _ => "modules left early: exhausted too often",
        });
        if runs.iter().any(|run| run.returned > 0) {
            self.add("modules of which a function returned");
        }
        for run in runs {
            self.add_many("calls", run.calls.len());
            self.add_many("calls that returned", run.returned);
            self.add_many("calls that trapped", run.trapped);
            self.add_many("calls that threw", run.thrown);
            self.add_many("events", run.log.len());
            self.add_many("functions not called for want of arguments", run.uncalled);
            let exhausted = usize::from(run.end == run::End::Exhausted);
            self.add_many("calls skipped: original exhausted", exhausted);
        }
    }

    /// How often `label` was counted.
    pub fn get(&self, label: &str) -> usize {
        self.0.get(label).copied().unwrap_or(0)
    }

    /// Fails unless the labels for which `is_fixed` holds have exactly these counts.
    pub fn assert(&self, expected: &[(&str, usize)], is_fixed: impl Fn(&str) -> bool) {
        let found: Vec<(&str, usize)> = self
            .0
            .iter()
            .map(|(label, &count)| (label.as_str(), count))
            .filter(|&(label, count)| is_fixed(label) && count > 0)
            .collect();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        let missing: Vec<_> = expected.iter().filter(|row| !found.contains(row)).collect();
        let new: Vec<_> = found.iter().filter(|row| !expected.contains(row)).collect();
        assert!(
            missing.is_empty() && new.is_empty(),
            "other counts than expected:\n  expected {missing:#?}\n  found {new:#?}"
        );
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(label, count)| writeln!(f, "{count:>8} {label}"))
    }
}

/// Runs `work` on every item, on all processors, with stacks large enough for deep recursion
/// in the modules under test. Gives the merged counts; fails with all failures.
pub fn run_all<T: Sync>(
    items: &[T],
    work: impl Fn(&T, &mut Tally) -> Result<(), String> + Sync,
) -> Tally {
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Tally::default());
    let failures = Mutex::new(Vec::new());
    let run = || {
        let mut tally = Tally::default();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(failure) = work(item, &mut tally) {
                failures.lock().unwrap().push(failure);
            }
        }
        total.lock().unwrap().merge(&tally);
    };
    let jobs = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let builder = std::thread::Builder::new().stack_size(engine::THREAD_STACK);
            builder.spawn_scoped(scope, run).expect("a thread");
        }
    });
    let failures = failures.into_inner().unwrap();
    let total = total.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}\n{total}",
        failures.len(),
        failures[..failures.len().min(40)].join("\n")
    );
    total
}
