//! Stack code: the instruction sequence between SSA and bytes, over virtual locals.
//!
//! Takes: nothing. Gives: [`Code`], one word per instruction. Locals are SSA values here;
//! slots are assigned later. Structure (blocks, branches) is not part of it: each flow block
//! has a range of stack code and a terminator. Invariant: a block's code starts with the
//! block's incoming operands on the stack and ends with those its terminator takes.

use crate::ir::entities::{Inst, Value};
use crate::ir::op::{Op, Opcode};
use cranelift_entity::EntityRef;

/// One instruction of stack code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Code(u32);

/// A decoded [`Code`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Read a value's local.
    Get(Value),
    /// Write a value's local.
    Set(Value),
    /// Write a value's local and keep the operand.
    Tee(Value),
    /// The operator of an SSA instruction, on the operands beneath.
    Op(Inst),
    /// The same with its two operands exchanged.
    Mirrored(Inst),
    /// Forget the topmost operand.
    Drop,
    /// Read the never-written local that holds a constant's zero.
    Zero(Value),
    /// Make a constant and write it to the locals of the parameters that share it.
    Share(Value),
    /// The operand just read goes to a use that does not accept null.
    NonNull,
}

const TAG_BITS: u32 = 4;

impl Code {
    #[inline]
    pub fn new(step: Step) -> Code {
        let (tag, payload) = match step {
            Step::Get(value) => (0, value.index()),
            Step::Set(value) => (1, value.index()),
            Step::Tee(value) => (2, value.index()),
            Step::Op(inst) => (3, inst.index()),
            Step::Mirrored(inst) => (4, inst.index()),
            Step::Drop => (5, 0),
            Step::Zero(value) => (6, value.index()),
            Step::Share(value) => (7, value.index()),
            Step::NonNull => (8, 0),
        };
        Code((payload as u32) << TAG_BITS | tag)
    }

    #[inline]
    pub fn step(self) -> Step {
        let payload = (self.0 >> TAG_BITS) as usize;
        match self.0 & ((1 << TAG_BITS) - 1) {
            0 => Step::Get(Value::new(payload)),
            1 => Step::Set(Value::new(payload)),
            2 => Step::Tee(Value::new(payload)),
            3 => Step::Op(Inst::new(payload)),
            4 => Step::Mirrored(Inst::new(payload)),
            5 => Step::Drop,
            6 => Step::Zero(Value::new(payload)),
            7 => Step::Share(Value::new(payload)),
            _ => Step::NonNull,
        }
    }
}

/// More instructions or values than this do not fit into a [`Code`].
pub(super) const MAX_ENTITIES: usize = 1 << (32 - TAG_BITS);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.step().fmt(f)
    }
}

/// The operator that emits a mirrored instruction.
pub(super) fn mirrored(op: Op) -> Op {
    Op { code: op.code.mirrored().unwrap_or(op.code), ..op }
}

/// How a condition is negated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Negation {
    /// It ends in `eqz`, which goes: one byte less.
    DropEqz,
    /// It ends in a comparison with an opposite: same length.
    Opposite(Opcode),
    /// `eqz` is added: one byte more.
    AddEqz,
}

impl Negation {
    /// How to negate a condition whose last operator is `op`.
    pub fn of(op: Option<Op>) -> Negation {
        match op {
            Some(op) if op.code == Opcode::I32Eqz => Negation::DropEqz,
            Some(op) => op.code.opposite().map_or(Negation::AddEqz, Negation::Opposite),
            None => Negation::AddEqz,
        }
    }

    /// Bytes the negation adds.
    pub fn cost(self) -> i32 {
        match self {
            Negation::DropEqz => -1,
            Negation::Opposite(_) => 0,
            Negation::AddEqz => 1,
        }
    }
}
