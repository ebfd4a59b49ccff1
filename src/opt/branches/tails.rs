//! Common ends of blocks move to a shared block.
//!
//! Takes: SSA. Gives: for blocks that lead to the same places, or leave the function in the same
//! way, and whose last instructions are the same ([`suffix`]), one block with those instructions,
//! which they lead to instead. What differs in them becomes a parameter. Only where fewer bytes
//! are expected.
//!
//! Invariants: each path runs the same effects in the same order; the new block stands behind
//! all its predecessors, which belong to one exception region and one loop, so no loop gets a
//! second way in. Of blocks that share a long end and others that share less of it, those with
//! the longer end are merged first; the rest is for the next round.
//!
//! Cost: O(length of common ends * blocks that share them) a round, groups of at most
//! [`MAX_GROUP`] blocks. From: cross jumping, as in LLVM's branch folding, with parameters.

use super::super::Context;
use super::facts;
use super::suffix::{End, Open, Site, Suffix, Tables};
use crate::ir::cfg::Cfg;
use crate::ir::loops::{Loop, Loops};
use crate::ir::{Block, Function, Graph, Inst, Op, Opcode, Region, Value};
use cranelift_entity::SecondaryMap;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// Blocks that are compared with each other, at most.
const MAX_GROUP: usize = 48;

/// Instructions with effects that an end has at most.
const MAX_STEPS: usize = 400;

/// Rounds at most; what a round made may be shared again.
const ROUNDS: u32 = 3;

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    if func.order.len() < 3 {
        return false;
    }
    let mut changed = false;
    for _ in 0..ROUNDS {
        if !round(func) {
            break;
        }
        changed = true;
    }
    changed
}

/// What blocks must have in common to share their ends.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Ending {
    region: Option<Region>,
    within: Option<Loop>,
    op: Op,
    targets: SmallVec<[Block; 4]>,
}

/// A group of blocks and how many of their last instructions with effects they will share.
struct Plan {
    members: Vec<Block>,
    steps: usize,
    gain: i64,
}

fn round(func: &mut Function) -> bool {
    let alike = looks_alike(func);
    if alike.is_empty() {
        return false;
    }
    let graph = Graph::of(func);
    let cfg = &graph.cfg;
    let groups = group(func, &alike, graph.loops());
    if groups.is_empty() {
        return false;
    }
    let tables = Tables { uses: facts::count_uses(func), home: facts::homes(func) };
    let search = Search { func, cfg, tables: &tables };
    let mut plans: Vec<Plan> = Vec::new();
    for members in &groups {
        for part in members.chunks(MAX_GROUP) {
            plans.extend(search.plans(part.to_vec(), 0));
        }
    }
    if plans.is_empty() {
        return false;
    }
    let mut shared: Vec<(Block, Block)> = Vec::new();
    for plan in &plans {
        shared.push(apply(func, &tables, cfg, plan));
    }
    insert(func, &shared);
    true
}

/// Blocks that end alike, grouped; in a group, those with the same last instruction together.
fn group(func: &Function, alike: &[Block], loops: &Loops) -> Vec<Vec<Block>> {
    let mut numbers: FxHashMap<Ending, usize> = FxHashMap::default();
    let mut counts: Vec<usize> = Vec::new();
    let mut number_of: Vec<usize> = Vec::with_capacity(alike.len());
    for &block in alike {
        let inst = func.terminator(block);
        let op = func.insts[inst].op;
        let ending = Ending {
            region: func.blocks[block].region.expand(),
            within: loops.innermost(block),
            op,
            targets: func.edges_of(inst).map(|edge| func.edges[edge].block).collect(),
        };
        let number = *numbers.entry(ending).or_insert(counts.len());
        if number == counts.len() {
            counts.push(0);
        }
        counts[number] += 1;
        number_of.push(number);
    }
    let mut groups: Vec<Vec<Block>> =
        counts.iter().map(|&count| Vec::with_capacity(if count > 1 { count } else { 0 })).collect();
    for (&block, number) in alike.iter().zip(number_of) {
        if counts[number] > 1 {
            groups[number].push(block);
        }
    }
    groups.retain(|members| members.len() > 1 && may_share(func, members));
    for members in &mut groups {
        if members.len() > MAX_GROUP {
            let last = |&block: &Block| {
                let with_effect = |inst: &&Inst| !func.insts[**inst].op.flags().is_pure();
                let mut insts = func.block_insts(block).iter().rev().filter(with_effect);
                let mut next = || insts.next().map(|&inst| func.insts[inst].op);
                (next(), next(), next())
            };
            members.sort_by_cached_key(last);
        }
    }
    groups
}

/// Blocks whose ends could be shared, and that have another with such an end at first sight, in
/// the function's order.
fn looks_alike(func: &Function) -> Vec<Block> {
    let look = |&block: &Block| {
        let inst = func.terminator(block);
        let code = func.insts[inst].op.code;
        let shares = !matches!(code, Opcode::Enter | Opcode::Rethrow);
        let first = func.edges_of(inst).next().map(|edge| func.edges[edge].block);
        let first = first.map_or(0, |block| u64::from(block.as_u32()) + 1);
        let look = code as u64 | (func.edge_count(inst) as u64) << 16 | first << 32;
        (shares && func.result_count(inst) == 0).then_some((look, block))
    };
    facts::alike(func.order.iter().filter_map(look), func.order.len())
}

