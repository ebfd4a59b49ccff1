//! Operators on constants.
//!
//! Takes: an operator and constant operands. Gives: the constant that results. Invariants: an
//! operator that would trap is not folded; a NaN whose bits the specification leaves open
//! becomes the positive canonical one, which it always allows. Cost: O(1).
//!
//! Source: WebAssembly 3.0, 4.3.2 and 4.3.3.

use crate::ir::Op;
use crate::ir::op::Opcode;

/// Bits of the operands to bits of the result; 32-bit values zero-extended. Operators of one
/// operand ignore the second.
type Fold = fn(u64, u64) -> Option<u64>;

/// The constant that `op` makes of constants; `None` when it traps or is not a deterministic
/// scalar operator.
pub fn fold(op: Op, args: &[Op]) -> Option<Op> {
    let fold = TABLE[op.code as usize]?;
    let sig = &op.info().sig;
    if args.len() != sig.params().len() || !args.iter().all(|&arg| is_scalar_constant(arg)) {
        return None;
    }
    let bits = fold(args.first()?.bits(), args.get(1).map_or(0, |arg| arg.bits()))?;
    Some(match sig.results() {
        b"i" => Op::i32(bits as u32 as i32),
        b"l" => Op::i64(bits as i64),
        b"f" => Op::f32(bits as u32),
        b"d" => Op::f64(bits),
        _ => return None,
    })
}

/// Whether `op` is a constant of at most 64 bits.
pub fn is_scalar_constant(op: Op) -> bool {
    use Opcode::{F32Const, F64Const, I32Const, I64Const};
    matches!(op.code, I32Const | I64Const | F32Const | F64Const)
}

static TABLE: [Option<Fold>; Opcode::ALL.len()] = {
    let mut table = [None; Opcode::ALL.len()];
    let groups: [&[(Opcode, Fold)]; 6] = [I32, I64, F32, F64, NARROW, CONVERT];
    let mut group = 0;
    while group < groups.len() {
        let mut row = 0;
        while row < groups[group].len() {
            let (code, fold) = groups[group][row];
            table[code as usize] = Some(fold);
            row += 1;
        }
        group += 1;
    }
    table
};

macro_rules! integer {
    ($u:ty, $s:ty, $($code:ident |$a:ident, $b:ident| $e:expr;)+) => {
        &[$((Opcode::$code, |a, b| {
            #[allow(unused_variables)]
            let ($a, $b) = (a as $u, b as $u);
            let result: Option<$u> = $e;
            result.map(|bits| bits as u64)
        })),+]
    };
}

/// One width's integer operators; the opcodes in the order of the rows.
macro_rules! integers {
    ($name:ident, $u:ty, $s:ty: $eqz:ident $eq:ident $ne:ident $lt_s:ident $lt_u:ident
     $gt_s:ident $gt_u:ident $le_s:ident $le_u:ident $ge_s:ident $ge_u:ident $clz:ident
     $ctz:ident $popcnt:ident $add:ident $sub:ident $mul:ident $div_s:ident $div_u:ident
     $rem_s:ident $rem_u:ident $and:ident $or:ident $xor:ident $shl:ident $shr_s:ident
     $shr_u:ident $rotl:ident $rotr:ident) => {
        const $name: &[(Opcode, Fold)] = integer! { $u, $s,
            $eqz |a, b| Some((a == 0).into());
            $eq |a, b| Some((a == b).into());
            $ne |a, b| Some((a != b).into());
            $lt_s |a, b| Some(((a as $s) < b as $s).into());
            $lt_u |a, b| Some((a < b).into());
            $gt_s |a, b| Some((a as $s > b as $s).into());
            $gt_u |a, b| Some((a > b).into());
            $le_s |a, b| Some((a as $s <= b as $s).into());
            $le_u |a, b| Some((a <= b).into());
            $ge_s |a, b| Some((a as $s >= b as $s).into());
            $ge_u |a, b| Some((a >= b).into());
            $clz |a, b| Some(a.leading_zeros().into());
            $ctz |a, b| Some(a.trailing_zeros().into());
            $popcnt |a, b| Some(a.count_ones().into());
            $add |a, b| Some(a.wrapping_add(b));
            $sub |a, b| Some(a.wrapping_sub(b));
            $mul |a, b| Some(a.wrapping_mul(b));
            $div_s |a, b| (a as $s).checked_div(b as $s).map(|q| q as $u);
            $div_u |a, b| a.checked_div(b);
            $rem_s |a, b| (b != 0).then(|| (a as $s).wrapping_rem(b as $s) as $u);
            $rem_u |a, b| a.checked_rem(b);
            $and |a, b| Some(a & b);
            $or |a, b| Some(a | b);
            $xor |a, b| Some(a ^ b);
            $shl |a, b| Some(a.wrapping_shl(b as u32));
            $shr_s |a, b| Some((a as $s).wrapping_shr(b as u32) as $u);
            $shr_u |a, b| Some(a.wrapping_shr(b as u32));
            $rotl |a, b| Some(a.rotate_left(b as u32 % <$u>::BITS));
            $rotr |a, b| Some(a.rotate_right(b as u32 % <$u>::BITS));
        };
    };
}

