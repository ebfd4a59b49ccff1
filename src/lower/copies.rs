//! The moves that coalescing left: which edges need them and where they go.
//!
//! Takes: the flow graph's edges and the slots. Gives: per block a list of moves to make
//! after its code, per throwing instruction one to make before it, and split blocks where an
//! edge needs a place of its own. Invariant: moves of one edge happen in parallel: all
//! sources are pushed, then all destinations written in reverse, so no order among them
//! matters and no temporary is needed. Cost: O(moves).

use super::coalesce::Classes;
use super::early;
use super::flow::{EXIT, Flow, Term};
use super::live::{Live, UNDEFINED};
use super::slots::Slots;
use super::trees::StackCode;
use super::values::{Remake, Values};
use crate::ir::Function;
use crate::ir::entities::{Inst, Value};
use crate::ir::op::Op;
use smallvec::SmallVec;

/// Where the new content of a local comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// The local of a class.
    Class(u32),
    /// A constant, made again.
    Constant(Value),
}

/// A move: the class whose local is written, source.
pub(super) type Move = (u32, Source);

/// What allocation has decided.
pub(super) struct Allocation<'a> {
    pub func: &'a Function,
    pub values: &'a Values,
    pub live: &'a Live,
    pub classes: &'a Classes,
    pub code: &'a StackCode,
    /// Whether a jump costs more than making moves twice.
    pub for_speed: bool,
}

impl Allocation<'_> {
    /// The value whose local holds `value`: its type's zero, or itself.
    fn local_of(&self, value: Value) -> Value {
        let is_zero = self.values.remake(value) == Remake::Zero;
        let zero = self.values.zero(self.func.ty(value)).filter(|_| is_zero);
        zero.unwrap_or(value)
    }
}

/// Moves of an edge that have no place yet.
#[derive(Clone, Copy, Debug)]
struct Pending {
    edge: u32,
    /// Range of [`Copies::moves`].
    range: (u32, u32),
}

#[derive(Default, Debug)]
pub(super) struct Copies {
    moves: Vec<Move>,
    /// Parameter and argument of each of `moves`.
    pairs: Vec<(Value, Value)>,
    /// Per block, the moves after its code.
    after: Vec<(u32, u32)>,
    /// Positions at which the operand there is also written to a class's local, sorted.
    early: Vec<(u32, u32)>,
    /// Throwing instructions with the moves before them, sorted.
    before: Vec<(Inst, u32, u32)>,
    /// Edges that pass anything that is not in the parameter's class already.
    pub unsettled: Vec<bool>,
    pending: Vec<Pending>,
}

impl Copies {
    /// Moves after the code of `block`.
    pub fn after(&self, block: u32) -> &[Move] {
        self.after.get(block as usize).map_or(&[], |&range| self.moves_in(range))
    }

    fn moves_in(&self, (start, end): (u32, u32)) -> &[Move] {
        &self.moves[start as usize..end as usize]
    }

    /// Moves before a throwing instruction, one list per handler.
    pub fn before(&self, inst: Inst) -> impl Iterator<Item = &[Move]> {
        let at = self.before.partition_point(|entry| entry.0 < inst);
        self.before[at..]
            .iter()
            .take_while(move |entry| entry.0 == inst)
            .map(|&(_, start, end)| self.moves_in((start, end)))
    }

