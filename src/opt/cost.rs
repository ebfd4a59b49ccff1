//! Encoded bytes as the measure of every decision about size, operators that run and their cycles
//! as that of speed.
//!
//! Takes: sizes of trees and numbers of uses. Gives: bytes or operators saved. Cost: O(1) or O(uses).
//! Source: `docs/cost-model.md`.

use super::Goal;
use crate::ir::Op;
use std::ops::AddAssign;

/// Bytes of reading a local with a one-byte index.
pub const GET: u32 = 2;
/// Bytes of writing a local while keeping the value on the stack.
pub const TEE: u32 = 2;

/// What code takes: encoded bytes, and estimated cycles.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Price {
    /// Encoded bytes.
    pub bytes: u32,
    /// Estimated cycles.
    pub cycles: u32,
}

impl Price {
    /// Reading a local.
    pub const GET: Price = Price { bytes: GET, cycles: 1 };
    /// Writing a local while keeping the value on the stack.
    pub const TEE: Price = Price { bytes: TEE, cycles: 1 };
    /// More than anything that is worth looking at.
    pub const MOST: Price = Price { bytes: u32::MAX, cycles: u32::MAX };

    /// One operator, without its operands.
    pub fn of(op: Op) -> Price {
        Price { bytes: op.encoded_size(), cycles: op.info().cycles.into() }
    }

    /// What a goal compares: of two forms of the same value it prefers the smaller. For speed
    /// cycles come first, bytes second; otherwise bytes decide.
    pub fn rank(self, goal: Goal) -> (u32, u32) {
        match goal {
            Goal::Speed => (self.cycles, self.bytes),
            Goal::Size | Goal::Balance => (self.bytes, 0),
        }
    }
}

impl AddAssign for Price {
    fn add_assign(&mut self, other: Price) {
        self.bytes += other.bytes;
        self.cycles += other.cycles;
    }
}

/// Bytes saved by making one of several equal trees and reading it back elsewhere: the
/// baseline model, which charges two bytes for the declaration of a local.
///
/// `tree`: encoded bytes of one; `occurrences`: how many there are, at least 1. Share when
/// positive.
///
/// ```
/// use selvedge::opt::cost::sharing_gain;
/// assert_eq!(sharing_gain(2, 10), -4); // i32.const 42
/// assert_eq!(sharing_gain(5, 2), -1); // x + 42
/// assert_eq!(sharing_gain(5, 3), 2);
/// assert_eq!(sharing_gain(6, 3), 4); // i32.const 0x12345678
/// ```
pub fn sharing_gain(tree: u32, occurrences: u32) -> i64 {
    (i64::from(occurrences) - 1) * (i64::from(tree) - 2) - 4
}

/// Whether a constant of `bytes` with `uses` uses belongs in a local: made once, written, and
/// read, against made at each use.
pub fn constant_wants_local(bytes: u32, uses: u32) -> bool {
    uses > 1 && bytes * (uses - 1) > GET * uses
}

/// Bytes saved by merging trees into one that dominates them.
///
/// `own`: uses of the one that stays; `is_fixed`: it is there anyway, whatever it costs.
/// `others`: uses of each that goes.
pub fn merging_gain(tree: u32, own: u32, others: impl Iterator<Item = u32>, is_fixed: bool) -> i64 {
    // What several uses share is in a local already, and read at each of them. What nobody
    // uses is dropped.
    let reads = |uses: u32| match uses {
        0 => 1,
        1 => 0,
        _ => i64::from(TEE + GET * (uses - 1)),
    };
    let once = if is_fixed { 0 } else { i64::from(tree) };
    let (mut before, mut uses) = (once + reads(own), own);
    for other in others {
        before += i64::from(tree) + reads(other);
        uses += other;
    }
    before - once - reads(uses)
}

/// How often a block inside `depth` loops is taken to run when one outside all of them runs
/// once.
pub fn times(depth: u32) -> i64 {
    1 << (3 * depth.min(5))
}

/// Operators that no longer run when trees of `steps` operators are merged into one that
/// dominates them. Each part: uses of its value, and how often it runs ([`times`]).
pub fn merging_speedup(
    steps: u32,
    (own, often): (u32, i64),
    others: impl Iterator<Item = (u32, i64)>,
) -> i64 {
    // What has one use needs no local until it has others too.
    let mut saved = if own < 2 { -often } else { 0 };
    for (uses, often) in others {
        let reads = i64::from(uses == 1);
        saved += often * (i64::from(steps) - reads);
    }
    saved
}
