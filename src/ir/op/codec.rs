//! Operators to and from their binary encoding.
//!
//! Takes: bytes of a function body that `wasmparser` has validated. Gives: [`Op`]s, and the
//! shortest bytes for an `Op`. Invariant: `decode(encode(op)) == op`; malformed bytes give an
//! error, never a panic. Both directions are driven by the operator table. Cost: O(1) per
//! operator, O(n) for `br_table` with n labels and `try_table` with n clauses.

use super::super::types::{Abstract, Heap, Type};
use super::{Imm, Op, Opcode, Pool, leb, table};
use std::fmt;

/// Why bytes could not be read as an operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// The body ends inside an operator.
    UnexpectedEnd,
    /// An integer is longer than its type allows.
    BadInteger,
    /// An opcode that the table does not have: prefix in bits 16.., code below.
    UnknownOpcode(u32),
    /// A type that the IR does not represent.
    UnknownType,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::UnexpectedEnd => f.write_str("unexpected end of body"),
            DecodeError::BadInteger => f.write_str("malformed integer"),
            DecodeError::UnknownOpcode(code) => write!(f, "unknown operator {code:#x}"),
            DecodeError::UnknownType => f.write_str("unknown type"),
        }
    }
}

/// A clause of `try_table`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Catch {
    /// The tag caught; `None` catches everything.
    pub tag: Option<u32>,
    /// Whether the handler also receives the exception reference.
    pub with_ref: bool,
    /// Label depth of the handler.
    pub label: u32,
}

/// What does not fit into an [`Op`]: refilled by every `decode` that needs it.
#[derive(Default, Debug)]
pub struct Scratch {
    /// Labels of `br_table`, default last; the label of `br_on_cast`.
    pub labels: Vec<u32>,
    /// Clauses of `try_table`.
    pub catches: Vec<Catch>,
}

/// A cursor over the bytes of a body.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    pos: usize,
}

type Result<T> = std::result::Result<T, DecodeError>;

/// `PLAIN[byte]`: the opcode that a byte without prefix is, and the shape of its immediate.
static PLAIN: [Option<(Opcode, Imm)>; 0x100] = plain_table();
/// `PREFIXED[prefix - 0xfb][code]`: the same for the opcodes behind each prefix.
static PREFIXED: [[Option<(Opcode, Imm)>; 0x120]; 4] = prefixed_tables();

const fn plain_table() -> [Option<(Opcode, Imm)>; 0x100] {
    let mut rows = [None; 0x100];
    let mut at = 0;
    while at < table::ENCODINGS.len() {
        let (opcode, code, imm) = table::ENCODINGS[at];
        if code < 0x100 {
            rows[code as usize] = Some((opcode, imm));
        }
        at += 1;
    }
    rows
}

const fn prefixed_tables() -> [[Option<(Opcode, Imm)>; 0x120]; 4] {
    let mut tables = [[None; 0x120]; 4];
    let mut at = 0;
    while at < table::ENCODINGS.len() {
        let (opcode, code, imm) = table::ENCODINGS[at];
        let (prefix, sub) = ((code >> 16) as usize, (code & 0xffff) as usize);
        if prefix >= 0xfb && prefix < 0xff && sub < 0x120 {
            tables[prefix - 0xfb][sub] = Some((opcode, imm));
        }
        at += 1;
    }
    tables
}

