//! One function: validate, lift, lower, and decide whether the result is better.
//!
//! Takes: a body of a decoded module. Gives: an [`Outcome`]. Invariant: whatever a stage does,
//! a panic included, the function comes out with a body that validates: the new one, or none,
//! which means the old one. Cost: near-linear in the body.

use super::{Error, Options, Status};
use crate::ir::Function;
use crate::lift::Lifter;
use crate::lower::Lowerer;
use crate::wasm::decode::Module;
use crate::wasm::names;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use wasmparser::{BinaryReader, FuncToValidate, FuncValidatorAllocations, FunctionBody};

/// What became of a function.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The new body, if it gets one.
    pub body: Option<Vec<u8>>,
    pub status: Status,
    pub reason: Option<String>,
    pub micros: u64,
}

impl Outcome {
    fn kept(reason: String) -> Outcome {
        Outcome { body: None, status: Status::Kept, reason: Some(reason), micros: 0 }
    }

    /// Gives the function its old body back.
    pub fn revert(&mut self, reason: &str) {
        *self = Outcome { micros: self.micros, ..Outcome::kept(reason.to_string()) };
    }
}

/// Storage that one thread uses for one function after another.
#[derive(Default)]
pub(super) struct Context {
    validation: FuncValidatorAllocations,
    lifter: Lifter,
    lowerer: Lowerer,
    func: Function,
    body: Vec<u8>,
}

impl Context {
    /// Storage for a thread that works with these options.
    pub fn new(options: &Options) -> Context {
        let mut context = Context::default();
        context.lowerer.check = options.check_lowering || cfg!(debug_assertions);
        context
    }

    /// Validates the body of defined function `index` of `module`.
    pub fn validate(&mut self, module: &Module<'_>, index: usize) -> Result<(), Error> {
        let ticket = &module.tickets[index];
        let ticket = FuncToValidate {
            resources: ticket.resources.clone(),
            index: ticket.index,
            ty: ticket.ty,
            features: ticket.features,
        };
        let mut validator = ticket.into_validator(std::mem::take(&mut self.validation));
        let offset = module.bodies[index].start as u64;
        let features = crate::wasm::decode::features();
        let reader = BinaryReader::new_features(module.body(index), offset, features);
        let result = validator.validate(&FunctionBody::new(reader));
        self.validation = validator.into_allocations();
        result.map_err(|error| {
            let function = module.first_defined() + index as u32;
            let name = names::function_names(module).swap_remove(function as usize);
            Error {
                offset: Some(error.offset() as usize),
                function: Some((function, name)),
                message: error.message().to_string(),
            }
        })
    }

    /// Processes defined function `index` of `module`.
    pub fn process(
        &mut self,
        module: &Module<'_>,
        index: usize,
        options: &Options,
    ) -> Result<Outcome, Error> {
        let start = Instant::now();
        self.validate(module, index)?;
        // A panic is a bug, but not the user's: this function stays as it was.
        let result = catch_unwind(AssertUnwindSafe(|| self.rewrite(module, index, options.level)));
        let mut outcome = match result {
            Ok(Ok(())) => self.choose(module, index, options),
            Ok(Err(reason)) => Outcome::kept(reason),
            Err(_) => {
                *self = Context::new(options);
                Outcome::kept("internal error".to_string())
            }
        };
        outcome.micros = start.elapsed().as_micros() as u64;
        Ok(outcome)
    }

    /// Writes a new body into `self.body`.
    fn rewrite(
        &mut self,
        module: &Module<'_>,
        index: usize,
        level: crate::opt::Level,
    ) -> Result<(), String> {
        let ty = module.env.funcs[module.first_defined() as usize + index];
        self.lifter
            .lift(&module.env, ty, module.body(index), &mut self.func)
            .map_err(|declined| declined.to_string())?;
        self.verify(module, "lift")?;
        let cx = crate::opt::Context { env: &module.env, goal: crate::opt::Goal::of(level) };
        let mut failed = Ok(());
        crate::opt::pipeline::Pipeline::of(level).run(&mut self.func, &cx, |_, func, _| {
            if cfg!(debug_assertions) && failed.is_ok() {
                failed = crate::ir::verifier::verify(func, Some(&module.env))
                    .map_err(|errors| format!("after pass: {}", errors.join("; ")));
            }
        });
        failed?;
        self.body.clear();
        self.lowerer
            .lower(&module.env, &self.func, &mut self.body)
            .map_err(|declined| declined.to_string())
    }

    /// In debug builds, checks the function's invariants after a stage.
    fn verify(&self, module: &Module<'_>, stage: &str) -> Result<(), String> {
        if !cfg!(debug_assertions) {
            return Ok(());
        }
        crate::ir::verifier::verify(&self.func, Some(&module.env))
            .map_err(|errors| format!("after {stage}: {}", errors.join("; ")))
    }

    /// The new body, unless it is not smaller.
    fn choose(&self, module: &Module<'_>, index: usize, options: &Options) -> Outcome {
        let old = module.body(index);
        let worth_it = options.keep_bigger || self.body.len() < old.len();
        if self.body == old {
            Outcome { body: None, status: Status::Unchanged, reason: None, micros: 0 }
        } else if worth_it {
            let body = Some(self.body.clone());
            Outcome { body, status: Status::Optimised, reason: None, micros: 0 }
        } else {
            let reason = Some("the new body is not smaller".to_string());
            Outcome { body: None, status: Status::Unchanged, reason, micros: 0 }
        }
    }
}
