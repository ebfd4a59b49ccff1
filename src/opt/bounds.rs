//! Which instructions that may trap in general do not where they stand.
//!
//! Takes: a function and its dominators. Gives: [`Bounds::may_trap`]. A memory access does not
//! trap if its address is a constant within the memory's smallest size, or if an access to the
//! same address value that reaches as far dominates it: memories never shrink. Divisions by
//! constants do not trap unless the constant allows it. Invariant: what is said of an access
//! holds as long as the accesses that dominate it stay, or go for reasons that keep the fact:
//! one that does not trap itself may always go. Cost: O(accesses * WINDOW).

use crate::ir::dominators::Dominators;
use crate::ir::op::Opcode;
use crate::ir::{Block, Flags, Function, Inst, ModuleEnv, Op, Value};
use cranelift_entity::SecondaryMap;

use super::alias::is_access;

/// Accesses to one address that are looked at.
const WINDOW: usize = 8;
const NONE: u32 = u32::MAX;

/// An access that is not known to succeed, and is known to have succeeded behind it.
struct Proof {
    block: Block,
    memory: u32,
    /// Bytes from the address that are within the memory.
    end: u64,
    /// The one before, of the same address.
    next: u32,
}

/// What is known of the traps of a function.
#[derive(Debug)]
pub struct Bounds {
    is_safe: SecondaryMap<Inst, bool>,
}

/// Bytes from the value of its address operand to the end of an access.
pub fn end_of(op: Op) -> Option<u64> {
    op.offset().checked_add(u64::from(op.info().access))
}

impl Bounds {
    /// Finds the accesses of `func` that succeed.
    pub fn of(func: &Function, env: &ModuleEnv, dominators: &Dominators) -> Bounds {
        let mut bounds = Bounds { is_safe: SecondaryMap::new() };
        bounds.is_safe.resize(func.insts.len());
        let mut newest: SecondaryMap<Value, u32> = SecondaryMap::with_default(NONE);
        let mut proofs: Vec<Proof> = Vec::new();
        for &block in &func.order {
            for &inst in func.block_insts(block) {
                let op = func.insts[inst].op;
                if !is_access(op) {
                    continue;
                }
                let address = func.args(inst)[0];
                let (memory, Some(end)) = (op.index(), end_of(op)) else { continue };
                let mut next = newest[address];
                let mut is_safe = fits(func, env, memory, address, end);
                for _ in 0..WINDOW {
                    let Some(proof) = proofs.get(next as usize).filter(|_| !is_safe) else { break };
                    is_safe = proof.memory == memory
                        && proof.end >= end
                        && dominators.dominates(proof.block, block);
                    next = proof.next;
                }
                bounds.is_safe[inst] = is_safe;
                if !is_safe {
                    let next = std::mem::replace(&mut newest[address], proofs.len() as u32);
                    proofs.push(Proof { block, memory, end, next });
                }
            }
        }
        bounds
    }

    /// Whether `inst` may trap where it stands.
    pub fn may_trap(&self, func: &Function, inst: Inst) -> bool {
        let op = func.insts[inst].op;
        op.flags().any(Flags::TRAPS) && !self.is_safe[inst] && !divides_by_constant(func, inst)
    }
}

/// Whether an access to a constant address ends within what the memory has from the start.
fn fits(func: &Function, env: &ModuleEnv, memory: u32, address: Value, end: u64) -> bool {
    let constant = func.def_op(address).map(|(_, op)| op);
    let constant = constant.filter(|op| matches!(op.code, Opcode::I32Const | Opcode::I64Const));
    let (Some(constant), Some(memory)) = (constant, env.memories.get(memory as usize)) else {
        return false;
    };
    constant.bits().checked_add(end).is_some_and(|end| end <= memory.min_bytes)
}

fn divides_by_constant(func: &Function, inst: Inst) -> bool {
    use Opcode::*;
    let overflows = match func.insts[inst].op.code {
        I32DivU | I32RemU | I32RemS | I64DivU | I64RemU | I64RemS => false,
        I32DivS | I64DivS => true,
        _ => return false,
    };
    func.def_op(func.args(inst)[1]).is_some_and(|(_, op)| match op.code {
        I32Const | I64Const => op.int() != 0 && !(overflows && op.int() == -1),
        _ => false,
    })
}
