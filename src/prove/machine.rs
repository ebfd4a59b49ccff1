//! Execution of one side, from its point to the next thing that the other side must match.
//!
//! Takes: a body's blocks and the values of its registers as terms. Gives: the side at its next
//! [`Item`], with what it may have trapped on meanwhile. Invariant: registers, stack and state
//! are what the code computes on every input for which the path so far is taken and nothing in
//! the windows trapped. Cost: linear in the operators passed.

use std::sync::Arc;

use smallvec::SmallVec;

use super::code::{ALL, BlockId, Code, Edge, End, Inst, Zero};
use super::facts::{Facts, Scope};
use super::hierarchy::Hierarchy;
use super::objects;
use super::opcode::{Class, Opcode as O, Part};
use super::summary::{Calls, State};
use super::term::{Node, Op, Terms, Width};

/// Indices of the parts of the state that come before the memories.
pub const WORLD: usize = 0;
/// Contents of structures and arrays.
pub const HEAP: usize = 1;
/// Mutable globals.
pub const GLOBALS: usize = 2;
/// The first memory.
pub const MEMORIES: usize = 3;

/// A global that never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fixed {
    /// It may change.
    No,
    /// Nobody asks for its value.
    Unread,
    /// Nobody knows its value here.
    Unknown,
    /// Its value.
    Value(Width, u64),
}

/// A memory, as far as it matters for accesses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemoryKind {
    /// Bytes it has at least.
    pub least: u64,
    /// Whether addresses have 64 bits.
    pub wide: bool,
    /// Whether other threads write to it.
    pub shared: bool,
    /// Whether it may be the same as another memory: a host may give one twice.
    pub twin: bool,
}

/// What both modules say about items that functions use, by the input's indices.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct Surroundings {
    /// Globals.
    pub globals: Vec<Fixed>,
    /// Globals that may be the same as others: a host may give one twice.
    pub twins: Vec<bool>,
    /// Memories.
    pub memories: Vec<MemoryKind>,
    /// What calls may do.
    pub calls: Arc<Calls>,
    /// What types say of references.
    pub types: Arc<Hierarchy>,
    /// What direct calls of the input's and of the output's functions mean.
    pub callees: Callees,
}

/// For each function of the input and of the output a function of the input that does the same
/// when it is called: one for all that have one counterpart.
#[derive(Default, Debug)]
pub struct Callees(pub [Vec<u32>; 2]);

/// Callees are part of the question about a pair of functions, not of what all have in common.
impl PartialEq for Callees {
    fn eq(&self, _: &Callees) -> bool {
        true
    }
}

impl Eq for Callees {}

impl Surroundings {
    /// The function of the input that a direct call means.
    pub fn callee(&self, scope: Scope, index: u32) -> u32 {
        let Callees([source, target]) = &self.callees;
        let callees = if scope == Scope::Target { target } else { source };
        callees.get(index as usize).copied().unwrap_or(u32::MAX)
    }
}

/// What a side waits at.
#[derive(Clone, Debug)]
pub enum Item {
    /// Nothing: it can go on.
    Ready,
    /// About to enter a block that other ways lead to as well.
    Merge(BlockId),
    /// A condition, where if it holds, where if not.
    Branch(Node, Edge, Edge),
    /// A selector; the block whose end has the edges.
    Switch(Node, BlockId),
    /// An operator that both sides must do; index of the operator.
    Event(u32),
    /// The results.
    Return,
    /// It traps for certain.
    Trap,
}

