//! Exception regions in which nothing is left that throws.
//!
//! Takes: a function after blocks were removed. Gives: such regions dissolved into the ones
//! around them: `enter` becomes a branch, and the handlers are for
//! [`super::clean::remove_unreachable`]. A region that delegates stays while anything inside may
//! throw, whatever the edges are. Invariant: no edge of a throwing instruction changes. Cost:
//! O(function) if there are regions.

use crate::ir::{Block, Flags, Function, Opcode, Region};
use cranelift_entity::{EntityRef, SecondaryMap};

/// Dissolves regions that are not needed; whether there were any.
pub(super) fn dissolve(func: &mut Function) -> bool {
    if func.regions.is_empty() {
        return false;
    }
    let needed = needed(func);
    let mut changed = false;
    for index in 0..func.order.len() {
        let block = func.order[index];
        let region = func.blocks[block].region.expand();
        func.blocks[block].region = kept(func, &needed, region).into();
        let inst = func.terminator(block);
        let op = func.insts[inst].op;
        if op.code == Opcode::Enter
            && !needed[op.index() as usize]
            && let Some(body) = func.edges_of(inst).next()
        {
            super::facts::terminate_along(func, block, body);
            changed = true;
        }
    }
    for region in func.regions.keys() {
        func.regions[region].parent = kept(func, &needed, func.regions[region].parent);
        if let Some(scope) = func.regions[region].delegate {
            func.regions[region].delegate = Some(kept(func, &needed, scope));
        }
    }
    changed
}

/// Regions with a handler that something reaches by throwing, or that delegate what is thrown.
fn needed(func: &Function) -> Vec<bool> {
    let mut is_reached: SecondaryMap<Block, bool> = SecondaryMap::new();
    let throws = |block: Block| {
        func.block_insts_and_terminator(block)
            .filter(|&inst| func.insts[inst].op.flags().any(Flags::THROWS))
    };
    for edge in func.order.iter().flat_map(|&block| throws(block)).flat_map(|i| func.edges_of(i)) {
        is_reached[func.edges[edge].block] = true;
    }
    let mut needed = vec![false; func.regions.len()];
    for &block in &func.order {
        let mut region = func.blocks[block].region.expand();
        if region.is_none() || throws(block).next().is_none() {
            continue;
        }
        while let Some(at) = region {
            let data = &func.regions[at];
            needed[at.index()] |= data.delegate.is_some()
                || data.handlers.iter().any(|handler| is_reached[handler.block]);
            region = data.parent;
        }
    }
    needed
}

/// The innermost region around and including `region` that is needed.
fn kept(func: &Function, needed: &[bool], mut region: Option<Region>) -> Option<Region> {
    while let Some(at) = region.filter(|at| !needed[at.index()]) {
        region = func.regions[at].parent;
    }
    region
}
