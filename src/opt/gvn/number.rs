//! Numbers for values: equal numbers, equal values.
//!
//! Takes: a function with its graph and loops. Gives: [`Numbering`]: the instructions that
//! could be merged, with their numbers. Two instructions have one number if they are the same
//! operator on operands of the same numbers in the same state of what they read, or if one
//! loads what is known to be there ([`State`]). Invariant: a number means one value at all
//! places that one definition of it dominates. Cost: O(instructions) expected.

use super::super::Context;
use super::state::{State, States, Written};
use crate::guard::Guard;
use crate::ir::cfg::Cfg;
use crate::ir::effects::{EffectTable, Stops};
use crate::ir::loops::Loops;
use crate::ir::{Block, Flags, Function, Inst, Op, Opcode, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};

/// What makes two instructions equal: the operator, the numbers of its operands, and the state
/// it reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Key {
    op: Op,
    args: [u32; 3],
    state: u32,
}

impl Hash for Key {
    /// In few words: this is asked of every instruction.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let [x, y, z] = self.args.map(u64::from);
        let op = self.op;
        hasher.write_u64(op.code as u64 | u64::from(op.a) << 16 | u64::from(op.b) << 32);
        hasher.write_u64(op.c);
        hasher.write_u64(x | y << 32);
        hasher.write_u64(z | u64::from(self.state) << 32);
    }
}

/// A value with its number and where it is defined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub class: u32,
    pub value: Value,
    pub block: Block,
    /// Another may be replaced by it, but not it by another.
    pub is_fixed: bool,
}

/// What may be merged.
#[derive(Debug)]
pub(super) struct Numbering {
    /// In layout order.
    pub members: Vec<Member>,
    /// Numbers are below this.
    pub classes: u32,
    /// Stores of what is there already.
    pub redundant: Vec<Inst>,
    /// The number of each value; `u32::MAX` for those in no block.
    pub numbers: SecondaryMap<Value, u32>,
}

/// Whether the operator gives the same result for the same operands in the same state, and
/// does nothing else but trap, or not end.
pub(super) fn is_repeatable(op: Op, effects: &EffectTable) -> bool {
    const NOT: Flags = Flags::WRITES
        .with(Flags::THROWS)
        .with(Flags::HOST)
        .with(Flags::ORDERED)
        .with(Flags::ALLOCATES)
        .with(Flags::TERMINATOR)
        .with(Flags::STRUCTURE);
    if op.code == Opcode::Call {
        return calls_repeatably(op, effects);
    }
    let reads_memory = op.flags().any(Flags::READ_MEMORY);
    !(op.flags().any(NOT) || reads_memory && effects.of(op).varies)
}

/// Whether a second call of the function with equal operands gives what the first one gave.
fn calls_repeatably(op: Op, effects: &EffectTable) -> bool {
    const NOT: Stops = Stops::THROWS.with(Stops::LEAVES).with(Stops::ORDERS);
    let effects = effects.of(op);
    let repeats = effects.writes.is_empty() && !effects.varies && !effects.stops.meets(NOT);
    repeats || Guard::RepeatedCall.is_off()
}

struct Walk<'a> {
    func: &'a Function,
    effects: &'a EffectTable,
    redundant: Vec<Inst>,
    number: SecondaryMap<Value, u32>,
    numbers: FxHashMap<Key, u32>,
    members: Vec<Member>,
    is_member: SecondaryMap<Value, bool>,
    block_of: SecondaryMap<Value, PackedOption<Block>>,
    classes: u32,
}

impl Numbering {
    /// Numbers all values.
    pub fn of(func: &Function, cx: &Context<'_>, cfg: &Cfg, loops: &Loops) -> Numbering {
        let mut walk = Walk {
            func,
            effects: cx.effects,
            redundant: Vec::new(),
            number: SecondaryMap::with_default(u32::MAX),
            numbers: FxHashMap::default(),
            members: Vec::new(),
            is_member: SecondaryMap::new(),
            block_of: SecondaryMap::new(),
            classes: 0,
        };
        walk.number.resize(func.values.len());
        walk.is_member.resize(func.values.len());
        walk.block_of.resize(func.values.len());
        let insts = func.order.iter().map(|&block| func.block_insts(block).len()).sum();
        walk.numbers.reserve(insts);
        walk.members.reserve(insts);
        let mut states = States::new(func, cx, cfg, loops);
        for &block in &func.order {
            let mut state = states.enter(func, cfg, loops, block);
            for &param in func.block_params(block) {
                walk.define(param, block);
            }
            for inst in func.block_insts_and_terminator(block) {
                walk.inst(block, inst, &mut states, &mut state);
            }
            states.leave(block, state);
        }
        let Walk { members, classes, redundant, number, .. } = walk;
        Numbering { members, classes, redundant, numbers: number }
    }
}

impl Walk<'_> {
    fn fresh(&mut self) -> u32 {
        self.classes += 1;
        self.classes - 1
    }

    /// A value unlike all others.
    fn define(&mut self, value: Value, block: Block) {
        self.number[value] = self.fresh();
        self.block_of[value] = block.into();
    }

    fn inst(&mut self, block: Block, inst: Inst, states: &mut States<'_>, state: &mut State) {
        let (func, op) = (self.func, self.func.insts[inst].op);
        let args = func.args(inst);
        // A call inside an exception region has edges, which must not vanish here.
        let is_candidate = |_: &Value| args.len() <= 3 && func.edge_count(inst) == 0;
        let result = func.result(inst).filter(is_candidate);
        let Some(value) = result.filter(|_| is_repeatable(op, self.effects)) else {
            func.inst_results(inst).for_each(|value| self.define(value, block));
            let number = |value: Value| self.number[value];
            if states.write(func, inst, number, state) == Written::Same {
                self.redundant.push(inst);
            }
            return;
        };
        self.block_of[value] = block.into();
        let number = |value: Value| self.number[value];
        if op.flags().is_pure() {
            self.number[value] = self.class_of(op, args, 0);
        } else if let Some(known) = states.known_load(func, inst, number, state) {
            self.number[value] = self.number[known];
            self.push_fixed(known);
        } else {
            let version = states.read(op, state);
            self.number[value] = self.class_of(op, args, version);
            let number = |value: Value| self.number[value];
            states.note_load(func, inst, number, state);
        }
        self.is_member[value] = true;
        let class = self.number[value];
        self.members.push(Member { class, value, block, is_fixed: false });
    }

    fn class_of(&mut self, op: Op, args: &[Value], state: u32) -> u32 {
        let mut key = Key { op, args: [u32::MAX; 3], state };
        for (slot, &arg) in key.args.iter_mut().zip(args) {
            *slot = self.number[arg];
        }
        if op.flags().any(Flags::COMMUTES) && key.args[0] > key.args[1] {
            key.args.swap(0, 1);
        }
        let next = self.classes;
        let class = *self.numbers.entry(key).or_insert(next);
        self.classes += u32::from(class == next);
        class
    }

    /// Makes a value that no instruction here can replace one that others are replaced by.
    fn push_fixed(&mut self, value: Value) {
        if let (false, Some(block)) = (self.is_member[value], self.block_of[value].expand()) {
            self.is_member[value] = true;
            let class = self.number[value];
            self.members.push(Member { class, value, block, is_fixed: true });
        }
    }
}