/// One side on a path.
#[derive(Clone)]
pub struct Machine {
    /// Whose.
    pub scope: Scope,
    /// Parameters and locals.
    pub regs: Vec<Node>,
    /// Operand stack.
    pub stack: Vec<Node>,
    /// State: world, heap, globals, memories.
    pub parts: SmallVec<[Node; 4]>,
    /// What it waits at.
    pub item: Item,
    /// Operands of the event it waits at.
    pub args: SmallVec<[Node; 6]>,
    /// States and the trap conditions that were evaluated in them, since both sides last met.
    pub windows: Vec<(Node, Node)>,
    /// Operators done whose NaN bits may differ each time, since the last cut point.
    pub rounded: Vec<Node>,
    /// Calls done that are no events, since the last cut point.
    pub calls: Vec<Node>,
    /// What others have seen since something was rounded.
    pub shown: Vec<Node>,
    block: BlockId,
    pc: u32,
    key: Option<Node>,
    /// Where it is, for messages.
    pub offset: u32,
    /// Blocks entered on this path.
    pub entered: u32,
    /// Loop headers passed on this path that nobody was to meet, each after a new condition.
    pub rounds: u32,
    /// Conditions that the path had looked at when it passed the last of them.
    pub forks: u32,
    /// Changes of state since both sides last met.
    pub writes: u32,
}

impl Machine {
    /// A side that is about to enter a block, with all registers unknown.
    pub fn new(scope: Scope, code: &Code, block: BlockId) -> Machine {
        Machine {
            scope,
            regs: vec![Node::NONE; code.registers as usize],
            stack: Vec::new(),
            parts: SmallVec::new(),
            item: Item::Merge(block),
            args: SmallVec::new(),
            windows: Vec::new(),
            rounded: Vec::new(),
            calls: Vec::new(),
            shown: Vec::new(),
            block,
            pc: 0,
            key: None,
            offset: code.blocks[block as usize].offset,
            entered: 0,
            rounds: 0,
            forks: 0,
            writes: 0,
        }
    }

    /// Starts executing a block.
    pub fn enter(&mut self, code: &Code, block: BlockId) {
        let data = &code.blocks[block as usize];
        self.block = block;
        self.pc = data.insts.0;
        self.item = Item::Ready;
        self.offset = data.offset;
        self.entered += 1;
    }

    /// Follows an edge, to the begin of its block.
    pub fn follow(&mut self, code: &Code, edge: Edge) {
        let length = self.stack.len() - edge.drop as usize;
        self.stack.truncate(length);
        if edge.keep != ALL {
            let (keep, height) = (edge.keep as usize, edge.height as usize);
            self.stack.copy_within(length - keep.., height);
            self.stack.truncate(height + keep);
        }
        self.arrive(code, edge.block);
    }

    /// Comes to the begin of a block.
    pub fn arrive(&mut self, code: &Code, block: BlockId) {
        if code.blocks[block as usize].merge {
            self.offset = code.blocks[block as usize].offset;
            self.item = Item::Merge(block);
        } else {
            self.enter(code, block);
        }
    }

    /// The state as one term.
    pub fn state(&mut self, terms: &mut Terms) -> Node {
        match self.key {
            Some(key) => key,
            None => {
                let key = terms.tuple(&self.parts);
                self.key = Some(key);
                key
            }
        }
    }

    /// Changes a part of the state.
    pub fn set_part(&mut self, part: usize, value: Node) {
        if self.parts[part] != value {
            self.parts[part] = value;
            self.key = None;
            self.writes += 1;
        }
    }

    /// Terms that it holds.
    pub fn size(&self) -> usize {
        self.regs.len() + self.stack.len() + 2 * self.windows.len() + self.rounded.len()
    }

    /// Both sides have met: what was passed is settled.
    pub fn settle(&mut self) {
        self.windows.clear();
        self.writes = 0;
    }

    /// What it waits with is about to be seen, with the state.
    pub fn show_operands(&mut self) {
        if !self.rounded.is_empty() {
            self.shown.extend(&self.args);
            self.shown.extend(&self.parts);
        }
    }

    /// Whether it traps is about to be seen.
    pub fn show_windows(&mut self) {
        if !self.rounded.is_empty() {
            self.shown
                .extend(self.windows.iter().flat_map(|&(state, condition)| [state, condition]));
        }
    }

