//! Second pass: one walk over the operators with an operand stack of SSA values.
//!
//! Takes: the scan's operators. Gives: blocks, instructions and edges; edges remember the
//! position they leave from and the operands they carry, and get their arguments from
//! [`params`](super::params) when the walk is over. Invariants: blocks start in source order,
//! which is a reverse postorder; code that cannot be reached is skipped by its nesting.
//! Cost: O(operators).

use super::locals::{Known, Locals};
use super::params::{self, Source};
use super::regions::{CatchTarget, Handlers};
use super::scan::{self, Scan};
use super::{Declined, Lifter};
use crate::ir::entities::{Block, Edge, Inst, Region, Value};
use crate::ir::op::{Op, Opcode};
use crate::ir::types::Type;
use crate::ir::{Flags, Function, ModuleEnv, ValueDef};
use cranelift_entity::EntityRef;
use cranelift_entity::packed_option::PackedOption;
use smallvec::SmallVec;

/// Parameter and result types of a structured operator.
#[derive(Clone, Copy, Debug)]
pub(super) enum BlockSig {
    Empty,
    Value([Type; 1]),
    Func(u32),
}

impl BlockSig {
    pub fn of(op: Op) -> BlockSig {
        match op.index() {
            0 => BlockSig::Empty,
            1 => BlockSig::Value([op.ty2()]),
            _ => BlockSig::Func(op.index2()),
        }
    }

    pub fn params(self, env: &ModuleEnv) -> Result<&[Type], Declined> {
        match self {
            BlockSig::Func(ty) => Ok(env.func_type(ty).ok_or(Declined::Malformed)?.0),
            _ => Ok(&[]),
        }
    }

