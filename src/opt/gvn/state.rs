//! What loads read: versions of each part of the state, and what is known to be there.
//!
//! Takes: a function, its graph and loops, what operators and calls may do, and the
//! instructions in layout order. Gives: for each read the version of what it reads, and the
//! value that a store or an equal load has shown to be at its address. Invariants: two reads
//! with one version see the same state; a known value was stored or loaded on every path to
//! the read, by an access to the same address value, so that the read cannot trap; nothing
//! since then can have changed those bytes.
//!
//! Versions are numbers that grow: a write makes a new one, a join whose predecessors differ
//! makes one, a loop makes one for what it writes somewhere. What reads several parts has the
//! largest version of them: two places with the same one have been reached from where it was
//! made without a write to the other parts, whose versions would be larger. What is known at
//! an address is dropped when a store may overlap it; see [`Location`].
//!
//! Cost: O(instructions * WINDOW). From: memory SSA, reduced to what one walk can know.

use super::super::alias::{Location, is_access};
use super::super::facts::{self, Facts};
use crate::guard::Guard;
use crate::ir::cfg::Cfg;
use crate::ir::effects::State as Parts;
use crate::ir::loops::Loops;
use crate::ir::{Block, Flags, Function, Inst, Op, Opcode, Type, Value};
use crate::opt::Context;
use cranelift_entity::SecondaryMap;
use smallvec::SmallVec;

/// Known contents at most.
const WINDOW: usize = 16;

/// What is at an address, or in a global.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Known {
    /// The access that has shown it, its alignment left aside.
    access: Op,
    /// Number of the address; 0 for globals.
    address: u32,
    value: Value,
    /// The bytes; none for globals.
    location: Option<Location>,
    /// The part of the state it belongs to.
    part: Parts,
}

/// State at a place.
#[derive(Debug)]
pub(super) struct State {
    versions: [u32; Parts::PARTS],
    known: SmallVec<[Known; 2]>,
}

impl Clone for State {
    fn clone(&self) -> State {
        // At once, not one by one.
        State { versions: self.versions, known: SmallVec::from_slice(&self.known) }
    }
}

/// State at the ends of blocks, and what the loops write.
#[derive(Debug)]
pub(super) struct States<'a> {
    cx: &'a Context<'a>,
    ends: Vec<State>,
    /// Which of `ends` is a block's, from 1; 0 before the block was left.
    end_of: SecondaryMap<Block, u32>,
    /// What is written anywhere in the loop of a header.
    loop_writes: SecondaryMap<Block, Parts>,
    is_handler: SecondaryMap<Block, bool>,
    next: u32,
}

/// What an instruction does to the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Written {
    /// Something new, or nothing.
    New,
    /// It stores what is there already.
    Same,
}

/// The operator without the alignment, which is only a hint.
fn without_hint(op: Op) -> Op {
    let hint = op.with_align(0);
    if is_access(op) { hint } else { op }
}

/// The load that reads back exactly what a store writes.
fn load_of(store: Opcode) -> Option<Opcode> {
    Some(match store {
        Opcode::I32Store => Opcode::I32Load,
        Opcode::I64Store => Opcode::I64Load,
        Opcode::F32Store => Opcode::F32Load,
        Opcode::F64Store => Opcode::F64Load,
        Opcode::V128Store => Opcode::V128Load,
        Opcode::GlobalSet => Opcode::GlobalGet,
        _ => return None,
    })
}

/// The store that writes back the low bits of what a narrow load gives, and whether the load
/// extends their sign.
fn narrow_store_of(load: Opcode) -> Option<(Opcode, bool)> {
    Some(match load {
        Opcode::I32Load8S => (Opcode::I32Store8, true),
        Opcode::I32Load8U => (Opcode::I32Store8, false),
        Opcode::I32Load16S => (Opcode::I32Store16, true),
        Opcode::I32Load16U => (Opcode::I32Store16, false),
        Opcode::I64Load8S => (Opcode::I64Store8, true),
        Opcode::I64Load8U => (Opcode::I64Store8, false),
        Opcode::I64Load16S => (Opcode::I64Store16, true),
        Opcode::I64Load16U => (Opcode::I64Store16, false),
        Opcode::I64Load32S => (Opcode::I64Store32, true),
        Opcode::I64Load32U => (Opcode::I64Store32, false),
        _ => return None,
    })
}

