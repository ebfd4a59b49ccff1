//! Conditions that a branch has decided before.
//!
//! Takes: SSA with its graph and dominators. Gives: [`Known`]: per condition, in which blocks it
//! holds or fails. A block knows what the conditional branch that alone leads to it has decided,
//! and everything its dominators know. This is about two values and how they compare; what a
//! branch tells about one value is among its facts ([`super::super::facts`]).
//!
//! Conditions are told apart after stripping `eqz`, exchanging operands and choosing one of two
//! opposite comparisons, so that `a < b`, `b > a`, `a >= b` and `eqz (a < b)` are one condition.
//!
//! Cost: O(branches) to build, O(facts about one condition), at most [`LOOKBACK`], to ask.

use super::facts::constant;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::{Block, Edge, Function, Op, Opcode, Value};
use rustc_hash::FxHashMap;

/// Facts about one condition that are looked at, latest first.
const LOOKBACK: usize = 16;

/// A condition, told apart as the file's head says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Condition {
    /// The comparison; `None` for a value that is not the result of one.
    code: Option<Opcode>,
    left: Operand,
    right: Operand,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
enum Operand {
    None,
    Value(u32),
    Constant(Op),
}

/// Outcomes by condition.
#[derive(Default)]
pub(super) struct Known {
    outcomes: FxHashMap<Condition, Vec<(Block, bool)>>,
}

impl Known {
    /// Collects what all branches tell.
    pub fn of(func: &Function, cfg: &Cfg) -> Known {
        let mut known = Known::default();
        for &block in &func.order {
            let inst = func.terminator(block);
            if func.insts[inst].op.code != Opcode::BrIf {
                continue;
            }
            let value = func.args(inst)[0];
            for (index, edge) in func.edges_of(inst).enumerate() {
                let target = func.edges[edge].block;
                if is_only_way_in(cfg, target, edge) {
                    let (condition, inverted) = condition(func, value);
                    let holds = (index == 0) != inverted;
                    known.outcomes.entry(condition).or_default().push((target, holds));
                }
            }
        }
        known
    }

    /// Whether `value` is known to be, or not to be, zero at the end of `block`.
    pub fn outcome(
        &self,
        func: &Function,
        dominators: &Dominators,
        block: Block,
        value: Value,
    ) -> Option<bool> {
        let (condition, inverted) = condition(func, value);
        let facts = self.outcomes.get(&condition).map_or(&[][..], |list| list);
        holding(facts, dominators, block).map(|outcome| outcome != inverted)
    }
}

/// What the latest fact that holds in `block` says.
fn holding<T: Copy>(facts: &[(Block, T)], dominators: &Dominators, block: Block) -> Option<T> {
    let mut latest = facts.iter().rev().take(LOOKBACK);
    latest.find(|fact| dominators.dominates(fact.0, block)).map(|fact| fact.1)
}

/// Whether every other edge into `block` comes back from what it dominates.
fn is_only_way_in(cfg: &Cfg, block: Block, edge: Edge) -> bool {
    let number = cfg.rpo_number[block];
    cfg.preds(block).iter().all(|&(pred, other)| other == edge || cfg.rpo_number[pred] >= number)
}

/// The condition that `value` is, and whether it is the opposite of it.
pub(super) fn condition(func: &Function, mut value: Value) -> (Condition, bool) {
    let mut inverted = false;
    while let Some((inst, op)) = func.def_op(value) {
        let args = func.args(inst);
        let is_zero = |at: usize| constant(func, args[at]).is_some_and(|op| op.bits() == 0);
        match op.code {
            Opcode::I32Eqz | Opcode::I64Eqz => (value, inverted) = (args[0], !inverted),
            Opcode::I32Eq | Opcode::I64Eq if is_zero(1) => {
                (value, inverted) = (args[0], !inverted);
            }
            Opcode::I32Ne | Opcode::I64Ne if is_zero(1) => value = args[0],
            code if code.opposite().is_some() => {
                if let Some((condition, flips)) = comparison(func, code, args) {
                    return (condition, inverted != flips);
                }
                break;
            }
            _ => break,
        }
    }
    let left = Operand::Value(value.as_u32());
    (Condition { code: None, left, right: Operand::None }, inverted)
}

/// A comparison of integers in the form it is told apart in, and whether it is its opposite.
fn comparison(func: &Function, code: Opcode, args: &[Value]) -> Option<(Condition, bool)> {
    let operand = |value: Value| match constant(func, value) {
        Some(op) => Operand::Constant(op),
        None => Operand::Value(value.as_u32()),
    };
    let (mut left, mut right) = (operand(args[0]), operand(args[1]));
    let mut code = code;
    // Values stand left of constants, and in order.
    if left > right {
        code = code.mirrored()?;
        std::mem::swap(&mut left, &mut right);
    }
    // Orderings of floats have no opposites.
    let other = code.opposite()?;
    let flips = other < code;
    let code = code.min(other);
    Some((Condition { code: Some(code), left, right }, flips))
}
