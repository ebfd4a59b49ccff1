//! Expression trees: each block's instructions become stack code with few locals.
//!
//! Takes: the flow graph and the value tables. Gives: stack code per block. Invariant: every
//! instruction that is not dead is emitted once (constants worth it: once per use), effects
//! keep their order, and an operator's operands are on the stack in order when it runs.
//!
//! Works backwards: operands right to left, then the next instruction above. `cur` is the
//! boundary below which nothing is emitted yet. The first use of a value in code order (the
//! last one met) may take it straight from the stack if its definition
//! - is the next instruction above (*adjacent*), or
//! - is followed only by statements that neither need the stack nor feed what is still to be
//!   emitted to the left: they go in between, above the resting value (*closed*), or
//! - commutes with everything in between and moves down (*commutes*).
//!
//! A value used elsewhere too is kept in its local by `tee`. Everything else is written by
//! `set` and read by `get`.
//!
//! Cost: O(instructions * window), window 64. From: LLVM's WebAssemblyRegStackify, extended by
//! closed statements; Koopman, "A Preliminary Exploration of Optimized Stack Code
//! Generation" (1994); Maierhofer and Ertl, "Local Stack Allocation" (1998).

use super::code::{Code, Step};
use super::flow::{Flow, Term};
use super::values::{PARAM, Remake, Values};
use crate::ir::Function;
use crate::ir::entities::{Inst, Value};
use cranelift_entity::EntityRef;

/// Stack code of all blocks.
#[derive(Default, Debug)]
pub(super) struct StackCode {
    pub code: Vec<Code>,
    /// Range of each flow block.
    pub ranges: Vec<(u32, u32)>,
}

impl StackCode {
    /// Code of a block; blocks split off later have none.
    pub fn block(&self, block: u32) -> &[Code] {
        let (start, end) = self.ranges.get(block as usize).copied().unwrap_or((0, 0));
        &self.code[start as usize..end as usize]
    }
}

/// Instructions looked at between a definition and its use.
const WINDOW: usize = 64;

/// What is still to be emitted, to the left of what has been.
#[derive(Clone, Copy, Debug)]
enum Task {
    Operand(Value),
    Tree(Inst),
    /// The statement at a place, unless something took it as an operand.
    Statement(u32),
    /// Operands may again be taken from above this place.
    Floor(i64),
}

#[derive(Default, Debug)]
pub(super) struct Builder {
    /// Uses of a value in the current block that are not emitted yet.
    remaining: Vec<u32>,
    /// Per place of the current block: emitted, or never to be.
    done: Vec<bool>,
    /// The current block's code, last first.
    reversed: Vec<Code>,
    tasks: Vec<Task>,
    /// Uses seen while a range of statements is examined.
    seen: Vec<(Value, u32)>,
}

struct Block<'a> {
    func: &'a Function,
    values: &'a Values,
    st: &'a mut Builder,
    insts: &'a [Inst],
    number: u32,
    /// Value on the stack when the block begins and not yet taken.
    incoming: Option<Value>,
    /// Operands waiting in `tasks`: while there are any, something will stand further left.
    waiting: u32,
    cur: usize,
    /// Definitions at or above this place may not be taken: a resting value is below.
    floor: i64,
}

impl Builder {
    /// Builds stack code for every block.
    pub fn run(&mut self, func: &Function, flow: &Flow, values: &Values, out: &mut StackCode) {
        out.code.clear();
        out.ranges.clear();
        self.remaining.clear();
        self.remaining.resize(func.values.len(), 0);
        for number in 0..flow.blocks.len() as u32 {
            self.reversed.clear();
            self.block(func, flow, values, number);
            let start = out.code.len() as u32;
            out.code.extend(self.reversed.iter().rev());
            out.ranges.push((start, out.code.len() as u32));
        }
    }

    fn block(&mut self, func: &Function, flow: &Flow, values: &Values, number: u32) {
        let data = &flow.blocks[number as usize];
        let insts = data.ir.expand().map_or(&[][..], |ir| func.block_insts(ir));
        self.done.clear();
        for &inst in insts {
            let result = func.result(inst);
            let remade = result.is_some_and(|v| values.remake(v) != Remake::No);
            let kept = result.is_some_and(|v| values.is_kept(v));
            self.done.push(values.is_dead(inst) || (remade && !kept));
            for value in func.inst_results(inst) {
                // Operands that are made again do not wait for the definition.
                let uses = if remade {
                    0
                } else {
                    values.info(value).home_uses
                };
                self.remaining[value.index()] = uses;
            }
        }
        let stack_in = flow.stack_in(number);
        for &value in stack_in {
            self.remaining[value.index()] = values.info(value).home_uses;
        }
        // Several incoming operands are all written to locals; a single one may be used.
        let incoming = if let [value] = stack_in {
            Some(*value)
        } else {
            None
        };
        let mut block = Block {
            func,
            values,
            st: self,
            insts,
            number,
            incoming,
            waiting: 0,
            cur: insts.len(),
            floor: i64::MIN,
        };
        block.terminator(flow);
        while let Some(place) = block.next_unconsumed(block.cur) {
            block.statement(place);
            block.drain();
        }
        block.begin(stack_in);
    }
}