    pub fn results<'a>(&'a self, env: &'a ModuleEnv) -> Result<&'a [Type], Declined> {
        match self {
            BlockSig::Empty => Ok(&[]),
            BlockSig::Value(ty) => Ok(ty),
            BlockSig::Func(ty) => Ok(env.func_type(*ty).ok_or(Declined::Malformed)?.1),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FrameKind {
    Function,
    /// Also arms of `if` and of legacy `try`, and loops nobody branches back to.
    Block,
    If,
    Loop,
    TryTable,
    /// The body of a legacy `try`.
    Try,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub kind: FrameKind,
    pub sig: BlockSig,
    /// Operands below the construct's parameters.
    pub height: usize,
    /// Where branches to the label go: a loop's header, else the block after the construct.
    pub label: PackedOption<Block>,
    /// The `else` arm's block.
    pub other: PackedOption<Block>,
    pub log_mark: usize,
    pub serial: u32,
    /// Position of the opening operator.
    pub start: u32,
    /// Arms of a legacy `try` already begun.
    pub arms: u32,
    /// The exception region this construct opened, and the one around it.
    pub region: PackedOption<Region>,
    pub outer: PackedOption<Region>,
    /// Handlers in force inside the construct, and outside.
    pub handlers: Handlers,
    pub outer_handlers: Handlers,
}

/// What the walk knows about a block beyond the IR.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct BlockInfo {
    pub first_in: PackedOption<Edge>,
    pub in_count: u32,
    /// A loop header: more edges come later, so its parameters cannot be looked through.
    pub is_loop: bool,
    /// A handler: the number of values made before its region was entered. Only those are
    /// available in it without being passed.
    pub handler_since: Option<u32>,
    /// A `try_table` handler: the positions of the construct's begin and end.
    pub covers: Option<(u32, u32)>,
}

/// What the walk knows about an edge beyond the IR.
#[derive(Clone, Copy, Debug)]
pub(super) struct EdgeInfo {
    /// Next edge into the same block.
    pub next: PackedOption<Edge>,
    pub from: PackedOption<Block>,
    /// Where locals are looked up; `via` is the handler block it leaves, if it leaves one.
    pub position: u32,
    pub via: PackedOption<Block>,
    /// Carried operands, a range of `Storage::carried`.
    pub carried: (u32, u32),
}

#[derive(Default, Debug)]
pub(super) struct Storage {
    pub frames: Vec<Frame>,
    pub stack: Vec<Value>,
    pub blocks: Vec<BlockInfo>,
    pub edges: Vec<EdgeInfo>,
    pub carried: Vec<Value>,
    /// One zero per type, made on demand at the entry.
    pub zeros: Vec<(Type, Value)>,
    zero_insts: Vec<Inst>,
    pub handler_lists: Vec<Vec<Block>>,
    /// Where the clauses of open `try_table`s lead.
    pub catch_targets: Vec<CatchTarget>,
}

pub(super) struct Walk<'a> {
    pub env: &'a ModuleEnv,
    pub func: &'a mut Function,
    pub scan: &'a Scan,
    pub locals: &'a mut Locals,
    pub st: &'a mut Storage,
    pub params: &'a mut params::Storage,
    pub current: Block,
    pub reachable: bool,
    pub position: u32,
    pub region: PackedOption<Region>,
    pub handlers: Handlers,
    serials: u32,
}

pub(super) fn run(
    lifter: &mut Lifter,
    env: &ModuleEnv,
    func: &mut Function,
) -> Result<(), Declined> {
    let st = &mut lifter.walk;
    st.frames.clear();
    st.stack.clear();
    st.blocks.clear();
    st.edges.clear();
    st.carried.clear();
    st.zeros.clear();
    st.zero_insts.clear();
    st.handler_lists.clear();
    st.catch_targets.clear();
    lifter.params.clear();
    let entry = func.make_block();
    st.blocks.push(BlockInfo::default());
    func.order.push(entry);
    for index in 0..func.params.len() {
        let ty = func.params[index];
        func.append_param(entry, ty);
    }
    let types = func.params.iter().chain(&lifter.scan.locals).copied();
    lifter.locals.start(func.block_params(entry), types);
    let mut walk = Walk {
        env,
        func,
        scan: &lifter.scan,
        locals: &mut lifter.locals,
        st,
        params: &mut lifter.params,
        current: entry,
        reachable: true,
        position: 0,
        region: None.into(),
        handlers: Handlers::NONE,
        serials: 0,
    };
    walk.push_frame(FrameKind::Function, BlockSig::Empty, 0);
    walk.operators()?;
    params::finish(&mut walk)?;
    walk.place_zeros();
    Ok(())
}

impl Walk<'_> {
    fn operators(&mut self) -> Result<(), Declined> {
        let scan = self.scan;
        let mut at = 0;
        while at < scan.ops.len() {
            if !self.reachable {
                at = skip(&scan.ops, at)?;
            }
            let op = scan.ops[at];
            at += 1;
            self.position = at as u32;
            match op.code {
                // The most frequent by far.
                Opcode::LocalGet => {
                    let value = self.read_local(op.index() as usize)?;
                    self.st.stack.push(value);
                }
                Opcode::LocalSet => {
                    let value = self.pop()?;
                    self.write_local(op.index(), value)?;
                }
                Opcode::LocalTee => {
                    let value = *self.st.stack.last().ok_or(Declined::Malformed)?;
                    self.write_local(op.index(), value)?;
                }
                _ => self.operator(op)?,
            }
        }
        if self.st.frames.is_empty() { Ok(()) } else { Err(Declined::Malformed) }
    }

    #[inline]
    fn operator(&mut self, op: Op) -> Result<(), Declined> {
        let info = op.info();
        if info.flags.any(Flags::STRUCTURE.with(Flags::TERMINATOR)) {
            return self.control(op);
        }
        let sig = &info.sig;
        // These never throw: what does has a signature that depends on the module.
        if let Some(result) = sig.simple_result {
            let base = self.operands(sig.params().len())?;
            let args = &self.st.stack[base..];
            let value = self.func.append_new(self.current, op, args, result);
            self.st.stack.truncate(base);
            self.st.stack.extend(value);
            return Ok(());
        }
        if sig.custom {
            return self.custom(op);
        }
        let results: Option<SmallVec<[Type; 2]>> =
            sig.results().iter().map(|&letter| self.env.letter(op, letter)).collect();
        self.emit(op, sig.params().len(), &results.ok_or(Declined::Malformed)?)
    }

