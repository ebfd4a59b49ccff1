//! Blocks with the same code that lead to the same places become one.
//!
//! Takes: SSA. Gives: of blocks that differ in nothing but the names of the values they define
//! for themselves, the last one. Two blocks are equal if they take parameters of the same types,
//! do the same instructions on the same outer values, and end with the same edges, in the same
//! exception region and the same loop; a constant is the same wherever it is made. Headers of
//! loops, handlers and beginnings of exception regions stay.
//!
//! Why it is sound: an outer value that both use dominates both, so it dominates every
//! predecessor of the merged block. Nobody but the block itself uses what it defines. In a
//! reducible graph two blocks of one loop that share their successors cannot be on a path that
//! misses the loop's header, so no cycle gains a second entry.
//!
//! Blocks are visited from the last to the first with edges led to what their targets became,
//! so that blocks that lead to merged blocks are found equal in the same sweep. Only loops would
//! need another. Cost: O(function), hashed. From: bottom-up hash consing of expression trees,
//! applied to blocks; Binaryen calls it code folding.

use super::super::Context;
use super::facts;
use crate::ir::cfg::Cfg;
use crate::ir::loops::{Loop, Loops};
use crate::ir::{Block, Flags, Function, Graph, Inst, Op, Opcode, Value};
use cranelift_entity::packed_option::{PackedOption, ReservedValue};
use cranelift_entity::{EntityRef, SecondaryMap};
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::Hasher;

/// Runs the pass.
pub fn run(func: &mut Function, _: &Context<'_>) -> bool {
    if func.order.len() < 3 {
        return false;
    }
    let looks = looks_alike(func);
    if looks.is_empty() {
        return false;
    }
    let graph = Graph::of(func);
    let (cfg, loops) = (&graph.cfg, graph.loops());
    let mut merge = Merge::new(func);
    for &index in looks.iter().rev() {
        let block = func.order[index as usize];
        if merge.may_go(func, loops, block) {
            merge.visit(func, cfg, loops, block);
        }
    }
    merge.apply(func)
}

/// Positions of blocks, the entry left aside, that have another like them at first sight: with
/// as many parameters, and the same operators in the same order.
fn looks_alike(func: &Function) -> Vec<u32> {
    let look = |index: u32| {
        let block = func.order[index as usize];
        let mut hasher = FxHasher::default();
        hasher.write_usize(func.block_params(block).len());
        for inst in func.block_insts_and_terminator(block) {
            let op = func.insts[inst].op;
            if !op.flags().any(Flags::CONSTANT) {
                hasher.write_u64(op.code as u64 ^ op.c << 16);
            }
        }
        (hasher.finish(), index)
    };
    facts::alike((1..func.order.len() as u32).map(look), func.order.len())
}

/// A block that others may be led to, with what makes it equal to them.
struct Candidate {
    block: Block,
    within: Option<Loop>,
    /// Its code in canonical form: a range of [`Merge::words`].
    code: (usize, usize),
    /// Constants it uses that are made elsewhere, in the order of their uses.
    constants: (usize, usize),
    /// Equal blocks use constants made elsewhere, or in other places than this one.
    differs: bool,
}

struct Merge {
    uses: SecondaryMap<Value, u32>,
    anchored: SecondaryMap<Block, bool>,
    /// What each block became: itself if nothing else.
    became: SecondaryMap<Block, Option<Block>>,
    /// Where each value is defined.
    home: SecondaryMap<Value, PackedOption<Block>>,
    /// Number of each value among those that its block defines.
    number: SecondaryMap<Value, u32>,
    candidates: Vec<Candidate>,
    by_hash: FxHashMap<u64, SmallVec<[u32; 2]>>,
    words: Vec<u64>,
    constants: Vec<Value>,
    changed: bool,
}

impl Merge {
    fn new(func: &Function) -> Merge {
        let mut merge = Merge {
            uses: facts::count_uses(func),
            anchored: facts::anchored(func),
            became: SecondaryMap::new(),
            home: facts::homes(func),
            number: SecondaryMap::new(),
            candidates: Vec::new(),
            by_hash: FxHashMap::default(),
            words: Vec::new(),
            constants: Vec::new(),
            changed: false,
        };
        merge.became.resize(func.blocks.len());
        merge.number.resize(func.values.len());
        merge
    }

    /// Whether `block` may be merged with others at all.
    fn may_go(&self, func: &Function, loops: &Loops, block: Block) -> bool {
        let ends = func.insts[func.terminator(block)].op.code;
        !self.anchored[block]
            && loops.headed_by(block).is_none()
            && !matches!(ends, Opcode::Enter | Opcode::Rethrow)
            && self.is_closed(func, block)
    }

    /// Whether nobody else uses what the block defines.
    fn is_closed(&self, func: &Function, block: Block) -> bool {
        let mut open: i64 = 0;
        let outer = |value: Value| i64::from(self.uses[value]);
        open += func.block_params(block).iter().map(|&param| outer(param)).sum::<i64>();
        let mut visit = |inst: Inst| {
            open += func.inst_results(inst).map(outer).sum::<i64>();
            facts::for_each_use(func, inst, |value| {
                open -= i64::from(self.home[value] == block.into());
            });
        };
        func.block_insts_and_terminator(block).for_each(&mut visit);
        open == 0
    }

