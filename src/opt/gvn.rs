//! Value numbering with the byte-cost gate.
//!
//! Takes: SSA, full layout. Gives: fewer instructions: of equal computations those that a
//! dominating one can replace, where that is shorter. Invariant: a value is only replaced by
//! an equal one whose definition dominates it; effects stay where they are.
//! Cost: O(instructions) expected, and O(members * depth of the dominator tree) per class of
//! constants.
//!
//! Equal values get one number wherever they stand, but whether they become *one* is a
//! question of bytes ([`super::cost`]): an instruction of two bytes is shorter than the
//! `local.get` and `local.tee` that replace it. Users are decided before their operands, so
//! that what a merged tree no longer needs is not counted as a use.
//!
//! From: Alpern, Wegman, Zadeck, "Detecting Equality of Variables in Programs" (1988), hashed
//! and without the optimism about cycles; the gate is ours.

use super::Context;
use super::cost;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::{Block, Flags, Function, Inst, Op, Value};
use cranelift_entity::{SecondaryMap, packed_option::ReservedValue};
use std::collections::HashMap;

/// What makes two instructions equal: the operator and the numbers of its operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Key {
    op: Op,
    args: [u32; 3],
}

/// An instruction of a class, with where it stands.
#[derive(Clone, Copy, Debug)]
struct Member {
    class: u32,
    value: Value,
    block: Block,
}

struct Numbering {
    /// Instructions that may be merged, in layout order.
    members: Vec<Member>,
    classes: u32,
}

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    let numbering = number(func);
    let mut cfg = Cfg::default();
    cfg.compute(func);
    let mut dominators = Dominators::default();
    dominators.compute(func, &cfg);
    let mut merge = Merge {
        uses: count_uses(func),
        tree: SecondaryMap::with_default(0),
        replaced: SecondaryMap::with_default(Value::reserved_value()),
        dominators: &dominators,
        inserted: Vec::new(),
        changed: false,
    };
    merge.measure(func);
    merge.decide(func, numbering);
    if !merge.changed {
        return false;
    }
    let Merge { replaced, inserted, .. } = merge;
    for (block, inst) in inserted {
        func.append_inst(block, inst);
    }
    apply(func, &replaced);
    true
}

fn number(func: &Function) -> Numbering {
    let mut number = SecondaryMap::with_default(u32::MAX);
    number.resize(func.values.len());
    let mut numbers: HashMap<Key, u32> = HashMap::new();
    let mut members = Vec::new();
    let mut classes = 0;
    let mut fresh = || {
        classes += 1;
        classes - 1
    };
    for &block in &func.order {
        for &param in func.block_params(block) {
            number[param] = fresh();
        }
        for inst in func.block_insts_and_terminator(block) {
            let (op, args) = (func.insts[inst].op, func.args(inst));
            let pure = op.flags().is_pure() && args.len() <= 3;
            match func.result(inst).filter(|_| pure) {
                Some(value) => {
                    let mut key = Key { op, args: [u32::MAX; 3] };
                    for (slot, &arg) in key.args.iter_mut().zip(args) {
                        *slot = number[arg];
                    }
                    if op.flags().any(Flags::COMMUTES) && key.args[0] > key.args[1] {
                        key.args.swap(0, 1);
                    }
                    let class = *numbers.entry(key).or_insert_with(&mut fresh);
                    number[value] = class;
                    members.push(Member { class, value, block });
                }
                None => func.inst_results(inst).for_each(|value| number[value] = fresh()),
            }
        }
    }
    Numbering { members, classes }
}

fn count_uses(func: &Function) -> SecondaryMap<Value, u32> {
    let mut uses = SecondaryMap::with_default(0);
    uses.resize(func.values.len());
    for &block in &func.order {
        for inst in func.block_insts_and_terminator(block) {
            for &arg in func.args(inst) {
                uses[arg] += 1;
            }
            for edge in func.edges_of(inst) {
                for &arg in func.edge_args(edge) {
                    uses[arg] += 1;
                }
            }
        }
    }
    uses
}

struct Merge<'a> {
    uses: SecondaryMap<Value, u32>,
    /// Bytes of the tree that computes a value.
    tree: SecondaryMap<Value, u32>,
    replaced: SecondaryMap<Value, Value>,
    dominators: &'a Dominators,
    /// Constants made where no member stands, with the block whose end they go to.
    inserted: Vec<(Block, Inst)>,
    changed: bool,
}