    fn control(&mut self, op: Op) -> Result<(), Declined> {
        match op.code {
            Opcode::Drop => self.pop().map(|_| ()),
            Opcode::Nop => Ok(()),
            _ if op.flags().any(Flags::STRUCTURE) => self.structure(op),
            _ => self.terminator(op),
        }
    }

    pub fn pop(&mut self) -> Result<Value, Declined> {
        self.st.stack.pop().ok_or(Declined::Malformed)
    }

    #[inline]
    fn write_local(&mut self, local: u32, value: Value) -> Result<(), Declined> {
        let serial = self.frame()?.serial;
        if local as usize >= self.locals.types.len() {
            return Err(Declined::Malformed);
        }
        self.locals.set(local as usize, self.position, value, serial);
        Ok(())
    }

    #[inline]
    fn read_local(&mut self, local: usize) -> Result<Value, Declined> {
        if local >= self.locals.types.len() {
            return Err(Declined::Malformed);
        }
        let entry = self.locals.current(local).ok_or(Declined::Malformed)?;
        match self.locals.known(local, entry) {
            Known::Value(value) => Ok(value),
            _ => params::resolve(self, local, entry),
        }
    }

    /// The default value of a type, made once at the entry.
    pub fn zero(&mut self, ty: Type) -> Result<Value, Declined> {
        if let Some(&(_, value)) = self.st.zeros.iter().find(|(t, _)| *t == ty) {
            return Ok(value);
        }
        let op = Op::zero(ty, &mut self.func.pool).ok_or(Declined::Malformed)?;
        let inst = self.func.make_inst(op, &[], &[ty]);
        let value = self.func.result(inst).ok_or(Declined::Malformed)?;
        self.st.zeros.push((ty, value));
        self.st.zero_insts.push(inst);
        Ok(value)
    }

    fn place_zeros(&mut self) {
        if self.st.zero_insts.is_empty() {
            return;
        }
        let entry = self.func.entry();
        let mut insts: Vec<Inst> = std::mem::take(&mut self.st.zero_insts);
        insts.extend_from_slice(self.func.block_insts(entry));
        self.func.set_block_insts(entry, &insts);
        insts.clear();
        self.st.zero_insts = insts;
    }

    // ---- instructions without control flow ----

    /// Operators whose types the module or the operands decide.
    fn custom(&mut self, op: Op) -> Result<(), Declined> {
        let env = self.env;
        if let Some((params, results, extra)) = env.callee(op) {
            return self.emit(op, params.len() + usize::from(extra.is_some()), results);
        }
        let top = |depth: usize| {
            let at = self.st.stack.len().checked_sub(depth + 1);
            at.map_or(Type::I32, |at| self.func.ty(self.st.stack[at]))
        };
        if let Some((_, result)) = env.conversion(op, top(0)) {
            return self.emit(op, 1, &[result]);
        }
        let sig = env.signature(op, top).ok_or(Declined::Unsupported("type"))?;
        if sig.results.contains(&Type::UNKNOWN) {
            return Err(Declined::Unsupported("type"));
        }
        // The annotation of a typed select says nothing about numbers.
        let untyped = op.code == Opcode::SelectT && !op.ty().is_ref();
        let op = if untyped { Op::new(Opcode::Select) } else { op };
        self.emit(op, sig.params.len(), &sig.results)
    }

    /// Where the `count` topmost operands begin on the stack.
    #[inline]
    fn operands(&self, count: usize) -> Result<usize, Declined> {
        self.st.stack.len().checked_sub(count).ok_or(Declined::Malformed)
    }

    fn emit(&mut self, op: Op, args: usize, results: &[Type]) -> Result<(), Declined> {
        let base = self.operands(args)?;
        let inst = self.func.make_inst(op, &self.st.stack[base..], results);
        self.func.append_inst(self.current, inst);
        self.st.stack.truncate(base);
        self.st.stack.extend(self.func.inst_results(inst));
        if self.region.is_some() && op.flags().any(Flags::THROWS) {
            self.throw_edges(inst);
        }
        Ok(())
    }

