//! Moves values that only some ways need into those ways.
//!
//! Takes: SSA, full layout. Gives: computations in the block that dominates all their uses, in
//! front of the first of these. Invariants: what moves is pure, so it neither traps nor depends
//! on what it passes; it never gets into a loop that it was not in; its operands dominate it
//! as before. Values that run as often as before stay, and so do those that would leave more
//! operands behind than they are.
//!
//! One walk against the layout: users are in their places when a value is looked at, so whole
//! trees move. Cost: O(instructions * depth of the dominator tree).
//! From: Knoop, Rüthing, Steffen, "Partial Dead Code Elimination" (1994), without the copies.

use super::{Context, Goal, uses};
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::loops::Loops;
use crate::ir::{Block, Function, Graph, Inst, Opcode, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    if func.order.len() == 1 {
        return false;
    }
    let graph = Graph::of(func);
    let (cfg, dominators, loops) = (&graph.cfg, &graph.dominators, graph.loops());
    let mut sink = Sink {
        uses: uses::count(func),
        wanted: SecondaryMap::new(),
        moved: SecondaryMap::new(),
        goal: cx.goal,
        func,
        cfg,
        dominators,
        loops,
    };
    sink.wanted.resize(sink.func.values.len());
    if !sink.choose() {
        return false;
    }
    let moved = sink.moved;
    place(func, &moved);
    true
}

struct Sink<'a> {
    func: &'a Function,
    cfg: &'a Cfg,
    dominators: &'a Dominators,
    loops: &'a Loops,
    uses: SecondaryMap<Value, u32>,
    goal: Goal,
    /// The block that dominates all uses of a value that the walk has met.
    wanted: SecondaryMap<Value, PackedOption<Block>>,
    /// Where instructions go.
    moved: SecondaryMap<Inst, PackedOption<Block>>,
}

impl Sink<'_> {
    /// Decides where everything goes; whether anything moves.
    fn choose(&mut self) -> bool {
        let mut any = false;
        for index in (0..self.func.order.len()).rev() {
            let block = self.func.order[index];
            let insts = self.func.block_insts_and_terminator(block);
            let insts: Vec<Inst> = insts.collect();
            for inst in insts.into_iter().rev() {
                let target = self.target(block, inst);
                any |= target.is_some();
                self.moved[inst] = target.into();
                let at = target.unwrap_or(block);
                let (func, wanted, dominators) = (self.func, &mut self.wanted, self.dominators);
                uses::for_each(func, inst, |value| {
                    let before = wanted[value].expand();
                    wanted[value] = before.map_or(at, |other| dominators.common(other, at)).into();
                });
            }
        }
        any
    }

    /// The block where `inst` runs less often than in `block`, and still before its users.
    fn target(&self, block: Block, inst: Inst) -> Option<Block> {
        let op = self.func.insts[inst].op;
        let value = self.func.result(inst).filter(|&value| self.func.constant(value).is_none())?;
        let wanted = self.wanted[value].expand().filter(|&wanted| wanted != block)?;
        let fits = op.flags().is_pure() && self.cfg.is_reachable(wanted);
        let around = self.loops.innermost(wanted);
        let enters_loop = around.is_some_and(|around| !self.loops.contains(around, block));
        (fits && !enters_loop && self.is_rarer(block, wanted) && self.leaves_little(inst))
            .then_some(wanted)
    }

    /// Whether some way from `block` goes past `wanted`, which it dominates.
    fn is_rarer(&self, block: Block, wanted: Block) -> bool {
        if self.loops.depth(wanted) < self.loops.depth(block) {
            return true;
        }
        // An arm of a branch: only that leads there.
        let mut at = wanted;
        while at != block {
            let Some(above) = self.dominators.idom(at) else { return false };
            let code = self.func.insts[self.func.terminator(above)].op.code;
            let is_arm = matches!(self.cfg.preds(at), [(pred, _)] if *pred == above);
            if is_arm && matches!(code, Opcode::BrIf | Opcode::BrTable) {
                return true;
            }
            at = above;
        }
        false
    }

    /// Whether no more than one operand has to wait in a local that did not before.
    fn leaves_little(&self, inst: Inst) -> bool {
        let waits = |value: &&Value| {
            let def = self.func.def_op(**value).map(|def| def.0);
            let goes_along = def.is_some_and(|def| {
                self.func.constant(**value).is_some() || self.func.insts[def].op.flags().is_pure()
            });
            self.uses[**value] == 1 && !goes_along
        };
        let waiting = self.func.args(inst).iter().filter(waits).count();
        waiting <= usize::from(self.goal == Goal::Speed)
    }
}

/// Takes what moves out of its block, and puts it in front of its first user.
fn place(func: &mut Function, moved: &SecondaryMap<Inst, PackedOption<Block>>) {
    let mut layout: Vec<Inst> = Vec::new();
    let mut coming: SecondaryMap<Block, Vec<Inst>> = SecondaryMap::new();
    for &block in &func.order {
        for &inst in func.block_insts(block) {
            if let Some(target) = moved[inst].expand() {
                coming[target].push(inst);
            }
        }
    }
    let mut is_waiting: SecondaryMap<Inst, bool> = SecondaryMap::new();
    for index in 0..func.order.len() {
        let block = func.order[index];
        let leaves = |&inst: &Inst| moved[inst].is_some();
        if coming[block].is_empty() && !func.block_insts(block).iter().any(leaves) {
            continue;
        }
        coming[block].iter().for_each(|&inst| is_waiting[inst] = true);
        layout.clear();
        for &inst in func.block_insts(block).iter().filter(|inst| !leaves(inst)) {
            bring_operands(func, inst, &mut is_waiting, &mut layout);
            layout.push(inst);
        }
        // The rest is for the terminator, or for blocks behind this one.
        for &inst in &coming[block] {
            if is_waiting[inst] {
                bring_operands(func, inst, &mut is_waiting, &mut layout);
                is_waiting[inst] = false;
                layout.push(inst);
            }
        }
        func.set_block_insts(block, &layout);
    }
}

/// Lays out what `inst` uses and is waiting, operands first.
fn bring_operands(
    func: &Function,
    inst: Inst,
    is_waiting: &mut SecondaryMap<Inst, bool>,
    layout: &mut Vec<Inst>,
) {
    let mut work: Vec<(Inst, bool)> = Vec::new();
    let bring = |of: Inst, is_waiting: &SecondaryMap<Inst, bool>, work: &mut Vec<(Inst, bool)>| {
        uses::for_each(func, of, |value| {
            let def = func.def_op(value).map(|def| def.0);
            work.extend(def.filter(|&def| is_waiting[def]).map(|def| (def, false)));
        });
    };
    bring(inst, is_waiting, &mut work);
    while let Some((at, is_ready)) = work.pop() {
        if !is_waiting[at] {
            continue;
        }
        if is_ready {
            is_waiting[at] = false;
            layout.push(at);
        } else {
            work.push((at, true));
            bring(at, is_waiting, &mut work);
        }
    }
}
