//! Parts of a module copied with every index replaced: types, declarations, segments, code.
//!
//! Takes: bytes that `wasmparser` has validated and an [`Indices`]. Gives: the same bytes with
//! the indices it answers, in shortest encoding; or, used as a visitor, nothing but the
//! questions. Invariant: what holds no index is copied byte for byte; every index is asked for
//! exactly once, in the order of the bytes. Types and operators that the IR does not know are
//! an error, and then nothing is renumbered. Cost: O(bytes).
//! From: `wasm-encoder`'s `reencode` has the same shape; this one copies runs of bytes.

use super::indices::{IndexMaps, Space};
use crate::ir::op::codec::{DecodeError, Reader, Scratch, encode_opcode};
use crate::ir::op::{Imm, Op, Opcode, Pool, leb};
use crate::ir::types::{Abstract, Heap, Type};

/// What indices become; also whoever wants to see them.
pub trait Indices {
    /// The new index of item `old` of `space`.
    fn index(&mut self, space: Space, old: u32) -> u32;

    /// The new index of type `old`, where it is written as a signed number: in heap types and
    /// block types.
    fn signed_type(&mut self, old: u32) -> u32 {
        self.index(Space::Type, old)
    }

    /// Sees every operator with an index immediate, before its indices are asked for.
    fn operator(&mut self, op: Op) {
        let _ = op;
    }
}

/// Renumbering. An index that should be gone becomes one that no module has, so that a mistake
/// cannot survive the validation of the output.
impl Indices for &IndexMaps {
    fn index(&mut self, space: Space, old: u32) -> u32 {
        self.space(space).get(old).unwrap_or(u32::MAX)
    }
}

type Result<T> = std::result::Result<T, DecodeError>;

/// A copy in progress.
pub struct Transcriber<'a, I> {
    bytes: &'a [u8],
    reader: Reader<'a>,
    /// Everything before is in `out`.
    copied: usize,
    writing: bool,
    out: Vec<u8>,
    /// Who answers.
    pub indices: I,
    pool: Pool,
    scratch: Scratch,
}

