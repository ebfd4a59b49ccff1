//! The cheapest form of a value: candidates of the rules, measured in bytes, or for speed in
//! estimated cycles, then bytes.
//!
//! Takes: a value whose operands are final, and what its user asks of it. Gives: an equal
//! value, or one that answers as well, whose tree takes less. Invariant: nodes that are
//! made and not chosen stay out of the layout. Cost: [`LIMIT`] candidates of [`MAX_TREE`]
//! nodes each.

use super::super::cost::Price;
use super::super::facts::{Facts, is_division};
use super::super::rules::{self, Graph};
use super::Engine;
use crate::ir::op::Feature;
use crate::ir::{Flags, Inst, Op, Type, Value, ValueDef};
use cranelift_entity::EntityRef;
use smallvec::SmallVec;

/// Values of a tree.
pub(super) type Tree = SmallVec<[Value; 8]>;

/// Candidates per instruction.
pub(super) const LIMIT: usize = 24;
/// Nodes looked at when a tree is measured.
const MAX_TREE: usize = 32;

/// Steps from an instruction to what its digest includes. A change further away that would
/// matter is rare, and costs no more than a missed chance.
const DEPTH: u32 = 2;

/// A sum of numbers that depends on their order.
struct Digest(u64);

impl Digest {
    fn add(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// What the user of a value wants to know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    Value,
    /// Whether it is zero.
    Truth,
    /// These bits.
    Bits(u64),
}

impl Engine<'_> {
    /// A digest of what candidates for an instruction depend on: operators and operands
    /// [`DEPTH`] steps back, facts, and who else uses them. Never 0.
    pub(super) fn digest(&self, inst: Inst) -> u32 {
        let mut digest = Digest(0);
        self.digest_tree(inst, DEPTH, &mut digest);
        (digest.0 >> 32) as u32 | 1
    }

    fn digest_tree(&self, inst: Inst, depth: u32, digest: &mut Digest) {
        let op = self.func.insts[inst].op;
        digest.add(op.code as u64 ^ op.bits().rotate_left(16) ^ u64::from(op.index()) << 48);
        for &arg in self.func.args(inst) {
            let facts = self.knowledge.facts(self.func, arg);
            let uses = u64::from(self.uses[arg].min(2));
            digest.add(u64::from(arg.as_u32()) << 10 | uses << 8 | u64::from(facts.signed));
            digest.add(facts.zero ^ facts.one.rotate_left(32));
            digest.add(facts.least ^ facts.most.rotate_left(32));
            if let Some((inst, _)) = self.func.def_op(arg).filter(|_| depth > 0) {
                self.digest_tree(inst, depth - 1, digest);
            }
        }
    }

    /// The cheapest form of `value` that answers what is asked, if it is not `value` itself.
    pub(super) fn better(&mut self, value: Value, asked: Asked) -> Option<Value> {
        let (inst, op) = self.func.def_op(value)?;
        let is_constant = op.flags().any(Flags::CONSTANT);
        let may_change = is_replaceable(op) || is_constant && matches!(asked, Asked::Bits(_));
        if !may_change || self.func.args(inst).len() > 3 {
            return None;
        }
        self.made.clear();
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        self.collect(value, asked, &mut found);
        let best = self.cheapest(value, &found);
        self.found = found;
        best
    }

    /// Candidates, and candidates of these.
    fn collect(&mut self, value: Value, asked: Asked, found: &mut Vec<Value>) {
        let goal = self.cx.goal;
        if let Some(constant) = self.known_constant(value, asked) {
            return found.push(constant);
        }
        match asked {
            Asked::Value => rules::simplify(self, value, goal, found),
            Asked::Truth => rules::simplify_truth(self, value, goal, found),
            Asked::Bits(mask) => rules::simplify_masked(self, value, mask, found),
        }
        // What is made can often be rewritten again.
        let mut next = 0;
        while next < found.len() && found.len() < LIMIT {
            let candidate = found[next];
            next += 1;
            if candidate.index() < self.first_made {
                continue;
            }
            rules::simplify(self, candidate, goal, found);
            if asked == Asked::Truth {
                rules::simplify_truth(self, candidate, goal, found);
            }
        }
    }

