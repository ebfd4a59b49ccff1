//! Shorter `br_table`s.
//!
//! Takes: a block that ends in one. Gives: without the entries at its end that lead where the
//! default does; without those at its beginning, if subtracting from the index is shorter; a
//! `br_if` instead, if its entries lead to one place besides the default's.
//!
//! An index below the entries left out becomes, by subtraction without sign, one beyond the
//! table's end, which is the default. Bytes: an entry 1; subtracting a constant 3, or nothing
//! where one is subtracted already. A `br_if` lets one side follow without a label; a table
//! never does, so its `block … end` counts. Cost: O(entries).

use super::facts::same_edge;
use crate::ir::{Block, Edge, Function, Op, Opcode, Type, Value};
use cranelift_entity::SecondaryMap;

/// Bytes of the `block … end` that a table needs for a target which a `br_if` falls through to.
const LABEL: u32 = 3;

/// Shrinks the table at the end of `block`.
pub(super) fn shrink(func: &mut Function, uses: &SecondaryMap<Value, u32>, block: Block) -> bool {
    let inst = func.terminator(block);
    let mut entries: Vec<Edge> = func.edges_of(inst).collect();
    let all = entries.len();
    let Some(default) = entries.pop() else { return false };
    while entries.last().is_some_and(|&last| same_edge(func, last, default)) {
        entries.pop();
    }
    let leading = entries.iter().take_while(|&&edge| same_edge(func, edge, default)).count();
    let Some(&first) = entries.get(leading) else {
        super::facts::terminate_along(func, block, default);
        return true;
    };
    let index = func.args(inst)[0];
    let table_bytes = 3 + entries.len() as u32 + LABEL;
    if entries[leading..].iter().all(|&edge| same_edge(func, edge, first)) {
        let (start, count) = (leading as i32, (entries.len() - leading) as i32);
        if interval_bytes(start, count) + 2 <= table_bytes {
            branch_on_interval(func, block, index, start..start + count, [first, default]);
            return true;
        }
    }
    let saved = leading as u32;
    if leading > 0 && saved > offset_bytes(func, uses, index, leading as i64) {
        let index = subtract(func, block, index, leading as i32);
        rebuild(func, block, index, &entries[leading..], default);
        return true;
    }
    if entries.len() + 1 < all {
        rebuild(func, block, index, &entries, default);
        return true;
    }
    false
}

/// Bytes of asking whether an index lies in an interval.
fn interval_bytes(start: i32, count: i32) -> u32 {
    match (start, count) {
        (0, 1) => 1,
        (_, 1) => Op::i32(start).encoded_size() + 1,
        (0, _) => Op::i32(count).encoded_size() + 1,
        _ => Op::i32(start).encoded_size() + Op::i32(count).encoded_size() + 2,
    }
}

/// `x` and `k` of an index `x + k`.
fn sum(func: &Function, index: Value) -> Option<(Value, i32)> {
    let (inst, op) = func.def_op(index)?;
    let args = func.args(inst);
    let by = |at: usize| func.constant(args[at]).map(|op| op.int() as i32);
    match op.code {
        Opcode::I32Add => by(1).map(|k| (args[0], k)).or_else(|| by(0).map(|k| (args[1], k))),
        Opcode::I32Sub => by(1).map(|k| (args[0], k.wrapping_neg())),
        _ => None,
    }
}

/// Bytes that subtracting `by` from the index adds.
fn offset_bytes(func: &Function, uses: &SecondaryMap<Value, u32>, index: Value, by: i64) -> u32 {
    match sum(func, index) {
        Some((_, k)) if uses[index] == 1 => {
            let with = addition((k as i64 - by) as i32).encoded_size();
            with.saturating_sub(addition(k).encoded_size())
        }
        _ => Op::i32(by as i32).encoded_size() + 1,
    }
}

/// The constant to subtract, which is never longer than the one to add.
fn addition(k: i32) -> Op {
    Op::i32(k.wrapping_neg())
}

/// `index - by`, computed at the end of `block`.
fn subtract(func: &mut Function, block: Block, index: Value, by: i32) -> Value {
    let (base, k) = sum(func, index).unwrap_or((index, 0));
    let op = addition(k.wrapping_sub(by));
    let amount = func.append_new(block, op, &[], Some(Type::I32));
    let args = [base, amount.unwrap_or(base)];
    func.append_new(block, Op::new(Opcode::I32Sub), &args, Some(Type::I32)).unwrap_or(index)
}

/// Ends `block` with a table of the given edges.
fn rebuild(func: &mut Function, block: Block, index: Value, entries: &[Edge], default: Edge) {
    let edges: Vec<Edge> = entries.iter().copied().chain([default]).collect();
    terminate(func, block, Op::new(Opcode::BrTable), index, &edges);
}

/// Ends `block` with copies of the given edges.
fn terminate(func: &mut Function, block: Block, op: Op, arg: Value, edges: &[Edge]) {
    let targets: Vec<Block> = edges.iter().map(|&edge| func.edges[edge].block).collect();
    let inst = func.terminate(block, op, &[arg], &targets);
    let made: Vec<Edge> = func.edges_of(inst).collect();
    for (new, &old) in made.into_iter().zip(edges) {
        let args = func.edge_args(old).to_vec();
        func.set_edge_args(new, &args);
    }
}

/// Ends `block` with `br_if`: the first edge for an index inside the interval.
fn branch_on_interval(
    func: &mut Function,
    block: Block,
    index: Value,
    interval: std::ops::Range<i32>,
    [inside, outside]: [Edge; 2],
) {
    let br_if = Op::new(Opcode::BrIf);
    if interval == (0..1) {
        return terminate(func, block, br_if, index, &[outside, inside]);
    }
    let count = interval.end - interval.start;
    let (code, left, right) = match (interval.start, count) {
        (start, 1) => (Opcode::I32Eq, index, start),
        (0, count) => (Opcode::I32LtU, index, count),
        (start, count) => (Opcode::I32LtU, subtract(func, block, index, start), count),
    };
    let right = func.append_new(block, Op::i32(right), &[], Some(Type::I32)).unwrap_or(left);
    let condition = func.append_new(block, Op::new(code), &[left, right], Some(Type::I32));
    terminate(func, block, br_if, condition.unwrap_or(left), &[inside, outside]);
}