impl<'a, I: Indices> Transcriber<'a, I> {
    /// A transcriber that writes.
    pub fn new(indices: I) -> Transcriber<'a, I> {
        Transcriber {
            bytes: &[],
            reader: Reader::new(&[], 0),
            copied: 0,
            writing: true,
            out: Vec::new(),
            indices,
            pool: Pool::default(),
            scratch: Scratch::default(),
        }
    }

    /// A transcriber that only visits.
    pub fn visitor(indices: I) -> Transcriber<'a, I> {
        Transcriber { writing: false, ..Transcriber::new(indices) }
    }

    /// Turns to other bytes.
    pub fn set_input(&mut self, bytes: &'a [u8]) {
        self.bytes = bytes;
        self.reader = Reader::new(bytes, 0);
        self.copied = 0;
        self.pool.clear();
    }

    /// Copies what is left of the input's part that has been read; gives all output so far.
    pub fn output(&mut self) -> &mut Vec<u8> {
        self.flush(self.reader.pos());
        &mut self.out
    }

    fn flush(&mut self, end: usize) {
        if self.writing {
            self.out.extend_from_slice(&self.bytes[self.copied..end]);
        }
        self.copied = end;
    }

    /// Leaves out what was read since `start`.
    fn replace_since(&mut self, start: usize) {
        self.flush(start);
        self.copied = self.reader.pos();
    }

    /// Reads an unsigned number without index meaning.
    fn number(&mut self) -> Result<u32> {
        self.reader.u32()
    }

    fn skip(&mut self, bytes: usize) -> Result<()> {
        let end = self.reader.pos().checked_add(bytes).filter(|&end| end <= self.bytes.len());
        self.reader = Reader::new(self.bytes, end.ok_or(DecodeError::UnexpectedEnd)?);
        Ok(())
    }

    /// A string, or bytes with their length in front.
    fn sized(&mut self) -> Result<()> {
        let len = self.number()?;
        self.skip(len as usize)
    }

    /// An index in unsigned encoding.
    fn index(&mut self, space: Space) -> Result<()> {
        let start = self.reader.pos();
        let old = self.reader.u32()?;
        let new = self.indices.index(space, old);
        let len = (self.reader.pos() - start) as u32;
        if self.writing && (new != old || leb::unsigned_size(new.into()) != len) {
            self.replace_since(start);
            leb::write_unsigned(&mut self.out, new.into());
        }
        Ok(())
    }

    /// A heap type: a built-in one, or a type index in signed encoding.
    fn heap_type(&mut self) -> Result<()> {
        let start = self.reader.pos();
        match self.reader.signed()? {
            old @ 0.. => {
                let new = self.indices.signed_type(old as u32);
                let len = (self.reader.pos() - start) as u32;
                if self.writing && (i64::from(new) != old || leb::signed_size(new.into()) != len) {
                    self.replace_since(start);
                    leb::write_signed(&mut self.out, new.into());
                }
                Ok(())
            }
            short @ -64..0 if Abstract::from_byte(short as u8 & 0x7f).is_some() => Ok(()),
            _ => Err(DecodeError::UnknownType),
        }
    }

    fn value_type(&mut self) -> Result<()> {
        match self.reader.byte()? {
            0x7b..=0x7f => Ok(()),
            0x63 | 0x64 => self.heap_type(),
            byte if Abstract::from_byte(byte).is_some() => Ok(()),
            _ => Err(DecodeError::UnknownType),
        }
    }

    fn field_type(&mut self) -> Result<()> {
        let mut storage = self.reader;
        match storage.byte()? {
            0x77 | 0x78 => self.reader = storage,
            _ => self.value_type()?,
        }
        self.reader.byte().map(|_| ())
    }

    fn many(&mut self, item: fn(&mut Self) -> Result<()>) -> Result<()> {
        for _ in 0..self.number()? {
            item(self)?;
        }
        Ok(())
    }

    fn sub_type(&mut self) -> Result<()> {
        let mut kind = self.reader.byte()?;
        if matches!(kind, 0x4f | 0x50) {
            self.many(|this| this.index(Space::Type))?;
            kind = self.reader.byte()?;
        }
        match kind {
            0x60 => {
                self.many(Self::value_type)?;
                self.many(Self::value_type)
            }
            0x5f => self.many(Self::field_type),
            0x5e => self.field_type(),
            _ => Err(DecodeError::UnknownType),
        }
    }

    /// A recursion group, or a type that stands for itself.
    pub fn type_group(&mut self) -> Result<()> {
        let mut ahead = self.reader;
        if ahead.byte()? == 0x4e {
            self.reader = ahead;
            return self.many(Self::sub_type);
        }
        self.sub_type()
    }

    /// The index of a declared function's type.
    pub fn function(&mut self) -> Result<()> {
        self.index(Space::Type)
    }

    fn limits(&mut self) -> Result<()> {
        let flags = self.reader.byte()?;
        self.reader.unsigned()?;
        if flags & 1 != 0 {
            self.reader.unsigned()?;
        }
        if flags & 8 != 0 {
            self.number()?;
        }
        Ok(())
    }

    fn table_type(&mut self) -> Result<()> {
        self.value_type()?;
        self.limits()
    }

    fn global_type(&mut self) -> Result<()> {
        self.value_type()?;
        self.reader.byte().map(|_| ())
    }

    /// A table with its initial value, if it has one.
    pub fn table(&mut self) -> Result<()> {
        let mut ahead = self.reader;
        if ahead.byte()? != 0x40 {
            return self.table_type();
        }
        self.skip(2)?;
        self.table_type()?;
        self.const_expr()
    }

    /// A memory.
    pub fn memory(&mut self) -> Result<()> {
        self.limits()
    }

    /// A global with its initial value.
    pub fn global(&mut self) -> Result<()> {
        self.global_type()?;
        self.const_expr()
    }

    /// A tag.
    pub fn tag(&mut self) -> Result<()> {
        self.reader.byte()?;
        self.index(Space::Type)
    }

    /// What an import says about the item it makes: kind and type.
    pub fn import_type(&mut self) -> Result<()> {
        match self.reader.byte()? {
            0x00 | 0x20 => self.index(Space::Type),
            0x01 => self.table_type(),
            0x02 => self.limits(),
            0x03 => self.global_type(),
            0x04 => self.tag(),
            _ => Err(DecodeError::UnknownType),
        }
    }

    /// An export.
    pub fn export(&mut self) -> Result<()> {
        self.sized()?;
        let space = match self.reader.byte()? {
            0x00 => Space::Func,
            0x01 => Space::Table,
            0x02 => Space::Memory,
            0x03 => Space::Global,
            0x04 => Space::Tag,
            _ => return Err(DecodeError::UnknownType),
        };
        self.index(space)
    }

    /// An element segment. `plain` says that its elements are function indices or expressions
    /// of type `funcref`: then a segment for table 0 need not name the table.
    pub fn element(&mut self, plain: bool) -> Result<()> {
        let start = self.reader.pos();
        let flags = self.number()?;
        let expressions = flags & 4 != 0;
        if flags & 1 == 0 {
            self.active_element(start, flags, plain)?;
        } else if expressions {
            self.value_type()?;
        } else {
            self.reader.byte()?;
        }
        self.many(match expressions {
            true => Self::const_expr,
            false => |this| this.index(Space::Func),
        })
    }

    /// Table, offset and element type of an active segment.
    fn active_element(&mut self, start: usize, flags: u32, plain: bool) -> Result<()> {
        let named = flags & 2 != 0;
        let expressions = flags & 4 != 0;
        let old = if named { self.number()? } else { 0 };
        let new = self.indices.index(Space::Table, old);
        let naming = new != 0 || !plain;
        if self.writing {
            self.replace_since(start);
            self.out.push((flags & 4) as u8 | if naming { 2 } else { 0 });
            if naming {
                leb::write_unsigned(&mut self.out, new.into());
            }
        }
        self.const_expr()?;
        let kind = self.reader.pos();
        if naming && !named && self.writing {
            self.replace_since(kind);
            self.out.push(if expressions { Abstract::Func as u8 } else { 0 });
        } else if named && expressions {
            self.value_type()?;
        } else if named {
            self.reader.byte()?;
        }
        if named && !naming {
            self.replace_since(kind);
        }
        Ok(())
    }

    /// A data segment.
    pub fn data(&mut self) -> Result<()> {
        let start = self.reader.pos();
        let flags = self.number()?;
        if flags & 1 == 0 {
            let old = if flags & 2 != 0 { self.number()? } else { 0 };
            let new = self.indices.index(Space::Memory, old);
            if self.writing {
                self.replace_since(start);
                self.out.push(if new == 0 { 0 } else { 2 });
                if new != 0 {
                    leb::write_unsigned(&mut self.out, new.into());
                }
            }
            self.const_expr()?;
        }
        self.sized()
    }

    /// A constant expression up to its `end`.
    fn const_expr(&mut self) -> Result<()> {
        while self.operator()? != Opcode::End {}
        Ok(())
    }

    /// A function body, from the locals to the end of the input. `marks` are ascending offsets
    /// of operators; each becomes its offset in the output, counted from where the output was
    /// when the body began.
    pub fn body(&mut self, marks: &mut [u32]) -> Result<()> {
        let start = self.out.len();
        self.many(|this| {
            this.number()?;
            this.value_type()
        })?;
        let mut marks = marks.iter_mut().peekable();
        while !self.reader.at_end() {
            let pos = self.reader.pos();
            while let Some(mark) = marks.next_if(|mark| **mark as usize <= pos) {
                *mark = (self.out.len() - start + pos - self.copied) as u32;
            }
            self.operator()?;
        }
        Ok(())
    }

    #[inline]
    fn operator(&mut self) -> Result<Opcode> {
        let start = self.reader.pos();
        let op = self.reader.op(&mut self.pool, &mut self.scratch)?;
        let imm = op.info().imm;
        match imm {
            Imm::None | Imm::I32 | Imm::I64 | Imm::Local | Imm::Label => return Ok(op.code),
            Imm::F32 | Imm::F64 | Imm::V128 | Imm::Shuffle => return Ok(op.code),
            Imm::Lane | Imm::Ordering | Imm::BranchTable => return Ok(op.code),
            _ => {}
        }
        self.indices.operator(op);
        let new = self.with_new_indices(op);
        if self.writing {
            let is_block = matches!(imm, Imm::BlockType | Imm::TryTable | Imm::BranchCast);
            let len = self.reader.pos() - start;
            // Of block types those without indices are the rule, and nothing is gained by
            // writing them again.
            let keep = match imm {
                Imm::BlockType => new == op,
                Imm::TryTable | Imm::BranchCast => false,
                _ => new == op && new.encoded_size() as usize == len,
            };
            if !keep {
                self.replace_since(start);
                if is_block { self.write_block(new) } else { new.encode(&self.pool, &mut self.out) }
            }
        }
        Ok(op.code)
    }

    fn map(&mut self, space: Space, old: u32) -> u32 {
        self.indices.index(space, old)
    }

    fn map_type(&mut self, ty: u32) -> u32 {
        let ty = Type::from_bits(ty);
        match ty.heap() {
            Some(Heap::Concrete(old)) => {
                let new = Heap::Concrete(self.indices.signed_type(old));
                Type::reference(ty.is_nullable(), new).to_bits()
            }
            _ => ty.to_bits(),
        }
    }

    /// `op` with its index immediates replaced; those of catch clauses in `self.scratch`.
    fn with_new_indices(&mut self, op: Op) -> Op {
        use Space::*;
        let (a, b, c) = (op.a, op.b, op.c);
        let second = c as u32;
        let (b, c) = match op.info().imm {
            Imm::Function => (self.map(Func, b), c),
            Imm::Global => (self.map(Global, b), c),
            Imm::Memory | Imm::MemArg | Imm::MemArgLane => (self.map(Memory, b), c),
            Imm::Table => (self.map(Table, b), c),
            Imm::Tag => (self.map(Tag, b), c),
            Imm::Data => (self.map(Data, b), c),
            Imm::Elem => (self.map(Elem, b), c),
            Imm::Type | Imm::TypeField | Imm::TypeCount => (self.map(Type, b), c),
            Imm::MemoryMemory => (self.map(Memory, b), self.map(Memory, second).into()),
            Imm::DataMemory => (self.map(Data, b), self.map(Memory, second).into()),
            Imm::ElemTable => (self.map(Elem, b), self.map(Table, second).into()),
            Imm::TableTable => (self.map(Table, b), self.map(Table, second).into()),
            Imm::TypeTable => (self.map(Type, b), self.map(Table, second).into()),
            Imm::TypeData => (self.map(Type, b), self.map(Data, second).into()),
            Imm::TypeElem => (self.map(Type, b), self.map(Elem, second).into()),
            Imm::TypeType => (self.map(Type, b), self.map(Type, second).into()),
            Imm::HeapType | Imm::SelectType => (self.map_type(b), c),
            Imm::BranchCast => (self.map_type(b), self.map_type(second).into()),
            Imm::BlockType | Imm::TryTable => {
                let c = match b {
                    1 => self.map_type(second).into(),
                    2 => self.indices.signed_type(second).into(),
                    _ => c,
                };
                if op.code == Opcode::TryTable {
                    self.map_catches();
                }
                (b, c)
            }
            _ => (b, c),
        };
        Op { code: op.code, a, b, c }
    }

    fn map_catches(&mut self) {
        for catch in &mut self.scratch.catches {
            catch.tag = catch.tag.map(|tag| self.indices.index(Space::Tag, tag));
        }
    }

    /// Writes an operator whose immediate is not in the operator alone.
    fn write_block(&mut self, op: Op) {
        encode_opcode(op.code, &mut self.out);
        let out = &mut self.out;
        if op.info().imm == Imm::BranchCast {
            out.push(u8::from(op.ty().is_nullable()) | u8::from(op.ty2().is_nullable()) << 1);
            leb::write_unsigned(out, self.scratch.labels[0].into());
            for heap in [op.ty(), op.ty2()].into_iter().filter_map(Type::heap) {
                heap.encode(out);
            }
            return;
        }
        match op.b {
            0 => out.push(0x40),
            1 => op.ty2().encode(out),
            _ => leb::write_signed(out, op.c as i64),
        }
        if op.code == Opcode::TryTable {
            leb::write_unsigned(out, self.scratch.catches.len() as u64);
            for catch in &self.scratch.catches {
                let all = if catch.tag.is_none() { 2 } else { 0 };
                out.push(all | u8::from(catch.with_ref));
                if let Some(tag) = catch.tag {
                    leb::write_unsigned(out, tag.into());
                }
                leb::write_unsigned(out, catch.label.into());
            }
        }
    }
}
