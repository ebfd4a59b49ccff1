//! Operators: an opcode and its immediate, sixteen bytes, copied freely.
//!
//! Takes: the rows of [`table`]. Gives: [`Op`], comparable and hashable as value-numbering
//! keys are, and the facts each row states ([`OpInfo`], [`Flags`]). Invariant: an `Op`'s
//! fields are used exactly as its row's [`Imm`] says; two `Op`s of one function are equal
//! exactly if they encode to the same bytes (large constants are interned, see [`Pool`]).
//! Cost: O(1) throughout.

pub mod codec;
mod cycles;
pub mod imm;
pub mod leb;
pub mod relation;
pub mod table;

pub use imm::{Imm, Pool};
pub use table::Opcode;

use super::types::Type;

/// A row of the operator table.
#[derive(Debug)]
pub struct OpInfo {
    /// Mnemonic of the text form.
    pub text: &'static str,
    /// Encoding: one byte, or prefix byte in bits 16.. and LEB128 sub-opcode below.
    pub code: u32,
    /// Shape of the immediate.
    pub imm: Imm,
    /// Operand and result types.
    pub sig: Sig,
    /// The proposal that introduced the operator.
    pub feature: Feature,
    /// Effects and properties.
    pub flags: Flags,
    /// Bytes of memory that a load, store or atomic access touches; 0 for other operators.
    pub access: u8,
    /// Estimated cycles, see [`cycles`].
    pub cycles: u8,
}

/// Width of a memory access, which its mnemonic states: `load8_s` 1, `load16x4_u` 8,
/// `i64.load` 8.
const fn access_bytes(text: &[u8]) -> u8 {
    let mut at = 0;
    while at < text.len() && text[at] != b'.' {
        at += 1;
    }
    let whole = match text[0] {
        b'v' => 16,
        _ if text[1] == b'6' => 8,
        _ => 4,
    };
    let mut name = at + 1;
    while name + 3 < text.len() {
        let end = match (text[name], text[name + 1], text[name + 2], text[name + 3]) {
            (b'l', b'o', b'a', b'd') | (b'w', b'a', b'i', b't') => name + 4,
            (b's', b't', b'o', b'r') => name + 5,
            (b'r', b'm', b'w', _) => name + 3,
            (b'n', b'o', b't', b'i') => return 4,
            _ => {
                name += 1;
                continue;
            }
        };
        let (bits, after) = number(text, end);
        if bits == 0 {
            return whole;
        }
        let lanes =
            if after < text.len() && text[after] == b'x' { number(text, after + 1).0 } else { 1 };
        return (bits * lanes / 8) as u8;
    }
    0
}

const fn number(text: &[u8], mut at: usize) -> (u32, usize) {
    let mut value = 0;
    while at < text.len() && text[at].is_ascii_digit() {
        value = value * 10 + (text[at] - b'0') as u32;
        at += 1;
    }
    (value, at)
}

/// A signature column of the table, in its letters; see [`table`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sig {
    letters: [u8; 7],
    params: u8,
    results: u8,
    /// Types depend on the module or the operands.
    pub custom: bool,
    /// What most operators have: no result or one, of a type that its letter alone names.
    /// `None` for the others.
    pub simple_result: Option<SimpleResult>,
}

/// No result, or one of a fixed type.
pub type SimpleResult = Option<Type>;

impl Sig {
    const fn parse(text: &[u8]) -> Sig {
        let custom = text[0] == b'*';
        let mut sig = Sig { letters: [0; 7], params: 0, results: 0, custom, simple_result: None };
        let mut at = 0;
        let mut in_results = false;
        while at < text.len() && !sig.custom {
            if text[at] == b'>' {
                in_results = true;
            } else {
                sig.letters[(sig.params + sig.results) as usize] = text[at];
                if in_results {
                    sig.results += 1;
                } else {
                    sig.params += 1;
                }
            }
            at += 1;
        }
        if sig.results == 0 && !custom {
            sig.simple_result = Some(None);
        } else if sig.results == 1
            && let Some(ty) = Type::from_letter(sig.letters[sig.params as usize])
        {
            sig.simple_result = Some(Some(ty));
        }
        sig
    }

    /// Letters of the operands; empty for custom signatures.
    #[inline]
    pub fn params(&self) -> &[u8] {
        &self.letters[..self.params as usize]
    }

    /// Letters of the results; empty for custom signatures.
    #[inline]
    pub fn results(&self) -> &[u8] {
        &self.letters[self.params as usize..(self.params + self.results) as usize]
    }
}

