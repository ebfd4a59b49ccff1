//! The normaliser: constructors that give equal values equal terms, as far as they can.
//!
//! Takes: operands in normal form. Gives: a term in normal form whose value is the operator's,
//! for all values of its leaves. Invariant: each rule is an equation of bit-vectors that holds
//! for all values; a rule that is missing costs a proof, a rule that is wrong costs the promise,
//! so random terms are evaluated before and after (`tests` here). Every constructor looks at a
//! bounded number of nodes. Origin: the rule groups of Tristan, Govereau and Morrisett (PLDI
//! 2011), with sums as in polynomial normal forms.

mod bits;
mod bitwise;
mod compare;
mod lanes;
mod linear;
mod operator;
mod rebuild;
mod rules;
mod select;
mod widths;

#[cfg(test)]
mod eval;
#[cfg(test)]
mod nan;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

pub use linear::Sum;
pub use rebuild::Replacement;
