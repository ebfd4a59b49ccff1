//! The control tree and the stack code, written as bytes.
//!
//! Takes: everything the earlier steps decided. Gives: a function body: local declarations,
//! operators, final `end`. Invariant: every construct is given the type of what it leaves on
//! the stack; a construct that control never leaves takes whatever its surroundings expect,
//! which its unreachable end satisfies. A write directly followed by a read of the same local
//! becomes a `tee`, or nothing at all if nobody reads it again.
//! Cost: O(output).

use super::coalesce::Classes;
use super::code::{Negation, Step, mirrored};
use super::copies::{Copies, Move, Source};
use super::flow::Flow;
use super::initial::Initial;
use super::live::Live;
use super::shape::Shape;
use super::slots::Slots;
use super::structure::edge_label;
use super::tree::{
    Expected, FUNCTION, Kind, Label, List, NONE, REGIONS, Tree, block_label, is_construct,
    region_label,
};
use super::trees::StackCode;
use super::values::Values;
use crate::ir::op::codec::{encode_block_type, encode_opcode};
use crate::ir::op::{Op, Opcode, leb};
use crate::ir::{Function, Inst, Region, Value};
use cranelift_entity::EntityRef;

/// Nesting level of each open label.
#[derive(Default, Debug)]
pub(super) struct Levels {
    /// Of blocks and loops, by label, then of regions.
    levels: Vec<u32>,
    regions: usize,
}

impl Levels {
    fn clear(&mut self, blocks: usize, regions: usize) {
        self.regions = 2 * blocks;
        self.levels.clear();
        self.levels.resize(self.regions + regions, 0);
    }

    fn index(&self, label: Label) -> usize {
        if label < REGIONS { label as usize } else { self.regions + (label - REGIONS) as usize }
    }

    fn set(&mut self, label: Label, level: u32) {
        let index = self.index(label);
        self.levels[index] = level;
    }

    fn get(&self, label: Label) -> u32 {
        if label == FUNCTION { 0 } else { self.levels[self.index(label)] }
    }
}

pub(super) struct Emitter<'a> {
    pub func: &'a Function,
    pub flow: &'a Flow,
    pub values: &'a Values,
    pub code: &'a StackCode,
    pub live: &'a Live,
    pub classes: &'a Classes,
    pub slots: &'a Slots,
    pub copies: &'a Copies,
    pub tree: &'a Tree,
    pub shape: &'a Shape,
    pub negations: &'a [Negation],
    pub out: &'a mut Vec<u8>,
    pub levels: &'a mut Levels,
    pub level: u32,
    /// The last write, if nothing followed it: local, offset, whether it was the construct's
    /// first of that local.
    pub last_set: Option<(u32, usize, bool)>,
    pub initial: &'a mut Initial,
    /// The operand on top was read from a local that is declared nullable.
    pub may_be_null: bool,
    /// Whether [`Copies::early`] has anything for the current block.
    pub has_early: bool,
}

impl<'a> Emitter<'a> {
    /// Writes the whole body.
    pub fn body(&mut self, list: List, expected: Expected) {
        leb::write_unsigned(self.out, self.slots.declarations.len() as u64);
        for &(count, ty) in &self.slots.declarations {
            leb::write_unsigned(self.out, count.into());
            ty.encode(self.out);
        }
        self.initial.start(self.func, self.slots);
        self.level = 1;
        self.levels.clear(self.flow.blocks.len(), self.func.regions.len());
        self.list(list, expected);
        if let Expected::Several(None) = expected
            && self.ends_in_construct(list)
        {
            // Its end is unreachable, but it could not be given several results.
            self.opcode(Opcode::Unreachable);
        }
        self.opcode(Opcode::End);
    }

    fn ends_in_construct(&self, list: List) -> bool {
        !list.is_empty() && is_construct(self.tree.node(list.tail).kind)
    }

    fn opcode(&mut self, code: Opcode) {
        self.last_set = None;
        self.may_be_null = false;
        encode_opcode(code, self.out);
    }

    /// An operator with an index as its immediate.
    #[inline(always)]
    fn with_index(&mut self, code: Opcode, index: u32) {
        match (code.info().code, index) {
            (plain @ 0..0x100, 0..0x80) => {
                self.last_set = None;
                self.may_be_null = false;
                self.out.extend_from_slice(&[plain as u8, index as u8]);
            }
            _ => self.with_wide_index(code, index),
        }
    }

