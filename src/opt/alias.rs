//! Which bytes a memory access touches, relative to those of another.
//!
//! Takes: a load or store. Gives: its [`Location`]: a memory, what the address is relative to,
//! and how far from that it lies; and how two of them lie to one another. Invariants: locations
//! that are [`Location::is_apart`] never share a byte, and those with one base and one offset
//! are the same bytes, provided that both accesses succeed. Whether they do is not asked here:
//! see [`super::bounds`].
//!
//! Additions of constants are looked through. An access that succeeds ends within the address
//! space, so its first byte is its base plus all constants, modulo the number of addresses;
//! that is how offsets are kept. Cost: O(1).

use crate::ir::effects::{EffectTable, State};
use crate::ir::op::{Imm, Opcode};
use crate::ir::{Flags, Function, Inst, ModuleEnv, Op, Value};

/// Additions looked through.
const DEPTH: usize = 4;

/// What an address is relative to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Base {
    /// Nothing: it is a constant.
    Absolute,
    /// A value, by its number.
    Value(u32),
}

/// Bytes in a memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location {
    /// Index of the memory.
    pub memory: u32,
    /// What the address is relative to.
    pub base: Base,
    /// Distance from the base, modulo the number of addresses.
    pub offset: u64,
    /// How many bytes.
    pub width: u8,
    /// The part of the instance's state that the memory is.
    pub state: State,
    /// The largest address.
    last: u64,
}

/// Whether `op` reads or writes as many bytes of memory as its row says, and is no atomic.
pub fn is_access(op: Op) -> bool {
    matches!(op.info().imm, Imm::MemArg | Imm::MemArgLane) && !op.flags().any(Flags::ORDERED)
}

/// A value and the constant that is added to it, as an address of at most `last`. The value is
/// `None` if all of it is constant.
fn split(func: &Function, mut value: Value, last: u64) -> (Option<Value>, u64) {
    let mut sum = 0u64;
    for _ in 0..DEPTH {
        let Some((inst, op)) = func.def_op(value) else { break };
        let constant = |value: Value| {
            let constant = func.def_op(value).map(|(_, op)| op);
            constant.filter(|op| matches!(op.code, Opcode::I32Const | Opcode::I64Const))
        };
        let args = func.args(inst);
        match op.code {
            Opcode::I32Const | Opcode::I64Const => {
                return (None, sum.wrapping_add(op.bits()) & last);
            }
            Opcode::I32Add | Opcode::I64Add => {
                let (rest, added) = match (constant(args[0]), constant(args[1])) {
                    (_, Some(added)) => (args[0], added),
                    (Some(added), _) => (args[1], added),
                    _ => break,
                };
                sum = sum.wrapping_add(added.bits());
                value = rest;
            }
            Opcode::I32Sub | Opcode::I64Sub => {
                let Some(taken) = constant(args[1]) else { break };
                sum = sum.wrapping_sub(taken.bits());
                value = args[0];
            }
            _ => break,
        }
    }
    (Some(value), sum & last)
}

impl Location {
    /// The bytes that the access `inst` touches; `None` if it is none. `number` gives the same
    /// number for the same address.
    pub fn of(
        func: &Function,
        env: &ModuleEnv,
        effects: &EffectTable,
        inst: Inst,
        number: impl Fn(Value) -> u32,
    ) -> Option<Location> {
        let op = func.insts[inst].op;
        if !is_access(op) {
            return None;
        }
        let memory = op.index();
        let is64 = env.memories.get(memory as usize)?.is64;
        let last = if is64 { u64::MAX } else { u64::from(u32::MAX) };
        let (base, sum) = split(func, func.args(inst)[0], last);
        Some(Location {
            memory,
            base: base.map_or(Base::Absolute, |value| Base::Value(number(value))),
            offset: sum.wrapping_add(op.offset()) & last,
            width: op.info().access,
            state: effects.memory(memory),
            last,
        })
    }

    /// How far `other` begins behind this location, modulo the number of addresses; `None` if
    /// that is not known.
    #[inline]
    pub fn distance(&self, other: &Location) -> Option<u64> {
        let comparable = self.base == other.base && self.memory == other.memory;
        comparable.then(|| other.offset.wrapping_sub(self.offset) & self.last)
    }

    /// Whether the two have no byte in common.
    #[inline]
    pub fn is_apart(&self, other: &Location) -> bool {
        match self.distance(other) {
            Some(after) => {
                let before = after.wrapping_neg() & self.last;
                after >= u64::from(self.width) && before >= u64::from(other.width)
            }
            None => !self.state.meets(other.state),
        }
    }

    /// The bytes of this location that `other` touches for certain, bit 0 for the first.
    #[inline]
    pub fn covered_by(&self, other: &Location) -> u32 {
        let Some(after) = self.distance(other) else { return 0 };
        let before = after.wrapping_neg() & self.last;
        if after < u64::from(self.width) {
            self.all_bytes() & other.all_bytes() << after
        } else if before < u64::from(other.width) {
            self.all_bytes() & other.all_bytes() >> before
        } else {
            0
        }
    }

    /// A bit for each byte.
    pub fn all_bytes(&self) -> u32 {
        (1 << self.width) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: Base, offset: u64, width: u8, last: u64) -> Location {
        Location { memory: 0, base, offset: offset & last, width, state: State::MEMORIES, last }
    }

    /// Every pair of short accesses in a small address space, against sets of bytes.
    #[test]
    fn agrees_with_sets_of_bytes() {
        const LAST: u64 = 31;
        let bytes = |location: &Location| -> Vec<u64> {
            (0..u64::from(location.width)).map(|byte| (location.offset + byte) & LAST).collect()
        };
        for (first, second) in (0..=LAST).flat_map(|a| (0..=LAST).map(move |b| (a, b))) {
            for (wide, narrow) in [1u8, 2, 4, 8].iter().flat_map(|a| [1u8, 4, 8].map(|b| (*a, b))) {
                let a = at(Base::Absolute, first, wide, LAST);
                let b = at(Base::Absolute, second, narrow, LAST);
                let (in_a, in_b) = (bytes(&a), bytes(&b));
                let apart = in_a.iter().all(|byte| !in_b.contains(byte));
                assert_eq!(a.is_apart(&b), apart, "{a:?} {b:?}");
                let covered = in_a.iter().enumerate().filter(|(_, byte)| in_b.contains(byte));
                let covered = covered.fold(0, |set, (at, _)| set | 1 << at);
                assert_eq!(a.covered_by(&b), covered, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn different_bases_may_be_the_same_address() {
        let a = at(Base::Value(1), 0, 4, u64::MAX);
        let b = at(Base::Value(2), 64, 4, u64::MAX);
        assert!(!a.is_apart(&b));
        assert_eq!(a.covered_by(&b), 0);
        assert_eq!(a.distance(&b), None);
    }
}
