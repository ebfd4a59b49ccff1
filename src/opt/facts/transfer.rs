//! One transfer function per operator.
//!
//! Takes: facts of the operands. Gives: facts of the result. Invariant: whatever the operands
//! may be, the result is admitted; each function is checked against `fold` on random operands.
//! Cost: O(1), but additions of known bits O(width).

use super::{Facts, mask, width};
use crate::ir::op::Opcode;
use crate::ir::{Op, Type};

const I32: Type = Type::I32;
const I64: Type = Type::I64;

/// Facts of a value that is 0 or 1.
fn boolean() -> Facts {
    Facts::range(I32, 0, 1)
}

/// Facts of a comparison whose outcome may be known.
fn known(outcome: Option<bool>) -> Facts {
    outcome.map_or_else(boolean, |outcome| Facts::constant(I32, outcome.into()))
}

/// Operators of one operand.
pub fn unary(op: Op, ty: Type, x: Facts) -> Facts {
    use Opcode as O;
    match op.code {
        O::I32Eqz | O::I64Eqz => eqz(x),
        O::I32Clz | O::I64Clz => clz(ty, x),
        O::I32Ctz | O::I64Ctz => ctz(ty, x),
        O::I32Popcnt | O::I64Popcnt => popcnt(ty, x),
        O::I32Extend8S | O::I64Extend8S => sign_extend(ty, x, 8),
        O::I32Extend16S | O::I64Extend16S => sign_extend(ty, x, 16),
        O::I64Extend32S | O::I64ExtendI32S => sign_extend(ty, x, 32),
        // The bounds and bits of a word are those of the double word.
        O::I64ExtendI32U => Facts { signed: 64, ..x }.settle(I64),
        O::I32WrapI64 => wrap(x),
        O::I8x16ExtractLaneU => Facts::range(I32, 0, 0xff),
        O::I16x8ExtractLaneU => Facts::range(I32, 0, 0xffff),
        O::I8x16ExtractLaneS => Facts::signed(I32, 8),
        O::I16x8ExtractLaneS => Facts::signed(I32, 16),
        O::I8x16Bitmask => Facts::range(I32, 0, 0xffff),
        O::I16x8Bitmask => Facts::range(I32, 0, 0xff),
        O::I32x4Bitmask => Facts::range(I32, 0, 0xf),
        O::I64x2Bitmask => Facts::range(I32, 0, 3),
        O::V128AnyTrue | O::I8x16AllTrue | O::I16x8AllTrue | O::I32x4AllTrue | O::I64x2AllTrue => {
            boolean()
        }
        O::RefIsNull | O::RefTest | O::RefTestNull => boolean(),
        O::I31GetU => Facts::range(I32, 0, mask(31)),
        O::I31GetS => Facts::signed(I32, 31),
        _ => Facts::unknown(ty),
    }
}

/// Operators of two operands.
pub fn binary(code: Opcode, ty: Type, x: Facts, y: Facts) -> Facts {
    use Opcode as O;
    match code {
        O::I32Add | O::I64Add => add(ty, x, y),
        O::I32Sub | O::I64Sub => sub(ty, x, y),
        O::I32Mul | O::I64Mul => mul(ty, x, y),
        O::I32DivU | O::I64DivU => div_u(ty, x, y),
        O::I32RemU | O::I64RemU => rem_u(ty, x, y),
        O::I32DivS | O::I64DivS => div_s(ty, x, y),
        O::I32RemS | O::I64RemS => rem_s(ty, x, y),
        O::I32And | O::I64And => and(ty, x, y),
        O::I32Or | O::I64Or => or(ty, x, y),
        O::I32Xor | O::I64Xor => xor(ty, x, y),
        O::I32Shl | O::I64Shl => shl(ty, x, y),
        O::I32ShrU | O::I64ShrU => shr_u(ty, x, y),
        O::I32ShrS | O::I64ShrS => shr_s(ty, x, y),
        O::I32Rotl | O::I64Rotl => rotl(ty, x, y),
        O::I32Rotr | O::I64Rotr => rotr(ty, x, y),
        O::I32Eq | O::I64Eq => known(equal(x, y)),
        O::I32Ne | O::I64Ne => known(equal(x, y).map(|same| !same)),
        O::I32LtU | O::I64LtU => known(less(x, y)),
        O::I32GtU | O::I64GtU => known(less(y, x)),
        O::I32GeU | O::I64GeU => known(less(x, y).map(|less| !less)),
        O::I32LeU | O::I64LeU => known(less(y, x).map(|less| !less)),
        O::I32LtS => known(less_signed(I32, x, y)),
        O::I64LtS => known(less_signed(I64, x, y)),
        O::I32GtS => known(less_signed(I32, y, x)),
        O::I64GtS => known(less_signed(I64, y, x)),
        O::I32GeS => known(less_signed(I32, x, y).map(|less| !less)),
        O::I64GeS => known(less_signed(I64, x, y).map(|less| !less)),
        O::I32LeS => known(less_signed(I32, y, x).map(|less| !less)),
        O::I64LeS => known(less_signed(I64, y, x).map(|less| !less)),
        O::F32Eq | O::F32Ne | O::F32Lt | O::F32Gt | O::F32Le | O::F32Ge => boolean(),
        O::F64Eq | O::F64Ne | O::F64Lt | O::F64Gt | O::F64Le | O::F64Ge | O::RefEq => boolean(),
        _ => Facts::unknown(ty),
    }
}

