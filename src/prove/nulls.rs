//! References as numbers: null is zero, whatever its type, and every other reference is odd.
//!
//! Takes: types, and operators that test references. Gives: terms, and which values are never
//! null because their types say so. Invariant: nothing else is said of a reference's number, so
//! that what holds for all numbers that fit holds for references; known bits, bounds at cut
//! points and facts then carry whether something is null as they carry any other truth.
//! What reads a reference of such a type from the state is marked in its immediate, so that its
//! term says it wherever it is built again. Cost: constant.

use wasmparser::{StorageType, ValType};

use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};

/// Marks an immediate of an operator that reads a reference which is never null.
pub const NEVER: u64 = 1 << 63;

/// Whether no value of a type is null.
pub fn never(ty: ValType) -> bool {
    matches!(ty, ValType::Ref(ty) if !ty.is_nullable())
}

/// Whether no value of a field's type is null.
pub fn never_stored(ty: StorageType) -> bool {
    matches!(ty, StorageType::Val(ty) if never(ty))
}

/// An immediate, marked if what is read is never null.
pub fn marked(imm: u64, never: bool) -> u64 {
    imm | if never { NEVER } else { 0 }
}

/// Of the first 16 values of a list of types those that are never null, as bits.
pub fn never_in(types: &[ValType]) -> u16 {
    let bits = types.iter().take(16).enumerate().map(|(at, &ty)| u16::from(never(ty)) << at);
    bits.fold(0, |all, bit| all | bit)
}

/// Whether a value of a list is in the set that [`never_in`] gives.
pub fn is_in(set: u16, index: u64) -> bool {
    index < 16 && set >> index & 1 != 0
}

impl Terms {
    /// A leaf that is never null, or any leaf.
    pub fn leaf_reference(&mut self, op: Op, imm: u64, never: bool) -> Node {
        self.intern_known(op, imm, [Node::NONE; 3], (0, u64::from(never)))
    }

    /// What is read of the state, with its immediate's mark looked at.
    pub fn read_reference(&mut self, op: Op, imm: u64, kids: [Node; 3]) -> Node {
        self.intern_known(op, imm, kids, (0, u64::from(imm & NEVER != 0)))
    }

    /// Whether a reference is null.
    pub fn is_null(&mut self, reference: Node) -> Node {
        self.eqz(Width::W64, reference)
    }

    /// Whether a reference has a type, given by its heap type's word.
    pub fn has_type(&mut self, key: u64, nullable: bool, reference: Node) -> Node {
        let null = self.is_null(reference);
        if self.value(null) == Some(1) {
            return self.constant(Width::W32, u64::from(nullable));
        }
        let has = self.opaque(O::RefTestNonNull, key, &[reference]);
        if nullable {
            return self.or(Width::W32, null, has);
        }
        // That it is no null either is said apart, for the paths on which it has the type.
        let some = self.not(null);
        self.and(Width::W32, some, has)
    }
}
