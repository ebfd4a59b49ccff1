//! Which values each block needs from before it, and which it leaves to those after it.
//!
//! Takes: a function in full layout and its [`Cfg`]. Gives: [`Liveness`]: live-in and live-out
//! values of each block, sorted. Conventions: a block's parameters are defined in it, so they
//! are not live-in; an argument of an edge is used in the block the edge leaves, so it is not
//! live-out for that; a terminator's results exist on its edges only and are never live.
//! Invariant: `live_out(b)` is the union of `live_in(s)` over the successors `s` of `b`,
//! handlers of instructions that may throw included.
//!
//! Cost: O(function + sum of the lists' lengths * predecessors). Lists rather than a bit per
//! block and value: large functions have 10^5 of each, but few values live at a time.
//! From: Appel and Palsberg, "Modern Compiler Implementation in Java", 2nd ed., algorithm
//! 19.17: from each use up to the definition.

use super::cfg::Cfg;
use super::{Block, Function, Inst, Value, ValueDef};
use cranelift_entity::packed_option::PackedOption;
use cranelift_entity::{EntityRef, SecondaryMap};

/// Live values per block. Reusable: [`Liveness::compute`] keeps the storage.
#[derive(Default, Debug)]
pub struct Liveness {
    ins: Lists,
    outs: Lists,
    /// Block of each instruction in the layout.
    home: SecondaryMap<Inst, PackedOption<Block>>,
    /// Uses outside the defining block, sorted by value.
    uses: Vec<(Value, Block)>,
    work: Vec<Block>,
}

/// A sorted list of values per block.
#[derive(Default, Debug)]
struct Lists {
    /// Found in the order of values.
    found: Vec<(Block, Value)>,
    /// The last value found for each block: whether one is there already.
    last: SecondaryMap<Block, PackedOption<Value>>,
    starts: SecondaryMap<Block, (u32, u32)>,
    values: Vec<Value>,
}

impl Lists {
    fn clear(&mut self) {
        self.found.clear();
        self.last.clear();
        self.starts.clear();
        self.values.clear();
    }

    /// Whether `value` is new in the list of `block`.
    fn add(&mut self, block: Block, value: Value) -> bool {
        if self.last[block].expand() == Some(value) {
            return false;
        }
        self.last[block] = value.into();
        self.found.push((block, value));
        true
    }

    /// Sorts what was found by block, keeping the order of values.
    fn finish(&mut self, blocks: &[Block]) {
        for &(block, _) in &self.found {
            self.starts[block].1 += 1;
        }
        let mut next = 0;
        for &block in blocks {
            let count = self.starts[block].1;
            self.starts[block] = (next, next);
            next += count;
        }
        self.values.resize(self.found.len(), Value::new(0));
        for &(block, value) in &self.found {
            let end = &mut self.starts[block].1;
            self.values[*end as usize] = value;
            *end += 1;
        }
    }

    fn get(&self, block: Block) -> &[Value] {
        let (start, end) = self.starts[block];
        &self.values[start as usize..end as usize]
    }
}

impl Liveness {
    /// Recomputes everything for `func`.
    pub fn compute(&mut self, func: &Function, cfg: &Cfg) {
        self.ins.clear();
        self.outs.clear();
        self.find_uses(func, cfg);
        let uses = std::mem::take(&mut self.uses);
        for &(value, block) in &uses {
            self.walk_up(value, self.definition(func, value), block, cfg);
        }
        self.uses = uses;
        self.ins.finish(&cfg.rpo);
        self.outs.finish(&cfg.rpo);
    }

    /// The block that defines `value`; none for values outside the layout.
    fn definition(&self, func: &Function, value: Value) -> Option<Block> {
        match func.values[value].def {
            ValueDef::Param(block, _) => Some(block),
            ValueDef::Result(inst, _) => self.home[inst].expand(),
        }
    }

    fn find_uses(&mut self, func: &Function, cfg: &Cfg) {
        self.home.clear();
        self.uses.clear();
        for &block in &cfg.rpo {
            for inst in func.block_insts_and_terminator(block) {
                self.home[inst] = block.into();
            }
        }
        for &block in &cfg.rpo {
            for inst in func.block_insts_and_terminator(block) {
                let on_edges = func.edges_of(inst).flat_map(|edge| func.edge_args(edge));
                for &value in func.args(inst).iter().chain(on_edges) {
                    if self.definition(func, value) != Some(block) {
                        self.uses.push((value, block));
                    }
                }
            }
        }
        self.uses.sort_unstable();
        self.uses.dedup();
    }

    /// `value` is wanted in `block`: it is live on every path there from its definition.
    fn walk_up(&mut self, value: Value, definition: Option<Block>, block: Block, cfg: &Cfg) {
        if self.ins.add(block, value) {
            self.work.push(block);
        }
        while let Some(block) = self.work.pop() {
            for &(pred, _) in cfg.preds(block) {
                self.outs.add(pred, value);
                if definition != Some(pred) && self.ins.add(pred, value) {
                    self.work.push(pred);
                }
            }
        }
    }

