//! Questions that all transformations of control flow ask.
//!
//! Takes: a function. Gives: use counts, equality of arguments, which blocks must stay where
//! they are, and estimates of encoded bytes. Cost: O(function) for tables, O(1) or O(length of
//! the lists compared) for questions.

use super::super::cost;
pub(super) use super::super::uses::{count as count_uses, for_each as for_each_use};
use crate::ir::{Block, Edge, Flags, Function, Inst, Op, Opcode, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use smallvec::SmallVec;

/// The block in which each value is defined.
pub(in crate::opt) fn homes(func: &Function) -> SecondaryMap<Value, PackedOption<Block>> {
    let mut homes = SecondaryMap::new();
    homes.resize(func.values.len());
    for &block in &func.order {
        func.block_params(block).iter().for_each(|&param| homes[param] = block.into());
        for inst in func.block_insts_and_terminator(block) {
            func.inst_results(inst).for_each(|value| homes[value] = block.into());
        }
    }
    homes
}

/// Whether two values are one, or the same constant.
pub(super) fn same_value(func: &Function, a: Value, b: Value) -> bool {
    a == b
        || (func.ty(a) == func.ty(b)
            && func.constant(a).is_some_and(|op| func.constant(b) == Some(op)))
}

/// Whether two edges lead to the same place with the same arguments.
pub(super) fn same_edge(func: &Function, a: Edge, b: Edge) -> bool {
    let (first, second) = (func.edge_args(a), func.edge_args(b));
    func.edges[a].block == func.edges[b].block
        && first.len() == second.len()
        && first.iter().zip(second).all(|(&a, &b)| same_value(func, a, b))
}

/// All edges that leave `block`, those of throwing instructions included.
pub(super) fn edges_from(func: &Function, block: Block) -> SmallVec<[Edge; 4]> {
    let mut edges: SmallVec<[Edge; 4]> = func.successors(block).collect();
    if func.blocks[block].region.is_some() {
        edges.extend(func.block_insts(block).iter().flat_map(|&inst| func.edges_of(inst)));
    }
    edges
}

/// The only edge of a block that ends in a plain branch.
pub(in crate::opt) fn jump(func: &Function, block: Block) -> Option<Edge> {
    let inst = func.terminator(block);
    let is_jump = func.insts[inst].op.code == Opcode::Br;
    func.edges_of(inst).next().filter(|_| is_jump)
}

/// Ends `block` with a plain branch along `edge`.
pub(in crate::opt) fn terminate_along(func: &mut Function, block: Block, edge: Edge) {
    let args = func.edge_args(edge).to_vec();
    let target = func.edges[edge].block;
    func.terminate_br(block, target, &args);
}

/// Blocks that edges may not be led away from or to: the entry, handlers, and blocks that an
/// `enter` leads to.
pub(super) fn anchored(func: &Function) -> SecondaryMap<Block, bool> {
    let mut anchored = SecondaryMap::new();
    anchored.resize(func.blocks.len());
    anchored[func.entry()] = true;
    if func.regions.is_empty() {
        return anchored;
    }
    for handler in func.regions.values().flat_map(|region| &region.handlers) {
        anchored[handler.block] = true;
    }
    for &block in &func.order {
        let inst = func.terminator(block);
        if func.insts[inst].op.code == Opcode::Enter {
            func.edges_of(inst).for_each(|edge| anchored[func.edges[edge].block] = true);
        }
    }
    anchored
}

/// Blocks that an edge from a later block, or their own, leads to: the loops' headers.
pub(super) fn headers(func: &Function) -> SecondaryMap<Block, bool> {
    let mut is_header = SecondaryMap::new();
    is_header.resize(func.blocks.len());
    let mut seen: SecondaryMap<Block, bool> = SecondaryMap::new();
    seen.resize(func.blocks.len());
    for &block in &func.order {
        seen[block] = true;
        for inst in func.block_insts_and_terminator(block) {
            for edge in func.edges_of(inst) {
                let target = func.edges[edge].block;
                is_header[target] |= seen[target];
            }
        }
    }
    is_header
}

/// What of `items` has another with the same look, in their order; a few more may come along.
/// Cost: O(items), without comparing any two.
pub(super) fn alike<T: Copy>(items: impl Iterator<Item = (u64, T)>, count: usize) -> Vec<T> {
    let slots = (4 * count).next_power_of_two();
    // The high bits of a product depend on all bits.
    let slot = |look: u64| (look.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (slots - 1);
    let mut several = vec![0u8; slots];
    let mut looks: Vec<(usize, T)> = Vec::with_capacity(count);
    for (look, item) in items {
        let slot = slot(look);
        several[slot] = several[slot].saturating_add(1);
        looks.push((slot, item));
    }
    let alike = looks.iter().filter(|look| several[look.0] > 1);
    alike.map(|look| look.1).collect()
}

/// Estimated bytes of the code of one instruction, its constants and reads of locals included.
/// Values used once are taken to be nested.
pub(super) fn inst_bytes(func: &Function, uses: &SecondaryMap<Value, u32>, inst: Inst) -> u32 {
    let op = func.insts[inst].op;
    if op.flags().any(Flags::CONSTANT) {
        return 0;
    }
    let mut bytes = op.encoded_size();
    for &arg in func.args(inst) {
        bytes += operand_bytes(func, uses, arg);
    }
    // What has several uses is written to a local on the way.
    let shared = func.inst_results(inst).any(|value| uses[value] > 1);
    bytes + if shared { cost::TEE } else { 0 }
}

/// Estimated bytes of reading `value`.
pub(super) fn operand_bytes(func: &Function, uses: &SecondaryMap<Value, u32>, value: Value) -> u32 {
    match func.def_op(value) {
        Some((_, op)) if op.flags().any(Flags::CONSTANT) => op.encoded_size(),
        Some(_) if uses[value] == 1 => 0,
        _ => cost::GET,
    }
}

/// Estimated bytes of a block's end: the operands it takes, what it passes, and its operator.
pub(super) fn end_bytes(func: &Function, uses: &SecondaryMap<Value, u32>, block: Block) -> u32 {
    let inst = func.terminator(block);
    let op = func.insts[inst].op;
    let operands = func.args(inst).iter().map(|&value| operand_bytes(func, uses, value));
    let mut bytes = operands.sum::<u32>();
    bytes += match op.code {
        Opcode::Br => 2,
        Opcode::BrIf => 4,
        Opcode::BrTable => 2 + func.edge_count(inst) as u32,
        _ => op.encoded_size(),
    };
    for edge in func.edges_of(inst) {
        // Moves between locals mostly vanish; constants are made and written.
        let moves = func.edge_args(edge).iter().map(|&value| match func.constant(value) {
            Some(op) => op.encoded_size() + cost::TEE,
            None => 1,
        });
        bytes += moves.sum::<u32>();
    }
    bytes
}

/// Makes the constants that `block` uses in the block itself.
pub(super) fn make_constants(func: &mut Function, block: Block) {
    let mut made: Vec<(Op, Value)> = Vec::new();
    let mut insts: Vec<Inst> = Vec::new();
    let users: Vec<Inst> = func.block_insts_and_terminator(block).collect();
    let mut own = |func: &mut Function, value: Value| {
        let Some(op) = func.constant(value) else { return value };
        let known = made.iter().find(|&&(other, by)| other == op && func.ty(by) == func.ty(value));
        if let Some(&(_, by)) = known {
            return by;
        }
        let inst = func.make_inst(op, &[], &[func.ty(value)]);
        let by = func.result(inst).unwrap_or(value);
        insts.push(inst);
        made.push((op, by));
        by
    };
    for &user in &users {
        let args: Vec<Value> = func.args(user).to_vec();
        for (at, arg) in args.into_iter().enumerate() {
            func.args_mut(user)[at] = own(func, arg);
        }
        for edge in func.edges_of(user) {
            let args: Vec<Value> = func.edge_args(edge).to_vec();
            for (at, arg) in args.into_iter().enumerate() {
                func.edge_args_mut(edge)[at] = own(func, arg);
            }
        }
    }
    // The constants made here before have no users left.
    let constants = |inst: &&Inst| func.insts[**inst].op.flags().any(Flags::CONSTANT);
    insts.extend(func.block_insts(block).iter().filter(|inst| !constants(inst)));
    func.set_block_insts(block, &insts);
}
