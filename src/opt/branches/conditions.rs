//! Branches to one place, one behind the other, become one.
//!
//! Takes: SSA. Gives: for `br_if c1, X, B`, where `B` only computes and ends in `br_if c2, X, Y` with
//! the same arguments to `X`: what `B` computes, and one branch on both conditions. Each branch may
//! lead to `X` by either edge. The new one leads to `X` if either condition does ([`Form::Either`]), or
//! to `Y` if neither does ([`Form::Both`], [`Form::Product`]), whichever takes fewer bytes.
//!
//! Invariants: what runs then where it did not neither traps, as [`Bounds`] knows, nor writes, so
//! nobody notices it, and it reads what it read, since nothing is between the blocks; `B` has no
//! other way in, so what it defines dominates what it did; both belong to one exception region; no
//! edge leads where none led, so no loop gets a second way in. `and` is taken of what is 0 or 1 only,
//! a product only if one of two is, so that it does not wrap.
//!
//! From the last block to the first, so that a chain of branches becomes one. What a branch tells of
//! its condition is lost, so this comes last in a round. Cost: O(function).
//! From: Binaryen, which joins `br_if`s of one label, and folds an `if` that is all of another.

use super::super::bounds::Bounds;
use super::super::facts::Facts;
use super::super::{Context, Goal, facts as value_facts};
use super::facts;
use crate::guard::Guard;
use crate::ir::{Block, Edge, Flags, Function, Graph, Inst, Op, Opcode, Type, Value};
use cranelift_entity::SecondaryMap;
use smallvec::SmallVec;
use std::sync::Arc;

/// Operators that are looked at to tell whether a condition is 0 or 1, in depth.
const DEPTH: u32 = 3;
/// Instructions that run where they did not, constants included, at most: where only bytes count,
/// and where nothing should become slower.
const MAX_INSTS: usize = 16;
const MAX_CHEAP: usize = 4;
/// Bytes of a branch: between those of `br_if` and of `if … end`.
const BRANCH: i32 = 3;
/// Bytes of the operator that takes its place.
const JOIN: i32 = 1;

/// Two branches that one can replace.
struct Pair {
    second: Block,
    /// Where both lead, and where only the second does.
    common: Edge,
    other: Edge,
    /// Their conditions, and whether each leads to the common place when it holds.
    conditions: [(Value, bool); 2],
}

/// How a pair becomes one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// To the common place if either holds.
    Either,
    /// To the other place if both hold, which are 0 or 1.
    Both,
    /// The same if one of them may be another number.
    Product,
}

/// What is known of the function while its branches become fewer.
struct Merge {
    graph: Arc<Graph>,
    anchored: SecondaryMap<Block, bool>,
    bounds: Bounds,
    uses: SecondaryMap<Value, u32>,
    /// Edges that lead to each block.
    ways_in: SecondaryMap<Block, u32>,
}

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let is_branch = |&&block: &&Block| func.insts[func.terminator(block)].op.code == Opcode::BrIf;
    if func.order.iter().filter(is_branch).count() < 2 {
        return false;
    }
    let graph = Graph::of(func);
    let mut merge = Merge {
        anchored: facts::anchored(func),
        bounds: Bounds::of(func, cx.env, &graph.dominators),
        uses: facts::count_uses(func),
        ways_in: SecondaryMap::new(),
        graph,
    };
    merge.ways_in.resize(func.blocks.len());
    for &block in &func.order {
        merge.ways_in[block] = merge.graph.cfg.preds(block).len() as u32;
    }
    let mut is_gone: SecondaryMap<Block, bool> = SecondaryMap::new();
    is_gone.resize(func.blocks.len());
    let mut changed = false;
    for index in (0..func.order.len()).rev() {
        let block = func.order[index];
        if is_gone[block] {
            continue;
        }
        while let Some(pair) = merge.pair(func, block, cx.goal) {
            let Some(form) = merge.form(func, block, &pair, cx.goal) else { break };
            merge.join(func, block, &pair, form);
            is_gone[pair.second] = true;
            changed = true;
        }
    }
    if changed {
        func.order.retain(|&block| !is_gone[block]);
    }
    changed
}