impl<'a> Reader<'a> {
    /// A cursor at `pos` of `bytes`.
    pub fn new(bytes: &'a [u8], pos: usize) -> Reader<'a> {
        Reader { bytes, pos }
    }

    /// Offset of the next byte.
    #[inline]
    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Whether all bytes are consumed.
    #[inline]
    pub fn at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    /// Next byte.
    #[inline]
    pub fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.pos).ok_or(DecodeError::UnexpectedEnd)?;
        self.pos += 1;
        Ok(byte)
    }

    /// Next `N` bytes, little-endian order kept.
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let slice = self.bytes.get(self.pos..self.pos + N).ok_or(DecodeError::UnexpectedEnd)?;
        self.pos += N;
        slice.try_into().map_err(|_| DecodeError::UnexpectedEnd)
    }

    /// Unsigned LEB128 of up to 64 bits.
    #[inline]
    pub fn unsigned(&mut self) -> Result<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            Ok(u64::from(first))
        } else {
            self.apart(|rest| rest.unsigned_from(first))
        }
    }

    /// Reads what is rare, on a copy of the cursor: the cursor itself can stay in registers.
    #[inline(always)]
    fn apart<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut copy = *self;
        let result = read(&mut copy);
        *self = copy;
        result
    }

    /// The rest of an unsigned LEB128 that does not end with its first byte.
    #[inline(never)]
    fn unsigned_from(&mut self, first: u8) -> Result<u64> {
        let mut value = u64::from(first & 0x7f);
        let mut shift = 7;
        loop {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
            if shift > 63 {
                return Err(DecodeError::BadInteger);
            }
        }
    }

    /// Unsigned LEB128 of 32 bits.
    #[inline]
    pub fn u32(&mut self) -> Result<u32> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(first.into());
        }
        u32::try_from(self.apart(|rest| rest.unsigned_from(first))?)
            .map_err(|_| DecodeError::BadInteger)
    }

    /// Signed LEB128 of up to 64 bits.
    #[inline]
    pub fn signed(&mut self) -> Result<i64> {
        let first = self.byte()?;
        // The second highest bit is the sign.
        if first < 0x80 {
            return Ok(i64::from(first << 1) << 56 >> 57);
        }
        self.apart(|rest| rest.signed_from(first))
    }

    /// The rest of a signed LEB128 that does not end with its first byte.
    #[inline(never)]
    fn signed_from(&mut self, first: u8) -> Result<i64> {
        let mut value = i64::from(first & 0x7f);
        let mut shift = 7;
        loop {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                let unused = 64u32.saturating_sub(shift);
                return Ok(value << unused >> unused);
            }
            if shift > 63 {
                return Err(DecodeError::BadInteger);
            }
        }
    }

    fn heap(&mut self) -> Result<Heap> {
        match self.signed()? {
            index @ 0.. => Ok(Heap::Concrete(index as u32)),
            short @ -64..0 => Abstract::from_byte(short as u8 & 0x7f)
                .map(Heap::Abstract)
                .ok_or(DecodeError::UnknownType),
            _ => Err(DecodeError::UnknownType),
        }
    }

    /// A value type.
    pub fn ty(&mut self) -> Result<Type> {
        match self.byte()? {
            0x7f => Ok(Type::I32),
            0x7e => Ok(Type::I64),
            0x7d => Ok(Type::F32),
            0x7c => Ok(Type::F64),
            0x7b => Ok(Type::V128),
            0x63 => Ok(Type::reference(true, self.heap()?)),
            0x64 => Ok(Type::reference(false, self.heap()?)),
            byte => Abstract::from_byte(byte)
                .map(|a| Type::reference(true, Heap::Abstract(a)))
                .ok_or(DecodeError::UnknownType),
        }
    }

    /// The opcode behind a prefix byte, or what that byte is if it is none.
    #[inline(never)]
    fn prefixed(&mut self, byte: u8) -> Result<(Opcode, Imm)> {
        let Some(table) = PREFIXED.get(usize::from(byte).wrapping_sub(0xfb)) else {
            return Err(DecodeError::UnknownOpcode(byte.into()));
        };
        let sub = self.u32()?;
        let row = table.get(sub as usize).copied().flatten();
        row.ok_or(DecodeError::UnknownOpcode(u32::from(byte) << 16 | (sub & 0xffff)))
    }

    /// The next operator.
    #[inline(always)]
    pub fn op(&mut self, pool: &mut Pool, scratch: &mut Scratch) -> Result<Op> {
        let byte = self.byte()?;
        let (code, imm) = match PLAIN[usize::from(byte)] {
            Some(row) => row,
            None => self.apart(|rest| rest.prefixed(byte))?,
        };
        let plain = Op::new(code);
        Ok(match imm {
            Imm::None => plain,
            Imm::I32 | Imm::I64 => Op { c: self.signed()? as u64, ..plain },
            Imm::Local
            | Imm::Label
            | Imm::Function
            | Imm::Global
            | Imm::Memory
            | Imm::Table
            | Imm::Type
            | Imm::Tag
            | Imm::Data
            | Imm::Elem => Op { b: self.u32()?, ..plain },
            Imm::MemArg => self.memarg(plain)?,
            _ => self.apart(|rest| rest.rare_immediate(plain, imm, pool, scratch))?,
        })
    }

    #[inline(always)]
    fn memarg(&mut self, op: Op) -> Result<Op> {
        let flags = self.u32()?;
        let memory = if flags & 0x40 != 0 { self.u32()? } else { 0 };
        Ok(Op { a: (flags & 0x3f) as u16, b: memory, c: self.unsigned()?, ..op })
    }

    #[inline(never)]
    fn rare_immediate(
        &mut self,
        mut op: Op,
        imm: Imm,
        pool: &mut Pool,
        scratch: &mut Scratch,
    ) -> Result<Op> {
        match imm {
            Imm::F32 => op.c = u64::from(u32::from_le_bytes(self.array()?)),
            Imm::F64 => op.c = u64::from_le_bytes(self.array()?),
            Imm::V128 | Imm::Shuffle => {
                op.c = pool.intern(u128::from_le_bytes(self.array()?)).into();
            }
            Imm::Lane => op.a = u16::from(self.byte()?) << 8,
            Imm::MemArgLane => {
                op = self.memarg(op)?;
                op.a |= u16::from(self.byte()?) << 8;
            }
            Imm::Ordering => op.b = u32::from(self.byte()?),
            Imm::HeapType => {
                let nullable = !matches!(op.code, Opcode::RefTest | Opcode::RefCast);
                op.b = Type::reference(nullable, self.heap()?).to_bits();
            }
            Imm::SelectType => {
                if self.u32()? != 1 {
                    return Err(DecodeError::UnknownType);
                }
                op.b = self.ty()?.to_bits();
            }
            Imm::BlockType => self.block_type(&mut op)?,
            Imm::TryTable => {
                self.block_type(&mut op)?;
                op.a = self.catches(scratch)?;
            }
            Imm::BranchTable => {
                scratch.labels.clear();
                let count = self.u32()?;
                // A label takes at least a byte: refuse counts that the body cannot hold.
                if count as usize >= self.bytes.len() {
                    return Err(DecodeError::UnexpectedEnd);
                }
                for _ in 0..=count {
                    scratch.labels.push(self.u32()?);
                }
                op.b = count + 1;
            }
            Imm::BranchCast => {
                let flags = self.byte()?;
                scratch.labels.clear();
                scratch.labels.push(self.u32()?);
                op.b = Type::reference(flags & 1 != 0, self.heap()?).to_bits();
                op.c = Type::reference(flags & 2 != 0, self.heap()?).to_bits().into();
            }
            // Everything else is two indices. Encodings that differ in order from `Op`'s
            // fields do not exist.
            _ => {
                op.b = self.u32()?;
                op.c = self.u32()?.into();
            }
        }
        Ok(op)
    }

    fn block_type(&mut self, op: &mut Op) -> Result<()> {
        match self.bytes.get(self.pos) {
            Some(0x40) => self.pos += 1,
            // Value types are single-byte negative numbers; 0x63 and 0x64 begin references.
            Some(0x41..=0x7f) => {
                op.b = 1;
                op.c = self.ty()?.to_bits().into();
            }
            Some(_) => {
                op.b = 2;
                let index = self.signed()?;
                op.c = u32::try_from(index).map_err(|_| DecodeError::BadInteger)?.into();
            }
            None => return Err(DecodeError::UnexpectedEnd),
        }
        Ok(())
    }

    fn catches(&mut self, scratch: &mut Scratch) -> Result<u16> {
        scratch.catches.clear();
        let count = self.u32()?;
        for _ in 0..count {
            let kind = self.byte()?;
            if kind > 3 {
                return Err(DecodeError::UnknownOpcode(u32::from(kind)));
            }
            let tag = if kind < 2 { Some(self.u32()?) } else { None };
            let label = self.u32()?;
            scratch.catches.push(Catch { tag, with_ref: kind & 1 != 0, label });
        }
        u16::try_from(count).map_err(|_| DecodeError::BadInteger)
    }
}

