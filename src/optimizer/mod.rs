//! The whole job: a module in, a smaller module that does the same out.
//!
//! Takes: bytes of a core module and [`Options`]. Gives: [`Output`]: new bytes and a
//! [`Report`], or an [`Error`]. Functions are validated, lifted, lowered and compared one by
//! one on several threads, each with storage of its own; the result does not depend on their
//! number. Invariants: a function that any stage declines keeps its original bytes and is
//! counted with the reason; the output has been validated; at default settings no function is
//! larger than it was.
//!
//! Cost: near-linear in the input; memory is the input, the output and one function per
//! thread.

mod error;
mod function;
mod options;
mod report;
mod threads;
mod write;

pub use crate::opt::Level;
pub use error::Error;
pub use options::Options;
pub use report::{FunctionReport, PassReport, Report, Sizes, Status};

use crate::wasm::decode::{self, Module};
use crate::wasm::names;
use function::Outcome;
use write::Written;

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
        let module = Module::decode(bytes)?;
        // Relocations of an object file name byte offsets in its code.
        let relocatable = module.sections.iter().any(|section| section.name == Some("linking"));
        if relocatable {
            threads::validate(&module, &self.options)?;
            return Ok(unchanged(bytes, "object files are not optimised: link them first"));
        }
        let mut outcomes = threads::process(&module, &self.options, progress)?;
        let written = self.write(&module, &mut outcomes)?;
        let report = self.report(&module, &outcomes, &written);
        Ok(Output { bytes: written.encoded.bytes, report })
    }

    /// Writes the output until it validates.
    fn write(&self, module: &Module<'_>, outcomes: &mut [Outcome]) -> Result<Written, Error> {
        let mut whole = true;
        loop {
            let mut written = write::write(module, outcomes, &self.options, whole);
            match threads::first_invalid(&written.encoded.bytes, &self.options) {
                Ok(None) => {
                    if !whole {
                        let warning = "items of the module stay as they are: internal error";
                        written.warning = Some(warning.to_string());
                    }
                    return Ok(written);
                }
                // A body that does not validate is our mistake; the function goes back to what
                // it was. If that is not it, the whole-module passes are to blame.
                Ok(Some(index)) => {
                    let outcome = outcomes.get_mut(written.input_index(module, index));
                    match outcome.filter(|outcome| outcome.body.is_some()) {
                        Some(outcome) => outcome.revert("the new body does not validate"),
                        None if written.is_renumbered() => whole = false,
                        None => return Err(Error::internal("the output does not validate")),
                    }
                }
                Err(_) if written.is_renumbered() => whole = false,
                Err(error) => return Err(error),
            }
        }
    }

    fn report(&self, module: &Module<'_>, outcomes: &[Outcome], written: &Written) -> Report {
        let names = names::function_names(module);
        let first = module.first_defined();
        let (mut output_code, mut output_functions) = (0, 0);
        let mut functions = Vec::with_capacity(outcomes.len());
        for (index, outcome) in outcomes.iter().enumerate() {
            let before = module.bodies[index].len();
            let after = outcome.body.as_ref().map_or(before, Vec::len);
            let (after, gone) = written.fate(module, index).unwrap_or((after, None));
            output_code += after;
            output_functions += usize::from(gone.is_none());
            let (status, reason) = match gone {
                Some((status, reason)) => (status, Some(reason)),
                None => (outcome.status, outcome.reason.clone()),
            };
            let index = first + index as u32;
            functions.push(FunctionReport {
                index,
                name: names.get(index as usize).cloned().flatten(),
                bytes_before: before,
                bytes_after: after,
                status,
                reason,
                micros: outcome.micros,
            });
        }
        let input_code = module.bodies.iter().map(|body| body.len()).sum();
        let dropped = written.encoded.dropped.iter();
        let warnings = dropped
            .map(|name| format!("dropped custom section `{name}`: it describes the old code"))
            .chain(written.warning.clone());
        Report {
            input: Sizes {
                bytes: module.bytes.len(),
                code_bytes: input_code,
                functions: functions.len(),
            },
            output: Sizes {
                bytes: written.encoded.bytes.len(),
                code_bytes: output_code,
                functions: output_functions,
            },
            functions,
            passes: Vec::new(),
            warnings: warnings.collect(),
        }
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
