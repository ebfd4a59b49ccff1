//! What loads read: versions of each kind of state, and what is known to be in memory.
//!
//! Takes: a function, its graph and loops, and the instructions in layout order. Gives: for
//! each load the version of what it reads, and the value that a store or an equal load has
//! shown to be at its address. Invariants: two reads with one version see the same state; a
//! known value was stored or loaded on every path to the load, and nothing since then can
//! have changed those bytes.
//!
//! Versions are numbers: a write makes a new one, a join whose predecessors differ makes one,
//! a loop makes one for what it writes somewhere. Memory is one state, split by address: two
//! accesses to one base (by number) with disjoint offsets do not meet.
//!
//! Cost: O(instructions * WINDOW). From: memory SSA, reduced to what one walk can know.

use crate::ir::cfg::Cfg;
use crate::ir::loops::Loops;
use crate::ir::op::Imm;
use crate::ir::{Block, Flags, Function, Inst, ModuleEnv, Op, Opcode, Value};
use cranelift_entity::SecondaryMap;
use smallvec::SmallVec;

/// Globals with a version of their own; the others share one.
const GLOBALS: usize = 8;
/// Known contents of memory at most.
const WINDOW: usize = 16;

const MEMORY: usize = 0;
const TABLE: usize = 1;
const HEAP: usize = 2;
const SEGMENT: usize = 3;
/// Globals from `GLOBALS` on.
const REST: usize = 4;
const FIRST_GLOBAL: usize = 5;
const KINDS: usize = FIRST_GLOBAL + GLOBALS;

/// What is at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Known {
    /// The load that would give `value`.
    load: Op,
    /// Number of the base address.
    base: u32,
    value: Value,
}

/// State at a place.
#[derive(Clone, Default, Debug)]
pub(super) struct State {
    versions: [u32; KINDS],
    known: SmallVec<[Known; 4]>,
}

/// State at the ends of blocks, and what the loops write.
#[derive(Debug)]
pub(super) struct States {
    ends: SecondaryMap<Block, Option<State>>,
    /// Kinds written anywhere in the loop of a header.
    loop_writes: SecondaryMap<Block, u32>,
    is_handler: SecondaryMap<Block, bool>,
    immutable: Vec<bool>,
    next: u32,
}

const ALL: u32 = (1 << KINDS) - 1;

/// Index of a global's version.
fn global_kind(index: u32) -> usize {
    if (index as usize) < GLOBALS { FIRST_GLOBAL + index as usize } else { REST }
}

/// Kinds that an operator writes, as a set of bits.
fn writes(op: Op) -> u32 {
    let flags = op.flags();
    if op.code == Opcode::GlobalSet {
        return 1 << global_kind(op.index());
    }
    let mut set = 0;
    for (flag, kind) in [
        (Flags::WRITE_MEMORY, 1 << MEMORY),
        (Flags::ORDERED, 1 << MEMORY),
        (Flags::WRITE_TABLE, 1 << TABLE),
        (Flags::WRITE_HEAP, 1 << HEAP),
        (Flags::WRITE_SEGMENT, 1 << SEGMENT),
        (Flags::WRITE_GLOBAL, ALL & !((1 << REST) - 1)),
    ] {
        if flags.any(flag) {
            set |= kind;
        }
    }
    set
}

/// The load that reads back exactly what a store writes.
fn load_of(store: Op) -> Option<Op> {
    let code = match store.code {
        Opcode::I32Store => Opcode::I32Load,
        Opcode::I64Store => Opcode::I64Load,
        Opcode::F32Store => Opcode::F32Load,
        Opcode::F64Store => Opcode::F64Load,
        Opcode::V128Store => Opcode::V128Load,
        _ => return None,
    };
    Some(Op { code, ..store })
}

fn is_plain_access(op: Op) -> bool {
    op.info().imm == Imm::MemArg && !op.flags().any(Flags::ORDERED)
}

/// Whether two accesses to one base touch different bytes.
fn are_disjoint(a: Op, b: Op) -> bool {
    let ends_before = |x: Op, y: Op| {
        x.offset().checked_add(u64::from(x.info().access)).is_some_and(|end| end <= y.offset())
    };
    ends_before(a, b) || ends_before(b, a)
}