    /// Classes whose locals the operand at `position` is also written to.
    pub fn early(&self, position: u32) -> impl Iterator<Item = u32> + '_ {
        let at = self.early.partition_point(|early| early.0 < position);
        self.early[at..].iter().take_while(move |early| early.0 == position).map(|early| early.1)
    }

    /// Whether [`Copies::early`] has anything in a range of positions.
    pub fn has_early(&self, start: u32, end: u32) -> bool {
        let at = self.early.partition_point(|early| early.0 < start);
        self.early.get(at).is_some_and(|early| early.0 < end)
    }

    pub fn has_before(&self) -> bool {
        !self.before.is_empty()
    }

    /// Places the moves of all edges, splitting edges as needed. An edge that carries an
    /// operand below a condition cannot be split: the parameters that arrive so are added to
    /// `banned`, and the result is of no use.
    pub fn place(
        &mut self,
        flow: &mut Flow,
        cx: &Allocation<'_>,
        slots: &mut Slots,
        banned: &mut Vec<Value>,
    ) {
        self.moves.clear();
        self.pairs.clear();
        self.after.clear();
        self.before.clear();
        self.early.clear();
        let mut pending = std::mem::take(&mut self.pending);
        pending.clear();
        for block in 0..flow.blocks.len() as u32 {
            for edge in flow.edges_of(block) {
                if self.unsettled[edge as usize] {
                    pending.extend(self.collect(flow, cx, slots, edge));
                }
            }
        }
        self.early.sort_unstable();
        self.share(flow, cx, slots, &mut pending);
        for item in &pending {
            let block = flow.edges[item.edge as usize].from;
            let place = match flow.blocks[block as usize].term {
                Term::Goto | Term::Enter => block,
                Term::If if self.may_speculate(flow, cx, slots, item) => block,
                Term::Table => flow.split_entry(item.edge),
                _ if !flow.stack_of(item.edge).is_empty() => {
                    banned.extend(flow.stack_in(flow.edges[item.edge as usize].to));
                    continue;
                }
                _ => flow.split(item.edge),
            };
            self.put_after(place, item.range);
        }
        self.pending = pending;
        for index in 0..flow.exceptional.len() {
            let edge = flow.exceptional[index];
            if self.unsettled[edge as usize]
                && let Some(item) = self.collect(flow, cx, slots, edge)
                && let Some(inst) = flow.edges[edge as usize].thrower.expand()
            {
                self.before.push((inst, item.range.0, item.range.1));
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

    /// Appends the moves `edge` needs; `None` if it needs none.
    fn collect(
        &mut self,
        flow: &Flow,
        cx: &Allocation<'_>,
        slots: &mut Slots,
        edge: u32,
    ) -> Option<Pending> {
        let start = self.moves.len() as u32;
        let vars = cx.live.move_vars(flow, edge);
        for (&(param, arg), &(param_var, arg_var)) in flow.moves_of(edge).iter().zip(vars) {
            if arg_var != UNDEFINED
                && cx.classes.find(arg_var) == cx.classes.find(cx.live.written_by_edges(param_var))
            {
                continue;
            }
            let Some(class) = cx.live.param_var(param).map(|var| cx.classes.find(var)) else {
                continue;
            };
            if cx.classes.constants.is_on_edge(edge, param) {
                continue;
            }
            let source = match cx.values.remake(arg) {
                Remake::Again => Source::Constant(arg),
                _ => {
                    let Some(var) = cx.live.var(cx.local_of(arg)) else {
                        continue;
                    };
                    Source::Class(cx.classes.find(var))
                }
            };
            if let Source::Class(from) = source
                && slots.index_of(from) == slots.index_of(class)
            {
                continue;
            }
            let early = match source {
                Source::Class(_)
                    if flow.edges[edge as usize].thrower.is_none()
                        && cx.live.var(arg).is_some_and(|var| {
                            cx.classes.class(cx.classes.find(var)).ty == cx.classes.class(class).ty
                        }) =>
                {
                    early::take(flow, cx, slots, edge, class, arg)
                }
                _ => None,
            };
            if let Some(position) = early {
                self.early.push((position, class));
            } else {
                self.moves.push((class, source));
                self.pairs.push((param, arg));
            }
        }
        let range = (start, self.moves.len() as u32);
        (range.0 < range.1).then_some(Pending { edge, range })
    }

    fn pairs_of(&self, item: &Pending) -> &[(Value, Value)] {
        &self.pairs[item.range.0 as usize..item.range.1 as usize]
    }

    /// Parameters and arguments, with equal constants made equal if each is made again or is a
    /// zero of the same local. Any other that is in a local stays itself: on another edge that
    /// local may hold something else.
    fn canonical(&self, cx: &Allocation<'_>, item: &Pending) -> SmallVec<[Canonical; 2]> {
        let sources = self.moves_in(item.range).iter().map(|single| single.1);
        let pairs = self.pairs_of(item).iter().zip(sources);
        pairs
            .map(|(&(param, arg), source)| match (source, cx.func.def_op(arg)) {
                (Source::Constant(_), Some((_, op))) => (param, Some(op), param),
                _ => (param, None, cx.local_of(arg)),
            })
            .collect()
    }

    /// Leads edges that make the same moves to the same block through one block that makes
    /// them, where that is shorter. Leaves what is still to be placed.
    fn share(
        &mut self,
        flow: &mut Flow,
        cx: &Allocation<'_>,
        slots: &Slots,
        pending: &mut Vec<Pending>,
    ) {
        if pending.len() < 2 {
            return;
        }
        let mut keyed: Vec<_> = pending
            .drain(..)
            .map(|item| {
                let edge = &flow.edges[item.edge as usize];
                (edge.to, flow.blocks[edge.from as usize].region, item)
            })
            .collect();
        keyed.sort_unstable_by_key(|&(to, region, item)| (to, region, item.edge));
        for same_way in keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if let [(_, _, item)] = same_way {
                pending.push(*item);
                continue;
            }
            let items = same_way.iter().map(|&(_, _, item)| item);
            let mut items: Vec<_> = items.map(|item| (self.canonical(cx, &item), item)).collect();
            // Stable, so that edges stay in order.
            items.sort_by(|a, b| a.0.cmp(&b.0));
            for group in items.chunk_by(|a, b| a.0 == b.0) {
                let group: SmallVec<[Pending; 8]> = group.iter().map(|item| item.1).collect();
                if group.len() > 1 && self.is_shorter_shared(flow, cx, slots, &group) {
                    self.land(flow, &group);
                } else {
                    pending.extend(group);
                }
            }
        }
        pending.sort_unstable_by_key(|item| item.edge);
    }

    fn is_shorter_shared(
        &self,
        flow: &Flow,
        cx: &Allocation<'_>,
        slots: &Slots,
        group: &[Pending],
    ) -> bool {
        let params = |value: Value| flow.moves_of(group[0].edge).iter().any(|m| m.0 == value);
        // Entering a loop and going round it stay apart, or the loop would lose its header.
        let goes_back = |item: &Pending| {
            let edge = &flow.edges[item.edge as usize];
            (edge.from < flow.from_ssa).then_some(edge.from >= edge.to)
        };
        let direction = goes_back(&group[0]);
        let possible = direction.is_some()
            && group.iter().all(|item| {
                goes_back(item) == direction
                    && flow.stack_of(item.edge).is_empty()
                    && self.pairs_of(item).iter().all(|pair| !params(pair.1))
            });
        let moves = self.moves_in(group[0].range);
        let bytes: i32 = moves
            .iter()
            .map(|single| match single.1 {
                Source::Class(_) => 4,
                Source::Constant(value) => {
                    2 + cx.func.def_op(value).map_or(0, |(_, op)| op.encoded_size() as i32)
                }
            })
            .sum();
        // `block … end` and the jump on; what jumped before now jumps there.
        let (mut alone, mut shared) = (0, 3 + bytes + 2);
        let mut tables: Vec<u32> = Vec::new();
        for item in group {
            let from = flow.edges[item.edge as usize].from;
            match flow.blocks[from as usize].term {
                Term::Goto | Term::Enter => {
                    alone += bytes;
                    shared += 1;
                }
                Term::If if self.may_speculate(flow, cx, slots, item) => alone += bytes,
                Term::Table if tables.contains(&from) => {}
                _ => {
                    tables.push(from);
                    alone += bytes + 5;
                }
            }
        }
        let jumps = |item: &Pending| {
            let from = flow.edges[item.edge as usize].from;
            matches!(flow.blocks[from as usize].term, Term::Goto | Term::Enter)
                || self.may_speculate(flow, cx, slots, item)
        };
        possible && shared < alone && !(cx.for_speed && group.iter().any(jumps))
    }

    /// Makes the block that a group of edges shares. Moves that coalescing has taken care of
    /// stay with each edge.
    fn land(&mut self, flow: &mut Flow, group: &[Pending]) {
        let made = |param: Value| self.pairs_of(&group[0]).iter().any(|pair| pair.0 == param);
        let of = |flow: &Flow, edge: u32| -> Vec<(Value, Value)> { flow.moves_of(edge).to_vec() };
        let mut lists = Vec::new();
        for item in group {
            let moves = of(flow, item.edge);
            lists.push(moves.into_iter().filter(|m| !made(m.0)).collect::<Vec<_>>());
        }
        let own: Vec<_> = of(flow, group[0].edge).into_iter().filter(|m| made(m.0)).collect();
        let split = flow.split(group[0].edge);
        let second = flow.blocks[split as usize].edges.0;
        flow.set_moves(second, &own);
        for (item, list) in group.iter().zip(lists) {
            flow.lead_to(item.edge, split);
            flow.set_moves(item.edge, &list);
        }
        self.put_after(split, group[0].range);
    }

    /// Whether the moves of one edge of a conditional branch may be made before it: nobody on
    /// the other side wants what the destinations hold, and the other side makes no moves.
    fn may_speculate(
        &self,
        flow: &Flow,
        cx: &Allocation<'_>,
        slots: &Slots,
        item: &Pending,
    ) -> bool {
        let block = flow.edges[item.edge as usize].from;
        let taken = self.after.get(block as usize).is_some_and(|&(start, end)| start < end);
        let Some(other) = flow.edges_of(block).find(|&e| e != item.edge) else {
            return false;
        };
        let target = flow.edges[other as usize].to;
        let wanted = |class: u32| slots.is_live_at(class, cx.live.start_of(target));
        !taken
            && flow.moves_of(other).is_empty()
            && (target == EXIT
                || (target < flow.from_ssa
                    && self.moves_in(item.range).iter().all(|single| !wanted(single.0))))
    }
}

/// Parameter, constant, and argument if no constant is made.
type Canonical = (Value, Option<Op>, Value);
