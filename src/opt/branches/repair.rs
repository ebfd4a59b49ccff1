//! Values with more than one definition become SSA again.
//!
//! Takes: values of a block that was copied, and where they are used outside it. Gives: at each
//! such use the definition that reaches it: the original, a copy, or a parameter of a block
//! where several meet. Invariant: before, the block dominated every use; now the block and its
//! copies together do, so that walking back from a use always ends in one of them.
//!
//! Cost: O(blocks and edges between the definitions and the uses) a value. More parameters may
//! be made than needed; `merge-blocks` removes those that every edge gives the same value.
//! From: Cytron et al. (1991), with joins found by liveness instead of frontiers.

use crate::ir::{Block, Edge, Function, Inst, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;

/// A place where a value is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub block: Block,
    pub site: Site,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Site {
    Operand(Inst, u32),
    Argument(Edge, u32),
}

/// The edges into each block, and where they come from.
pub(super) struct Preds {
    into: SecondaryMap<Block, Vec<(Block, Edge)>>,
}

impl Preds {
    pub fn of(func: &Function) -> Preds {
        let mut into: SecondaryMap<Block, Vec<(Block, Edge)>> = SecondaryMap::new();
        into.resize(func.blocks.len());
        for &block in &func.order {
            for edge in func.successors(block) {
                into[func.edges[edge].block].push((block, edge));
            }
        }
        Preds { into }
    }

    fn of_block(&self, block: Block) -> &[(Block, Edge)] {
        &self.into[block]
    }
}

/// The definitions of one value: blocks at whose end each is the value.
pub(super) type Definitions = [(Block, Value)];

/// Leads every use outside the defining blocks to the definition that reaches it. Uses that no path reaches stay.
pub(super) fn repair(func: &mut Function, preds: &Preds, definitions: &Definitions, uses: &[Use]) {
    let defined = |block: Block| definitions.iter().find(|def| def.0 == block).map(|def| def.1);
    let ty = func.ty(definitions[0].1);
    // Blocks at whose beginning the value is wanted, and what it is there.
    let mut incoming: SecondaryMap<Block, PackedOption<Value>> = SecondaryMap::new();
    let mut is_wanted: SecondaryMap<Block, bool> = SecondaryMap::new();
    let mut wanted: Vec<Block> = Vec::new();
    let mut joins: Vec<Block> = Vec::new();
    let needs =
        |user: &&Use| defined(user.block).is_none() && !preds.of_block(user.block).is_empty();
    let mut work: Vec<Block> = uses.iter().filter(needs).map(|user| user.block).collect();
    while let Some(block) = work.pop() {
        if std::mem::replace(&mut is_wanted[block], true) {
            continue;
        }
        wanted.push(block);
        let into = preds.of_block(block);
        if into.len() > 1 {
            incoming[block] = func.append_param(block, ty).into();
            joins.push(block);
        }
        work.extend(into.iter().map(|pred| pred.0).filter(|&pred| defined(pred).is_none()));
    }
    let at_end = |incoming: &SecondaryMap<Block, PackedOption<Value>>, mut block: Block| loop {
        let known = defined(block).or_else(|| incoming[block].expand());
        match (known, preds.of_block(block)) {
            (Some(value), _) => break value,
            (None, &[(pred, _)]) => block = pred,
            (None, _) => unreachable!("a block and its copies dominate the uses of its values"),
        }
    };
    // Lone predecessors pass on what they have; each chain is walked once.
    wanted.reverse();
    for &block in &wanted {
        if incoming[block].is_none() {
            incoming[block] = at_end(&incoming, block).into();
        }
    }
    for &join in &joins {
        for &(pred, edge) in preds.of_block(join) {
            let mut args = func.edge_args(edge).to_vec();
            args.push(at_end(&incoming, pred));
            func.set_edge_args(edge, &args);
        }
    }
    for user in uses.iter().filter(needs) {
        let value = at_end(&incoming, user.block);
        match user.site {
            Site::Operand(inst, at) => func.args_mut(inst)[at as usize] = value,
            Site::Argument(edge, at) => func.edge_args_mut(edge)[at as usize] = value,
        }
    }
}
