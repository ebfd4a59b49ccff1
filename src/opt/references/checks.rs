//! Null checks that the next access makes again.
//!
//! Takes: a function whose casts are folded. Gives: fewer checks. Invariant: where a check goes,
//! an access of the same reference traps on null with no effect in between. Cost: O(operands).

use super::References;
use crate::guard::Guard;
use crate::ir::op::Flags;
use crate::ir::{Function, Inst, Op, Opcode, Value};
use cranelift_entity::SecondaryMap;

impl References<'_> {
    /// Takes out null checks whose every use is an access that traps on null, the first of
    /// them before anything else can be seen to happen.
    pub(super) fn drop_checks(&mut self) {
        let is_check =
            |func: &Function, inst: Inst| func.insts[inst].op.code == Opcode::RefAsNonNull;
        let any = self.func.order.iter().any(|&block| {
            self.func.block_insts(block).iter().any(|&inst| is_check(self.func, inst))
        });
        if !any {
            return;
        }
        let kept = self.other_uses();
        let mut open: Vec<Value> = Vec::new();
        let mut dropped: Vec<Value> = Vec::new();
        for index in 0..self.func.order.len() {
            let block = self.func.order[index];
            open.clear();
            dropped.clear();
            for &inst in self.func.block_insts(block) {
                let op = self.func.insts[inst].op;
                for (at, &arg) in self.func.args(inst).iter().enumerate() {
                    let arg = self.replacements.find(arg);
                    if let Some(found) = open.iter().position(|&check| check == arg)
                        && refuses_null(op, at, self.func.args(inst).len())
                    {
                        dropped.push(open.swap_remove(found));
                    }
                }
                if has_effect(op) && Guard::NullCheckSeen.is_on() {
                    open.clear();
                }
                if is_check(self.func, inst)
                    && let Some(value) = self.func.result(inst)
                    && !kept[value]
                {
                    open.push(value);
                }
            }
            if dropped.is_empty() {
                continue;
            }
            let mut layout = self.func.block_insts(block).to_vec();
            layout.retain(|&inst| {
                let result = self.func.result(inst).filter(|value| dropped.contains(value));
                if let Some(value) = result {
                    let by = self.replacements.find(self.func.args(inst)[0]);
                    self.replacements.set(value, by);
                }
                result.is_none()
            });
            self.func.set_block_insts(block, &layout);
            self.changed = true;
        }
    }

    /// Values with uses that do not trap on null.
    fn other_uses(&mut self) -> SecondaryMap<Value, bool> {
        let mut kept: SecondaryMap<Value, bool> = SecondaryMap::new();
        kept.resize(self.func.values.len());
        for &block in &self.func.order {
            for inst in self.func.block_insts_and_terminator(block) {
                let op = self.func.insts[inst].op;
                let args = self.func.args(inst);
                for (at, &arg) in args.iter().enumerate() {
                    if !refuses_null(op, at, args.len()) {
                        kept[self.replacements.find(arg)] = true;
                    }
                }
                for edge in self.func.edges_of(inst) {
                    for &arg in self.func.edge_args(edge) {
                        kept[self.replacements.find(arg)] = true;
                    }
                }
            }
        }
        kept
    }
}

/// Whether the operator traps if its operand `at` of `count` is null, and takes a nullable
/// reference there.
fn refuses_null(op: Op, at: usize, count: usize) -> bool {
    use Opcode::*;
    match op.code {
        StructGet | StructGetS | StructGetU | StructSet | ArrayGet | ArrayGetS | ArrayGetU
        | ArraySet | ArrayLen | ArrayFill | ArrayInitData | ArrayInitElem | I31GetS | I31GetU
        | RefAsNonNull | RefCast => at == 0,
        ArrayCopy => at == 0 || at == 2,
        CallRef => at + 1 == count,
        _ => false,
    }
}

/// Whether something could be seen to have happened when a later instruction traps.
fn has_effect(op: Op) -> bool {
    const EFFECTS: Flags = Flags::WRITES.with(Flags::THROWS).with(Flags::HOST).with(Flags::ORDERED);
    op.flags().any(EFFECTS)
}
