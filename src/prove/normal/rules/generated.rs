//! The normaliser's rules as Rust, compiled from `*.isle` by `build.rs`.
//!
//! Takes: terms, as [`super`] shows them. Gives: one `constructor_*` function per entry term.
//! Cost: a match on the term's root.

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

use super::{ConstructorVec, I32, I64, MAX_ISLE_RETURNS, Unit};
use crate::prove::term::{Node, Width};

include!(concat!(env!("OUT_DIR"), "/prove_rules.rs"));
