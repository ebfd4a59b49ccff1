//! From WebAssembly's operators without immediates to constructors.
//!
//! Takes: an operator and operands. Gives: the term of its result. Floats are folded only where
//! the result is no NaN; everything else about rounding is left uninterpreted.

use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms, Width};
use Width::{W32, W64};

const F32_SIGN: u64 = 1 << 31;
const F64_SIGN: u64 = 1 << 63;

impl Terms {
    /// The result of a pure operator with at most three operands.
    pub fn operator(&mut self, op: O, imm: u64, args: &[Node]) -> Node {
        match *args {
            [] if op == O::RefNull => self.constant(W64, 0),
            [a] if op == O::RefTestNonNull => self.tested(imm, a),
            [a] if imm == 0 => self.unary(op, a),
            [a, b] if imm == 0 => self.binary_operator(op, a, b),
            _ => self.vector_operator(op, imm, args),
        }
    }

    /// An operator that is not looked into.
    pub fn opaque(&mut self, op: O, imm: u64, args: &[Node]) -> Node {
        let mut kids = [Node::NONE; 3];
        if args.len() <= 3 {
            kids[..args.len()].copy_from_slice(args);
        } else {
            kids[0] = self.tuple(args);
        }
        if op.commutes() && args.len() == 2 && kids[1] < kids[0] {
            kids.swap(0, 1);
        }
        match op {
            O::RefFunc | O::RefI31 | O::TableGet => self.read(Op::Wasm(op), imm, kids),
            _ => self.intern(Op::Wasm(op), imm, kids, result_bits(op)),
        }
    }

    fn unary(&mut self, op: O, a: Node) -> Node {
        if let Some(value) = self.value(a)
            && let Some((width, result)) = fold_unary(op, value)
        {
            return self.constant(width, result);
        }
        match op {
            O::I32Eqz => self.eqz(W32, a),
            O::I64Eqz | O::RefIsNull => self.eqz(W64, a),
            O::ArrayLen => self.length(a),
            O::I32WrapI64 => self.wrap(a),
            O::I64ExtendI32S => self.ext_s(a),
            O::I64ExtendI32U => self.ext_u(a),
            O::I32Extend8S => self.sign_ext(W32, 8, a),
            O::I32Extend16S => self.sign_ext(W32, 16, a),
            O::I64Extend8S => self.sign_ext(W64, 8, a),
            O::I64Extend16S => self.sign_ext(W64, 16, a),
            O::I64Extend32S => self.sign_ext(W64, 32, a),
            O::I32ReinterpretF32
            | O::I64ReinterpretF64
            | O::F32ReinterpretI32
            | O::F64ReinterpretI64 => a,
            O::F32Abs => self.and_const(W32, a, F32_SIGN - 1),
            O::F64Abs => self.and_const(W64, a, F64_SIGN - 1),
            O::F32Neg => {
                let sign = self.constant(W32, F32_SIGN);
                self.xor(W32, a, sign)
            }
            O::F64Neg => {
                let sign = self.constant(W64, F64_SIGN);
                self.xor(W64, a, sign)
            }
            _ => self.vector_operator(op, 0, &[a]),
        }
    }

    fn binary_operator(&mut self, op: O, a: Node, b: Node) -> Node {
        if let Some(result) = self.integer(op, a, b) {
            return result;
        }
        if let (Some(x), Some(y)) = (self.value(a), self.value(b))
            && let Some((width, result)) = fold_float(op, x, y)
        {
            return self.constant(width, result);
        }
        match op {
            O::F32Copysign => self.copysign(W32, a, b),
            O::F64Copysign => self.copysign(W64, a, b),
            O::F32Gt => self.binary_operator(O::F32Lt, b, a),
            O::F64Gt => self.binary_operator(O::F64Lt, b, a),
            O::F32Ge => self.binary_operator(O::F32Le, b, a),
            O::F64Ge => self.binary_operator(O::F64Le, b, a),
            O::F32Ne => self.negated(O::F32Eq, a, b),
            O::F64Ne => self.negated(O::F64Eq, a, b),
            O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => self.divide(W32, op, a, b),
            O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => self.divide(W64, op, a, b),
            _ => self.vector_operator(op, 0, &[a, b]),
        }
    }

    /// An operator of vectors, or one that is not looked into.
    fn vector_operator(&mut self, op: O, imm: u64, args: &[Node]) -> Node {
        self.bitwise(op, args)
            .or_else(|| self.lanes(op, imm, args))
            .unwrap_or_else(|| self.opaque(op, imm, args))
    }

    fn negated(&mut self, op: O, a: Node, b: Node) -> Node {
        let equal = self.binary_operator(op, a, b);
        self.not(equal)
    }

    fn copysign(&mut self, width: Width, a: Node, b: Node) -> Node {
        let magnitude = self.and_const(width, a, width.sign() - 1);
        let sign = self.and_const(width, b, width.sign());
        self.or(width, magnitude, sign)
    }

