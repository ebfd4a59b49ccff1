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

use super::context::{Address, ConstructorVec, F32, F64, I32, I64, MAX_ISLE_RETURNS, Unit};
use crate::ir::{Type, Value};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
