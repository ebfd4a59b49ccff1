//! What is known of integer values: bits, unsigned bounds, sign extension.
//!
//! Takes: an operator and the facts of its operands. Gives: the facts of its result.
//! Invariant: facts hold for every execution that yields the value; unknown is always right.
//! Above a 32-bit value's width its bits count as known zero. Cost: O(1) per operator.
//!
//! From: known bits as in LLVM's `KnownBits`, joined with intervals and a sign width, each of
//! which sharpens the others ([`Facts::settle`]).

pub mod induction;
mod knowledge;
mod refine;
mod transfer;

pub use knowledge::{Knowledge, is_division};

use crate::ir::op::{Feature, Flags, Opcode};
use crate::ir::{Op, Type};

/// Facts about an `i32` or `i64`, whose bits are zero-extended to 64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Bits known to be zero.
    pub zero: u64,
    /// Bits known to be one.
    pub one: u64,
    /// Unsigned lower bound.
    pub least: u64,
    /// Unsigned upper bound.
    pub most: u64,
    /// The value is the sign extension of its low bits, this many: 1 to its width.
    pub signed: u8,
}

/// Bits of an integer type; 64 for everything else.
fn width(ty: Type) -> u32 {
    if ty == Type::I32 { 32 } else { 64 }
}

fn mask(width: u32) -> u64 {
    u64::MAX >> (64 - width)
}

/// The fewest low bits of which a value is the sign extension.
fn signed_bits(width: u32, bits: u64) -> u8 {
    let unused = 64 - width;
    let value = (bits << unused) as i64 >> unused;
    (65 - (value ^ (value >> 63)).leading_zeros()) as u8
}

impl Facts {
    /// Nothing known but the width. Values that are no integers count as 64 bits wide.
    pub const fn unknown(ty: Type) -> Facts {
        let (mask, signed) = match ty {
            Type::I32 => (0xffff_ffff, 32),
            _ => (u64::MAX, 64),
        };
        Facts { zero: !mask, one: 0, least: 0, most: mask, signed }
    }

    /// A value known exactly, zero-extended.
    pub fn constant(ty: Type, bits: u64) -> Facts {
        let width = width(ty);
        let bits = bits & mask(width);
        let signed = signed_bits(width, bits);
        Facts { zero: !bits, one: bits, least: bits, most: bits, signed }
    }

    /// Unsigned bounds.
    pub fn range(ty: Type, least: u64, most: u64) -> Facts {
        Facts { least, most, ..Facts::unknown(ty) }.settle(ty)
    }

    /// Known bits.
    pub fn bits(ty: Type, zero: u64, one: u64) -> Facts {
        let unknown = Facts::unknown(ty);
        Facts { zero: zero | unknown.zero, one: one & !unknown.zero, ..unknown }.settle(ty)
    }

    /// The sign extension of `bits` bits.
    pub fn signed(ty: Type, bits: u8) -> Facts {
        Facts { signed: bits, ..Facts::unknown(ty) }.settle(ty)
    }

    /// The value, if it is known exactly.
    pub fn exact(self) -> Option<u64> {
        (self.least == self.most).then_some(self.least)
    }

    /// Whether `bits`, zero-extended, agrees with what is known.
    pub fn admits(self, ty: Type, bits: u64) -> bool {
        bits & self.zero == 0
            && bits & self.one == self.one
            && (self.least..=self.most).contains(&bits)
            && signed_bits(width(ty), bits) <= self.signed
    }

    /// What holds of either value.
    #[must_use]
    pub fn join(self, other: Facts) -> Facts {
        Facts {
            zero: self.zero & other.zero,
            one: self.one & other.one,
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            signed: self.signed.max(other.signed),
        }
    }

    /// What holds when both are known of one value.
    #[must_use]
    pub fn meet(self, other: Facts, ty: Type) -> Facts {
        Facts {
            zero: self.zero | other.zero,
            one: self.one | other.one,
            least: self.least.max(other.least),
            most: self.most.min(other.most),
            signed: self.signed.min(other.signed),
        }
        .settle(ty)
    }

