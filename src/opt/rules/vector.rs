//! Vector operators as the rules see them: a kind and a shape.
//!
//! Takes: operators with operands. Gives: nodes, and operators of nodes. Invariant: both
//! directions read one table, so they are each other's inverse. Cost: O(1).

use super::generated::{Lane, Node, Vbinary, Vunary};
use crate::ir::op::Opcode;
use crate::ir::{Op, Value};

/// The lanes of a vector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// No lanes: the operator treats the vector as 128 bits.
    Bits,
    I8x16,
    I16x8,
    I32x4,
    I64x2,
    F32x4,
    F64x2,
}

macro_rules! vectors {
    ($of:ident, $code:ident, $kinds:ident: $($kind:ident $shape:ident $opcode:ident),+) => {
        /// Kind and shape of an opcode.
        fn $of(code: Opcode) -> Option<($kinds, Shape)> {
            Some(match code {
                $(Opcode::$opcode => ($kinds::$kind, Shape::$shape),)+
                _ => return None,
            })
        }

        /// Opcode of a kind at a shape.
        pub fn $code(kind: $kinds, shape: Shape) -> Option<Opcode> {
            Some(match (kind, shape) {
                $(($kinds::$kind, Shape::$shape) => Opcode::$opcode,)+
                _ => return None,
            })
        }
    };
}

vectors! { unary_of, unary_code, Vunary:
    Not Bits V128Not, AnyTrue Bits V128AnyTrue,
    Splat I8x16 I8x16Splat, Splat I16x8 I16x8Splat, Splat I32x4 I32x4Splat,
    Splat I64x2 I64x2Splat, Splat F32x4 F32x4Splat, Splat F64x2 F64x2Splat
}

vectors! { binary_of, binary_code, Vbinary:
    And Bits V128And, AndNot Bits V128AndNot, Or Bits V128Or, Xor Bits V128Xor
}

fn lane_of(code: Opcode) -> Option<(Lane, Shape)> {
    Some(match code {
        Opcode::I8x16ExtractLaneS => (Lane::Signed, Shape::I8x16),
        Opcode::I8x16ExtractLaneU => (Lane::Unsigned, Shape::I8x16),
        Opcode::I16x8ExtractLaneS => (Lane::Signed, Shape::I16x8),
        Opcode::I16x8ExtractLaneU => (Lane::Unsigned, Shape::I16x8),
        Opcode::I32x4ExtractLane => (Lane::Whole, Shape::I32x4),
        Opcode::I64x2ExtractLane => (Lane::Whole, Shape::I64x2),
        Opcode::F32x4ExtractLane => (Lane::Whole, Shape::F32x4),
        Opcode::F64x2ExtractLane => (Lane::Whole, Shape::F64x2),
        _ => return None,
    })
}

/// The node of a vector operator with operands; `None` for those no rule knows.
pub fn node_of(op: Op, args: &[Value]) -> Option<Node> {
    match *args {
        [x] => match lane_of(op.code) {
            Some((kind, shape)) => Some(Node::Lane { op: kind, shape, lane: op.lane(), x }),
            None => unary_of(op.code).map(|(op, shape)| Node::Vunary { op, shape, x }),
        },
        [x, y] => binary_of(op.code).map(|(op, shape)| Node::Vbinary { op, shape, x, y }),
        [x, y, c] if op.code == Opcode::V128Bitselect => Some(Node::Bitselect { x, y, c }),
        _ => None,
    }
}

/// The lane of which `bits` consists, zero-extended, if all lanes are equal.
pub fn equal_lanes(shape: Shape, bits: u128) -> Option<u64> {
    let width = match shape {
        Shape::Bits => return None,
        Shape::I8x16 => 8,
        Shape::I16x8 => 16,
        Shape::I32x4 | Shape::F32x4 => 32,
        Shape::I64x2 | Shape::F64x2 => 64,
    };
    let equal = bits.rotate_left(width) == bits;
    equal.then_some((bits & ((1 << width) - 1)) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::op::Feature;

    #[test]
    fn the_table_is_a_bijection_of_vector_operators() {
        for &code in Opcode::ALL {
            if let Some((kind, shape)) = unary_of(code) {
                assert_eq!(unary_code(kind, shape), Some(code));
            }
            if let Some((kind, shape)) = binary_of(code) {
                assert_eq!(binary_code(kind, shape), Some(code));
            }
            let known = unary_of(code).is_some() || binary_of(code).is_some();
            assert!(!known || code.info().feature == Feature::Simd, "{code:?}");
        }
    }

    #[test]
    fn lanes() {
        let ones = u128::MAX / 0xff;
        assert_eq!(equal_lanes(Shape::I8x16, ones), Some(1));
        assert_eq!(equal_lanes(Shape::I16x8, ones), Some(0x101));
        assert_eq!(equal_lanes(Shape::I64x2, 5 << 64 | 5), Some(5));
        assert_eq!(equal_lanes(Shape::I32x4, 5 << 64 | 5), None);
    }
}
