//! What the normaliser may do to floats, checked against the sets of results that WebAssembly
//! allows.
//!
//! Takes: pairs of floats of every kind. Shows: an operator is folded only where one result is
//! allowed, and that one; operands are swapped only where both orders allow the same; nothing
//! else happens to an operator that may make a NaN. Solvers know one NaN only, so that this is
//! no question for them. Single results are computed in double precision, which is enough for
//! one rounding.

use super::super::opcode::{Class, Opcode as O};
use super::super::term::{Node, Op, Terms, Width};

/// The results that an operator may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Allowed {
    One(u64),
    /// The canonical NaN of either sign.
    Canonical,
    /// Every quiet NaN.
    Arithmetic,
}

#[derive(Clone, Copy)]
struct Format {
    width: Width,
    quiet: u64,
    infinity: u64,
}

const SINGLE: Format = Format { width: Width::W32, quiet: 0x7fc0_0000, infinity: 0x7f80_0000 };
const DOUBLE: Format =
    Format { width: Width::W64, quiet: 0x7ff8_0000_0000_0000, infinity: 0x7ff0_0000_0000_0000 };

impl Format {
    fn magnitude(self, bits: u64) -> u64 {
        bits & !self.width.sign()
    }

    fn is_nan(self, bits: u64) -> bool {
        self.magnitude(bits) > self.infinity
    }

    fn value(self, bits: u64) -> f64 {
        match self.width {
            Width::W32 => f64::from(f32::from_bits(bits as u32)),
            Width::W64 => f64::from_bits(bits),
        }
    }

    fn bits(self, value: f64) -> u64 {
        match self.width {
            Width::W32 => u64::from((value as f32).to_bits()),
            Width::W64 => value.to_bits(),
        }
    }

    /// Floats of every kind: zeros, the least, ordinary ones, infinities, NaNs that are
    /// canonical, quiet, signalling; of both signs.
    fn samples(self) -> Vec<u64> {
        let ordinary = [1.0, 1.5, 2.0, 0.1, 3.0e9, 16_777_217.0, 1.0e-30];
        let mut all: Vec<u64> = ordinary.into_iter().map(|value| self.bits(value)).collect();
        let nans = [self.quiet, self.quiet | 5, self.infinity | 1];
        all.extend([0, 1, self.infinity, self.infinity - 1].into_iter().chain(nans));
        let negative: Vec<u64> = all.iter().map(|bits| bits | self.width.sign()).collect();
        all.extend(negative);
        all
    }

    /// What the specification allows.
    fn allowed(self, op: O, a: u64, b: u64) -> Option<Allowed> {
        let (x, y) = (self.value(a), self.value(b));
        let name = op.name().split_once('_')?.1;
        let unary = op.arity() == Some((1, 1));
        let value = match name {
            "add" => x + y,
            "sub" => x - y,
            "mul" => x * y,
            "div" => x / y,
            // Zeros are ordered by their signs.
            "min" if x == y => return Some(self.either(a, b, a | b)),
            "max" if x == y => return Some(self.either(a, b, a & b)),
            "min" if !x.is_nan() && !y.is_nan() => x.min(y),
            "max" if !x.is_nan() && !y.is_nan() => x.max(y),
            "min" | "max" => f64::NAN,
            "sqrt" => x.sqrt(),
            "ceil" => x.ceil(),
            "floor" => x.floor(),
            "trunc" => x.trunc(),
            "nearest" => x.round_ties_even(),
            _ => return None,
        };
        if !value.is_nan() {
            return Some(Allowed::One(self.bits(value)));
        }
        let operands = if unary { vec![a] } else { vec![a, b] };
        let strange = |&bits: &u64| self.is_nan(bits) && self.magnitude(bits) != self.quiet;
        Some(match operands.iter().any(strange) {
            true => Allowed::Arithmetic,
            false => Allowed::Canonical,
        })
    }

    fn either(self, a: u64, b: u64, zeros: u64) -> Allowed {
        Allowed::One(if self.magnitude(a) == 0 && self.magnitude(b) == 0 { zeros } else { a })
    }
}

/// Scalar operators that round, with their format and whether they take two operands.
fn rounding() -> Vec<(O, Format, bool)> {
    let all = O::ALL.iter().copied().filter(|op| op.class() == Class::Rounding);
    let rows = all.filter_map(|op| {
        let format = match op.name().split_once('_')?.0 {
            "f32" => SINGLE,
            "f64" => DOUBLE,
            _ => return None,
        };
        format.allowed(op, 0, 0)?;
        Some((op, format, op.arity() == Some((2, 1))))
    });
    rows.collect()
}

fn apply(terms: &mut Terms, row: (O, Format, bool), a: Node, b: Node) -> Node {
    if row.2 { terms.operator(row.0, 0, &[a, b]) } else { terms.operator(row.0, 0, &[a]) }
}

#[test]
fn folding_gives_the_one_result_that_is_allowed() {
    let mut terms = Terms::default();
    let mut folded = 0;
    for row in rounding() {
        let (op, format, two) = row;
        for a in format.samples() {
            for b in if two { format.samples() } else { vec![0] } {
                let allowed = format.allowed(op, a, b);
                let [x, y] = [a, b].map(|bits| terms.constant(format.width, bits));
                let result = apply(&mut terms, row, x, y);
                if let Some(value) = terms.value(result) {
                    folded += 1;
                    assert_eq!(allowed, Some(Allowed::One(value)), "{} {a:#x} {b:#x}", op.name());
                }
            }
        }
    }
    assert!(folded > 3_000, "only {folded} are folded");
}

#[test]
fn operands_are_swapped_only_where_both_orders_allow_the_same() {
    let mut swapped = 0;
    for (op, format, _) in rounding().into_iter().filter(|row| row.0.commutes()) {
        swapped += 1;
        for a in format.samples() {
            for b in format.samples() {
                let orders = [format.allowed(op, a, b), format.allowed(op, b, a)];
                assert_eq!(orders[0], orders[1], "{} {a:#x} {b:#x}", op.name());
            }
        }
    }
    assert_eq!(swapped, 8, "add, mul, min and max of both widths");
}

#[test]
fn nothing_else_happens_to_operators_that_round() {
    let mut terms = Terms::default();
    let mut seen = 0;
    for row in rounding() {
        let (op, format, two) = row;
        let leaf = terms.leaf(Op::Entry, 7);
        for bits in format.samples() {
            let number = terms.constant(format.width, bits);
            let orders = [[leaf, number], [number, leaf], [leaf, leaf]];
            for [a, b] in orders.into_iter().filter(|order| two || order[0] == leaf) {
                let result = apply(&mut terms, row, a, b);
                let term = terms.get(result);
                assert_eq!(term.op, Op::Wasm(op));
                let kids = if two { [a, b] } else { [a, Node::NONE] };
                let same = term.kids[..2] == kids;
                let turned = op.commutes() && term.kids[..2] == [b, a];
                assert!(same || turned, "{}", op.name());
                seen += 1;
            }
        }
    }
    assert!(seen > 1_000, "only {seen} terms");
}