    fn integer(&mut self, op: O, a: Node, b: Node) -> Option<Node> {
        Some(match op {
            O::I32Add => self.add(W32, a, b),
            O::I64Add => self.add(W64, a, b),
            O::I32Sub => self.sub(W32, a, b),
            O::I64Sub => self.sub(W64, a, b),
            O::I32Mul => self.mul(W32, a, b),
            O::I64Mul => self.mul(W64, a, b),
            O::I32And => self.and(W32, a, b),
            O::I64And => self.and(W64, a, b),
            O::I32Or => self.or(W32, a, b),
            O::I64Or => self.or(W64, a, b),
            O::I32Xor => self.xor(W32, a, b),
            O::I64Xor => self.xor(W64, a, b),
            O::I32Shl => self.shl(W32, a, b),
            O::I64Shl => self.shl(W64, a, b),
            O::I32ShrS => self.shr_s(W32, a, b),
            O::I64ShrS => self.shr_s(W64, a, b),
            O::I32ShrU => self.shr_u(W32, a, b),
            O::I64ShrU => self.shr_u(W64, a, b),
            O::I32Rotl => self.rotl(W32, a, b),
            O::I64Rotl => self.rotl(W64, a, b),
            O::I32Rotr => self.rotr(W32, a, b),
            O::I64Rotr => self.rotr(W64, a, b),
            O::I32Eq => self.eq(W32, a, b),
            O::I64Eq | O::RefEq => self.eq(W64, a, b),
            O::I32Ne => self.ne(W32, a, b),
            O::I64Ne => self.ne(W64, a, b),
            O::I32LtS => self.lt_s(W32, a, b),
            O::I64LtS => self.lt_s(W64, a, b),
            O::I32LtU => self.lt_u(W32, a, b),
            O::I64LtU => self.lt_u(W64, a, b),
            O::I32GtS => self.lt_s(W32, b, a),
            O::I64GtS => self.lt_s(W64, b, a),
            O::I32GtU => self.lt_u(W32, b, a),
            O::I64GtU => self.lt_u(W64, b, a),
            O::I32LeS => self.le(W32, a, b, Terms::lt_s),
            O::I64LeS => self.le(W64, a, b, Terms::lt_s),
            O::I32LeU => self.le(W32, a, b, Terms::lt_u),
            O::I64LeU => self.le(W64, a, b, Terms::lt_u),
            O::I32GeS => self.le(W32, b, a, Terms::lt_s),
            O::I64GeS => self.le(W64, b, a, Terms::lt_s),
            O::I32GeU => self.le(W32, b, a, Terms::lt_u),
            O::I64GeU => self.le(W64, b, a, Terms::lt_u),
            _ => return None,
        })
    }

    fn ne(&mut self, width: Width, a: Node, b: Node) -> Node {
        let equal = self.eq(width, a, b);
        self.not(equal)
    }

    fn le(
        &mut self,
        width: Width,
        a: Node,
        b: Node,
        less: fn(&mut Terms, Width, Node, Node) -> Node,
    ) -> Node {
        let greater = less(self, width, b, a);
        self.not(greater)
    }

    fn rotr(&mut self, width: Width, a: Node, b: Node) -> Node {
        let zero = self.constant(width, 0);
        let amount = self.sub(width, zero, b);
        self.rotl(width, a, amount)
    }

    /// Division and remainder, for operands for which they do not trap.
    fn divide(&mut self, width: Width, op: O, a: Node, b: Node) -> Node {
        let signed = matches!(op, O::I32DivS | O::I32RemS | O::I64DivS | O::I64RemS);
        let remainder = matches!(op, O::I32RemS | O::I32RemU | O::I64RemS | O::I64RemU);
        let positive = |this: &Terms, node| this.bits(width, node) < width.bits();
        if signed && positive(self, a) && positive(self, b) {
            let op = match (width, remainder) {
                (W32, false) => O::I32DivU,
                (W32, true) => O::I32RemU,
                (W64, false) => O::I64DivU,
                (W64, true) => O::I64RemU,
            };
            return self.divide(width, op, a, b);
        }
        if let Some(k) = self.value(b) {
            if let Some(x) = self.value(a)
                && let Some(result) = fold_division(width, signed, remainder, x, k)
            {
                return self.constant(width, result);
            }
            if k == 1 {
                return if remainder { self.constant(width, 0) } else { a };
            }
            if signed && remainder && k == width.mask() {
                return self.constant(width, 0);
            }
            if !signed && k.is_power_of_two() {
                let shift = self.constant(width, u64::from(k.trailing_zeros()));
                return match remainder {
                    true => self.and_const(width, a, k - 1),
                    false => self.shr_u(width, a, shift),
                };
            }
        }
        let bits = match (signed, remainder) {
            (true, _) => 64,
            (false, true) => self.bits(width, b),
            (false, false) => self.bits(width, a),
        };
        self.intern(Op::Wasm(op), 0, [a, b, Node::NONE], bits)
    }
}

fn fold_division(width: Width, signed: bool, remainder: bool, a: u64, b: u64) -> Option<u64> {
    if signed {
        let (a, b) = (width.signed(a), width.signed(b));
        let result = if remainder { a.checked_rem(b) } else { a.checked_div(b) };
        return result.map(|result| result as u64);
    }
    if remainder { a.checked_rem(b) } else { a.checked_div(b) }
}

