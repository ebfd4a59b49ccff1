//! What a branch tells about its condition in the blocks behind it.
//!
//! Takes: SSA with its graph and dominators. Gives: [`Known`]: per condition, in which blocks it
//! holds or fails; per value, in which blocks it is one constant. A block knows what the
//! conditional branch or table that alone leads to it has decided, and everything its
//! dominators know.
//!
//! Conditions are told apart after stripping `eqz`, exchanging operands and choosing one of two
//! opposite comparisons, so that `a < b`, `b > a`, `a >= b` and `eqz (a < b)` are one condition.
//!
//! Cost: O(branches) to build, O(facts about one condition), at most [`LOOKBACK`], to ask.

use super::facts::constant;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::{Block, Edge, Function, Op, Opcode, Type, Value};
use cranelift_entity::EntityRef;
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

/// Facts by condition and by value.
#[derive(Default)]
pub(super) struct Known {
    outcomes: FxHashMap<Condition, Vec<(Block, bool)>>,
    constants: FxHashMap<Value, Vec<(Block, Op)>>,
}

impl Known {
    /// Collects what all branches tell.
    pub fn of(func: &Function, cfg: &Cfg) -> Known {
        let mut known = Known::default();
        for &block in &func.order {
            let inst = func.terminator(block);
            let code = func.insts[inst].op.code;
            if !matches!(code, Opcode::BrIf | Opcode::BrTable) {
                continue;
            }
            let value = func.args(inst)[0];
            let last = func.edge_count(inst) - 1;
            for (index, edge) in func.edges_of(inst).enumerate() {
                let target = func.edges[edge].block;
                if !is_only_way_in(cfg, target, edge) {
                    continue;
                }
                match code {
                    Opcode::BrIf => known.note(func, target, value, index == 0),
                    _ if index < last => {
                        let op = Op::i32(index as i32);
                        known.constants.entry(value).or_default().push((target, op));
                    }
                    _ => {}
                }
            }
        }
        known
    }

    /// Notes that `value` is, or is not, zero in `block`.
    fn note(&mut self, func: &Function, block: Block, value: Value, holds: bool) {
        let (condition, inverted) = condition(func, value);
        let holds = holds != inverted;
        self.outcomes.entry(condition).or_default().push((block, holds));
        let equal = match (condition.code, condition.left, condition.right) {
            (None, Operand::Value(value), _) if !holds => Some((value, Op::i32(0))),
            (Some(Opcode::I32Eq | Opcode::I64Eq), Operand::Value(value), Operand::Constant(op))
                if holds =>
            {
                Some((value, op))
            }
            _ => None,
        };
        if let Some((value, op)) = equal {
            let value = Value::new(value as usize);
            let op = if func.ty(value) == Type::I64 && op == Op::i32(0) { Op::i64(0) } else { op };
            self.constants.entry(value).or_default().push((block, op));
        }
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
        let outcome = holding(facts, dominators, block);
        outcome.or_else(|| self.evaluate(dominators, block, &condition)).map(|o| o != inverted)
    }

    /// The constant that `value` is known to be in `block`.
    pub fn constant(&self, dominators: &Dominators, block: Block, value: Value) -> Option<Op> {
        holding(self.constants.get(&value)?, dominators, block)
    }

    /// A comparison with a constant of what is known to be another one.
    fn evaluate(
        &self,
        dominators: &Dominators,
        block: Block,
        condition: &Condition,
    ) -> Option<bool> {
        let number = |operand: Operand| match operand {
            Operand::Constant(op) => Some(op),
            Operand::Value(value) => self.constant(dominators, block, Value::new(value as usize)),
            Operand::None => None,
        };
        let left = number(condition.left)?;
        match condition.code {
            None => Some(left.bits() != 0),
            Some(code) => compare(code, left, number(condition.right)?),
        }
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

/// A comparison of two integer constants.
fn compare(code: Opcode, left: Op, right: Op) -> Option<bool> {
    use Opcode::*;
    let (a, b) = (left.int(), right.int());
    let (c, d) = (left.bits(), right.bits());
    Some(match code {
        I32Eq | I64Eq => c == d,
        I32Ne | I64Ne => c != d,
        I32LtS | I64LtS => a < b,
        I32LeS | I64LeS => a <= b,
        I32GtS | I64GtS => a > b,
        I32GeS | I64GeS => a >= b,
        I32LtU | I64LtU => c < d,
        I32LeU | I64LeU => c <= d,
        I32GtU | I64GtU => c > d,
        I32GeU | I64GeU => c >= d,
        _ => return None,
    })
}
