//! Jump threading: branches that the way they are reached decides.
//!
//! Takes: SSA. Gives: for a block with a conditional branch whose outcome is known on an edge
//! into it, since the edge passes a constant or a branch before has decided the same condition,
//! a copy of the block that goes straight on, for all edges with that outcome. What the block
//! defines has two definitions then; [`repair`] leads its uses to the right one.
//!
//! Invariants: every path runs the instructions of one copy, in the same order; loop headers
//! are not copied, so no loop gets a second way in; functions with exception regions are left
//! alone. Conditions are told apart by [`known`]; unless only bytes count, with equal numbers for
//! equal values, loads from unchanged state included.
//!
//! Where bytes count, a block is copied only if little of it is left: what decides the branch
//! goes from the copies. Cost: O(function) a round, at most [`ROUNDS`], and what [`repair`]
//! costs for at most [`MAX_PLANS`] blocks a round.
//! From: Mueller, Whalley, "Avoiding Conditional Branches by Code Replication" (1995).

use super::super::{Context, Goal, gvn};
use super::known::Known;
use super::repair::{self, Preds, Site, Use};
use super::{clean, facts};
use crate::ir::{Block, Edge, Function, Graph, Inst, Opcode, Value};
use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::sync::Arc;

/// Rounds at most; what one has led past a branch may meet the next.
const ROUNDS: u32 = 4;
/// Edges into a block that are looked at.
const MAX_EDGES: usize = 64;
/// Blocks copied in a round, at most.
const MAX_PLANS: usize = 256;
/// Bytes that are copied where bytes count, at most: the branch takes about as many.
const MAX_BYTES: u32 = 4;
/// Operators that are copied for speed, at most.
const MAX_COPIED: u32 = 12;

/// A block to copy, with the edges into it that decide its branch.
struct Plan {
    block: Block,
    /// By outcome: false, true.
    decided: [Vec<(Block, Edge)>; 2],
}

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    if !func.regions.is_empty() {
        return false;
    }
    let mut changed = false;
    for _ in 0..ROUNDS {
        let graph = Graph::of(func);
        let plans = Search::new(func, graph, cx).map_or(Vec::new(), |search| search.plans());
        if plans.is_empty() {
            break;
        }
        apply(func, plans);
        changed = true;
        clean::run(func, cx);
    }
    changed
}

fn is_branch(func: &Function, block: Block) -> bool {
    func.insts[func.terminator(block)].op.code == Opcode::BrIf
}

struct Search<'a> {
    func: &'a Function,
    goal: Goal,
    graph: Arc<Graph>,
    /// Blocks that could be copied.
    candidates: Vec<Block>,
    known: Known,
    uses: OnceCell<SecondaryMap<Value, u32>>,
}

impl<'a> Search<'a> {
    /// What is known of the function, if it has a block that could be copied.
    fn new(func: &'a Function, graph: Arc<Graph>, cx: &Context<'_>) -> Option<Search<'a>> {
        let (cfg, loops) = (&graph.cfg, graph.loops());
        let fits = |&block: &Block| {
            is_branch(func, block)
                && (2..=MAX_EDGES).contains(&cfg.preds(block).len())
                && loops.headed_by(block).is_none()
        };
        let candidates: Vec<Block> = func.order[1..].iter().copied().filter(fits).collect();
        if candidates.is_empty() {
            return None;
        }
        // Where bytes count, `gvn` has made most equal values one, and little can be copied.
        let by_number = cx.goal != Goal::Size;
        let numbers = by_number.then(|| gvn::numbers(func, cx, cfg, loops));
        let known = Known::of(func, cfg, numbers);
        let uses = OnceCell::new();
        Some(Search { func, goal: cx.goal, graph, candidates, known, uses })
    }

    fn plans(&self) -> Vec<Plan> {
        self.candidates.iter().filter_map(|&block| self.plan(block)).take(MAX_PLANS).collect()
    }

    fn plan(&self, block: Block) -> Option<Plan> {
        let preds = self.graph.cfg.preds(block);
        let mut decided = [Vec::new(), Vec::new()];
        for &(pred, edge) in preds {
            if let Some(outcome) = self.outcome(block, pred, edge) {
                decided[usize::from(outcome)].push((pred, edge));
            }
        }
        let count = decided[0].len() + decided[1].len();
        let plan = Plan { block, decided };
        (count > 0 && self.pays(&plan, count == preds.len())).then_some(plan)
    }

    /// Which way the branch of `block` goes when control comes along `edge`.
    fn outcome(&self, block: Block, pred: Block, edge: Edge) -> Option<bool> {
        let func = self.func;
        let params = func.block_params(block);
        let args = func.edge_args(edge);
        let passed =
            |value: Value| params.iter().position(|&param| param == value).map(|at| args[at]);
        let asked = func.args(func.terminator(block))[0];
        let (condition, inverted) = self.known.condition(func, asked, passed);
        let known = self.known.decide(&self.graph.dominators, pred, &condition);
        let outcome = known.or_else(|| {
            // The branch that takes the edge has just decided.
            let inst = func.terminator(pred);
            let [taken, other] = [0, 1].map(|at| func.edges_of(inst).nth(at));
            if !is_branch(func, pred) || (taken != Some(edge) && other != Some(edge)) {
                return None;
            }
            let (before, flipped) = self.known.condition(func, func.args(inst)[0], |_| None);
            (before == condition).then_some((taken == Some(edge)) != flipped)
        });
        outcome.map(|outcome| outcome != inverted)
    }

    /// Whether the copies are worth what the branch costs.
    fn pays(&self, plan: &Plan, is_complete: bool) -> bool {
        let uses = self.uses.get_or_init(|| facts::count_uses(self.func));
        let condition = self.func.args(self.func.terminator(plan.block))[0];
        let (mut bytes, mut count) = (0, 0);
        let mut unneeded = vec![condition];
        for &inst in self.func.block_insts(plan.block).iter().rev() {
            let result = self.func.result(inst);
            let removable = self.func.insts[inst].op.flags().is_removable();
            let only_decides = result.is_some_and(|value| {
                let asks = unneeded.iter().filter(|&&other| other == value).count();
                asks == uses[value] as usize
            });
            if only_decides && removable {
                unneeded.extend_from_slice(self.func.args(inst));
                continue;
            }
            bytes += facts::inst_bytes(self.func, uses, inst);
            count += 1;
        }
        let both = plan.decided.iter().all(|edges| !edges.is_empty());
        match self.goal {
            Goal::Speed => count <= MAX_COPIED,
            // The block goes, and one copy of what it does is left.
            _ if is_complete && !both => true,
            _ if is_complete => bytes <= MAX_BYTES,
            // The block stays for the other ways: only what copies nothing is led past it.
            _ => bytes == 0 && !both,
        }
    }
}

