//! Lanes that rotate by whole bytes become one shuffle.
//!
//! Takes: SSA. Gives: `i8x16.shuffle` for `(x << n) | (x >>> width - n)` in the lanes of a
//! vector, where `n` is a multiple of 8 and nobody else needs the shifts: one operator for
//! three, though a longer one, so it is for speed. Invariant: every byte of the result is the
//! byte of `x` that the shifts move there; the test shows it for each bit of `x`, of which the
//! result's bits are sums. Cost: O(function).
//! From: how ciphers rotate on machines that shuffle bytes.

use super::{Context, uses};
use crate::ir::{Function, Inst, Op, Opcode, Value};

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    let is_or = |inst: &Inst| func.insts[*inst].op.code == Opcode::V128Or;
    let blocks = func.order.iter();
    let found: Vec<Inst> =
        blocks.flat_map(|&block| func.block_insts(block)).copied().filter(is_or).collect();
    if found.is_empty() {
        return false;
    }
    let uses = uses::count(func);
    let mut changed = false;
    for inst in found {
        let shift = |index: usize| {
            let value = func.args(inst)[index];
            shift(func, value).filter(|_| uses[value] == 1)
        };
        let (Some(a), Some(b)) = (shift(0), shift(1)) else { continue };
        let (left, right) = if a.is_left { (a, b) } else { (b, a) };
        let fits = left.is_left
            && !right.is_left
            && left.vector == right.vector
            && left.width == right.width
            && left.amount + right.amount == left.width
            && left.amount % 8 == 0;
        if fits {
            let lanes = func.pool.intern(rotation(left.width, left.amount));
            func.insts[inst].op = Op { code: Opcode::I8x16Shuffle, ..Op::v128(lanes) };
            func.set_args(inst, &[left.vector, left.vector]);
            changed = true;
        }
    }
    changed
}

/// A vector's lanes shifted by a constant, which is not zero.
struct Shift {
    vector: Value,
    is_left: bool,
    /// Bits of a lane.
    width: u32,
    amount: u32,
}

fn shift(func: &Function, value: Value) -> Option<Shift> {
    let (inst, op) = func.def_op(value)?;
    let (is_left, width) = match op.code {
        Opcode::I16x8Shl => (true, 16),
        Opcode::I32x4Shl => (true, 32),
        Opcode::I64x2Shl => (true, 64),
        Opcode::I16x8ShrU => (false, 16),
        Opcode::I32x4ShrU => (false, 32),
        Opcode::I64x2ShrU => (false, 64),
        _ => return None,
    };
    let &[vector, amount] = func.args(inst) else { return None };
    let amount = func.constant(amount)?.bits() as u32 % width;
    (amount != 0).then_some(Shift { vector, is_left, width, amount })
}

/// The bytes of a vector whose lanes of `width` bits are rotated left by `amount` bits.
fn rotation(width: u32, amount: u32) -> u128 {
    let (lane, by) = (width / 8, amount / 8);
    let source = |byte: u32| byte / lane * lane + (byte % lane + lane - by) % lane;
    (0..16).fold(0, |lanes, byte| lanes | u128::from(source(byte)) << (8 * byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shuffled(x: u128, lanes: u128) -> u128 {
        let byte = |at: u32| x >> (8 * ((lanes >> (8 * at)) & 0xff)) & 0xff;
        (0..16).fold(0, |bytes, at| bytes | byte(at) << (8 * at))
    }

    fn rotated(x: u128, width: u32, amount: u32) -> u128 {
        let mask = (1 << width) - 1;
        (0..128 / width).fold(0, |lanes, lane| {
            let bits = x >> (lane * width) & mask;
            let bits = (bits << amount | bits >> (width - amount)) & mask;
            lanes | bits << (lane * width)
        })
    }

    #[test]
    fn every_bit_gets_where_the_shifts_move_it() {
        for width in [16, 32, 64] {
            for amount in (8..width).step_by(8) {
                for bit in 0..128 {
                    let x = 1 << bit;
                    let found = shuffled(x, rotation(width, amount));
                    assert_eq!(found, rotated(x, width, amount), "{width} {amount} {bit}");
                }
            }
        }
    }
}