    // ---- frames ----

    pub fn frame(&self) -> Result<&Frame, Declined> {
        self.st.frames.last().ok_or(Declined::Malformed)
    }

    /// Opens a construct whose `params` topmost operands are its parameters.
    pub fn push_frame(&mut self, kind: FrameKind, sig: BlockSig, params: usize) {
        self.serials += 1;
        self.st.frames.push(Frame {
            kind,
            sig,
            height: self.st.stack.len().saturating_sub(params),
            label: None.into(),
            other: None.into(),
            log_mark: self.locals.log_mark(),
            serial: self.serials,
            start: self.position,
            arms: 0,
            region: None.into(),
            outer: self.region,
            handlers: self.handlers,
            outer_handlers: self.handlers,
        });
    }

    fn structure(&mut self, op: Op) -> Result<(), Declined> {
        use Opcode::*;
        match op.code {
            Block => self.open_block(op),
            Loop if scan::label_is_used(op) => self.open_loop(op),
            Loop => self.open_block(op),
            If => self.open_if(op),
            Else => self.open_else(),
            End => self.close(),
            TryTable => self.open_try_table(op),
            Try => self.open_try(op),
            Catch | CatchAll => self.open_arm(op),
            Delegate => self.close_delegate(),
            _ => Err(Declined::Malformed),
        }
    }

    fn open_block(&mut self, op: Op) -> Result<(), Declined> {
        let sig = BlockSig::of(op);
        let params = sig.params(self.env)?.len();
        self.push_frame(FrameKind::Block, sig, params);
        Ok(())
    }

    fn open_loop(&mut self, op: Op) -> Result<(), Declined> {
        let sig = BlockSig::of(op);
        let types = sig.params(self.env)?;
        self.push_frame(FrameKind::Loop, sig, types.len());
        let header = self.make_block();
        self.st.blocks[header.index()].is_loop = true;
        if let Some(frame) = self.st.frames.last_mut() {
            frame.label = header.into();
        }
        self.branch_to(header, types.len())?;
        let height = self.frame()?.height;
        self.start_block(header);
        self.st.stack.truncate(height);
        for (index, &ty) in types.iter().enumerate() {
            let value = params::make(self, header, ty, Source::Carried(index as u32));
            self.st.stack.push(value);
        }
        let (start, end) = self.scan.loops[scan::ordinal(op)];
        let sets = &self.scan.sets[start as usize..end as usize];
        self.locals.pend_all(sets, self.position, header);
        Ok(())
    }

    fn open_if(&mut self, op: Op) -> Result<(), Declined> {
        let condition = self.pop()?;
        let sig = BlockSig::of(op);
        let params = sig.params(self.env)?.len();
        self.push_frame(FrameKind::If, sig, params);
        let then = self.make_block();
        let other = self.make_block();
        let br_if = Op::new(Opcode::BrIf);
        let inst = self.func.terminate(self.current, br_if, &[condition], &[then, other]);
        let carried = self.carry(params)?;
        for edge in self.func.edges_of(inst) {
            self.arrive(edge, carried);
        }
        if let Some(frame) = self.st.frames.last_mut() {
            if scan::has_else(op) {
                frame.other = other.into();
            } else {
                frame.label = other.into();
            }
        }
        self.start_block(then);
        Ok(())
    }

    fn open_else(&mut self) -> Result<(), Declined> {
        let frame = *self.frame()?;
        let results = frame.sig.results(self.env)?.len();
        if self.reachable {
            let label = self.label_of(0)?;
            self.branch_to(label, results)?;
        }
        let other = frame.other.expand().ok_or(Declined::Malformed)?;
        if let Some(frame) = self.st.frames.last_mut() {
            frame.other = None.into();
        }
        let params = frame.sig.params(self.env)?;
        self.start_join(other, frame.height, frame.log_mark, params)
    }