impl Merge {
    /// The pair that the conditional branch of `block` is the first of.
    fn pair(&self, func: &Function, block: Block, goal: Goal) -> Option<Pair> {
        let (first, [taken, other]) = branch(func, block)?;
        let with = |to_second: Edge, common: Edge, holds: bool| {
            let second = func.edges[to_second].block;
            if !self.may_join(func, block, second, goal) {
                return None;
            }
            let (condition, [taken, other]) = branch(func, second)?;
            let pair = |other: Edge, other_holds: bool| Pair {
                second,
                common,
                other,
                conditions: [(first, holds), (condition, other_holds)],
            };
            if facts::same_edge(func, common, taken) {
                Some(pair(other, true))
            } else if facts::same_edge(func, common, other) {
                Some(pair(taken, false))
            } else {
                None
            }
        };
        with(other, taken, true).or_else(|| with(taken, other, false))
    }

    /// Whether what `second` computes may be computed in `first`, which leads to it.
    fn may_join(&self, func: &Function, first: Block, second: Block, goal: Goal) -> bool {
        self.ways_in[second] == 1
            && !self.anchored[second]
            && second != first
            && func.blocks[second].region == func.blocks[first].region
            && func.block_params(second).is_empty()
            && self.is_quiet(func, second, goal)
    }

    /// Whether what a block computes may be computed where it is not wanted.
    fn is_quiet(&self, func: &Function, block: Block, goal: Goal) -> bool {
        let insts = func.block_insts(block);
        let runs_unasked = |&inst: &Inst| {
            let flags = func.insts[inst].op.flags();
            let may_trap = self.bounds.may_trap(func, inst) && Guard::MergedTrap.is_on();
            flags.is_removable_without_trap() && !flags.any(Flags::ALLOCATES) && !may_trap
        };
        let most = if goal == Goal::Size { MAX_INSTS } else { MAX_CHEAP };
        insts.len() <= most && insts.iter().all(runs_unasked)
    }

    /// The shorter form, if it is shorter than two branches.
    fn form(&self, func: &Function, block: Block, pair: &Pair, goal: Goal) -> Option<Form> {
        let preferred = self.is_common_jumped_to(func, block, pair);
        let bytes = |form: Form| {
            let by_common = form == Form::Either;
            let mut bytes = JOIN + i32::from(preferred.is_some_and(|common| common != by_common));
            let mut truths = 0;
            for (value, holds) in pair.conditions {
                let negates = holds != by_common;
                bytes += if negates { negation(func, &self.uses, value) } else { 0 };
                truths += u32::from(is_truth_when(func, value, negates));
            }
            let needed = match form {
                Form::Either => 0,
                Form::Both => 2,
                Form::Product if goal == Goal::Size => 1,
                // A multiplication takes longer.
                Form::Product => return None,
            };
            (truths >= needed).then_some(bytes)
        };
        let forms = [Form::Both, Form::Either, Form::Product];
        let forms = forms.into_iter().filter_map(|form| Some((bytes(form)?, form)));
        let (bytes, form) = forms.min_by_key(|&(bytes, _)| bytes)?;
        (bytes < BRANCH).then_some(form)
    }

    /// Whether the common place is the one that is jumped to, rather than laid out there, so that
    /// the condition should hold for it.
    fn is_common_jumped_to(&self, func: &Function, block: Block, pair: &Pair) -> Option<bool> {
        let [common, other] = [pair.common, pair.other].map(|edge| func.edges[edge].block);
        // The pair leads to the common place once when it is joined.
        let joins = [self.ways_in[common] > 2, self.ways_in[other] > 1];
        let number = |block: Block| self.graph.cfg.rpo_number[block];
        let distance = |to: Block| if number(to) <= number(block) { u32::MAX } else { number(to) };
        let behind = |to: Block| self.graph.dominators.dominates(block, to);
        match joins {
            [false, false] => None,
            // `if` around what has no other way in, or a jump past it.
            [true, false] => Some(!behind(common)),
            [false, true] => Some(behind(other)),
            [true, true] => Some(distance(common) > distance(other)),
        }
    }

