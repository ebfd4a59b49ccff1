//! Chooses which block parameters arrive on the operand stack instead of in a local.
//!
//! Takes: the flow graph. Gives: at most one such parameter per join, moved from the edges'
//! moves to their operands.
//! Invariant: a block with incoming operands is entered by jumps and by the taken side of
//! conditional branches only, each passing exactly those operands. Cost: O(edges *
//! parameters).
//!
//! Saves, per join, the write on each edge whose argument is computed there and the read at
//! the join; costs a read on each edge whose argument is in a local anyway, and a `drop` on
//! the other side of a conditional branch. From: LLVM and Binaryen only keep what front ends
//! wrote; the estimate is ours (`docs/lowering.md`).

use super::flow::{Flow, Term};
use super::values::{PARAM, Remake, Values, is_zero};
use crate::ir::entities::Value;
use crate::ir::{Flags, Function};

/// Decides for all joins. Exits are placed, predecessors are known, and `values` knows the
/// graph. Parameters in `banned` stay in locals.
pub(super) fn choose(func: &Function, flow: &mut Flow, values: &mut Values, banned: &[Value]) {
    for block in 1..flow.from_ssa {
        if flow.stack_in(block).is_empty()
            && let Some(param) = best(func, flow, values, block, banned)
        {
            move_to_stack(flow, values, block, param);
        }
    }
}

/// Whether a conditional branch already carries operands on one of its edges.
fn carries(flow: &Flow, block: u32) -> bool {
    flow.edges_of(block).any(|edge| !flow.stack_of(edge).is_empty())
}

/// The parameter of `block` whose arrival on the stack saves most, if any saves anything.
fn best(
    func: &Function,
    flow: &Flow,
    values: &Values,
    block: u32,
    banned: &[Value],
) -> Option<Value> {
    let ir = flow.blocks[block as usize].ir.expand()?;
    let params = func.block_params(ir);
    if params.is_empty() || !can_take_operand(flow, block) {
        return None;
    }
    let gain = |&param: &Value| (gain(func, flow, values, block, param), param);
    let allowed = params.iter().filter(|param| !banned.contains(param));
    let (best, param) =
        allowed.map(gain).max_by_key(|&(gain, param)| (gain, std::cmp::Reverse(param)))?;
    (best > 0).then_some(param)
}

fn can_take_operand(flow: &Flow, block: u32) -> bool {
    flow.preds(block).iter().all(|&edge| {
        let from = flow.edges[edge as usize].from;
        if flow.edges[edge as usize].thrower.is_some() {
            return false;
        }
        flow.origin(from) < block
            && match flow.blocks[from as usize].term {
                Term::Goto => true,
                Term::If => {
                    let both = flow.edges_of(from).all(|e| flow.edges[e as usize].to == block);
                    !both && !carries(flow, from)
                }
                _ => false,
            }
    })
}

/// Estimated bytes saved if `param` of `block` arrives on the stack.
fn gain(func: &Function, flow: &Flow, values: &Values, block: u32, param: Value) -> i32 {
    let info = values.info(param);
    let mut gain = match first_use(func, flow, values, block, param) {
        // Its only read goes; if there are others, a `tee` replaces it.
        Some(FirstUse::Leftmost) if info.uses + info.edge_uses == 1 => 2,
        Some(FirstUse::Leftmost) => 0,
        _ => -2,
    };
    for &edge in flow.preds(block) {
        let from = flow.edges[edge as usize].from;
        let Some(&(_, arg)) = flow.moves_of(edge).iter().find(|&&(dst, _)| dst == param) else {
            return i32::MIN;
        };
        let conditional = flow.blocks[from as usize].term == Term::If;
        let info = values.info(arg);
        let computed_last = info.home == from
            && info.uses + info.edge_uses == 1
            && (info.place == PARAM || ends_block(func, flow, values, from, arg));
        let zero = || func.def_op(arg).is_some_and(|(_, op)| is_zero(func, op));
        gain += match values.remake(arg) {
            // A local often holds zero already, and `constants` writes others once for all.
            Remake::Again | Remake::Zero if zero() => -2 * i32::from(conditional),
            Remake::Again | Remake::Zero => 2 - i32::from(conditional),
            Remake::No if computed_last => 2,
            Remake::No => -2,
        };
        gain -= i32::from(conditional);
    }
    gain
}

/// Whether nothing but the terminator's condition is computed after `value` in its block.
fn ends_block(func: &Function, flow: &Flow, values: &Values, block: u32, value: Value) -> bool {
    let Some(ir) = flow.blocks[block as usize].ir.expand() else {
        return false;
    };
    let place = (values.info(value).place - values.offset(block)) as usize;
    let rest = func.block_insts(ir).get(place + 1..).unwrap_or(&[]);
    rest.len() <= 8
        && rest.iter().all(|&inst| {
            values.is_absent(inst)
                || func.insts[inst].op.flags().is_pure()
                || (func.result_count(inst) == 0 && !func.insts[inst].op.flags().any(Flags::THROWS))
        })
}

enum FirstUse {
    Leftmost,
    Later,
}

/// How the first statement that uses `param` takes it.
fn first_use(
    func: &Function,
    flow: &Flow,
    values: &Values,
    block: u32,
    param: Value,
) -> Option<FirstUse> {
    let ir = flow.blocks[block as usize].ir.expand()?;
    for inst in func.block_insts_and_terminator(ir).take(16) {
        let args = func.args(inst);
        if values.is_absent(inst) || !args.contains(&param) {
            continue;
        }
        let swappable = args.len() == 2 && func.insts[inst].op.code.mirrored().is_some();
        let leftmost = args[0] == param || (swappable && args[1] == param);
        return Some(if leftmost { FirstUse::Leftmost } else { FirstUse::Later });
    }
    // Passed on along the block's own edge as an operand.
    None
}

/// Turns the move into `param` on every edge into an operand.
fn move_to_stack(flow: &mut Flow, values: &mut Values, block: u32, param: Value) {
    let start = flow.values.len() as u32;
    flow.values.push(param);
    flow.blocks[block as usize].stack_in = (start, start + 1);
    for at in 0..flow.preds(block).len() {
        let edge = flow.preds(block)[at];
        let (first, end) = flow.edges[edge as usize].moves;
        let moves = &mut flow.moves[first as usize..end as usize];
        let Some(index) = moves.iter().position(|&(dst, _)| dst == param) else {
            continue;
        };
        let arg = moves[index].1;
        moves[index..].rotate_left(1);
        flow.edges[edge as usize].moves = (first, end - 1);
        let start = flow.values.len() as u32;
        flow.values.push(arg);
        flow.edges[edge as usize].stack = (start, start + 1);
        // The argument is now an operand where the edge leaves.
        let chain = flow.chains.head(flow.edges[edge as usize].from);
        let info = values.info_mut(arg);
        info.edge_uses -= 1;
        info.uses += 1;
        info.home_uses += u32::from(info.chain == chain);
    }
}