    /// `end`: of any construct, or of the function.
    pub fn close(&mut self) -> Result<(), Declined> {
        let frame = *self.frame()?;
        if frame.kind == FrameKind::Function {
            return self.close_function();
        }
        let env = self.env;
        let types = frame.sig.results(env)?;
        if frame.kind == FrameKind::TryTable {
            self.close_try_table(&frame)?;
        }
        self.region = frame.outer;
        self.handlers = frame.outer_handlers;
        let join = self.frame()?.label.expand();
        if let Some(join) = join
            && frame.kind != FrameKind::Loop
        {
            if self.reachable {
                self.branch_to(join, types.len())?;
            }
            self.start_join(join, frame.height, frame.log_mark, types)?;
        } else if !self.reachable {
            self.st.stack.truncate(frame.height);
        }
        self.st.frames.pop();
        Ok(())
    }

    fn close_function(&mut self) -> Result<(), Declined> {
        let results = self.func.results.len();
        if let Some(exit) = self.frame()?.label.expand() {
            if self.reachable {
                self.branch_to(exit, results)?;
            }
            let types: SmallVec<[Type; 4]> = self.func.results.as_slice().into();
            let mark = self.frame()?.log_mark;
            self.start_join(exit, 0, mark, &types)?;
        }
        if self.reachable {
            let base = self.st.stack.len().checked_sub(results).ok_or(Declined::Malformed)?;
            let values = &self.st.stack[base..];
            self.func.terminate(self.current, Op::new(Opcode::Return), values, &[]);
        }
        self.st.frames.pop();
        Ok(())
    }

    // ---- branches ----

    fn terminator(&mut self, op: Op) -> Result<(), Declined> {
        use Opcode::*;
        match op.code {
            Br => {
                let (label, arity) = self.target(op.index())?;
                self.branch_to(label, arity)?;
            }
            Return => {
                let depth = self.st.frames.len() as u32 - 1;
                let (label, arity) = self.target(depth)?;
                self.branch_to(label, arity)?;
            }
            BrIf => return self.br_if(op),
            BrTable => self.br_table(op)?,
            BrOnNull | BrOnNonNull | BrOnCast | BrOnCastFail => return self.br_on(op),
            Rethrow => self.rethrow(op)?,
            _ => {
                let arity = self.env.signature(op, |_| Type::I32).ok_or(Declined::Malformed)?;
                let arity = arity.params.len();
                let base = self.st.stack.len().checked_sub(arity).ok_or(Declined::Malformed)?;
                let inst = self.func.terminate(self.current, op, &self.st.stack[base..], &[]);
                let throws = matches!(op.code, Throw | ThrowRef);
                if throws && self.region.is_some() {
                    self.throw_edges(inst);
                }
            }
        }
        self.reachable = false;
        Ok(())
    }

    /// The block that the label at `depth` names, and how many operands go there.
    fn target(&mut self, depth: u32) -> Result<(Block, usize), Declined> {
        let at = self.st.frames.len().checked_sub(depth as usize + 1).ok_or(Declined::Malformed)?;
        let frame = self.st.frames[at];
        let arity = match frame.kind {
            FrameKind::Function => self.func.results.len(),
            FrameKind::Loop => frame.sig.params(self.env)?.len(),
            _ => frame.sig.results(self.env)?.len(),
        };
        Ok((self.label_of(depth as usize)?, arity))
    }

    /// The block that the label at `depth` names, made on first use.
    pub fn label_of(&mut self, depth: usize) -> Result<Block, Declined> {
        let at = self.st.frames.len().checked_sub(depth + 1).ok_or(Declined::Malformed)?;
        if let Some(block) = self.st.frames[at].label.expand() {
            return Ok(block);
        }
        let block = self.make_block();
        self.st.frames[at].label = block.into();
        Ok(block)
    }

    /// Ends the current block with a branch that takes the `arity` topmost operands along.
    pub fn branch_to(&mut self, target: Block, arity: usize) -> Result<(), Declined> {
        let carried = self.carry(arity)?;
        let br = Op::new(Opcode::Br);
        let inst = self.func.terminate(self.current, br, &[], &[target]);
        for edge in self.func.edges_of(inst) {
            self.arrive(edge, carried);
        }
        Ok(())
    }