integers! { I32, u32, i32: I32Eqz I32Eq I32Ne I32LtS I32LtU I32GtS I32GtU I32LeS I32LeU I32GeS
I32GeU I32Clz I32Ctz I32Popcnt I32Add I32Sub I32Mul I32DivS I32DivU I32RemS I32RemU I32And
I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr }
integers! { I64, u64, i64: I64Eqz I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS I64LeU I64GeS
I64GeU I64Clz I64Ctz I64Popcnt I64Add I64Sub I64Mul I64DivS I64DivU I64RemS I64RemU I64And
I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr }

/// Conversions that only move bits.
const NARROW: &[(Opcode, Fold)] = &[
    (Opcode::I32Extend8S, |a, _| Some(a as i8 as u32 as u64)),
    (Opcode::I32Extend16S, |a, _| Some(a as i16 as u32 as u64)),
    (Opcode::I64Extend8S, |a, _| Some(a as i8 as u64)),
    (Opcode::I64Extend16S, |a, _| Some(a as i16 as u64)),
    (Opcode::I64Extend32S, |a, _| Some(a as i32 as u64)),
    (Opcode::I32WrapI64, |a, _| Some(a as u32 as u64)),
    (Opcode::I64ExtendI32S, |a, _| Some(a as i32 as u64)),
    (Opcode::I64ExtendI32U, |a, _| Some(a)),
    (Opcode::I32ReinterpretF32, |a, _| Some(a)),
    (Opcode::I64ReinterpretF64, |a, _| Some(a)),
    (Opcode::F32ReinterpretI32, |a, _| Some(a)),
    (Opcode::F64ReinterpretI64, |a, _| Some(a)),
];

macro_rules! float {
    ($f:ty, $u:ty, $($code:ident |$a:ident, $b:ident| $e:expr;)+) => {
        &[$((Opcode::$code, |a, b| {
            #[allow(unused_variables)]
            let ($a, $b) = (<$f>::from_bits(a as $u), <$f>::from_bits(b as $u));
            Some($e)
        })),+]
    };
}