impl Block<'_> {
    fn emit(&mut self, step: Step) {
        self.st.reversed.push(Code::new(step));
    }

    /// Operands of the terminator: what travels on the edge, then its own.
    fn terminator(&mut self, flow: &Flow) {
        let data = &flow.blocks[self.number as usize];
        if let Some(inst) = data.inst.expand() {
            if data.term == Term::Stop {
                self.st.tasks.push(Task::Tree(inst));
            }
        }
        for edge in flow.edges_of(self.number) {
            for &value in flow.stack_of(edge) {
                self.push_operand(value);
            }
        }
        let own = matches!(data.term, Term::If | Term::Table | Term::BrOn);
        if let Some(inst) = data.inst.expand().filter(|_| own) {
            for &arg in self.func.args(inst) {
                self.push_operand(arg);
            }
        }
        self.drain();
    }

    fn push_operand(&mut self, value: Value) {
        self.waiting += 1;
        self.st.tasks.push(Task::Operand(value));
    }

    fn drain(&mut self) {
        while let Some(task) = self.st.tasks.pop() {
            match task {
                Task::Operand(value) => {
                    self.waiting -= 1;
                    self.operand(value);
                }
                Task::Tree(inst) => self.tree(inst),
                Task::Statement(place) => {
                    if !self.st.done[place as usize] {
                        self.statement(place as usize);
                    }
                }
                Task::Floor(floor) => self.floor = floor,
            }
        }
    }

    /// The highest place below `from` that is not emitted.
    fn next_unconsumed(&self, from: usize) -> Option<usize> {
        self.st.done[..from].iter().rposition(|done| !done)
    }

    /// Emits the instruction at `place` as a statement: its results go to locals.
    fn statement(&mut self, place: usize) {
        let inst = self.insts[place];
        self.st.done[place] = true;
        self.cur = place;
        if let Some(value) = self
            .func
            .result(inst)
            .filter(|&value| self.values.is_kept(value))
        {
            return self.emit(Step::Share(value));
        }
        for value in self.func.inst_results(inst) {
            let step = if self.values.is_unused(value) {
                Step::Drop
            } else {
                Step::Set(value)
            };
            self.emit(step);
        }
        self.tree(inst);
    }

    /// Emits an operator and queues its operands, the last to be emitted first.
    fn tree(&mut self, inst: Inst) {
        let args = self.func.args(inst);
        if let [left, right] = *args
            && self.better_swapped(inst, left, right)
        {
            self.emit(Step::Mirrored(inst));
            self.push_operand(right);
            self.push_operand(left);
            return;
        }
        self.emit(Step::Op(inst));
        for &arg in args {
            self.push_operand(arg);
        }
    }

    /// Whether exchanging the operands lets one more be taken from the stack: the left one is
    /// the next instruction above, and the right one is not computed above it.
    fn better_swapped(&self, inst: Inst, left: Value, right: Value) -> bool {
        let code = self.func.insts[inst].op.code;
        if left == right || code.mirrored().is_none() {
            return false;
        }
        // An incoming operand can only be the leftmost.
        if self.incoming == Some(right) {
            return self.waiting == 0 && self.st.remaining[right.index()] == 1;
        }
        let (Some(l), Some(r)) = (self.takeable(left), self.takeable(right)) else {
            return false;
        };
        r < l && self.next_unconsumed(self.cur) == Some(l)
    }

    /// The place of a value that this use, the first in code order, could take.
    fn takeable(&self, value: Value) -> Option<usize> {
        let info = self.values.info(value);
        let place = info.place as usize;
        let here = info.home == self.number
            && info.place != PARAM
            && self.values.remake(value) == Remake::No
            && place < self.cur
            && place as i64 > self.floor
            && !self.st.done[place]
            && self.st.remaining[value.index()] == 1
            && self.func.result_count(self.insts[place]) == 1;
        here.then_some(place)
    }

    fn operand(&mut self, value: Value) {
        match self.values.remake(value) {
            Remake::Zero => {
                let zero = self.values.zero(self.func.ty(value)).unwrap_or(value);
                return self.emit(Step::Zero(zero));
            }
            Remake::Again => {
                if let Some(inst) = self.values.def(value) {
                    return self.emit(Step::Op(inst));
                }
            }
            Remake::No => {}
        }
        if self.incoming == Some(value) && self.take_incoming(value) {
            return;
        }
        let place = self.takeable(value);
        let info = self.values.info(value);
        if info.home == self.number {
            let remaining = &mut self.st.remaining[value.index()];
            *remaining = remaining.saturating_sub(1);
        }
        match place.map(|place| (place, self.gap(place))) {
            Some((place, Gap::Adjacent)) => self.take(value, place),
            Some((place, Gap::Commutes)) => self.take(value, place),
            Some((place, Gap::Closed)) => {
                // Emitted from right to left: the statements, then the value under them.
                self.st.tasks.push(Task::Operand(value));
                self.waiting += 1;
                self.st.remaining[value.index()] += 1;
                self.st.tasks.push(Task::Floor(self.floor));
                self.floor = place as i64;
                for between in place + 1..self.cur {
                    if !self.st.done[between] {
                        self.st.tasks.push(Task::Statement(between as u32));
                    }
                }
            }
            Some((_, Gap::Blocked)) | None => self.emit(Step::Get(value)),
        }
    }

    /// Emits the definition at `place` where its value is used.
    fn take(&mut self, value: Value, place: usize) {
        let info = self.values.info(value);
        if info.home_uses > 1 || self.values.escapes(value) {
            self.emit(Step::Tee(value));
        }
        self.st.done[place] = true;
        self.cur = self.next_unconsumed(self.cur).map_or(0, |next| next + 1);
        self.tree(self.insts[place]);
    }

    /// Uses the operand the block begins with, if nothing will be emitted to its left.
    fn take_incoming(&mut self, value: Value) -> bool {
        let first = self.waiting == 0
            && self.st.remaining[value.index()] == 1
            && self.floor == i64::MIN
            && matches!(self.gap_above_start(), Gap::Adjacent | Gap::Closed);
        if !first {
            return false;
        }
        if self.next_unconsumed(self.cur).is_some() {
            // Statements go in between; come back when they are out.
            self.waiting += 1;
            self.st.tasks.push(Task::Operand(value));
            self.st.tasks.push(Task::Floor(self.floor));
            self.floor = -1;
            for between in 0..self.cur {
                if !self.st.done[between] {
                    self.st.tasks.push(Task::Statement(between as u32));
                }
            }
            return true;
        }
        if self.values.info(value).home_uses > 1 || self.values.escapes(value) {
            self.emit(Step::Tee(value));
        }
        self.st.remaining[value.index()] = 0;
        self.incoming = None;
        true
    }

    /// Operands the block begins with that no tree has taken are written to locals.
    fn begin(&mut self, stack_in: &[Value]) {
        if let [value] = stack_in
            && self.incoming != Some(*value)
        {
            return;
        }
        for &value in stack_in {
            let step = if self.values.is_unused(value) {
                Step::Drop
            } else {
                Step::Set(value)
            };
            self.emit(step);
        }
    }
}

