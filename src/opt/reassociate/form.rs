//! Integers as sums: multiples of a few values, and a constant.
//!
//! Takes: an instruction and the forms of its operands. Gives: [`Form`], or that the value is
//! an atom, which is its own form. Invariant: modulo 2 to the width, a value is the sum its form
//! says. Cost: O([`TERMS`]) an instruction.

use crate::ir::{Opcode, Type};
use std::hash::{Hash, Hasher};

/// Multiples of a value in a sum, at most.
const TERMS: usize = 3;

/// A value, by its index, with its factor, which is not zero.
pub(super) type Term = (u32, u64);

/// Multiples of values modulo 2 to the width of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Terms {
    pub ty: Type,
    len: u8,
    /// By value, each once; zeros behind the last.
    list: [Term; TERMS],
}

/// A sum modulo 2 to the width of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Form {
    pub terms: Terms,
    pub constant: u64,
}

fn mask(ty: Type) -> u64 {
    if ty == Type::I32 { u64::from(u32::MAX) } else { u64::MAX }
}

impl Hash for Terms {
    /// In few words: this is asked of every sum.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        for &(value, factor) in self.list() {
            hasher.write_u64(factor.rotate_left(32) ^ u64::from(value));
        }
    }
}

impl Terms {
    fn none(ty: Type) -> Terms {
        Terms { ty, len: 0, list: [(0, 0); TERMS] }
    }

    /// A value alone.
    pub fn atom(ty: Type, value: u32) -> Terms {
        Terms { ty, len: 1, list: [(value, 1), (0, 0), (0, 0)] }
    }

    /// The terms.
    pub fn list(&self) -> &[Term] {
        &self.list[..usize::from(self.len)]
    }

    /// All but one.
    pub fn without(&self, at: usize) -> Terms {
        let mut others = Terms::none(self.ty);
        for (index, &term) in self.list().iter().enumerate() {
            if index != at {
                others.list[usize::from(others.len)] = term;
                others.len += 1;
            }
        }
        others
    }

    /// The sum of these and a multiple of others; `None` if there are too many.
    fn add(&self, other: &Terms, factor: u64) -> Option<Terms> {
        let mask = mask(self.ty);
        let mut sum = Terms::none(self.ty);
        let (mut xs, mut ys) = (self.list(), other.list());
        loop {
            let times = |term: &Term| (term.0, term.1.wrapping_mul(factor) & mask);
            let term = match (xs, ys) {
                ([], []) => return Some(sum),
                (&[x, ref rest @ ..], &[y, ..]) if x.0 < y.0 => {
                    xs = rest;
                    x
                }
                (&[x, ref rest @ ..], []) => {
                    xs = rest;
                    x
                }
                (&[x, ref rest @ ..], [y, others @ ..]) if x.0 == y.0 => {
                    (xs, ys) = (rest, others);
                    (x.0, x.1.wrapping_add(times(y).1) & mask)
                }
                (_, [y, others @ ..]) => {
                    ys = others;
                    times(y)
                }
            };
            if term.1 != 0 {
                *sum.list.get_mut(usize::from(sum.len))? = term;
                sum.len += 1;
            }
        }
    }
}

impl Form {
    /// A value that is no sum of others.
    pub fn atom(ty: Type, value: u32) -> Form {
        Form { terms: Terms::atom(ty, value), constant: 0 }
    }

    /// A constant.
    pub fn constant(ty: Type, constant: u64) -> Form {
        Form { terms: Terms::none(ty), constant }
    }

    /// The sum of one form and a multiple of another; `None` if it has too many terms.
    fn add(&self, other: &Form, factor: u64) -> Option<Form> {
        let constant = self.constant.wrapping_add(other.constant.wrapping_mul(factor));
        let terms = self.terms.add(&other.terms, factor)?;
        Some(Form { terms, constant: constant & mask(terms.ty) })
    }

    /// Whether an operator may give a sum.
    pub fn is_sum(code: Opcode) -> bool {
        use Opcode::*;
        matches!(code, I32Add | I64Add | I32Sub | I64Sub | I32Mul | I64Mul | I32Shl | I64Shl)
    }

    /// The form of an operator's result; `None` if it is no sum.
    pub fn of(code: Opcode, x: &Form, y: &Form) -> Option<Form> {
        use Opcode::*;
        let ty = x.terms.ty;
        let fixed = |form: &Form| form.terms.list().is_empty().then_some(form.constant);
        match code {
            I32Add | I64Add => x.add(y, 1),
            I32Sub | I64Sub => x.add(y, u64::MAX),
            I32Mul | I64Mul => Form::constant(ty, 0).add(x, fixed(y)?),
            I32Shl | I64Shl => {
                let width = if ty == Type::I32 { 32 } else { 64 };
                Form::constant(ty, 0).add(x, 1 << (fixed(y)? % width))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_modular_and_ordered() {
        let (a, b) = (Form::atom(Type::I32, 7), Form::atom(Type::I32, 3));
        let k = Form::constant(Type::I32, 5);
        let sum = Form::of(Opcode::I32Add, &a, &k).and_then(|x| Form::of(Opcode::I32Sub, &x, &b));
        let sum = sum.expect("two terms");
        assert_eq!(sum.terms.list(), [(3, 0xffff_ffff), (7, 1)]);
        assert_eq!(sum.constant, 5);
        let none = Form::of(Opcode::I32Sub, &a, &a).expect("no terms");
        assert_eq!(none, Form::constant(Type::I32, 0));
    }

    #[test]
    fn shifts_multiply() {
        let (a, k) = (Form::atom(Type::I64, 1), Form::constant(Type::I64, 3));
        let sum = Form::of(Opcode::I64Add, &a, &k).expect("one term");
        let by = Form::constant(Type::I64, 66);
        let shifted = Form::of(Opcode::I64Shl, &sum, &by).expect("one term");
        assert_eq!((shifted.terms.list()[0].1, shifted.constant), (4, 12));
        assert_eq!(Form::of(Opcode::I64Mul, &k, &a), None);
    }

    #[test]
    fn many_terms_are_no_sum() {
        let sums = (1..4).try_fold(Form::atom(Type::I32, 0), |sum, value| {
            Form::of(Opcode::I32Add, &sum, &Form::atom(Type::I32, value))
        });
        assert_eq!(sums, None);
    }
}
