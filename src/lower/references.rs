//! What the uses of reference values demand of the local they are read from.
//!
//! Takes: a function and its flow graph. Gives: per reference value the heap types its uses
//! accept, and how many of them refuse null; and per operand whether it may be null.
//! A local can hold values of a subtype of its own type, but reading it gives the local's
//! type, so every use of every value in it must accept that. Non-nullness alone is no
//! obstacle: `ref.as_non_null`, one byte, restores it where a use insists.
//!
//! Cost: O(operands), in functions with references only.

use super::flow::{EXIT, Flow};
use super::values::Values;
use crate::ir::entities::{Inst, Value};
use crate::ir::types::Type;
use crate::ir::{Flags, Function, ModuleEnv, Opcode};
use cranelift_entity::EntityRef;
use smallvec::SmallVec;

/// What the uses of a value, or of several, demand.
#[derive(Clone, Default, Debug)]
pub(super) struct Demand {
    /// Types that uses accept, without repetition.
    pub types: SmallVec<[Type; 2]>,
    /// Uses that do not accept null.
    pub strict: u32,
}

impl Demand {
    /// Adds the demand of others.
    pub fn add(&mut self, other: &Demand) {
        self.strict += other.strict;
        for &ty in &other.types {
            if !self.types.contains(&ty) {
                self.types.push(ty);
            }
        }
    }
}

#[derive(Default, Debug)]
pub(super) struct References {
    /// Where in `demands` each value has its demand, plus one; 0 for none.
    number: Vec<u32>,
    demands: Vec<Demand>,
}

impl References {
    /// Empties the table, which is all that functions without references need.
    pub fn clear(&mut self) {
        self.demands.clear();
    }

    /// Whether no use demands anything.
    pub fn is_empty(&self) -> bool {
        self.demands.is_empty()
    }

    /// Recomputes the demands.
    pub fn compute(&mut self, env: &ModuleEnv, func: &Function, flow: &Flow, values: &Values) {
        self.demands.clear();
        self.number.clear();
        self.number.resize(func.values.len(), 0);
        for number in 0..flow.blocks.len() as u32 {
            let data = &flow.blocks[number as usize];
            if let Some(block) = data.ir.expand() {
                for inst in func.block_insts_and_terminator(block) {
                    if !values.is_absent(inst) && func.insts[inst].op.code != Opcode::Return {
                        self.demand_operands(env, func, inst);
                    }
                }
            }
            let exceptional = flow.exceptional_of(number).iter().copied();
            for edge in flow.edges_of(number).chain(exceptional) {
                for &(param, arg) in flow.moves_of(edge) {
                    self.demand(func, arg, func.ty(param));
                }
                let to = flow.edges[edge as usize].to;
                for (index, &value) in flow.stack_of(edge).iter().enumerate() {
                    let ty = match to {
                        EXIT => func.results.get(index).copied(),
                        _ => flow.stack_in(to).get(index).map(|&param| func.ty(param)),
                    };
                    self.demand(func, value, ty.unwrap_or(func.ty(value)));
                }
            }
        }
    }

    fn demand_operands(&mut self, env: &ModuleEnv, func: &Function, inst: Inst) {
        for (index, &arg) in func.args(inst).iter().enumerate() {
            if func.ty(arg).is_ref() {
                let ty = operand_type(env, func, inst, index);
                self.demand(func, arg, ty);
            }
        }
    }

    fn demand(&mut self, func: &Function, value: Value, ty: Type) {
        let own = func.ty(value);
        if own.is_ref() {
            let number = &mut self.number[value.index()];
            if *number == 0 {
                self.demands.push(Demand::default());
                *number = self.demands.len() as u32;
            }
            let demand = &mut self.demands[*number as usize - 1];
            demand.strict += u32::from(!own.is_nullable() && !ty.is_nullable());
            if !demand.types.contains(&ty) {
                demand.types.push(ty);
            }
        }
    }

    /// The demand on a value; none if it is not a reference or has no uses.
    pub fn of(&self, value: Value) -> Option<&Demand> {
        self.demands.get((self.number[value.index()] as usize).wrapping_sub(1))
    }
}

/// The type that operand `index` of `inst` must have.
pub(super) fn operand_type(env: &ModuleEnv, func: &Function, inst: Inst, index: usize) -> Type {
    let args = func.args(inst);
    let own = func.ty(args[index]);
    let op = func.insts[inst].op;
    match op.code {
        Opcode::BrOnNull | Opcode::BrOnNonNull | Opcode::RefIsNull | Opcode::RefAsNonNull => {
            return own.with_null(true);
        }
        Opcode::BrOnCast | Opcode::BrOnCastFail => return op.ty(),
        _ if op.flags().any(Flags::TERMINATOR) && op.info().sig.custom => {
            return env
                .callee(op)
                .and_then(|(params, _, extra)| params.get(index).copied().or(extra))
                .unwrap_or(if op.code == Opcode::ThrowRef { Type::EXNREF } else { own });
        }
        _ => {}
    }
    if let Some(ty) = env.operand(op, index) {
        return ty;
    }
    let operand =
        |depth: usize| args.len().checked_sub(depth + 1).map_or(Type::I32, |at| func.ty(args[at]));
    if let Some((from, _)) = env.conversion(op, own) {
        // The result's nullability follows the operand's.
        return from.with_null(own.is_nullable());
    }
    env.signature(op, operand).and_then(|sig| sig.params.get(index).copied()).unwrap_or(own)
}