    fn br_if(&mut self, op: Op) -> Result<(), Declined> {
        let condition = self.pop()?;
        let (label, arity) = self.target(op.index())?;
        let carried = self.carry(arity)?;
        let next = self.make_block();
        let op = Op::new(Opcode::BrIf);
        let inst = self.func.terminate(self.current, op, &[condition], &[label, next]);
        for (edge, carried) in self.func.edges_of(inst).zip([carried, (0, 0)]) {
            self.arrive(edge, carried);
        }
        self.start_block(next);
        Ok(())
    }

    fn br_table(&mut self, op: Op) -> Result<(), Declined> {
        let index = self.pop()?;
        let start = op.index2() as usize;
        let labels = &self.scan.labels[start..start + op.index() as usize];
        let mut targets: SmallVec<[Block; 16]> = SmallVec::with_capacity(labels.len());
        let mut arity = 0;
        for &depth in labels {
            let target = self.target(depth)?;
            targets.push(target.0);
            arity = target.1;
        }
        let carried = self.carry(arity)?;
        let op = Op::new(Opcode::BrTable);
        let inst = self.func.terminate(self.current, op, &[index], &targets);
        for edge in self.func.edges_of(inst) {
            self.arrive(edge, carried);
        }
        Ok(())
    }

    /// Branches on null and on casts: the terminator's results travel on its own edges only.
    fn br_on(&mut self, op: Op) -> Result<(), Declined> {
        use Opcode::*;
        let reference = self.pop()?;
        let depth =
            if matches!(op.code, BrOnNull | BrOnNonNull) { op.index() } else { op.a.into() };
        let (label, arity) = self.target(depth)?;
        let non_null = self.func.ty(reference).with_null(false);
        let rest = if op.ty2().is_nullable() { op.ty().with_null(false) } else { op.ty() };
        let (taken, fall) = match op.code {
            BrOnNull => (None, Some(non_null)),
            BrOnNonNull => (Some(non_null), None),
            BrOnCast => (Some(op.ty2()), Some(rest)),
            _ => (Some(rest), Some(op.ty2())),
        };
        let next = self.make_block();
        let types: SmallVec<[Type; 2]> = taken.into_iter().chain(fall).collect();
        let op = Op { a: 0, ..op };
        let op = if matches!(op.code, BrOnNull | BrOnNonNull) { Op::new(op.code) } else { op };
        let inst = self.func.make_inst(op, &[reference], &types);
        self.func.set_targets(inst, &[label, next]);
        self.func.blocks[self.current].terminator = inst.into();
        let mut results = self.func.inst_results(inst);
        let depth = self.st.stack.len();
        self.st.stack.extend(taken.and_then(|_| results.next()));
        let to_label = self.carry(arity)?;
        self.st.stack.truncate(depth);
        self.st.stack.extend(fall.and_then(|_| results.next()));
        let to_next = self.carry(usize::from(fall.is_some()))?;
        self.st.stack.truncate(depth);
        for (edge, carried) in self.func.edges_of(inst).zip([to_label, to_next]) {
            self.arrive(edge, carried);
        }
        let fall: SmallVec<[Type; 1]> = fall.into_iter().collect();
        let mark = self.locals.log_mark();
        self.start_join(next, depth, mark, &fall)
    }

    // ---- blocks and edges ----

    pub fn make_block(&mut self) -> Block {
        self.st.blocks.push(BlockInfo::default());
        self.func.make_block()
    }

    /// Remembers the `arity` topmost operands for an edge.
    pub fn carry(&mut self, arity: usize) -> Result<(u32, u32), Declined> {
        let base = self.st.stack.len().checked_sub(arity).ok_or(Declined::Malformed)?;
        let start = self.st.carried.len() as u32;
        self.st.carried.extend_from_slice(&self.st.stack[base..]);
        Ok((start, arity as u32))
    }