    /// What is known in words: bounds, then bits and signs that the bounds do not imply.
    /// Nothing for what is unknown.
    pub fn describe(self, ty: Type) -> String {
        let mut words = Vec::new();
        let bounds = Facts::range(ty, self.least, self.most);
        match self.exact() {
            Some(value) => words.push(value.to_string()),
            None if bounds == Facts::unknown(ty) => {}
            None => words.push(format!("{}..={}", self.least, self.most)),
        }
        let (zero, one) = (self.zero & !bounds.zero, self.one & !bounds.one);
        if zero != 0 {
            words.push(format!("zeros {zero:#x}"));
        }
        if one != 0 {
            words.push(format!("ones {one:#x}"));
        }
        if self.signed < Facts::bits(ty, self.zero, self.one).meet(bounds, ty).signed {
            words.push(format!("signed {}", self.signed));
        }
        words.join(", ")
    }

    /// Lets each kind of fact sharpen the others. Contradictory facts, of code that is never
    /// reached, become unknown.
    #[must_use]
    fn settle(mut self, ty: Type) -> Facts {
        let width = width(ty);
        let top = 1u64 << (width - 1);
        // All bits from the sign bit of the low part upwards are alike.
        let alike = mask(width) & !((1u64 << (self.signed - 1)) - 1);
        if self.zero & alike & mask(width) != 0 {
            self.zero |= alike;
        } else if self.one & alike != 0 {
            self.one |= alike;
        }
        self.least = self.least.max(self.one);
        self.most = self.most.min(!self.zero);
        if self.zero & self.one != 0 || self.least > self.most {
            return Facts::unknown(ty);
        }
        // The bits above the highest in which the bounds differ are those of both.
        let open = mask(64).checked_shr((self.least ^ self.most).leading_zeros()).unwrap_or(0);
        self.one |= self.least & !open;
        self.zero |= !self.least & !open;
        // Known signs shorten the sign extension.
        let known = if self.zero & top != 0 {
            (self.zero << (64 - width)).leading_ones()
        } else {
            (self.one << (64 - width)).leading_ones()
        };
        if known > 0 {
            self.signed = self.signed.min((width + 1 - known.min(width)) as u8);
        }
        self
    }
}

/// Facts of the only result of `op`, of type `ty`. `args` are its operands' facts; those of
/// operands that are no integers are not read.
pub fn of(op: Op, ty: Type, args: &[Facts]) -> Facts {
    if ty != Type::I32 && ty != Type::I64 {
        return Facts::unknown(ty);
    }
    let facts = match *args {
        [] => nullary(op, ty),
        [x] => transfer::unary(op, ty, x),
        [x, y] => transfer::binary(op.code, ty, x, y),
        [x, y, c] if matches!(op.code, Opcode::Select | Opcode::SelectT) => {
            transfer::select(x, y, c)
        }
        _ => Facts::unknown(ty),
    };
    if op.flags().any(Flags::READ_MEMORY) { loaded(op, ty) } else { facts }
}

fn nullary(op: Op, ty: Type) -> Facts {
    match op.code {
        Opcode::I32Const | Opcode::I64Const => Facts::constant(ty, op.bits()),
        _ => Facts::unknown(ty),
    }
}

/// A load that is narrower than its result.
fn loaded(op: Op, ty: Type) -> Facts {
    let bits = 8 * u32::from(op.info().access);
    let atomic = op.info().feature == Feature::Threads;
    if op.code == Opcode::MemorySize {
        // Of pages of 64 KiB or of fewer bytes there may be as many as there are addresses.
        return Facts::unknown(ty);
    }
    if bits == 0 || bits >= width(ty) {
        return Facts::unknown(ty);
    }
    match (op.info().text.as_bytes().last(), atomic) {
        (Some(b'u'), _) => Facts::range(ty, 0, mask(bits)),
        (Some(b's'), false) => Facts::signed(ty, bits as u8),
        _ => Facts::unknown(ty),
    }
}