    #[inline(never)]
    fn with_wide_index(&mut self, code: Opcode, index: u32) {
        self.opcode(code);
        self.u32(index);
    }

    fn u32(&mut self, value: u32) {
        leb::write_unsigned(self.out, value.into());
    }

    fn depth_of(&self, label: Label) -> u32 {
        let label = self.shape.resolve(label);
        self.level - 1 - self.levels.get(label)
    }

    fn branch(&mut self, code: Opcode, label: Label) {
        self.with_index(code, self.depth_of(label));
    }

    // ---- lists ----

    fn list(&mut self, list: List, expected: Expected) {
        let mut next = list.head;
        while next != NONE {
            let node = *self.tree.node(next);
            next = node.next;
            let here = match node.ty {
                Expected::Nothing if next == NONE => expected,
                own => own,
            };
            match node.kind {
                Kind::Code(block) => self.block_code(block),
                Kind::Prefix(block) => self.prefix(block),
                Kind::Drop | Kind::Forget(_) => self.opcode(Opcode::Drop),
                Kind::Stop => {}
                Kind::Br if self.shape.resolve(node.label) == FUNCTION => {
                    self.opcode(Opcode::Return);
                }
                Kind::Br => self.branch(Opcode::Br, node.label),
                Kind::BrIf(_) => self.branch(Opcode::BrIf, node.label),
                Kind::Table(block) => self.table(block),
                Kind::BrOn(block) => self.br_on(block, node.label),
                Kind::Block => self.construct(Opcode::Block, node.label, here, node.first),
                Kind::Loop => self.construct(Opcode::Loop, node.label, here, node.first),
                Kind::If(_) => self.conditional(node.label, here, node.first, node.second),
                Kind::TryTable(region) => self.try_table(region, here, node.first),
                Kind::Try(region) => self.legacy_try(region, here, node.first, node.second),
                Kind::Arm(_) => {}
            }
        }
    }

    fn open(&mut self, label: Label) {
        if label != NONE {
            self.levels.set(label, self.level);
        }
        self.level += 1;
        self.initial.open();
    }

    fn close(&mut self) {
        self.level -= 1;
        self.initial.close();
        self.opcode(Opcode::End);
    }

    fn block_type(&mut self, expected: Expected) {
        match expected {
            Expected::Nothing | Expected::Several(None) => encode_block_type(None, self.out),
            Expected::Value(ty) => encode_block_type(Some(ty), self.out),
            Expected::Several(Some(index)) => leb::write_signed(self.out, index.into()),
        }
    }

    fn construct(&mut self, code: Opcode, label: Label, expected: Expected, body: List) {
        self.opcode(code);
        self.block_type(expected);
        self.open(label);
        self.list(body, expected);
        self.close();
    }

    fn conditional(&mut self, label: Label, expected: Expected, then: List, other: List) {
        self.opcode(Opcode::If);
        // Without an `else`, the construct falls through when the condition is false, so
        // nothing can be expected of it.
        let expected = if other.is_empty() { Expected::Nothing } else { expected };
        self.block_type(expected);
        self.open(label);
        self.list(then, expected);
        if !other.is_empty() {
            self.initial.end_arm();
            self.opcode(Opcode::Else);
            self.list(other, expected);
        }
        self.close();
    }

    fn try_table(&mut self, region: Region, expected: Expected, body: List) {
        self.opcode(Opcode::TryTable);
        self.block_type(expected);
        let handlers = &self.func.regions[region].handlers;
        self.u32(handlers.len() as u32);
        for handler in handlers {
            let kind = u8::from(handler.with_ref) + if handler.tag.is_some() { 0 } else { 2 };
            self.out.push(kind);
            if let Some(tag) = handler.tag {
                self.u32(tag);
            }
            let number = self.flow.number_of(handler.block).unwrap_or(0);
            self.u32(self.depth_of(block_label(number)));
        }
        self.open(region_label(region));
        self.list(body, expected);
        self.close();
    }

