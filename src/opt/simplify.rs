//! Replaces computations by shorter equal ones, after the rewrite rules.
//!
//! Takes: SSA, full layout. Gives: instructions whose tree takes fewer bytes; what they no
//! longer need is dead. Invariants: a value is replaced by one that the rules have proved
//! equal, or equally true where only its truth is asked for; new instructions stand where the
//! old one stood. Cost: O(instructions * candidates), candidates bounded by [`LIMIT`].
//!
//! One walk in layout order, so operands are final when their user is looked at. For each
//! instruction the rules give candidates, and candidates of these; the cheapest tree wins.
//! From: Cranelift's acyclic e-graph, without keeping what was not chosen.

use super::facts::Facts;
use super::rules::{self, Graph};
use super::{Context, cost};
use crate::ir::op::Feature;
use crate::ir::{Flags, Function, Inst, Op, Opcode, Type, Value, ValueDef};
use cranelift_entity::packed_option::ReservedValue;
use cranelift_entity::{EntityRef, SecondaryMap};

/// Candidates per instruction.
const LIMIT: usize = 24;
/// Nodes looked at when a tree is measured.
const MAX_TREE: usize = 32;

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let mut engine = Engine {
        uses: SecondaryMap::with_default(0),
        made: Vec::new(),
        first_made: func.values.len(),
        func,
        cx,
    };
    engine.count_uses();
    let mut replaced: SecondaryMap<Value, Value> =
        SecondaryMap::with_default(Value::reserved_value());
    let mut changed = false;
    let mut layout: Vec<Inst> = Vec::new();
    for index in 0..engine.func.order.len() {
        let block = engine.func.order[index];
        layout.clear();
        let insts = engine.func.block_insts(block).to_vec();
        let before = insts.len();
        for inst in insts {
            engine.canonicalise(inst, &replaced);
            let Some(value) = engine.func.result(inst) else {
                engine.narrow(inst, &mut layout);
                layout.push(inst);
                continue;
            };
            match engine.better(value, Asked::Value) {
                Some(other) => {
                    engine.place(other, &mut layout);
                    engine.replace(value, other);
                    replaced[value] = other;
                    changed = true;
                }
                None => {
                    engine.condition(inst, &mut layout);
                    layout.push(inst);
                }
            }
        }
        let terminator = engine.func.terminator(block);
        engine.canonicalise(terminator, &replaced);
        engine.condition(terminator, &mut layout);
        if layout.len() != before || changed {
            engine.func.set_block_insts(block, &layout);
        }
    }
    changed |= engine.func.values.len() > engine.first_made;
    if changed {
        // Loops pass values that were replaced after their header was seen.
        let kept = |mut value: Value| {
            while replaced[value] != Value::reserved_value() {
                value = replaced[value];
            }
            value
        };
        engine.func.map_uses(kept);
    }
    changed
}

/// What the user of a value wants to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// All of it.
    Value,
    /// Whether it is zero.
    Truth,
    /// These bits.
    Bits(u64),
}

struct Engine<'a> {
    func: &'a mut Function,
    cx: &'a Context<'a>,
    uses: SecondaryMap<Value, u32>,
    /// Nodes made for the present instruction and not placed yet.
    made: Vec<Value>,
    /// Values from here on are the pass's own.
    first_made: usize,
}

