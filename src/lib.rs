//! Selvedge.
pub mod ir;
pub mod lift;
pub mod wasm;
