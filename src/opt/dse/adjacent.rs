//! Stores of constants to neighbouring places, made one wider store where that is shorter.
//!
//! Takes: SSA, and which instructions may trap. Gives: fewer stores. Two stores of constants of
//! one width to one address value, next to each other, become one of twice the width, which
//! stands where the first stood. Invariant: whether a trap happens stays, and so does memory at
//! that moment. A store that traps writes nothing, so the first of the two must not have
//! written before the second traps: either the first reaches further than the second, which
//! then does not trap, or neither traps at all. Nothing between them may show memory, trap, or
//! touch what the second writes.
//!
//! Cost: O(instructions * LIMIT). From: store merging as compilers do it, with traps kept.

use super::super::Context;
use super::super::alias::Location;
use super::super::bounds::{Bounds, end_of};
use super::super::{cost, uses};
use crate::guard::Guard;
use crate::ir::effects::{State, Stops};
use crate::ir::{Block, Function, Inst, Op, Opcode, Type, Value};
use cranelift_entity::SecondaryMap;
use smallvec::SmallVec;

/// Stores that may be joined by another, and accesses behind the first of these, at most.
const LIMIT: usize = 8;

/// Uses of each value when they were first asked for.
type Uses = SecondaryMap<Value, u32>;

/// A store of a constant.
#[derive(Clone, Copy, Debug)]
struct Constant {
    /// Position in the layout.
    at: usize,
    inst: Inst,
    address: Value,
    location: Location,
    end: u64,
    bits: u64,
    is_safe: bool,
}

/// Joins stores in `blocks`; whether there were any to be joined.
pub fn merge(func: &mut Function, cx: &Context<'_>, bounds: &Bounds, blocks: &[Block]) -> bool {
    let mut uses = None;
    let mut changed = false;
    for &block in blocks {
        let insts = func.block_insts(block).iter();
        if insts.filter(|&&inst| stored_constant(func, inst).is_some()).nth(1).is_some() {
            changed |= merge_in(func, cx, bounds, &mut uses, block);
        }
    }
    changed
}

/// The constant that `inst` stores, if it is a plain store that could be half of a wider one.
fn stored_constant(func: &Function, inst: Inst) -> Option<Op> {
    use Opcode::*;
    let is_plain = matches!(
        func.insts[inst].op.code,
        I32Store8 | I64Store8 | I32Store16 | I64Store16 | I32Store | I64Store32 | F32Store
    );
    let value = func.args(inst).get(1).filter(|_| is_plain)?;
    let (_, op) = func.def_op(*value)?;
    matches!(op.code, I32Const | I64Const | F32Const).then_some(op)
}

fn merge_in(
    func: &mut Function,
    cx: &Context<'_>,
    bounds: &Bounds,
    uses: &mut Option<Uses>,
    block: Block,
) -> bool {
    let insts: SmallVec<[Inst; 64]> = func.block_insts(block).into();
    let mut walk =
        Walk { func, cx, bounds, uses, open: Vec::new(), accesses: Vec::new(), done: Vec::new() };
    for (at, &inst) in insts.iter().enumerate() {
        walk.step(at, inst);
    }
    let mut done = walk.done;
    if done.is_empty() {
        return false;
    }
    done.sort_by_key(|change| change.0);
    let mut changes = done.into_iter().peekable();
    let mut layout: Vec<Inst> = Vec::with_capacity(insts.len());
    for (at, &inst) in insts.iter().enumerate() {
        let mut instead: Option<Instead> = None;
        // Of several changes to a place the last one counts.
        while let Some((_, change)) = changes.next_if(|change| change.0 == at) {
            instead = Some(change);
        }
        match instead {
            None => layout.push(inst),
            Some(Instead::Nothing) => {}
            Some(Instead::Store(constant, store)) => layout.extend([constant, store]),
        }
    }
    func.set_block_insts(block, &layout);
    true
}

/// What stands in place of a store.
#[derive(Clone, Copy)]
enum Instead {
    Nothing,
    Store(Inst, Inst),
}

struct Walk<'a> {
    func: &'a mut Function,
    cx: &'a Context<'a>,
    bounds: &'a Bounds,
    uses: &'a mut Option<Uses>,
    /// Nothing behind these has shown memory or may have trapped.
    open: Vec<Constant>,
    /// Accesses behind the first of them, with their positions.
    accesses: Vec<(usize, Location)>,
    done: Vec<(usize, Instead)>,
}