    fn legacy_try(&mut self, region: Region, expected: Expected, body: List, arms: List) {
        self.opcode(Opcode::Try);
        self.block_type(expected);
        self.open(region_label(region));
        self.list(body, expected);
        let data = &self.func.regions[region];
        if let Some(scope) = data.delegate {
            let label = scope.map_or(FUNCTION, region_label);
            self.level -= 1;
            self.initial.close();
            self.branch(Opcode::Delegate, label);
            return;
        }
        let mut arm = arms.head;
        for handler in &data.handlers {
            self.initial.end_arm();
            match handler.tag {
                Some(tag) => {
                    self.opcode(Opcode::Catch);
                    self.u32(tag);
                }
                None => self.opcode(Opcode::CatchAll),
            }
            if arm != NONE {
                let node = *self.tree.node(arm);
                self.list(node.first, expected);
                arm = node.next;
            }
        }
        self.close();
    }

    fn table(&mut self, block: u32) {
        self.opcode(Opcode::BrTable);
        let edges = self.flow.edges_of(block);
        let depth = |this: &Self, edge: u32| this.depth_of(edge_label(this.flow, edge));
        let default = depth(self, edges.end - 1);
        let mut entries = edges.end - 1;
        // Entries at the end that do what the default does need not be there.
        while entries > edges.start && depth(self, entries - 1) == default {
            entries -= 1;
        }
        self.u32(entries - edges.start);
        for edge in edges.start..entries {
            self.u32(depth(self, edge));
        }
        self.u32(default);
    }

    fn br_on(&mut self, block: u32, label: Label) {
        let Some(inst) = self.flow.blocks[block as usize].inst.expand() else {
            return;
        };
        let op = self.func.insts[inst].op;
        self.opcode(op.code);
        if matches!(op.code, Opcode::BrOnNull | Opcode::BrOnNonNull) {
            return self.u32(self.depth_of(label));
        }
        let flags = u8::from(op.ty().is_nullable()) | u8::from(op.ty2().is_nullable()) << 1;
        self.out.push(flags);
        self.u32(self.depth_of(label));
        for heap in [op.ty().heap(), op.ty2().heap()].into_iter().flatten() {
            heap.encode(self.out);
        }
    }

    // ---- code ----

    fn slot(&self, value: Value) -> u32 {
        let var = self.live.var(value).expect("a value in stack code has a variable");
        self.slots.index_of(var)
    }

    fn block_code(&mut self, block: u32) {
        let code = self.code.block(block);
        let negated = self.tree.negated[block as usize];
        let plain = if negated { code.len().saturating_sub(1) } else { code.len() };
        let start = self.live.start_of(block) + 1;
        let prefix = self.flow.prefix(block);
        self.has_early = self.copies.has_early(start, start + code.len() as u32);
        let code = code.get(prefix..plain).unwrap_or(&[]);
        for (step, position) in code.iter().zip(start + prefix as u32..) {
            self.step(step.step(), position);
        }
        if negated {
            self.negated_condition(block, start + plain as u32);
        }
        self.moves(self.copies.after(block));
    }

    fn prefix(&mut self, block: u32) {
        let start = self.live.start_of(block) + 1;
        self.has_early = self.copies.has_early(start, self.live.start_of(block + 1));
        for (index, step) in self.code.block(block)[..self.flow.prefix(block)].iter().enumerate() {
            self.step(step.step(), start + index as u32);
        }
    }

    fn step(&mut self, step: Step, position: u32) {
        match step {
            Step::Get(value) => {
                self.get(value, position);
                self.early(position);
            }
            Step::Zero(value) => {
                let slot = self.slot(value);
                self.local(Opcode::LocalGet, slot);
            }
            Step::Set(value) => {
                self.early(position);
                let slot = self.slot(value);
                if self.initial.refuses_null(slot) {
                    self.non_null();
                }
                self.set(slot);
            }
            Step::Tee(value) => {
                let slot = self.slot(value);
                self.local(Opcode::LocalTee, slot);
                self.early(position);
            }
            Step::Op(inst) => self.instruction(inst, self.func.insts[inst].op),
            Step::Mirrored(inst) => self.instruction(inst, mirrored(self.func.insts[inst].op)),
            Step::Drop => self.opcode(Opcode::Drop),
            Step::NonNull => self.non_null(),
            Step::Share(value) => {
                for slot in self.shared_slots(value) {
                    self.push_source(Source::Constant(value));
                    self.set(slot);
                }
            }
        }
    }