/// The proposal an operator came with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Feature {
    Mvp,
    SignExtension,
    SaturatingFloatToInt,
    BulkMemory,
    ReferenceTypes,
    TailCall,
    FunctionReferences,
    Exceptions,
    LegacyExceptions,
    Gc,
    Simd,
    RelaxedSimd,
    Threads,
    WideArithmetic,
}

/// A set of effects and properties of an operator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags(u32);

#[allow(missing_docs)]
impl Flags {
    pub const NONE: Flags = Flags(0);
    /// No effect, cannot trap, same result for same operands.
    pub const PURE: Flags = Flags(0);
    pub const READ_MEMORY: Flags = Flags(1 << 0);
    pub const WRITE_MEMORY: Flags = Flags(1 << 1);
    pub const READ_GLOBAL: Flags = Flags(1 << 2);
    pub const WRITE_GLOBAL: Flags = Flags(1 << 3);
    pub const READ_TABLE: Flags = Flags(1 << 4);
    pub const WRITE_TABLE: Flags = Flags(1 << 5);
    /// Mutable fields of structs and arrays.
    pub const READ_HEAP: Flags = Flags(1 << 6);
    pub const WRITE_HEAP: Flags = Flags(1 << 7);
    /// Whether data and element segments have been dropped.
    pub const READ_SEGMENT: Flags = Flags(1 << 8);
    pub const WRITE_SEGMENT: Flags = Flags(1 << 9);
    pub const TRAPS: Flags = Flags(1 << 10);
    pub const THROWS: Flags = Flags(1 << 11);
    /// The outcome is the host's choice: never repeated, removed or reordered.
    pub const HOST: Flags = Flags(1 << 12);
    /// Ordered against all other accesses to shared memory.
    pub const ORDERED: Flags = Flags(1 << 13);
    /// The result is a new identity: never merged, removable when unused.
    pub const ALLOCATES: Flags = Flags(1 << 14);
    /// Ends a block.
    pub const TERMINATOR: Flags = Flags(1 << 15);
    /// Exists in stack code only; SSA expresses it by blocks and values.
    pub const STRUCTURE: Flags = Flags(1 << 16);
    /// Exchanging the two operands changes nothing.
    pub const COMMUTES: Flags = Flags(1 << 17);
    /// No operands, same value everywhere.
    pub const CONSTANT: Flags = Flags(1 << 18);
    /// May produce a NaN whose bits the specification leaves open.
    pub const NAN: Flags = Flags(1 << 19);
    /// One of several results, fixed per environment: never folded.
    pub const RELAXED: Flags = Flags(1 << 20);

    /// Every mutable state of the instance, read.
    pub const READS: Flags = Flags(
        Self::READ_MEMORY.0
            | Self::READ_GLOBAL.0
            | Self::READ_TABLE.0
            | Self::READ_HEAP.0
            | Self::READ_SEGMENT.0,
    );
    /// Every mutable state of the instance, written.
    pub const WRITES: Flags = Flags(
        Self::WRITE_MEMORY.0
            | Self::WRITE_GLOBAL.0
            | Self::WRITE_TABLE.0
            | Self::WRITE_HEAP.0
            | Self::WRITE_SEGMENT.0,
    );
    /// A call: anything may happen.
    pub const CALLS: Flags =
        Flags(Self::READS.0 | Self::WRITES.0 | Self::TRAPS.0 | Self::THROWS.0 | Self::HOST.0);
    /// An atomic access or fence.
    pub const SYNC: Flags = Flags(Self::READ_MEMORY.0 | Self::WRITE_MEMORY.0 | Self::ORDERED.0);