/// Whether `op`, an integer division, cannot trap with such operands.
pub fn divides_safely(op: Op, x: Facts, y: Facts) -> bool {
    let (ty, signed) = match op.code {
        Opcode::I32DivU | Opcode::I32RemU | Opcode::I32RemS => (Type::I32, false),
        Opcode::I64DivU | Opcode::I64RemU | Opcode::I64RemS => (Type::I64, false),
        Opcode::I32DivS => (Type::I32, true),
        Opcode::I64DivS => (Type::I64, true),
        _ => return false,
    };
    let ones = mask(width(ty));
    let least = ones ^ (ones >> 1);
    y.least > 0 && (!signed || !y.admits(ty, ones) || !x.admits(ty, least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opt::rules::fold;

    /// A sequence of numbers that are alike each time; small, large and structured ones.
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }

        fn value(&mut self) -> u64 {
            let (raw, shift) = (self.next(), self.next() % 64);
            match self.next() % 6 {
                0 => raw % 5,
                1 => (raw % 5).wrapping_neg(),
                2 => 1 << shift,
                3 => (1u64 << shift).wrapping_sub(1),
                4 => raw >> shift,
                _ => raw,
            }
        }

        /// A few values near one another, and what is known of all of them.
        fn set(&mut self, ty: Type) -> (Vec<u64>, Facts) {
            let base = self.value();
            let count = self.next() % 3 + 1;
            let mut values: Vec<u64> = (0..count)
                .map(|_| match self.next() % 3 {
                    0 => base,
                    1 => base.wrapping_add(self.next() % 9),
                    _ => self.value(),
                })
                .collect();
            values.iter_mut().for_each(|value| *value &= mask(width(ty)));
            let facts = values.iter().map(|&value| Facts::constant(ty, value));
            let facts = facts.reduce(Facts::join).unwrap_or(Facts::unknown(ty));
            (values, facts)
        }
    }

    fn constant(ty: Type, bits: u64) -> Op {
        if ty == Type::I32 { Op::i32(bits as u32 as i32) } else { Op::i64(bits as i64) }
    }

    fn integers(letters: &[u8]) -> Option<Vec<Type>> {
        letters
            .iter()
            .map(|&l| Type::from_letter(l).filter(|ty| b"il".contains(&l) && *ty != Type::V128))
            .collect()
    }

    #[test]
    fn every_transfer_admits_what_the_operator_gives() {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let mut checked = 0;
        for &code in Opcode::ALL {
            let sig = &code.info().sig;
            let (Some(params), Some(results)) = (integers(sig.params()), integers(sig.results()))
            else {
                continue;
            };
            let (&[ty], false) = (&results[..], params.is_empty()) else { continue };
            let op = Op::new(code);
            for _ in 0..3000 {
                let sets: Vec<_> = params.iter().map(|&ty| numbers.set(ty)).collect();
                let facts: Vec<Facts> = sets.iter().map(|set| set.1).collect();
                let known = of(op, ty, &facts);
                let second = sets.get(1).map_or(&[0][..], |set| &set.0);
                for (&x, &y) in sets[0].0.iter().flat_map(|x| second.iter().map(move |y| (x, y))) {
                    let bits = [x, y];
                    let args: Vec<Op> =
                        params.iter().zip(bits).map(|(&ty, bits)| constant(ty, bits)).collect();
                    let Some(result) = fold(op, &args) else {
                        let [x, y] = facts[..] else { continue };
                        assert!(!divides_safely(op, x, y), "{code:?} {x:x?} {y:x?}");
                        continue;
                    };
                    let result = result.bits();
                    assert!(
                        known.admits(ty, result),
                        "{code:?} of {bits:x?} is {result:x}, but {known:x?} of {facts:x?}"
                    );
                    checked += 1;
                }
            }
        }
        assert!(checked > 100_000, "{checked}");
    }

    #[test]
    fn what_a_result_tells_admits_the_operands() {
        let mut numbers = Numbers(0x5851_f42d_4c95_7f2d);
        let (mut checked, mut told_more) = (0, 0);
        for &code in Opcode::ALL {
            let sig = &code.info().sig;
            let Some(params) = integers(sig.params()) else { continue };
            let (&[ty, ..], 1) = (&params[..], sig.results().len()) else { continue };
            if params.iter().any(|&other| other != ty) {
                continue;
            }
            let op = Op::new(code);
            for _ in 0..3000 {
                let ((xs, x), (ys, y)) = (numbers.set(ty), numbers.set(ty));
                let mut results = Vec::new();
                for (&a, &b) in xs.iter().flat_map(|a| ys.iter().map(move |b| (a, b))) {
                    let args = [constant(ty, a), constant(ty, b)];
                    if let Some(result) = fold(op, &args[..params.len()]) {
                        results.push((a, b, result));
                    }
                }
                let Some(&(_, _, kept)) = results.first() else { continue };
                // Of all results one, or those of one truth, is what came out.
                let by_truth = numbers.next().is_multiple_of(2);
                let is_seen =
                    |op: Op| op == kept || by_truth && (op.bits() != 0) == (kept.bits() != 0);
                results.retain(|&(_, _, result)| is_seen(result));
                let result_ty = if kept.code == Opcode::I32Const { Type::I32 } else { Type::I64 };
                let seen = results.iter().map(|r| Facts::constant(result_ty, r.2.bits()));
                let Some(z) = seen.reduce(Facts::join) else { continue };
                let (for_x, for_y) = match params.len() {
                    1 => (refine::unary(op, ty, z), Facts::unknown(ty)),
                    _ => refine::binary(op, ty, x, y, z),
                };
                for (a, b, _) in results {
                    assert!(for_x.admits(ty, a), "{code:?} {a:x} {b:x}: {for_x:x?} of {z:x?}");
                    assert!(for_y.admits(ty, b), "{code:?} {a:x} {b:x}: {for_y:x?} of {z:x?}");
                    checked += 1;
                }
                told_more += u32::from(x.meet(for_x, ty) != x);
            }
        }
        assert!(checked > 100_000 && told_more > 10_000, "{checked} {told_more}");
    }

    #[test]
    fn settling_keeps_the_values() {
        let mut numbers = Numbers(77);
        for _ in 0..20_000 {
            for ty in [Type::I32, Type::I64] {
                let (values, facts) = numbers.set(ty);
                let settled = facts.settle(ty);
                for &value in &values {
                    assert!(facts.admits(ty, value), "{facts:x?} {value:x}");
                    assert!(settled.admits(ty, value), "{facts:x?} {settled:x?} {value:x}");
                }
                let (others, more) = numbers.set(ty);
                let both = facts.meet(more, ty);
                for value in values.iter().filter(|value| others.contains(value)) {
                    assert!(both.admits(ty, *value), "{facts:x?} {more:x?} {value:x}");
                }
            }
        }
    }

    fn eval(text: &str, args: &[Facts]) -> Facts {
        let code = Opcode::from_text(text).unwrap();
        let ty = code.info().sig.results().first().and_then(|&l| Type::from_letter(l));
        of(Op::new(code), ty.unwrap_or(Type::I32), args)
    }

    #[test]
    fn what_rules_ask_for() {
        let (i32, i64) = (Type::I32, Type::I64);
        let any = Facts::unknown(i32);
        let k = |bits| Facts::constant(i32, bits);
        assert_eq!(eval("i32.eqz", &[any]).most, 1);
        assert_eq!(eval("i32.lt_s", &[any, k(3)]).most, 1);
        assert_eq!(eval("i32.lt_u", &[eval("i32.load8_u", &[any]), k(256)]).exact(), Some(1));
        assert_eq!(eval("i32.and", &[any, k(1)]).most, 1);
        assert_eq!(eval("i32.and", &[any, k(0xf0)]).zero, !0xf0);
        assert_eq!(eval("i32.load8_u", &[any]).most, 255);
        assert_eq!(eval("i32.load16_s", &[any]).signed, 16);
        assert_eq!(eval("i64.load32_u", &[any]).most, 0xffff_ffff);
        assert_eq!(eval("i64.extend_i32_u", &[any]).most, 0xffff_ffff);
        assert_eq!(eval("i64.extend_i32_s", &[any]).signed, 32);
        assert_eq!(eval("i32.shr_u", &[any, k(24)]).most, 255);
        assert_eq!(eval("i32.shl", &[any, k(4)]).zero & 15, 15);
        assert_eq!(eval("i32.rem_u", &[any, k(10)]).most, 9);
        assert_eq!(eval("i32.popcnt", &[any]).most, 32);
        let byte = Facts::range(i32, 0, 255);
        let word = eval("i32.add", &[eval("i32.mul", &[byte, k(4)]), k(16)]);
        assert_eq!((word.least, word.most, word.zero & 3), (16, 1036, 3));
        let select = of(Op::new(Opcode::Select), i32, &[k(4), k(8), any]);
        assert_eq!((select.least, select.most), (4, 8));
        assert_eq!(eval("i32.wrap_i64", &[Facts::range(i64, 3, 9)]).most, 9);
    }

    #[test]
    fn divisions() {
        let (i32, op) = (Type::I32, |text| Op::new(Opcode::from_text(text).unwrap()));
        let (any, k) = (Facts::unknown(i32), |bits| Facts::constant(i32, bits));
        assert!(divides_safely(op("i32.div_u"), any, k(3)));
        assert!(!divides_safely(op("i32.div_u"), any, any));
        assert!(divides_safely(op("i32.div_s"), any, k(3)));
        assert!(!divides_safely(op("i32.div_s"), any, k(0xffff_ffff)));
        assert!(divides_safely(op("i32.rem_s"), any, k(0xffff_ffff)));
        assert!(divides_safely(op("i32.div_s"), Facts::range(i32, 0, 9), k(0xffff_ffff)));
    }
}
