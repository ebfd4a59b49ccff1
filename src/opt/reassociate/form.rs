//! Integers as sums: multiples of a few values, and a constant.
//!
//! Takes: an instruction and the forms of its operands. Gives: [`Form`], or that the value is
//! an atom, which is its own form. Invariant: modulo 2 to the width, a value is the sum its form
//! says. Cost: O([`TERMS`]) an instruction.

use crate::ir::{Opcode, Type};
use smallvec::SmallVec;

/// Multiples of a value in a sum, at most.
const TERMS: usize = 3;

/// A value, by its index, with its factor, which is not zero.
pub(super) type Term = (u32, u64);

/// A sum modulo 2 to the width of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Form {
    pub ty: Type,
    /// By value, each once.
    pub terms: SmallVec<[Term; TERMS]>,
    pub constant: u64,
}

fn mask(ty: Type) -> u64 {
    if ty == Type::I32 { u64::from(u32::MAX) } else { u64::MAX }
}

impl Form {
    /// A value that is no sum of others.
    pub fn atom(ty: Type, value: u32) -> Form {
        Form { ty, terms: SmallVec::from_slice(&[(value, 1)]), constant: 0 }
    }

    /// A constant.
    pub fn constant(ty: Type, constant: u64) -> Form {
        Form { ty, terms: SmallVec::new(), constant }
    }

    /// The form without one of its terms.
    pub fn without(&self, at: usize) -> Form {
        let mut other = self.clone();
        other.terms.remove(at);
        other
    }

    /// The sum of one form and a multiple of another; `None` if it has too many terms.
    fn add(&self, other: &Form, factor: u64) -> Option<Form> {
        let mask = mask(self.ty);
        let mut sum = self.clone();
        sum.constant = sum.constant.wrapping_add(other.constant.wrapping_mul(factor)) & mask;
        for &(value, times) in &other.terms {
            let times = times.wrapping_mul(factor) & mask;
            match sum.terms.iter().position(|term| term.0 >= value) {
                Some(at) if sum.terms[at].0 == value => {
                    sum.terms[at].1 = sum.terms[at].1.wrapping_add(times) & mask;
                }
                at => sum.terms.insert(at.unwrap_or(sum.terms.len()), (value, times)),
            }
        }
        sum.terms.retain(|term| term.1 != 0);
        (sum.terms.len() <= TERMS).then_some(sum)
    }

    /// Whether an operator may give a sum.
    pub fn is_sum(code: Opcode) -> bool {
        use Opcode::*;
        matches!(code, I32Add | I64Add | I32Sub | I64Sub | I32Mul | I64Mul | I32Shl | I64Shl)
    }

    /// The form of an operator's result; `None` if it is no sum.
    pub fn of(code: Opcode, x: &Form, y: &Form) -> Option<Form> {
        use Opcode::*;
        let fixed = |form: &Form| form.terms.is_empty().then_some(form.constant);
        match code {
            I32Add | I64Add => x.add(y, 1),
            I32Sub | I64Sub => x.add(y, u64::MAX),
            I32Mul | I64Mul => Form::constant(x.ty, 0).add(x, fixed(y)?),
            I32Shl | I64Shl => {
                let width = if x.ty == Type::I32 { 32 } else { 64 };
                Form::constant(x.ty, 0).add(x, 1 << (fixed(y)? % width))
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
        assert_eq!(sum.terms[..], [(3, 0xffff_ffff), (7, 1)]);
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
        assert_eq!((shifted.terms[0].1, shifted.constant), (4, 12));
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