/// One width's float operators; the opcodes in the order of the rows. Sign operators keep a
/// NaN's bits, everything else makes it canonical.
macro_rules! floats {
    ($name:ident, $f:ty, $u:ty, $sign:literal, $nan:literal, $eq:ident $ne:ident $lt:ident $gt:ident
     $le:ident $ge:ident $abs:ident $neg:ident $copysign:ident $ceil:ident $floor:ident
     $trunc:ident $nearest:ident $sqrt:ident $add:ident $sub:ident $mul:ident $div:ident
     $min:ident $max:ident) => {
        const $name: &[(Opcode, Fold)] = {
            fn bits(x: $f) -> u64 {
                if x.is_nan() { $nan } else { x.to_bits().into() }
            }
            fn raw(x: $u) -> u64 {
                x.into()
            }
            fn least(a: $f, b: $f) -> $f {
                if a.is_nan() || b.is_nan() {
                    <$f>::NAN
                } else if a == b {
                    // Of two zeros the negative one, if any.
                    <$f>::from_bits(a.to_bits() | b.to_bits())
                } else {
                    a.min(b)
                }
            }
            float! { $f, $u,
                $eq |a, b| (a == b).into();
                $ne |a, b| (a != b).into();
                $lt |a, b| (a < b).into();
                $gt |a, b| (a > b).into();
                $le |a, b| (a <= b).into();
                $ge |a, b| (a >= b).into();
                $abs |a, b| raw(a.to_bits() & !$sign);
                $neg |a, b| raw(a.to_bits() ^ $sign);
                $copysign |a, b| raw(a.to_bits() & !$sign | b.to_bits() & $sign);
                $ceil |a, b| bits(a.ceil());
                $floor |a, b| bits(a.floor());
                $trunc |a, b| bits(a.trunc());
                $nearest |a, b| bits(a.round_ties_even());
                $sqrt |a, b| bits(a.sqrt());
                $add |a, b| bits(a + b);
                $sub |a, b| bits(a - b);
                $mul |a, b| bits(a * b);
                $div |a, b| bits(a / b);
                $min |a, b| bits(least(a, b));
                $max |a, b| bits(-least(-a, -b));
            }
        };
    };
}

floats! { F32, f32, u32, 0x8000_0000, 0x7fc0_0000, F32Eq F32Ne F32Lt F32Gt F32Le F32Ge F32Abs F32Neg
F32Copysign F32Ceil F32Floor F32Trunc F32Nearest F32Sqrt F32Add F32Sub F32Mul F32Div F32Min
F32Max }
floats! { F64, f64, u64, 0x8000_0000_0000_0000, 0x7ff8_0000_0000_0000, F64Eq F64Ne F64Lt F64Gt F64Le F64Ge
F64Abs F64Neg F64Copysign F64Ceil F64Floor F64Trunc F64Nearest F64Sqrt F64Add F64Sub F64Mul
F64Div F64Min F64Max }

fn f32_of(bits: u64) -> f32 {
    f32::from_bits(bits as u32)
}

fn canonical32(x: f32) -> Option<u64> {
    Some(if x.is_nan() { 0x7fc0_0000 } else { x.to_bits().into() })
}

fn canonical64(x: f64) -> Option<u64> {
    Some(if x.is_nan() { 0x7ff8_0000_0000_0000 } else { x.to_bits() })
}

/// The integer part of `x`, if it lies in `low..=high`. An `f64` holds every `f32` and each
/// bound exactly, but for 2^63 - 1 and 2^64 - 1, whose successors are given instead.
fn truncated(x: f64, low: f64, end: f64) -> Option<f64> {
    let whole = x.trunc();
    (whole >= low && whole < end).then_some(whole)
}

const E31: f64 = 2_147_483_648.0;
const E32: f64 = 4_294_967_296.0;
const E63: f64 = 9_223_372_036_854_775_808.0;
const E64: f64 = 18_446_744_073_709_551_616.0;