impl States {
    /// Finds what each loop writes.
    pub fn new(func: &Function, env: &ModuleEnv, cfg: &Cfg, loops: &Loops) -> States {
        let mut loop_writes: SecondaryMap<Block, u32> = SecondaryMap::new();
        let mut is_handler = SecondaryMap::new();
        for &block in &cfg.rpo {
            let insts = func.block_insts_and_terminator(block);
            let set = insts.fold(0, |set, inst| set | writes(func.insts[inst].op));
            let mut at = loops.innermost(block);
            while let Some(this) = at {
                loop_writes[loops.header(this)] |= set;
                at = loops.parent(this);
            }
        }
        for region in func.regions.values() {
            region.handlers.iter().for_each(|handler| is_handler[handler.block] = true);
        }
        let immutable = env.globals.iter().map(|global| !global.mutable).collect();
        States { ends: SecondaryMap::new(), loop_writes, is_handler, immutable, next: 1 }
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// State where `block` begins.
    pub fn enter(&mut self, func: &Function, cfg: &Cfg, loops: &Loops, block: Block) -> State {
        let mut state = State::default();
        let preds = cfg.preds(block);
        let is_loop = loops.headed_by(block).is_some();
        // Exceptions come from the middle of blocks.
        if self.is_handler[block] || block == func.entry() {
            state.versions = std::array::from_fn(|_| self.fresh());
            return state;
        }
        let mut known = preds.iter().filter_map(|&(pred, _)| self.ends[pred].as_ref());
        let Some(first) = known.next() else {
            state.versions = std::array::from_fn(|_| self.fresh());
            return state;
        };
        state.versions = first.versions;
        let mut differ = 0;
        for other in known {
            for kind in 0..KINDS {
                differ |= u32::from(other.versions[kind] != state.versions[kind]) << kind;
            }
        }
        if preds.len() == 1 {
            state.known.clone_from(&first.known);
        }
        if is_loop {
            differ |= self.loop_writes[block];
        }
        for kind in 0..KINDS {
            if differ & (1 << kind) != 0 {
                state.versions[kind] = self.fresh();
            }
        }
        state
    }

    /// Notes the state where `block` ends.
    pub fn leave(&mut self, block: Block, state: State) {
        self.ends[block] = Some(state);
    }

    /// Version of what `op` reads; 0 if it reads nothing.
    pub fn read(&self, op: Op, state: &State) -> u32 {
        let flags = op.flags();
        if op.code == Opcode::GlobalGet {
            let immutable = self.immutable.get(op.index() as usize).copied().unwrap_or(false);
            return if immutable { 0 } else { state.versions[global_kind(op.index())] };
        }
        for (flag, kind) in [
            (Flags::READ_MEMORY, MEMORY),
            (Flags::READ_TABLE, TABLE),
            (Flags::READ_HEAP, HEAP),
            (Flags::READ_SEGMENT, SEGMENT),
        ] {
            if flags.any(flag) {
                return state.versions[kind];
            }
        }
        0
    }

    /// An instruction that is not repeatable runs.
    pub fn write(
        &mut self,
        func: &Function,
        inst: Inst,
        number: impl Fn(Value) -> u32,
        state: &mut State,
    ) {
        let op = func.insts[inst].op;
        let set = writes(op);
        for kind in 0..KINDS {
            if set & (1 << kind) != 0 {
                state.versions[kind] = self.fresh();
            }
        }
        if set & (1 << MEMORY) == 0 {
            return;
        }
        if !is_plain_access(op) {
            state.known.clear();
            return;
        }
        let base = number(func.args(inst)[0]);
        state.known.retain(|known| {
            known.base == base && known.load.index() == op.index() && are_disjoint(known.load, op)
        });
        if let Some(load) = load_of(op) {
            state.push(Known { load, base, value: func.args(inst)[1] });
        }
    }
}

impl State {
    fn push(&mut self, known: Known) {
        if self.known.len() == WINDOW {
            self.known.remove(0);
        }
        self.known.push(known);
    }

    /// What the load is known to give; `number` gives the number of an operand.
    pub fn known_load(&self, op: Op, number: impl Fn(usize) -> u32) -> Option<Value> {
        if self.known.is_empty() || !is_plain_access(op) {
            return None;
        }
        let base = number(0);
        let same = |known: &&Known| {
            let load = known.load;
            // The alignment is only a hint.
            known.base == base
                && (load.code, load.index(), load.offset()) == (op.code, op.index(), op.offset())
        };
        self.known.iter().rev().find(same).map(|known| known.value)
    }

    /// Notes what a load has given.
    pub fn note_load(&mut self, op: Op, number: impl Fn(usize) -> u32, value: Value) {
        let is_load = op.flags().any(Flags::READ_MEMORY) && is_plain_access(op);
        if is_load {
            self.push(Known { load: op, base: number(0), value });
        }
    }
}
