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
    /// First block of the chain of the defining block.
    pub chain: u32,
    /// Position of the defining instruction in that chain; [`PARAM`] for block parameters.
    pub place: u32,
    /// Uses as an operand anywhere.
    pub uses: u32,
    /// Uses as an operand in the chain of the defining block.
    pub home_uses: u32,
    /// Uses as an edge argument.
    pub edge_uses: u32,
    /// How it is brought to its uses, if it is a constant.
    pub remake: Remake,
    /// A constant that is also written to locals where it stands, for edges to share.
    pub kept: bool,
}

impl Info {
    /// Whether the value has uses that only a local can serve: on edges or in other chains.
    #[inline]
    pub fn escapes(&self) -> bool {
        self.edge_uses > 0 || self.uses > self.home_uses
    }

    /// Whether the value has no use at all.
    #[inline]
    pub fn is_unused(&self) -> bool {
        self.edge_uses + self.uses == 0
    }
}

/// Place of block parameters.
pub(super) const PARAM: u32 = u32::MAX;

/// How a constant is brought to its uses.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Remake {
    /// Not a constant, or one that is worth a local.
    #[default]
    No,
    /// Emitted again at each use.
    Again,
    /// Read from a local that is never written.
    Zero,
}

/// A move of a constant that its uses make again.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConstantMove {
    pub edge: u32,
    pub param: Value,
    pub constant: Value,
}

#[derive(Default, Debug)]
pub(super) struct Values {
    info: Vec<Info>,
    /// Instructions that are not emitted where they stand: not needed, or constants that only
    /// stand at their uses.
    absent: Vec<bool>,
    /// Place at which each flow block of a chain begins.
    offset: Vec<u32>,
    /// Constants with the instructions that make them.
    constants: Vec<(Value, Inst)>,
    /// The value that stands for all zeros of its type: the first.
    zeros: Vec<(Type, Value)>,
    /// What the edges pass that is made again.
    pub constant_moves: Vec<ConstantMove>,
}

impl Values {
    /// Counts uses and finds dead instructions. Homes and places are not known yet.
    /// Terminators of `undecided` blocks, listed in layout order, do not use their condition.
    pub fn sweep(&mut self, func: &Function, undecided: &[Block]) {
        self.info.clear();
        self.info.resize(func.values.len(), Info::default());
        self.absent.clear();
        self.absent.resize(func.insts.len(), false);
        let mut undecided = undecided.iter().rev().copied().peekable();
        // From the end, so that an instruction's uses are known when it is reached.
        for &block in func.order.iter().rev() {
            let terminator = func.terminator(block);
            if undecided.next_if_eq(&block).is_none() {
                self.sweep_operands(func, terminator);
            }
            self.sweep_edges(func, terminator);
            for &inst in func.block_insts(block).iter().rev() {
                let unused =
                    func.inst_results(inst).all(|value| self.info[value.index()].is_unused());
                if unused && func.insts[inst].op.flags().is_removable() {
                    self.absent[inst.index()] = true;
                } else {
                    self.sweep_operands(func, inst);
                    if func.edge_count(inst) > 0 {
                        self.sweep_edges(func, inst);
                    }
                }
            }
        }
    }

    #[inline]
    fn sweep_operands(&mut self, func: &Function, inst: Inst) {
        for &arg in func.args(inst) {
            self.info[arg.index()].uses += 1;
        }
    }

    fn sweep_edges(&mut self, func: &Function, inst: Inst) {
        for edge in func.edges_of(inst) {
            for &arg in func.edge_args(edge) {
                self.info[arg.index()].edge_uses += 1;
            }
        }
    }

    /// Recomputes everything in terms of the flow graph's blocks, whose edges carry operands.
    /// Blocks are numbered in an order in which definitions come before their uses.
    pub fn place_in(&mut self, func: &Function, flow: &Flow) {
        self.info.fill(Info::default());
        self.constants.clear();
        self.offset.clear();
        self.offset.resize(flow.blocks.len(), 0);
        for number in 0..flow.blocks.len() as u32 {
            // Results of terminators belong to the block they arrive in.
            for &value in flow.stack_in(number) {
                self.set_param(flow, value, number);
            }
        }
        for number in 0..flow.blocks.len() as u32 {
            self.place_block(func, flow, number);
        }
        self.zeros.clear();
        for &(value, inst) in &self.constants {
            let remake = remake(func, func.insts[inst].op, &self.info[value.index()]);
            self.info[value.index()].remake = remake;
            if remake == Remake::Zero {
                let ty = func.ty(value);
                match self.zeros.iter_mut().find(|zero| zero.0 == ty) {
                    Some(zero) => zero.1 = zero.1.min(value),
                    None => self.zeros.push((ty, value)),
                }
            }
        }
    }

    /// The value that stands for all zeros of type `ty` read from a never-written local.
    pub fn zero(&self, ty: Type) -> Option<Value> {
        self.zeros.iter().find(|(t, _)| *t == ty).map(|&(_, value)| value)
    }

