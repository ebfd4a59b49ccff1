//! Rules of the normaliser: what they see of terms, and the helpers that they call.
//!
//! Takes: terms and numbers. Gives: terms in normal form, for the rules of `*.isle`, which
//! `build.rs` compiles. Invariant: every helper means what its `spec` in `a_prelude.isle` says;
//! `tests/rules.rs` proves the rules from these, for all terms and numbers. Cost: O(1) each.

mod generated;

use super::super::opcode::Opcode;
use super::super::term::{Node, Op, Terms, Width, low_mask};
use generated::{Context, View};
use smallvec::SmallVec;

pub use generated::{
    constructor_eq_rules as eq, constructor_ext_s_rules as ext_s, constructor_ext_u_rules as ext_u,
    constructor_lt_s_rules as lt_s, constructor_lt_u_rules as lt_u,
    constructor_sign_ext_rules as sign_ext, constructor_wrap_rules as wrap,
};

// The names that the generated code expects.
type Unit = ();
const I32: Width = Width::W32;
const I64: Width = Width::W64;
const MAX_ISLE_RETURNS: usize = 1;
type ConstructorVec<T> = SmallVec<[T; MAX_ISLE_RETURNS]>;

/// `a << n`, without the bits beyond the width.
fn up(w: Width, a: u64, n: u64) -> u64 {
    u32::try_from(n).ok().and_then(|n| a.checked_shl(n)).unwrap_or(0) & w.mask()
}

/// The low `n` bits of `k`, sign-extended within the width.
fn extended(w: Width, n: u64, k: u64) -> u64 {
    let unused = 64 - n;
    ((k << unused) as i64 >> unused) as u64 & w.mask()
}

impl Context for Terms {
    fn view(&mut self, node: Node) -> Option<View> {
        let term = self.get(node);
        let [x, y, _] = term.kids;
        let number = self.value(y);
        Some(match (term.op, number) {
            (Op::And(w), Some(k)) => View::AndK { w, x, k },
            (Op::Or(w), Some(k)) => View::OrK { w, x, k },
            (Op::Or(w), None) => View::Or { w, x, y },
            (Op::Xor(w), Some(k)) => View::XorK { w, x, k },
            (Op::Xor(w), None) => View::Xor { w, x, y },
            (Op::ShrU(w), Some(k)) => View::ShrUK { w, x, k },
            (Op::ShrS(w), Some(k)) => View::ShrSK { w, x, k },
            (Op::Rotl(w), Some(k)) => View::RotlK { w, x, k },
            (Op::SignExt(w), _) => View::SignExt { w, x, bits: term.imm },
            (Op::ExtU, _) => View::ExtU { x },
            (Op::ExtS, _) => View::ExtS { x },
            (Op::Wrap, _) => View::Wrap { x },
            (Op::Wasm(Opcode::I32Clz), _) => View::Clz { w: I32, x },
            (Op::Wasm(Opcode::I64Clz), _) => View::Clz { w: I64, x },
            (Op::Wasm(Opcode::I32Ctz), _) => View::Ctz { w: I32, x },
            (Op::Wasm(Opcode::I64Ctz), _) => View::Ctz { w: I64, x },
            (Op::Wasm(Opcode::I32Popcnt), _) => View::Popcnt { w: I32, x },
            (Op::Wasm(Opcode::I64Popcnt), _) => View::Popcnt { w: I64, x },
            _ => return None,
        })
    }

    fn truth(&mut self, k: u64) -> Node {
        self.constant(I32, u64::from(k != 0))
    }

    fn mask_with(&mut self, w: Width, x: Node, k: u64) -> Node {
        self.and_const(w, x, k & w.mask())
    }

    fn eq_terms(&mut self, w: Width, x: Node, y: Node) -> Node {
        self.eq(w, x, y)
    }

    fn eq_k(&mut self, w: Width, x: Node, k: u64) -> Node {
        let k = self.constant(w, k);
        self.eq(w, x, k)
    }

    fn lt_u_k(&mut self, w: Width, x: Node, k: u64) -> Node {
        let k = self.constant(w, k);
        self.lt_u(w, x, k)
    }

    fn lt_s_k(&mut self, w: Width, x: Node, k: u64) -> Node {
        let k = self.constant(w, k);
        self.lt_s(w, x, k)
    }

    fn k_lt_s(&mut self, w: Width, k: u64, x: Node) -> Node {
        let k = self.constant(w, k);
        self.lt_s(w, k, x)
    }

    fn negation(&mut self, x: Node) -> Node {
        self.not(x)
    }

