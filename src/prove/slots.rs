//! What both sides hold at a cut point, as slots in one order.
//!
//! Takes: both sides where they arrive. Gives: the terms that their live registers, stacks, states,
//! globals and objects' fields hold, the input's first; and the reverse: both sides with what a
//! relation says of the slots. Invariant: one cut point has the same slots each time. Cost: linear
//! in the slots.

use super::code::BlockId;
use super::contents::{self, Content};
use super::facts::Scope;
use super::machine::{self, Machine};
use super::product::{Product, Workspace};
use super::relation::Relation;
use super::term::{Node, Op, Width};

/// A cut point: blocks of both sides with what holds there.
pub(super) struct Pair {
    pub(super) source: BlockId,
    pub(super) target: BlockId,
    pub(super) relation: Relation,
    /// Slots of the input's side.
    pub(super) source_slots: usize,
    /// Fields of objects that each side's last slots hold.
    pub(super) contents: [Vec<Content>; 2],
    pub(super) waiting: bool,
    pub(super) rounds: u32,
    /// Pairs to which its paths have led.
    pub(super) onward: Vec<usize>,
    /// Pairs whose paths have weakened its relation, in the order in which they did so first.
    pub(super) weakened: Vec<usize>,
}

impl Pair {
    /// The slots of objects with those of their fields.
    fn parts_of_objects(&self) -> Vec<contents::Part> {
        let all = self.relation.slots.len();
        let sides = [(0, self.source_slots), (self.source_slots, all)];
        let parts = self.contents.iter().zip(sides).flat_map(|(contents, (first, end))| {
            let values = end - contents.len()..;
            let slots = contents.iter().zip(values);
            slots.map(move |(content, value)| (first + content.object, content.number(), value))
        });
        parts.collect()
    }
}

impl Product<'_, '_> {
    pub(super) fn parts(&self) -> usize {
        machine::MEMORIES + self.question.around.memories.len()
    }

    /// Both sides at the functions' begin.
    pub(super) fn entry(&mut self) -> (Machine, Machine) {
        let terms = &mut self.work.terms;
        let parts = machine::MEMORIES + self.question.around.memories.len();
        let [a, b] = [Scope::Source, Scope::Target].map(|scope| {
            let code = self.question.codes[usize::from(scope == Scope::Target)];
            let mut machine = Machine::new(scope, code, 0);
            let none = terms.constant(Width::W32, 0);
            machine.regs.fill(none);
            for (index, &ty) in self.question.codes[0].types.iter().enumerate() {
                machine.regs[index] = terms.typed_leaf(Op::Entry, index as u64, ty);
            }
            for (index, &zero) in code.zeros.iter().enumerate() {
                machine.regs[code.params as usize + index] = machine::zero(terms, zero);
            }
            for part in 0..parts as u64 {
                machine.parts.push(terms.leaf(Op::Entry, machine::ENTRY_PART | part));
            }
            machine
        });
        (a, b)
    }

    /// Both sides at a cut pair, in the states that its relation describes.
    pub(super) fn instantiate(&mut self, pair: usize) -> (Machine, Machine) {
        let parts = self.parts();
        let pair = &self.pairs[pair];
        let Workspace { facts, terms, with, .. } = &mut *self.work;
        let parts_of_objects = pair.parts_of_objects();
        let slots = pair.relation.take(terms, facts, with, &parts_of_objects);
        let mut slots = slots.into_iter();
        let [a, b] =
            [(Scope::Source, pair.source), (Scope::Target, pair.target)].map(|(scope, block)| {
                let side = usize::from(scope == Scope::Target);
                let code = self.question.codes[side];
                let mut machine = Machine::new(scope, code, block);
                for register in self.lives[side].at(block) {
                    machine.regs[register as usize] = slots.next().unwrap_or(Node::NONE);
                }
                let height = code.blocks[block as usize].height as usize;
                machine.stack.extend(slots.by_ref().take(height));
                machine.parts.extend(slots.by_ref().take(parts));
                for (&global, value) in self.globals.iter().zip(slots.by_ref()) {
                    let state = machine.parts[machine::GLOBALS];
                    let state = self.work.terms.set_global(state, u64::from(global), value);
                    machine.parts[machine::GLOBALS] = state;
                }
                slots.by_ref().take(pair.contents[side].len()).for_each(drop);
                machine
            });
        (a, b)
    }

    /// What the slots of a pair hold: registers, stack, state and fields of objects, the input's
    /// first. Also how many there are of the input's, and which fields.
    pub(super) fn gather(
        &mut self,
        source: (BlockId, &Machine),
        target: (BlockId, &Machine),
        known: Option<[Vec<Content>; 2]>,
    ) -> (Vec<Node>, usize, [Vec<Content>; 2]) {
        let mut values = Vec::new();
        let mut count = 0;
        let is_known = known.is_some();
        let mut contents = known.unwrap_or_default();
        for (side, (block, machine)) in [source, target].into_iter().enumerate() {
            let first = values.len();
            let registers = self.lives[side].at(block);
            values.extend(registers.map(|register| machine.regs[register as usize]));
            values.extend(&machine.stack);
            values.extend(&machine.parts);
            for &global in &self.globals {
                let state = machine.parts[machine::GLOBALS];
                values.push(self.work.terms.global(state, u64::from(global)));
            }
            if !is_known {
                contents[side] = contents::of(&self.work.terms, &values[first..]);
            }
            for content in &contents[side] {
                let object = values[first + content.object];
                values.push(content.read(&mut self.work.terms, object));
            }
            if side == 0 {
                count = values.len();
            }
        }
        (values, count, contents)
    }
}