    /// Replaces both branches by one.
    fn join(&mut self, func: &mut Function, block: Block, pair: &Pair, form: Form) {
        let uses = &mut self.uses;
        for inst in func.block_insts(pair.second).to_vec() {
            func.append_inst(block, inst);
        }
        let mut operands = [pair.conditions[0].0; 2];
        for (operand, &(value, holds)) in operands.iter_mut().zip(&pair.conditions) {
            let negates = holds != (form == Form::Either);
            *operand = if negates { negate(func, uses, block, value) } else { value };
        }
        let code = match form {
            Form::Either => Opcode::I32Or,
            Form::Both => Opcode::I32And,
            Form::Product => Opcode::I32Mul,
        };
        let Some(condition) = func.append_new(block, Op::new(code), &operands, Some(Type::I32))
        else {
            return;
        };
        uses.resize(func.values.len());
        uses[condition] = 1;
        let [common, other] = [pair.common, pair.other]
            .map(|edge| (func.edges[edge].block, func.edge_args(edge).to_vec()));
        let common_block = common.0;
        let [taken, not] = if form == Form::Either { [common, other] } else { [other, common] };
        let inst = func.terminate(block, Op::new(Opcode::BrIf), &[condition], &[taken.0, not.0]);
        let edges: SmallVec<[Edge; 2]> = func.edges_of(inst).collect();
        func.set_edge_args(edges[0], &taken.1);
        func.set_edge_args(edges[1], &not.1);
        self.ways_in[common_block] -= 1;
    }
}

/// The condition and the edges of a block that ends in a conditional branch.
fn branch(func: &Function, block: Block) -> Option<(Value, [Edge; 2])> {
    let inst = func.terminator(block);
    if func.insts[inst].op.code != Opcode::BrIf {
        return None;
    }
    let edges: SmallVec<[Edge; 2]> = func.edges_of(inst).collect();
    let &[taken, other] = &edges[..] else { return None };
    Some((func.args(inst)[0], [taken, other]))
}

/// Bytes that negating a condition adds.
fn negation(func: &Function, uses: &SecondaryMap<Value, u32>, value: Value) -> i32 {
    match func.def_op(value).filter(|_| uses[value] == 1) {
        Some((_, op)) if op.code == Opcode::I32Eqz => -1,
        Some((_, op)) if op.code.opposite().is_some() => 0,
        _ => 1,
    }
}

/// Whether a value is 0 or 1.
fn is_truth(func: &Function, value: Value, depth: u32) -> bool {
    facts_of(func, value, depth).most <= 1 || Guard::MergedTruth.is_off()
}

fn facts_of(func: &Function, value: Value, depth: u32) -> Facts {
    let ty = func.ty(value);
    match func.def_op(value) {
        Some((inst, op)) if depth > 0 && func.result(inst).is_some() => {
            let args = func.args(inst).iter().map(|&arg| facts_of(func, arg, depth - 1));
            let args: SmallVec<[Facts; 4]> = args.collect();
            value_facts::of(op, ty, &args)
        }
        _ => Facts::unknown(ty),
    }
}

/// Whether a condition, or its negation, is 0 or 1 as [`negate`] makes it.
fn is_truth_when(func: &Function, value: Value, negates: bool) -> bool {
    match func.def_op(value) {
        Some((inst, op)) if negates && op.code == Opcode::I32Eqz => {
            is_truth(func, func.args(inst)[0], DEPTH)
        }
        _ => negates || is_truth(func, value, DEPTH),
    }
}

/// Appends what holds if `value` does not.
fn negate(
    func: &mut Function,
    uses: &mut SecondaryMap<Value, u32>,
    block: Block,
    value: Value,
) -> Value {
    let own = func.def_op(value).filter(|_| uses[value] == 1);
    let made = match own {
        Some((inst, op)) if op.code == Opcode::I32Eqz => return func.args(inst)[0],
        Some((inst, op)) if op.code.opposite().is_some() => {
            let args = func.args(inst).to_vec();
            let code = op.code.opposite().unwrap_or(op.code);
            func.append_new(block, Op::new(code), &args, Some(Type::I32))
        }
        _ => func.append_new(block, Op::new(Opcode::I32Eqz), &[value], Some(Type::I32)),
    };
    uses.resize(func.values.len());
    let made = made.unwrap_or(value);
    uses[made] = 1;
    made
}
