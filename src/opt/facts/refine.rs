//! What a result tells about the operands: transfer functions, backwards.
//!
//! Takes: an operator, facts of its operands, and facts that its result is known to have at
//! some place. Gives: facts of the operands at that place. Invariant: operands whose result
//! the facts admit are admitted. Cost: O(1), but additions of known bits O(width).
//!
//! This is how a branch tells about values: its condition is known to be zero, or not to be.

use super::transfer::{self, signed_range};
use super::{Facts, mask, width};
use crate::ir::op::Opcode;
use crate::ir::{Op, Type};

/// Facts of the operand of `op`, of type `ty`, whose result has the facts `z`.
pub(super) fn unary(op: Op, ty: Type, z: Facts) -> Facts {
    use Opcode as O;
    match op.code {
        O::I32Eqz | O::I64Eqz => match z.exact() {
            Some(0) => nonzero(ty),
            Some(_) => Facts::constant(ty, 0),
            None => Facts::unknown(ty),
        },
        O::I32WrapI64 => Facts::bits(ty, z.zero & mask(32), z.one),
        O::I64ExtendI32U | O::I64ExtendI32S => transfer::wrap(z),
        O::I32Extend8S | O::I64Extend8S => low_bits(ty, z, 8),
        O::I32Extend16S | O::I64Extend16S => low_bits(ty, z, 16),
        O::I64Extend32S => low_bits(ty, z, 32),
        O::I32Clz | O::I64Clz => clz(ty, z),
        O::I32Ctz | O::I64Ctz => ctz(ty, z),
        O::I32Popcnt | O::I64Popcnt => alike_zero(ty, z),
        _ => Facts::unknown(ty),
    }
}

/// Facts of both operands of `op`, of type `ty` and with facts `x` and `y`.
pub(super) fn binary(op: Op, ty: Type, x: Facts, y: Facts, z: Facts) -> (Facts, Facts) {
    use Opcode as O;
    let unknown = Facts::unknown(ty);
    let by = |code, x: Facts, y: Facts| transfer::binary(code, ty, x, y);
    let (add, sub) = if ty == Type::I32 { (O::I32Add, O::I32Sub) } else { (O::I64Add, O::I64Sub) };
    match op.code {
        O::I32Add | O::I64Add => (by(sub, z, y), by(sub, z, x)),
        O::I32Sub | O::I64Sub => (by(add, z, y), by(sub, x, z)),
        O::I32Xor | O::I64Xor => (by(op.code, z, y), by(op.code, z, x)),
        O::I32And | O::I64And => (of_and(ty, y, z), of_and(ty, x, z)),
        O::I32Or | O::I64Or => (of_or(ty, y, z), of_or(ty, x, z)),
        // A product or quotient other than zero has no factor zero.
        O::I32Mul | O::I64Mul if z.least > 0 => (nonzero(ty), nonzero(ty)),
        O::I32Shl | O::I64Shl => (of_shl(ty, y, z), unknown),
        O::I32ShrU | O::I64ShrU => (of_shr_u(ty, y, z), unknown),
        O::I32ShrS | O::I64ShrS if z.least > 0 => (nonzero(ty), unknown),
        O::I32Rotl | O::I64Rotl | O::I32Rotr | O::I64Rotr => (alike_zero(ty, z), unknown),
        code => match z.exact() {
            Some(outcome) => compared(code, ty, x, y, outcome != 0),
            None => (unknown, unknown),
        },
    }
}

fn nonzero(ty: Type) -> Facts {
    Facts::range(ty, 1, mask(width(ty)))
}

/// The result is zero exactly if the operand is.
fn alike_zero(ty: Type, z: Facts) -> Facts {
    if z.most == 0 {
        Facts::constant(ty, 0)
    } else if z.least > 0 {
        nonzero(ty)
    } else {
        Facts::unknown(ty)
    }
}

fn low_bits(ty: Type, z: Facts, bits: u32) -> Facts {
    Facts::bits(ty, z.zero & mask(bits), z.one & mask(bits))
}

fn clz(ty: Type, z: Facts) -> Facts {
    let width = u64::from(width(ty));
    let most = mask(width as u32).checked_shr(z.least.min(width) as u32).unwrap_or(0);
    let least = if z.most < width { 1 << (width - 1 - z.most) } else { 0 };
    Facts::range(ty, least, most)
}

fn ctz(ty: Type, z: Facts) -> Facts {
    let width = width(ty);
    let zeros = z.least.min(u64::from(width)) as u32;
    let zero = if zeros == 0 { 0 } else { mask(zeros) };
    if z.most >= u64::from(width) {
        return Facts::bits(ty, zero, 0);
    }
    let one = z.exact().map_or(0, |n| 1 << n);
    Facts::bits(ty, zero, one).meet(nonzero(ty), ty)
}

