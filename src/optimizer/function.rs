//! One function: validate, lift, lower, decide whether the result is better, validate that.
//!
//! Takes: a body of a decoded module. Gives: an [`Outcome`]. Invariant: whatever a stage does,
//! a panic included, the function comes out with a body that validates: the new one, or none,
//! which means the old one. A new body is validated with the input's declarations, which are
//! the output's too until the module is renumbered, so it can happen here, on many threads and while the body is in the cache.
//! Cost: near-linear in the body; memory of a large function is not kept for small ones.

use super::plan::{Effort, Plan};
use super::{AfterPass, Error, LIFT, Options, Status, Watch};
use crate::guard::Guard;
use crate::ir::Function;
use crate::lift::Lifter;
use crate::lower::Lowerer;
use crate::opt::{Features, Goal};
use crate::wasm::decode::{self, Module};
use crate::wasm::{names, weight};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use wasmparser::{BinaryReader, FuncToValidate, FuncValidatorAllocations, FunctionBody};

/// What became of a function.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The new body, if it gets one.
    pub body: Option<NewBody>,
    pub status: Status,
    pub reason: Option<String>,
    /// How often it was done again with fewer passes.
    pub retreats: usize,
    /// New bodies that it had until then.
    pub tried: Vec<NewBody>,
    pub micros: u64,
}

/// Where a new body is: a range of the bytes that one thread wrote.
#[derive(Clone, Debug)]
pub(super) struct NewBody {
    pub thread: u32,
    pub range: Range<usize>,
}

impl Outcome {
    fn of(status: Status) -> Outcome {
        Outcome { body: None, status, reason: None, retreats: 0, tried: Vec::new(), micros: 0 }
    }

    fn kept(reason: String) -> Outcome {
        Outcome { reason: Some(reason), ..Outcome::of(Status::Kept) }
    }
}

/// Storage of the stages, used for one function after another.
#[derive(Default)]
struct Stages {
    validation: FuncValidatorAllocations,
    lifter: Lifter,
    lowerer: Lowerer,
    func: Function,
}

/// What one thread has: storage for the stages, and the bodies it wrote.
pub(super) struct Worker<'a> {
    module: &'a Module<'a>,
    options: &'a Options,
    plan: &'a Plan<'a>,
    thread: u32,
    stages: Stages,
    /// Length of the longest body that `stages` has seen.
    longest: usize,
    /// New bodies, one after the other.
    pub bodies: Vec<u8>,
    /// What each pass did.
    pub efforts: Vec<Effort>,
}

impl<'a> Worker<'a> {
    /// Storage may be this many times as large as the next function needs.
    const SLACK: usize = 4;
    /// Bodies up to this length do not need enough storage to give any back.
    const SMALL: usize = 16 << 10;

