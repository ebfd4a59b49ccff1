//! Makes moves where their source is at hand.
//!
//! Takes: a move an edge needs, and the slots. Gives: the position in the edge's block at
//! which the source is read or written anyway, if the destination is free from there on: a
//! `tee` there costs two bytes, a `get; set` on the edge four, or nine where the edge needs a
//! block of its own. Invariant: nobody wants what the destination held, on any way out of the
//! block; the destination's slot is taken from that position on.
//!
//! Cost: O(code of the block) per edge that needs moves. From: the copies compilers write as
//! `local.tee`, found after the fact.

use super::code::Step;
use super::copies::Allocation;
use super::flow::{EXIT, Flow};
use super::slots::Slots;
use crate::ir::entities::Value;

/// Finds the last position in `edge`'s block where `arg` is on the stack and from which on
/// `class`'s slot is free; takes the slot from there.
pub(super) fn take(
    flow: &Flow,
    cx: &Allocation<'_>,
    slots: &mut Slots,
    edge: u32,
    class: u32,
    arg: Value,
) -> Option<u32> {
    let block = flow.edges[edge as usize].from;
    let start = cx.live.start_of(block) + 1;
    let accesses = |step: Step| matches!(step, Step::Get(value) | Step::Set(value) | Step::Tee(value) if value == arg);
    let index = cx.code.block(block).iter().rposition(|code| accesses(code.step()))?;
    let position = start + index as u32;
    let end = cx.live.start_of(block + 1);
    let wanted_elsewhere = flow.edges_of(block).any(|other| {
        let to = flow.edges[other as usize].to;
        other != edge && to != EXIT && slots.is_live_at(class, cx.live.start_of(to))
    });
    // Blocks split off later have no positions; what is wanted there is read at the end.
    let has_later_block = flow.edges_of(block).any(|other| {
        let to = flow.edges[other as usize].to;
        to != EXIT && to as usize >= cx.code.ranges.len()
    });
    if wanted_elsewhere || has_later_block || slots.is_live_in(class, (position, end)) {
        return None;
    }
    slots.occupy(class, (position, end));
    Some(position)
}
