//! Operators on references that types already answer, or that something else makes again: casts
//! and tests, [`branches`], null checks ([`checks`]), reads of new objects ([`contents`]).
//!
//! Takes: SSA, full layout. Gives: fewer operators on references. Invariants: a value is
//! replaced by one of the same or a narrower type; which of two traps it is cannot be observed.
//! Cost: O(instructions).
//!
//! A front end that knows more than WebAssembly's types casts and checks again what it has
//! cast and checked before; once locals are values, their types are exact and most of these
//! are visible. Accesses take null and trap, so a check that only guards accesses is not
//! needed. From: Binaryen's OptimizeInstructions does the same on its trees.

mod branches;
mod checks;
mod contents;

use super::Context;
use super::replacements::Replacements;
use crate::ir::op::Feature;
use crate::ir::{Function, Inst, Op, Opcode, Type, Value};

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    if !func.values.values().any(|data| data.ty.is_ref()) {
        return false;
    }
    let mut pass = References { replacements: Replacements::new(func), cx, func, changed: false };
    pass.fold();
    pass.fold_branches();
    pass.drop_checks();
    let References { mut replacements, changed, .. } = pass;
    if changed {
        replacements.apply(func);
    }
    changed
}

struct References<'a> {
    replacements: Replacements,
    cx: &'a Context<'a>,
    func: &'a mut Function,
    changed: bool,
}

/// What becomes of an instruction.
enum Fold {
    Keep,
    /// Its operand is its result.
    Operand,
    /// This value is.
    Value(Value),
    /// Another operator on the same operand.
    Op(Op),
    /// The constant truth value.
    Truth(bool),
    /// Whether the operand is not null.
    IsNotNull,
}

impl References<'_> {
    /// One walk in layout order, so operands are final when their user is looked at.
    fn fold(&mut self) {
        let mut layout: Vec<Inst> = Vec::new();
        for index in 0..self.func.order.len() {
            let block = self.func.order[index];
            let insts = self.func.block_insts(block).to_vec();
            let mut touched = false;
            layout.clear();
            for inst in insts {
                let fold = self.fold_of(inst);
                touched |= !matches!(fold, Fold::Keep);
                self.apply(inst, fold, &mut layout);
            }
            if touched {
                self.changed = true;
                self.func.set_block_insts(block, &layout);
            }
        }
    }

    fn operand_type(&mut self, inst: Inst) -> Type {
        self.func.ty(self.replacements.find(self.func.args(inst)[0]))
    }

    fn fold_of(&mut self, inst: Inst) -> Fold {
        let (op, env) = (self.func.insts[inst].op, self.cx.env);
        if let Some(value) = self.content(inst) {
            return Fold::Value(value);
        }
        let is = |sub: Type, sup: Type| env.is_subtype(sub, sup);
        match op.code {
            Opcode::RefAsNonNull if !self.operand_type(inst).is_nullable() => Fold::Operand,
            Opcode::RefCast | Opcode::RefCastNull => {
                let (from, to) = (self.operand_type(inst), op.ty());
                if is(from, to) {
                    Fold::Operand
                } else if op.code == Opcode::RefCast
                    && is(from.with_null(false), to)
                    && self.cx.features.contains(Feature::FunctionReferences)
                {
                    Fold::Op(Op::new(Opcode::RefAsNonNull))
                } else {
                    Fold::Keep
                }
            }
            Opcode::RefTest | Opcode::RefTestNull => {
                let (from, to) = (self.operand_type(inst), op.ty());
                if is(from, to) {
                    Fold::Truth(true)
                } else if op.code == Opcode::RefTest
                    && is(from.with_null(false), to)
                    && self.cx.features.contains(Feature::ReferenceTypes)
                {
                    Fold::IsNotNull
                } else {
                    Fold::Keep
                }
            }
            Opcode::RefIsNull if !self.operand_type(inst).is_nullable() => Fold::Truth(false),
            _ => Fold::Keep,
        }
    }

    fn apply(&mut self, inst: Inst, fold: Fold, layout: &mut Vec<Inst>) {
        let Some(result) = self.func.result(inst) else {
            layout.push(inst);
            return;
        };
        let operand = self.func.args(inst).first().copied();
        match (fold, operand) {
            (Fold::Keep, _) | (_, None) => layout.push(inst),
            (Fold::Operand, Some(operand)) => {
                let by = self.replacements.find(operand);
                self.replacements.set(result, by);
            }
            (Fold::Value(value), _) => {
                let by = self.replacements.find(value);
                self.replacements.set(result, by);
            }
            (Fold::Op(op), Some(operand)) => {
                let ty = self.operand_type(inst).with_null(false);
                self.put(op, &[operand], ty, result, layout);
            }
            (Fold::Truth(truth), _) => {
                self.put(Op::i32(i32::from(truth)), &[], Type::I32, result, layout);
            }
            (Fold::IsNotNull, Some(operand)) => {
                let inst =
                    self.func.make_inst(Op::new(Opcode::RefIsNull), &[operand], &[Type::I32]);
                layout.push(inst);
                if let Some(is_null) = self.func.result(inst) {
                    self.put(Op::new(Opcode::I32Eqz), &[is_null], Type::I32, result, layout);
                }
            }
        }
    }

    /// A new instruction instead of the one that gives `result`.
    fn put(&mut self, op: Op, args: &[Value], ty: Type, result: Value, layout: &mut Vec<Inst>) {
        let inst = self.func.make_inst(op, args, &[ty]);
        layout.push(inst);
        if let Some(value) = self.func.result(inst) {
            self.replacements.set(result, value);
        }
    }
}
