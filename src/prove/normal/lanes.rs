//! Operators of vectors by lanes: splats, shifts, shuffles, lanes taken out.
//!
//! Takes: operands in normal form. Gives: the term of the result where there is something to say:
//! lanes of floats are lanes of integers; of what is splatted to narrow lanes only the low bits
//! count; a lane of a splat is what was splatted; lanes shift by an amount below their width; a
//! shuffle that rotates lanes by whole bytes is two shifts, which a program may write as well.
//! Invariant: each rule holds for all vectors; `vectors` evaluates them. Cost: constant.

use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms, Width};
use Width::{W32, W64};

/// What lanes are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shape {
    /// Bits of a lane.
    bits: u32,
    /// Width of a lane as a number outside of vectors.
    width: Width,
    splat: O,
}

const BYTES: Shape = Shape { bits: 8, width: W32, splat: O::I8x16Splat };
const SHORTS: Shape = Shape { bits: 16, width: W32, splat: O::I16x8Splat };
const WORDS: Shape = Shape { bits: 32, width: W32, splat: O::I32x4Splat };
const LONGS: Shape = Shape { bits: 64, width: W64, splat: O::I64x2Splat };

/// Lanes that rotate by whole bytes: width, shift to the left, shift to the right.
const ROTATED: [(u32, O, O); 3] = [
    (16, O::I16x8Shl, O::I16x8ShrU),
    (32, O::I32x4Shl, O::I32x4ShrU),
    (64, O::I64x2Shl, O::I64x2ShrU),
];

impl Terms {
    /// The result of an operator by lanes; none if there is nothing to say about it.
    pub fn lanes(&mut self, op: O, imm: u64, args: &[Node]) -> Option<Node> {
        match (op, args) {
            (O::I8x16Splat, &[a]) => Some(self.splat(BYTES, a)),
            (O::I16x8Splat, &[a]) => Some(self.splat(SHORTS, a)),
            (O::I32x4Splat | O::F32x4Splat, &[a]) => Some(self.splat(WORDS, a)),
            (O::I64x2Splat | O::F64x2Splat, &[a]) => Some(self.splat(LONGS, a)),
            (O::I8x16ExtractLaneS, &[a]) => self.lane(BYTES, true, imm, a),
            (O::I8x16ExtractLaneU, &[a]) => self.lane(BYTES, false, imm, a),
            (O::I16x8ExtractLaneS, &[a]) => self.lane(SHORTS, true, imm, a),
            (O::I16x8ExtractLaneU, &[a]) => self.lane(SHORTS, false, imm, a),
            (O::I32x4ExtractLane, &[a]) => self.lane(WORDS, false, imm, a),
            (O::I64x2ExtractLane, &[a]) => self.lane(LONGS, false, imm, a),
            (O::F32x4ExtractLane, &[_]) => Some(self.operator(O::I32x4ExtractLane, imm, args)),
            (O::F64x2ExtractLane, &[_]) => Some(self.operator(O::I64x2ExtractLane, imm, args)),
            (O::F32x4ReplaceLane, &[_, _]) => Some(self.operator(O::I32x4ReplaceLane, imm, args)),
            (O::F64x2ReplaceLane, &[_, _]) => Some(self.operator(O::I64x2ReplaceLane, imm, args)),
            (O::V128AnyTrue, &[a]) => self.any_true(a),
            (O::I8x16Shuffle, &[list]) => self.shuffle_again(list),
            (O::I8x16Shl | O::I8x16ShrS | O::I8x16ShrU, &[a, b]) => self.shift_lanes(op, 8, a, b),
            (O::I16x8Shl | O::I16x8ShrS | O::I16x8ShrU, &[a, b]) => self.shift_lanes(op, 16, a, b),
            (O::I32x4Shl | O::I32x4ShrS | O::I32x4ShrU, &[a, b]) => self.shift_lanes(op, 32, a, b),
            (O::I64x2Shl | O::I64x2ShrS | O::I64x2ShrU, &[a, b]) => self.shift_lanes(op, 64, a, b),
            _ => None,
        }
    }

