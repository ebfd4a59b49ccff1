//! The intermediate representation: functions as SSA with block parameters.
//!
//! Takes: nothing of the other stages. Gives: entities, operators, types, the function, its
//! text form, its verifier and the analyses every stage shares. See `docs/ir.md`.

pub mod cfg;
pub mod dominators;
pub mod dot;
pub mod effects;
pub mod entities;
pub mod env;
pub mod function;
pub mod graph;
pub mod liveness;
pub mod loops;
pub mod op;
pub mod parse;
pub mod print;
#[cfg(test)]
mod testing;
pub mod types;
pub mod verifier;
pub mod words;

pub use entities::{Block, Edge, Inst, Region, Value};
pub use env::ModuleEnv;
pub use function::{Function, ValueDef};
pub use graph::Graph;
pub use op::{Feature, Flags, Op, Opcode};
pub use types::Type;