/// What stands between a definition and the use that wants it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gap {
    Adjacent,
    Closed,
    Commutes,
    Blocked,
}

impl Block<'_> {
    fn gap(&mut self, place: usize) -> Gap {
        let inst = self.insts[place];
        let flags = self.func.insts[inst].op.flags();
        if self.next_unconsumed(self.cur) == Some(place) {
            return Gap::Adjacent;
        }
        if self.cur - place > WINDOW {
            return Gap::Blocked;
        }
        let mut commutes = true;
        for between in (place + 1..self.cur).rev() {
            if self.st.done[between] {
                continue;
            }
            let other = self.insts[between];
            commutes &= flags.commutes_with(self.func.insts[other].op.flags())
                && self.func.edge_count(other) == 0;
        }
        if self.is_closed(place as i64) {
            Gap::Closed
        } else if commutes {
            Gap::Commutes
        } else {
            Gap::Blocked
        }
    }

    fn gap_above_start(&mut self) -> Gap {
        if self.next_unconsumed(self.cur).is_none() {
            Gap::Adjacent
        } else if self.cur <= WINDOW && self.is_closed(-1) {
            Gap::Closed
        } else {
            Gap::Blocked
        }
    }

    /// Whether the instructions between `below` and `cur` can be emitted now, above a value
    /// that rests on the stack: what they need from further up is in locals anyway, and
    /// nothing that waits to the left needs what they define.
    fn is_closed(&mut self, below: i64) -> bool {
        let mut seen = std::mem::take(&mut self.st.seen);
        seen.clear();
        let mut closed = true;
        for between in ((below + 1) as usize..self.cur).rev() {
            if self.st.done[between] {
                continue;
            }
            let inst = self.insts[between];
            for &arg in self.func.args(inst) {
                closed &= self.in_local_or_above(arg, below);
                match seen.iter_mut().find(|(value, _)| *value == arg) {
                    Some((_, count)) => *count += 1,
                    None => seen.push((arg, 1)),
                }
            }
            for result in self.func.inst_results(inst) {
                let inside = seen
                    .iter()
                    .find(|(value, _)| *value == result)
                    .map_or(0, |s| s.1);
                closed &= self.st.remaining[result.index()] == inside;
            }
            if !closed {
                break;
            }
        }
        self.st.seen = seen;
        closed
    }

    /// Whether reading `value` above the resting value costs nothing extra.
    fn in_local_or_above(&self, value: Value, below: i64) -> bool {
        let info = self.values.info(value);
        if info.home != self.number || self.values.remake(value) != Remake::No {
            return true;
        }
        if self.incoming == Some(value) {
            return info.home_uses > 1 || self.values.escapes(value);
        }
        info.place == PARAM
            || i64::from(info.place) > below
            || info.home_uses > 1
            || self.values.escapes(value)
    }
}
