//! What an instruction asks of its operands.
//!
//! Takes: an instruction whose operands are final as values. Gives: shorter operands where
//! less is asked than the value: whether it is zero, some of its bits, or the sum of base and
//! offset. Invariant: only operands that nobody else uses are replaced by what is not equal.
//! Cost: that of [`super::search`].

use super::super::cost::{self, Price};
use super::super::rules;
use super::Engine;
use super::search::Asked;
use crate::ir::op::leb;
use crate::ir::{Block, Flags, Inst, Opcode, Type, Value};
use smallvec::SmallVec;

/// Accesses behind a load that are looked at.
const AHEAD: usize = 16;
/// Constants that move into one offset.
const MOVES: usize = 4;

/// Operators between a condition and what is known of the values it is about.
const DECIDES: u32 = 2;

/// The bits of its operand that a narrow store writes.
fn read_bits(store: Opcode) -> Option<u64> {
    match store {
        Opcode::I32Store8 | Opcode::I64Store8 => Some(0xff),
        Opcode::I32Store16 | Opcode::I64Store16 => Some(0xffff),
        Opcode::I64Store32 => Some(0xffff_ffff),
        _ => None,
    }
}

impl Engine<'_> {
    /// Names values by what stands for them, and by constants where they are known to be such
    /// that take no more than reading a local.
    pub(super) fn canonicalise(&mut self, inst: Inst) {
        for index in 0..self.func.args(inst).len() {
            let arg = self.func.args(inst)[index];
            let value = self.replaced.find(arg);
            if value != arg {
                self.func.args_mut(inst)[index] = value;
            }
            if let Some(constant) = self.short_constant(value) {
                self.place(constant);
                self.uses[constant] += 1;
                self.func.args_mut(inst)[index] = constant;
                self.unuse(value, false);
                self.changed = true;
            }
        }
    }

    fn short_constant(&mut self, value: Value) -> Option<Value> {
        let ty = self.func.ty(value);
        if !matches!(ty, Type::I32 | Type::I64) {
            return None;
        }
        let bits = self.knowledge.facts(self.func, value).exact()?;
        if self.func.constant(value).is_some() {
            return None;
        }
        let op = rules::integer(ty, bits);
        if op.encoded_size() > cost::GET {
            return None;
        }
        self.made.clear();
        Some(rules::Graph::make(self, op, &[]))
    }

    /// Makes operands shorter of which less than the value is asked, unless nothing has changed
    /// since that was tried in vain. For instructions without a result.
    pub(super) fn ask(&mut self, inst: Inst) {
        let code = self.func.insts[inst].op.code;
        let read = read_bits(code);
        if read.is_none() && !matches!(code, Opcode::BrIf | Opcode::BrTable) {
            return;
        }
        let settled = self.func.settled[inst];
        let digest = (settled != 0).then(|| self.digest(inst));
        if digest == Some(settled) {
            return;
        }
        let is_other = match read {
            Some(mask) => self.operand(inst, 1, Asked::Bits(mask)),
            None => self.condition(inst),
        };
        if !is_other {
            self.func.settled[inst] = digest.unwrap_or_else(|| self.digest(inst));
        }
    }

    /// An operand that is only tested may be anything equally true. Whether it is replaced.
    pub(super) fn condition(&mut self, inst: Inst) -> bool {
        let code = self.func.insts[inst].op.code;
        let index = match code {
            Opcode::BrIf if self.decide(inst) => return true,
            Opcode::BrTable => return self.decide_arm(inst),
            Opcode::BrIf => 0,
            Opcode::Select | Opcode::SelectT => 2,
            _ => return false,
        };
        self.operand(inst, index, Asked::Truth)
    }

    /// A condition whose truth is known becomes a constant, for which the branch can go.
    fn decide(&mut self, inst: Inst) -> bool {
        let condition = self.func.args(inst)[0];
        if self.func.constant(condition).is_some() {
            return true;
        }
        let truth = self.knowledge.truth(self.func, condition, DECIDES);
        truth.is_some_and(|truth| self.ask_constant(inst, truth.into()))
    }

    /// The same for an index that leads to the last target of a table, or to one that is known.
    fn decide_arm(&mut self, inst: Inst) -> bool {
        let index = self.func.args(inst)[0];
        if self.func.constant(index).is_some() {
            return true;
        }
        let facts = self.knowledge.facts_again(self.func, index, DECIDES);
        let last = self.func.edge_count(inst) as u64 - 1;
        let arm = if facts.least >= last { Some(last) } else { facts.exact() };
        arm.is_some_and(|arm| self.ask_constant(inst, arm))
    }

    /// Asks a constant in place of the first operand.
    fn ask_constant(&mut self, inst: Inst, bits: u64) -> bool {
        let before = self.func.args(inst)[0];
        self.made.clear();
        let constant = rules::Graph::make(self, rules::integer(Type::I32, bits), &[]);
        self.place(constant);
        self.uses[constant] += 1;
        self.func.args_mut(inst)[0] = constant;
        self.unuse(before, false);
        self.changed = true;
        true
    }

    /// Whether operand `index` has become another.
    fn operand(&mut self, inst: Inst, index: usize, asked: Asked) -> bool {
        let value = self.func.args(inst)[index];
        // What others use as well is there anyway.
        if self.uses[value] != 1 {
            return false;
        }
        let Some(other) = self.better(value, asked) else { return false };
        self.place(other);
        self.func.args_mut(inst)[index] = other;
        self.replace(value, other);
        self.changed = true;
        true
    }

    /// Moves constants of an address into the static offset.
    pub(super) fn address(&mut self, inst: Inst) {
        if self.func.insts[inst].op.info().access == 0 {
            return;
        }
        for _ in 0..MOVES {
            let (base, op) = (self.func.args(inst)[0], self.func.insts[inst].op);
            let Some((other, offset)) = self.better_address(base, op.offset()) else { return };
            self.place(other);
            self.func.args_mut(inst)[0] = other;
            self.func.insts[inst].op = op.with_offset(offset);
            self.use_again(other);
            self.addresses[other] += 1;
            self.unuse(base, true);
            self.changed = true;
        }
    }

    /// Notes for loads of `block` what accesses behind them will have shown, if nothing between
    /// can be seen: then a trap may come before these.
    pub(super) fn look_ahead(&mut self, block: Block) {
        const SEEN: Flags =
            Flags::WRITES.with(Flags::HOST).with(Flags::THROWS).with(Flags::ORDERED);
        let mut later: SmallVec<[(Value, u64); 8]> = SmallVec::new();
        self.looked.clear();
        for &inst in self.func.block_insts(block).iter().rev() {
            let op = self.func.insts[inst].op;
            if op.flags().any(SEEN) {
                later.clear();
            }
            if op.info().access == 0 {
                continue;
            }
            let base = self.replaced.find(self.func.args(inst)[0]);
            if !op.flags().any(SEEN)
                && let Some((sum, _)) = self.func.def_op(base)
                && let Some(&x) = self.func.args(sum).first()
            {
                let x = self.replaced.find(x);
                let end = later.iter().filter(|access| access.0 == x).map(|access| access.1).max();
                self.looked.extend(end.map(|end| (inst, x, end)));
            }
            let end = op.offset().saturating_add(u64::from(op.info().access));
            if later.len() < AHEAD {
                later.push((base, end));
            }
        }
    }

    /// Another base and offset of the same address that take fewer bytes, or as many where the
    /// base is not needed for anything else.
    fn better_address(&mut self, base: Value, offset: u64) -> Option<(Value, u64)> {
        use Opcode::*;
        let (_, op) = self.func.def_op(base)?;
        let is_sum = matches!(op.code, I32Add | I32Sub | I32Or | I64Add | I64Sub | I64Or);
        if !is_sum && !op.flags().any(Flags::CONSTANT) {
            return None;
        }
        self.made.clear();
        let mut found = Vec::new();
        rules::simplify_address(self, base, offset, &mut found);
        let is_shared = self.uses[base] > 1 && !op.flags().any(Flags::CONSTANT);
        let (tree, inside) = self.tree(base);
        let rank = |mut price: Price, offset: u64| {
            price.bytes = price.bytes.saturating_add(leb::unsigned_size(offset));
            price.rank(self.cx.goal)
        };
        let own = rank(if is_shared { Price::GET } else { tree }, offset);
        let ranks = found.iter().map(|&(other, sum)| {
            let price = if is_shared { Price::GET } else { self.price(other, base, &inside) };
            (rank(price, sum), other, sum)
        });
        let (best, other, sum) = ranks.min()?;
        let goes = is_shared && self.addresses[base] == self.uses[base];
        (best < own || goes && best == own).then_some((other, sum))
    }
}
