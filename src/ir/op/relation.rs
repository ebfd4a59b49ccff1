//! Relations between operators that the table's columns do not state: opposites of
//! comparisons and their mirror images.
//!
//! Takes: an opcode. Gives: another of the same signature. Invariant: both maps are
//! involutions; float orderings have mirrors but no opposites, since NaN is unordered.
//! Cost: O(1).

use super::Opcode::{self, *};

/// Pairs of comparisons of which exactly one holds.
const OPPOSITES: &[(Opcode, Opcode)] = &[
    (I32Eq, I32Ne),
    (I32LtS, I32GeS),
    (I32LtU, I32GeU),
    (I32GtS, I32LeS),
    (I32GtU, I32LeU),
    (I64Eq, I64Ne),
    (I64LtS, I64GeS),
    (I64LtU, I64GeU),
    (I64GtS, I64LeS),
    (I64GtU, I64LeU),
    (F32Eq, F32Ne),
    (F64Eq, F64Ne),
];

/// Pairs of comparisons that agree when the operands are exchanged.
const MIRRORS: &[(Opcode, Opcode)] = &[
    (I32LtS, I32GtS),
    (I32LtU, I32GtU),
    (I32LeS, I32GeS),
    (I32LeU, I32GeU),
    (I64LtS, I64GtS),
    (I64LtU, I64GtU),
    (I64LeS, I64GeS),
    (I64LeU, I64GeU),
    (F32Lt, F32Gt),
    (F32Le, F32Ge),
    (F64Lt, F64Gt),
    (F64Le, F64Ge),
];

fn partner(pairs: &[(Opcode, Opcode)], code: Opcode) -> Option<Opcode> {
    pairs.iter().find_map(|&(a, b)| {
        if a == code {
            Some(b)
        } else if b == code {
            Some(a)
        } else {
            None
        }
    })
}

impl Opcode {
    /// The comparison that holds exactly when this one does not.
    pub fn opposite(self) -> Option<Opcode> {
        partner(OPPOSITES, self)
    }

    /// The operator that gives the same result with its two operands exchanged.
    pub fn mirrored(self) -> Option<Opcode> {
        if self.flags().any(super::Flags::COMMUTES) {
            return Some(self);
        }
        partner(MIRRORS, self)
    }
}