/// Whether a value is the sign or zero extension of its low `bytes` bytes, as far as its
/// operator tells.
fn is_extension(func: &Function, value: Value, bytes: u8, signed: bool) -> bool {
    let Some((inst, op)) = func.def_op(value) else { return false };
    let args = func.args(inst);
    let of = |arg: Value| match func.def_op(arg) {
        Some((_, op)) if matches!(op.code, Opcode::I32Const | Opcode::I64Const) => {
            Facts::constant(func.ty(arg), op.bits())
        }
        _ => Facts::unknown(func.ty(arg)),
    };
    let args: SmallVec<[Facts; 3]> = args.iter().take(3).map(|&arg| of(arg)).collect();
    if func.args(inst).len() > args.len() {
        return false;
    }
    let facts = facts::of(op, func.ty(value), &args);
    match signed {
        true => facts.signed <= 8 * bytes,
        false => facts.most <= u64::MAX >> (64 - 8 * u32::from(bytes)),
    }
}

impl<'a> States<'a> {
    /// Finds what each loop writes.
    pub fn new(func: &Function, cx: &'a Context<'a>, cfg: &Cfg, loops: &Loops) -> States<'a> {
        let mut loop_writes: SecondaryMap<Block, Parts> = SecondaryMap::new();
        loop_writes.resize(func.blocks.len());
        let mut is_handler = SecondaryMap::new();
        for &block in &cfg.rpo {
            let mut at = loops.innermost(block);
            if at.is_none() {
                continue;
            }
            let insts = func.block_insts_and_terminator(block).map(|inst| func.insts[inst].op);
            let writes =
                insts.filter(|op| !op.flags().is_pure()).map(|op| cx.effects.of(op).writes);
            let set = writes.fold(Parts::NONE, Parts::with);
            while let Some(this) = at {
                let header = loops.header(this);
                loop_writes[header] = loop_writes[header].with(set);
                at = loops.parent(this);
            }
        }
        for region in func.regions.values() {
            region.handlers.iter().for_each(|handler| is_handler[handler.block] = true);
        }
        let ends = Vec::with_capacity(cfg.rpo.len());
        let mut end_of = SecondaryMap::new();
        end_of.resize(func.blocks.len());
        States { cx, ends, end_of, loop_writes, is_handler, next: 1 }
    }

    /// The state where `block` ends, once it was left.
    fn end(&self, block: Block) -> Option<&State> {
        self.ends.get((self.end_of[block] as usize).wrapping_sub(1))
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// A state of which nothing is known.
    fn unknown(&mut self) -> State {
        let versions = std::array::from_fn(|_| self.fresh());
        State { versions, known: SmallVec::new() }
    }

    /// State where `block` begins.
    pub fn enter(&mut self, func: &Function, cfg: &Cfg, loops: &Loops, block: Block) -> State {
        // Exceptions come from the middle of blocks.
        if self.is_handler[block] || block == func.entry() {
            return self.unknown();
        }
        let preds = cfg.preds(block);
        let Some(first) = preds.iter().find_map(|&(pred, _)| self.end(pred)) else {
            return self.unknown();
        };
        let mut state = first.clone();
        let mut changed = Parts::NONE;
        if preds.len() > 1 && Guard::LoadWays.is_on() {
            let mut differ = [false; Parts::PARTS];
            for &(pred, _) in preds {
                // Those that come later lead back to the head of a loop.
                let Some(other) = self.end(pred) else { continue };
                for (part, differs) in differ.iter_mut().enumerate() {
                    *differs |= other.versions[part] != state.versions[part];
                }
                state.known.retain(|known| other.known.contains(known));
            }
            for part in (0..Parts::PARTS).filter(|&part| differ[part]) {
                state.versions[part] = self.fresh();
            }
        }
        if loops.headed_by(block).is_some() && Guard::LoadLoop.is_on() {
            changed = self.loop_writes[block];
        }
        self.renew(&mut state, changed);
        state.known.retain(|known| !known.part.meets(changed));
        state
    }

    fn renew(&mut self, state: &mut State, changed: Parts) {
        for part in changed.parts() {
            state.versions[part] = self.fresh();
        }
    }

    /// Notes the state where `block` ends.
    pub fn leave(&mut self, block: Block, state: State) {
        self.ends.push(state);
        self.end_of[block] = self.ends.len() as u32;
    }

    /// Version of what `op` reads; 0 if it reads nothing that can change.
    pub fn read(&self, op: Op, state: &State) -> u32 {
        let reads = self.cx.effects.of(op).reads;
        reads.parts().map(|part| state.versions[part]).max().unwrap_or(0)
    }

    /// What can be known of what `inst` accesses, with `value` there.
    fn known(
        &self,
        func: &Function,
        inst: Inst,
        number: impl Fn(Value) -> u32,
        value: Value,
    ) -> Option<Known> {
        let op = func.insts[inst].op;
        let access = without_hint(op);
        let effects = self.cx.effects;
        if matches!(op.code, Opcode::GlobalGet | Opcode::GlobalSet) {
            let part = effects.global(op.index());
            return Some(Known { access, address: 0, value, location: None, part });
        }
        let location = Location::of(func, self.cx.env, effects, inst, &number)?;
        let address = number(func.args(inst)[0]);
        let known =
            Known { access, address, value, location: Some(location), part: location.state };
        (!effects.is_shared(location.state)).then_some(known)
    }

    /// An instruction that is not repeatable runs.
    pub fn write(
        &mut self,
        func: &Function,
        inst: Inst,
        number: impl Fn(Value) -> u32,
        state: &mut State,
    ) -> Written {
        let op = func.insts[inst].op;
        let writes = self.cx.effects.of(op).writes;
        if writes.is_empty() {
            return Written::New;
        }
        let stored = match op.code {
            Opcode::GlobalSet => self.known(func, inst, &number, func.args(inst)[0]),
            _ if is_access(op) && op.flags().any(Flags::WRITE_MEMORY) => {
                self.known(func, inst, &number, func.args(inst)[1])
            }
            _ => None,
        };
        if let Some(stored) = stored
            && state.known.iter().any(|known| is_there(known, &stored, &number))
        {
            return Written::Same;
        }
        self.renew(state, writes);
        let location = stored.and_then(|stored| stored.location);
        state.known.retain(|known| {
            let apart = || {
                known.location.zip(location).is_some_and(|(a, b)| a.is_apart(&b))
                    || Guard::LoadAlias.is_off()
            };
            !known.part.meets(writes) || apart()
        });
        // Single lanes are not looked up.
        if let Some(stored) =
            stored.filter(|stored| op.code == Opcode::GlobalSet || !has_lane(stored.access))
        {
            state.push(stored);
        }
        Written::New
    }

    /// What a load, or the read of a global, is known to give.
    pub fn known_load(
        &self,
        func: &Function,
        inst: Inst,
        number: impl Fn(Value) -> u32,
        state: &State,
    ) -> Option<Value> {
        let op = func.insts[inst].op;
        let is_read = is_access(op) || op.code == Opcode::GlobalGet;
        if state.known.is_empty() || !is_read {
            return None;
        }
        let access = without_hint(op);
        let address = func.args(inst).first().map_or(0, |&address| number(address));
        let same_place = |known: &&Known| {
            known.address == address
                && (known.access.index(), known.access.offset()) == (op.index(), op.offset())
        };
        let gives = |known: &&Known| {
            let shown = known.access.code;
            if known.access == access {
                return true;
            }
            let narrow = || {
                let (store, signed) = narrow_store_of(op.code)?;
                let fits = is_extension(func, known.value, op.info().access, signed);
                (shown == store && (fits || Guard::NarrowStore.is_off())).then_some(())
            };
            load_of(shown) == Some(op.code) || narrow().is_some()
        };
        let found = state.known.iter().rev().filter(same_place).find(gives)?;
        (func.ty(found.value) == result_type(func, inst)).then_some(found.value)
    }

    /// Notes what a load has given.
    pub fn note_load(
        &self,
        func: &Function,
        inst: Inst,
        number: impl Fn(Value) -> u32,
        state: &mut State,
    ) {
        let op = func.insts[inst].op;
        let is_load = is_access(op) && op.flags().any(Flags::READ_MEMORY) && !has_lane(op);
        let is_global =
            op.code == Opcode::GlobalGet && !self.cx.effects.global(op.index()).is_empty();
        if let Some(value) = func.result(inst).filter(|_| is_load || is_global)
            && let Some(known) = self.known(func, inst, number, value)
        {
            state.push(known);
        }
    }
}

fn has_lane(op: Op) -> bool {
    op.info().imm == crate::ir::op::Imm::MemArgLane
}

fn result_type(func: &Function, inst: Inst) -> Type {
    func.result(inst).map_or(Type::I32, |value| func.ty(value))
}

/// Whether a store writes what is known to be there.
fn is_there(known: &Known, stored: &Known, number: impl Fn(Value) -> u32) -> bool {
    let (shown, store) = (known.access.code, stored.access.code);
    let same_bytes = shown == store
        || load_of(store) == Some(shown)
        || narrow_store_of(shown).is_some_and(|(narrow, _)| narrow == store);
    same_bytes
        && known.address == stored.address
        && known.access.index() == stored.access.index()
        && known.access.offset() == stored.access.offset()
        && number(known.value) == number(stored.value)
}

impl State {
    fn push(&mut self, known: Known) {
        if self.known.len() == WINDOW {
            self.known.remove(0);
        }
        self.known.push(known);
    }
}
