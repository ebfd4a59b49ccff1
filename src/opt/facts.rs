//! What is known of integer values: bits, unsigned bounds, sign extension.
//!
//! Takes: an operator and the facts of its operands. Gives: the facts of its result.
//! Invariant: facts hold for every execution; unknown is always right. Above a 32-bit value's
//! width its bits count as known zero. Cost: O(1) per operator.

use crate::ir::Type;

/// Facts about an `i32` or `i64`, whose bits are zero-extended to 64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Bits known to be zero.
    pub zero: u64,
    /// Bits known to be one.
    pub one: u64,
    /// Unsigned lower bound.
    pub least: u64,
    /// Unsigned upper bound.
    pub most: u64,
    /// The value is the sign extension of its low bits, this many: 1 to its width.
    pub signed: u8,
}

impl Facts {
    /// Nothing known but the width. Values that are no integers count as 64 bits wide.
    pub const fn unknown(ty: Type) -> Facts {
        let (mask, signed) = match ty {
            Type::I32 => (0xffff_ffff, 32),
            _ => (u64::MAX, 64),
        };
        Facts { zero: !mask, one: 0, least: 0, most: mask, signed }
    }
}