/// Whether two blocks of a group could have more in common than a plain branch, which alone is
/// not worth sharing.
fn may_share(func: &Function, members: &[Block]) -> bool {
    if members.len() > MAX_GROUP || facts::jump(func, members[0]).is_none() {
        return true;
    }
    let last = |&block: &Block| {
        let ops = func.block_insts(block).iter().rev().map(|&inst| func.insts[inst].op);
        ops.into_iter().find(|op| !op.flags().is_pure())
    };
    let mut seen: SmallVec<[Op; 16]> = SmallVec::new();
    members.iter().filter_map(last).any(|op| {
        let is_known = seen.contains(&op);
        seen.push(op);
        is_known
    })
}

struct Search<'a> {
    func: &'a Function,
    cfg: &'a Cfg,
    tables: &'a Tables,
}

impl Search<'_> {
    /// The best way to share the ends of `members`, or of parts of them.
    fn plans(&self, members: Vec<Block>, depth: u32) -> Vec<Plan> {
        if members.len() < 2 {
            return Vec::new();
        }
        let Some(mut suffix) = Suffix::new(self.func, self.tables, &members) else {
            return Vec::new();
        };
        let replaces = self.replaces_join(&members);
        let (mut best, mut best_steps, mut steps) = (suffix.gain(replaces), 0, 0);
        let end = loop {
            if steps == MAX_STEPS {
                break End::Over;
            }
            match suffix.step() {
                Ok(()) => steps += 1,
                Err(end) => break end,
            }
            let gain = suffix.gain(replaces);
            if gain > best {
                (best, best_steps) = (gain, steps);
            }
        };
        let mut parts: Vec<Plan> = Vec::new();
        if members.len() > 2 && depth < 64 {
            for part in self.split(&suffix, end) {
                parts.extend(self.plans(part, depth + 1));
            }
        }
        let together: i64 = parts.iter().map(|plan| plan.gain).sum();
        if best > together && self.does_something(&members, best_steps) {
            return vec![Plan { members, steps: best_steps, gain: best }];
        }
        parts
    }

    /// Whether the members share more than their terminators' targets.
    fn does_something(&self, members: &[Block], steps: usize) -> bool {
        let end = self.func.insts[self.func.terminator(members[0])].op.code;
        steps > 0 || end != Opcode::Br
    }

    /// Members that go on alike where all of them together do not.
    fn split(&self, suffix: &Suffix<'_>, end: End) -> Vec<Vec<Block>> {
        let mut parts: Vec<(Option<Inst>, Vec<Block>)> = Vec::new();
        for (index, &block) in suffix.members.iter().enumerate() {
            let next = suffix.previous(index).map(|(_, inst)| inst);
            let part = parts.iter_mut().find(|(first, _)| match (*first, next) {
                (Some(a), Some(b)) => suffix.alike(a, b),
                (None, None) => true,
                _ => false,
            });
            match part {
                Some((_, part)) => part.push(block),
                None => parts.push((next, vec![block])),
            }
        }
        if parts.len() == 1 || (end == End::Over && parts.len() < 2) {
            // All go on alike, but not with one set of parameters: try halves.
            let (_, all) = parts.swap_remove(0);
            let (left, right) = all.split_at(all.len() / 2);
            return vec![left.to_vec(), right.to_vec()];
        }
        parts.into_iter().map(|(_, part)| part).collect()
    }

    /// Whether the members are all predecessors of the one block they lead to.
    fn replaces_join(&self, members: &[Block]) -> bool {
        let edge = facts::jump(self.func, members[0]);
        edge.is_some_and(|edge| self.cfg.preds(self.func.edges[edge].block).len() == members.len())
    }
}

/// Makes the shared block. Gives it, and the block it belongs behind.
fn apply(func: &mut Function, tables: &Tables, cfg: &Cfg, plan: &Plan) -> (Block, Block) {
    let mut members = plan.members.clone();
    members.sort_by_key(|&block| cfg.rpo_number[block]);
    let last = members[members.len() - 1];
    // The last one's instructions are kept.
    members.reverse();
    let (open, matched) = {
        let mut suffix = Suffix::new(func, tables, &members).expect("it was planned");
        for _ in 0..plan.steps {
            suffix.step().expect("it was planned");
        }
        (suffix.open, suffix.matched)
    };
    let shared = func.make_block();
    func.blocks[shared].region = func.blocks[last].region;
    func.blocks[shared].terminator = func.blocks[last].terminator;
    let moved: FxHashSet<Inst> = matched.iter().flatten().copied().collect();
    let kept: Vec<Inst> =
        func.block_insts(last).iter().copied().filter(|inst| moved.contains(inst)).collect();
    func.set_block_insts(shared, &kept);
    for &block in &members {
        let left: Vec<Inst> =
            func.block_insts(block).iter().copied().filter(|inst| !moved.contains(inst)).collect();
        func.set_block_insts(block, &left);
    }
    take_params(func, shared, &open);
    facts::make_constants(func, shared);
    for (index, &block) in members.iter().enumerate() {
        let args: Vec<Value> = open.iter().map(|open| open.values[index]).collect();
        func.terminate_br(block, shared, &args);
    }
    (last, shared)
}

/// Makes a parameter of each open value, read where that was.
fn take_params(func: &mut Function, shared: Block, open: &[Open]) {
    for open in open {
        let param = func.append_param(shared, func.ty(open.values[0]));
        for &site in &open.sites {
            match site {
                Site::Operand(inst, at) => func.args_mut(inst)[at as usize] = param,
                Site::Argument(edge, at) => func.edge_args_mut(edge)[at as usize] = param,
            }
        }
    }
}

/// Puts each new block behind the one it belongs to.
fn insert(func: &mut Function, shared: &[(Block, Block)]) {
    let mut behind: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    for &(last, block) in shared {
        behind[last].push(block);
    }
    let mut order = Vec::with_capacity(func.order.len() + shared.len());
    for &block in &func.order {
        order.push(block);
        order.append(&mut behind[block]);
    }
    func.order = order;
}
