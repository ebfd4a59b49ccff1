//! Operators as the rules see them: a kind and a type instead of an opcode per type.
//!
//! Takes: operators with operands. Gives: [`Node`]s, and operators of nodes. Invariant: both
//! directions read one table, so they are each other's inverse. Cost: O(1).

use super::generated::{Binary, Node, Unary};
use super::vector;
use crate::ir::op::{Feature, Opcode};
use crate::ir::{Op, Type, Value};

/// `kind(type): opcode` rows of one arity. The type is the first operand's, but of operators
/// whose operand type says nothing it is the result's.
macro_rules! kinds {
    ($of:ident, $code:ident, $kinds:ident: $($kind:ident { $($ty:ident $opcode:ident),+ })+) => {
        /// Kind and type of an opcode.
        fn $of(code: Opcode) -> Option<($kinds, Type)> {
            Some(match code {
                $($(Opcode::$opcode => ($kinds::$kind, Type::$ty),)+)+
                _ => return None,
            })
        }

        /// Opcode of a kind at a type.
        pub fn $code(kind: $kinds, ty: Type) -> Option<Opcode> {
            Some(match (kind, ty) {
                $($(($kinds::$kind, Type::$ty) => Opcode::$opcode,)+)+
                _ => return None,
            })
        }
    };
}

kinds! { unary_of, unary_code, Unary:
    Eqz { I32 I32Eqz, I64 I64Eqz }
    Clz { I32 I32Clz, I64 I64Clz }
    Ctz { I32 I32Ctz, I64 I64Ctz }
    Popcnt { I32 I32Popcnt, I64 I64Popcnt }
    Extend8 { I32 I32Extend8S, I64 I64Extend8S }
    Extend16 { I32 I32Extend16S, I64 I64Extend16S }
    Extend32 { I64 I64Extend32S }
    Wrap { I64 I32WrapI64 }
    SignExtend { I32 I64ExtendI32S }
    ZeroExtend { I32 I64ExtendI32U }
    Abs { F32 F32Abs, F64 F64Abs }
    Neg { F32 F32Neg, F64 F64Neg }
    Ceil { F32 F32Ceil, F64 F64Ceil }
    Floor { F32 F32Floor, F64 F64Floor }
    Trunc { F32 F32Trunc, F64 F64Trunc }
    Nearest { F32 F32Nearest, F64 F64Nearest }
    Sqrt { F32 F32Sqrt, F64 F64Sqrt }
    Promote { F32 F64PromoteF32 }
    Demote { F64 F32DemoteF64 }
    ToBits { F32 I32ReinterpretF32, F64 I64ReinterpretF64 }
    FromBits { F32 F32ReinterpretI32, F64 F64ReinterpretI64 }
    ConvertI32S { F32 F32ConvertI32S, F64 F64ConvertI32S }
    ConvertI32U { F32 F32ConvertI32U, F64 F64ConvertI32U }
    ConvertI64S { F32 F32ConvertI64S, F64 F64ConvertI64S }
    ConvertI64U { F32 F32ConvertI64U, F64 F64ConvertI64U }
}

kinds! { binary_of, binary_code, Binary:
    Add { I32 I32Add, I64 I64Add }
    Sub { I32 I32Sub, I64 I64Sub }
    Mul { I32 I32Mul, I64 I64Mul }
    DivS { I32 I32DivS, I64 I64DivS }
    DivU { I32 I32DivU, I64 I64DivU }
    RemS { I32 I32RemS, I64 I64RemS }
    RemU { I32 I32RemU, I64 I64RemU }
    And { I32 I32And, I64 I64And }
    Or { I32 I32Or, I64 I64Or }
    Xor { I32 I32Xor, I64 I64Xor }
    Shl { I32 I32Shl, I64 I64Shl }
    ShrS { I32 I32ShrS, I64 I64ShrS }
    ShrU { I32 I32ShrU, I64 I64ShrU }
    Rotl { I32 I32Rotl, I64 I64Rotl }
    Rotr { I32 I32Rotr, I64 I64Rotr }
    Eq { I32 I32Eq, I64 I64Eq }
    Ne { I32 I32Ne, I64 I64Ne }
    LtS { I32 I32LtS, I64 I64LtS }
    LtU { I32 I32LtU, I64 I64LtU }
    GtS { I32 I32GtS, I64 I64GtS }
    GtU { I32 I32GtU, I64 I64GtU }
    LeS { I32 I32LeS, I64 I64LeS }
    LeU { I32 I32LeU, I64 I64LeU }
    GeS { I32 I32GeS, I64 I64GeS }
    GeU { I32 I32GeU, I64 I64GeU }
    Copysign { F32 F32Copysign, F64 F64Copysign }
    FEq { F32 F32Eq, F64 F64Eq }
    FNe { F32 F32Ne, F64 F64Ne }
    FLt { F32 F32Lt, F64 F64Lt }
    FGt { F32 F32Gt, F64 F64Gt }
    FLe { F32 F32Le, F64 F64Le }
    FGe { F32 F32Ge, F64 F64Ge }
}

/// The node of an operator other than `v128.const`; `None` for operators no rule knows. `ty` is the result's type.
pub fn node_of(op: Op, args: &[Value], ty: Type) -> Option<Node> {
    match *args {
        [] => constant(op),
        _ if op.info().feature == Feature::Simd => vector::node_of(op, args),
        [x] => unary_of(op.code).map(|(op, ty)| Node::Unary { op, ty, x }),
        [x, y] => binary_of(op.code).map(|(op, ty)| Node::Binary { op, ty, x, y }),
        [x, y, c] if matches!(op.code, Opcode::Select | Opcode::SelectT) => {
            // References stay as they are: their arms may be of different subtypes.
            (!ty.is_ref()).then_some(Node::Select { ty, c, x, y })
        }
        _ => None,
    }
}

fn constant(op: Op) -> Option<Node> {
    Some(match op.code {
        Opcode::I32Const => Node::Iconst { ty: Type::I32, bits: op.bits(), int: op.int() },
        Opcode::I64Const => Node::Iconst { ty: Type::I64, bits: op.bits(), int: op.int() },
        Opcode::F32Const => Node::Fconst { ty: Type::F32, bits: op.bits() },
        Opcode::F64Const => Node::Fconst { ty: Type::F64, bits: op.bits() },
        _ => return None,
    })
}

/// The integer constant of a type whose low bits are `bits`.
pub fn integer(ty: Type, bits: u64) -> Op {
    if ty == Type::I32 { Op::i32(bits as u32 as i32) } else { Op::i64(bits as i64) }
}

/// The float constant of a type with these bits.
pub fn float(ty: Type, bits: u64) -> Op {
    if ty == Type::F32 { Op::f32(bits as u32) } else { Op::f64(bits) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::op::Flags;

    #[test]
    fn the_table_is_a_bijection_and_fits_the_operators() {
        for &code in Opcode::ALL {
            let sig = &code.info().sig;
            let typed = |ty: Type| {
                let letters = sig.params().iter().chain(sig.results());
                letters.filter_map(|&letter| Type::from_letter(letter)).any(|t| t == ty)
            };
            if let Some((kind, ty)) = unary_of(code) {
                assert_eq!(unary_code(kind, ty), Some(code));
                assert!(sig.params().len() == 1 && typed(ty), "{code:?}");
            }
            if let Some((kind, ty)) = binary_of(code) {
                assert_eq!(binary_code(kind, ty), Some(code));
                assert!(sig.params().len() == 2 && typed(ty), "{code:?}");
            }
            assert!(unary_of(code).is_none() || !code.flags().any(Flags::RELAXED));
        }
    }
}