fn write_u32(out: &mut Vec<u8>, value: u32) {
    leb::write_unsigned(out, value.into());
}

/// Appends a block type: nothing, or one value.
pub fn encode_block_type(ty: Option<Type>, out: &mut Vec<u8>) {
    match ty {
        None => out.push(0x40),
        Some(ty) => ty.encode(out),
    }
}

/// Appends the opcode without any immediate.
#[inline]
pub fn encode_opcode(code: Opcode, out: &mut Vec<u8>) {
    match code.info().code {
        plain @ 0..0x100 => out.push(plain as u8),
        prefixed => {
            out.push((prefixed >> 16) as u8);
            write_u32(out, prefixed & 0xffff);
        }
    }
}

impl Op {
    /// Appends the encoding. Operators whose immediate holds labels are written by
    /// `lower::emit`, which knows them; for these only the opcode is appended.
    pub fn encode(self, pool: &Pool, out: &mut Vec<u8>) {
        encode_opcode(self.code, out);
        match self.info().imm {
            Imm::None
            | Imm::BranchTable
            | Imm::BranchCast
            | Imm::BlockType
            | Imm::TryTable
            | Imm::Region => {}
            Imm::I32 | Imm::I64 => leb::write_signed(out, self.int()),
            Imm::F32 => out.extend_from_slice(&(self.c as u32).to_le_bytes()),
            Imm::F64 => out.extend_from_slice(&self.c.to_le_bytes()),
            Imm::V128 | Imm::Shuffle => out.extend_from_slice(&pool.get(self.c).to_le_bytes()),
            Imm::Lane => out.push(self.lane()),
            Imm::MemArg => self.encode_memarg(out),
            Imm::MemArgLane => {
                self.encode_memarg(out);
                out.push(self.lane());
            }
            Imm::Ordering => out.push(self.b as u8),
            Imm::HeapType => {
                if let Some(heap) = self.ty().heap() {
                    heap.encode(out);
                }
            }
            Imm::SelectType => {
                out.push(1);
                self.ty().encode(out);
            }
            Imm::Memory
            | Imm::Data
            | Imm::Elem
            | Imm::Table
            | Imm::Function
            | Imm::Global
            | Imm::Local
            | Imm::Tag
            | Imm::Type
            | Imm::Label => write_u32(out, self.b),
            Imm::MemoryMemory
            | Imm::DataMemory
            | Imm::ElemTable
            | Imm::TableTable
            | Imm::TypeTable
            | Imm::TypeField
            | Imm::TypeCount
            | Imm::TypeData
            | Imm::TypeElem
            | Imm::TypeType => {
                write_u32(out, self.b);
                write_u32(out, self.index2());
            }
        }
    }

