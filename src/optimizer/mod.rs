//! The whole job: a module in, a smaller module that does the same out.
//!
//! Takes: bytes of a core module and [`Options`]. Gives: [`Output`]: new bytes and a
//! [`Report`], or an [`Error`]. Functions are validated, lifted, lowered and compared one by
//! one on several threads, each with storage of its own; the result does not depend on their
//! number. Invariants: a function that any stage declines keeps its original bytes and is
//! counted with the reason; the output has been validated, and proved unless proofs are off
//! ([`Prove`]); at default settings no function is larger than it was but by longer indices, and
//! the module is not larger at all.
//!
//! Cost: near-linear in the input; memory is the input, the new bodies, the output and one
//! function per thread.

mod error;
mod function;
mod options;
mod plan;
mod report;
mod retreat;
mod settle;
mod threads;
mod watch;
mod write;

pub use crate::opt::Level;
pub use error::Error;
pub use options::{Options, Prove};
pub use report::{FunctionReport, PassReport, Proof, Report, Sizes, Status};
pub use watch::{AfterPass, LIFT, Watch};

use crate::module;
use crate::prove::threads::deep;
use crate::wasm::decode::{self, Module};
use crate::wasm::names;
use crate::wasm::outline::Outline;
use plan::Plan;
use settle::Settled;
use threads::Processed;

/// Optimises modules.
///
/// ```
/// use selvedge::{Level, Optimizer, Options};
///
/// // (func (export "f") (param i32) (result i32) (local i32)
/// //   local.get 0  local.set 1  local.get 1)
/// let wasm = [
///     0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // header
///     1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, // type
///     3, 2, 1, 0, // function
///     7, 5, 1, 1, b'f', 0, 0, // export
///     10, 12, 1, 10, 1, 1, 0x7f, 0x20, 0, 0x21, 1, 0x20, 1, 0x0b, // code
/// ];
/// let output = Optimizer::new(Options::at(Level::O0)).optimize(&wasm)?;
/// assert!(output.bytes.len() < wasm.len());
/// assert_eq!(output.report.functions[0].bytes_after, 4);
/// # Ok::<(), selvedge::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Optimizer {
    options: Options,
}

/// What [`Optimizer::optimize`] gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// The optimised module.
    pub bytes: Vec<u8>,
    /// What was done to it.
    pub report: Report,
}

/// How far the work on a module is: functions done, functions in all.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

impl Optimizer {
    /// An optimiser with the given options.
    pub fn new(options: Options) -> Optimizer {
        Optimizer { options }
    }

    /// Optimises a module. Components come back as they are, with a warning.
    ///
    /// # Errors
    /// If the input is not a valid module: where, and why.
    pub fn optimize(&self, bytes: &[u8]) -> Result<Output, Error> {
        self.optimize_watched(bytes, Watch::default())
    }

    /// [`Optimizer::optimize`], telling `watch` how it goes.
    ///
    /// # Errors
    /// As [`Optimizer::optimize`].
    pub fn optimize_watched(&self, input: &[u8], watch: Watch<'_>) -> Result<Output, Error> {
        deep(|| self.run(input, watch))
    }

    fn run(&self, input: &[u8], watch: Watch<'_>) -> Result<Output, Error> {
        if decode::is_component(input) {
            return Ok(unchanged(input, "components are not optimised yet"));
        }
        let mut module = Module::decode(input)?;
        // Relocations of an object file name byte offsets in its code.
        let relocatable = module.sections.iter().any(|section| section.name == Some("linking"));
        if relocatable {
            threads::validate(&module, &self.options)?;
            return Ok(unchanged(input, "object files are not optimised: link them first"));
        }
        let effects = plan::effects(&module, &self.options);
        let plan = Plan::new(&module, &effects, &self.options);
        let plan = plan.map_err(|what| Error::usage(&what))?;
        let mut processed = threads::process(&module, &self.options, &plan, watch)?;
        let mut passes = plan.report(&processed.efforts);
        let mut settled = if self.options.prove == Prove::Off {
            module.tickets = Vec::new();
            settle::unproved(&module, &mut processed, &self.options)
        } else {
            settle::settle(input, &module, &mut processed, &self.options, &plan)?
        };
        passes.append(&mut settled.written.passes);
        passes.append(&mut settled.passes);
        let report = Report { passes, ..report(&module, processed, &mut settled) };
        let order = settled.written.order(&module);
        let bytes = settled.written.encoded.bytes;
        drop(module);
        match self.check(input, &bytes, &report, order.as_deref()) {
            Ok(()) => Ok(Output { bytes, report }),
            Err(_) if order.is_some() => self.without_module_passes(input, watch.progress),
            Err(error) => Err(error),
        }
    }