    fn both(&mut self, x: Node, y: Node) -> Node {
        self.and(I32, x, y)
    }

    fn shifted_right(&mut self, w: Width, x: Node, n: u64) -> Node {
        let n = self.constant(w, n);
        self.shr_u(w, x, n)
    }

    fn zero_extended(&mut self, x: Node) -> Node {
        self.ext_u(x)
    }

    fn sign_extended(&mut self, x: Node) -> Node {
        self.ext_s(x)
    }

    fn wrapped(&mut self, x: Node) -> Node {
        self.wrap(x)
    }

    fn extended_from(&mut self, w: Width, x: Node, n: u64) -> Node {
        self.sign_ext(w, n as u32, x)
    }

    fn n_and(&mut self, a: u64, b: u64) -> u64 {
        a & b
    }

    fn n_xor(&mut self, a: u64, b: u64) -> u64 {
        a ^ b
    }

    fn n_not(&mut self, a: u64) -> u64 {
        !a
    }

    fn moved_up(&mut self, w: Width, a: u64, n: u64) -> Option<u64> {
        let moved = up(w, a, n);
        (n < 64 && moved >> n == a).then_some(moved)
    }

    fn moved_up_signed(&mut self, w: Width, a: u64, n: u64) -> Option<u64> {
        let moved = up(w, a, n);
        let back = w.signed(moved) >> n.min(63);
        (back as u64 & w.mask() == a & w.mask()).then_some(moved)
    }

    fn moves_not(&mut self, w: Width, a: u64, n: u64) -> Option<Unit> {
        self.moved_up_signed(w, a, n).is_none().then_some(())
    }

    fn bits_from(&mut self, w: Width, n: u64) -> u64 {
        up(w, u64::MAX, n)
    }

    fn bits_below(&mut self, n: u64) -> u64 {
        low_mask(n as u32)
    }

    fn top_of(&mut self, n: u64) -> u64 {
        n.checked_sub(1).map_or(0, |n| up(I64, 1, n))
    }

    fn rotated(&mut self, w: Width, a: u64, n: u64) -> u64 {
        match w {
            Width::W32 => u64::from((a as u32).rotate_right(n as u32)),
            Width::W64 => a.rotate_right(n as u32),
        }
    }

    fn is(&mut self, a: u64, b: u64) -> Option<Unit> {
        (a == b).then_some(())
    }

    fn at_most(&mut self, a: u64, b: u64) -> Option<Unit> {
        (a <= b).then_some(())
    }

    fn below(&mut self, a: u64, b: u64) -> Option<Unit> {
        (a < b).then_some(())
    }

    fn within(&mut self, a: u64, b: u64) -> Option<Unit> {
        (a & !b == 0).then_some(())
    }

    fn not_within(&mut self, a: u64, b: u64) -> Option<Unit> {
        (a & !b != 0).then_some(())
    }

    fn power(&mut self, a: u64) -> Option<Unit> {
        a.is_power_of_two().then_some(())
    }

    fn fits(&mut self, w: Width, k: u64) -> Option<Unit> {
        (k & !w.mask() == 0).then_some(())
    }

    fn is_ones(&mut self, w: Width, k: u64) -> Option<Unit> {
        (k == w.mask()).then_some(())
    }

    fn has_sign(&mut self, w: Width, k: u64) -> Option<Unit> {
        (k & w.sign() != 0).then_some(())
    }

    fn has_no_sign(&mut self, w: Width, k: u64) -> Option<Unit> {
        (k & w.sign() == 0).then_some(())
    }

    fn extends(&mut self, w: Width, n: u64, k: u64) -> Option<Unit> {
        (extended(w, n, k) == k & w.mask()).then_some(())
    }

    fn extends_not(&mut self, w: Width, n: u64, k: u64) -> Option<Unit> {
        (extended(w, n, k) != k & w.mask()).then_some(())
    }

    fn above_narrow(&mut self, k: u64) -> Option<Unit> {
        (k as i64 > i64::from(i32::MAX)).then_some(())
    }

    fn below_narrow(&mut self, k: u64) -> Option<Unit> {
        ((k as i64) < i64::from(i32::MIN)).then_some(())
    }

    fn no_sum(&mut self, x: Node) -> Option<Unit> {
        (!matches!(self.op(x), Op::Add(_) | Op::Mul(_))).then_some(())
    }

    fn upper_clear(&mut self, x: Node) -> Option<Unit> {
        (self.bits(I64, x) <= 32).then_some(())
    }
}
