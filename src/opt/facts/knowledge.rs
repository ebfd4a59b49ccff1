//! What is known of every value at the place that a walk has reached.
//!
//! Takes: a function whose graph stays as it is; a walk over [`Knowledge::order`] that says
//! which block it enters, what it passes, and where it leaves. Gives: facts of values, valid
//! at that place. Invariants: a fact holds for every execution that gets to the place; what a
//! branch or an access tells is forgotten outside the blocks it dominates.
//!
//! Sources: operators ([`super::of`]); the joins of what edges pass to parameters, except to
//! those of loops and handlers; what loops count ([`induction`]); conditions of branches and tables on the only edge into a
//! block; divisors that did not trap; addresses that were accessed, so that adding as much as
//! the access did cannot wrap, and so that what it covers is in memory from then on (memories
//! never shrink). Facts of a result tell about its operands, too ([`super::refine`]).
//!
//! Cost: O(1) per instruction, at most [`STEPS`] updates per fact that is learned.
//! From: the scoped tables of value numbering over dominators, with an undo log.

use super::{Facts, divides_safely, induction, mask, refine, width};
use crate::ir::{
    Block, Edge, Flags, Function, Graph, Inst, ModuleEnv, Op, Opcode, Type, Value, ValueDef,
};
use cranelift_entity::{EntityRef, SecondaryMap};
use smallvec::SmallVec;
use std::sync::Arc;

/// Values whose facts are looked at again because of one that was learned.
const STEPS: usize = 12;
/// Edges of a table that are joined for one target.
const ARMS: usize = 16;

/// Nothing noted: no integer is the sign extension of no bits.
const NONE: Facts = Facts { zero: 0, one: 0, least: 0, most: 0, signed: 0 };

/// A block that the walk is in or below, and how long the logs were before.
#[derive(Debug)]
struct Mark {
    block: Block,
    facts: usize,
    reach: usize,
}

/// See the file's head.
#[derive(Debug)]
pub struct Knowledge<'a> {
    env: &'a ModuleEnv,
    /// Whether anything is noted of values.
    notes: bool,
    graph: Arc<Graph>,
    order: Vec<Block>,
    facts: SecondaryMap<Value, Facts>,
    log: Vec<(Value, Facts)>,
    /// Bytes from each base that are known to be in the first memory.
    reach: SecondaryMap<Value, u64>,
    reach_log: Vec<(Value, u64)>,
    marks: Vec<Mark>,
    /// Edges into each block whose arguments have been joined.
    joined: SecondaryMap<Block, u32>,
}

impl<'a> Knowledge<'a> {
    /// Prepares a walk over `func`, whose graph is `graph`.
    pub fn new(func: &Function, graph: Arc<Graph>, env: &'a ModuleEnv) -> Knowledge<'a> {
        let mut knowledge = Knowledge {
            env,
            notes: true,
            order: preorder(&graph),
            graph,
            facts: SecondaryMap::with_default(NONE),
            log: Vec::new(),
            reach: SecondaryMap::new(),
            reach_log: Vec::new(),
            marks: Vec::new(),
            joined: SecondaryMap::new(),
        };
        // Rewriting makes values while it walks.
        knowledge.facts.resize(func.values.len() + func.values.len() / 4);
        knowledge.reach.resize(func.values.len());
        knowledge.joined.resize(func.blocks.len());
        knowledge
    }

    /// Notes nothing of values from now on, if so: of integers only constants are known.
    #[must_use]
    pub fn with_facts(self, notes: bool) -> Knowledge<'a> {
        Knowledge { notes, ..self }
    }

    /// The blocks in the order of the walk: dominators first, and predecessors but for loops.
    pub fn order(&self) -> &[Block] {
        &self.order
    }

    /// The function's graph.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    // ---- the walk ----

    /// Goes to the beginning of `block`.
    pub fn enter(&mut self, func: &Function, block: Block) {
        let above = self.graph.dominators.idom(block);
        while let Some(mark) = self.marks.pop_if(|mark| Some(mark.block) != above) {
            for (value, facts) in self.log.drain(mark.facts..).rev() {
                self.facts[value] = facts;
            }
            for (value, reach) in self.reach_log.drain(mark.reach..).rev() {
                self.reach[value] = reach;
            }
        }
        self.marks.push(Mark { block, facts: self.log.len(), reach: self.reach_log.len() });
        if self.joined[block] as usize != self.graph.cfg.preds(block).len() {
            let params = func.block_params(block);
            let starts =
                params.iter().map(|&param| std::mem::replace(&mut self.facts[param], NONE));
            let starts: SmallVec<[Facts; 8]> = starts.collect();
            for (param, facts) in self.counted(func, block, &starts) {
                self.facts[param] = facts;
            }
        }
        self.learn_from_branch(func, block);
    }

