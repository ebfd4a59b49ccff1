//! Live ranges of virtual locals over the stack code.
//!
//! Takes: stack code and the flow graph. Gives: per value that needs a local, the positions
//! at which its content is wanted, as sorted disjoint half-open intervals. A read happens
//! where its `get` stands, not where SSA has the use; that is why liveness is computed here.
//! Invariant: two values whose intervals are disjoint can share a slot.
//!
//! Positions are indices into the stack code, shifted by one per block so that a block's start
//! is a position of its own: parameters are defined at the start, edge arguments are read at
//! the end. A `set` at `p` makes the value live from `p`, a `get` at `p` needs it up to `p`.
//!
//! Cost: O(code), plus what [`reach`](super::reach) takes for values that leave their block.

use super::code::Step;
use super::flow::{Flow, FlowEdge};
use super::reach::Reach;
use super::trees::StackCode;
use super::values::{Remake, Values};
use crate::ir::entities::{Inst, Value};
use crate::ir::words::GROUP;
use crate::ir::{Function, ValueDef};
use cranelift_entity::EntityRef;

/// A half-open range of positions.
pub(super) type Interval = (u32, u32);

/// One virtual local.
#[derive(Clone, Copy, Debug)]
pub(super) struct Var {
    /// The value it holds.
    pub value: Value,
    /// Range of [`Live::intervals`].
    pub intervals: (u32, u32),
    /// Reads and writes in the stack code.
    pub accesses: u32,
    pub home: u32,
    /// Position that first wants it in the defining block, and whether that is a `get`.
    pub first_read: u32,
    pub first_is_get: bool,
    pub(super) def: u32,
    /// Last position in the defining block that wants it.
    pub(super) last: u32,
    /// The variable that holds the value up to its first read, `def`; [`UNDEFINED`] for none.
    pub(super) head: u32,
}

#[derive(Default, Debug)]
pub(super) struct Live {
    pub vars: Vec<Var>,
    pub intervals: Vec<Interval>,
    /// Variable of each value, plus one; 0 for none.
    var_of: Vec<u32>,
    /// First position of each block, one more at the end.
    starts: Vec<u32>,
    /// Positions at which shared constants are written.
    shares: Vec<(Value, u32)>,
    /// Position of each throwing instruction of an exception region.
    throw_at: Vec<(Inst, u32)>,
    /// Uses outside the defining block: variable, block, last position.
    remote: Vec<(u32, u32, u32)>,
    remote_starts: Vec<u32>,
    remote_sorted: Vec<(u32, u32)>,
    reach: Reach,
    /// Variables of parameter and argument for each of [`Flow::moves`].
    move_vars: Vec<(u32, u32)>,
    /// Variables of parameters that are copied at their first read.
    pub(super) split: Vec<u32>,
    /// What the moves that [`Live::split_params`] may save weigh, by the parameter's variable.
    pub(super) weights: Vec<(Value, u32)>,
}

/// No position, no variable.
pub(super) const UNDEFINED: u32 = u32::MAX;

impl Live {
    /// The variable of `value`, if it has one.
    #[inline]
    pub fn var(&self, value: Value) -> Option<u32> {
        self.var_of[value.index()].checked_sub(1)
    }

    /// The variable that edges write to pass a value to the parameter that `var` holds.
    #[inline]
    pub fn written_by_edges(&self, var: u32) -> u32 {
        match self.vars[var as usize].head {
            UNDEFINED => var,
            head => head,
        }
    }

    /// The variable that edges write to pass a value to `param`.
    pub fn param_var(&self, param: Value) -> Option<u32> {
        self.var(param).map(|var| self.written_by_edges(var))
    }

    /// For each move of an edge, the variables of parameter and argument; [`UNDEFINED`] for
    /// constants that are made again.
    #[inline]
    pub fn move_vars(&self, flow: &Flow, edge: u32) -> &[(u32, u32)] {
        let (start, end) = flow.edges[edge as usize].moves;
        &self.move_vars[start as usize..end as usize]
    }

    /// If reading `value` at `position` also copies it: the variable that is read.
    pub fn copied_at(&self, value: Value, position: u32) -> Option<u32> {
        if self.split.is_empty() {
            return None;
        }
        let data = &self.vars[self.var(value)? as usize];
        (data.head != UNDEFINED && data.def == position).then_some(data.head)
    }

