//! Values and block parameters that nothing depends on.
//!
//! Takes: SSA. Gives: only the instructions with an effect, and what these, the branches and
//! the results depend on. Everything else counts as dead until it is seen to be needed, so
//! values that loops pass around only to compute themselves go. Invariants: branches stay as
//! they are, so a loop that does nothing stays; what an exception passes to a handler stays.
//! Cost: O(function).
//! From: mark and sweep over SSA (Cytron et al., 1991), without control dependence.

use crate::ir::{Block, Edge, Flags, Function, Inst, Value, ValueDef};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;

/// Removes dead instructions and parameters; whether there were any. `has_effect` says which
/// instructions are needed even if their results are not; terminators are not asked for.
pub fn remove(func: &mut Function, has_effect: impl Fn(&Function, Inst) -> bool) -> bool {
    let mut marks = Marks::new(func);
    for index in 0..func.order.len() {
        marks.roots(func, func.order[index], &has_effect);
    }
    marks.follow(func);
    let mut changed = false;
    for index in 0..func.order.len() {
        let block = func.order[index];
        changed |= marks.sweep(func, block);
    }
    changed
}

struct Marks {
    is_needed: SecondaryMap<Value, bool>,
    /// Whether the instruction's operands are marked.
    is_kept: SecondaryMap<Inst, bool>,
    work: Vec<Value>,
    /// An edge that leads to a block, and for each edge another that leads there.
    newest: SecondaryMap<Block, PackedOption<Edge>>,
    older: SecondaryMap<Edge, PackedOption<Edge>>,
    /// Leading parameters that exceptions provide.
    implicit: SecondaryMap<Block, u32>,
}

impl Marks {
    fn new(func: &Function) -> Marks {
        let mut marks = Marks {
            is_needed: SecondaryMap::new(),
            is_kept: SecondaryMap::new(),
            work: Vec::new(),
            newest: SecondaryMap::new(),
            older: SecondaryMap::new(),
            implicit: SecondaryMap::new(),
        };
        marks.is_needed.resize(func.values.len());
        marks.is_kept.resize(func.insts.len());
        marks.newest.resize(func.blocks.len());
        marks.older.resize(func.edges.len());
        for handler in func.regions.values().flat_map(|region| &region.handlers) {
            marks.implicit[handler.block] = marks.implicit[handler.block].max(handler.payload);
        }
        marks
    }

    fn need(&mut self, value: Value) {
        if !std::mem::replace(&mut self.is_needed[value], true) {
            self.work.push(value);
        }
    }

    fn keep(&mut self, func: &Function, inst: Inst) {
        if !std::mem::replace(&mut self.is_kept[inst], true) {
            func.args(inst).iter().for_each(|&arg| self.need(arg));
        }
    }

    /// Notes the edges of a block, and marks what has an effect.
    fn roots(
        &mut self,
        func: &Function,
        block: Block,
        has_effect: &impl Fn(&Function, Inst) -> bool,
    ) {
        let is_fixed = block == func.entry() || self.implicit[block] > 0;
        if is_fixed {
            func.block_params(block).iter().for_each(|&param| self.need(param));
        }
        for inst in func.block_insts_and_terminator(block) {
            let op = func.insts[inst].op;
            if op.flags().any(Flags::TERMINATOR) || has_effect(func, inst) {
                self.keep(func, inst);
            }
            for edge in func.edges_of(inst) {
                // Those of an `enter` to its handlers pass nothing.
                if !func.edge_args(edge).is_empty() {
                    let newest = &mut self.newest[func.edges[edge].block];
                    self.older[edge] = std::mem::replace(newest, edge.into());
                }
            }
        }
    }

    /// The edges that pass arguments to a block.
    fn edges_to(&self, block: Block) -> impl Iterator<Item = Edge> + use<'_> {
        std::iter::successors(self.newest[block].expand(), |&edge| self.older[edge].expand())
    }

    fn follow(&mut self, func: &Function) {
        while let Some(value) = self.work.pop() {
            match func.values[value].def {
                ValueDef::Result(inst, _) => self.keep(func, inst),
                ValueDef::Param(block, index) => {
                    let Some(at) = index.checked_sub(self.implicit[block]) else { continue };
                    let mut next = self.newest[block].expand();
                    while let Some(edge) = next {
                        self.need(func.edge_args(edge)[at as usize]);
                        next = self.older[edge].expand();
                    }
                }
            }
        }
    }

    fn sweep(&self, func: &mut Function, block: Block) -> bool {
        let mut changed = false;
        if !func.block_insts(block).iter().all(|&inst| self.is_kept[inst]) {
            let insts = func.block_insts(block).iter().copied();
            let kept: Vec<Inst> = insts.filter(|&inst| self.is_kept[inst]).collect();
            func.set_block_insts(block, &kept);
            changed = true;
        }
        if func.block_params(block).iter().all(|&param| self.is_needed[param]) {
            return changed;
        }
        let params = func.block_params(block).to_vec();
        let kept = |list: &[Value]| -> Vec<Value> {
            let with_param = list.iter().zip(&params);
            let kept = with_param.filter(|(_, param)| self.is_needed[**param]);
            kept.map(|(&value, _)| value).collect()
        };
        for edge in self.edges_to(block) {
            let args = kept(func.edge_args(edge));
            func.set_edge_args(edge, &args);
        }
        func.set_block_params(block, &kept(&params));
        true
    }
}
