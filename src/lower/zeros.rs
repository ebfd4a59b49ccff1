//! Zeros for nothing: locals start as zero, so a slot untouched so far need not be written.
//!
//! Takes: coalesced classes. Gives: edges whose zero argument is already in the parameter's
//! slot, and zero constants whose write can be left out. Invariant: from the function's start
//! to there, on every path, nothing else is in the slot; those positions are added to the
//! class, so that colouring keeps it so.
//!
//! Cost: O(blocks) per zero in the worst case, cut off by a budget that grows with the
//! function; real functions stay far below it.

use super::coalesce::Classes;
use super::flow::Flow;
use super::intervals;
use super::live::{Interval, Live};
use super::values::{Remake, Values, is_zero};
use crate::ir::Function;
use crate::ir::entities::Value;

#[derive(Default, Debug)]
pub(super) struct Zeros {
    /// Moves of zero that are not needed: (edge, parameter), sorted.
    on_edges: Vec<(u32, Value)>,
    /// Variables of zero constants that are not written, sorted.
    initial: Vec<u32>,
    /// Added to the classes at the end: two such ranges of one class may overlap.
    ranges: Vec<(u32, Vec<Interval>)>,
    /// The walk that last visited each block.
    visited: Vec<u32>,
    walks: u32,
    work: Vec<u32>,
    budget: usize,
}

impl Zeros {
    /// Whether the zero that `edge` passes to `param` is already in its slot.
    pub fn is_on_edge(&self, edge: u32, param: Value) -> bool {
        self.on_edges.binary_search(&(edge, param)).is_ok()
    }

    /// Whether the slot of a constant's variable is zero from the start.
    pub fn is_initial(&self, var: u32) -> bool {
        self.initial.binary_search(&var).is_ok()
    }
}

impl Classes {
    /// Finds all zeros that need no write.
    pub fn share_initial_zeros(
        &mut self,
        func: &Function,
        flow: &Flow,
        values: &Values,
        live: &Live,
    ) {
        let zeros = &mut self.zeros;
        zeros.on_edges.clear();
        zeros.initial.clear();
        zeros.visited.clear();
        zeros.visited.resize(flow.blocks.len(), 0);
        zeros.walks = 0;
        zeros.budget = 64 * flow.blocks.len() + 10_000;
        self.share_constants(func, flow, values, live);
        self.share_on_edges(func, flow, values, live);
        self.zeros.on_edges.sort_unstable();
        for (class, range) in std::mem::take(&mut self.zeros.ranges) {
            self.add_intervals(class, &range);
            self.class_mut(class).starts_zero = true;
        }
    }

    /// Zero constants that edges share: their own write.
    fn share_constants(&mut self, func: &Function, flow: &Flow, values: &Values, live: &Live) {
        for (index, var) in live.vars.iter().enumerate() {
            let index = index as u32;
            if values.is_kept(var.value) && !self.is_dropped(index) && is_zero_value(func, var.value) {
                let class = self.root(index);
                let position = live.definition(index);
                if self.try_range(flow, live, class, var.home, position) {
                    self.zeros.initial.push(index);
                }
            }
        }
    }

    /// Zero constants made again on edges: the move.
    fn share_on_edges(&mut self, func: &Function, flow: &Flow, values: &Values, live: &Live) {
        for (index, edge) in flow.edges.iter().enumerate() {
            if edge.thrower.is_some() {
                continue;
            }
            for &(param, arg) in flow.moves_of(index as u32) {
                let alone = !values.is_kept(arg)
                    || live.var(arg).is_none_or(|var| self.is_dropped(var));
                let zero = values.remake(arg) != Remake::No && alone && is_zero_value(func, arg);
                let Some(var) = live.var(param).filter(|_| zero) else { continue };
                let class = self.root(var);
                let end = live.start_of(edge.from + 1);
                if func.ty(param) == func.ty(arg)
                    && self.try_range(flow, live, class, edge.from, end)
                {
                    self.zeros.on_edges.push((index as u32, param));
                }
            }
        }
    }

    /// Reserves for `class` all positions from the function's start to `position` of `block`,
    /// if none of them is taken.
    fn try_range(
        &mut self,
        flow: &Flow,
        live: &Live,
        class: u32,
        block: u32,
        position: u32,
    ) -> bool {
        if self.class(class).param.is_some() {
            return false;
        }
        let Some(range) = self.untouched(flow, live, class, block, position) else { return false };
        if self.is_clobbered_in(class, &range) {
            return false;
        }
        self.zeros.ranges.push((class, range));
        true
    }

    /// The positions from the function's start to `position` of `block` on all paths, or
    /// `None` if the class is wanted at one of them.
    fn untouched(
        &mut self,
        flow: &Flow,
        live: &Live,
        class: u32,
        block: u32,
        position: u32,
    ) -> Option<Vec<Interval>> {
        let mut range = Vec::new();
        let mut zeros = std::mem::take(&mut self.zeros);
        zeros.walks += 1;
        zeros.work.clear();
        zeros.work.push(block);
        let mut first = true;
        let mut untouched = true;
        while let Some(at) = zeros.work.pop() {
            // The last block counts up to the position only, unless a loop leads to it again.
            let end = if first { position } else { live.start_of(at + 1) };
            let interval = (live.start_of(at), end);
            if zeros.budget == 0 || intervals::overlaps(self.intervals_of(class), interval) {
                untouched = false;
                break;
            }
            zeros.budget -= 1;
            range.push(interval);
            for &pred in flow.preds(at) {
                let pred = flow.edges[pred as usize].from;
                if zeros.visited[pred as usize] != zeros.walks {
                    zeros.visited[pred as usize] = zeros.walks;
                    zeros.work.push(pred);
                }
            }
            first = false;
        }
        self.zeros = zeros;
        if !untouched {
            return None;
        }
        range.sort_unstable();
        let mut joined: Vec<Interval> = Vec::with_capacity(range.len());
        for interval in range.into_iter().filter(|interval| interval.0 < interval.1) {
            match joined.last_mut() {
                Some(last) if last.1 >= interval.0 => last.1 = last.1.max(interval.1),
                _ => joined.push(interval),
            }
        }
        Some(joined)
    }
}

fn is_zero_value(func: &Function, value: Value) -> bool {
    func.def_op(value).is_some_and(|(_, op)| is_zero(func, op))
}
