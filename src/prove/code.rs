//! A body as a graph of blocks of stack code.
//!
//! Takes: nothing; this is the form that `lift` makes and the executor runs. Invariant: heights
//! and operands are those that validation proved; every cycle passes a block that is `header`;
//! indices of types, tables, memories, globals, tags and segments mean the same in both modules
//! (those of directly called functions are the module's own).

use super::hierarchy::Static;
use super::opcode::Opcode;

/// Number of a block.
pub type BlockId = u32;

/// One operator of a block.
#[derive(Clone, Copy, Debug)]
pub struct Inst {
    /// Which.
    pub op: Opcode,
    /// Values taken from the stack.
    pub takes: u16,
    /// Values put on the stack.
    pub gives: u16,
    /// Number of the innermost handler set, plus one; zero for none.
    pub handlers: u32,
    /// First immediate: an index.
    pub a: u32,
    /// Second immediate: an index or lane.
    pub b: u32,
    /// Third immediate: constant bits or offset.
    pub imm: u64,
    /// Where it stands in the module, in bytes.
    pub offset: u32,
}

/// All values stay on the stack.
pub const ALL: u32 = u32::MAX;

/// A way to a block, with what becomes of the stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    /// Destination.
    pub block: BlockId,
    /// First so many values are dropped.
    pub drop: u32,
    /// Then so many are kept, or [`ALL`].
    pub keep: u32,
    /// On top of so many from the bottom.
    pub height: u32,
}

/// How a block ends.
#[derive(Clone, Debug)]
pub enum End {
    /// Goes on there.
    Jump(Edge),
    /// Takes a condition: where if it is not zero, where if it is.
    Branch(Edge, Edge),
    /// Takes a number: destinations, the last for all numbers beyond.
    Switch(Vec<Edge>),
    /// Gives the topmost values to the caller.
    Return,
    /// Traps, or is never reached.
    Trap,
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its operators: from, to.
    pub insts: (u32, u32),
    /// How it ends.
    pub end: End,
    /// More than one way leads here.
    pub merge: bool,
    /// It is the header of a loop.
    pub header: bool,
    /// Where it begins in the module, in bytes.
    pub offset: u32,
    /// Values on the stack at its begin.
    pub height: u32,
}

/// Something that may catch an exception.
#[derive(Clone, Copy, Debug)]
pub struct Clause {
    /// The tag it is for; none for all.
    pub tag: Option<u32>,
    /// Where it goes.
    pub block: BlockId,
    /// With so many values from the bottom of the stack, then the payload.
    pub height: u32,
    /// Number of payload values.
    pub payload: u32,
    /// Whether the exception itself is pushed too.
    pub reference: bool,
    /// The register that remembers the exception, for `rethrow`.
    pub save: Option<u32>,
}

/// Handlers of one `try`, and those around it.
#[derive(Clone, Debug, Default)]
pub struct Handlers {
    /// Clauses in order.
    pub clauses: Vec<Clause>,
    /// Number of the next set outward, plus one.
    pub parent: u32,
}

/// A body.
#[derive(Default)]
pub struct Code {
    /// All blocks; the first is the entry.
    pub blocks: Vec<Block>,
    /// Operators of all blocks.
    pub insts: Vec<Inst>,
    /// Handler sets.
    pub handlers: Vec<Handlers>,
    /// Parameters.
    pub params: u32,
    /// What their types say of them.
    pub types: Vec<Static>,
    /// Registers: parameters, locals, remembered exceptions.
    pub registers: u32,
    /// First values of the locals that are not parameters.
    pub zeros: Vec<Zero>,
    /// Values it returns.
    pub results: u32,
    /// Constants that need more than 64 bits.
    pub wide: Vec<u128>,
}

/// The first value of a local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Zero {
    /// 32 bits.
    W32,
    /// 64 bits, or a null reference.
    W64,
    /// 128 bits.
    V128,
}

impl Code {
    /// All clauses that an exception thrown under a handler set meets, in order.
    pub fn clauses(&self, handlers: u32) -> Vec<Clause> {
        let mut all: Vec<Clause> = Vec::new();
        let mut at = handlers;
        while at != 0 {
            let set = &self.handlers[at as usize - 1];
            for &clause in &set.clauses {
                if all.iter().any(|other| other.tag == clause.tag) {
                    continue;
                }
                all.push(clause);
                if clause.tag.is_none() {
                    return all;
                }
            }
            at = set.parent;
        }
        all
    }

    /// Blocks that may follow a block, handlers included.
    pub fn successors(&self, block: BlockId, mut visit: impl FnMut(BlockId)) {
        let data = &self.blocks[block as usize];
        match &data.end {
            End::Jump(edge) => visit(edge.block),
            End::Branch(a, b) => {
                visit(a.block);
                visit(b.block);
            }
            End::Switch(edges) => edges.iter().for_each(|edge| visit(edge.block)),
            End::Return | End::Trap => {}
        }
        let mut seen = 0;
        for inst in &self.insts[data.insts.0 as usize..data.insts.1 as usize] {
            if inst.handlers != 0 && inst.handlers != seen {
                seen = inst.handlers;
                self.clauses(seen).iter().for_each(|clause| visit(clause.block));
            }
        }
    }
}