    /// Ranges of the parameters of a loop's header that the loop counts, by what they start as;
    /// see [`induction`]. Nothing is noted of any parameter while this is asked.
    fn counted(
        &self,
        func: &Function,
        header: Block,
        starts: &[Facts],
    ) -> SmallVec<[(Value, Facts); 2]> {
        let mut counted = SmallVec::new();
        let first = self.number(header);
        let back = |pred: &&(Block, Edge)| self.number(pred.0) >= first;
        let preds = self.graph.cfg.preds(header);
        let mut backs = preds.iter().filter(back);
        let (Some(&(latch, edge)), None) = (backs.next(), backs.next()) else { return counted };
        let params = func.block_params(header);
        // Of exceptions' payloads, and of edges that were not seen, nothing is known.
        if self.joined[header] as usize + 1 != preds.len()
            || params.len() != func.edge_args(edge).len()
        {
            return counted;
        }
        let conditions = self.conditions(func, header, latch, edge);
        let passed = params.iter().zip(func.edge_args(edge)).zip(starts);
        for ((&param, &next), &start) in passed {
            if is_integer(func.ty(param)) && start != NONE && !conditions.is_empty() {
                let facts = |value: Value| self.facts(func, value);
                let range = induction::range(func, (param, next), start, &conditions, facts);
                counted.extend(range.map(|range| (param, range)));
            }
        }
        counted
    }

    /// What holds whenever `edge`, from `latch` back to `header`, is taken.
    fn conditions(
        &self,
        func: &Function,
        header: Block,
        latch: Block,
        edge: Edge,
    ) -> induction::Conditions {
        let mut conditions = induction::Conditions::new();
        let (mut block, mut along) = (latch, Some(edge));
        for _ in 0..induction::CONDITIONS {
            let inst = func.terminator(block);
            if func.insts[inst].op.code == Opcode::BrIf
                && let Some(index) = func.edges_of(inst).position(|edge| Some(edge) == along)
            {
                conditions.push((func.args(inst)[0], index == 0));
            }
            if block == header {
                break;
            }
            let Some(above) = self.graph.dominators.idom(block) else { break };
            along = match self.graph.cfg.preds(block) {
                &[(pred, edge)] if pred == above => Some(edge),
                _ => None,
            };
            block = above;
        }
        conditions
    }

    /// Passes `inst`: its result has facts, and it has not trapped.
    pub fn pass(&mut self, func: &Function, inst: Inst) {
        if let Some(value) = func.result(inst) {
            self.define(func, value);
        }
        self.note(func, inst);
    }

    /// Notes that `inst` has not trapped.
    pub fn note(&mut self, func: &Function, inst: Inst) {
        let op = func.insts[inst].op;
        if op.info().access > 0 {
            self.note_access(func, inst, op);
        } else if op.flags().any(Flags::TRAPS) && is_division(op.code) {
            let divisor = func.args(inst)[1];
            let ty = func.ty(divisor);
            self.learn(func, divisor, Facts::range(ty, 1, mask(width(ty))));
        }
    }

    /// Notes the facts of a result where it is defined.
    pub fn define(&mut self, func: &Function, value: Value) {
        let ty = func.ty(value);
        if self.notes && is_integer(ty) {
            self.facts[value] = computed(func, value, |arg| self.facts(func, arg));
        }
    }

    /// Goes from the end of `block` to its successors.
    pub fn leave(&mut self, func: &Function, block: Block) {
        if !self.notes {
            return;
        }
        let first = self.number(block);
        for edge in func.successors(block) {
            let target = func.edges[edge].block;
            let params = func.block_params(target);
            let args = func.edge_args(edge);
            // Loops get to their headers later, exceptions pass parameters of their own.
            if self.number(target) <= first || params.len() != args.len() {
                continue;
            }
            let is_first = self.joined[target] == 0;
            self.joined[target] += 1;
            for (&param, &arg) in params.iter().zip(args) {
                if is_integer(func.ty(param)) {
                    let facts = self.facts(func, arg);
                    let other = self.facts[param];
                    self.facts[param] = if is_first { facts } else { facts.join(other) };
                }
            }
        }
    }

    fn number(&self, block: Block) -> u32 {
        self.graph.cfg.rpo_number[block]
    }

    // ---- questions ----