    /// Set union, usable in constants.
    pub const fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// Whether any flag of `other` is set here.
    pub const fn any(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all flags of `other` are set here.
    pub const fn all(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether evaluating the operator twice, never, or elsewhere makes no difference.
    pub const fn is_pure(self) -> bool {
        const IMPURE: Flags = Flags::READS
            .with(Flags::WRITES)
            .with(Flags::TRAPS)
            .with(Flags::THROWS)
            .with(Flags::HOST)
            .with(Flags::ORDERED)
            .with(Flags::ALLOCATES)
            .with(Flags::TERMINATOR)
            .with(Flags::STRUCTURE);
        !self.any(IMPURE)
    }

    /// Whether the operator may be deleted when its results are unused.
    pub const fn is_removable(self) -> bool {
        const KEEP: Flags = Flags::WRITES
            .with(Flags::TRAPS)
            .with(Flags::THROWS)
            .with(Flags::HOST)
            .with(Flags::ORDERED)
            .with(Flags::TERMINATOR)
            .with(Flags::STRUCTURE);
        !self.any(KEEP)
    }

    /// Whether the operator may be deleted when its results are unused and it is known not to
    /// trap.
    pub const fn is_removable_without_trap(self) -> bool {
        Flags(self.0 & !Flags::TRAPS.0).is_removable()
    }

    /// Whether two neighbouring operators with these effects may change places.
    ///
    /// Traps commute with traps, since which trap comes first is not observable, but not
    /// with writes, since the state at a trap is.
    pub const fn commutes_with(self, other: Flags) -> bool {
        const STOPS: Flags = Flags::TRAPS.with(Flags::THROWS).with(Flags::HOST);
        const BARRIER: Flags = Flags::HOST.with(Flags::ORDERED).with(Flags::THROWS);
        const VISIBLE: Flags =
            Flags::WRITES.with(Flags::HOST).with(Flags::ORDERED).with(Flags::THROWS);
        // The write bit of each space stands directly above its read bit.
        let (writes, other_writes) = (self.0 & Flags::WRITES.0, other.0 & Flags::WRITES.0);
        let clash = self.0 & Flags::READS.0 & (other_writes >> 1) != 0
            || other.0 & Flags::READS.0 & (writes >> 1) != 0
            || writes & other_writes != 0;
        let seen_at_stop = self.any(STOPS) && other.any(VISIBLE);
        let stops_before_seen = other.any(STOPS) && self.any(VISIBLE);
        let both_barriers = self.any(BARRIER) && other.any(BARRIER);
        !(clash || seen_at_stop || stops_before_seen || both_barriers)
    }
}

impl std::fmt::Debug for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Flags({:#x})", self.0)
    }
}

/// The flags of all rows: asked at every step, they should not take a line of the cache each.
static FLAGS: [Flags; Opcode::ALL.len()] = {
    let mut flags = [Flags::NONE; Opcode::ALL.len()];
    let mut at = 0;
    while at < flags.len() {
        flags[at] = table::INFO[at].flags;
        at += 1;
    }
    flags
};

impl Opcode {
    /// This opcode's row.
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &table::INFO[self as usize]
    }

    /// Effects and properties.
    #[inline]
    pub fn flags(self) -> Flags {
        FLAGS[self as usize]
    }

    /// The opcode whose mnemonic is `text`.
    pub fn from_text(text: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|op| op.info().text == text)
    }

    /// Bytes of the opcode alone, without immediates.
    pub fn size(self) -> u32 {
        match self.info().code {
            0..0x100 => 1,
            code => 1 + leb::unsigned_size(u64::from(code & 0xffff)),
        }
    }
}

/// An operator with its immediate. What `a`, `b`, `c` hold is stated by [`Imm`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Op {
    /// The operator.
    pub code: Opcode,
    pub(crate) a: u16,
    pub(crate) b: u32,
    pub(crate) c: u64,
}

impl Op {
    /// An operator without immediate.
    pub const fn new(code: Opcode) -> Op {
        Op { code, a: 0, b: 0, c: 0 }
    }

    /// An operator with one or two indices as immediate.
    pub const fn with_indices(code: Opcode, first: u32, second: u32) -> Op {
        Op { code, a: 0, b: first, c: second as u64 }
    }

    /// `i32.const`.
    pub const fn i32(value: i32) -> Op {
        Op { code: Opcode::I32Const, a: 0, b: 0, c: value as i64 as u64 }
    }

    /// `i64.const`.
    pub const fn i64(value: i64) -> Op {
        Op { code: Opcode::I64Const, a: 0, b: 0, c: value as u64 }
    }

    /// `f32.const` by its bits.
    pub const fn f32(bits: u32) -> Op {
        Op { code: Opcode::F32Const, a: 0, b: 0, c: bits as u64 }
    }

    /// `f64.const` by its bits.
    pub const fn f64(bits: u64) -> Op {
        Op { code: Opcode::F64Const, a: 0, b: 0, c: bits }
    }

    /// `v128.const` by the pool's index of its bits.
    pub const fn v128(index: u32) -> Op {
        Op { code: Opcode::V128Const, a: 0, b: 0, c: index as u64 }
    }

    /// `select` of values of a named type.
    pub const fn select(ty: Type) -> Op {
        Op { code: Opcode::SelectT, a: 0, b: ty.to_bits(), c: 0 }
    }