/// `select`: one of the first two.
pub fn select(x: Facts, y: Facts, c: Facts) -> Facts {
    if c.least > 0 {
        x
    } else if c.most == 0 {
        y
    } else {
        x.join(y)
    }
}

fn eqz(x: Facts) -> Facts {
    if x.least > 0 {
        known(Some(false))
    } else if x.most == 0 {
        known(Some(true))
    } else {
        boolean()
    }
}

fn clz(ty: Type, x: Facts) -> Facts {
    let above = 64 - width(ty);
    let zeros = |bits: u64| u64::from(bits.leading_zeros() - above);
    Facts::range(ty, zeros(x.most), zeros(x.least))
}

fn ctz(ty: Type, x: Facts) -> Facts {
    let width = width(ty);
    let zeros = |bits: u64| u64::from(bits.trailing_zeros().min(width));
    Facts::range(ty, zeros(!x.zero & mask(width)), zeros(x.one))
}

fn popcnt(ty: Type, x: Facts) -> Facts {
    let most = (!x.zero & mask(width(ty))).count_ones();
    Facts::range(ty, x.one.count_ones().into(), most.into())
}

/// The sign extension of the low `bits` bits.
fn sign_extend(ty: Type, x: Facts, bits: u32) -> Facts {
    // What is the sign extension of fewer bits is that of those afterwards, too.
    let fewer = u32::from(x.signed).min(bits) as u8;
    extended(ty, x, bits).meet(Facts::signed(ty, fewer), ty)
}

fn extended(ty: Type, x: Facts, bits: u32) -> Facts {
    let (low, sign) = (mask(bits), 1u64 << (bits - 1));
    let high = mask(width(ty)) & !low;
    let mut facts = Facts { signed: bits as u8, ..Facts::unknown(ty) };
    facts.zero |= x.zero & low;
    facts.one |= x.one & low;
    if x.zero & sign != 0 {
        facts.zero |= high;
    } else if x.one & sign != 0 {
        facts.one |= high;
    }
    facts.settle(ty)
}

pub(super) fn wrap(x: Facts) -> Facts {
    let bits = Facts::bits(I32, x.zero, x.one & mask(32));
    let bits = bits.meet(Facts::signed(I32, x.signed.min(32)), I32);
    if x.most <= mask(32) { bits.meet(Facts::range(I32, x.least, x.most), I32) } else { bits }
}

/// Known bits of x + y + carry, by adding the smallest and the largest values.
fn add_bits(width: u32, x: Facts, y: Facts, carry: u64) -> (u64, u64) {
    let largest = (!x.zero).wrapping_add(!y.zero).wrapping_add(carry);
    let smallest = x.one.wrapping_add(y.one).wrapping_add(carry);
    // A carry into a bit is known if it is the same in both sums.
    let carry_zero = !(largest ^ x.zero ^ y.zero);
    let carry_one = smallest ^ x.one ^ y.one;
    let known = (x.zero | x.one) & (y.zero | y.one) & (carry_zero | carry_one) & mask(width);
    (!smallest & known, smallest & known)
}

/// Sign width of sums: one bit more than the wider operand's.
fn sum_signed(ty: Type, x: Facts, y: Facts) -> Facts {
    Facts::signed(ty, (x.signed.max(y.signed) + 1).min(width(ty) as u8))
}

/// Whether nothing is known of one operand, and so nothing of a sum or difference.
fn is_either_unknown(ty: Type, x: Facts, y: Facts) -> bool {
    let unknown = Facts::unknown(ty);
    x == unknown || y == unknown
}

