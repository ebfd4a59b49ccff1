//! Stores and `global.set`s that are overwritten before anybody can look.
//!
//! Takes: SSA, and which instructions may trap. Gives: fewer stores. Invariant: at whatever may
//! trap, throw, call, not end or return, all state is as before.
//!
//! One walk from the end keeps, for each place, what is overwritten from there on whatever way
//! is taken, before anything that lets somebody look. That is enough for a `global.set`, which
//! cannot trap. A store can, and going away it must not take a trap with it:
//!
//! - A store that does not trap is dead if stores that do not trap either overwrite all of its
//!   bytes (`later`). Other effects may lie between.
//! - One that may trap is dead if the *next* effect on every way is a store to the same address
//!   value that ends at the same byte and begins no later (`next`): the two trap together, and
//!   until then nothing has changed. When it goes, its trap moves to that store. What stands
//!   before it must not be overwritten behind a trap, so `later` is emptied all the same.
//!
//! Nothing is overwritten beyond an edge that goes backward: a loop may not end, and one walk
//! suffices. Memories that other threads may access are left alone. A global that nobody reads
//! anywhere, neither exported nor imported, needs no `global.set` at all.
//!
//! Cost: O(instructions * LIMIT). From: backward liveness of locations (Aho et al., 2nd ed.,
//! 9.2.5), with traps as reads.

use super::super::Context;
use super::super::alias::{Base, Location};
use super::super::bounds::{Bounds, end_of};
use crate::guard::Guard;
use crate::ir::effects::{EffectTable, Effects, State, Stops};
use crate::ir::{Block, Edge, Flags, Function, Inst, Opcode, Value, ValueDef};
use cranelift_entity::{EntityRef, SecondaryMap};

/// Locations of each kind that are kept.
const LIMIT: usize = 8;

/// A store that is the next effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Next {
    location: Location,
    address: Value,
    end: u64,
}

/// What is overwritten before anybody can look.
#[derive(Clone, Default, Debug)]
struct Overwritten {
    later: Vec<Location>,
    next: Vec<Next>,
    globals: Vec<u32>,
}

/// What came of looking for dead stores.
#[derive(Default, Debug)]
pub struct Found {
    /// Whether there were any.
    pub changed: bool,
    /// Blocks with more than one store to memory.
    pub several: Vec<Block>,
}

/// Removes dead stores.
pub fn remove(func: &mut Function, cx: &Context<'_>, bounds: &Bounds) -> Found {
    let mut found = Found::default();
    if !writes(func) {
        return found;
    }
    let mut position = SecondaryMap::with_default(0usize);
    position.resize(func.blocks.len());
    for (number, &block) in func.order.iter().enumerate() {
        position[block] = number;
    }
    let mut starts: SecondaryMap<Block, Overwritten> = SecondaryMap::new();
    starts.resize(func.blocks.len());
    let mut dead: Vec<Inst> = Vec::new();
    for index in (0..func.order.len()).rev() {
        let block = func.order[index];
        let mut walk = Walk { func, cx, bounds, at: Overwritten::default(), stores: 0 };
        let terminator = walk.func.terminator(block);
        // An exception may find its handler here, or leave the function.
        let throws = walk.func.insts[terminator].op.flags().any(Flags::THROWS);
        if walk.func.edge_count(terminator) > 0 && !throws {
            walk.at = meet(walk.func, terminator, index, &position, &starts);
        }
        for &inst in walk.func.block_insts(block).iter().rev() {
            if walk.is_dead(inst) {
                dead.push(inst);
            }
        }
        if walk.stores > 1 {
            found.several.push(block);
        }
        starts[block] = walk.at;
        if !dead.is_empty() {
            let mut kept = func.block_insts(block).to_vec();
            // The dead ones were met from the end.
            kept.retain(|inst| dead.pop_if(|last| last == inst).is_none());
            func.set_block_insts(block, &kept);
            found.changed = true;
        }
    }
    found
}

/// Whether there is anything that could go.
fn writes(func: &Function) -> bool {
    const WRITES: Flags = Flags::WRITE_MEMORY.with(Flags::WRITE_GLOBAL);
    let insts = func.order.iter().flat_map(|&block| func.block_insts(block));
    insts.map(|&inst| func.insts[inst].op.flags()).any(|flags| flags.any(WRITES))
}

/// What is overwritten along every edge of a terminator.
fn meet(
    func: &Function,
    terminator: Inst,
    from: usize,
    position: &SecondaryMap<Block, usize>,
    starts: &SecondaryMap<Block, Overwritten>,
) -> Overwritten {
    let mut all: Option<Overwritten> = None;
    for edge in func.edges_of(terminator) {
        let target = func.edges[edge].block;
        if position[target] <= from {
            return Overwritten::default();
        }
        if starts[target].is_empty() {
            return Overwritten::default();
        }
        let other = along(func, edge, &starts[target]);
        match &mut all {
            None => all = Some(other),
            Some(_) if Guard::DeadStoreWays.is_off() => {}
            Some(all) => {
                all.later.retain(|location| other.later.contains(location));
                all.next.retain(|next| other.next.contains(next));
                all.globals.retain(|global| other.globals.contains(global));
            }
        }
    }
    all.unwrap_or_default()
}