    /// The operator that makes the default value of `ty`: zero or null.
    /// `pool` interns the zero vector. `None` for non-nullable references.
    pub fn zero(ty: Type, pool: &mut Pool) -> Option<Op> {
        Some(match ty {
            Type::I32 => Op::i32(0),
            Type::I64 => Op::i64(0),
            Type::F32 => Op::f32(0),
            Type::F64 => Op::f64(0),
            Type::V128 => Op::v128(pool.intern(0)),
            _ if ty.is_nullable() => Op { code: Opcode::RefNull, a: 0, b: ty.to_bits(), c: 0 },
            _ => return None,
        })
    }

    /// This operator's row.
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        self.code.info()
    }

    /// Effects and properties.
    #[inline]
    pub fn flags(self) -> Flags {
        self.code.flags()
    }

    /// First index immediate: function, global, type, memory, …
    pub const fn index(self) -> u32 {
        self.b
    }

    /// Second index immediate: field, table of `call_indirect`, source of a copy, …
    pub const fn index2(self) -> u32 {
        self.c as u32
    }

    /// Integer constant, sign-extended.
    pub const fn int(self) -> i64 {
        self.c as i64
    }

    /// Bits of a constant of at most 64 bits; of an `i32` the low 32.
    pub const fn bits(self) -> u64 {
        match self.code {
            Opcode::I32Const => self.c & 0xffff_ffff,
            _ => self.c,
        }
    }

    /// Static offset of a memory access.
    pub const fn offset(self) -> u64 {
        self.c
    }

    /// The same access at another static offset.
    #[must_use]
    pub const fn with_offset(self, offset: u64) -> Op {
        Op { c: offset, ..self }
    }

    /// The same access with another alignment hint, log2.
    #[must_use]
    pub const fn with_align(self, align: u8) -> Op {
        Op { a: (self.a & 0xff00) | align as u16, ..self }
    }

    /// log2 of the alignment hint of a memory access.
    pub const fn align(self) -> u8 {
        self.a as u8
    }

    /// Lane index.
    pub const fn lane(self) -> u8 {
        (self.a >> 8) as u8
    }

    /// The value type that the immediate names (`select_t`, `ref.null`, casts).
    pub const fn ty(self) -> Type {
        Type::from_bits(self.b)
    }

    /// The second type of a cast branch: the one it tests for.
    pub const fn ty2(self) -> Type {
        Type::from_bits(self.c as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_codes_are_unique() {
        let mut texts: Vec<_> = table::INFO.iter().map(|row| row.text).collect();
        let mut codes: Vec<_> = table::INFO.iter().map(|row| row.code).collect();
        texts.sort_unstable();
        codes.sort_unstable();
        assert!(texts.windows(2).all(|w| w[0] != w[1]));
        assert!(codes.windows(2).all(|w| w[0] != w[1]));
    }

    #[test]
    fn access_widths() {
        let all = [
            ("i32.load", 4),
            ("i64.load", 8),
            ("f64.store", 8),
            ("i64.load32_s", 4),
            ("i32.store8", 1),
            ("v128.load8x8_s", 8),
            ("v128.load64_splat", 8),
            ("v128.load32_zero", 4),
            ("v128.store16_lane", 2),
            ("v128.load", 16),
            ("i64.atomic.rmw8.add_u", 1),
            ("i64.atomic.rmw.cmpxchg", 8),
            ("memory.atomic.wait64", 8),
            ("memory.atomic.notify", 4),
        ];
        for (text, bytes) in all {
            assert_eq!(Opcode::from_text(text).unwrap().info().access, bytes, "{text}");
        }
        for row in &table::INFO {
            let accesses = matches!(row.imm, Imm::MemArg | Imm::MemArgLane);
            assert_eq!(row.access != 0, accesses, "{}", row.text);
        }
    }

    #[test]
    fn effects_that_must_not_swap() {
        let flags = |text: &str| Opcode::from_text(text).unwrap().flags();
        let swap = |a: &str, b: &str| flags(a).commutes_with(flags(b));
        assert!(swap("i32.load", "i32.load"));
        assert!(swap("i32.load", "i32.div_s"));
        assert!(swap("i32.add", "call"));
        assert!(swap("global.get", "i32.store"));
        assert!(!swap("i32.load", "i32.store"));
        assert!(!swap("i32.div_s", "i32.store"));
        assert!(!swap("i32.div_s", "global.set"));
        assert!(!swap("i32.div_s", "call"));
        assert!(!swap("global.get", "call"));
        assert!(!swap("i32.load", "memory.grow"));
        assert!(!swap("i32.atomic.load", "i32.load"));
        assert!(!swap("memory.grow", "call"));
        assert!(!swap("i32.div_s", "memory.grow"));
        assert!(swap("struct.get", "i32.store") == swap("i32.store", "struct.get"));
    }
}
