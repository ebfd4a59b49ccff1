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

use crate::guard::Guard;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::{Block, Edge, Function, Op, Opcode, Type, Value};
use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Facts about one condition that are looked at, latest first.
const LOOKBACK: usize = 16;

/// Marks what is no number but the index of a value.
const UNNUMBERED: u32 = 1 << 31;

/// A condition, told apart as the file's head says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Condition {
    /// The comparison; `None` for a value that is not the result of one.
    code: Option<Opcode>,
    left: Operand,
    right: Operand,
    /// Whether the operands are `i64`.
    wide: bool,
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
    outcomes: FxHashMap<Condition, SmallVec<[(Block, bool); 2]>>,
    constants: FxHashMap<u32, SmallVec<[(Block, Op); 2]>>,
    /// Numbers that equal values have in common, if they were asked for.
    numbers: Option<SecondaryMap<Value, u32>>,
}

impl Known {
    /// Collects what all branches tell. With `numbers`, equal values are one.
    pub fn of(func: &Function, cfg: &Cfg, numbers: Option<SecondaryMap<Value, u32>>) -> Known {
        let mut known = Known { numbers, ..Known::default() };
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
                        let number = known.number(value);
                        known.constants.entry(number).or_default().push((target, op));
                    }
                    _ => {}
                }
            }
        }
        known
    }

    /// Notes that `value` is, or is not, zero in `block`.
    fn note(&mut self, func: &Function, block: Block, value: Value, holds: bool) {
        let (condition, inverted) = self.condition(func, value, |_| None);
        let holds = holds != inverted;
        self.outcomes.entry(condition).or_default().push((block, holds));
        let wide = condition.wide;
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
            let op = if wide && op == Op::i32(0) { Op::i64(0) } else { op };
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
        let (condition, inverted) = self.condition(func, value, |_| None);
        self.decide(dominators, block, &condition).map(|outcome| outcome != inverted)
    }

    /// Whether a condition is known to hold at the end of `block`.
    pub fn decide(
        &self,
        dominators: &Dominators,
        block: Block,
        condition: &Condition,
    ) -> Option<bool> {
        let facts = self.outcomes.get(condition).map_or(&[][..], |list| list);
        let outcome = holding(facts, dominators, block);
        outcome.or_else(|| self.evaluate(dominators, block, condition))
    }

    fn constant_of(&self, dominators: &Dominators, block: Block, number: u32) -> Option<Op> {
        holding(self.constants.get(&number)?, dominators, block)
    }

    /// What tells a value from unequal ones.
    fn number(&self, value: Value) -> u32 {
        let number = self.numbers.as_ref().map(|numbers| numbers[value]);
        // Values younger than the numbers have none.
        number.filter(|&number| number != u32::MAX).unwrap_or(value.as_u32() | UNNUMBERED)
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
            Operand::Value(number) => self.constant_of(dominators, block, number),
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
    Guard::KnownOnlyWay.is_off()
        || cfg
            .preds(block)
            .iter()
            .all(|&(pred, other)| other == edge || cfg.rpo_number[pred] >= number)
}

impl Known {
    /// The condition that `value` is, and whether it is the opposite of it; `passed` says what
    /// an edge passes for a parameter of the block it leads to.
    pub fn condition(
        &self,
        func: &Function,
        value: Value,
        passed: impl Fn(Value) -> Option<Value>,
    ) -> (Condition, bool) {
        // What an edge passes may be made of the parameters' values before: of it, nothing is
        // replaced again.
        let mut is_passed = false;
        let step = |value: Value, is_passed: &mut bool| match passed(value) {
            Some(arg) if !*is_passed => {
                *is_passed = true;
                arg
            }
            _ => value,
        };
        let (mut value, mut inverted) = (step(value, &mut is_passed), false);
        while let Some((inst, op)) = func.def_op(value) {
            let args = func.args(inst);
            let is_zero = |at: usize| {
                let arg = step(args[at], &mut is_passed.clone());
                func.constant(arg).is_some_and(|op| op.bits() == 0)
            };
            match op.code {
                Opcode::I32Eqz | Opcode::I64Eqz => inverted = !inverted,
                Opcode::I32Eq | Opcode::I64Eq if is_zero(1) => inverted = !inverted,
                Opcode::I32Ne | Opcode::I64Ne if is_zero(1) => {}
                code if code.opposite().is_some() => {
                    let args = [args[0], args[1]].map(|arg| step(arg, &mut is_passed.clone()));
                    if let Some((condition, flips)) = self.comparison(func, code, args) {
                        return (condition, inverted != flips);
                    }
                    break;
                }
                _ => break,
            }
            value = step(args[0], &mut is_passed);
        }
        let wide = func.ty(value) == Type::I64;
        let left = self.operand(func, value);
        (Condition { code: None, left, right: Operand::None, wide }, inverted)
    }

    fn operand(&self, func: &Function, value: Value) -> Operand {
        match func.constant(value) {
            Some(op) => Operand::Constant(op),
            None => Operand::Value(self.number(value)),
        }
    }

    /// A comparison of integers in the form it is told apart in, and whether it is its
    /// opposite.
    fn comparison(
        &self,
        func: &Function,
        code: Opcode,
        args: [Value; 2],
    ) -> Option<(Condition, bool)> {
        let wide = func.ty(args[0]) == Type::I64;
        let [mut left, mut right] = args.map(|arg| self.operand(func, arg));
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
        Some((Condition { code: Some(code), left, right, wide }, flips))
    }
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
