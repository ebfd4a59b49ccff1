//! The mid-end: passes over functions in SSA form.
//!
//! Takes: a function with a full layout, and what is known of its module. Gives: a function
//! that does the same in fewer bytes, or faster. Invariants, checked by the verifier after
//! every pass in debug builds: the layout is full before and after each pass; nothing that
//! `docs/semantics.md` calls observable changes.
//!
//! [`pipeline`] is the table of passes and of levels; each pass is the file of its name.

mod branches;
pub mod cost;
mod gvn;
pub mod level;
pub mod pipeline;

pub use level::Level;

use crate::ir::ModuleEnv;

/// What a pass may consult besides the function.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The module's declarations.
    pub env: &'a ModuleEnv,
    /// What to prefer where bytes and speed differ.
    pub goal: Goal,
}

/// What counts when two forms of the same code differ in size and speed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Fewest bytes.
    Size,
    /// Fewest bytes, but nothing slower for them.
    Balance,
    /// Fewest cycles, then bytes.
    Speed,
}
