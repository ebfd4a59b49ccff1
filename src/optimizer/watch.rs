//! Looking on while functions are worked on.
//!
//! Takes: what its user wants to be told. Gives: [`Watch`], for
//! [`Optimizer::optimize_watched`](super::Optimizer::optimize_watched). Invariant: the output
//! does not depend on it. Cost: that of the callbacks.

use super::Progress;
use crate::ir::Function;

/// What to tell while a module is optimised.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Called from time to time, from any thread.
    pub progress: Option<Progress<'a>>,
    /// Called with every function after each stage that works on its SSA form: lifting, which
    /// is called [`LIFT`], and each pass. Functions then come in order and on one thread.
    pub after_pass: Option<&'a (dyn Fn(&AfterPass<'_>) + Sync)>,
}

impl Watch<'_> {
    /// Shows a function to whoever looks on.
    pub(super) fn show(&self, step: &AfterPass<'_>) {
        if let Some(after_pass) = self.after_pass {
            after_pass(step);
        }
    }
}

/// What the stage before all passes is called.
pub const LIFT: &str = "lift";

/// A function after a pass.
#[derive(Clone, Copy)]
pub struct AfterPass<'a> {
    /// Name of the pass, or [`LIFT`].
    pub pass: &'static str,
    /// Counted from 1; 0 after lifting.
    pub round: u32,
    /// Index of the function in the input.
    pub index: u32,
    /// Whether the pass changed anything.
    pub changed: bool,
    /// The function as it is now.
    pub func: &'a Function,
}