    fn splat(&mut self, shape: Shape, a: Node) -> Node {
        let low = match shape.bits {
            8 | 16 => self.and_const(W32, a, (1 << shape.bits) - 1),
            _ => a,
        };
        match self.value(low) {
            Some(value) => {
                let lanes = (0..128).step_by(shape.bits as usize);
                let value = lanes.fold(0, |all, at| all | u128::from(value) << at);
                self.vector(value)
            }
            None => self.opaque(shape.splat, 0, &[low]),
        }
    }

    /// What is in all lanes of a vector of this shape, if it is a splat of it.
    fn splatted(&self, shape: Shape, vector: Node) -> Option<Node> {
        let term = self.get(vector);
        (term.op == Op::Wasm(shape.splat)).then_some(term.kids[0])
    }

    /// A lane that is taken out, of bytes and shorts with its sign or without.
    fn lane(&mut self, shape: Shape, signed: bool, index: u64, vector: Node) -> Option<Node> {
        let Shape { bits, width, .. } = shape;
        let value = match self.vector_value(vector) {
            Some(value) => {
                let mask = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
                let lane = value.checked_shr(index as u32 * bits)? as u64 & mask;
                self.constant(width, lane)
            }
            None => self.splatted(shape, vector)?,
        };
        // What was splatted to narrow lanes has no bits above them.
        Some(if signed { self.sign_ext(width, bits, value) } else { value })
    }

    fn any_true(&mut self, vector: Node) -> Option<Node> {
        if let Some(value) = self.vector_value(vector) {
            return Some(self.constant(W32, u64::from(value != 0)));
        }
        let shapes = [BYTES, SHORTS, WORDS, LONGS];
        let (shape, lane) =
            shapes.iter().find_map(|&shape| Some((shape, self.splatted(shape, vector)?)))?;
        let none = self.eqz(shape.width, lane);
        Some(self.not(none))
    }

    /// Lanes shifted by an amount, which is taken modulo their width.
    fn shift_lanes(&mut self, op: O, bits: u64, vector: Node, amount: Node) -> Option<Node> {
        let by = self.value(amount)? % bits;
        if by == 0 {
            return Some(vector);
        }
        let amount = self.constant(W32, by);
        Some(self.opaque(op, 0, &[vector, amount]))
    }

    /// `i8x16.shuffle`
    pub fn shuffle(&mut self, a: Node, b: Node, mut lanes: [u8; 16]) -> Node {
        let (mut a, mut b) = (a, b);
        if lanes.iter().all(|&lane| lane < 16) {
            b = a;
        } else if lanes.iter().all(|&lane| lane >= 16) {
            a = b;
        }
        if a == b {
            lanes.iter_mut().for_each(|lane| *lane %= 16);
            if lanes == rotation(64, 0) {
                return a;
            }
            for (width, left, right) in ROTATED {
                // The first byte tells by how much, if it is a rotation.
                let back = 8 * u32::from(lanes[0]);
                if back == 0 || back >= width || lanes != rotation(width, width - back) {
                    continue;
                }
                let by = self.constant(W32, u64::from(width - back));
                let back = self.constant(W32, u64::from(back));
                let up = self.operator(left, 0, &[a, by]);
                let down = self.operator(right, 0, &[a, back]);
                return self.operator(O::V128Or, 0, &[up, down]);
            }
        }
        let lanes = u128::from_le_bytes(lanes);
        let low = self.constant(W64, lanes as u64);
        let high = self.constant(W64, (lanes >> 64) as u64);
        self.opaque(O::I8x16Shuffle, 0, &[a, b, low, high])
    }

    /// A shuffle with other operands, from the list that stands below it.
    fn shuffle_again(&mut self, list: Node) -> Option<Node> {
        let &[a, b, low, high] = &self.items(list)[..] else { return None };
        let (low, high) = (self.value(low)?, self.value(high)?);
        let lanes = u128::from(high) << 64 | u128::from(low);
        Some(self.shuffle(a, b, lanes.to_le_bytes()))
    }
}

/// For each byte of a vector whose lanes of `width` bits are rotated left by `amount` bits, which
/// are both whole bytes: where it came from.
pub(super) fn rotation(width: u32, amount: u32) -> [u8; 16] {
    let (lane, by) = (width / 8, amount / 8);
    std::array::from_fn(|at| {
        let (at, within) = (at as u32, at as u32 % lane);
        (at - within + (within + lane - by) % lane) as u8
    })
}
