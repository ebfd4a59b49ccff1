//! Replaces computations by shorter equal ones, after the rewrite rules.
//!
//! Takes: SSA, full layout. Gives: instructions whose tree takes fewer bytes; what they no
//! longer need is gone, or dead. Invariants: a value is replaced by one that the rules have
//! proved equal, given what is known at that place ([`Knowledge`]), or equally true, or equal
//! in the bits that are read, where no more is asked for; new instructions stand where the old
//! one stood; what is removed cannot trap. Cost: O(instructions * candidates), candidates
//! bounded by [`search::LIMIT`].
//!
//! One walk over the dominator tree, so operands are final when their user is looked at. For
//! each instruction the rules give candidates, and candidates of these; the cheapest tree wins
//! ([`search`]); [`operands`] is what an instruction asks of its operands.
//! From: Cranelift's acyclic e-graph, without keeping what was not chosen.

mod operands;
mod search;

use super::facts::Knowledge;
use super::replacements::Replacements;
use super::{Context, uses};
use crate::ir::{Block, Flags, Function, Graph, Inst, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let graph = Graph::of(func);
    let mut engine = Engine {
        knowledge: Knowledge::new(func, graph, cx.env).with_facts(cx.facts),
        uses: SecondaryMap::with_default(0),
        addresses: SecondaryMap::with_default(0),
        replaced: Replacements::new(func),
        released: SecondaryMap::new(),
        also: SecondaryMap::new(),
        made: Vec::new(),
        looked: Vec::new(),
        ahead: None,
        found: Vec::new(),
        layout: Vec::new(),
        is_new_layout: false,
        changed: false,
        first_made: func.values.len(),
        func,
        cx,
    };
    engine.count_uses();
    for block in engine.knowledge.order().to_vec() {
        engine.block(block);
    }
    engine.finish()
}

struct Engine<'a> {
    func: &'a mut Function,
    cx: &'a Context<'a>,
    knowledge: Knowledge<'a>,
    uses: SecondaryMap<Value, u32>,
    /// Those uses that are bases of accesses.
    addresses: SecondaryMap<Value, u32>,
    /// Values without uses whose operands count as not used by them.
    released: SecondaryMap<Value, bool>,
    /// What stands for a value from its definition on.
    replaced: Replacements,
    /// What a value was made in place of: the rules may like that form better.
    also: SecondaryMap<Value, PackedOption<Inst>>,
    /// Nodes made for the present instruction and not placed yet.
    made: Vec<Value>,
    /// Loads with a base and the end of an access of it behind them, last to first.
    looked: Vec<(Inst, Value, u64)>,
    /// Base and end that hold for the load whose address is looked at.
    ahead: Option<(Value, u64)>,
    /// Storage of [`search`].
    found: Vec<Value>,
    /// Instructions of the present block so far.
    layout: Vec<Inst>,
    /// Whether they are not those that were there before.
    is_new_layout: bool,
    changed: bool,
    /// Values from here on are the pass's own.
    first_made: usize,
}

