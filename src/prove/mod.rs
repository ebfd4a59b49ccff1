//! The checker: shows that an output module does what the input module did.
//!
//! Takes: the bytes of two modules, nothing else. Gives: a [`Report`] with a verdict for each
//! function and all differences in declarations. Invariant: [`Report::proved`] only if the
//! output refines the input as `docs/semantics.md` says. It shares no code with the optimiser:
//! its own lift from bytes, its own semantics table, its own normal forms; of what others made it
//! trusts `wasmparser`. Budgets bound the work; a panic in one function's check is caught and
//! counts as not proved. Read `docs/proving.md` first.

mod accesses;
mod affine;
mod alignment;
mod arrival;
mod bounds;
mod candidates;
mod cases;
mod circumstances;
mod code;
mod contents;
mod declarations;
mod dense;
mod events;
mod facts;
mod fingerprint;
mod graph;
mod hash;
mod held;
mod hierarchy;
mod immediates;
mod lift;
mod limits;
mod loops;
mod machine;
mod maps;
mod memory;
mod module;
mod modules;
mod normal;
mod objects;
mod opcode;
mod opinion;
mod others;
mod pairing;
mod print;
mod product;
mod references;
mod relation;
mod repeated;
mod same;
mod saturate;
mod settled;
mod simplest;
mod sketch;
mod slots;
mod solver;
mod span;
mod summary;
mod term;
pub(crate) mod threads;
mod truths;
mod typed;
mod types;
mod uses;
mod verdict;
mod windows;

pub use maps::{BadMap, Fate, Map};
pub use module::{Space, Unusable};
pub use modules::{Checker, Options, Progress, verify, verify_watched};
pub use opcode::Rounded;
pub use solver::available as solver_available;
pub use verdict::{Function, Mismatch, Reason, Refutation, Report, Verdict};