/// The start of the block that `edge` leads to, in terms of what the edge passes.
fn along(func: &Function, edge: Edge, start: &Overwritten) -> Overwritten {
    let mut start = start.clone();
    let target = func.edges[edge].block;
    let args = func.edge_args(edge);
    if args.is_empty() || (start.later.is_empty() && start.next.is_empty()) {
        return start;
    }
    // An exception's own values come first, and no edge passes them.
    let implicit = func.block_params(target).len() - args.len();
    let passed = |value: Value| match func.values[value].def {
        ValueDef::Param(block, index) if block == target => {
            (index as usize).checked_sub(implicit).map_or(value, |at| args[at])
        }
        _ => value,
    };
    let move_base = |location: &mut Location| {
        if let Base::Value(number) = &mut location.base {
            *number = passed(Value::new(*number as usize)).as_u32();
        }
    };
    start.later.iter_mut().for_each(move_base);
    for next in &mut start.next {
        move_base(&mut next.location);
        next.address = passed(next.address);
    }
    start
}

struct Walk<'a> {
    func: &'a Function,
    cx: &'a Context<'a>,
    bounds: &'a Bounds,
    at: Overwritten,
    /// Stores to memory that stay.
    stores: u32,
}

impl Walk<'_> {
    /// Whether `inst` is dead; goes to before it.
    fn is_dead(&mut self, inst: Inst) -> bool {
        let (func, table) = (self.func, self.cx.effects);
        let op = func.insts[inst].op;
        if op.code == Opcode::GlobalSet {
            return self.is_dead_set(op.index());
        }
        if op.flags().is_pure() || (self.at.is_empty() && !op.flags().any(Flags::WRITE_MEMORY)) {
            return false;
        }
        let effects = table.of(op);
        let location = Location::of(func, self.cx.env, table, inst, Value::as_u32);
        if let Some(location) = location {
            if op.flags().any(Flags::WRITE_MEMORY) {
                return self.is_dead_store(inst, location);
            }
            let is_read =
                |other: &Location| Guard::DeadStoreRead.is_on() && !other.is_apart(&location);
            self.at.later.retain(|other| !is_read(other));
            self.at.next.retain(|other| !is_read(&other.location));
        } else {
            self.at.read(table, effects.reads);
        }
        if self.shows_state(inst, effects) && Guard::DeadStoreShown.is_on() {
            self.at.show();
        }
        if !effects.writes.is_empty() {
            self.at.next.clear();
        }
        false
    }

    /// Whether somebody may look at the state when `inst` is executed, or never go on.
    fn shows_state(&self, inst: Inst, effects: Effects) -> bool {
        let is_call = self.func.insts[inst].op.flags().all(Flags::CALLS);
        match is_call || effects.stops != Stops::TRAPS {
            true => effects.stops != Stops::NONE,
            false => self.bounds.may_trap(self.func, inst),
        }
    }

    fn is_dead_set(&mut self, global: u32) -> bool {
        if self.cx.effects.is_unread(global) || self.at.globals.contains(&global) {
            return true;
        }
        self.at.next.clear();
        if self.at.globals.len() < LIMIT {
            self.at.globals.push(global);
        }
        false
    }

    fn is_dead_store(&mut self, inst: Inst, location: Location) -> bool {
        let (func, op) = (self.func, self.func.insts[inst].op);
        let may_trap = self.bounds.may_trap(func, inst);
        let is_shared = self.cx.effects.is_shared(location.state);
        let end = end_of(op).filter(|_| !is_shared);
        let address = func.args(inst)[0];
        let is_dead = !is_shared
            && (!may_trap && self.at.overwrites(&location)
                || end.is_some_and(|end| self.at.next_overwrites(address, end, &location)));
        if may_trap {
            self.at.show_but_next();
        }
        if is_dead {
            return true;
        }
        self.stores += 1;
        self.at.next.clear();
        if let Some(end) = end {
            self.at.next.push(Next { location, address, end });
            if !may_trap {
                self.at.push(location);
            }
        }
        false
    }
}

impl Overwritten {
    fn is_empty(&self) -> bool {
        self.later.is_empty() && self.next.is_empty() && self.globals.is_empty()
    }

    /// Everything is seen here.
    fn show(&mut self) {
        self.show_but_next();
        self.next.clear();
    }

    fn show_but_next(&mut self) {
        self.later.clear();
        self.globals.clear();
    }

    /// Some state is read here.
    fn read(&mut self, table: &EffectTable, state: State) {
        if !state.is_empty() {
            self.later.retain(|location| !location.state.meets(state));
            self.next.retain(|next| !next.location.state.meets(state));
            self.globals.retain(|&global| !table.global(global).meets(state));
        }
    }

    fn push(&mut self, location: Location) {
        if self.later.len() == LIMIT {
            self.later.remove(0);
        }
        self.later.push(location);
    }

    /// Whether stores that do not trap overwrite all bytes of `location`.
    fn overwrites(&self, location: &Location) -> bool {
        let bytes = self.later.iter().map(|other| location.covered_by(other));
        bytes.fold(0, |set, bytes| set | bytes) == location.all_bytes()
    }

    /// Whether the next effect is a store that traps exactly if one at `location` does, and
    /// overwrites it.
    fn next_overwrites(&self, address: Value, end: u64, location: &Location) -> bool {
        self.next.iter().any(|next| {
            next.address == address
                && next.location.memory == location.memory
                && (next.end == end || Guard::DeadStoreExtent.is_off())
                && next.location.width >= location.width
        })
    }
}
