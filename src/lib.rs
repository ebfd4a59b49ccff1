//! Selvedge.
pub mod ir;
pub mod lift;
pub mod lower;
pub mod wasm;