/// Copies the planned blocks, then leads uses to the copies' values.
fn apply(func: &mut Function, plans: Vec<Plan>) {
    let mut uses = uses_of(func, &plans);
    let mut behind: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    let mut changed: Vec<(Value, Vec<(Block, Value)>)> = Vec::new();
    for plan in plans {
        let inst = func.terminator(plan.block);
        let values = defined_by(func, plan.block);
        let mut definitions: Vec<_> =
            values.iter().map(|&value| (value, vec![(plan.block, value)])).collect();
        for (outcome, edges) in plan.decided.iter().enumerate() {
            let Some(taken) = func.edges_of(inst).nth(1 - outcome).filter(|_| !edges.is_empty())
            else {
                continue;
            };
            let copy = copy_block(func, plan.block, taken, &values, &mut uses);
            for (list, &made) in definitions.iter_mut().zip(&copy.values) {
                list.1.push((copy.block, made));
            }
            for &(_, edge) in edges {
                func.edges[edge].block = copy.block;
            }
            behind[plan.block].push(copy.block);
        }
        changed.append(&mut definitions);
    }
    let order = std::mem::take(&mut func.order);
    for block in order {
        func.order.push(block);
        func.order.append(&mut behind[block]);
    }
    clean::remove_unreachable(func);
    let preds = Preds::of(func);
    for (value, definitions) in changed {
        if let Some(uses) = uses.get(&value) {
            repair::repair(func, &preds, &definitions, uses);
        }
    }
}

/// What a block defines.
fn defined_by(func: &Function, block: Block) -> Vec<Value> {
    let results = func.block_insts(block).iter().flat_map(|&inst| func.inst_results(inst));
    func.block_params(block).iter().copied().chain(results).collect()
}

type Uses = FxHashMap<Value, Vec<Use>>;

/// Uses of what the planned blocks define, outside the defining block.
fn uses_of(func: &Function, plans: &[Plan]) -> Uses {
    let mut home: FxHashMap<Value, Block> = FxHashMap::default();
    for plan in plans {
        home.extend(defined_by(func, plan.block).into_iter().map(|value| (value, plan.block)));
    }
    let mut uses = Uses::default();
    for &block in &func.order {
        for inst in func.block_insts_and_terminator(block) {
            let mut note = |value: Value, site: Site| {
                if home.get(&value).is_some_and(|&home| home != block) {
                    uses.entry(value).or_default().push(Use { block, site });
                }
            };
            for (at, &arg) in func.args(inst).iter().enumerate() {
                note(arg, Site::Operand(inst, at as u32));
            }
            for edge in func.edges_of(inst) {
                for (at, &arg) in func.edge_args(edge).iter().enumerate() {
                    note(arg, Site::Argument(edge, at as u32));
                }
            }
        }
    }
    uses
}

struct Copy {
    block: Block,
    /// In the order of [`defined_by`].
    values: Vec<Value>,
}

/// Copies a block, its branch replaced by a jump along `taken`. Notes what the copy uses.
fn copy_block(
    func: &mut Function,
    block: Block,
    taken: Edge,
    values: &[Value],
    uses: &mut Uses,
) -> Copy {
    let copy = func.make_block();
    let mut own: FxHashMap<Value, Value> = FxHashMap::default();
    for at in 0..func.block_params(block).len() {
        let param = func.block_params(block)[at];
        own.insert(param, func.append_param(copy, func.ty(param)));
    }
    let mut note = |value: Value, site: Site| {
        if let Some(list) = uses.get_mut(&value) {
            list.push(Use { block: copy, site });
        }
    };
    for inst in func.block_insts(block).to_vec() {
        let args: Vec<Value> =
            func.args(inst).iter().map(|arg| own.get(arg).copied().unwrap_or(*arg)).collect();
        let results: Vec<Value> = func.inst_results(inst).collect();
        let types: Vec<_> = results.iter().map(|&value| func.ty(value)).collect();
        let made = func.make_inst(func.insts[inst].op, &args, &types);
        func.append_inst(copy, made);
        own.extend(results.into_iter().zip(func.inst_results(made)));
        for (at, &arg) in args.iter().enumerate() {
            note(arg, Site::Operand(made, at as u32));
        }
    }
    let args: Vec<Value> =
        func.edge_args(taken).iter().map(|arg| own.get(arg).copied().unwrap_or(*arg)).collect();
    let jump: Inst = func.terminate_br(copy, func.edges[taken].block, &args);
    for edge in func.edges_of(jump) {
        for (at, &arg) in args.iter().enumerate() {
            note(arg, Site::Argument(edge, at as u32));
        }
    }
    Copy { block: copy, values: values.iter().map(|value| own[value]).collect() }
}
