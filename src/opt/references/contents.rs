//! Reads of what a new object was made with.
//!
//! Takes: reads of fields that nobody can write, lengths of arrays. Gives: the operand of the
//! allocation, if the allocation is in sight. Invariant: an allocation's result is not null and
//! has the type it names, so the read cannot trap; packed fields, whose reads extend, are left
//! alone. Cost: constant. From: scalar replacement, of which this is the part that needs no
//! knowledge of where the object goes.

use super::References;
use crate::guard::Guard;
use crate::ir::env::Composite;
use crate::ir::{Inst, Opcode, Value};

impl References<'_> {
    /// The value that a read of a new object gives.
    pub(super) fn content(&mut self, inst: Inst) -> Option<Value> {
        let op = self.func.insts[inst].op;
        let is_read = matches!(op.code, Opcode::StructGet | Opcode::ArrayLen);
        let object = *self.func.args(inst).first().filter(|_| is_read)?;
        let object = self.replacements.find(object);
        let (made, new) = self.func.def_op(object)?;
        let fields = self.func.args(made);
        match (op.code, new.code) {
            (Opcode::StructGet, Opcode::StructNew) => {
                let Composite::Struct(types) =
                    &self.cx.env.types.get(op.index() as usize)?.composite
                else {
                    return None;
                };
                let is_fixed = !types.get(op.index2() as usize)?.mutable;
                let is_sure = is_fixed || Guard::FixedField.is_off();
                fields.get(op.index2() as usize).copied().filter(|_| is_sure)
            }
            (Opcode::ArrayLen, Opcode::ArrayNew) => fields.get(1).copied(),
            (Opcode::ArrayLen, Opcode::ArrayNewDefault) => fields.first().copied(),
            _ => None,
        }
    }
}
