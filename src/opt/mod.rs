//! The mid-end: passes over functions in SSA form.
//!
//! Takes: a function with a full layout, and what is known of its module. Gives: a function
//! that does the same in fewer bytes, or faster. Invariants, checked by the verifier after
//! every pass in debug builds: the layout is full before and after each pass; nothing that
//! `docs/semantics.md` calls observable changes.
//!
//! [`pipeline`] is the table of passes and of levels; each pass is the file of its name.

pub mod alias;
mod bounds;
mod branches;
pub mod cost;
mod dse;
pub mod facts;
mod gvn;
mod lanes;
pub mod level;
mod licm;
pub mod pipeline;
mod reassociate;
mod rebuild;
mod references;
mod replacements;
pub mod rules;
mod simplify;
mod sink;
mod tail_calls;
mod uses;

pub use level::Level;

use crate::ir::effects::EffectTable;
use crate::ir::op::Feature;
use crate::ir::{Function, ModuleEnv};

/// What a pass may consult besides the function.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The module's declarations.
    pub env: &'a ModuleEnv,
    /// What operators and calls may do.
    pub effects: &'a EffectTable,
    /// What to prefer where bytes and speed differ.
    pub goal: Goal,
    /// Proposals whose operators may be introduced.
    pub features: Features,
    /// Whether passes use what is known of values ([`facts`]).
    pub facts: bool,
}

/// A set of proposals.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Features(u32);

impl Features {
    /// No operators at all.
    pub const NONE: Features = Features(0);
    /// The operators of the first version only.
    pub const MVP: Features = Features(1 << Feature::Mvp as u32);
    /// Every proposal.
    pub const ALL: Features = Features(u32::MAX);

    /// The proposals that the operators of a function come from.
    pub fn of(func: &Function) -> Features {
        let insts = func.order.iter().flat_map(|&block| func.block_insts_and_terminator(block));
        insts.fold(Features::NONE, |all, inst| all.with(func.insts[inst].op.info().feature))
    }

    /// Adds a proposal.
    #[must_use]
    pub const fn with(self, feature: Feature) -> Features {
        Features(self.0 | 1 << feature as u32)
    }

    /// Takes a proposal away.
    #[must_use]
    pub const fn without(self, feature: Feature) -> Features {
        Features(self.0 & !(1 << feature as u32))
    }

    /// What is in one of the sets.
    #[must_use]
    pub const fn union(self, other: Features) -> Features {
        Features(self.0 | other.0)
    }

    /// What is not in the other set.
    #[must_use]
    pub const fn minus(self, other: Features) -> Features {
        Features(self.0 & !other.0)
    }

    /// Whether the set has no proposal, nor the first version.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the set has a proposal.
    pub const fn contains(self, feature: Feature) -> bool {
        self.0 & 1 << feature as u32 != 0
    }
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
