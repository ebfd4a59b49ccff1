//! Expression trees: each chain's instructions become stack code with few locals.
//!
//! Takes: the flow graph, its chains and the value tables. Gives: stack code per block, and
//! which branches operands rest across. Invariant: every
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
use super::flow::{EXIT, Flow, Term};
use super::references::operand_type;
use super::values::{Info, PARAM, Remake, Values};
use crate::guard::Guard;
use crate::ir::entities::{Inst, Value};
use crate::ir::types::Type;
use crate::ir::{Flags, Function, ModuleEnv};
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

type Operands = smallvec::SmallVec<[Value; 8]>;

/// Instructions looked at between a definition and its use.
const WINDOW: usize = 64;

/// What is still to be emitted, to the left of what has been.
#[derive(Clone, Copy, Debug)]
enum Task {
    /// A value, and whether its use refuses null.
    Operand(Value, bool),
    /// The statement at a place, unless something took it as an operand.
    Statement(u32),
    /// Operands may again be taken from above this place.
    Floor(i32),
}

/// No [`Chain::floor`].
const NO_FLOOR: i32 = i32::MIN;

/// One place of a chain.
#[derive(Clone, Copy, Debug)]
enum Item {
    Inst(Inst),
    /// The end of a flow block that the chain goes on behind.
    Branch(u32),
}

#[derive(Default, Debug)]
pub(super) struct Builder {
    /// Uses of a value in its chain that are not emitted yet. Operands that are made again do
    /// not wait for the definition.
    remaining: Vec<u32>,
    /// The current chain's instructions and branches.
    items: Vec<Item>,
    /// Per place of the current chain: emitted, or never to be.
    done: Vec<bool>,
    /// The current chain's code, last first.
    reversed: Vec<Code>,
    /// Where the code of each block of the chain ends in `reversed`, last block first.
    bounds: Vec<(u32, usize)>,
    tasks: Vec<Task>,
    /// Uses seen while a range of statements is examined.
    seen: Vec<(Value, u32)>,
}

struct Chain<'a> {
    env: &'a ModuleEnv,
    func: &'a Function,
    flow: &'a mut Flow,
    values: &'a Values,
    st: &'a mut Builder,
    /// First block of the chain.
    head: u32,
    /// Value on the stack when the chain begins and not yet taken.
    incoming: Option<Value>,
    /// Operands waiting in `tasks`: while there are any, something will stand further left.
    waiting: u32,
    cur: usize,
    /// One more than the highest place below `cur` that is not emitted; 0 if there is none.
    top: usize,
    /// Definitions at or above this place may not be taken: a resting value is below.
    floor: i32,
    /// Whether uses may refuse null: the function has references.
    has_references: bool,
}

/// What the builder works on.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub env: &'a ModuleEnv,
    pub func: &'a Function,
    pub values: &'a Values,
    pub has_references: bool,
}

impl Builder {
    /// Builds stack code for every block.
    pub fn run(&mut self, input: Input<'_>, flow: &mut Flow, out: &mut StackCode) {
        let blocks = flow.blocks.len();
        out.code.clear();
        out.ranges.clear();
        out.ranges.resize(blocks, (0, 0));
        self.remaining.clear();
        self.remaining.extend(input.values.all().iter().map(|info| match info.remake {
            Remake::No => info.home_uses,
            _ => 0,
        }));
        for head in 0..blocks as u32 {
            if flow.chains.head(head) == head {
                self.chain(input, flow, head);
                self.store(out);
            }
        }
    }

    /// Moves the chain's code to its blocks' ranges: `bounds` says of each block, last first,
    /// up to where `reversed` holds its code.
    fn store(&mut self, out: &mut StackCode) {
        for index in (0..self.bounds.len()).rev() {
            let (block, end) = self.bounds[index];
            let begin = if index == 0 { 0 } else { self.bounds[index - 1].1 };
            let start = out.code.len() as u32;
            out.code.extend(self.reversed[begin..end].iter().rev());
            out.ranges[block as usize] = (start, out.code.len() as u32);
        }
    }

