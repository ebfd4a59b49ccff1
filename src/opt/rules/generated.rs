//! The rules as Rust, compiled from `*.isle` by `build.rs`.
//!
//! Takes: a [`Context`] that reads and makes nodes. Gives: one `constructor_*` function per
//! entry term, which pushes every candidate. Cost: a match on the root's operator, then on
//! those operands' operators that some rule looks at.

#![allow(
    missing_docs,
    dead_code,
    unreachable_patterns,
    unused_imports,
    unused_variables,
    unused_mut,
    unused_must_use,
    irrefutable_let_patterns,
    non_camel_case_types,
    clippy::all
)]

extern crate alloc;

use super::context::{
    Address, Bits, ConstructorVec, F32, F32x4, F64, F64x2, I8x16, I16x8, I32, I32x4, I64, I64x2,
    MAX_ISLE_RETURNS, Shape, Unit,
};
use crate::ir::{Type, Value};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