    fn set_param(&mut self, flow: &Flow, value: Value, number: u32) {
        let info = &mut self.info[value.index()];
        (info.home, info.chain, info.place) = (number, flow.chains.head(number), PARAM);
    }

    /// Places the values a block defines and counts the uses in it.
    fn place_block(&mut self, func: &Function, flow: &Flow, number: u32) {
        let block = &flow.blocks[number as usize];
        let chain = flow.chains.head(number);
        if let Some(ir) = block.ir.expand() {
            let params = func.block_params(ir);
            for &param in params {
                self.set_param(flow, param, number);
            }
            let insts = func.block_insts(ir);
            let offset = self.offset[number as usize];
            for (&inst, place) in insts.iter().zip(offset..) {
                for value in func.inst_results(inst) {
                    let info = &mut self.info[value.index()];
                    (info.home, info.chain, info.place) = (number, chain, place);
                }
                let args = func.args(inst);
                if args.is_empty() {
                    self.note_constant(func, inst);
                } else if !self.absent[inst.index()] {
                    self.use_all(args, chain);
                }
            }
            // The results that `return` takes are operands of its edge.
            let takes = block.term != Term::Goto;
            if let Some(inst) = block.inst.expand().filter(|_| takes) {
                self.use_all(func.args(inst), chain);
            }
            if let Some(edge) = flow.chains.next(number) {
                // The branch has a place of its own.
                let next = flow.edges[edge as usize].to;
                self.offset[next as usize] = offset + insts.len() as u32 + 1;
            }
        }
        for edge in flow.edges_of(number) {
            self.use_all(flow.stack_of(edge), chain);
            self.use_moves(flow, edge);
        }
        for &edge in flow.exceptional_of(number) {
            self.use_moves(flow, edge);
        }
    }

    fn note_constant(&mut self, func: &Function, inst: Inst) {
        if let Some(value) = func.result(inst)
            && func.insts[inst].op.flags().any(Flags::CONSTANT)
        {
            self.constants.push((value, inst));
        }
    }

    #[inline]
    fn use_all(&mut self, args: &[Value], chain: u32) {
        for &arg in args {
            let info = &mut self.info[arg.index()];
            info.uses += 1;
            info.home_uses += u32::from(info.chain == chain);
        }
    }

    #[inline]
    fn use_moves(&mut self, flow: &Flow, edge: u32) {
        for &(_, arg) in flow.moves_of(edge) {
            self.info[arg.index()].edge_uses += 1;
        }
    }

    /// What is known of `value`.
    #[inline]
    pub fn info(&self, value: Value) -> &Info {
        &self.info[value.index()]
    }

    /// What is known of all values, by their index.
    #[inline]
    pub fn all(&self) -> &[Info] {
        &self.info
    }

    /// Mutable access, for steps that move uses between blocks.
    pub fn info_mut(&mut self, value: Value) -> &mut Info {
        &mut self.info[value.index()]
    }

    /// How `value` is brought to its uses, if it is a constant.
    #[inline]
    pub fn remake(&self, value: Value) -> Remake {
        self.info[value.index()].remake
    }

    /// Lists what edges pass that is made again, and chooses the constants that may be written
    /// where they stand: those that several edges pass, or one from a branch with several
    /// targets, where making the constant again needs a block of its own. For speed none may:
    /// where it stands, it would be written on ways that do not pass it, too.
    pub fn keep_shared(&mut self, flow: &Flow, for_speed: bool) {
        self.constant_moves.clear();
        if self.constants.is_empty() {
            return;
        }
        for (edge, data) in flow.edges.iter().enumerate() {
            let edge = edge as u32;
            for &(param, constant) in flow.moves_of(edge) {
                let info = &mut self.info[constant.index()];
                if info.remake == Remake::No {
                    continue;
                }
                let cheap =
                    matches!(flow.blocks[data.from as usize].term, Term::Goto | Term::Enter);
                info.kept |=
                    !for_speed && info.remake == Remake::Again && (info.edge_uses > 1 || !cheap);
                self.constant_moves.push(ConstantMove { edge, param, constant });
            }
        }
        for &(value, inst) in &self.constants {
            let info = &self.info[value.index()];
            self.absent[inst.index()] |= info.remake != Remake::No && !info.kept;
        }
    }

    /// Whether `inst` is not emitted where it stands: it is not needed, or a constant that
    /// only stands at its uses.
    #[inline]
    pub fn is_absent(&self, inst: Inst) -> bool {
        self.absent[inst.index()]
    }

    /// Place at which flow block `number` begins in its chain.
    #[inline]
    pub fn offset(&self, number: u32) -> u32 {
        self.offset[number as usize]
    }

    /// Whether `value` has no use at all.
    pub fn is_unused(&self, value: Value) -> bool {
        self.info(value).is_unused()
    }
}

/// Decides by bytes: `T` for each of `n` uses, or `T` once, a write, and a read for each.
fn remake(func: &Function, op: Op, info: &Info) -> Remake {
    let uses = info.uses + info.edge_uses;
    if uses <= 1 && !is_zero(func, op) {
        return Remake::Again;
    }
    let bytes = op.encoded_size();
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