    /// Lists the places of the chain that begins with `head`; gives its last block.
    fn list(&mut self, func: &Function, flow: &Flow, values: &Values, head: u32) -> u32 {
        self.items.clear();
        self.done.clear();
        let mut block = head;
        loop {
            if let Some(ir) = flow.blocks[block as usize].ir.expand() {
                let insts = func.block_insts(ir);
                self.items.extend(insts.iter().map(|&inst| Item::Inst(inst)));
                self.done.extend(insts.iter().map(|&inst| values.is_absent(inst)));
            }
            let Some(edge) = flow.chains.next(block) else {
                return block;
            };
            self.items.push(Item::Branch(block));
            self.done.push(false);
            block = flow.edges[edge as usize].to;
        }
    }

    fn chain(&mut self, input: Input<'_>, flow: &mut Flow, head: u32) {
        let Input { env, func, values, has_references } = input;
        self.reversed.clear();
        self.bounds.clear();
        let last = self.list(func, flow, values, head);
        let stack_in: smallvec::SmallVec<[Value; 4]> = flow.stack_in(head).into();
        // Several incoming operands are all written to locals; a single one may be used.
        let incoming = match stack_in[..] {
            [value] if flow.prefix(head) == 0 => Some(value),
            _ => None,
        };
        let cur = self.items.len();
        let mut chain = Chain {
            env,
            func,
            flow,
            values,
            st: self,
            head,
            incoming,
            waiting: 0,
            cur,
            top: cur,
            floor: NO_FLOOR,
            has_references,
        };
        chain.lower_top();
        chain.terminator(last);
        chain.drain();
        while chain.top > 0 {
            chain.statement(chain.top - 1);
            chain.drain();
        }
        chain.begin(&stack_in);
        // A branch was noted with the code behind it, which is the next block's.
        let mut owner = last;
        for bound in &mut self.bounds {
            std::mem::swap(&mut owner, &mut bound.0);
        }
        let end = self.reversed.len();
        self.bounds.push((owner, end));
    }
}

