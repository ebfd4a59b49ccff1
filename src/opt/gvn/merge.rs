//! Which equal values become one, by bytes, or by operators that run.
//!
//! Takes: a [`Numbering`] and the dominator tree. Gives: [`Merged`], or nothing if nothing
//! pays. Invariant: what replaces a value is equal to it and dominates it; loads of constants
//! excepted, replacements form no cycles.
//!
//! Users are decided before their operands, so that what a merged tree no longer needs is not
//! counted as a use. Cost: O(members * depth of the dominator tree).

use super::super::replacements::Replacements;
use super::super::{Goal, cost, uses};
use super::number::{Member, Numbering, is_repeatable};
use crate::ir::dominators::Dominators;
use crate::ir::effects::EffectTable;
use crate::ir::loops::Loops;
use crate::ir::{Block, Function, Graph, Inst, Value};
use cranelift_entity::SecondaryMap;

/// Leaders looked at for one member; without a bound, large switches would take quadratic time.
const WINDOW: usize = 64;

/// What is to be done.
#[derive(Debug)]
pub(super) struct Merged {
    /// What to use instead of a value; the reserved value for those that stay.
    pub replaced: Replacements,
    /// Constants made where no member stands, with the block whose end they go to.
    pub inserted: Vec<(Block, Inst)>,
    /// Stores that need not be.
    pub redundant: Vec<Inst>,
}

/// Decides for all classes.
pub(super) fn decide(
    func: &mut Function,
    effects: &EffectTable,
    numbering: Numbering,
    graph: &Graph,
    goal: Goal,
) -> Option<Merged> {
    let Numbering { mut members, classes, redundant, .. } = numbering;
    retain_mergeable(func, &mut members, classes);
    if members.is_empty() && redundant.is_empty() {
        return None;
    }
    let mut merge = Merge {
        uses: uses::count(func),
        tree: SecondaryMap::with_default(0),
        steps: SecondaryMap::with_default(0),
        merged: Merged {
            replaced: Replacements::new(func),
            inserted: Vec::new(),
            redundant: Vec::new(),
        },
        dominators: &graph.dominators,
        loops: graph.loops(),
        goal,
        changed: false,
    };
    merge.measure(func, effects);
    for &inst in &redundant {
        func.args(inst).iter().for_each(|&arg| merge.uses[arg] = merge.uses[arg].saturating_sub(1));
    }
    merge.merged.redundant = redundant;
    merge.changed = !merge.merged.redundant.is_empty();
    for class in members.chunk_by(|a, b| a.class == b.class) {
        if class.iter().any(|member| func.constant(member.value).is_some()) {
            merge.constants(func, class);
        } else {
            merge.computations(func, class);
        }
    }
    merge.changed.then_some(merge.merged)
}

/// Leaves classes of which something could become of another, last ones first.
fn retain_mergeable(func: &Function, members: &mut Vec<Member>, classes: u32) {
    // Of each class how many members there are, and how many are not constants that take no
    // more than reading a local.
    let mut count = vec![(0u32, false); classes as usize];
    for member in &*members {
        let (members, is_worth) = &mut count[member.class as usize];
        let constant = func.constant(member.value);
        *members += 1;
        *is_worth |= constant.is_none_or(|op| op.encoded_size() > cost::GET);
    }
    members.retain(|member| {
        let (members, is_worth) = count[member.class as usize];
        members > 1 && is_worth
    });
    members.sort_by_key(|member| std::cmp::Reverse(member.class));
}

struct Merge<'a> {
    uses: SecondaryMap<Value, u32>,
    /// Bytes of the tree that computes a value; 0 if it cannot be repeated.
    tree: SecondaryMap<Value, u32>,
    /// Operators of the same tree.
    steps: SecondaryMap<Value, u32>,
    merged: Merged,
    dominators: &'a Dominators,
    loops: &'a Loops,
    goal: Goal,
    changed: bool,
}

