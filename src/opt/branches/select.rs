//! Branches that only choose a value become `select`.
//!
//! Takes: SSA. Gives: where both ways of a conditional branch lead to one block, at once or
//! through a block of their own that computes little, one way: what the ways compute, and
//! `select`s of what they pass. Only where no more bytes are expected, and for speed only where
//! nothing runs that did not. Invariants: what runs on both ways then is pure, so it neither traps nor is
//! noticed; the blocks belong to one exception region. Cost: O(function).
//! From: if-conversion, as in Muchnick, "Advanced Compiler Design" (1997), 18.11.

use super::super::{Context, Goal, cost};
use super::facts;
use crate::guard::Guard;
use crate::ir::cfg::Cfg;
use crate::ir::op::Feature;
use crate::ir::{Block, Edge, Flags, Function, Graph, Op, Opcode, Value};
use cranelift_entity::SecondaryMap;
use smallvec::SmallVec;

/// Instructions on one way, constants included, at most.
const MAX_INSTS: usize = 8;
/// Values that are chosen, at most.
const MAX_CHOSEN: usize = 2;
/// Bytes of `if … end` and of `else`.
const IF: u32 = 3;
const ELSE: u32 = 1;

/// One way from a branch to where both meet.
struct Way {
    /// The block on the way, if there is one.
    through: Option<Block>,
    /// The edge into the block where both ways meet.
    edge: Edge,
}

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let is_branch = |&&block: &&Block| func.insts[func.terminator(block)].op.code == Opcode::BrIf;
    if !func.order.iter().any(|block| is_branch(&block)) {
        return false;
    }
    let graph = Graph::of(func);
    let mut uses = None;
    let anchored = facts::anchored(func);
    let mut is_gone: SecondaryMap<Block, bool> = SecondaryMap::new();
    is_gone.resize(func.blocks.len());
    let mut changed = false;
    // Inner choices first: what they leave may be a way of an outer one.
    for index in (0..func.order.len()).rev() {
        let block = func.order[index];
        if is_gone[block] {
            continue;
        }
        let Some(ways) = ways(func, &graph.cfg, &anchored, block) else { continue };
        let uses = uses.get_or_insert_with(|| facts::count_uses(func));
        if pays(func, uses, cx, &ways) {
            choose(func, block, &ways);
            ways.iter().filter_map(|way| way.through).for_each(|way| is_gone[way] = true);
            changed = true;
        }
    }
    if changed {
        func.order.retain(|&block| !is_gone[block]);
    }
    changed
}

/// The two ways from the conditional branch of `block` to where they meet.
fn ways(
    func: &Function,
    cfg: &Cfg,
    anchored: &SecondaryMap<Block, bool>,
    block: Block,
) -> Option<[Way; 2]> {
    let inst = func.terminator(block);
    if func.insts[inst].op.code != Opcode::BrIf {
        return None;
    }
    let edges: SmallVec<[Edge; 2]> = func.edges_of(inst).collect();
    let &[taken, other] = &edges[..] else { return None };
    let through = |edge: Edge| {
        let next = func.edges[edge].block;
        let fits = matches!(cfg.preds(next), [_])
            && !anchored[next]
            && next != block
            && func.blocks[next].region == func.blocks[block].region
            && func.block_params(next).is_empty()
            && is_quiet(func, next);
        facts::jump(func, next).filter(|_| fits).map(|onward| (next, onward))
    };
    let target = |edge: Edge| func.edges[edge].block;
    let direct = |edge: Edge| Way { through: None, edge };
    let along = |(next, edge): (Block, Edge)| Way { through: Some(next), edge };
    let ways = match (through(taken), through(other)) {
        (Some(a), Some(b)) if target(a.1) == target(b.1) => [along(a), along(b)],
        (Some(a), _) if target(a.1) == target(other) => [along(a), direct(other)],
        (_, Some(b)) if target(b.1) == target(taken) => [direct(taken), along(b)],
        _ if target(taken) == target(other) => [direct(taken), direct(other)],
        _ => return None,
    };
    let meeting = target(ways[0].edge);
    let fits = !anchored[meeting] && func.blocks[meeting].region == func.blocks[block].region;
    fits.then_some(ways)
}

