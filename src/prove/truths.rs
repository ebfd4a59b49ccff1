//! Slots at a cut point that are zero under the same circumstances.
//!
//! Takes: what the slots hold on arrival. Gives: pairs of slots of which one is zero exactly when
//! the other is, or exactly when it is not; on paths that leave, what is assumed of one goes for
//! the other. Invariant: a pair holds for every arrival that was taken into account; pairs only
//! go. A flag that one side has computed before a loop and asks for behind it may be another
//! number of the same truth on the other side: `x & 1` and `ctz x`. Cost: linear in the slots at
//! first, then in the pairs.

use super::arrival::Arrival;
use super::facts::Facts;
use super::hash::Map;
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};

/// Pairs of one cut point, at most.
const PAIRS: usize = 32;

/// A slot that is a number of some width.
type Number = (usize, Width);

#[derive(Default)]
pub struct Truths {
    /// Whether the second is zero when the first is not.
    pairs: Vec<(Number, Number, bool)>,
}

impl Truths {
    /// The pairs of a first arrival.
    pub fn of(terms: &mut Terms, facts: &Facts, arrival: &Arrival<'_>) -> Truths {
        let mut truths = Truths::default();
        let mut seen: Map<Node, ()> = Map::default();
        let mut first: Map<Node, (Number, bool)> = Map::default();
        for (slot, &value) in arrival.raw.iter().enumerate() {
            let computed = number_width(terms, value);
            let Some(width) = computed.or_else(|| leaf_width(terms, value)) else { continue };
            if seen.insert(value, ()).is_some() {
                continue;
            }
            let truth = truth(terms, width, value);
            if terms.value(truth.0).is_some() {
                continue;
            }
            // Of what is arbitrary only what the last cut point has said can be the same.
            let class = facts.truth_class(truth);
            if computed.is_none() && class.is_none() {
                continue;
            }
            let (truth, negated) = class.unwrap_or(truth);
            match first.get(&truth) {
                Some(&(other, other_negated)) if truths.pairs.len() < PAIRS => {
                    truths.pairs.push((other, (slot, width), negated != other_negated));
                }
                Some(_) => {}
                None => drop(first.insert(truth, ((slot, width), negated))),
            }
        }
        truths
    }

    /// Drops what does not hold on arrival. Gives whether something was dropped.
    pub fn weaken(&mut self, terms: &mut Terms, facts: &Facts, arrival: &Arrival<'_>) -> bool {
        let before = self.pairs.len();
        self.pairs.retain(|&((a, a_width), (b, b_width), opposite)| {
            let forms = [arrival.raw, arrival.simple];
            forms.into_iter().any(|values| {
                let x = truth(terms, a_width, values[a]);
                let y = truth(terms, b_width, values[b]);
                let decided = |terms: &mut Terms, (truth, negated)| {
                    facts.decide(terms, truth).map(|holds| holds != negated)
                };
                let y_as_x = (y.0, y.1 != opposite);
                x == y_as_x
                    || facts.is_equal(x, y_as_x)
                    || decided(terms, x).is_some_and(|x| decided(terms, y) == Some(x != opposite))
            })
        });
        self.pairs.len() != before
    }

    /// What holds of the slots' terms wherever the pairs do.
    pub fn enter(&self, terms: &mut Terms, facts: &mut Facts, slots: &[Node]) {
        for &((a, a_width), (b, b_width), opposite) in &self.pairs {
            let (x, y) = (terms.eqz(a_width, slots[a]), terms.eqz(b_width, slots[b]));
            let y = if opposite { terms.not(y) } else { y };
            facts.equal(terms, x, y);
        }
    }
}

/// What decides whether a number is zero, and whether it is then not.
fn truth(terms: &mut Terms, width: Width, value: Node) -> (Node, bool) {
    let zero = terms.eqz(width, value);
    terms.truth(zero)
}

/// The width of a number that an operator gives.
fn number_width(terms: &Terms, value: Node) -> Option<Width> {
    match terms.op(value) {
        Op::Add(width)
        | Op::Mul(width)
        | Op::And(width)
        | Op::Or(width)
        | Op::Xor(width)
        | Op::Shl(width)
        | Op::ShrU(width)
        | Op::ShrS(width) => Some(width),
        Op::Eq(_) | Op::LtS(_) | Op::LtU(_) => Some(Width::W32),
        Op::Wasm(O::I32Clz | O::I32Ctz | O::I32Popcnt) => Some(Width::W32),
        Op::Wasm(O::I64Clz | O::I64Ctz | O::I64Popcnt) => Some(Width::W64),
        _ => None,
    }
}

/// The width of an arbitrary number.
fn leaf_width(terms: &Terms, value: Node) -> Option<Width> {
    let high = !terms.zeros(Width::W64, value);
    let width = if high > Width::W32.mask() { Width::W64 } else { Width::W32 };
    (terms.op(value) == Op::Cut).then_some(width)
}
