//! From bytes to blocks.
//!
//! Takes: a validated body, its module, and the maps that translate indices. Gives: [`Code`].
//! Declines operators that the semantics table does not know and items without counterpart.
//! Unreachable code is skipped by its nesting. Cost: linear.

use wasmparser::{
    BlockType, Catch, FunctionBody, HeapType, MemArgTarget, Operator, RefType, ValType,
};

use super::code::{ALL, Block, BlockId, Clause, Code, Edge, End, Handlers, Inst, Zero};
use super::graph::mark_headers;
use super::hierarchy::Static;
use super::immediates::access;
use super::maps::{self, Maps};
use super::module::{Module, Shape};
use super::opcode::{Class, Opcode};
use super::types::heap_key;
use super::verdict::Reason;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Loop,
    If,
    Else,
    /// Body of a legacy `try` with its handler set.
    Try(u32),
    /// Handler of a legacy `try`, with the register of its exception.
    Catch(u32, u32),
    TryTable,
    /// Nested in unreachable code.
    Dead,
}

struct Frame {
    kind: Kind,
    /// Where branches go.
    label: BlockId,
    /// Values that branches carry.
    arity: u32,
    /// Where the frame's end is.
    end: BlockId,
    results: u32,
    height: u32,
    params: u32,
    /// The `else` part of an `if` that was entered.
    otherwise: Option<BlockId>,
    /// Handlers around the frame.
    handlers: u32,
}

/// State of a walk over one body.
pub struct Lift<'a, 'm> {
    module: &'m Module<'a>,
    maps: &'m Maps,
    code: Code,
    frames: Vec<Frame>,
    arrivals: Vec<u32>,
    block: BlockId,
    dead: bool,
    height: u32,
    handlers: u32,
    offset: u32,
}

/// Lifts a body.
pub fn lift<'a>(
    module: &Module<'a>,
    maps: &Maps,
    ty: u32,
    body: &FunctionBody<'a>,
) -> Result<Code, Reason> {
    let (params, results) = module.signature(ty).ok_or(Reason::Unsupported("type"))?;
    let mut lift = Lift {
        module,
        maps,
        code: Code::default(),
        frames: Vec::new(),
        arrivals: Vec::new(),
        block: 0,
        dead: false,
        height: 0,
        handlers: 0,
        offset: 0,
    };
    lift.code.params = params.len() as u32;
    lift.code.types = params.iter().map(|&ty| Static::of(ty, &module.types)).collect();
    lift.code.results = results.len() as u32;
    lift.locals(body)?;
    let mut reader = body.get_operators_reader().map_err(|_| Reason::Unsupported("body"))?;
    lift.offset = reader.original_position() as u32;
    let entry = lift.new_block();
    lift.start(entry);
    let exit = lift.new_block();
    lift.code.blocks[exit as usize].end = End::Return;
    lift.code.blocks[exit as usize].height = results.len() as u32;
    lift.frames.push(Frame {
        kind: Kind::Block,
        label: exit,
        arity: results.len() as u32,
        end: exit,
        results: results.len() as u32,
        height: 0,
        params: 0,
        otherwise: None,
        handlers: 0,
    });
    while !reader.eof() {
        lift.offset = reader.original_position() as u32;
        let operator = reader.read().map_err(|_| Reason::Unsupported("body"))?;
        if lift.dead {
            lift.skip(&operator)?;
        } else {
            lift.operator(&operator)?;
        }
    }
    Ok(lift.finish())
}