    /// Values defined before `block` that it, or a block after it, uses; sorted.
    #[inline]
    pub fn live_in(&self, block: Block) -> &[Value] {
        self.ins.get(block)
    }

    /// Values that blocks after `block` use without defining them; sorted.
    #[inline]
    pub fn live_out(&self, block: Block) -> &[Value] {
        self.outs.get(block)
    }

    /// Whether `value` is live-in at `block`. O(log values live there).
    pub fn is_live_in(&self, value: Value, block: Block) -> bool {
        self.live_in(block).binary_search(&value).is_ok()
    }

    /// Whether `value` is live-out of `block`. O(log values live there).
    pub fn is_live_out(&self, value: Value, block: Block) -> bool {
        self.live_out(block).binary_search(&value).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::parse::parse_functions;
    use crate::ir::testing::{Random, random_graph};
    use crate::ir::{Op, Opcode, Type, cfg};
    use std::collections::BTreeSet;

    type Sets = Vec<BTreeSet<Value>>;

    /// The data-flow equations, iterated over a set per block until nothing changes.
    fn naive(func: &Function, cfg: &Cfg) -> (Sets, Sets) {
        let mut ins: Sets = vec![BTreeSet::new(); func.blocks.len()];
        let mut outs = ins.clone();
        loop {
            let before = ins.clone();
            for &block in &cfg.rpo {
                let out: BTreeSet<Value> =
                    cfg.succs(block).iter().flat_map(|&(s, _)| ins[s.index()].clone()).collect();
                let mut live = out.clone();
                let insts: Vec<Inst> = func.block_insts_and_terminator(block).collect();
                for &inst in insts.iter().rev() {
                    for value in func.inst_results(inst) {
                        live.remove(&value);
                    }
                    live.extend(func.args(inst));
                    live.extend(func.edges_of(inst).flat_map(|edge| func.edge_args(edge)));
                }
                for inst in insts {
                    for value in func.inst_results(inst) {
                        live.remove(&value);
                    }
                }
                for value in func.block_params(block) {
                    live.remove(value);
                }
                ins[block.index()] = live;
                outs[block.index()] = out;
            }
            if ins == before {
                return (ins, outs);
            }
        }
    }

    fn check(func: &Function) -> usize {
        let cfg = Cfg::of(func);
        let mut liveness = Liveness::default();
        liveness.compute(func, &cfg);
        let (ins, outs) = naive(func, &cfg);
        for &block in &cfg.rpo {
            let expected: Vec<Value> = ins[block.index()].iter().copied().collect();
            assert_eq!(liveness.live_in(block), expected, "into {block}");
            let expected: Vec<Value> = outs[block.index()].iter().copied().collect();
            assert_eq!(liveness.live_out(block), expected, "out of {block}");
        }
        ins.iter().map(BTreeSet::len).sum()
    }

    #[test]
    fn agrees_with_the_equations() {
        let mut random = Random(2);
        let mut total = 0;
        for _ in 0..400 {
            let blocks = 2 + random.below(10);
            let mut func = random_graph(&mut random, blocks);
            cfg::reorder(&mut func);
            // Uses need not be dominated for the equations to have a meaning.
            for index in 0..func.order.len() {
                let block = func.order[index];
                func.append_param(block, Type::I32);
            }
            for index in 0..2 * func.order.len() {
                let block = func.order[index / 2];
                let args = [0, 1].map(|_| Value::new(random.below(func.values.len())));
                let inst = func.make_inst(Op::new(Opcode::I32Add), &args, &[Type::I32]);
                func.append_inst(block, inst);
            }
            for block in func.order.clone() {
                for edge in func.successors(block) {
                    let arg = Value::new(random.below(func.values.len()));
                    func.set_edge_args(edge, &[arg]);
                }
            }
            total += check(&func);
        }
        assert!(total > 1000, "{total}");
    }

    #[test]
    fn handlers() {
        let text = "function %f(i32, i32) -> i32 {\n\
            region0 = try_table, catch_all 0 block2\n\
            block0(v0: i32, v1: i32):\n    enter region0 block1, block2\n\
            block1 in region0:\n    v2: i32 = call func0 v0 unwind block2(v0)\n    return v2\n\
            block2(v3: i32):\n    v4 = i32.add v3, v1\n    return v4\n}\n";
        let func = &parse_functions(text).unwrap()[0].1;
        assert_eq!(check(func), 3);
        let cfg = Cfg::of(func);
        let mut liveness = Liveness::default();
        liveness.compute(func, &cfg);
        let [body, handler] = [1, 2].map(Block::new);
        let [passed, direct] = [0, 1].map(Value::new);
        assert!(liveness.is_live_in(passed, body) && !liveness.is_live_out(passed, body));
        assert!(liveness.is_live_in(direct, handler) && liveness.is_live_out(direct, body));
    }
}