    /// Intervals of a variable.
    pub fn intervals_of(&self, var: u32) -> &[Interval] {
        let (start, end) = self.vars[var as usize].intervals;
        &self.intervals[start as usize..end as usize]
    }

    /// First position of a block; of blocks split off later, a position where nothing is live.
    pub fn start_of(&self, block: u32) -> u32 {
        self.starts.get(block as usize).copied().unwrap_or(u32::MAX - 1)
    }

    /// The block that a position is in.
    pub fn block_at(&self, position: u32) -> u32 {
        self.starts.partition_point(|&start| start <= position) as u32 - 1
    }

    /// Constants that may be written to locals where they stand, with that position, sorted.
    pub fn shares(&self) -> &[(Value, u32)] {
        &self.shares
    }

    /// Position at which a throwing instruction runs.
    pub fn throw_position(&self, inst: Inst) -> Option<u32> {
        position_of(&self.throw_at, inst)
    }

    /// Recomputes everything.
    pub fn compute(&mut self, func: &Function, flow: &Flow, values: &Values, code: &StackCode) {
        self.vars.clear();
        self.intervals.clear();
        self.var_of.clear();
        self.var_of.resize(func.values.len(), 0);
        self.starts.clear();
        self.throw_at.clear();
        self.shares.clear();
        self.split.clear();
        self.remote.clear();
        let mut start = 0;
        for number in 0..flow.blocks.len() as u32 {
            self.starts.push(start);
            start += code.block(number).len() as u32 + 1;
        }
        self.starts.push(start);
        for number in 0..flow.blocks.len() as u32 {
            self.scan(func, flow, values, code, number);
        }
        self.throw_at.sort_unstable();
        self.shares.sort_unstable();
        self.move_vars.clear();
        self.move_vars.resize(flow.moves.len(), (UNDEFINED, UNDEFINED));
        for number in 0..flow.blocks.len() as u32 {
            self.scan_edges(func, flow, values, number);
        }
        self.group_remote();
        self.find_intervals(flow);
    }

    #[inline]
    fn make_var(&mut self, func: &Function, values: &Values, value: Value) -> u32 {
        match self.var(value) {
            Some(var) => var,
            None => self.make_new_var(func, values, value),
        }
    }

    fn make_new_var(&mut self, func: &Function, values: &Values, value: Value) -> u32 {
        let home = values.info(value).home;
        // Parameters of blocks are defined by the edges, at the block's start. Those that come
        // on the stack, like results of instructions, are where they are first written.
        let by_edges = matches!(func.values[value].def, ValueDef::Param(..));
        let def = if by_edges { self.starts[home as usize] } else { UNDEFINED };
        let unread = if by_edges { def } else { 0 };
        self.vars.push(Var {
            value,
            intervals: (0, 0),
            accesses: 0,
            home,
            first_read: UNDEFINED,
            first_is_get: false,
            def,
            last: unread,
            head: UNDEFINED,
        });
        self.var_of[value.index()] = self.vars.len() as u32;
        self.vars.len() as u32 - 1
    }

    /// The variable whose slot holds zero from the function's start on.
    fn zero_var(&mut self, func: &Function, values: &Values, zero: Value) -> u32 {
        let var = self.make_var(func, values, zero);
        let data = &mut self.vars[var as usize];
        (data.home, data.def) = (0, 0);
        var
    }

    fn scan(
        &mut self,
        func: &Function,
        flow: &Flow,
        values: &Values,
        code: &StackCode,
        number: u32,
    ) {
        let start = self.starts[number as usize] + 1;
        let has_throws = !flow.exceptional_of(number).is_empty();
        let stack_in = flow.stack_in(number);
        for (step, position) in code.block(number).iter().zip(start..) {
            match step.step() {
                Step::Get(value) => {
                    let var = self.make_var(func, values, value);
                    self.want(var, number, position);
                    let data = &mut self.vars[var as usize];
                    data.accesses += 1;
                    data.first_is_get |= data.first_read == position;
                }
                Step::Set(value) | Step::Tee(value) => {
                    let var = self.make_var(func, values, value);
                    let data = &mut self.vars[var as usize];
                    data.accesses += 1;
                    if data.def == UNDEFINED {
                        (data.home, data.def) = (number, position);
                    }
                    // An incoming operand is defined by this write, not by the edges.
                    if data.home == number && stack_in.contains(&value) {
                        data.def = position;
                    }
                }
                Step::Zero(value) => {
                    let var = self.zero_var(func, values, value);
                    self.vars[var as usize].accesses += 1;
                    self.want(var, number, position);
                }
                Step::Op(inst) | Step::Mirrored(inst) => {
                    if has_throws && func.edge_count(inst) > 0 {
                        self.throw_at.push((inst, position));
                    }
                }
                Step::Share(value) => self.shares.push((value, position)),
                Step::Drop | Step::NonNull => {}
            }
        }
    }