impl Engine<'_> {
    fn count_uses(&mut self) {
        self.func.settled.resize(self.func.insts.len());
        self.uses.resize(self.func.values.len());
        self.addresses.resize(self.func.values.len());
        self.released.resize(self.func.values.len());
        self.also.resize(self.func.values.len());
        for &block in &self.func.order {
            for inst in self.func.block_insts_and_terminator(block) {
                uses::for_each(self.func, inst, |value| self.uses[value] += 1);
                if self.func.insts[inst].op.info().access > 0 {
                    self.addresses[self.func.args(inst)[0]] += 1;
                }
            }
        }
    }

    fn block(&mut self, block: Block) {
        self.knowledge.enter(self.func, block);
        self.look_ahead(block);
        self.layout.clear();
        self.is_new_layout = false;
        for index in 0..self.func.block_insts(block).len() {
            let inst = self.func.block_insts(block)[index];
            let looked = self.looked.pop_if(|looked| looked.0 == inst);
            self.ahead = looked.map(|(_, base, end)| (base, end));
            self.inst(inst);
        }
        self.ahead = None;
        let terminator = self.func.terminator(block);
        self.canonicalise(terminator);
        self.ask(terminator);
        if self.is_new_layout {
            self.func.set_block_insts(block, &self.layout);
        }
        self.knowledge.leave(self.func, block);
    }

    fn inst(&mut self, inst: Inst) {
        if self.is_dead(inst) {
            self.release_args(inst);
            self.is_new_layout = true;
            return;
        }
        self.canonicalise(inst);
        let Some(value) = self.func.result(inst) else {
            self.address(inst);
            self.ask(inst);
            return self.keep(inst);
        };
        self.knowledge.define(self.func, value);
        if !search::is_replaceable(self.func.insts[inst].op) {
            self.address(inst);
            return self.keep(inst);
        }
        let settled = self.func.settled[inst];
        let digest = (settled != 0).then(|| self.digest(inst));
        if digest == Some(settled) {
            return self.keep(inst);
        }
        match self.better(value, search::Asked::Value) {
            Some(other) => {
                if self.made.contains(&other) {
                    self.also[other] = inst.into();
                }
                self.place(other);
                self.replace(value, other);
                self.replaced.set(value, other);
                let facts = self.knowledge.facts(self.func, value);
                self.knowledge.learn(self.func, other, facts);
                self.is_new_layout = true;
                self.changed = true;
            }
            None => {
                // Only another condition of its own makes it another.
                let is_other = self.condition(inst);
                let digest = digest.filter(|_| !is_other);
                self.func.settled[inst] = digest.unwrap_or_else(|| self.digest(inst));
                self.keep(inst);
            }
        }
    }

    fn keep(&mut self, inst: Inst) {
        self.knowledge.note(self.func, inst);
        self.layout.push(inst);
    }

    /// Whether nobody uses the result, and nobody sees whether the instruction is executed.
    fn is_dead(&self, inst: Inst) -> bool {
        const NOT_TRAPS: Flags = Flags::WRITES
            .with(Flags::THROWS)
            .with(Flags::HOST)
            .with(Flags::ORDERED)
            .with(Flags::TERMINATOR)
            .with(Flags::STRUCTURE);
        let flags = self.func.insts[inst].op.flags();
        self.func.result(inst).is_some_and(|value| self.uses[value] == 0)
            && !flags.any(NOT_TRAPS)
            && !self.knowledge.may_trap(self.func, inst)
    }

    /// Loops pass values that were replaced after their header was seen.
    fn finish(self) -> bool {
        let Engine { func, mut replaced, changed, .. } = self;
        if changed {
            replaced.apply(func);
        }
        changed
    }

    // ---- uses ----

    /// Puts the new nodes of a tree into the layout, operands first.
    fn place(&mut self, value: Value) {
        let Some(at) = self.made.iter().position(|&made| made == value) else {
            return;
        };
        self.made.swap_remove(at);
        let Some((inst, _)) = self.func.def_op(value) else { return };
        for index in 0..self.func.args(inst).len() {
            let arg = self.func.args(inst)[index];
            self.place(arg);
            self.use_again(arg);
        }
        self.layout.push(inst);
        self.is_new_layout = true;
    }

    /// One use of `value` more. If it had none left, it uses its operands again.
    fn use_again(&mut self, value: Value) {
        let mut work: smallvec::SmallVec<[Value; 8]> = smallvec::smallvec![value];
        while let Some(value) = work.pop() {
            self.uses[value] += 1;
            let is_revived = self.uses[value] == 1 && self.released[value];
            if let Some((inst, _)) = self.func.def_op(value).filter(|_| is_revived) {
                self.released[value] = false;
                work.extend_from_slice(self.func.args(inst));
            }
        }
    }

    /// The uses of `value` are uses of `other` now.
    fn replace(&mut self, value: Value, other: Value) {
        let uses = std::mem::take(&mut self.uses[value]);
        if uses > 0 {
            self.use_again(other);
            self.uses[other] += uses - 1;
        }
        let addresses = std::mem::take(&mut self.addresses[value]);
        self.addresses[other] += addresses;
        self.release(value);
    }

    /// `value` is no longer computed, so it no longer uses its operands.
    fn release(&mut self, value: Value) {
        let mut work: smallvec::SmallVec<[Value; 8]> = smallvec::smallvec![value];
        while let Some(value) = work.pop() {
            let Some((inst, _)) = self.func.def_op(value) else { continue };
            self.released[value] = true;
            for &arg in self.func.args(inst) {
                self.uses[arg] = self.uses[arg].saturating_sub(1);
                let def = self.func.def_op(arg);
                if self.uses[arg] == 0 && def.is_some_and(|(_, op)| op.flags().is_removable()) {
                    work.push(arg);
                }
            }
        }
    }

    /// `inst` goes.
    fn release_args(&mut self, inst: Inst) {
        let is_access = self.func.insts[inst].op.info().access > 0;
        for index in 0..self.func.args(inst).len() {
            let arg = self.replaced.find(self.func.args(inst)[index]);
            self.unuse(arg, is_access && index == 0);
        }
    }

    /// One use of `value` less.
    fn unuse(&mut self, value: Value, is_address: bool) {
        self.uses[value] = self.uses[value].saturating_sub(1);
        if is_address {
            self.addresses[value] = self.addresses[value].saturating_sub(1);
        }
        let def = self.func.def_op(value);
        if self.uses[value] == 0 && def.is_some_and(|(_, op)| op.flags().is_removable()) {
            self.release(value);
        }
    }
}