impl Engine<'_> {
    fn count_uses(&mut self) {
        self.uses.resize(self.func.values.len());
        for &block in &self.func.order {
            for inst in self.func.block_insts_and_terminator(block) {
                for &arg in self.func.args(inst) {
                    self.uses[arg] += 1;
                }
                for edge in self.func.edges_of(inst) {
                    for &arg in self.func.edge_args(edge) {
                        self.uses[arg] += 1;
                    }
                }
            }
        }
    }

    fn canonicalise(&mut self, inst: Inst, replaced: &SecondaryMap<Value, Value>) {
        for arg in self.func.args_mut(inst) {
            while replaced[*arg] != Value::reserved_value() {
                *arg = replaced[*arg];
            }
        }
    }

    /// The cheapest form of `value` that answers what is asked, if it is not `value` itself.
    fn better(&mut self, value: Value, asked: Asked) -> Option<Value> {
        let (inst, op) = self.func.def_op(value)?;
        // Divisions may be replaced: the proofs include that they do not trap then.
        const NOT: Flags = Flags::CONSTANT.with(Flags::CALLS).with(Flags::ALLOCATES);
        let is_plain = !op.flags().any(NOT) || op.flags().is_pure() || is_division(op);
        if op.flags().any(Flags::CONSTANT) || !is_plain || self.func.args(inst).len() > 3 {
            return None;
        }
        self.made.clear();
        let goal = self.cx.goal;
        let mut found: Vec<Value> = Vec::new();
        match asked {
            Asked::Value => rules::simplify(self, value, goal, &mut found),
            Asked::Truth => rules::simplify_truth(self, value, goal, &mut found),
            Asked::Bits(mask) => rules::simplify_masked(self, value, mask, &mut found),
        }
        if found.is_empty() {
            return None;
        }
        // What is made can often be rewritten again.
        let mut next = 0;
        while next < found.len() && found.len() < LIMIT {
            let candidate = found[next];
            next += 1;
            if candidate.index() < self.first_made {
                continue;
            }
            rules::simplify(self, candidate, goal, &mut found);
            if asked == Asked::Truth {
                rules::simplify_truth(self, candidate, goal, &mut found);
            }
        }
        let own = self.bytes(value, value);
        let cheapest = found.iter().map(|&candidate| (self.bytes(candidate, value), candidate));
        let (bytes, best) = cheapest.min_by_key(|&(bytes, candidate)| (bytes, candidate))?;
        (bytes < own).then_some(best)
    }

    /// Bytes of the tree of `value` as it would stand in place of `root`: what others use too
    /// is read from a local.
    fn bytes(&self, value: Value, root: Value) -> u32 {
        let mut total = 0;
        let mut work: smallvec::SmallVec<[Value; 16]> = smallvec::smallvec![value];
        let mut seen: smallvec::SmallVec<[Value; 16]> = smallvec::SmallVec::new();
        while let Some(at) = work.pop() {
            if seen.len() == MAX_TREE {
                return u32::MAX;
            }
            if seen.contains(&at) {
                // Written once more, read once more.
                total += cost::GET + cost::TEE;
                continue;
            }
            let is_new = at.index() >= self.first_made && self.made.contains(&at);
            let nested = match self.func.def_op(at) {
                Some((inst, op)) if op.flags().any(Flags::CONSTANT) => {
                    total += self.func.insts[inst].op.encoded_size();
                    continue;
                }
                Some(def) if at == value || is_new => Some(def),
                Some(def) if self.uses[at] == 1 && at != root => Some(def),
                _ => None,
            };
            match nested {
                Some((inst, op)) => {
                    seen.push(at);
                    total += op.encoded_size();
                    work.extend_from_slice(self.func.args(inst));
                }
                None => total += cost::GET,
            }
        }
        total
    }

    /// Puts the new nodes of a tree into the layout, operands first.
    fn place(&mut self, value: Value, layout: &mut Vec<Inst>) {
        let Some(at) = self.made.iter().position(|&made| made == value) else {
            return;
        };
        self.made.swap_remove(at);
        let Some((inst, _)) = self.func.def_op(value) else { return };
        for index in 0..self.func.args(inst).len() {
            let arg = self.func.args(inst)[index];
            self.place(arg, layout);
            self.uses[arg] += 1;
        }
        layout.push(inst);
    }

    /// The uses of `value` are uses of `other` now.
    fn replace(&mut self, value: Value, other: Value) {
        let uses = std::mem::take(&mut self.uses[value]);
        self.uses[other] += uses;
        self.release(value);
    }

    /// An unused value no longer uses its operands.
    fn release(&mut self, value: Value) {
        let mut work = vec![value];
        while let Some(value) = work.pop() {
            let Some((inst, op)) = self.func.def_op(value) else { continue };
            if !op.flags().is_removable() {
                continue;
            }
            for &arg in self.func.args(inst) {
                self.uses[arg] = self.uses[arg].saturating_sub(1);
                if self.uses[arg] == 0 {
                    work.push(arg);
                }
            }
        }
    }

    /// An operand that is only tested may be anything equally true.
    fn condition(&mut self, inst: Inst, layout: &mut Vec<Inst>) {
        let index = match self.func.insts[inst].op.code {
            Opcode::BrIf => 0,
            Opcode::Select | Opcode::SelectT => 2,
            _ => return,
        };
        self.operand(inst, index, Asked::Truth, layout);
    }

    /// A narrow store writes the low bits of its operand.
    fn narrow(&mut self, inst: Inst, layout: &mut Vec<Inst>) {
        let mask = match self.func.insts[inst].op.code {
            Opcode::I32Store8 | Opcode::I64Store8 => 0xff,
            Opcode::I32Store16 | Opcode::I64Store16 => 0xffff,
            Opcode::I64Store32 => 0xffff_ffff,
            _ => return,
        };
        self.operand(inst, 1, Asked::Bits(mask), layout);
    }

    fn operand(&mut self, inst: Inst, index: usize, asked: Asked, layout: &mut Vec<Inst>) {
        let value = self.func.args(inst)[index];
        // What others use as well is there anyway.
        if self.uses[value] != 1 {
            return;
        }
        if let Some(other) = self.better(value, asked) {
            self.place(other, layout);
            self.func.args_mut(inst)[index] = other;
            self.replace(value, other);
        }
    }
}

fn is_division(op: Op) -> bool {
    use Opcode::*;
    matches!(op.code, I32DivS | I32DivU | I32RemS | I32RemU | I64DivS | I64DivU | I64RemS | I64RemU)
}

impl Graph for Engine<'_> {
    fn ty(&self, value: Value) -> Type {
        self.func.ty(value)
    }

    fn node(&self, value: Value, index: usize) -> Option<(Op, &[Value])> {
        if index > 0 {
            return None;
        }
        let ValueDef::Result(inst, _) = self.func.values[value].def else { return None };
        let args = self.func.args(inst);
        (self.func.result(inst).is_some() && args.len() <= 3)
            .then(|| (self.func.insts[inst].op, args))
    }

    fn make(&mut self, op: Op, args: &[Value]) -> Value {
        for &value in &self.made {
            if let Some((inst, other)) = self.func.def_op(value)
                && other == op
                && self.func.args(inst) == args
            {
                return value;
            }
        }
        let operand = |depth: usize| self.func.ty(args[args.len() - 1 - depth]);
        let ty = match self.cx.env.signature(op, operand) {
            Some(signature) => signature.results.first().copied(),
            None => None,
        };
        let ty = ty.unwrap_or_else(|| args.first().map_or(Type::I32, |&arg| self.func.ty(arg)));
        let inst = self.func.make_inst(op, args, &[ty]);
        let value = Value::new(self.func.values.len() - 1);
        debug_assert_eq!(self.func.result(inst), Some(value));
        self.made.push(value);
        value
    }

    fn facts(&self, value: Value) -> Facts {
        Facts::unknown(self.func.ty(value))
    }

    fn has_feature(&self, feature: Feature) -> bool {
        self.cx.features.contains(feature)
    }

    fn vector(&self, index: u64) -> u128 {
        self.func.pool.get(index)
    }

    fn intern(&mut self, bits: u128) -> u32 {
        self.func.pool.intern(bits)
    }
}