impl Merge<'_> {
    /// Estimates the bytes and the operators of every tree.
    fn measure(&mut self, func: &Function, effects: &EffectTable) {
        self.tree.resize(func.values.len());
        self.steps.resize(func.values.len());
        for &block in &func.order {
            for &inst in func.block_insts(block) {
                let (Some(value), op) = (func.result(inst), func.insts[inst].op) else {
                    continue;
                };
                if !is_repeatable(op, effects) {
                    continue;
                }
                let (mut bytes, mut steps) = (op.encoded_size(), 1);
                for &arg in func.args(inst) {
                    let nested = self.uses[arg] == 1 || func.constant(arg).is_some();
                    let nested = nested && self.tree[arg] > 0;
                    bytes += if nested { self.tree[arg] } else { cost::GET };
                    steps += if nested { self.steps[arg] } else { 1 };
                }
                (self.tree[value], self.steps[value]) = (bytes, steps);
            }
        }
    }

    /// Constants, and loads known to give one. One definition for all if a local is shorter
    /// than making the constant at each use.
    fn constants(&mut self, func: &mut Function, class: &[Member]) {
        let mut constants: Vec<Member> = Vec::with_capacity(class.len());
        for &member in class {
            if func.constant(member.value).is_some() {
                constants.push(member);
            } else if let Some(constant) = self.dominating(&constants, member)
                && !member.is_fixed
                && self.tree[constant] <= self.tree[member.value]
            {
                self.replace(func, member.value, constant);
            }
        }
        // Reading a local takes no fewer cycles than a constant, and writing it takes some.
        if constants.len() < 2 || self.goal == Goal::Speed {
            return;
        }
        let uses: u32 = constants.iter().map(|member| self.uses[member.value]).sum();
        let bytes = self.tree[constants[0].value];
        if !cost::constant_wants_local(bytes, uses) {
            return;
        }
        let common = constants[1..]
            .iter()
            .fold(constants[0].block, |block, member| self.dominators.common(block, member.block));
        let leader = match constants.iter().find(|member| member.block == common) {
            Some(member) => member.value,
            None => {
                let Some((_, op)) = func.def_op(constants[0].value) else { return };
                let ty = func.ty(constants[0].value);
                let inst = func.make_inst(op, &[], &[ty]);
                self.merged.inserted.push((common, inst));
                let Some(value) = func.result(inst) else { return };
                value
            }
        };
        for member in constants.iter().filter(|member| member.value != leader) {
            self.replace(func, member.value, leader);
        }
    }

    /// The last of `members` that dominates `member`; all stand before it in the layout.
    fn dominating(&self, members: &[Member], member: Member) -> Option<Value> {
        let above = |other: &&Member| self.dominators.dominates(other.block, member.block);
        members.iter().rev().find(above).map(|other| other.value)
    }

    /// Merges members into ones that dominate them.
    fn computations(&mut self, func: &Function, class: &[Member]) {
        // Members are in layout order: whoever dominates one stands before it.
        let mut leaders: Vec<(Member, Vec<Member>)> = Vec::new();
        for &member in class {
            let dominating = leaders.iter_mut().rev().take(WINDOW).find(|(leader, _)| {
                !member.is_fixed && self.dominators.dominates(leader.block, member.block)
            });
            match dominating {
                Some((_, followers)) => followers.push(member),
                None => leaders.push((member, Vec::new())),
            }
        }
        for (leader, followers) in leaders {
            if followers.is_empty() {
                continue;
            }
            if self.pays(leader, &followers) {
                for follower in followers {
                    self.replace(func, follower.value, leader.value);
                }
            }
        }
    }

    /// Whether using `leader` instead of what it dominates is faster, or shorter, whatever
    /// comes first.
    fn pays(&self, leader: Member, followers: &[Member]) -> bool {
        let first = followers[0].value;
        let own = self.uses[leader.value];
        if self.goal == Goal::Speed {
            let part = |member: &Member| {
                (self.uses[member.value], cost::times(self.loops.depth(member.block)))
            };
            let others = followers.iter().map(part);
            let speedup = cost::merging_speedup(self.steps[first], part(&leader), others);
            if speedup != 0 {
                return speedup > 0;
            }
        }
        let others = followers.iter().map(|follower| self.uses[follower.value]);
        cost::merging_gain(self.tree[first], own, others, leader.is_fixed) > 0
    }

    fn replace(&mut self, func: &Function, value: Value, by: Value) {
        self.merged.replaced.set(value, by);
        self.uses[by] += std::mem::take(&mut self.uses[value]);
        self.changed = true;
        self.release(func, value);
    }

    /// An unused value no longer uses its operands.
    fn release(&mut self, func: &Function, value: Value) {
        let mut work = vec![value];
        while let Some(value) = work.pop() {
            let Some((inst, _)) = func.def_op(value) else { continue };
            for &arg in func.args(inst) {
                let arg = self.merged.replaced.find(arg);
                self.uses[arg] = self.uses[arg].saturating_sub(1);
                let removable = func.def_op(arg).is_some_and(|(_, op)| op.flags().is_removable());
                if self.uses[arg] == 0 && removable {
                    work.push(arg);
                }
            }
        }
    }
}