    pub(super) fn pop(&mut self) -> Node {
        self.stack.pop().unwrap_or(Node::NONE)
    }

    pub(super) fn take(&mut self, count: usize) -> SmallVec<[Node; 6]> {
        let at = self.stack.len().saturating_sub(count);
        let taken = self.stack[at..].iter().copied().collect();
        self.stack.truncate(at);
        taken
    }

    /// Notes a condition under which it traps here.
    pub(super) fn trap_if(&mut self, terms: &mut Terms, facts: &mut Facts, condition: Node) {
        match facts.decide(terms, condition) {
            Some(false) => return,
            Some(true) => {
                self.item = Item::Trap;
                return;
            }
            None => {}
        }
        if facts.is_passed(self.scope, condition) {
            return;
        }
        facts.pass(self.scope, condition);
        let state = self.state(terms);
        self.windows.push((state, condition));
    }

    /// Runs until something must be matched.
    pub fn run(
        &mut self,
        code: &Code,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
    ) {
        while let Item::Ready = self.item {
            if self.pc == code.blocks[self.block as usize].insts.1 {
                self.finish_block(code);
                continue;
            }
            let index = self.pc;
            let inst = code.insts[index as usize];
            self.pc += 1;
            self.offset = inst.offset;
            self.step(code, around, terms, facts, &inst, index);
        }
    }

    fn finish_block(&mut self, code: &Code) {
        match &code.blocks[self.block as usize].end {
            End::Jump(edge) => self.follow(code, *edge),
            End::Branch(yes, no) => {
                let condition = self.pop();
                self.item = Item::Branch(condition, *yes, *no);
            }
            End::Switch(_) => {
                let selector = self.pop();
                self.item = Item::Switch(selector, self.block);
            }
            End::Return => self.item = Item::Return,
            End::Trap => self.item = Item::Trap,
        }
    }

    fn step(
        &mut self,
        code: &Code,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
        inst: &Inst,
        index: u32,
    ) {
        match inst.op.class() {
            Class::Special => self.special(code, around, terms, facts, inst, index),
            Class::Pure | Class::Rounding => {
                let result = self.pure(code, terms, inst);
                if inst.op.class() == Class::Rounding && terms.value(result).is_none() {
                    self.rounded.push(result);
                }
                self.stack.push(result);
            }
            Class::Partial => self.partial(terms, facts, inst),
            Class::Reads(part) => {
                let fixed = objects::reads_object(inst.op) && inst.b != 0;
                let part = match fixed {
                    true => terms.constant(Width::W32, 0),
                    false => self.parts[part_index(part)],
                };
                let mut args = self.take(inst.takes as usize);
                let checked = self.object_check(terms, facts, inst.op, &args);
                args.insert(0, part);
                if !checked && !matches!(inst.op, O::TableSize | O::MemorySize) {
                    let traps = self.opaque(terms, Op::Traps(inst.op), inst, &args, 1);
                    self.trap_if(terms, facts, traps);
                }
                let value = self.opaque(terms, Op::Wasm(inst.op), inst, &args, 64);
                self.stack.push(value);
            }
            Class::Writes(part) => {
                let at = part_index(part);
                let mut args = self.take(inst.takes as usize);
                let checked = self.object_check(terms, facts, inst.op, &args);
                args.insert(0, self.parts[at]);
                args.push(self.parts[WORLD]);
                if !checked {
                    let traps = self.opaque(terms, Op::Traps(inst.op), inst, &args, 1);
                    self.trap_if(terms, facts, traps);
                }
                let after = self.opaque(terms, Op::After(inst.op), inst, &args, 64);
                self.set_part(at, after);
            }
            Class::Load => self.load(around, terms, facts, inst, index),
            Class::Store => self.store(around, terms, facts, inst, index),
            Class::Event if self.silent_call(code, around, terms, inst) => {}
            Class::Event | Class::Unsupported => self.event(terms, facts, inst, index),
        }
    }

