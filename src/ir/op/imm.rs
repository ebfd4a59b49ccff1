//! Immediates: the shapes they take and the pool of the large ones.
//!
//! Takes: rows of the operator table. Gives: [`Imm`], which says how an [`Op`](super::Op)'s
//! fields `a`, `b`, `c` are to be read, and [`Pool`], which interns 16-byte constants.
//! Invariant: unused fields are zero, so that operators compare by value. Cost: O(1).

use rustc_hash::FxHashMap;

/// Shape of an operator's immediate, with the fields of `Op` that hold it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Imm {
    /// Nothing.
    None,
    /// Signed 32-bit constant, sign-extended in `c`.
    I32,
    /// Signed 64-bit constant in `c`.
    I64,
    /// Bits of an `f32` in `c`.
    F32,
    /// Bits of an `f64` in `c`.
    F64,
    /// 16 bytes, interned: pool index in `c`.
    V128,
    /// 16 lane indices, interned: pool index in `c`.
    Shuffle,
    /// Lane index in the high byte of `a`.
    Lane,
    /// log2 of the alignment in the low byte of `a`, memory in `b`, offset in `c`.
    MemArg,
    /// `MemArg` and `Lane`.
    MemArgLane,
    /// Memory in `b`.
    Memory,
    /// Destination memory in `b`, source memory in `c`.
    MemoryMemory,
    /// Data segment in `b`, memory in `c`.
    DataMemory,
    /// Data segment in `b`.
    Data,
    /// Element segment in `b`.
    Elem,
    /// Element segment in `b`, table in `c`.
    ElemTable,
    /// Table in `b`.
    Table,
    /// Destination table in `b`, source table in `c`.
    TableTable,
    /// Function in `b`.
    Function,
    /// Global in `b`.
    Global,
    /// Local in `b`; stack code only.
    Local,
    /// Tag in `b`.
    Tag,
    /// Type in `b`.
    Type,
    /// Type in `b`, table in `c`.
    TypeTable,
    /// Struct type in `b`, field in `c`.
    TypeField,
    /// Array type in `b`, number of elements in `c`.
    TypeCount,
    /// Array type in `b`, data segment in `c`.
    TypeData,
    /// Array type in `b`, element segment in `c`.
    TypeElem,
    /// Destination array type in `b`, source array type in `c`.
    TypeType,
    /// Heap type, as the reference type that the operator makes or tests for, in `b`.
    HeapType,
    /// Result type of a typed `select` in `b`.
    SelectType,
    /// Memory ordering in `b`; only sequential consistency exists.
    Ordering,
    /// Source type in `b`, tested type in `c`; in bytes also a label, kept in `a` up to
    /// 65,535 by the decoder's caller.
    BranchCast,
    /// Label depth in `b`; stack code only.
    Label,
    /// Number of labels in `b`, the labels outside; stack code only.
    BranchTable,
    /// Block type: 0, 1 or 2 in `b` for none, a value type, a function type, which is in `c`;
    /// stack code only.
    BlockType,
    /// As `BlockType`, the number of catch clauses in `a`, the clauses outside; stack code only.
    TryTable,
    /// Exception region in `b`; SSA only.
    Region,
}

/// Interned 16-byte immediates of one function.
///
/// Two operators of one function are equal exactly if their pool indices are.
#[derive(Clone, Default, Debug)]
pub struct Pool {
    items: Vec<u128>,
    index: FxHashMap<u128, u32>,
}

impl Pool {
    /// The index of `bits`, which is added when new.
    pub fn intern(&mut self, bits: u128) -> u32 {
        let next = self.items.len() as u32;
        *self.index.entry(bits).or_insert_with(|| {
            self.items.push(bits);
            next
        })
    }

    /// The constant at `index`; zero when there is none.
    pub fn get(&self, index: u64) -> u128 {
        self.items.get(index as usize).copied().unwrap_or(0)
    }

    /// Forgets all constants, keeping the storage.
    pub fn clear(&mut self) {
        self.items.clear();
        self.index.clear();
    }
}