    pub fn new(
        module: &'a Module<'a>,
        options: &'a Options,
        plan: &'a Plan<'a>,
        thread: u32,
    ) -> Worker<'a> {
        let mut worker = Worker {
            module,
            options,
            plan,
            thread,
            stages: Stages::default(),
            longest: 0,
            bodies: Vec::new(),
            efforts: vec![Effort::default(); plan.pipeline.passes.len()],
        };
        worker.reset();
        worker
    }

    fn reset(&mut self) {
        self.stages = Stages::default();
        let is_debug = cfg!(debug_assertions) && Guard::LoweringCheck.is_on();
        self.stages.lowerer.check = self.options.check_lowering || is_debug;
        self.stages.lowerer.prefer_speed(self.plan.context.goal == Goal::Speed);
        self.longest = 0;
    }

    /// Gives storage back if it grew with a function much longer than `len`.
    fn fit(&mut self, len: usize) {
        if self.longest > Self::SMALL && self.longest / Self::SLACK > len {
            self.reset();
        }
        self.longest = self.longest.max(len);
    }

    /// Validates the body of defined function `index`.
    pub fn validate(&mut self, index: usize) -> Result<(), Error> {
        let module = self.module;
        let offset = module.bodies[index].start;
        self.validate_body(index, module.body(index), offset).map_err(|error| {
            let function = module.first_defined() + index as u32;
            let name = names::function_names(module).swap_remove(function as usize);
            Error {
                offset: Some(error.offset() as usize),
                function: Some((function, name)),
                message: error.message().to_string(),
            }
        })
    }

    /// Validates `body` as that of defined function `index`.
    fn validate_body(
        &mut self,
        index: usize,
        body: &[u8],
        offset: usize,
    ) -> Result<(), wasmparser::Error> {
        let ticket = &self.module.tickets[index];
        let ticket = FuncToValidate {
            resources: ticket.resources.clone(),
            index: ticket.index,
            ty: ticket.ty,
            features: ticket.features,
        };
        let mut validator = ticket.into_validator(std::mem::take(&mut self.stages.validation));
        let reader = BinaryReader::new_features(body, offset as u64, decode::features());
        let result = validator.validate(&FunctionBody::new(reader));
        self.stages.validation = validator.into_allocations();
        result
    }

    /// Processes defined function `index`.
    pub fn process(&mut self, index: usize, watch: Watch<'_>) -> Result<Outcome, Error> {
        let start = Instant::now();
        self.fit(self.module.bodies[index].len());
        self.validate(index)?;
        let old_end = self.bodies.len();
        // A panic is a bug, but not the user's: this function stays as it was.
        let result = catch_unwind(AssertUnwindSafe(|| self.rewrite(index, watch)));
        let mut outcome = match result {
            Ok(Ok(())) => self.choose(index, old_end..self.bodies.len()),
            Ok(Err(reason)) => Outcome::kept(reason),
            Err(_) => {
                self.reset();
                Outcome::kept("internal error".to_string())
            }
        };
        if outcome.body.is_none() {
            self.bodies.truncate(old_end);
        }
        outcome.micros = start.elapsed().as_micros() as u64;
        Ok(outcome)
    }

    /// Appends a new body to `self.bodies`.
    fn rewrite(&mut self, index: usize, watch: Watch<'_>) -> Result<(), String> {
        let module = self.module;
        let Stages { lifter, func, .. } = &mut self.stages;
        let number = module.first_defined() + index as u32;
        let ty = module.env.funcs[number as usize];
        lifter
            .lift(&module.env, ty, module.body(index), func)
            .map_err(|declined| declined.to_string())?;
        verify(func, module, LIFT)?;
        watch.show(&AfterPass { pass: LIFT, round: 0, index: number, changed: true, func });
        if !self.plan.pipeline.is_empty() {
            self.improve(number, watch)?;
        }
        let Stages { lowerer, func, .. } = &mut self.stages;
        lowerer.lower(&module.env, func, &mut self.bodies).map_err(|declined| declined.to_string())
    }

    /// Runs the passes over the function with this number.
    fn improve(&mut self, number: u32, watch: Watch<'_>) -> Result<(), String> {
        let (module, plan, func) = (self.module, self.plan, &mut self.stages.func);
        let had = Features::of(func);
        let mut failed = Ok(());
        let mut start = Instant::now();
        plan.pipeline.run(func, &plan.context, |ran, func| {
            let now = Instant::now();
            self.efforts[ran.index].time += now - start;
            self.efforts[ran.index].changed += usize::from(ran.changed);
            let name = plan.pipeline.passes[ran.index].name;
            let (round, changed) = (ran.round, ran.changed);
            watch.show(&AfterPass { pass: name, round, index: number, changed, func });
            if failed.is_ok() {
                failed = verify(func, module, name);
            }
            start = Instant::now();
        });
        failed?;
        let allowed = had.union(plan.context.features);
        if !Features::of(func).minus(allowed).is_empty() {
            return Err("an operator of a proposal that may not be introduced".to_string());
        }
        Ok(())
    }

    /// The new body, which is at `range`, unless it is not smaller or not valid.
    fn choose(&mut self, index: usize, range: Range<usize>) -> Outcome {
        let old = self.module.body(index);
        if self.bodies[range.clone()] == *old {
            return Outcome::of(Status::Unchanged);
        }
        let new = &self.bodies[range.clone()];
        let (is_better, wanted) = match self.plan.context.goal {
            Goal::Speed => (new.len() < old.len() || is_faster(new, old), "smaller or faster"),
            Goal::Size | Goal::Balance => (new.len() < old.len(), "smaller"),
        };
        if !is_better && !self.options.keep_bigger {
            let reason = Some(format!("the new body is not {wanted}"));
            return Outcome { reason, ..Outcome::of(Status::Unchanged) };
        }
        // A body that does not validate is our mistake; the function stays as it was.
        let bodies = std::mem::take(&mut self.bodies);
        let valid = self.validate_body(index, &bodies[range.clone()], 0).is_ok();
        self.bodies = bodies;
        if !valid {
            return Outcome::kept("the new body does not validate".to_string());
        }
        let body = Some(NewBody { thread: self.thread, range });
        Outcome { body, ..Outcome::of(Status::Optimised) }
    }
}

/// Whether a new body, which is not smaller, is expected to run fewer operators. It may be a
/// quarter longer, and a few bytes more than that.
fn is_faster(new: &[u8], old: &[u8]) -> bool {
    const MORE: usize = 16;
    let rank = |body: &[u8]| {
        let reader = BinaryReader::new_features(body, 0, decode::features());
        weight::weight(&FunctionBody::new(reader))
    };
    let is_short_enough = new.len() <= old.len() + old.len() / 4 + MORE;
    let ranks = || Some((rank(new)?, rank(old)?));
    is_short_enough && ranks().is_some_and(|(new, old)| new < old)
}

/// In debug builds, checks the function's invariants after a stage.
fn verify(func: &Function, module: &Module<'_>, stage: &str) -> Result<(), String> {
    if !cfg!(debug_assertions) {
        return Ok(());
    }
    crate::ir::verifier::verify(func, Some(&module.env))
        .map_err(|errors| format!("after {stage}: {}", errors.join("; ")))
}
