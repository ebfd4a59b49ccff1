//! Selvedge: a WebAssembly optimiser that proves its work.
//!
//! The library takes a module's bytes and gives smaller bytes that do the same, with a report:
//! see [`Optimizer`]. The stages are public modules, for tools that want one of them; their
//! interfaces are not yet stable.

#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
pub mod filetest;
#[doc(hidden)]
pub mod guard;
pub mod ir;
pub mod lift;
pub mod lower;
pub mod module;
pub mod opt;
mod optimizer;
pub mod prove;
#[cfg(feature = "refute")]
pub mod refute;
pub mod wasm;

pub use optimizer::{
    AfterPass, Error, FunctionReport, LIFT, Level, Optimizer, Options, Output, PassReport,
    Progress, Proof, Prove, Report, Sizes, Status, Watch,
};