    /// What is known of `value` here.
    #[inline]
    pub fn facts(&self, func: &Function, value: Value) -> Facts {
        let facts = self.facts[value];
        if facts.signed == 0 { unnoted(func, value) } else { facts }
    }

    /// What is known of `value` here, with what its operands, `depth` steps back, have become
    /// known to be since it was computed. For small depths: it is exponential in it.
    pub fn facts_again(&self, func: &Function, value: Value, depth: u32) -> Facts {
        let (ty, facts) = (func.ty(value), self.facts(func, value));
        if depth == 0 || !is_integer(ty) || facts.exact().is_some() {
            return facts;
        }
        let again = computed(func, value, |value| self.facts_again(func, value, depth - 1));
        if again == facts && facts == Facts::unknown(ty) {
            return facts;
        }
        facts.meet(again, ty)
    }

    /// Whether `value` is known to be, or not to be, zero here; see [`Knowledge::facts_again`].
    pub fn truth(&self, func: &Function, value: Value, depth: u32) -> Option<bool> {
        let facts = self.facts_again(func, value, depth);
        if facts.least > 0 { Some(true) } else { (facts.most == 0).then_some(false) }
    }

    /// Whether executing `inst` here may trap.
    pub fn may_trap(&self, func: &Function, inst: Inst) -> bool {
        let op = func.insts[inst].op;
        let args = func.args(inst);
        if !op.flags().any(Flags::TRAPS) {
            return false;
        }
        if is_division(op.code) {
            return !divides_safely(op, self.facts(func, args[0]), self.facts(func, args[1]));
        }
        // Atomic accesses also trap when they are not aligned.
        if op.info().access == 0 || op.flags().any(Flags::ORDERED) {
            return true;
        }
        let Some(end) = op.offset().checked_add(u64::from(op.info().access)) else { return true };
        let memory = self.env.memories.get(op.index() as usize);
        let size = memory.map_or(0, |memory| memory.min_bytes);
        let last = self.facts(func, args[0]).most.checked_add(end);
        let is_covered = op.index() == 0 && self.reach[args[0]] >= end;
        !is_covered && last.is_none_or(|last| last > size)
    }

    /// Values about which something has been learned in the present block, in that order.
    pub fn learned(&self) -> impl ExactSizeIterator<Item = Value> + '_ {
        let first = self.marks.last().map_or(0, |mark| mark.facts);
        self.log[first..].iter().map(|&(value, _)| value)
    }

    // ---- learning ----

    /// Notes that `value`, here and in what this place dominates, has these facts too.
    pub fn learn(&mut self, func: &Function, value: Value, facts: Facts) {
        if !self.notes {
            return;
        }
        let mut work: SmallVec<[(Value, Facts); 8]> = smallvec::smallvec![(value, facts)];
        for _ in 0..STEPS {
            let Some((value, facts)) = work.pop() else { return };
            let ty = func.ty(value);
            let before = self.at_hand(func, value);
            let after = before.meet(facts, ty);
            if after == before {
                continue;
            }
            self.set(value, after);
            let ValueDef::Result(inst, _) = func.values[value].def else { continue };
            if func.result(inst) != Some(value) {
                continue;
            }
            let op = func.insts[inst].op;
            match *func.args(inst) {
                [x] if is_integer(func.ty(x)) => {
                    work.push((x, refine::unary(op, func.ty(x), after)));
                }
                [x, y] if is_integer(func.ty(x)) && func.ty(x) == func.ty(y) => {
                    let ty = func.ty(x);
                    let (known_x, known_y) = (self.at_hand(func, x), self.at_hand(func, y));
                    let told = refine::binary(op, ty, known_x, known_y, after);
                    let is_news = |known: Facts, told: Facts| known.meet(told, ty) != known;
                    work.extend(is_news(known_x, told.0).then_some((x, told.0)));
                    work.extend(is_news(known_y, told.1).then_some((y, told.1)));
                }
                _ => {}
            }
        }
    }

    /// What is noted of a value, or else what its operator tells.
    fn at_hand(&self, func: &Function, value: Value) -> Facts {
        match self.facts[value] {
            NONE if is_integer(func.ty(value)) => {
                computed(func, value, |arg| self.facts(func, arg))
            }
            _ => self.facts(func, value),
        }
    }

    fn set(&mut self, value: Value, facts: Facts) {
        self.log.push((value, self.facts[value]));
        self.facts[value] = facts;
    }

    /// An access has not trapped.
    fn note_access(&mut self, func: &Function, inst: Inst, op: Op) {
        let base = func.args(inst)[0];
        let Some(end) = op.offset().checked_add(u64::from(op.info().access)) else { return };
        let ty = func.ty(base);
        // Its last byte has an address that is below the memory's largest size.
        let Some(most) = mask(width(ty)).checked_sub(end - 1) else { return };
        let facts = self.facts(func, base);
        if facts.most > most {
            self.set(base, facts.meet(Facts::range(ty, 0, most), ty));
        }
        if op.index() == 0 && self.reach[base] < end {
            self.reach_log.push((base, self.reach[base]));
            self.reach[base] = end;
        }
    }

    /// Learns what the branch has decided that alone leads to `block`.
    fn learn_from_branch(&mut self, func: &Function, block: Block) {
        let number = self.number(block);
        let preds = self.graph.cfg.preds(block);
        // Other edges come back from what the block dominates.
        let is_forward = |pred: &&(Block, Edge)| self.number(pred.0) < number;
        let mut edges: SmallVec<[Edge; 4]> = SmallVec::new();
        let Some(&(above, _)) = preds.iter().find(is_forward) else { return };
        for &(pred, edge) in preds.iter().filter(is_forward) {
            if pred != above || edges.len() == ARMS {
                return;
            }
            edges.push(edge);
        }
        let inst = func.terminator(above);
        let (code, all) = (func.insts[inst].op.code, func.edge_count(inst));
        if !matches!(code, Opcode::BrIf | Opcode::BrTable) || edges.len() == all {
            return;
        }
        let value = func.args(inst)[0];
        let ty = func.ty(value);
        let full = mask(width(ty));
        let told = |index: usize| match code {
            Opcode::BrIf if index == 1 => Facts::constant(ty, 0),
            Opcode::BrIf => Facts::range(ty, 1, full),
            _ if index + 1 == all => Facts::range(ty, index as u64, full),
            _ => Facts::constant(ty, index as u64),
        };
        let Some(first) = func.edges_of(inst).next() else { return };
        let mut known: Option<Facts> = None;
        for edge in edges {
            // Exceptions of the same block lead elsewhere.
            let index = edge.index().checked_sub(first.index()).filter(|&index| index < all);
            let Some(index) = index else { return };
            known = Some(known.map_or(told(index), |known| known.join(told(index))));
        }
        if let Some(known) = known {
            self.learn(func, value, known);
        }
    }
}