/// Whether a block's instructions may run where they are not wanted.
fn is_quiet(func: &Function, block: Block) -> bool {
    let insts = func.block_insts(block);
    let runs_unasked = |flags: Flags| {
        flags.is_pure() || Guard::ChosenTrap.is_off() && flags.is_removable_without_trap()
    };
    insts.len() <= MAX_INSTS && insts.iter().all(|&inst| runs_unasked(func.insts[inst].op.flags()))
}

/// Pairs of unequal arguments of the two ways, and their positions.
fn chosen(func: &Function, ways: &[Way; 2]) -> SmallVec<[(usize, Value, Value); 4]> {
    let [first, second] = [0, 1].map(|at| func.edge_args(ways[at].edge));
    let pairs = first.iter().zip(second).enumerate();
    let differ = pairs.filter(|(_, (a, b))| !facts::same_value(func, **a, **b));
    differ.map(|(at, (&a, &b))| (at, a, b)).collect()
}

/// The operator that selects argument `at`. References are selected by the type they are wanted
/// as, which both have.
fn selection(func: &Function, ways: &[Way; 2], at: usize) -> Op {
    let wanted = func.ty(func.block_params(func.edges[ways[0].edge].block)[at]);
    if wanted.is_ref() { Op::select(wanted) } else { Op::new(Opcode::Select) }
}

/// Whether choosing is better than branching.
fn pays(
    func: &Function,
    uses: &SecondaryMap<Value, u32>,
    cx: &Context<'_>,
    ways: &[Way; 2],
) -> bool {
    let chosen = chosen(func, ways);
    let may_choose = |&(at, ..): &(usize, Value, Value)| {
        let op = selection(func, ways, at);
        op.info().feature == Feature::Mvp || cx.features.contains(op.info().feature)
    };
    if chosen.len() > MAX_CHOSEN || !chosen.iter().all(may_choose) {
        return false;
    }
    let is_direct =
        ways.iter().all(|way| way.through.is_none_or(|block| func.block_insts(block).is_empty()));
    if chosen.is_empty() {
        // What the ways compute is for nobody, or for both alike.
        return true;
    }
    // A way that passes what is in a local already passes it for nothing; others write it.
    let is_made = |way: &Way, value: Value| {
        func.constant(value).is_some()
            || way.through.is_some_and(|block| {
                func.block_insts(block).iter().any(|&inst| func.result(inst) == Some(value))
            })
    };
    let (mut branching, mut choosing) = (IF, 0);
    let mut both = true;
    for &(at, a, b) in &chosen {
        let made = [is_made(&ways[0], a), is_made(&ways[1], b)];
        both &= made[0] && made[1];
        for made in made {
            branching += if made { cost::TEE } else { 0 };
            choosing += if made { 0 } else { cost::GET };
        }
        choosing += selection(func, ways, at).encoded_size() + cost::TEE;
        if uses[a] > 1 {
            choosing += u32::from(made[0]);
        }
    }
    if both {
        branching += ELSE;
    }
    // One condition serves several selections from a local.
    choosing += (chosen.len() as u32 - 1) * cost::GET * 2;
    match cx.goal {
        Goal::Speed => is_direct && choosing < branching,
        // One block less gives other passes more to work with.
        Goal::Size => choosing <= branching,
        Goal::Balance => choosing < branching,
    }
}

/// Replaces the branch by what both ways compute and selections of what they pass.
fn choose(func: &mut Function, block: Block, ways: &[Way; 2]) {
    let condition = func.args(func.terminator(block))[0];
    for way in ways {
        if let Some(through) = way.through {
            for inst in func.block_insts(through).to_vec() {
                func.append_inst(block, inst);
            }
        }
    }
    let mut args = func.edge_args(ways[0].edge).to_vec();
    for (at, a, b) in chosen(func, ways) {
        let op = selection(func, ways, at);
        let ty = if op.code == Opcode::SelectT { op.ty() } else { func.ty(a) };
        if let Some(value) = func.append_new(block, op, &[a, b, condition], Some(ty)) {
            args[at] = value;
        }
    }
    let target = func.edges[ways[0].edge].block;
    func.terminate_br(block, target, &args);
}