    /// Structures and arrays: the reference, always the first operand, is not null, and the
    /// index is in range. Gives whether that is all that can go wrong.
    fn object_check(&mut self, terms: &mut Terms, facts: &mut Facts, op: O, args: &[Node]) -> bool {
        let indexed = match op {
            O::StructGet | O::StructGetS | O::StructGetU | O::StructSet => false,
            O::ArrayGet | O::ArrayGetS | O::ArrayGetU | O::ArraySet => true,
            _ => return false,
        };
        let null = terms.is_null(args[0]);
        self.trap_if(terms, facts, null);
        if indexed {
            let kids = [args[0], args[1], Node::NONE];
            let outside = terms.intern(Op::Traps(O::ArrayGet), 0, kids, 1);
            self.trap_if(terms, facts, outside);
        }
        true
    }

    pub(super) fn opaque(
        &self,
        terms: &mut Terms,
        op: Op,
        inst: &Inst,
        args: &[Node],
        bits: u32,
    ) -> Node {
        let all = terms.tuple(args);
        let immediate = terms.constant(Width::W64, u64::from(inst.a) << 32 | u64::from(inst.b));
        let kids = [all, immediate, Node::NONE];
        match op {
            Op::Wasm(op) if objects::reads_object(op) => terms.read_object(op, inst.imm, kids),
            Op::Wasm(_) => terms.read(op, inst.imm, kids),
            _ => terms.intern(op, inst.imm, kids, bits),
        }
    }

    pub(super) fn event(&mut self, terms: &mut Terms, facts: &mut Facts, inst: &Inst, index: u32) {
        let mut args = self.take(inst.takes as usize);
        if matches!(inst.op, O::ArrayNewData | O::ArrayNewElem) {
            args.push(self.parts[WORLD]);
            let traps = self.opaque(terms, Op::Traps(inst.op), inst, &args, 1);
            self.trap_if(terms, facts, traps);
            args.pop();
        }
        objects::without_defaults(terms, inst, &mut args);
        self.args = args;
        self.wait(index);
    }

    /// Waits at an event, unless it has trapped.
    pub(super) fn wait(&mut self, index: u32) {
        if let Item::Ready = self.item {
            self.item = Item::Event(index);
        }
    }

    /// A call that always ends and that nobody notices but by its results and what it writes:
    /// these are functions of its operands and of what it reads. Like roundings such calls may
    /// become fewer, not more: recursion must not begin where there was none.
    fn silent_call(
        &mut self,
        code: &Code,
        around: &Surroundings,
        terms: &mut Terms,
        inst: &Inst,
    ) -> bool {
        if !matches!(inst.op, O::Call | O::ReturnCall) {
            return false;
        }
        let function = around.callee(self.scope, inst.a);
        let summary = around.calls.function(function);
        if !summary.is_silent() {
            return false;
        }
        let args = self.take(inst.takes as usize);
        let all = self.operands(terms, &args, summary.reads);
        let parts = 0..self.parts.len();
        let call = u64::from(function) << 16;
        let kids = [all, Node::NONE, Node::NONE];
        self.calls.push(terms.intern(Op::After(O::Call), call | 0xffff, kids, 64));
        for part in parts.filter(|&part| touches(part, summary.writes)) {
            let imm = call | 0x8000 | part as u64;
            let kids = [all, self.parts[part], Node::NONE];
            let after = terms.intern(Op::After(O::Call), imm, kids, 64);
            self.write_some(terms, part, after, summary.writes);
        }
        let ends = inst.op == O::ReturnCall;
        let results = if ends { code.results } else { u32::from(inst.gives) };
        for result in 0..u64::from(results) {
            self.stack.push(terms.read(Op::After(O::Call), call | result, kids));
        }
        if ends {
            self.item = Item::Return;
        }
        true
    }