impl Merge<'_> {
    /// Estimates the bytes of every tree.
    fn measure(&mut self, func: &Function) {
        self.tree.resize(func.values.len());
        for &block in &func.order {
            for &inst in func.block_insts(block) {
                let Some(value) = func.result(inst) else { continue };
                let op = func.insts[inst].op;
                let mut bytes = op.encoded_size();
                for &arg in func.args(inst) {
                    let nested = self.uses[arg] == 1 || is_constant(func, arg);
                    bytes += if nested && self.tree[arg] > 0 { self.tree[arg] } else { cost::GET };
                }
                self.tree[value] = if op.flags().is_pure() { bytes } else { 0 };
            }
        }
    }

    /// Decides class by class, users first.
    fn decide(&mut self, func: &mut Function, numbering: Numbering) {
        let Numbering { mut members, classes, .. } = numbering;
        let mut count = vec![0u32; classes as usize];
        members.iter().for_each(|member| count[member.class as usize] += 1);
        members.retain(|member| count[member.class as usize] > 1);
        members.sort_by_key(|member| std::cmp::Reverse(member.class));
        for class in members.chunk_by(|a, b| a.class == b.class) {
            if is_constant(func, class[0].value) {
                self.constants(func, class);
            } else {
                self.computations(func, class);
            }
        }
    }

    /// One definition for all, if a local is shorter than making the constant at each use.
    fn constants(&mut self, func: &mut Function, class: &[Member]) {
        let uses: u32 = class.iter().map(|member| self.uses[member.value]).sum();
        let bytes = self.tree[class[0].value];
        if !cost::constant_wants_local(bytes, uses) {
            return;
        }
        let common = class[1..]
            .iter()
            .fold(class[0].block, |block, member| self.dominators.common(block, member.block));
        let leader = match class.iter().find(|member| member.block == common) {
            Some(member) => member.value,
            None => {
                let Some((_, op)) = func.def_op(class[0].value) else { return };
                let ty = func.ty(class[0].value);
                let inst = func.make_inst(op, &[], &[ty]);
                self.inserted.push((common, inst));
                let Some(value) = func.result(inst) else { return };
                value
            }
        };
        for member in class.iter().filter(|member| member.value != leader) {
            self.replace(func, member.value, leader);
        }
    }

    /// Merges members into ones that dominate them.
    fn computations(&mut self, func: &Function, class: &[Member]) {
        // Members are in layout order: whoever dominates one stands before it.
        let mut leaders: Vec<(Member, Vec<Value>)> = Vec::new();
        for &member in class {
            if self.uses[member.value] == 0 {
                continue;
            }
            let dominating = leaders.iter_mut().rev().find(|(leader, _)| {
                leader.block == member.block
                    || self.dominators.dominates(leader.block, member.block)
            });
            match dominating {
                Some((_, followers)) => followers.push(member.value),
                None => leaders.push((member, Vec::new())),
            }
        }
        for (leader, followers) in leaders {
            let tree = self.tree[leader.value];
            let own = self.uses[leader.value];
            let others = followers.iter().map(|&value| self.uses[value]);
            if !followers.is_empty() && cost::merging_gain(tree, own, others) > 0 {
                for value in followers {
                    self.replace(func, value, leader.value);
                }
            }
        }
    }

    fn replace(&mut self, func: &Function, value: Value, by: Value) {
        self.replaced[value] = by;
        self.uses[by] += std::mem::take(&mut self.uses[value]);
        self.changed = true;
        self.release(func, value);
    }

    /// An unused value no longer uses its operands.
    fn release(&mut self, func: &Function, value: Value) {
        let Some((inst, _)) = func.def_op(value) else { return };
        for &arg in func.args(inst) {
            self.uses[arg] -= 1;
            let removable = func.def_op(arg).is_some_and(|(_, op)| op.flags().is_removable());
            if self.uses[arg] == 0 && removable {
                self.release(func, arg);
            }
        }
    }
}

fn is_constant(func: &Function, value: Value) -> bool {
    func.def_op(value).is_some_and(|(_, op)| op.flags().any(Flags::CONSTANT))
}

/// Uses the replacements and takes the replaced instructions out of the layout.
fn apply(func: &mut Function, replaced: &SecondaryMap<Value, Value>) {
    let kept = |value: Value| {
        let mut value = value;
        while replaced[value] != Value::reserved_value() {
            value = replaced[value];
        }
        value
    };
    func.map_uses(kept);
    for index in 0..func.order.len() {
        let block = func.order[index];
        let insts: Vec<Inst> = func.block_insts(block).to_vec();
        let is_kept = |inst: &Inst| {
            func.result(*inst).is_none_or(|value| replaced[value] == Value::reserved_value())
        };
        let left: Vec<Inst> = insts.iter().copied().filter(is_kept).collect();
        if left.len() < insts.len() {
            func.set_block_insts(block, &left);
        }
    }
}