/// x, where x & y is z.
fn of_and(ty: Type, y: Facts, z: Facts) -> Facts {
    let bits = Facts::bits(ty, z.zero & y.one, z.one);
    bits.meet(Facts::range(ty, z.least, mask(width(ty))), ty)
}

/// x, where x | y is z.
fn of_or(ty: Type, y: Facts, z: Facts) -> Facts {
    let bits = Facts::bits(ty, z.zero, z.one & y.zero & mask(width(ty)));
    bits.meet(Facts::range(ty, 0, z.most), ty)
}

/// x, where x << y is z.
fn of_shl(ty: Type, y: Facts, z: Facts) -> Facts {
    let nonzero = if z.least > 0 { nonzero(ty) } else { Facts::unknown(ty) };
    let Some(n) = transfer::amount(ty, y) else { return nonzero };
    let full = mask(width(ty));
    Facts::bits(ty, (z.zero & full) >> n, z.one >> n).meet(nonzero, ty)
}

/// x, where x >>> y is z.
fn of_shr_u(ty: Type, y: Facts, z: Facts) -> Facts {
    let full = mask(width(ty));
    let Some(n) = transfer::amount(ty, y) else {
        return Facts::range(ty, z.least, full);
    };
    let low = (1u64 << n) - 1;
    let (least, most) = (z.least.min(full >> n) << n, z.most.min(full >> n) << n | low);
    let bits = Facts::bits(ty, (z.zero << n) & full, (z.one << n) & full);
    bits.meet(Facts::range(ty, least, most), ty)
}

/// Both operands of a comparison, whose outcome is known.
fn compared(code: Opcode, ty: Type, x: Facts, y: Facts, holds: bool) -> (Facts, Facts) {
    let unknown = (Facts::unknown(ty), Facts::unknown(ty));
    let code = if holds { Some(code) } else { code.opposite() };
    let Some(code) = code else { return unknown };
    use Opcode as O;
    let swap = |(y, x)| (x, y);
    match code {
        O::I32Eq | O::I64Eq => (y, x),
        O::I32Ne | O::I64Ne => (differs(ty, x, y), differs(ty, y, x)),
        O::I32LtU | O::I64LtU => less(ty, x, y, 1),
        O::I32LeU | O::I64LeU => less(ty, x, y, 0),
        O::I32GtU | O::I64GtU => swap(less(ty, y, x, 1)),
        O::I32GeU | O::I64GeU => swap(less(ty, y, x, 0)),
        O::I32LtS | O::I64LtS => less_signed(ty, x, y, 1),
        O::I32LeS | O::I64LeS => less_signed(ty, x, y, 0),
        O::I32GtS | O::I64GtS => swap(less_signed(ty, y, x, 1)),
        O::I32GeS | O::I64GeS => swap(less_signed(ty, y, x, 0)),
        _ => unknown,
    }
}

/// x, which is not y: a bound moves if y is that bound.
fn differs(ty: Type, x: Facts, y: Facts) -> Facts {
    match y.exact() {
        Some(k) if k == x.least && k < mask(width(ty)) => Facts::range(ty, k + 1, mask(width(ty))),
        Some(k) if k == x.most && k > 0 => Facts::range(ty, 0, k - 1),
        _ => Facts::unknown(ty),
    }
}

/// Unsigned x + gap <= y.
fn less(ty: Type, x: Facts, y: Facts, gap: u64) -> (Facts, Facts) {
    let full = mask(width(ty));
    let (most, least) = (y.most.saturating_sub(gap), x.least.saturating_add(gap).min(full));
    (Facts::range(ty, 0, most), Facts::range(ty, least, full))
}

/// Signed x + gap <= y.
fn less_signed(ty: Type, x: Facts, y: Facts, gap: i64) -> (Facts, Facts) {
    let ((x_least, x_most), (y_least, y_most)) = (signed_range(ty, x), signed_range(ty, y));
    let most = x_most.min(y_most.saturating_sub(gap));
    let least = y_least.max(x_least.saturating_add(gap));
    (between(ty, x_least, most), between(ty, least, y_most))
}

/// Signed bounds as facts.
fn between(ty: Type, least: i64, most: i64) -> Facts {
    if least > most {
        return Facts::unknown(ty);
    }
    let full = mask(width(ty));
    if (least < 0) == (most < 0) {
        return Facts::range(ty, least as u64 & full, most as u64 & full);
    }
    let bits = |value: i64| (65 - (value ^ (value >> 63)).leading_zeros()) as u8;
    Facts::signed(ty, bits(least).max(bits(most)).min(width(ty) as u8))
}