    /// Operands of a call and what it reads, as one term.
    pub fn operands(&self, terms: &mut Terms, args: &[Node], reads: State) -> Node {
        let mut all: SmallVec<[Node; 8]> = SmallVec::from_slice(args);
        let parts = 0..self.parts.len();
        all.extend(parts.filter(|&part| touches(part, reads)).map(|part| self.parts[part]));
        terms.tuple(&all)
    }

    /// A part of the state after a call that writes a set of parts: of the globals those that are
    /// not in the set are as before.
    pub fn write_some(&mut self, terms: &mut Terms, part: usize, after: Node, writes: State) {
        let value = match part {
            GLOBALS => terms.kept_globals(self.parts[part], after, writes.globals()),
            _ => after,
        };
        self.set_part(part, value);
    }

    fn pure(&mut self, code: &Code, terms: &mut Terms, inst: &Inst) -> Node {
        let args = self.take(inst.takes as usize);
        match inst.op {
            O::I8x16Shuffle => {
                let lanes = code.wide[inst.a as usize];
                terms.shuffle(args[0], args[1], lanes.to_le_bytes())
            }
            O::RefTestNonNull => terms.has_type(inst.imm, false, args[0]),
            O::RefTestNullable => terms.has_type(inst.imm, true, args[0]),
            op => terms.operator(op, inst.imm, &args),
        }
    }

    /// Operators that trap on some operands.
    fn partial(&mut self, terms: &mut Terms, facts: &mut Facts, inst: &Inst) {
        let args = self.take(inst.takes as usize);
        let width = match inst.op {
            O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => Some(Width::W32),
            O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => Some(Width::W64),
            _ => None,
        };
        match (width, inst.op) {
            (Some(width), op) => {
                let zero = terms.eqz(width, args[1]);
                self.trap_if(terms, facts, zero);
                if matches!(op, O::I32DivS | O::I64DivS) {
                    let least = terms.constant(width, width.sign());
                    let minus_one = terms.constant(width, u64::MAX);
                    let least = terms.eq(width, args[0], least);
                    let minus_one = terms.eq(width, args[1], minus_one);
                    let never = facts.decide(terms, least) == Some(false)
                        || facts.decide(terms, minus_one) == Some(false);
                    if !never {
                        let overflow = terms.and(Width::W32, least, minus_one);
                        self.trap_if(terms, facts, overflow);
                    }
                }
            }
            (None, O::I31GetS | O::I31GetU | O::ArrayLen) => {
                let null = terms.is_null(args[0]);
                self.trap_if(terms, facts, null);
            }
            (None, op) => {
                let traps = terms.intern(Op::Traps(op), 0, [args[0], Node::NONE, Node::NONE], 1);
                self.trap_if(terms, facts, traps);
            }
        }
        let result = terms.operator(inst.op, 0, &args);
        self.stack.push(result);
    }