/// Facts of a value about which nothing is noted, as where a walk only enters blocks.
fn unnoted(func: &Function, value: Value) -> Facts {
    let ty = func.ty(value);
    match func.def_op(value) {
        Some((_, op)) if op.flags().any(Flags::CONSTANT) && is_integer(ty) => {
            Facts::constant(ty, op.bits())
        }
        _ => Facts::unknown(ty),
    }
}

/// Facts of a result by its operator, from those of its operands.
fn computed(func: &Function, value: Value, facts: impl Fn(Value) -> Facts) -> Facts {
    let ty = func.ty(value);
    let ValueDef::Result(inst, _) = func.values[value].def else {
        return Facts::unknown(ty);
    };
    let (op, args) = (func.insts[inst].op, func.args(inst));
    if func.result(inst).is_none() || args.len() > 3 {
        return Facts::unknown(ty);
    }
    if op.flags().any(Flags::READ_MEMORY) {
        // Whatever the address.
        return super::of(op, ty, &[]);
    }
    let mut known = [NONE; 3];
    for (slot, &arg) in known.iter_mut().zip(args) {
        *slot = facts(arg);
    }
    super::of(op, ty, &known[..args.len()])
}

/// The dominator tree in preorder, children in the function's order.
fn preorder(graph: &Graph) -> Vec<Block> {
    let Graph { cfg, dominators, .. } = graph;
    let count = cfg.rpo.len();
    let none = u32::MAX;
    let (mut child, mut sibling) = (vec![none; count], vec![none; count]);
    for (number, &block) in cfg.rpo.iter().enumerate().rev() {
        if let Some(above) = dominators.idom(block) {
            let above = cfg.rpo_number[above] as usize;
            sibling[number] = std::mem::replace(&mut child[above], number as u32);
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut work = vec![0];
    while let Some(number) = work.pop() {
        let Some(&block) = cfg.rpo.get(number as usize) else { continue };
        order.push(block);
        work.extend([sibling[number as usize], child[number as usize]]);
    }
    order
}

fn is_integer(ty: Type) -> bool {
    ty == Type::I32 || ty == Type::I64
}

/// Whether the operator is an integer division.
pub fn is_division(code: Opcode) -> bool {
    use Opcode::*;
    matches!(code, I32DivS | I32DivU | I32RemS | I32RemU | I64DivS | I64DivU | I64RemS | I64RemU)
}