    /// Merges `block` with an equal one, or makes it one that others may be merged with.
    fn visit(&mut self, func: &Function, cfg: &Cfg, loops: &Loops, block: Block) {
        let (start, first_constant) = (self.words.len(), self.constants.len());
        self.encode(func, block);
        let hash = hash(&self.words[start..]);
        let within = loops.innermost(block);
        let found = self.by_hash.get(&hash).and_then(|list| {
            list.iter().copied().find(|&at| {
                let other = &self.candidates[at as usize];
                other.within == within
                    && self.words[other.code.0..other.code.1] == self.words[start..]
            })
        });
        if let Some(at) = found {
            let other = &self.candidates[at as usize];
            let pays = self.pays(func, cfg, block);
            let same = self.constants[other.constants.0..other.constants.1]
                == self.constants[first_constant..];
            if pays {
                self.became[block] = Some(other.block);
                self.candidates[at as usize].differs |= !same;
                self.changed = true;
            }
            self.words.truncate(start);
            self.constants.truncate(first_constant);
            return;
        }
        let code = (start, self.words.len());
        let constants = (first_constant, self.constants.len());
        self.by_hash.entry(hash).or_default().push(self.candidates.len() as u32);
        self.candidates.push(Candidate { block, within, code, constants, differs: false });
    }

    /// Whether leading `block`'s edges elsewhere is shorter than keeping its code: a branch to
    /// a shared block instead, and the shared block's `block … end`.
    fn pays(&self, func: &Function, cfg: &Cfg, block: Block) -> bool {
        let insts = func.block_insts(block).iter();
        let code: u32 = insts.map(|&inst| facts::inst_bytes(func, &self.uses, inst)).sum();
        let bytes = code + facts::end_bytes(func, &self.uses, block);
        // One that follows a plain branch needs that branch's bytes again.
        let follows = cfg
            .preds(block)
            .iter()
            .any(|&(pred, _)| func.insts[func.terminator(pred)].op.code == Opcode::Br);
        bytes > if follows { 5 } else { 3 }
    }

    /// Appends the block's canonical form to `words`.
    fn encode(&mut self, func: &Function, block: Block) {
        let region = func.blocks[block].region.expand();
        self.words.push(region.map_or(u64::MAX, |region| region.index() as u64));
        let mut next = 0;
        for &param in func.block_params(block) {
            self.define(param, &mut next);
            self.words.push(func.ty(param).to_bits().into());
        }
        for inst in func.block_insts_and_terminator(block) {
            let op = func.insts[inst].op;
            if op.flags().any(Flags::CONSTANT) {
                continue;
            }
            self.push_op(op);
            self.words.push(func.args(inst).len() as u64);
            for &arg in func.args(inst) {
                self.push_value(func, arg, block);
            }
            for value in func.inst_results(inst) {
                self.define(value, &mut next);
                self.words.push(func.ty(value).to_bits().into());
            }
            for edge in func.edges_of(inst) {
                let target = func.edges[edge].block;
                let target = self.became[target].unwrap_or(target);
                self.words.push(target.index() as u64);
                for &arg in func.edge_args(edge) {
                    self.push_value(func, arg, block);
                }
            }
        }
    }

    fn define(&mut self, value: Value, next: &mut u32) {
        self.number[value] = *next;
        *next += 1;
    }

    fn push_op(&mut self, op: Op) {
        let head = (op.code as u64) << 48 | u64::from(op.a) << 32 | u64::from(op.b);
        self.words.extend([head, op.c]);
    }

    /// A value by its number in the block, by what constant it is, or by its name.
    fn push_value(&mut self, func: &Function, value: Value, block: Block) {
        let is_own = self.home[value] == block.into();
        if let Some(op) = func.constant(value) {
            self.words.push(1 << 33);
            self.words.push(func.ty(value).to_bits().into());
            self.push_op(op);
            self.constants.push(if is_own { Value::reserved_value() } else { value });
        } else if is_own {
            self.words.push(1 << 32 | u64::from(self.number[value]));
        } else {
            self.words.push(value.index() as u64);
        }
    }

    /// Leads edges to what their targets became.
    fn apply(mut self, func: &mut Function) -> bool {
        if !self.changed {
            return false;
        }
        for index in 0..func.order.len() {
            for edge in facts::edges_from(func, func.order[index]) {
                if let Some(block) = self.became[func.edges[edge].block] {
                    func.edges[edge].block = block;
                }
            }
        }
        for candidate in std::mem::take(&mut self.candidates) {
            if candidate.differs {
                facts::make_constants(func, candidate.block);
            }
        }
        func.order.retain(|&block| self.became[block].is_none());
        true
    }
}

fn hash(words: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    words.iter().for_each(|&word| hasher.write_u64(word));
    hasher.finish()
}