    /// `local.get` or `local.tee`.
    #[inline(always)]
    fn local(&mut self, code: Opcode, slot: u32) {
        self.with_index(code, slot);
        self.may_be_null = match code {
            Opcode::LocalTee => self.initial.write(slot).1,
            _ => self.initial.read(slot),
        };
    }

    /// The operand just read is about to be written to a local or used where null is refused.
    fn non_null(&mut self) {
        if self.may_be_null {
            self.opcode(Opcode::RefAsNonNull);
        }
    }

    /// Moves that are made here because their source is on the stack.
    #[inline]
    fn early(&mut self, position: u32) {
        if self.has_early {
            self.write_early(position);
        }
    }

    fn write_early(&mut self, position: u32) {
        for class in self.copies.early(position) {
            let slot = self.slots.index_of(class);
            if self.initial.refuses_null(slot) {
                self.non_null();
            }
            self.local(Opcode::LocalTee, slot);
        }
    }

    /// Locals that a shared constant is written to.
    pub fn shared_slots(&self, constant: Value) -> Vec<u32> {
        let classes = self.classes.constants.written(constant);
        let mut slots: Vec<u32> = classes.map(|class| self.slots.index_of(class)).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    fn negated_condition(&mut self, block: u32, position: u32) {
        let code = self.code.block(block);
        let Some(last) = code.last() else {
            // The condition was computed in an earlier block of the chain.
            return self.opcode(Opcode::I32Eqz);
        };
        match (self.negations[block as usize], last.step()) {
            (Negation::DropEqz, _) => {}
            (Negation::Opposite(opposite), Step::Op(inst) | Step::Mirrored(inst)) => {
                let op = Op { code: opposite, ..self.func.insts[inst].op };
                self.instruction(inst, op);
            }
            (_, step) => {
                self.step(step, position);
                self.opcode(Opcode::I32Eqz);
            }
        }
    }

    fn instruction(&mut self, inst: Inst, op: Op) {
        if self.copies.has_before() {
            for moves in self.copies.before(inst) {
                self.moves(moves);
            }
        }
        self.last_set = None;
        self.may_be_null = false;
        if op.code == Opcode::Rethrow {
            let region = Region::new(op.index() as usize);
            return self.branch(Opcode::Rethrow, region_label(region));
        }
        op.encode(&self.func.pool, self.out);
    }

    fn moves(&mut self, moves: &'a [Move]) {
        for single in moves {
            self.push_source(single.1);
            if self.initial.refuses_null(self.slots.index_of(single.0)) {
                self.non_null();
            }
        }
        for single in moves.iter().rev() {
            self.set(self.slots.index_of(single.0));
        }
    }

    fn push_source(&mut self, source: Source) {
        match source {
            Source::Class(class) => {
                self.local(Opcode::LocalGet, self.slots.index_of(class));
            }
            Source::Constant(value) => {
                if let Some((_, op)) = self.func.def_op(value) {
                    self.last_set = None;
                    self.may_be_null = false;
                    op.encode(&self.func.pool, self.out);
                }
            }
        }
    }

    #[inline]
    fn set(&mut self, slot: u32) {
        let at = self.out.len();
        self.with_index(Opcode::LocalSet, slot);
        let (first, _) = self.initial.write(slot);
        self.last_set = Some((slot, at, first));
    }

    /// A read; directly after a write of the same local, the two become a `tee`, or nothing if
    /// this is the last read.
    fn get(&mut self, value: Value, position: u32) {
        let slot = self.slot(value);
        let head = self.live.copied_at(value, position);
        let from = head.map_or(slot, |var| self.slots.index_of(var));
        match self.last_set.take() {
            Some((written, at, first)) if written == from => {
                self.out.truncate(at);
                if first {
                    self.initial.unwrite();
                }
                let last = match head {
                    Some(var) => from != slot && !self.slots.is_live_at(var, position),
                    None => self.is_last_read(value, position),
                };
                if !last {
                    self.local(Opcode::LocalTee, from);
                }
            }
            _ => self.local(Opcode::LocalGet, from),
        }
        if from != slot {
            if self.initial.refuses_null(slot) {
                self.non_null();
            }
            self.local(Opcode::LocalTee, slot);
        }
    }

    /// Whether the value's local is not wanted after `position`.
    fn is_last_read(&self, value: Value, position: u32) -> bool {
        let Some(var) = self.live.var(value) else {
            return false;
        };
        !self.slots.is_live_at(var, position)
    }
}