    fn encode_memarg(self, out: &mut Vec<u8>) {
        let align = u32::from(self.align());
        if self.b == 0 {
            out.push(align as u8);
        } else {
            out.push(align as u8 | 0x40);
            write_u32(out, self.b);
        }
        leb::write_unsigned(out, self.c);
    }

    /// Bytes of the encoding, labels excluded (see [`Op::encode`]).
    pub fn encoded_size(self) -> u32 {
        let index = |i: u32| leb::unsigned_size(i.into());
        let memarg = || {
            let memory = if self.b == 0 { 0 } else { index(self.b) };
            1 + memory + leb::unsigned_size(self.c)
        };
        let immediate = match self.info().imm {
            Imm::None
            | Imm::BranchTable
            | Imm::BranchCast
            | Imm::BlockType
            | Imm::TryTable
            | Imm::Region => 0,
            Imm::I32 | Imm::I64 => leb::signed_size(self.int()),
            Imm::F32 => 4,
            Imm::F64 => 8,
            Imm::V128 | Imm::Shuffle => 16,
            Imm::Lane | Imm::Ordering => 1,
            Imm::MemArg => memarg(),
            Imm::MemArgLane => memarg() + 1,
            Imm::HeapType => self.ty().heap().map_or(0, Heap::encoded_size),
            Imm::SelectType => 1 + self.ty().encoded_size(),
            Imm::Memory
            | Imm::Data
            | Imm::Elem
            | Imm::Table
            | Imm::Function
            | Imm::Global
            | Imm::Local
            | Imm::Tag
            | Imm::Type
            | Imm::Label => index(self.b),
            _ => index(self.b) + index(self.index2()),
        };
        self.code.size() + immediate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One operator of every row whose immediate `encode` writes.
    fn samples(pool: &mut Pool) -> Vec<Op> {
        let mut all = Vec::new();
        for &code in Opcode::ALL {
            let mut op = Op::new(code);
            match code.info().imm {
                Imm::None => {}
                Imm::I32 => op.c = -22i64 as u64,
                Imm::I64 => op.c = u64::MAX << 40,
                Imm::F32 => op.c = 0x7fc0_0001,
                Imm::F64 => op.c = 0x7ff8_0000_0000_0001,
                Imm::V128 | Imm::Shuffle => op.c = pool.intern(0x0102_0304 << 77).into(),
                Imm::Lane => op.a = 3 << 8,
                Imm::MemArg => (op.a, op.b, op.c) = (2, 1, 1 << 33),
                Imm::MemArgLane => (op.a, op.b, op.c) = (2 | 1 << 8, 0, 200),
                Imm::HeapType => {
                    let nullable = !matches!(code, Opcode::RefTest | Opcode::RefCast);
                    op.b = Type::reference(nullable, Heap::Concrete(70)).to_bits();
                }
                Imm::SelectType => op.b = Type::FUNCREF.to_bits(),
                Imm::Ordering => {}
                Imm::BranchTable | Imm::BranchCast | Imm::BlockType => continue,
                Imm::TryTable | Imm::Region => continue,
                Imm::Memory | Imm::Data | Imm::Elem | Imm::Table | Imm::Function => op.b = 300,
                Imm::Global | Imm::Local | Imm::Tag | Imm::Type | Imm::Label => op.b = 5,
                _ => (op.b, op.c) = (1000, 7),
            }
            all.push(op);
        }
        all
    }

    #[test]
    fn encoding_round_trips_and_sizes_agree() {
        let mut pool = Pool::default();
        let mut scratch = Scratch::default();
        let samples = samples(&mut pool);
        assert!(samples.len() > 550);
        for op in samples {
            let mut bytes = Vec::new();
            op.encode(&pool, &mut bytes);
            assert_eq!(bytes.len() as u32, op.encoded_size(), "{}", op.info().text);
            let mut reader = Reader::new(&bytes, 0);
            let back = reader.op(&mut pool, &mut scratch).unwrap();
            assert!(back == op && reader.at_end(), "{}", op.info().text);
            for cut in 0..bytes.len() {
                assert!(Reader::new(&bytes[..cut], 0).op(&mut pool, &mut scratch).is_err());
            }
        }
    }
}