/// Bits that the result of an opaque operator may have set.
fn result_bits(op: O) -> u32 {
    match op {
        O::F32Eq
        | O::F32Lt
        | O::F32Le
        | O::F64Eq
        | O::F64Lt
        | O::F64Le
        | O::RefTestNonNull
        | O::RefTestNullable
        | O::V128AnyTrue
        | O::I8x16AllTrue
        | O::I16x8AllTrue
        | O::I32x4AllTrue
        | O::I64x2AllTrue => 1,
        O::I32Clz | O::I32Ctz | O::I32Popcnt => 6,
        O::I64Clz | O::I64Ctz | O::I64Popcnt => 7,
        O::I8x16ExtractLaneU => 8,
        O::I16x8ExtractLaneU | O::I8x16Bitmask => 16,
        O::I16x8Bitmask => 8,
        O::I32x4Bitmask => 4,
        O::I64x2Bitmask => 2,
        _ => 64,
    }
}

fn f32_of(bits: u64) -> f32 {
    f32::from_bits(bits as u32)
}

fn f64_of(bits: u64) -> f64 {
    f64::from_bits(bits)
}

/// A float result, unless it is a NaN.
fn single(value: f32) -> Option<(Width, u64)> {
    (!value.is_nan()).then(|| (W32, u64::from(value.to_bits())))
}

fn double(value: f64) -> Option<(Width, u64)> {
    (!value.is_nan()).then(|| (W64, value.to_bits()))
}

fn fold_unary(op: O, a: u64) -> Option<(Width, u64)> {
    let narrow = a as u32;
    let short = |value: u32| Some((W32, u64::from(value)));
    let long = |value: u64| Some((W64, value));
    match op {
        O::I32Clz => short(narrow.leading_zeros()),
        O::I32Ctz => short(narrow.trailing_zeros()),
        O::I32Popcnt => short(narrow.count_ones()),
        O::I64Clz => long(u64::from(a.leading_zeros())),
        O::I64Ctz => long(u64::from(a.trailing_zeros())),
        O::I64Popcnt => long(u64::from(a.count_ones())),
        O::F32ConvertI32S => single(narrow as i32 as f32),
        O::F32ConvertI32U => single(narrow as f32),
        O::F32ConvertI64S => single(a as i64 as f32),
        O::F32ConvertI64U => single(a as f32),
        O::F64ConvertI32S => double(f64::from(narrow as i32)),
        O::F64ConvertI32U => double(f64::from(narrow)),
        O::F64ConvertI64S => double(a as i64 as f64),
        O::F64ConvertI64U => double(a as f64),
        O::F64PromoteF32 => double(f64::from(f32_of(a))),
        O::F32DemoteF64 => single(f64_of(a) as f32),
        O::F32Sqrt => single(f32_of(a).sqrt()),
        O::F64Sqrt => double(f64_of(a).sqrt()),
        O::F32Ceil => single(f32_of(a).ceil()),
        O::F64Ceil => double(f64_of(a).ceil()),
        O::F32Floor => single(f32_of(a).floor()),
        O::F64Floor => double(f64_of(a).floor()),
        O::F32Trunc => single(f32_of(a).trunc()),
        O::F64Trunc => double(f64_of(a).trunc()),
        O::F32Nearest => single(f32_of(a).round_ties_even()),
        O::F64Nearest => double(f64_of(a).round_ties_even()),
        O::I32TruncSatF32S => short(f32_of(a) as i32 as u32),
        O::I32TruncSatF32U => short(f32_of(a) as u32),
        O::I32TruncSatF64S => short(f64_of(a) as i32 as u32),
        O::I32TruncSatF64U => short(f64_of(a) as u32),
        O::I64TruncSatF32S => long(f32_of(a) as i64 as u64),
        O::I64TruncSatF32U => long(f32_of(a) as u64),
        O::I64TruncSatF64S => long(f64_of(a) as i64 as u64),
        O::I64TruncSatF64U => long(f64_of(a) as u64),
        _ => None,
    }
}

fn fold_float(op: O, a: u64, b: u64) -> Option<(Width, u64)> {
    let (x, y) = (f32_of(a), f32_of(b));
    let (v, w) = (f64_of(a), f64_of(b));
    let truth = |value: bool| Some((W32, u64::from(value)));
    match op {
        O::F32Add => single(x + y),
        O::F32Sub => single(x - y),
        O::F32Mul => single(x * y),
        O::F32Div => single(x / y),
        O::F64Add => double(v + w),
        O::F64Sub => double(v - w),
        O::F64Mul => double(v * w),
        O::F64Div => double(v / w),
        O::F32Eq => truth(x == y),
        O::F32Lt => truth(x < y),
        O::F32Le => truth(x <= y),
        O::F64Eq => truth(v == w),
        O::F64Lt => truth(v < w),
        O::F64Le => truth(v <= w),
        _ => None,
    }
}