    fn special(
        &mut self,
        code: &Code,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
        inst: &Inst,
        index: u32,
    ) {
        match inst.op {
            O::LocalGet => self.stack.push(self.regs[inst.a as usize]),
            O::LocalSet => self.regs[inst.a as usize] = self.pop(),
            O::LocalTee => {
                self.regs[inst.a as usize] = self.stack.last().copied().unwrap_or(Node::NONE);
            }
            O::Drop => {
                self.pop();
            }
            O::Select | O::TypedSelect => {
                let condition = self.pop();
                let (b, a) = (self.pop(), self.pop());
                let value = match facts.decide(terms, condition) {
                    Some(true) => a,
                    Some(false) => b,
                    None => terms.select(condition, a, b),
                };
                self.stack.push(value);
            }
            O::I32Const | O::F32Const => {
                let value = terms.constant(Width::W32, inst.imm);
                self.stack.push(value);
            }
            O::I64Const | O::F64Const => {
                let value = terms.constant(Width::W64, inst.imm);
                self.stack.push(value);
            }
            O::V128Const => {
                let value = terms.vector(code.wide[inst.a as usize]);
                self.stack.push(value);
            }
            O::GlobalGet => {
                let index = u64::from(inst.a);
                let value = match around.globals[inst.a as usize] {
                    Fixed::No | Fixed::Unread => terms.global(self.parts[GLOBALS], index),
                    Fixed::Unknown => {
                        let holds = terms.types.global(index);
                        terms.typed_leaf(Op::Entry, FIXED_GLOBAL | index, holds)
                    }
                    Fixed::Value(width, value) => terms.constant(width, value),
                };
                self.stack.push(value);
            }
            O::GlobalSet => {
                let value = self.pop();
                if let Fixed::Unread = around.globals[inst.a as usize] {
                    return;
                }
                if around.twins[inst.a as usize] {
                    // Others may have changed with it; what was there before is gone.
                    let own = |op: Op| matches!(op, Op::SetGlobal | Op::After(O::GlobalGet));
                    let mut before = self.parts[GLOBALS];
                    while let term = terms.get(before)
                        && own(term.op)
                        && term.imm == u64::from(inst.a)
                    {
                        before = term.kids[0];
                    }
                    let kids = [before, value, Node::NONE];
                    let after = terms.intern(Op::After(O::GlobalGet), u64::from(inst.a), kids, 64);
                    self.set_part(GLOBALS, after);
                }
                let after = terms.set_global(self.parts[GLOBALS], u64::from(inst.a), value);
                self.set_part(GLOBALS, after);
            }
            O::BrOnNull => {
                let null = terms.is_null(self.stack[self.stack.len() - 1]);
                self.stack.push(null);
            }
            O::BrOnCast => {
                let top = self.stack[self.stack.len() - 1];
                let has = terms.has_type(inst.imm, inst.b != 0, top);
                self.stack.push(has);
            }
            O::RefAsNonNull => {
                let null = terms.is_null(self.stack[self.stack.len() - 1]);
                self.trap_if(terms, facts, null);
            }
            O::RefCastNonNull | O::RefCastNullable => {
                let top = self.stack[self.stack.len() - 1];
                let has = if inst.op == O::RefCastNullable {
                    terms.has_type(inst.imm, true, top)
                } else {
                    let null = terms.is_null(top);
                    self.trap_if(terms, facts, null);
                    terms.tested(inst.imm, top)
                };
                let fails = terms.not(has);
                self.trap_if(terms, facts, fails);
            }
            O::MemoryFill | O::MemoryCopy | O::MemoryInit => {
                self.bulk(around, terms, facts, inst, index);
            }
            O::Throw | O::ThrowRef => self.event(terms, facts, inst, index),
            O::Rethrow => {
                self.args = SmallVec::from_slice(&[self.regs[inst.a as usize]]);
                self.item = Item::Event(index);
            }
            _ => self.item = Item::Event(index),
        }
    }
}

/// Marks entry leaves that are globals.
pub const FIXED_GLOBAL: u64 = 1 << 40;
/// Marks entry leaves that are parts of the state.
pub const ENTRY_PART: u64 = 1 << 41;

/// Whether a set has something of a part of the state.
pub fn touches(part: usize, set: State) -> bool {
    match part {
        WORLD => set.meets(State::WORLD),
        HEAP => set.meets(State::HEAP),
        GLOBALS => set.globals() != 0,
        _ => set.meets(State::memory((part - MEMORIES) as u32)),
    }
}

fn part_index(part: Part) -> usize {
    match part {
        Part::World => WORLD,
        Part::Heap => HEAP,
    }
}

/// The first value of a local.
pub fn zero(terms: &mut Terms, zero: Zero) -> Node {
    match zero {
        Zero::W32 => terms.constant(Width::W32, 0),
        Zero::W64 => terms.constant(Width::W64, 0),
        Zero::V128 => terms.vector(0),
    }
}
