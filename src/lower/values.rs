//! Per value: where it is defined, how often it is used, and whether it is re-made at uses.
//!
//! Takes: a function, then its flow graph. Gives: [`Values`], dense tables that every later
//! step reads. Unused instructions that may be removed are found here and marked dead (one
//! backward sweep sees uses before definitions, so chains die together). Cost: O(function).

use super::flow::{Flow, Term};
use crate::ir::entities::{Block, Inst, Value};
use crate::ir::op::Op;
use crate::ir::{Flags, Function, Type, ValueDef};
use cranelift_entity::EntityRef;

/// What is known of a value.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Info {
    /// Number of the defining flow block.
    pub home: u32,
    /// Position of the defining instruction in that block; [`PARAM`] for block parameters.
    pub place: u32,
    /// Uses as an operand anywhere.
    pub uses: u32,
    /// Uses as an operand in the chain of the defining block.
    pub home_uses: u32,
    /// Uses as an edge argument.
    pub edge_uses: u32,
}

/// Place of block parameters.
pub(super) const PARAM: u32 = u32::MAX;

/// How a constant is brought to its uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Remake {
    /// Not a constant, or one that is worth a local.
    No,
    /// Emitted again at each use.
    Again,
    /// Read from a local that is never written.
    Zero,
}

#[derive(Default, Debug)]
pub(super) struct Values {
    info: Vec<Info>,
    /// The instruction that defines a value, if one does.
    def: Vec<Option<Inst>>,
    remake: Vec<Remake>,
    /// Constants that are also written to locals where they stand, for edges to share.
    kept: Vec<bool>,
    dead: Vec<bool>,
    /// Place of each instruction in its block.
    place: Vec<u32>,
    /// The value that stands for all zeros of its type.
    zeros: Vec<(Type, Value)>,
}

impl Values {
    /// Counts uses and finds dead instructions. Homes and places are not known yet.
    /// Terminators of `undecided` blocks do not use their condition.
    pub fn sweep(&mut self, func: &Function, undecided: &[Block]) {
        self.info.clear();
        self.info.resize(func.values.len(), Info::default());
        self.dead.clear();
        self.dead.resize(func.insts.len(), false);
        // From the end, so that an instruction's uses are known when it is reached.
        for &block in func.order.iter().rev() {
            if !undecided.contains(&block) {
                self.sweep_inst(func, func.terminator(block));
            } else {
                self.sweep_edges(func, func.terminator(block));
            }
            for &inst in func.block_insts(block).iter().rev() {
                let unused = func.inst_results(inst).all(|value| self.is_unused(value));
                if unused && func.insts[inst].op.flags().is_removable() {
                    self.dead[inst.index()] = true;
                } else {
                    self.sweep_inst(func, inst);
                }
            }
        }
    }

    #[inline]
    fn sweep_inst(&mut self, func: &Function, inst: Inst) {
        for &arg in func.args(inst) {
            self.info[arg.index()].uses += 1;
        }
        self.sweep_edges(func, inst);
    }

    fn sweep_edges(&mut self, func: &Function, inst: Inst) {
        for edge in func.edges_of(inst) {
            for &arg in func.edge_args(edge) {
                self.info[arg.index()].edge_uses += 1;
            }
        }
    }

    /// Recomputes everything in terms of the flow graph's blocks, whose edges carry operands.
    pub fn place_in(&mut self, func: &Function, flow: &Flow) {
        self.info.fill(Info::default());
        self.def.clear();
        self.def.resize(func.values.len(), None);
        self.place.clear();
        self.place.resize(func.insts.len(), 0);
        for number in 0..flow.blocks.len() as u32 {
            self.define(func, flow, number);
        }
        for number in 0..flow.blocks.len() as u32 {
            self.count(func, flow, number);
        }
        self.remake.clear();
        self.remake.resize(func.values.len(), Remake::No);
        self.kept.clear();
        self.kept.resize(func.values.len(), false);
        self.zeros.clear();
        for index in 0..self.def.len() {
            if let Some(inst) = self.def[index]
                && func.insts[inst].op.flags().any(Flags::CONSTANT)
            {
                self.remake[index] = remake(func, func.insts[inst].op, &self.info[index]);
                let value = Value::new(index);
                if self.remake[index] == Remake::Zero && self.zero(func.ty(value)).is_none() {
                    self.zeros.push((func.ty(value), value));
                }
            }
        }
    }

    /// The value that stands for all zeros of type `ty` read from a never-written local.
    pub fn zero(&self, ty: Type) -> Option<Value> {
        self.zeros.iter().find(|(t, _)| *t == ty).map(|&(_, value)| value)
    }

    fn define(&mut self, func: &Function, flow: &Flow, number: u32) {
        if let Some(block) = flow.blocks[number as usize].ir.expand() {
            for &param in func.block_params(block) {
                let info = &mut self.info[param.index()];
                (info.home, info.place) = (number, PARAM);
            }
            for (place, inst) in func.block_insts_and_terminator(block).enumerate() {
                self.place[inst.index()] = place as u32;
                for value in func.inst_results(inst) {
                    self.def[value.index()] = Some(inst);
                    let info = &mut self.info[value.index()];
                    (info.home, info.place) = (number, place as u32);
                }
            }
        }
        for &value in flow.stack_in(number) {
            // Results of terminators belong to the block they arrive in.
            let info = &mut self.info[value.index()];
            (info.home, info.place) = (number, PARAM);
        }
    }

