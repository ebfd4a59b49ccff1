//! The moves that coalescing left: which edges need them and where they go.
//!
//! Takes: the flow graph's edges and the slots. Gives: per block a list of moves to make
//! after its code, per throwing instruction one to make before it, and split blocks where an
//! edge needs a place of its own. Invariant: moves of one edge happen in parallel: all
//! sources are pushed, then all destinations written in reverse, so no order among them
//! matters and no temporary is needed. Cost: O(moves).

use super::coalesce::Classes;
use super::flow::{EXIT, Flow, Term};
use super::live::Live;
use super::slots::Slots;
use super::values::{Remake, Values};
use crate::ir::Function;
use crate::ir::entities::{Inst, Value};

/// Where the new content of a local comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// Another local.
    Slot(u32),
    /// A constant, made again.
    Constant(Value),
}

/// A move: destination local, source.
pub(super) type Move = (u32, Source);

#[derive(Default, Debug)]
pub(super) struct Copies {
    moves: Vec<Move>,
    /// Per block, the moves after its code.
    after: Vec<(u32, u32)>,
    /// Throwing instructions with the moves before them, sorted.
    before: Vec<(Inst, u32, u32)>,
}

impl Copies {
    /// Moves after the code of `block`.
    pub fn after(&self, block: u32) -> &[Move] {
        self.after.get(block as usize).map_or(&[], |&(start, end)| {
            &self.moves[start as usize..end as usize]
        })
    }

    /// Moves before a throwing instruction, one list per handler.
    pub fn before(&self, inst: Inst) -> impl Iterator<Item = &[Move]> {
        let at = self.before.partition_point(|entry| entry.0 < inst);
        self.before[at..]
            .iter()
            .take_while(move |entry| entry.0 == inst)
            .map(|&(_, start, end)| &self.moves[start as usize..end as usize])
    }

    pub fn has_before(&self) -> bool {
        !self.before.is_empty()
    }

    /// Places the moves of all edges, splitting edges as needed. An edge that carries an
    /// operand below a condition cannot be split: the parameters that arrive so are added to
    /// `banned`, and the result is of no use.
    #[allow(clippy::too_many_arguments)]
    pub fn place(
        &mut self,
        func: &Function,
        flow: &mut Flow,
        values: &Values,
        live: &Live,
        classes: &Classes,
        slots: &Slots,
        banned: &mut Vec<Value>,
    ) {
        self.moves.clear();
        self.after.clear();
        self.before.clear();
        let blocks = flow.blocks.len() as u32;
        for block in 0..blocks {
            for edge in flow.edges_of(block) {
                let start = self.moves.len() as u32;
                let Some(dsts) = self.collect(func, flow, values, live, classes, slots, edge) else {
                    continue;
                };
                let range = (start, self.moves.len() as u32);
                let place = match flow.blocks[block as usize].term {
                    Term::Goto | Term::Enter => block,
                    Term::If if self.may_speculate(flow, live, slots, block, edge, &dsts) => block,
                    Term::Table => flow.split_entry(edge),
                    _ if !flow.stack_of(edge).is_empty() => {
                        banned.extend(flow.stack_in(flow.edges[edge as usize].to));
                        continue;
                    }
                    _ => flow.split(edge),
                };
                self.put_after(place, range);
            }
        }
        for index in 0..flow.exceptional.len() {
            let edge = flow.exceptional[index];
            let start = self.moves.len() as u32;
            if self.collect(func, flow, values, live, classes, slots, edge).is_some()
                && let Some(inst) = flow.edges[edge as usize].thrower.expand()
            {
                self.before.push((inst, start, self.moves.len() as u32));
            }
        }
        self.before.sort_unstable();
    }

    fn put_after(&mut self, block: u32, range: (u32, u32)) {
        if self.after.len() <= block as usize {
            self.after.resize(block as usize + 1, (0, 0));
        }
        self.after[block as usize] = range;
    }

    /// Appends the moves `edge` needs; gives the classes written, or `None` if there are none.
    #[allow(clippy::too_many_arguments)]
    fn collect(
        &mut self,
        func: &Function,
        flow: &Flow,
        values: &Values,
        live: &Live,
        classes: &Classes,
        slots: &Slots,
        edge: u32,
    ) -> Option<Vec<u32>> {
        let mut written = Vec::new();
        for &(param, arg) in flow.moves_of(edge) {
            let Some(class) = live.var(param).map(|var| classes.find(var)) else { continue };
            let dst = slots.index_of(class);
            if classes.constants.is_on_edge(edge, param) {
                continue;
            }
            let from = match values.remake(arg) {
                Remake::Zero => values.zero(func.ty(arg)).unwrap_or(arg),
                _ => arg,
            };
            let source = if values.remake(arg) == Remake::Again {
                Source::Constant(arg)
            } else {
                let Some(var) = live.var(from) else { continue };
                Source::Slot(slots.index_of(classes.find(var)))
            };
            if source != Source::Slot(dst) {
                self.moves.push((dst, source));
                written.push(class);
            }
        }
        (!written.is_empty()).then_some(written)
    }

    /// Whether the moves of one edge of a conditional branch may be made before it: nobody on
    /// the other side wants what the destinations hold, and the other side makes no moves.
    fn may_speculate(
        &self,
        flow: &Flow,
        live: &Live,
        slots: &Slots,
        block: u32,
        edge: u32,
        written: &[u32],
    ) -> bool {
        let taken_moves = self.after.get(block as usize).is_some_and(|&(start, end)| start < end);
        let Some(other) = flow.edges_of(block).find(|&e| e != edge) else { return false };
        let target = flow.edges[other as usize].to;
        let reads: bool = !flow.moves_of(other).is_empty();
        !taken_moves
            && !reads
            && (target == EXIT
                || (target < flow.from_ssa
                    && written.iter().all(|&class| {
                        !slots.is_live_at(class, live.start_of(target))
                    })))
    }
}