    /// Does the work again without the whole-module passes, whose output does not validate.
    fn without_module_passes(
        &self,
        bytes: &[u8],
        progress: Option<Progress<'_>>,
    ) -> Result<Output, Error> {
        let mut options = self.options.clone();
        options.skip_passes.extend(module::PASSES.iter().map(|pass| pass.name.to_string()));
        let mut output = {
            // What there is to see after each pass has been seen.
            let watch = Watch { progress, after_pass: None };
            Optimizer::new(options).optimize_watched(bytes, watch)?
        };
        output.report.warnings.push(write::stays("internal error"));
        Ok(output)
    }

    /// Validates the output. New bodies have been validated one by one, so it is enough to look
    /// at what lies around them, unless they were renumbered: then `order` says which of the
    /// input's functions those of the output are.
    fn check(
        &self,
        input: &[u8],
        bytes: &[u8],
        report: &Report,
        order: Option<&[usize]>,
    ) -> Result<(), Error> {
        if order.is_none() && is_copy(input, bytes, report) {
            return Ok(());
        }
        let module = Module::decode(bytes)
            .map_err(|error| Error::internal(&format!("the output does not validate: {error}")))?;
        let found = module.bodies.iter().map(|body| body.len());
        let size = |function: &FunctionReport| function.bytes_after;
        let is_expected = match order {
            Some(order) => found.eq(order.iter().map(|&index| size(&report.functions[index]))),
            None => found.eq(report.functions.iter().map(size)),
        };
        if !is_expected {
            return Err(Error::internal("the output does not hold the new bodies"));
        }
        // The checker validates what it looks at.
        let is_unseen = order.is_some() && self.options.prove == Prove::Off;
        if is_unseen { threads::validate(&module, &self.options) } else { Ok(()) }
    }
}

/// Whether the output is the input, which is valid, with the new bodies and fewer custom
/// sections.
fn is_copy(input: &[u8], output: &[u8], report: &Report) -> bool {
    let (Ok(input), Ok(output)) = (Outline::of(input), Outline::of(output)) else {
        return false;
    };
    let sizes = report.functions.iter().map(|function| function.bytes_after);
    output.is_equal_around_bodies(&input) && output.bodies.iter().map(|body| body.len()).eq(sizes)
}

fn report(module: &Module<'_>, processed: Processed, settled: &mut Settled) -> Report {
    let written = &settled.written;
    let first = module.first_defined();
    let mut names = names::function_names(module).into_iter().skip(first as usize);
    let (mut output_code, mut output_functions) = (0, 0);
    let mut functions = Vec::with_capacity(processed.outcomes.len());
    for (index, outcome) in processed.outcomes.into_iter().enumerate() {
        let before = module.bodies[index].len();
        let after = outcome.body.map_or(before, |body| body.range.len());
        let (after, gone) = written.fate(module, index).unwrap_or((after, None));
        output_code += after;
        output_functions += usize::from(gone.is_none());
        let (status, reason) = match gone {
            Some((status, reason)) => (status, Some(reason)),
            None => (outcome.status, outcome.reason),
        };
        functions.push(FunctionReport {
            index: first + index as u32,
            name: names.next().flatten(),
            bytes_before: before,
            bytes_after: after,
            status,
            reason,
            proof: settled.proofs[index],
            micros: outcome.micros,
        });
    }
    let input_code = module.bodies.iter().map(|body| body.len()).sum();
    let warnings = written
        .encoded
        .dropped
        .iter()
        .map(|name| format!("dropped custom section `{name}`: it describes the old code"))
        .chain(written.warning.clone())
        .chain(std::mem::take(&mut settled.warnings));
    let sizes = |bytes, code_bytes, functions| Sizes { bytes, code_bytes, functions };
    Report {
        input: sizes(module.bytes.len(), input_code, functions.len()),
        output: sizes(written.encoded.bytes.len(), output_code, output_functions),
        functions,
        passes: Vec::new(),
        warnings: warnings.collect(),
    }
}

/// The input itself as output.
fn unchanged(bytes: &[u8], warning: &str) -> Output {
    let sizes = Sizes { bytes: bytes.len(), code_bytes: 0, functions: 0 };
    let report = Report {
        input: sizes,
        output: sizes,
        functions: Vec::new(),
        passes: Vec::new(),
        warnings: vec![warning.to_string()],
    };
    Output { bytes: bytes.to_vec(), report }
}