/// Conversions between integers and floats. Rust's `as` saturates and sends NaN to 0, as the
/// saturating operators do, and rounds to nearest, ties to even.
const CONVERT: &[(Opcode, Fold)] = &[
    (Opcode::I32TruncF32S, |a, _| {
        Some(truncated(f32_of(a).into(), -E31, E31)? as i32 as u32 as u64)
    }),
    (Opcode::I32TruncF32U, |a, _| Some(truncated(f32_of(a).into(), 0.0, E32)? as u32 as u64)),
    (Opcode::I32TruncF64S, |a, _| {
        Some(truncated(f64::from_bits(a), -E31, E31)? as i32 as u32 as u64)
    }),
    (Opcode::I32TruncF64U, |a, _| Some(truncated(f64::from_bits(a), 0.0, E32)? as u32 as u64)),
    (Opcode::I64TruncF32S, |a, _| Some(truncated(f32_of(a).into(), -E63, E63)? as i64 as u64)),
    (Opcode::I64TruncF32U, |a, _| Some(truncated(f32_of(a).into(), 0.0, E64)? as u64)),
    (Opcode::I64TruncF64S, |a, _| Some(truncated(f64::from_bits(a), -E63, E63)? as i64 as u64)),
    (Opcode::I64TruncF64U, |a, _| Some(truncated(f64::from_bits(a), 0.0, E64)? as u64)),
    (Opcode::I32TruncSatF32S, |a, _| Some(f32_of(a) as i32 as u32 as u64)),
    (Opcode::I32TruncSatF32U, |a, _| Some(f32_of(a) as u32 as u64)),
    (Opcode::I32TruncSatF64S, |a, _| Some(f64::from_bits(a) as i32 as u32 as u64)),
    (Opcode::I32TruncSatF64U, |a, _| Some(f64::from_bits(a) as u32 as u64)),
    (Opcode::I64TruncSatF32S, |a, _| Some(f32_of(a) as i64 as u64)),
    (Opcode::I64TruncSatF32U, |a, _| Some(f32_of(a) as u64)),
    (Opcode::I64TruncSatF64S, |a, _| Some(f64::from_bits(a) as i64 as u64)),
    (Opcode::I64TruncSatF64U, |a, _| Some(f64::from_bits(a) as u64)),
    (Opcode::F32ConvertI32S, |a, _| canonical32(a as i32 as f32)),
    (Opcode::F32ConvertI32U, |a, _| canonical32(a as u32 as f32)),
    (Opcode::F32ConvertI64S, |a, _| canonical32(a as i64 as f32)),
    (Opcode::F32ConvertI64U, |a, _| canonical32(a as f32)),
    (Opcode::F64ConvertI32S, |a, _| canonical64((a as i32).into())),
    (Opcode::F64ConvertI32U, |a, _| canonical64((a as u32).into())),
    (Opcode::F64ConvertI64S, |a, _| canonical64(a as i64 as f64)),
    (Opcode::F64ConvertI64U, |a, _| canonical64(a as f64)),
    (Opcode::F32DemoteF64, |a, _| canonical32(f64::from_bits(a) as f32)),
    (Opcode::F64PromoteF32, |a, _| canonical64(f32_of(a).into())),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::op::Flags;

    fn constant(letter: u8, bits: u64) -> Op {
        match letter {
            b'i' => Op::i32(bits as u32 as i32),
            b'l' => Op::i64(bits as i64),
            b'f' => Op::f32(bits as u32),
            _ => Op::f64(bits),
        }
    }

    /// Folds the operator of this mnemonic on constants given by their bits.
    fn eval(text: &str, args: &[u64]) -> Option<u64> {
        let code = Opcode::from_text(text).expect(text);
        let params = code.info().sig.params();
        let args: Vec<Op> = params.iter().zip(args).map(|(&l, &b)| constant(l, b)).collect();
        fold(Op::new(code), &args).map(Op::bits)
    }

    #[test]
    fn every_deterministic_scalar_operator_folds() {
        for &code in Opcode::ALL {
            let info = code.info();
            let letters = info.sig.params().iter().chain(info.sig.results());
            let scalar =
                letters.clone().count() > 1 && letters.clone().all(|l| b"ilfd".contains(l));
            let pure = !info.flags.any(Flags::RELAXED.with(Flags::READS).with(Flags::WRITES));
            let wide = info.sig.results().len() != 1;
            if scalar && pure && !wide {
                assert!(TABLE[code as usize].is_some(), "{}", info.text);
            } else {
                assert!(TABLE[code as usize].is_none(), "{}", info.text);
            }
        }
    }

    #[test]
    fn traps_are_kept() {
        let min = 1 << 31;
        assert_eq!(eval("i32.div_s", &[7, 0]), None);
        assert_eq!(eval("i32.div_s", &[min, 0xffff_ffff]), None);
        assert_eq!(eval("i32.rem_s", &[min, 0xffff_ffff]), Some(0));
        assert_eq!(eval("i64.rem_u", &[7, 0]), None);
        assert_eq!(eval("i64.div_s", &[1 << 63, u64::MAX]), None);
        let f64_of = |x: f64| x.to_bits();
        assert_eq!(eval("i32.trunc_f64_s", &[f64_of(2_147_483_648.0)]), None);
        assert_eq!(eval("i32.trunc_f64_s", &[f64_of(-2_147_483_648.9)]), Some(min));
        assert_eq!(eval("i32.trunc_f64_u", &[f64_of(-0.9)]), Some(0));
        assert_eq!(eval("i32.trunc_f64_u", &[f64_of(-1.0)]), None);
        assert_eq!(eval("i64.trunc_f64_s", &[f64_of(9.3e18)]), None);
        assert_eq!(eval("i64.trunc_f64_u", &[f64_of(f64::NAN)]), None);
        assert_eq!(eval("i64.trunc_f32_u", &[0x5f7f_ffff]), Some(0xffff_ff00_0000_0000));
        assert_eq!(eval("i64.trunc_f32_u", &[0x5f80_0000]), None);
    }

    #[test]
    fn integers() {
        assert_eq!(eval("i32.add", &[0xffff_ffff, 2]), Some(1));
        assert_eq!(eval("i32.sub", &[1, 2]), Some(0xffff_ffff));
        assert_eq!(eval("i32.shl", &[1, 33]), Some(2));
        assert_eq!(eval("i32.shr_s", &[0x8000_0000, 31]), Some(0xffff_ffff));
        assert_eq!(eval("i64.rotl", &[0x8000_0000_0000_0001, 65]), Some(3));
        assert_eq!(eval("i32.lt_s", &[0xffff_ffff, 0]), Some(1));
        assert_eq!(eval("i32.lt_u", &[0xffff_ffff, 0]), Some(0));
        assert_eq!(eval("i64.eqz", &[0]), Some(1));
        assert_eq!(eval("i64.extend32_s", &[0x8000_0000]), Some(0xffff_ffff_8000_0000));
        assert_eq!(eval("i32.extend8_s", &[0x180]), Some(0xffff_ff80));
        assert_eq!(eval("i64.extend_i32_u", &[0x8000_0000]), Some(0x8000_0000));
        assert_eq!(eval("i64.extend_i32_s", &[0x8000_0000]), Some(0xffff_ffff_8000_0000));
        assert_eq!(eval("i32.clz", &[0]), Some(32));
        assert_eq!(eval("i64.ctz", &[0]), Some(64));
    }

    #[test]
    fn floats() {
        let (zero, minus_zero, one) = (0, 1 << 31, 0x3f80_0000);
        let signalling = 0xffa0_0001;
        assert_eq!(eval("f32.min", &[zero, minus_zero]), Some(minus_zero));
        assert_eq!(eval("f32.max", &[minus_zero, zero]), Some(zero));
        assert_eq!(eval("f32.max", &[minus_zero, minus_zero]), Some(minus_zero));
        assert_eq!(eval("f32.min", &[one, signalling]), Some(0x7fc0_0000));
        assert_eq!(eval("f32.add", &[one, signalling]), Some(0x7fc0_0000));
        assert_eq!(eval("f32.neg", &[signalling]), Some(0x7fa0_0001));
        assert_eq!(eval("f32.abs", &[signalling]), Some(0x7fa0_0001));
        assert_eq!(eval("f32.copysign", &[one, signalling]), Some(0xbf80_0000));
        assert_eq!(eval("f32.nearest", &[0x3f00_0000]), Some(zero));
        assert_eq!(eval("f32.nearest", &[0xbf00_0000]), Some(minus_zero));
        assert_eq!(eval("f32.ne", &[signalling, signalling]), Some(1));
        assert_eq!(eval("f64.promote_f32", &[one]), Some(1f64.to_bits()));
        assert_eq!(eval("f32.demote_f64", &[1e300f64.to_bits()]), Some(0x7f80_0000));
        assert_eq!(eval("i32.trunc_sat_f32_s", &[signalling]), Some(0));
        assert_eq!(eval("i32.trunc_sat_f32_u", &[0xbf80_0000]), Some(0));
        assert_eq!(eval("f32.convert_i64_u", &[u64::MAX]), Some(0x5f80_0000));
    }
}
