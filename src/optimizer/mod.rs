//! The whole job: a module in, a smaller module that does the same out.
//!
//! Takes: bytes of a core module and [`Options`]. Gives: [`Output`]: new bytes and a
//! [`Report`], or an [`Error`]. Functions are validated, lifted, lowered and compared one by
//! one on several threads, each with storage of its own; the result does not depend on their
//! number. Invariants: a function that any stage declines keeps its original bytes and is
//! counted with the reason; the output has been validated; at default settings no function is
//! larger than it was.
//!
//! Cost: near-linear in the input; memory is the input, the new bodies, the output and one
//! function per thread.

mod error;
mod function;
mod options;
mod plan;
mod report;
mod threads;

pub use crate::opt::Level;
pub use error::Error;
pub use options::Options;
pub use report::{FunctionReport, PassReport, Report, Sizes, Status};

use crate::wasm::decode::{self, Module};
use crate::wasm::encode::{self, Encoded};
use crate::wasm::names;
use plan::Plan;
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
        self.optimize_with_progress(bytes, &|_, _| {})
    }

    /// [`Optimizer::optimize`], calling `progress` from time to time, from any thread.
    ///
    /// # Errors
    /// As [`Optimizer::optimize`].
    pub fn optimize_with_progress(
        &self,
        bytes: &[u8],
        progress: Progress<'_>,
    ) -> Result<Output, Error> {
        if decode::is_component(bytes) {
            return Ok(unchanged(bytes, "components are not optimised yet"));
        }
        let mut module = Module::decode(bytes)?;
        // Relocations of an object file name byte offsets in its code.
        let relocatable = module.sections.iter().any(|section| section.name == Some("linking"));
        if relocatable {
            threads::validate(&module, &self.options)?;
            return Ok(unchanged(bytes, "object files are not optimised: link them first"));
        }
        let plan = Plan::new(&module, &self.options).map_err(|what| Error::usage(&what))?;
        let mut processed = threads::process(&module, &self.options, &plan, progress)?;
        let passes = plan.report(&processed.efforts);
        module.tickets = Vec::new();
        let custom = encode::Custom {
            strip_debug: self.options.strip_debug,
            strip_producers: self.options.strip_producers,
        };
        let encoded = encode::encode(&module, &processed.bodies(), custom);
        processed.drop_bodies();
        let report = Report { passes, ..report(&module, processed, &encoded) };
        check(&encoded.bytes, &report)?;
        Ok(Output { bytes: encoded.bytes, report })
    }
}

/// Validates what lies around the bodies of the output; they have been validated one by one.
fn check(bytes: &[u8], report: &Report) -> Result<(), Error> {
    let module = Module::decode(bytes)
        .map_err(|error| Error::internal(&format!("the output does not validate: {error}")))?;
    let found = module.bodies.iter().map(|body| body.len());
    if found.eq(report.functions.iter().map(|function| function.bytes_after)) {
        Ok(())
    } else {
        Err(Error::internal("the output does not hold the new bodies"))
    }
}

fn report(module: &Module<'_>, processed: Processed, encoded: &Encoded) -> Report {
    let first = module.first_defined();
    let mut names = names::function_names(module).into_iter().skip(first as usize);
    let mut output_code = 0;
    let mut functions = Vec::with_capacity(processed.outcomes.len());
    for (index, outcome) in processed.outcomes.into_iter().enumerate() {
        let before = module.bodies[index].len();
        let after = outcome.body.map_or(before, |body| body.range.len());
        output_code += after;
        functions.push(FunctionReport {
            index: first + index as u32,
            name: names.next().flatten(),
            bytes_before: before,
            bytes_after: after,
            status: outcome.status,
            reason: outcome.reason,
            micros: outcome.micros,
        });
    }
    let input_code = module.bodies.iter().map(|body| body.len()).sum();
    let dropped = encoded.dropped.iter();
    let warnings =
        dropped.map(|name| format!("dropped custom section `{name}`: it describes the old code"));
    let count = functions.len();
    let sizes = |bytes, code_bytes| Sizes { bytes, code_bytes, functions: count };
    Report {
        input: sizes(module.bytes.len(), input_code),
        output: sizes(encoded.bytes.len(), output_code),
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