    /// Notes that `var` is wanted up to `position` of `block`.
    fn want(&mut self, var: u32, block: u32, position: u32) {
        let data = &mut self.vars[var as usize];
        if data.home == block {
            if position < data.first_read {
                (data.first_read, data.first_is_get) = (position, false);
            }
            data.last = data.last.max(position);
            return;
        }
        match self.remote.last_mut() {
            Some(last) if last.0 == var && last.1 == block => last.2 = last.2.max(position),
            _ => self.remote.push((var, block, position)),
        }
    }

    fn scan_edges(&mut self, func: &Function, flow: &Flow, values: &Values, number: u32) {
        let end = self.starts[number as usize + 1];
        for edge in flow.edges_of(number) {
            self.want_arguments(func, flow, values, edge, end);
        }
        for &edge in flow.exceptional_of(number) {
            let thrower = flow.edges[edge as usize].thrower.expand();
            let position = thrower.and_then(|inst| self.throw_position(inst)).unwrap_or(end);
            self.want_arguments(func, flow, values, edge, position + 1);
        }
    }

    /// Notes that an edge's arguments are wanted up to `position`.
    fn want_arguments(
        &mut self,
        func: &Function,
        flow: &Flow,
        values: &Values,
        edge: u32,
        position: u32,
    ) {
        let FlowEdge { from, moves: (start, end), .. } = flow.edges[edge as usize];
        for at in start as usize..end as usize {
            let (param, arg) = flow.moves[at];
            self.move_vars[at].0 = self.make_var(func, values, param);
            match values.remake(arg) {
                Remake::No => {
                    let var = self.make_var(func, values, arg);
                    self.move_vars[at].1 = var;
                    self.want(var, from, position);
                }
                Remake::Zero => {
                    if let Some(zero) = values.zero(func.ty(arg)) {
                        let var = self.zero_var(func, values, zero);
                        self.want(var, from, position);
                    }
                }
                Remake::Again => {}
            }
        }
    }

    /// Sorts remote uses by variable.
    fn group_remote(&mut self) {
        let vars = self.vars.len();
        self.remote_starts.clear();
        self.remote_starts.resize(vars + 2, 0);
        for &(var, ..) in &self.remote {
            self.remote_starts[var as usize + 2] += 1;
        }
        for var in 2..vars + 2 {
            self.remote_starts[var] += self.remote_starts[var - 1];
        }
        self.remote_sorted.clear();
        self.remote_sorted.resize(self.remote.len(), (0, 0));
        for &(var, block, position) in &self.remote {
            let slot = &mut self.remote_starts[var as usize + 1];
            self.remote_sorted[*slot as usize] = (block, position);
            *slot += 1;
        }
    }

    /// Intervals of all variables.
    fn find_intervals(&mut self, flow: &Flow) {
        let mut reach = std::mem::take(&mut self.reach);
        reach.start(flow);
        let mut group = [0; GROUP];
        let mut count = 0;
        for var in 0..self.vars.len() {
            if !self.remote_uses(var as u32).is_empty() {
                group[count] = var as u32;
                count += 1;
                if count == GROUP {
                    reach.group(self, flow, &group);
                    count = 0;
                }
                continue;
            }
            let data = &mut self.vars[var];
            let first = self.intervals.len() as u32;
            data.intervals = (first, first + 1);
            self.intervals.push((data.def, data.last.max(data.def + 1)));
        }
        if count > 0 {
            reach.group(self, flow, &group[..count]);
        }
        self.reach = reach;
    }

    /// Uses of a variable outside the block that defines it: block and last position.
    #[inline]
    pub fn remote_uses(&self, var: u32) -> &[(u32, u32)] {
        let start = self.remote_starts[var as usize] as usize;
        &self.remote_sorted[start..self.remote_starts[var as usize + 1] as usize]
    }
}

fn position_of(throw_at: &[(Inst, u32)], inst: Inst) -> Option<u32> {
    throw_at.binary_search_by_key(&inst, |t| t.0).ok().map(|at| throw_at[at].1)
}
