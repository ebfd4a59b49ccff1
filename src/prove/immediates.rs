//! Memory arguments and lanes of operators, whatever the operator.
//!
//! Takes: operators as the parser gives them. Gives: the immediates that are about memory or a
//! lane. Invariant: the parser's own list of operators says which they are. Cost: constant.

use wasmparser::{BlockType, HeapType, MemArg, MemArgTarget, Operator, RefType, ValType};

/// The memory that an operator accesses by an address, if it does.
pub fn accessed(operator: &Operator<'_>) -> Option<u32> {
    match access(operator).0?.target {
        MemArgTarget::Memory(index) => Some(index),
        _ => None,
    }
}

/// What an immediate may be, as far as accesses and lanes go.
trait Immediate {
    fn memory_argument(&self) -> Option<MemArg> {
        None
    }
    fn lane(&self) -> Option<u8> {
        None
    }
}

impl Immediate for MemArg {
    fn memory_argument(&self) -> Option<MemArg> {
        Some(*self)
    }
}

impl Immediate for u8 {
    fn lane(&self) -> Option<u8> {
        Some(*self)
    }
}

macro_rules! other_immediates {
    ($($ty:ty),*) => { $(impl Immediate for $ty {})* };
}
other_immediates!(
    u32,
    i32,
    i64,
    [u8; 16],
    BlockType,
    wasmparser::BrTable<'_>,
    wasmparser::Ieee32,
    wasmparser::Ieee64,
    wasmparser::V128,
    HeapType,
    RefType,
    ValType,
    Vec<ValType>,
    wasmparser::TryTable,
    wasmparser::ResumeTable,
    wasmparser::Ordering
);

macro_rules! accessors {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The memory argument of an operator and its lane, where it has them.
        pub fn access(operator: &Operator<'_>) -> (Option<MemArg>, Option<u8>) {
            match operator {
                $(Operator::$op $({ $($arg),* })? => {
                    let immediates: &[&dyn Immediate] = &[$($($arg),*)?];
                    (
                        immediates.iter().find_map(|immediate| immediate.memory_argument()),
                        immediates.iter().find_map(|immediate| immediate.lane()),
                    )
                })*
                _ => (None, None),
            }
        }
    };
}
wasmparser::for_each_operator!(accessors);