fn add(ty: Type, x: Facts, y: Facts) -> Facts {
    if is_either_unknown(ty, x, y) {
        return Facts::unknown(ty);
    }
    let (zero, one) = add_bits(width(ty), x, y, 0);
    let facts = Facts::bits(ty, zero, one).meet(sum_signed(ty, x, y), ty);
    // Bounds hold if all sums wrap, or none does.
    let full = u128::from(mask(width(ty)));
    let sum = |x: u64, y: u64| u128::from(x) + u128::from(y);
    let (least, most) = (sum(x.least, y.least), sum(x.most, y.most));
    if (least > full) == (most > full) {
        facts.meet(Facts::range(ty, (least & full) as u64, (most & full) as u64), ty)
    } else {
        facts
    }
}

fn sub(ty: Type, x: Facts, y: Facts) -> Facts {
    if is_either_unknown(ty, x, y) {
        return Facts::unknown(ty);
    }
    // x - y == x + ~y + 1
    let width = width(ty);
    let inverse = Facts { zero: y.one | !mask(width), one: y.zero & mask(width), ..y };
    let (zero, one) = add_bits(width, x, inverse, 1);
    let facts = Facts::bits(ty, zero, one).meet(sum_signed(ty, x, y), ty);
    // Bounds hold if all differences wrap, or none does.
    if x.least >= y.most || x.most < y.least {
        let difference = |x: u64, y: u64| x.wrapping_sub(y) & mask(width);
        let (least, most) = (difference(x.least, y.most), difference(x.most, y.least));
        facts.meet(Facts::range(ty, least, most), ty)
    } else {
        facts
    }
}

fn mul(ty: Type, x: Facts, y: Facts) -> Facts {
    let zeros = |x: Facts| (!x.zero).trailing_zeros();
    let low = (zeros(x) + zeros(y)).min(width(ty));
    let zero = if low == 0 { 0 } else { mask(low) };
    let facts = Facts::bits(ty, zero, 0);
    match x.most.checked_mul(y.most) {
        Some(most) if most <= mask(width(ty)) => {
            facts.meet(Facts::range(ty, x.least * y.least, most), ty)
        }
        _ => facts,
    }
}

fn div_u(ty: Type, x: Facts, y: Facts) -> Facts {
    // A divisor of zero traps, so it yields no value.
    Facts::range(ty, x.least / y.most.max(1), x.most / y.least.max(1))
}

fn rem_u(ty: Type, x: Facts, y: Facts) -> Facts {
    if x.most < y.least {
        return x;
    }
    let bounds = Facts::range(ty, 0, x.most.min(y.most.saturating_sub(1)));
    match y.exact() {
        Some(k) if k.is_power_of_two() => {
            bounds.meet(Facts::bits(ty, x.zero & (k - 1) | !(k - 1), x.one & (k - 1)), ty)
        }
        _ => bounds,
    }
}

/// Whether the sign bit is known to be zero.
fn not_negative(ty: Type, x: Facts) -> bool {
    x.most <= mask(width(ty)) >> 1
}

fn div_s(ty: Type, x: Facts, y: Facts) -> Facts {
    if not_negative(ty, x) && not_negative(ty, y) {
        return div_u(ty, x, y);
    }
    // The quotient is no larger than the dividend, but for the smallest integer by -1.
    Facts::signed(ty, (x.signed + 1).min(width(ty) as u8))
}

fn rem_s(ty: Type, x: Facts, y: Facts) -> Facts {
    if not_negative(ty, x) && not_negative(ty, y) {
        return rem_u(ty, x, y);
    }
    let facts = Facts::signed(ty, x.signed);
    if not_negative(ty, x) { facts.meet(Facts::range(ty, 0, x.most), ty) } else { facts }
}

fn and(ty: Type, x: Facts, y: Facts) -> Facts {
    let facts = Facts::bits(ty, x.zero | y.zero, x.one & y.one);
    let facts = facts.meet(Facts::range(ty, 0, x.most.min(y.most)), ty);
    facts.meet(Facts::signed(ty, x.signed.max(y.signed)), ty)
}

fn or(ty: Type, x: Facts, y: Facts) -> Facts {
    let facts = Facts::bits(ty, x.zero & y.zero, x.one | y.one);
    let facts = facts.meet(Facts::range(ty, x.least.max(y.least), mask(width(ty))), ty);
    facts.meet(Facts::signed(ty, x.signed.max(y.signed)), ty)
}