    fn count(&mut self, func: &Function, flow: &Flow, number: u32) {
        let block = &flow.blocks[number as usize];
        if let Some(ir) = block.ir.expand() {
            for &inst in func.block_insts(ir) {
                if !self.dead[inst.index()] {
                    self.use_all(flow, func.args(inst), number);
                }
            }
            // The results that `return` takes are operands of its edge.
            let takes = block.term != Term::Goto;
            if let Some(inst) = block.inst.expand().filter(|_| takes) {
                self.use_all(flow, func.args(inst), number);
            }
        }
        for edge in flow.edges_of(number) {
            self.use_all(flow, flow.stack_of(edge), number);
        }
        for &(_, arg) in flow.edges_of(number).flat_map(|edge| flow.moves_of(edge)) {
            self.info[arg.index()].edge_uses += 1;
        }
        for &edge in flow.exceptional_of(number) {
            for &(_, arg) in flow.moves_of(edge) {
                self.info[arg.index()].edge_uses += 1;
            }
        }
    }

    #[inline]
    fn use_all(&mut self, flow: &Flow, args: &[Value], number: u32) {
        for &arg in args {
            let info = &mut self.info[arg.index()];
            info.uses += 1;
            info.home_uses += u32::from(flow.same_chain(info.home, number));
        }
    }

    /// What is known of `value`.
    #[inline]
    pub fn info(&self, value: Value) -> &Info {
        &self.info[value.index()]
    }

    /// Mutable access, for steps that move uses between blocks.
    pub fn info_mut(&mut self, value: Value) -> &mut Info {
        &mut self.info[value.index()]
    }

    /// The instruction that defines `value`; `None` for block parameters.
    #[inline]
    pub fn def(&self, value: Value) -> Option<Inst> {
        self.def[value.index()]
    }

    /// How `value` is brought to its uses, if it is a constant.
    #[inline]
    pub fn remake(&self, value: Value) -> Remake {
        self.remake[value.index()]
    }

    /// Whether `value` is a constant that is written to locals where it stands.
    #[inline]
    pub fn is_kept(&self, value: Value) -> bool {
        self.kept[value.index()]
    }

    /// Chooses the constants that may be written where they stand: those that several edges
    /// pass, or one from a branch with several targets, where making the constant again needs
    /// a block of its own.
    pub fn keep_shared(&mut self, flow: &Flow) {
        for (index, edge) in flow.edges.iter().enumerate() {
            let cheap = matches!(flow.blocks[edge.from as usize].term, Term::Goto | Term::Enter);
            for &(_, arg) in flow.moves_of(index as u32) {
                let several = self.info[arg.index()].edge_uses > 1;
                self.kept[arg.index()] |= self.remake(arg) == Remake::Again && (several || !cheap);
            }
        }
    }

    /// Whether `inst` is not needed.
    #[inline]
    pub fn is_dead(&self, inst: Inst) -> bool {
        self.dead[inst.index()]
    }

    /// Position of `inst` in its block.
    #[inline]
    pub fn place(&self, inst: Inst) -> u32 {
        self.place[inst.index()]
    }

    /// Whether `value` has uses that only a local can serve: on edges or in other chains.
    #[inline]
    pub fn escapes(&self, value: Value) -> bool {
        let info = self.info(value);
        info.edge_uses > 0 || info.uses > info.home_uses
    }

    /// Whether `value` has no use at all.
    pub fn is_unused(&self, value: Value) -> bool {
        let info = self.info(value);
        info.edge_uses + info.uses == 0
    }
}

/// Decides by bytes: `T` for each of `n` uses, or `T` once, a write, and a read for each.
fn remake(func: &Function, op: Op, info: &Info) -> Remake {
    let bytes = op.encoded_size();
    let uses = info.uses + info.edge_uses;
    // A zero of more than a read's two bytes comes from a local that starts as zero.
    if bytes > 2 && is_zero(func, op) {
        return Remake::Zero;
    }
    if uses <= 1 || bytes * (uses - 1) <= 2 * uses { Remake::Again } else { Remake::No }
}

/// Whether the constant `op` is what a local of its type starts with.
pub(super) fn is_zero(func: &Function, op: Op) -> bool {
    use crate::ir::Opcode::*;
    match op.code {
        I32Const | I64Const | F32Const | F64Const => op.bits() == 0,
        V128Const => func.pool.get(op.c) == 0,
        RefNull => true,
        _ => false,
    }
}

/// The block and index of a block parameter.
pub(super) fn as_param(func: &Function, value: Value) -> Option<(Block, u32)> {
    match func.values[value].def {
        ValueDef::Param(block, index) => Some((block, index)),
        ValueDef::Result(..) => None,
    }
}