    /// The constant that `value` is known to be here, if it cannot trap.
    fn known_constant(&mut self, value: Value, asked: Asked) -> Option<Value> {
        let ty = self.func.ty(value);
        let (inst, op) = self.func.def_op(value)?;
        let is_integer = matches!(ty, Type::I32 | Type::I64);
        let is_constant = op.flags().any(Flags::CONSTANT);
        if !is_integer || is_constant || self.knowledge.may_trap(self.func, inst) {
            return None;
        }
        let truth = || self.knowledge.truth(self.func, value, 1).map(u64::from);
        let bits = match self.knowledge.facts(self.func, value).exact() {
            Some(bits) => bits,
            None if asked == Asked::Truth => truth()?,
            None => return None,
        };
        Some(self.make(rules::integer(ty, bits), &[]))
    }

    /// The cheapest of `found` if it is shorter than `value`.
    fn cheapest(&self, value: Value, found: &[Value]) -> Option<Value> {
        if found.is_empty() {
            return None;
        }
        let goal = self.cx.goal;
        let (own, inside) = self.tree(value);
        let rank = |&found: &Value| (self.price(found, value, &inside).rank(goal), found);
        let (best, value) = found.iter().map(rank).min()?;
        (best < own.rank(goal)).then_some(value)
    }

    /// What the tree of `root` takes, and the values that nobody else uses than this tree.
    pub(super) fn tree(&self, root: Value) -> (Price, Tree) {
        let mut total = Price::default();
        let mut inside = Tree::new();
        let mut work: SmallVec<[Value; 16]> = smallvec::smallvec![root];
        while let Some(at) = work.pop() {
            match self.func.def_op(at) {
                Some((_, op)) if op.flags().any(Flags::CONSTANT) => total += Price::of(op),
                Some((inst, op)) if at == root || self.uses[at] <= 1 && inside.len() < MAX_TREE => {
                    inside.push(at);
                    total += Price::of(op);
                    work.extend_from_slice(self.func.args(inst));
                }
                _ => total += Price::GET,
            }
        }
        (total, inside)
    }

    /// What the tree of `value` would take in place of `root`, whose tree has the values `inside`:
    /// what others use too is read from a local.
    pub(super) fn price(&self, value: Value, root: Value, inside: &[Value]) -> Price {
        let mut total = Price::default();
        let mut work: SmallVec<[Value; 16]> = smallvec::smallvec![value];
        let mut seen: SmallVec<[Value; 16]> = SmallVec::new();
        while let Some(at) = work.pop() {
            if seen.len() == MAX_TREE {
                return Price::MOST;
            }
            if seen.contains(&at) {
                // Written once more, read once more.
                total += Price::GET;
                total += Price::TEE;
                continue;
            }
            let is_new = at.index() >= self.first_made && self.made.contains(&at);
            match self.func.def_op(at) {
                Some((_, op)) if op.flags().any(Flags::CONSTANT) => total += Price::of(op),
                Some((inst, op)) if is_new || at != root && self.is_nested(at, inside) => {
                    seen.push(at);
                    total += Price::of(op);
                    work.extend_from_slice(self.func.args(inst));
                }
                // What one other user has on the stack goes to a local.
                Some(_) if self.uses[at] == 1 && at != root => {
                    total += Price::GET;
                    total += Price::TEE;
                }
                _ => total += Price::GET,
            }
        }
        total
    }

    /// Whether nobody uses a value but the tree with these values.
    fn is_nested(&self, value: Value, inside: &[Value]) -> bool {
        self.uses[value] == 0 || self.uses[value] == 1 && inside.contains(&value)
    }
}

/// Whether values of the operator may be replaced by others. Divisions may: the proofs include
/// that they do not trap then.
pub(super) fn is_replaceable(op: Op) -> bool {
    !op.flags().any(Flags::CONSTANT) && (op.flags().is_pure() || is_division(op.code))
}

impl Graph for Engine<'_> {
    fn ty(&self, value: Value) -> Type {
        self.func.ty(value)
    }

    fn node(&self, value: Value, index: usize) -> Option<(Op, &[Value])> {
        let inst = match (index, self.func.values[value].def) {
            (0, ValueDef::Result(inst, _)) => inst,
            (1, _) => self.also[value].expand()?,
            _ => return None,
        };
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
        self.knowledge.define(self.func, value);
        value
    }

    fn constant(&self, value: Value) -> Option<Op> {
        self.func.constant(value)
    }

    fn headroom(&self, value: Value) -> u64 {
        match self.ahead {
            Some((base, end)) if base == value => end - 1,
            _ => 0,
        }
    }

    fn facts(&self, value: Value) -> Facts {
        self.knowledge.facts(self.func, value)
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