impl Walk<'_> {
    fn step(&mut self, at: usize, inst: Inst) {
        let op = self.func.insts[inst].op;
        let is_first = || stored_constant(self.func, inst).is_some();
        if op.flags().is_pure() || (self.open.is_empty() && !is_first()) {
            return;
        }
        let effects = self.cx.effects.of(op);
        let location = Location::of(self.func, self.cx.env, self.cx.effects, inst, Value::as_u32);
        let Some(location) = location else {
            let touched = effects.reads.with(effects.writes);
            if effects.stops != Stops::NONE || touched.meets(State::MEMORIES) {
                self.close();
            }
            return;
        };
        let may_trap = self.bounds.may_trap(self.func, inst);
        if may_trap && Guard::JoinedStoreTrap.is_on() {
            self.close();
        }
        match self.constant(at, inst, location, !may_trap) {
            Some(constant) => self.join(constant),
            None if !self.open.is_empty() => self.note(at, location),
            None => {}
        }
    }

    fn close(&mut self) {
        self.open.clear();
        self.accesses.clear();
    }

    fn note(&mut self, at: usize, location: Location) {
        if self.accesses.len() == LIMIT {
            self.close();
        }
        self.accesses.push((at, location));
    }

    /// The store of a constant that `inst` is.
    fn constant(
        &self,
        at: usize,
        inst: Inst,
        location: Location,
        is_safe: bool,
    ) -> Option<Constant> {
        if self.cx.effects.is_shared(location.state) {
            return None;
        }
        let value = stored_constant(self.func, inst)?;
        let op = self.func.insts[inst].op;
        let bits = value.bits() & (u64::MAX >> (64 - 8 * u32::from(location.width)));
        let address = self.func.args(inst)[0];
        Some(Constant { at, inst, address, location, end: end_of(op)?, bits, is_safe })
    }

    /// Joins the store with those before it as long as there is one it can be joined with.
    fn join(&mut self, constant: Constant) {
        let mut newest = constant;
        while let Some((index, merged)) =
            (0..self.open.len()).rev().find_map(|index| Some((index, self.joined(index, &newest)?)))
        {
            let other = self.open.swap_remove(index);
            let (first, second) = in_order(other, newest);
            self.accesses.retain(|(at, _)| *at != first.at && *at != second.at);
            self.done.push((second.at, Instead::Nothing));
            newest = merged;
        }
        if self.open.len() == LIMIT {
            self.close();
        }
        self.note(newest.at, newest.location);
        self.open.push(newest);
    }

    /// One store for `newest` and number `index` of the open ones, if it does what both do and
    /// is shorter.
    fn joined(&mut self, index: usize, newest: &Constant) -> Option<Constant> {
        let other = &self.open[index];
        if other.address != newest.address
            || other.location.width != newest.location.width
            || other.end.abs_diff(newest.end) != u64::from(newest.location.width)
        {
            return None;
        }
        let (first, second) = in_order(*other, *newest);
        let address = first.address;
        let (a, b) = (self.func.insts[first.inst].op, self.func.insts[second.inst].op);
        let width = first.location.width;
        let is_pair = width < 8 && a.index() == b.index();
        let traps_once = first.end > second.end
            || first.is_safe && second.is_safe
            || Guard::JoinedStoreTrap.is_off();
        let between = first.at + 1..second.at;
        let is_free = |&(at, ref location): &(usize, Location)| {
            !between.contains(&at)
                || location.is_apart(&second.location)
                || Guard::JoinedStoreBetween.is_off()
        };
        if !is_pair || !traps_once || !self.accesses.iter().all(is_free) {
            return None;
        }
        let (low, high) = if a.offset() < b.offset() { (first, second) } else { (second, first) };
        let bits = low.bits | high.bits << (8 * width);
        let low_op = self.func.insts[low.inst].op;
        let (constant, code, ty) = wide(2 * width, bits);
        // The alignment is only a hint; that of the lower one holds.
        let op = Op { code, ..low_op };
        let uses = self.uses.get_or_insert_with(|| uses::count(self.func));
        let value = |inst: Inst| self.func.args(inst)[1];
        let bytes = |inst: Inst| {
            let (value, store) = (value(inst), self.func.insts[inst].op);
            let own = self.func.def_op(value).map_or(0, |(_, op)| op.encoded_size());
            // What others need too stays, and may be in a local.
            let shared = uses[value] > 1;
            store.encoded_size() + if shared { own.min(cost::GET) } else { own }
        };
        let before = bytes(first.inst) + bytes(second.inst) + self.address_bytes(address);
        if op.encoded_size() + constant.encoded_size() >= before {
            return None;
        }
        let made = self.func.make_inst(constant, &[], &[ty]);
        let value = self.func.result(made)?;
        let inst = self.func.make_inst(op, &[address, value], &[]);
        self.done.push((first.at, Instead::Store(made, inst)));
        let location = Location::of(self.func, self.cx.env, self.cx.effects, inst, Value::as_u32)?;
        let is_safe = if first.end > second.end { first.is_safe } else { second.is_safe };
        let end = end_of(op)?;
        Some(Constant { at: first.at, inst, address, location, end, bits, is_safe })
    }

    /// Bytes of giving the address once more.
    fn address_bytes(&self, address: Value) -> u32 {
        self.func.constant(address).map_or(cost::GET, |op| op.encoded_size())
    }
}

fn in_order(a: Constant, b: Constant) -> (Constant, Constant) {
    if a.at < b.at { (a, b) } else { (b, a) }
}

/// The constant and the store that write the low `width` bytes of `bits`.
fn wide(width: u8, bits: u64) -> (Op, Opcode, Type) {
    match width {
        2 => (Op::i32(i32::from(bits as u16 as i16)), Opcode::I32Store16, Type::I32),
        4 => (Op::i32(bits as u32 as i32), Opcode::I32Store, Type::I32),
        _ => (Op::i64(bits as i64), Opcode::I64Store, Type::I64),
    }
}