fn xor(ty: Type, x: Facts, y: Facts) -> Facts {
    let zero = x.zero & y.zero | x.one & y.one;
    let one = x.zero & y.one | x.one & y.zero;
    Facts::bits(ty, zero, one).meet(Facts::signed(ty, x.signed.max(y.signed)), ty)
}

/// A shift amount, if it is known, modulo the width.
pub(super) fn amount(ty: Type, y: Facts) -> Option<u32> {
    let low = u64::from(width(ty) - 1);
    ((y.zero | y.one) & low == low).then_some((y.one & low) as u32)
}

fn shl(ty: Type, x: Facts, y: Facts) -> Facts {
    let (width, full) = (width(ty), mask(width(ty)));
    let Some(n) = amount(ty, y) else {
        // Zeros at the bottom stay.
        let low = (!x.zero).trailing_zeros().min(width);
        return Facts::bits(ty, if low == 0 { 0 } else { mask(low) }, 0);
    };
    let facts = Facts::bits(ty, x.zero << n | ((1 << n) - 1), x.one << n);
    let facts = facts.meet(Facts::signed(ty, (u32::from(x.signed) + n).min(width) as u8), ty);
    if x.most <= full >> n {
        facts.meet(Facts::range(ty, x.least << n, x.most << n), ty)
    } else {
        facts
    }
}

fn shr_u(ty: Type, x: Facts, y: Facts) -> Facts {
    let Some(n) = amount(ty, y) else {
        return Facts::range(ty, 0, x.most);
    };
    let full = mask(width(ty));
    let zero = (x.zero & full) >> n | !(full >> n);
    Facts::bits(ty, zero, x.one >> n).meet(Facts::range(ty, x.least >> n, x.most >> n), ty)
}

fn shr_s(ty: Type, x: Facts, y: Facts) -> Facts {
    if not_negative(ty, x) {
        return shr_u(ty, x, y);
    }
    let Some(n) = amount(ty, y) else {
        return Facts::signed(ty, x.signed);
    };
    let width = width(ty);
    let shift = |bits: u64| (((bits << (64 - width)) as i64 >> n) as u64) >> (64 - width);
    let facts = Facts::bits(ty, shift(x.zero) & mask(width), shift(x.one));
    facts.meet(Facts::signed(ty, u32::from(x.signed).saturating_sub(n).max(1) as u8), ty)
}

fn rotl(ty: Type, x: Facts, y: Facts) -> Facts {
    let Some(n) = amount(ty, y) else {
        return Facts::unknown(ty);
    };
    let rotate = |bits: u64| match ty {
        Type::I32 => u64::from((bits as u32).rotate_left(n)),
        _ => bits.rotate_left(n),
    };
    Facts::bits(ty, rotate(x.zero), rotate(x.one))
}

fn rotr(ty: Type, x: Facts, y: Facts) -> Facts {
    match amount(ty, y) {
        Some(n) => {
            let back = u64::from((width(ty) - n) % width(ty));
            rotl(ty, x, Facts::constant(ty, back))
        }
        None => Facts::unknown(ty),
    }
}

fn equal(x: Facts, y: Facts) -> Option<bool> {
    if x.zero & y.one != 0 || x.one & y.zero != 0 || x.most < y.least || y.most < x.least {
        return Some(false);
    }
    (x.exact().is_some() && x.exact() == y.exact()).then_some(true)
}

/// Unsigned x < y.
fn less(x: Facts, y: Facts) -> Option<bool> {
    if x.most < y.least {
        Some(true)
    } else if x.least >= y.most {
        Some(false)
    } else {
        None
    }
}

/// Signed bounds.
pub(super) fn signed_range(ty: Type, x: Facts) -> (i64, i64) {
    let unused = 64 - width(ty);
    let extend = |bits: u64| (bits << unused) as i64 >> unused;
    let top = mask(width(ty)) >> 1;
    // The unsigned bounds say something if they are of one sign.
    let bounds = if x.most <= top || x.least > top {
        (extend(x.least), extend(x.most))
    } else {
        (extend(top + 1), extend(top))
    };
    let reach = 1i64.checked_shl(u32::from(x.signed) - 1).unwrap_or(i64::MIN);
    let (low, high) = (reach.wrapping_neg(), reach.wrapping_sub(1));
    (bounds.0.max(low), bounds.1.min(high))
}

fn less_signed(ty: Type, x: Facts, y: Facts) -> Option<bool> {
    let ((x_least, x_most), (y_least, y_most)) = (signed_range(ty, x), signed_range(ty, y));
    if x_most < y_least {
        Some(true)
    } else if x_least >= y_most {
        Some(false)
    } else {
        None
    }
}