impl Chain<'_> {
    fn emit(&mut self, step: Step) {
        self.st.reversed.push(Code::new(step));
    }

    /// Emits an access to a local whose result goes to a use that may refuse null.
    fn local(&mut self, step: Step, strict: bool) {
        if strict {
            self.emit(Step::NonNull);
        }
        self.emit(step);
    }

    /// Queues the operands of a block's terminator: what travels on its edges, then its own.
    fn terminator(&mut self, block: u32) {
        let data = self.flow.blocks[block as usize];
        if let Some(inst) = data.inst.expand()
            && data.term == Term::Stop
        {
            return self.tree(inst);
        }
        for edge in self.flow.edges_of(block) {
            let (start, end) = self.flow.edges[edge as usize].stack;
            for at in 0..(end - start) as usize {
                let value = self.flow.values[start as usize + at];
                let ty = match self.flow.edges[edge as usize].to {
                    EXIT => self.func.results.get(at).copied(),
                    to => self.flow.stack_in(to).get(at).map(|&param| self.func.ty(param)),
                };
                self.push_operand(value, ty);
            }
        }
        let own = matches!(data.term, Term::If | Term::Table | Term::BrOn);
        if let Some(inst) = data.inst.expand().filter(|_| own) {
            self.push_args(inst);
        }
    }

    /// Queues an operand that must be of type `ty`, if that is not its own type.
    fn push_operand(&mut self, value: Value, ty: Option<Type>) {
        let strict = self.has_references && {
            let own = self.func.ty(value);
            own.is_ref() && !own.is_nullable() && !ty.unwrap_or(own).is_nullable()
        };
        self.waiting += 1;
        self.st.tasks.push(Task::Operand(value, strict));
    }

    /// Queues operand `index` of an instruction, `arg`.
    #[inline]
    fn push_arg(&mut self, inst: Inst, index: usize, arg: Value) {
        let own = self.func.ty(arg);
        if own.is_ref() && !own.is_nullable() {
            let ty = operand_type(self.env, self.func, inst, index);
            return self.push_operand(arg, Some(ty));
        }
        self.waiting += 1;
        self.st.tasks.push(Task::Operand(arg, false));
    }

    /// Queues the operands of an instruction, the last to be emitted first.
    #[inline]
    fn push_args(&mut self, inst: Inst) {
        let args = self.func.args(inst);
        if self.has_references {
            for (index, &arg) in args.iter().enumerate() {
                self.push_arg(inst, index, arg);
            }
            return;
        }
        self.waiting += args.len() as u32;
        let tasks = &mut self.st.tasks;
        match *args {
            [] => {}
            [only] => tasks.push(Task::Operand(only, false)),
            [left, right] => {
                tasks.push(Task::Operand(left, false));
                tasks.push(Task::Operand(right, false));
            }
            _ => tasks.extend(args.iter().map(|&arg| Task::Operand(arg, false))),
        }
    }

    fn drain(&mut self) {
        while let Some(task) = self.st.tasks.pop() {
            match task {
                Task::Operand(value, strict) => {
                    self.waiting -= 1;
                    self.operand(value, strict);
                }
                Task::Statement(place) => {
                    if !self.st.done[place as usize] {
                        self.statement(place as usize);
                    }
                }
                Task::Floor(floor) => self.floor = floor,
            }
        }
    }

    /// Brings `top` down to where nothing above is left to emit.
    #[inline]
    fn lower_top(&mut self) {
        let done = &self.st.done[..self.top];
        self.top = done.iter().rposition(|done| !done).map_or(0, |place| place + 1);
    }

    /// Emits the instruction at `place`, above which everything is emitted, as a statement:
    /// its results go to locals.
    fn statement(&mut self, place: usize) {
        self.st.done[place] = true;
        self.cur = place;
        self.top = place;
        self.lower_top();
        let inst = match self.st.items[place] {
            Item::Inst(inst) => inst,
            Item::Branch(block) => return self.branch(block),
        };
        for value in self.func.inst_results(inst) {
            let info = self.values.info(value);
            if info.kept {
                return self.emit(Step::Share(value));
            }
            self.emit(if info.is_unused() { Step::Drop } else { Step::Set(value) });
        }
        self.tree(inst);
    }

    /// The end of a block in the middle of the chain.
    fn branch(&mut self, block: u32) {
        let length = self.st.reversed.len();
        self.st.bounds.push((block, length));
        if self.waiting > 0 {
            self.flow.chains.pin(block);
        }
        self.terminator(block);
    }

    /// The instruction at a place.
    fn inst(&self, place: usize) -> Option<Inst> {
        match self.st.items[place] {
            Item::Inst(inst) => Some(inst),
            Item::Branch(_) => None,
        }
    }

    /// Emits an operator and queues its operands, the last to be emitted first.
    fn tree(&mut self, inst: Inst) {
        if let [left, right] = *self.func.args(inst)
            && self.better_swapped(inst, left, right)
        {
            self.emit(Step::Mirrored(inst));
            self.push_arg(inst, 1, right);
            self.push_arg(inst, 0, left);
            return;
        }
        self.emit(Step::Op(inst));
        self.push_args(inst);
    }

    /// Whether exchanging the operands lets one more be taken from the stack: the left one is
    /// the next instruction above, and the right one is not computed above it.
    fn better_swapped(&self, inst: Inst, left: Value, right: Value) -> bool {
        // An incoming operand can only be the leftmost.
        let gains = if self.incoming == Some(right) {
            self.waiting == 0 && self.st.remaining[right.index()] == 1
        } else {
            // A parameter's place is none, and wraps to one that is never the top.
            self.values.info(left).place.wrapping_add(1) as usize == self.top
                && self.takeable(left).is_some()
                && self.takeable(right).is_some_and(|right| right + 1 < self.top)
        };
        gains && left != right && self.func.insts[inst].op.code.mirrored().is_some()
    }

    /// The place of a value that this use, the first in code order, could take.
    fn takeable(&self, value: Value) -> Option<usize> {
        let info = self.values.info(value);
        let is_here = info.chain == self.head && info.remake == Remake::No;
        if is_here { self.takeable_here(value, info) } else { None }
    }

    /// The same for a value of this chain that is not made again.
    #[inline(always)]
    fn takeable_here(&self, value: Value, info: &Info) -> Option<usize> {
        let place = info.place as usize;
        // The place of parameters is beyond all others.
        let here = place < self.cur
            && self.st.remaining[value.index()] == 1
            && place as i64 > i64::from(self.floor)
            && !self.st.done[place]
            && self.inst(place).is_some_and(|inst| self.func.result_count(inst) == 1);
        here.then_some(place)
    }

    fn operand(&mut self, value: Value, strict: bool) {
        let info = self.values.info(value);
        match info.remake {
            Remake::Zero => {
                let zero = self.values.zero(self.func.ty(value)).unwrap_or(value);
                return self.emit(Step::Zero(zero));
            }
            Remake::Again => {
                if let Some((inst, _)) = self.func.def_op(value) {
                    return self.emit(Step::Op(inst));
                }
            }
            Remake::No => {}
        }
        if self.incoming == Some(value) && self.take_incoming(value, strict) {
            return;
        }
        if info.chain != self.head {
            return self.local(Step::Get(value), strict);
        }
        let place = self.takeable_here(value, info);
        let remaining = &mut self.st.remaining[value.index()];
        *remaining = remaining.saturating_sub(1);
        match place.map(|place| (place, self.gap(value, place))) {
            Some((place, Gap::Adjacent)) => self.take(value, place, strict),
            Some((place, Gap::Commutes)) => self.take(value, place, strict),
            Some((place, Gap::Closed)) => {
                // Emitted from right to left: the statements, then the value under them.
                self.st.tasks.push(Task::Operand(value, strict));
                self.waiting += 1;
                self.st.remaining[value.index()] += 1;
                self.st.tasks.push(Task::Floor(self.floor));
                self.floor = place as i32;
                for between in place + 1..self.cur {
                    if !self.st.done[between] {
                        self.st.tasks.push(Task::Statement(between as u32));
                    }
                }
            }
            Some((_, Gap::Blocked)) | None => self.local(Step::Get(value), strict),
        }
    }

    /// Emits the definition at `place` where its value is used.
    fn take(&mut self, value: Value, place: usize, strict: bool) {
        let info = self.values.info(value);
        if info.home_uses > 1 || info.escapes() {
            self.local(Step::Tee(value), strict);
        }
        self.st.done[place] = true;
        if place + 1 == self.top {
            self.lower_top();
        }
        self.cur = self.top;
        if let Some(inst) = self.inst(place) {
            self.tree(inst);
        }
    }

    /// Uses the operand the block begins with, if nothing will be emitted to its left.
    fn take_incoming(&mut self, value: Value, strict: bool) -> bool {
        let first = self.waiting == 0
            && self.st.remaining[value.index()] == 1
            && self.floor == NO_FLOOR
            && matches!(self.gap_above_start(), Gap::Adjacent | Gap::Closed);
        if !first {
            return false;
        }
        if self.top > 0 {
            // Statements go in between; come back when they are out.
            self.waiting += 1;
            self.st.tasks.push(Task::Operand(value, strict));
            self.st.tasks.push(Task::Floor(self.floor));
            self.floor = -1;
            for between in 0..self.cur {
                if !self.st.done[between] {
                    self.st.tasks.push(Task::Statement(between as u32));
                }
            }
            return true;
        }
        let info = self.values.info(value);
        if info.home_uses > 1 || info.escapes() {
            self.local(Step::Tee(value), strict);
        }
        self.st.remaining[value.index()] = 0;
        self.incoming = None;
        true
    }

    /// Operands the block begins with that no tree has taken are written to locals.
    fn begin(&mut self, stack_in: &[Value]) {
        let taken = self.incoming.is_none() && self.flow.prefix(self.head) == 0;
        if stack_in.len() == 1 && taken {
            return;
        }
        for &value in stack_in {
            let step = if self.values.is_unused(value) { Step::Drop } else { Step::Set(value) };
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

impl Chain<'_> {
    #[inline]
    fn gap(&mut self, value: Value, place: usize) -> Gap {
        if place + 1 == self.top { Gap::Adjacent } else { self.wide_gap(value, place) }
    }

    fn wide_gap(&mut self, value: Value, place: usize) -> Gap {
        if self.cur - place > WINDOW {
            return Gap::Blocked;
        }
        if self.is_closed(place as i32) {
            return Gap::Closed;
        }
        let flags = self.inst(place).map_or(Flags::CALLS, |inst| self.func.insts[inst].op.flags());
        let commutes = (place + 1..self.cur).all(|between| {
            self.st.done[between]
                || match self.st.items[between] {
                    Item::Inst(other) => {
                        (flags.commutes_with(self.func.insts[other].op.flags())
                            || Guard::OrderOfEffects.is_off())
                            && self.func.edge_count(other) == 0
                    }
                    // Below a branch only what the other side does not need, or notice.
                    Item::Branch(_) => flags.is_pure() && !self.values.info(value).escapes(),
                }
        });
        if commutes { Gap::Commutes } else { Gap::Blocked }
    }

    fn gap_above_start(&mut self) -> Gap {
        if self.top == 0 {
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
    fn is_closed(&mut self, below: i32) -> bool {
        let mut seen = std::mem::take(&mut self.st.seen);
        seen.clear();
        let mut closed = true;
        for between in ((below + 1) as usize..self.top).rev() {
            if self.st.done[between] {
                continue;
            }
            match self.st.items[between] {
                Item::Inst(inst) => {
                    closed &= self.needs_nothing_below(self.func.args(inst), below, &mut seen);
                    for result in self.func.inst_results(inst) {
                        let inside =
                            seen.iter().find(|(value, _)| *value == result).map_or(0, |s| s.1);
                        closed &= self.st.remaining[result.index()] == inside;
                    }
                }
                Item::Branch(block) => {
                    let operands = self.branch_operands(block);
                    closed &= self.needs_nothing_below(&operands, below, &mut seen);
                }
            }
            if !closed {
                break;
            }
        }
        self.st.seen = seen;
        closed
    }

    /// Whether reading the operands above the resting value costs nothing extra. Counts them
    /// in `seen`.
    fn needs_nothing_below(
        &self,
        operands: &[Value],
        below: i32,
        seen: &mut Vec<(Value, u32)>,
    ) -> bool {
        for &arg in operands {
            if !self.in_local_or_above(arg, below) {
                return false;
            }
            match seen.iter_mut().find(|(value, _)| *value == arg) {
                Some((_, count)) => *count += 1,
                None => seen.push((arg, 1)),
            }
        }
        true
    }

    /// Operands of the branch at the end of a block.
    fn branch_operands(&self, block: u32) -> Operands {
        let edges = self.flow.edges_of(block);
        let mut operands: Operands =
            edges.flat_map(|edge| self.flow.stack_of(edge).iter().copied()).collect();
        let data = &self.flow.blocks[block as usize];
        if let Some(inst) = data.inst.expand().filter(|_| data.term == Term::If) {
            operands.extend_from_slice(self.func.args(inst));
        }
        operands
    }

    /// Whether reading `value` above the resting value costs nothing extra.
    fn in_local_or_above(&self, value: Value, below: i32) -> bool {
        let info = self.values.info(value);
        if info.chain != self.head || info.remake != Remake::No {
            return true;
        }
        let in_local = info.home_uses > 1 || info.escapes();
        if self.incoming == Some(value) {
            return in_local;
        }
        info.place == PARAM || i64::from(info.place) > i64::from(below) || in_local
    }
}