impl<'a> Lift<'a, '_> {
    fn locals(&mut self, body: &FunctionBody<'a>) -> Result<(), Reason> {
        let mut reader = body.get_locals_reader().map_err(|_| Reason::Unsupported("locals"))?;
        for _ in 0..reader.get_count() {
            let (count, ty) = reader.read().map_err(|_| Reason::Unsupported("locals"))?;
            let zero = match ty {
                ValType::I32 | ValType::F32 => Zero::W32,
                ValType::I64 | ValType::F64 | ValType::Ref(_) => Zero::W64,
                ValType::V128 => Zero::V128,
            };
            self.code.zeros.extend(std::iter::repeat_n(zero, count as usize));
        }
        self.code.registers = self.code.params + self.code.zeros.len() as u32;
        Ok(())
    }

    fn new_block(&mut self) -> BlockId {
        self.code.blocks.push(Block {
            insts: (0, 0),
            end: End::Trap,
            merge: false,
            header: false,
            offset: self.offset,
            height: 0,
        });
        self.arrivals.push(0);
        self.code.blocks.len() as u32 - 1
    }

    /// Code that follows goes into this block.
    fn start(&mut self, block: BlockId) {
        let at = self.code.insts.len() as u32;
        let data = &mut self.code.blocks[block as usize];
        data.insts = (at, at);
        data.offset = self.offset;
        data.height = self.height;
        self.block = block;
        self.dead = false;
    }

    fn end_block(&mut self, end: End) {
        let at = self.code.insts.len() as u32;
        let data = &mut self.code.blocks[self.block as usize];
        data.insts.1 = at;
        data.end = end;
        self.dead = true;
    }

    fn edge(&mut self, frame: usize, drop: u32) -> Edge {
        let frame = &self.frames[frame];
        self.arrivals[frame.label as usize] += 1;
        Edge { block: frame.label, drop, keep: frame.arity, height: frame.height }
    }

    fn label(&mut self, depth: u32, drop: u32) -> Edge {
        let frame = self.frames.len() - 1 - depth as usize;
        self.edge(frame, drop)
    }

    fn straight(&mut self, block: BlockId, drop: u32) -> Edge {
        self.arrivals[block as usize] += 1;
        Edge { block, drop, keep: ALL, height: 0 }
    }

    fn inst(&mut self, op: Opcode, takes: u32, gives: u32) -> &mut Inst {
        self.height = self.height + gives - takes;
        self.code.insts.push(Inst {
            op,
            takes: takes as u16,
            gives: gives as u16,
            handlers: 0,
            a: 0,
            b: 0,
            imm: 0,
            offset: self.offset,
        });
        let last = self.code.insts.len() - 1;
        &mut self.code.insts[last]
    }

    fn block_type(&self, ty: BlockType) -> Result<(u32, u32), Reason> {
        Ok(match ty {
            BlockType::Empty => (0, 0),
            BlockType::Type(_) => (0, 1),
            BlockType::FuncType(index) => {
                let (params, results) =
                    self.module.signature(index).ok_or(Reason::Unsupported("type"))?;
                (params.len() as u32, results.len() as u32)
            }
        })
    }

    fn push_frame(&mut self, kind: Kind, ty: BlockType) -> Result<usize, Reason> {
        let (params, results) = self.block_type(ty)?;
        let end = self.new_block();
        self.frames.push(Frame {
            kind,
            label: end,
            arity: results,
            end,
            results,
            height: self.height - params,
            params,
            otherwise: None,
            handlers: self.handlers,
        });
        Ok(self.frames.len() - 1)
    }

    /// An operator of unreachable code.
    fn skip(&mut self, operator: &Operator<'a>) -> Result<(), Reason> {
        match operator {
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. } => {
                self.frames.push(Frame {
                    kind: Kind::Dead,
                    label: 0,
                    arity: 0,
                    end: 0,
                    results: 0,
                    height: 0,
                    params: 0,
                    otherwise: None,
                    handlers: 0,
                });
                Ok(())
            }
            Operator::Else | Operator::Catch { .. } | Operator::CatchAll
                if self.frames.last().is_some_and(|frame| frame.kind == Kind::Dead) =>
            {
                Ok(())
            }
            Operator::End | Operator::Delegate { .. }
                if self.frames.last().is_some_and(|frame| frame.kind == Kind::Dead) =>
            {
                self.frames.pop();
                Ok(())
            }
            Operator::Else => self.otherwise(),
            Operator::Catch { tag_index } => self.catch(Some(*tag_index)),
            Operator::CatchAll => self.catch(None),
            Operator::End => self.end(),
            Operator::Delegate { relative_depth } => self.delegate(*relative_depth),
            _ => Ok(()),
        }
    }

    fn otherwise(&mut self) -> Result<(), Reason> {
        let frame = self.frames.len() - 1;
        if !self.dead {
            let edge = self.edge(frame, 0);
            self.end_block(End::Jump(edge));
        }
        let frame = &mut self.frames[frame];
        frame.kind = Kind::Else;
        self.height = frame.height + frame.params;
        let block = frame.otherwise.take().ok_or(Reason::Unsupported("else"))?;
        self.start(block);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Reason> {
        let top = self.frames.len() - 1;
        if !self.dead {
            let frame = &self.frames[top];
            let (block, keep, height) = (frame.end, frame.results, frame.height);
            self.arrivals[block as usize] += 1;
            let edge = Edge { block, drop: 0, keep, height };
            self.end_block(End::Jump(edge));
        }
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        self.handlers = frame.handlers;
        self.height = frame.height + frame.results;
        if let Some(block) = frame.otherwise {
            // An `if` without `else`: its parameters are its results.
            self.height = frame.height + frame.params;
            self.start(block);
            self.arrivals[frame.end as usize] += 1;
            let edge =
                Edge { block: frame.end, drop: 0, keep: frame.results, height: frame.height };
            self.end_block(End::Jump(edge));
            self.height = frame.height + frame.results;
        }
        if self.frames.is_empty() {
            return Ok(());
        }
        if self.arrivals[frame.end as usize] > 0 {
            self.start(frame.end);
        }
        Ok(())
    }

    fn catch(&mut self, tag: Option<u32>) -> Result<(), Reason> {
        let top = self.frames.len() - 1;
        if !self.dead {
            let frame = &self.frames[top];
            let (block, keep, height) = (frame.end, frame.results, frame.height);
            self.arrivals[block as usize] += 1;
            self.end_block(End::Jump(Edge { block, drop: 0, keep, height }));
        }
        let (set, register) = match self.frames[top].kind {
            Kind::Try(set) => {
                let register = self.code.registers;
                self.code.registers += 1;
                (set, register)
            }
            Kind::Catch(set, register) => (set, register),
            _ => return Err(Reason::Unsupported("catch")),
        };
        self.frames[top].kind = Kind::Catch(set, register);
        self.handlers = self.frames[top].handlers;
        let payload = tag.map_or(Ok(0), |tag| self.tag_arity(tag))?;
        let tag = tag.map(|tag| mapped(&self.maps.tags, tag)).transpose()?;
        let height = self.frames[top].height;
        let block = self.new_block();
        // Any throwing operator of the body may come here.
        self.arrivals[block as usize] = 2;
        self.height = height + payload;
        self.start(block);
        let save = Some(register);
        let clause = Clause { tag, block, height, payload, reference: false, save };
        self.code.handlers[set as usize].clauses.push(clause);
        Ok(())
    }

    fn delegate(&mut self, depth: u32) -> Result<(), Reason> {
        let top = self.frames.len() - 1;
        let Kind::Try(set) = self.frames[top].kind else {
            return Err(Reason::Unsupported("delegate"));
        };
        // Depth counts from outside this `try`; the function's own label means the caller.
        let target = top - 1 - depth as usize;
        self.code.handlers[set as usize].parent = match self.frames[target].kind {
            Kind::Try(set) => set + 1,
            _ => self.frames[target].handlers,
        };
        self.end()
    }

    fn tag_arity(&self, tag: u32) -> Result<u32, Reason> {
        let ty = self.module.tags.get(tag as usize).ok_or(Reason::Unsupported("tag"))?;
        let signature = self.module.signature(*ty).ok_or(Reason::Unsupported("tag"))?;
        Ok(signature.0.len() as u32)
    }

    fn operator(&mut self, operator: &Operator<'a>) -> Result<(), Reason> {
        let op = Opcode::of(operator).ok_or(Reason::Unsupported("new operator"))?;
        match operator {
            Operator::Nop => Ok(()),
            Operator::Block { blockty } => self.push_frame(Kind::Block, *blockty).map(|_| ()),
            Operator::Loop { blockty } => self.enter_loop(*blockty),
            Operator::If { blockty } => self.enter_if(*blockty),
            Operator::Else => self.otherwise(),
            Operator::End => self.end(),
            Operator::Try { blockty } => {
                let frame = self.push_frame(Kind::Block, *blockty)?;
                let set = self.code.handlers.len() as u32;
                let parent = self.handlers;
                self.code.handlers.push(Handlers { clauses: Vec::new(), parent });
                self.frames[frame].kind = Kind::Try(set);
                self.handlers = set + 1;
                Ok(())
            }
            Operator::TryTable { try_table } => self.enter_try_table(try_table),
            Operator::Catch { tag_index } => self.catch(Some(*tag_index)),
            Operator::CatchAll => self.catch(None),
            Operator::Delegate { relative_depth } => self.delegate(*relative_depth),
            Operator::Rethrow { relative_depth } => {
                let frame = self.frames.len() - 1 - *relative_depth as usize;
                let Kind::Catch(_, register) = self.frames[frame].kind else {
                    return Err(Reason::Unsupported("rethrow"));
                };
                let handlers = self.handlers;
                let inst = self.inst(op, 0, 0);
                inst.a = register;
                inst.handlers = handlers;
                self.end_block(End::Trap);
                Ok(())
            }
            Operator::Unreachable => {
                self.end_block(End::Trap);
                Ok(())
            }
            Operator::Br { relative_depth } => {
                let edge = self.label(*relative_depth, 0);
                self.end_block(End::Jump(edge));
                Ok(())
            }
            Operator::Return => {
                let edge = self.edge(0, 0);
                self.end_block(End::Jump(edge));
                Ok(())
            }
            Operator::BrIf { relative_depth } => {
                self.height -= 1;
                let taken = self.label(*relative_depth, 0);
                self.branch(|_, next| (taken, next), 0);
                Ok(())
            }
            Operator::BrTable { targets } => {
                self.height -= 1;
                let mut edges = Vec::with_capacity(targets.len() as usize + 1);
                for target in targets.targets() {
                    let depth = target.map_err(|_| Reason::Unsupported("br_table"))?;
                    edges.push(self.label(depth, 0));
                }
                edges.push(self.label(targets.default(), 0));
                self.end_block(End::Switch(edges));
                Ok(())
            }
            Operator::BrOnNull { .. }
            | Operator::BrOnNonNull { .. }
            | Operator::BrOnCast { .. }
            | Operator::BrOnCastFail { .. } => self.branch_on_reference(operator),
            _ => self.plain(op, operator),
        }
    }

    /// Ends the block in a branch whose fall-through is a new block.
    fn branch(&mut self, edges: impl FnOnce(&mut Self, Edge) -> (Edge, Edge), drop: u32) {
        let next = self.new_block();
        let straight = self.straight(next, drop);
        let (yes, no) = edges(self, straight);
        self.end_block(End::Branch(yes, no));
        self.height -= drop;
        self.start(next);
    }

    fn branch_on_reference(&mut self, operator: &Operator<'a>) -> Result<(), Reason> {
        match *operator {
            Operator::BrOnNull { relative_depth } => {
                self.inst(Opcode::BrOnNull, 1, 2);
                self.height -= 1;
                let taken = self.label(relative_depth, 1);
                self.branch(|_, next| (taken, next), 0);
            }
            Operator::BrOnNonNull { relative_depth } => {
                self.inst(Opcode::BrOnNull, 1, 2);
                self.height -= 1;
                let taken = self.label(relative_depth, 0);
                self.branch(|_, next| (next, taken), 1);
            }
            Operator::BrOnCast { relative_depth, to_ref_type, .. } => {
                self.test_top(to_ref_type);
                let taken = self.label(relative_depth, 0);
                self.branch(|_, next| (taken, next), 0);
            }
            Operator::BrOnCastFail { relative_depth, to_ref_type, .. } => {
                self.test_top(to_ref_type);
                let taken = self.label(relative_depth, 0);
                self.branch(|_, next| (next, taken), 0);
            }
            _ => return Err(Reason::Unsupported("branch on reference")),
        }
        Ok(())
    }

    /// Pushes whether the topmost reference has a type; the branch takes it.
    fn test_top(&mut self, ty: RefType) {
        let key = heap_key(ty.heap_type(), &self.module.types);
        let inst = self.inst(Opcode::BrOnCast, 1, 2);
        inst.imm = key;
        inst.b = u32::from(ty.is_nullable());
        self.height -= 1;
    }

    fn enter_loop(&mut self, ty: BlockType) -> Result<(), Reason> {
        let frame = self.push_frame(Kind::Loop, ty)?;
        let header = self.new_block();
        let edge = self.straight(header, 0);
        self.end_block(End::Jump(edge));
        self.start(header);
        let frame = &mut self.frames[frame];
        frame.label = header;
        frame.arity = frame.params;
        Ok(())
    }

    fn enter_if(&mut self, ty: BlockType) -> Result<(), Reason> {
        self.height -= 1;
        let frame = self.push_frame(Kind::If, ty)?;
        let otherwise = self.new_block();
        let no = self.straight(otherwise, 0);
        self.frames[frame].otherwise = Some(otherwise);
        self.branch(|_, next| (next, no), 0);
        Ok(())
    }

    fn enter_try_table(&mut self, table: &wasmparser::TryTable) -> Result<(), Reason> {
        let mut clauses = Vec::new();
        for catch in &table.catches {
            let (tag, label, reference) = match *catch {
                Catch::One { tag, label } => (Some(tag), label, false),
                Catch::OneRef { tag, label } => (Some(tag), label, true),
                Catch::All { label } => (None, label, false),
                Catch::AllRef { label } => (None, label, true),
            };
            let payload = tag.map_or(Ok(0), |tag| self.tag_arity(tag))?;
            let tag = tag.map(|tag| mapped(&self.maps.tags, tag)).transpose()?;
            let frame = &self.frames[self.frames.len() - 1 - label as usize];
            let (block, height) = (frame.label, frame.height);
            self.arrivals[block as usize] += 2;
            clauses.push(Clause { tag, block, height, payload, reference, save: None });
        }
        self.push_frame(Kind::TryTable, table.ty)?;
        let parent = self.handlers;
        self.code.handlers.push(Handlers { clauses, parent });
        self.handlers = self.code.handlers.len() as u32;
        Ok(())
    }

    /// An operator that neither begins nor ends blocks, or ends the function.
    fn plain(&mut self, op: Opcode, operator: &Operator<'a>) -> Result<(), Reason> {
        let class = op.class();
        if class == Class::Unsupported {
            return Err(Reason::Unsupported(op.name()));
        }
        let (takes, gives) = match op.arity() {
            Some((takes, gives)) => (takes as u32, gives as u32),
            None => self.arity(operator)?,
        };
        let throws = matches!(
            operator,
            Operator::Call { .. }
                | Operator::CallIndirect { .. }
                | Operator::CallRef { .. }
                | Operator::Throw { .. }
                | Operator::ThrowRef
        );
        let handlers = if throws { self.handlers } else { 0 };
        let [a, b, imm] = self.immediates(op, operator)?;
        let inst = self.inst(op, takes, gives);
        inst.handlers = handlers;
        inst.a = a as u32;
        inst.b = b as u32;
        inst.imm = imm;
        if matches!(
            operator,
            Operator::ReturnCall { .. }
                | Operator::ReturnCallIndirect { .. }
                | Operator::ReturnCallRef { .. }
                | Operator::Throw { .. }
                | Operator::ThrowRef
        ) {
            self.end_block(End::Trap);
        }
        Ok(())
    }

    /// Values taken and given by operators whose immediates decide.
    fn arity(&self, operator: &Operator<'a>) -> Result<(u32, u32), Reason> {
        let module = self.module;
        let of = |ty: u32, extra: u32| {
            let (params, results) = module.signature(ty).ok_or(Reason::Unsupported("type"))?;
            Ok((params.len() as u32 + extra, results.len() as u32))
        };
        match *operator {
            Operator::Call { function_index } => of(module.funcs[function_index as usize], 0),
            Operator::CallIndirect { type_index, .. } | Operator::CallRef { type_index } => {
                of(type_index, 1)
            }
            Operator::ReturnCall { function_index } => {
                of(module.funcs[function_index as usize], 0).map(|(takes, _)| (takes, 0))
            }
            Operator::ReturnCallIndirect { type_index, .. }
            | Operator::ReturnCallRef { type_index } => {
                of(type_index, 1).map(|(takes, _)| (takes, 0))
            }
            Operator::Throw { tag_index } => Ok((self.tag_arity(tag_index)?, 0)),
            Operator::StructNew { struct_type_index } => {
                match module.shapes.get(struct_type_index as usize) {
                    Some(Shape::Struct(fields)) => Ok((fields.len() as u32, 1)),
                    _ => Err(Reason::Unsupported("type")),
                }
            }
            Operator::ArrayNewFixed { array_size, .. } => Ok((array_size, 1)),
            _ => Err(Reason::Unsupported("operands")),
        }
    }

    /// Immediates in the input's numbering.
    fn immediates(&mut self, op: Opcode, operator: &Operator<'a>) -> Result<[u64; 3], Reason> {
        let maps = self.maps;
        let ty = |index: u32| u64::from(self.module.types[index as usize]);
        let global = |index| mapped(&maps.globals, index).map(u64::from);
        let table = |index| mapped(&maps.tables, index).map(u64::from);
        let memory = |index| mapped(&maps.memories, index).map(u64::from);
        let data = |index| mapped(&maps.data, index).map(u64::from);
        let element = |index| mapped(&maps.elements, index).map(u64::from);
        let heap = |hty: HeapType| heap_key(hty, &self.module.types);
        Ok(match *operator {
            Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } => [u64::from(local_index), 0, 0],
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                [global(global_index)?, 0, 0]
            }
            Operator::I32Const { value } => [0, 0, u64::from(value as u32)],
            Operator::I64Const { value } => [0, 0, value as u64],
            Operator::F32Const { value } => [0, 0, u64::from(value.bits())],
            Operator::F64Const { value } => [0, 0, value.bits()],
            Operator::V128Const { value } => {
                let bits = value.i128() as u128;
                self.code.wide.push(bits);
                [self.code.wide.len() as u64 - 1, 0, 0]
            }
            Operator::I8x16Shuffle { lanes } => {
                let bits = u128::from_le_bytes(lanes);
                self.code.wide.push(bits);
                [self.code.wide.len() as u64 - 1, 0, 0]
            }
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                [u64::from(function_index), 0, 0]
            }
            Operator::RefFunc { function_index } => {
                [0, 0, u64::from(mapped(&maps.funcs, function_index)?)]
            }
            Operator::CallIndirect { type_index, table_index }
            | Operator::ReturnCallIndirect { type_index, table_index } => {
                [table(table_index)?, 0, ty(type_index)]
            }
            Operator::CallRef { type_index } | Operator::ReturnCallRef { type_index } => {
                [0, 0, ty(type_index)]
            }
            Operator::Throw { tag_index } => [u64::from(mapped(&maps.tags, tag_index)?), 0, 0],
            Operator::MemorySize { mem }
            | Operator::MemoryGrow { mem }
            | Operator::MemoryFill { mem } => [memory(mem)?, 0, 0],
            Operator::MemoryCopy { dst_mem, src_mem } => [memory(dst_mem)?, memory(src_mem)?, 0],
            Operator::MemoryInit { data_index, mem } => [memory(mem)?, data(data_index)?, 0],
            Operator::DataDrop { data_index } => [0, 0, data(data_index)?],
            Operator::ElemDrop { elem_index } => [0, 0, element(elem_index)?],
            Operator::TableInit { elem_index, table: index } => {
                [0, 0, table(index)? << 32 | element(elem_index)?]
            }
            Operator::TableCopy { dst_table, src_table } => {
                [0, 0, table(dst_table)? << 32 | table(src_table)?]
            }
            Operator::TableFill { table: index }
            | Operator::TableGet { table: index }
            | Operator::TableSet { table: index }
            | Operator::TableGrow { table: index }
            | Operator::TableSize { table: index } => [0, 0, table(index)?],
            Operator::RefTestNonNull { hty }
            | Operator::RefTestNullable { hty }
            | Operator::RefCastNonNull { hty }
            | Operator::RefCastNullable { hty } => [0, 0, heap(hty)],
            Operator::TypedSelect { .. } | Operator::RefNull { .. } => [0, 0, 0],
            Operator::StructNew { struct_type_index }
            | Operator::StructNewDefault { struct_type_index } => [0, 0, ty(struct_type_index)],
            Operator::StructGet { struct_type_index, field_index }
            | Operator::StructGetS { struct_type_index, field_index }
            | Operator::StructGetU { struct_type_index, field_index }
            | Operator::StructSet { struct_type_index, field_index } => {
                let owner = self.module.owner_of_field(struct_type_index, field_index);
                let fixed = self.module.field_is_fixed(struct_type_index, field_index);
                [0, u64::from(fixed), u64::from(owner) << 32 | u64::from(field_index)]
            }
            Operator::ArrayGet { array_type_index }
            | Operator::ArrayGetS { array_type_index }
            | Operator::ArrayGetU { array_type_index }
            | Operator::ArraySet { array_type_index } => {
                let fixed = self.module.elements_are_fixed(array_type_index);
                [0, u64::from(fixed), u64::from(self.module.owner_of_elements(array_type_index))]
            }
            Operator::ArrayNew { array_type_index }
            | Operator::ArrayNewDefault { array_type_index }
            | Operator::ArrayFill { array_type_index } => [0, 0, ty(array_type_index)],
            Operator::ArrayNewFixed { array_type_index, array_size } => {
                [0, 0, ty(array_type_index) << 32 | u64::from(array_size)]
            }
            Operator::ArrayNewData { array_type_index, array_data_index }
            | Operator::ArrayInitData { array_type_index, array_data_index } => {
                [0, 0, ty(array_type_index) << 32 | data(array_data_index)?]
            }
            Operator::ArrayNewElem { array_type_index, array_elem_index }
            | Operator::ArrayInitElem { array_type_index, array_elem_index } => {
                [0, 0, ty(array_type_index) << 32 | element(array_elem_index)?]
            }
            Operator::ArrayCopy { array_type_index_dst, array_type_index_src } => {
                [0, 0, ty(array_type_index_dst) << 32 | ty(array_type_index_src)]
            }
            Operator::AtomicFence { .. } => [0, 0, 0],
            _ => match access(operator) {
                (Some(argument), lane) => {
                    let MemArgTarget::Memory(index) = argument.target else {
                        return Err(Reason::Unsupported("array access"));
                    };
                    [memory(index)?, u64::from(lane.unwrap_or(0)), argument.offset]
                }
                (None, Some(lane)) => [0, 0, u64::from(lane)],
                _ if Opcode::PLAIN[op as usize] => [0, 0, 0],
                _ => return Err(Reason::Unsupported(op.name())),
            },
        })
    }

    fn finish(mut self) -> Code {
        for (block, &arrivals) in self.code.blocks.iter_mut().zip(&self.arrivals) {
            let trivial =
                block.insts.0 == block.insts.1 && matches!(block.end, End::Return | End::Trap);
            block.merge = arrivals > 1 && !trivial;
        }
        mark_headers(&mut self.code);
        self.code
    }
}

fn mapped(map: &[u32], index: u32) -> Result<u32, Reason> {
    match map.get(index as usize) {
        Some(&counterpart) if counterpart != maps::NONE => Ok(counterpart),
        _ => Err(Reason::NoCounterpart),
    }
}