    /// Records that `edge` leaves the current block here.
    pub fn arrive(&mut self, edge: Edge, carried: (u32, u32)) {
        self.arrive_from(edge, self.current, self.position, None, carried);
    }

    pub fn arrive_from(
        &mut self,
        edge: Edge,
        from: Block,
        position: u32,
        via: Option<Block>,
        carried: (u32, u32),
    ) {
        let target = self.func.edges[edge].block;
        let info = &mut self.st.blocks[target.index()];
        let next = info.first_in;
        info.first_in = edge.into();
        info.in_count += 1;
        let record = EdgeInfo { next, from: from.into(), position, via: via.into(), carried };
        let unused = EdgeInfo {
            next: None.into(),
            from: None.into(),
            position: 0,
            via: None.into(),
            carried: (0, 0),
        };
        if self.st.edges.len() <= edge.index() {
            self.st.edges.resize(edge.index() + 1, unused);
        }
        self.st.edges[edge.index()] = record;
    }

    pub fn start_block(&mut self, block: Block) {
        self.func.order.push(block);
        self.func.blocks[block].region = self.region;
        self.current = block;
        self.reachable = true;
    }

    /// Continues at a block that edges may have arrived at: the operands they carry become its
    /// parameters, unless there is one edge only, and locals assigned since `mark` pend on it.
    pub fn start_join(
        &mut self,
        block: Block,
        height: usize,
        mark: usize,
        types: &[Type],
    ) -> Result<(), Declined> {
        self.st.stack.truncate(height);
        let info = self.st.blocks[block.index()];
        let Some(first) = info.first_in.expand() else {
            self.reachable = false;
            return Ok(());
        };
        self.locals.pend_since(mark, self.position, block);
        let edge = self.st.edges[first.index()];
        let (start, len) = (edge.carried.0 as usize, edge.carried.1 as usize);
        let single = info.in_count == 1
            && self.st.carried[start..start + len].iter().all(|&v| !self.is_edge_value(v));
        if single {
            if !self.reopen(first, edge.from) {
                self.start_block(block);
            }
            let st = &mut *self.st;
            st.stack.extend_from_slice(&st.carried[start..start + len]);
        } else {
            self.start_block(block);
            for (index, &ty) in types.iter().enumerate() {
                let value = params::make(self, block, ty, Source::Carried(index as u32));
                self.st.stack.push(value);
            }
        }
        Ok(())
    }

    /// Goes on in the block that `edge` leaves, if it is the last one begun and only jumps.
    fn reopen(&mut self, edge: Edge, from: PackedOption<Block>) -> bool {
        let Some(from) = from.expand() else {
            return false;
        };
        let inst = self.func.terminator(from);
        let jumps = self.func.insts[inst].op.code == Opcode::Br
            && self.func.edges_of(inst).eq(std::iter::once(edge));
        if !jumps
            || self.func.order.last() != Some(&from)
            || self.func.blocks[from].region != self.region
        {
            return false;
        }
        self.func.blocks[from].terminator = None.into();
        self.current = from;
        self.reachable = true;
        true
    }

    /// Whether `value` is the result of a terminator, which exists on its edges only.
    pub fn is_edge_value(&self, value: Value) -> bool {
        match self.func.values[value].def {
            ValueDef::Result(inst, _) => {
                self.func.edge_count(inst) == 2 && {
                    self.func.insts[inst].op.flags().any(Flags::TERMINATOR)
                }
            }
            ValueDef::Param(..) => false,
        }
    }
}

/// From unreachable code at `at` to the operator that ends it.
fn skip(ops: &[Op], mut at: usize) -> Result<usize, Declined> {
    use Opcode::*;
    let mut depth = 0usize;
    while let Some(op) = ops.get(at) {
        match op.code {
            Block | Loop | If | TryTable | Try => depth += 1,
            Else | Catch | CatchAll if depth == 0 => return Ok(at),
            End | Delegate if depth == 0 => return Ok(at),
            End | Delegate => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    Err(Declined::Malformed)
}
