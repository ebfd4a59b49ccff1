//! What a call of each function of the input may do.
//!
//! Takes: the input module. Gives: [`Calls`]: for every function, and for indirect calls by each
//! type, a [`Summary`]: state read and written, and ways not to come back in silence. Invariant:
//! whatever a call does is in its summary, what it calls and what a host does in turn included;
//! what is not known counts as everything. A function of the output that stands for one of the
//! input does no more: that is what its own proof says.
//!
//! Functions, shapes of types, and the host are nodes of a graph; each does what the nodes that it
//! leads to do. A shape is a function type with all references taken for one another, so that a
//! type and its subtypes have one shape; it leads to all functions of this shape of which a
//! reference is taken, and to the host if a reference may come from there. The host sees and
//! changes what is exported or imported, and may call what is exported or handed out. What is in
//! a cycle may not end, nor may loops. Cost: linear in the module.

use std::collections::HashMap;

use wasmparser::{Operator, ValType};

use super::module::{ConstStep, Module, Place, Space, Unusable};
use super::opcode::{Class, Opcode, Part};
use super::types::TypeNumber;

/// A set of parts of the state: tables and sizes, objects, memories, globals.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct State(u64);

/// Memories with a bit of their own, but for the last, which stands for all others.
const MEMORIES: u32 = 14;
/// Globals with a bit of their own, but for the last, which stands for all others.
const GLOBALS: u32 = 48;
const FIRST_GLOBAL: u32 = 2 + MEMORIES;

impl State {
    /// Tables, sizes of memories, dropped segments.
    pub const WORLD: State = State(1);
    /// Contents of structures and arrays.
    pub const HEAP: State = State(2);
    const ALL: State = State(u64::MAX);

    /// The contents of a memory.
    pub fn memory(index: u32) -> State {
        State(1 << (2 + index.min(MEMORIES - 1)))
    }

    /// A mutable global.
    pub fn global(index: u32) -> State {
        State(1 << (FIRST_GLOBAL + index.min(GLOBALS - 1)))
    }

    /// Whether both have something in common.
    pub fn meets(self, other: State) -> bool {
        self.0 & other.0 != 0
    }

    /// The globals of the set as a mask; see [`State::in_mask`].
    pub fn globals(self) -> u64 {
        self.0 >> FIRST_GLOBAL
    }

    /// Whether a mask of globals has this one.
    pub fn in_mask(mask: u64, index: u64) -> bool {
        mask >> index.min(u64::from(GLOBALS - 1)) & 1 != 0
    }

    fn add(&mut self, other: State) {
        self.0 |= other.0;
    }
}

/// Ways in which a call may be noticed other than by its results and what it writes.
pub mod stops {
    /// It may trap.
    pub const TRAPS: u8 = 1;
    /// It may throw.
    pub const THROWS: u8 = 2;
    /// It may not end.
    pub const DIVERGES: u8 = 4;
    /// It may call what is outside of the module, or be ordered against other threads.
    pub const LEAVES: u8 = 8;
    /// It may grow something or allocate: its results may differ each time.
    pub const VARIES: u8 = 16;
    /// Bits of NaNs in its results may differ each time; nobody notices that by itself.
    pub const ROUNDS: u8 = 32;
}

/// What a call may do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    /// State that it may read.
    pub reads: State,
    /// State that it may write.
    pub writes: State,
    /// See [`stops`].
    pub stops: u8,
}

impl Summary {
    /// Anything.
    pub const ALL: Summary = Summary { reads: State::ALL, writes: State::ALL, stops: u8::MAX };

    /// Whether it always ends and nobody notices it but by its results and what it writes.
    pub fn is_silent(self) -> bool {
        self.stops & !stops::ROUNDS == 0
    }

    /// Whether nobody notices whether it is done, if nobody uses its results.
    pub fn is_unneeded(self) -> bool {
        self.writes == State::default() && self.stops & !(stops::ROUNDS | stops::VARIES) == 0
    }

    /// Whether a call that came back would come back with the same results if it were repeated
    /// with the same operands in a state where what it reads is the same.
    pub fn is_repeatable(self) -> bool {
        let varies = stops::LEAVES | stops::VARIES | stops::ROUNDS;
        self.writes == State::default() && self.stops & varies == 0
    }

    fn add(&mut self, other: Summary) {
        self.reads.add(other.reads);
        self.writes.add(other.writes);
        self.stops |= other.stops;
    }
}

/// Summaries of all calls that functions can make.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct Calls {
    functions: Vec<Summary>,
    by_type: HashMap<TypeNumber, Summary>,
}

impl Calls {
    /// Of a call of this function of the input.
    pub fn function(&self, index: u32) -> Summary {
        self.functions.get(index as usize).copied().unwrap_or(Summary::ALL)
    }

    /// Of a call of some function of this type.
    pub fn by_type(&self, ty: u64) -> Summary {
        let ty = TypeNumber::try_from(ty).ok();
        ty.and_then(|ty| self.by_type.get(&ty)).copied().unwrap_or(Summary::ALL)
    }

    /// Summaries for a module.
    pub fn of(module: &Module<'_>) -> Result<Calls, Unusable> {
        let mut graph = Graph::new(module);
        for (index, body) in module.bodies.iter().enumerate() {
            let node = module.imported(Space::Func) + index;
            let mut reader = body.get_operators_reader()?;
            while !reader.eof() {
                let operator = reader.read()?;
                graph.operator(node, &operator);
            }
        }
        graph.outside_of_bodies();
        graph.close();
        let all = graph.closed();
        let by_type = module.types.iter().zip(&graph.shape_of).map(|(&number, &shape)| {
            let known = shape.map(|shape| all[graph.shape_node(shape)]);
            (number, known.unwrap_or(Summary::ALL))
        });
        let by_type = by_type.collect();
        Ok(Calls { functions: all[..module.funcs.len()].to_vec(), by_type })
    }
}

struct Graph<'a, 'm> {
    module: &'a Module<'m>,
    own: Vec<Summary>,
    leads: Vec<Vec<u32>>,
    /// For each type its shape, if it is a function type.
    shape_of: Vec<Option<usize>>,
    shapes: usize,
    /// Functions of which a reference is taken.
    taken: Vec<bool>,
    /// References of the module's functions may get to the host.
    leave: bool,
    /// References of the host's functions may be called.
    come: bool,
}

impl<'a, 'm> Graph<'a, 'm> {
    fn new(module: &'a Module<'m>) -> Graph<'a, 'm> {
        let mut shapes: HashMap<Vec<u64>, usize> = HashMap::new();
        let shape_of: Vec<Option<usize>> = (0..module.types.len() as u32)
            .map(|ty| {
                let (params, results) = module.signature(ty)?;
                let mut words: Vec<u64> = params.iter().map(|&ty| loose(ty)).collect();
                words.push(u64::MAX);
                words.extend(results.iter().map(|&ty| loose(ty)));
                let next = shapes.len();
                Some(*shapes.entry(words).or_insert(next))
            })
            .collect();
        let count = module.funcs.len() + shapes.len() + 1;
        Graph {
            module,
            own: vec![Summary::default(); count],
            leads: vec![Vec::new(); count],
            shape_of,
            shapes: shapes.len(),
            taken: vec![false; module.funcs.len()],
            leave: false,
            come: false,
        }
    }

    fn shape_node(&self, shape: usize) -> usize {
        self.module.funcs.len() + shape
    }

    fn host(&self) -> usize {
        self.module.funcs.len() + self.shapes
    }

    fn memory(&self, index: u32) -> State {
        // A host may give one memory twice.
        let count = self.module.imported(Space::Memory) as u32;
        let all = if index < count { 0..count } else { index..index + 1 };
        all.fold(State::default(), |mut set, index| {
            set.add(State::memory(index));
            set
        })
    }

    fn global(&self, index: u32) -> State {
        let count = self.module.imported(Space::Global) as u32;
        let is_mutable =
            |index: u32| self.module.globals.get(index as usize).is_none_or(|g| g.mutable);
        if !is_mutable(index) {
            return State::default();
        }
        let all = if index < count { 0..count } else { index..index + 1 };
        all.filter(|&index| is_mutable(index)).fold(State::default(), |mut set, index| {
            set.add(State::global(index));
            set
        })
    }

    fn operator(&mut self, node: usize, operator: &Operator<'_>) {
        let own = self.effect(operator);
        self.own[node].add(own);
        match *operator {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                self.leads[node].push(function_index);
            }
            Operator::CallIndirect { type_index, .. }
            | Operator::ReturnCallIndirect { type_index, .. } => self.call_type(node, type_index),
            Operator::CallRef { type_index } | Operator::ReturnCallRef { type_index } => {
                self.come = true;
                self.call_type(node, type_index);
            }
            Operator::RefFunc { function_index } => {
                self.leave = true;
                if let Some(taken) = self.taken.get_mut(function_index as usize) {
                    *taken = true;
                }
            }
            Operator::TableGet { .. }
            | Operator::ArrayNewElem { .. }
            | Operator::ArrayInitElem { .. } => self.leave = true,
            Operator::TableSet { .. } | Operator::TableGrow { .. } | Operator::TableFill { .. } => {
                self.come = true
            }
            _ => {}
        }
    }

    fn call_type(&mut self, node: usize, ty: u32) {
        match self.shape_of.get(ty as usize).copied().flatten() {
            Some(shape) => {
                let shape = self.shape_node(shape) as u32;
                self.leads[node].push(shape);
            }
            None => self.own[node] = Summary::ALL,
        }
    }

    /// What an operator does itself.
    fn effect(&self, operator: &Operator<'_>) -> Summary {
        use stops::{DIVERGES, ROUNDS, THROWS, TRAPS, VARIES};
        let none = Summary::default();
        let does = |reads: State, writes: State, stops: u8| Summary { reads, writes, stops };
        let Some(op) = Opcode::of(operator) else { return Summary::ALL };
        let access = || {
            let memory = super::immediates::accessed(operator);
            let shared = |index| self.module.memories.get(index as usize).is_none_or(|m| m.shared);
            memory.filter(|&index| !shared(index)).map(|index| self.memory(index))
        };
        match *operator {
            Operator::Loop { .. } => return does(none.reads, none.writes, DIVERGES),
            Operator::Unreachable
            | Operator::RefAsNonNull
            | Operator::RefCastNonNull { .. }
            | Operator::RefCastNullable { .. } => return does(none.reads, none.writes, TRAPS),
            Operator::Throw { .. } | Operator::ThrowRef | Operator::Rethrow { .. } => {
                return does(none.reads, none.writes, THROWS | TRAPS);
            }
            Operator::GlobalGet { global_index } => {
                return does(self.global(global_index), none.writes, 0);
            }
            Operator::GlobalSet { global_index } => {
                return does(none.reads, self.global(global_index), 0);
            }
            Operator::Call { .. } | Operator::ReturnCall { .. } => return none,
            Operator::CallIndirect { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::CallRef { .. }
            | Operator::ReturnCallRef { .. } => {
                return does(State::WORLD, none.writes, TRAPS);
            }
            Operator::MemoryGrow { .. } | Operator::TableGrow { .. } => {
                return does(State::WORLD, State::WORLD, VARIES);
            }
            Operator::MemoryFill { mem } | Operator::MemoryInit { mem, .. } => {
                return does(State::WORLD, self.memory(mem), TRAPS);
            }
            Operator::MemoryCopy { dst_mem, src_mem } => {
                let mut reads = self.memory(src_mem);
                reads.add(State::WORLD);
                return does(reads, self.memory(dst_mem), TRAPS);
            }
            _ => {}
        }
        match op.class() {
            Class::Rounding => does(none.reads, none.writes, ROUNDS),
            Class::Special | Class::Pure => none,
            Class::Partial => does(none.reads, none.writes, TRAPS),
            Class::Reads(part) if matches!(op, Opcode::MemorySize | Opcode::TableSize) => {
                does(state_of(part), none.writes, 0)
            }
            // What nobody can write is no state.
            Class::Reads(_) if self.module.reads_fixed(operator) => {
                does(none.reads, none.writes, TRAPS)
            }
            Class::Reads(part) => does(state_of(part), none.writes, TRAPS),
            Class::Writes(part) => {
                let mut reads = state_of(part);
                reads.add(State::WORLD);
                does(reads, state_of(part), TRAPS)
            }
            Class::Load => access().map_or(Summary::ALL, |at| does(at, none.writes, TRAPS)),
            Class::Store => access().map_or(Summary::ALL, |at| does(none.reads, at, TRAPS)),
            Class::Event if matches!(op, Opcode::ArrayNewData | Opcode::ArrayNewElem) => {
                does(State::WORLD, none.writes, TRAPS | VARIES)
            }
            // That there is no room for it is no trap of the program.
            Class::Event if super::events::allocates(op) => does(none.reads, none.writes, VARIES),
            Class::Event | Class::Unsupported => Summary::ALL,
        }
    }

    /// References in tables, segments and globals; what is open to the host.
    fn outside_of_bodies(&mut self) {
        let module = self.module;
        let mut seen = Vec::new();
        for element in module.elements.iter().filter(|element| element.place != Place::Declared) {
            seen.extend(element.items.iter().flatten());
        }
        seen.extend(module.tables.iter().filter_map(|table| table.init.as_ref()).flatten());
        let tables = seen.len();
        seen.extend(module.globals.iter().filter_map(|global| global.init.as_ref()).flatten());
        for (number, step) in seen.into_iter().enumerate() {
            match *step {
                ConstStep::Func(index) => {
                    self.leave |= number >= tables;
                    if let Some(taken) = self.taken.get_mut(index as usize) {
                        *taken = true;
                    }
                }
                ConstStep::Global(_) => self.come = true,
                ConstStep::Plain(..) => {}
            }
        }
        let is_open = |space: Space| {
            module.imported(space) > 0 || module.exports.iter().any(|&(_, other, _)| other == space)
        };
        if is_open(Space::Table) {
            self.leave = true;
            self.come = true;
        }
    }

    /// Edges of shapes and of the host.
    fn close(&mut self) {
        let module = self.module;
        let host = self.host();
        for index in 0..module.imported(Space::Func) {
            self.leads[index].push(host as u32);
        }
        for (index, &ty) in module.funcs.iter().enumerate() {
            if self.taken[index]
                && let Some(shape) = self.shape_of.get(ty as usize).copied().flatten()
            {
                let node = self.shape_node(shape);
                self.leads[node].push(index as u32);
            }
        }
        if self.come {
            for shape in 0..self.shapes {
                let node = self.shape_node(shape);
                self.leads[node].push(host as u32);
            }
        }
        let mut seen = State::HEAP;
        let mut see = |graph: &Graph<'_, '_>, space: Space, index: u32| match space {
            Space::Global => seen.add(graph.global(index)),
            Space::Memory => {
                seen.add(graph.memory(index));
                seen.add(State::WORLD);
            }
            Space::Table => seen.add(State::WORLD),
            Space::Func | Space::Tag | Space::Data | Space::Element => {}
        };
        for &(_, space, index) in &module.exports {
            see(self, space, index);
        }
        for space in [Space::Global, Space::Memory, Space::Table] {
            for index in 0..module.imported(space) as u32 {
                see(self, space, index);
            }
        }
        self.own[host] = Summary { reads: seen, writes: seen, stops: u8::MAX };
        for &(_, space, index) in &module.exports {
            if space == Space::Func {
                self.leads[host].push(index);
            }
        }
        if self.leave {
            let taken = (0..).zip(&self.taken).filter(|item| *item.1).map(|item| item.0);
            self.leads[host].extend(taken);
        }
    }

    /// The summaries of all nodes, each with those of the nodes it leads to: Tarjan's algorithm,
    /// which gives components in the order that is needed.
    fn closed(&self) -> Vec<Summary> {
        const NEW: u32 = u32::MAX;
        let count = self.own.len();
        let mut all = self.own.clone();
        let (mut number, mut low) = (vec![NEW; count], vec![0u32; count]);
        let mut done = vec![false; count];
        let mut open: Vec<usize> = Vec::new();
        let mut next = 0;
        for root in 0..count {
            if number[root] != NEW {
                continue;
            }
            let mut stack = vec![(root, 0usize)];
            while let Some(&mut (node, ref mut edge)) = stack.last_mut() {
                if *edge == 0 {
                    number[node] = next;
                    low[node] = next;
                    next += 1;
                    open.push(node);
                }
                if let Some(&to) = self.leads[node].get(*edge) {
                    *edge += 1;
                    let to = to as usize;
                    if number.get(to) == Some(&NEW) {
                        stack.push((to, 0));
                    } else if done.get(to) == Some(&false) {
                        low[node] = low[node].min(number[to]);
                    }
                    continue;
                }
                stack.pop();
                if let Some(&(parent, _)) = stack.last() {
                    low[parent] = low[parent].min(low[node]);
                }
                if low[node] == number[node] {
                    let from = open.iter().rposition(|&other| other == node).unwrap_or(0);
                    let component = open.split_off(from);
                    self.join(&component, &mut all);
                    for member in component {
                        done[member] = true;
                    }
                }
            }
        }
        all
    }

    /// What the members of a component do together.
    fn join(&self, component: &[usize], all: &mut [Summary]) {
        let mut sum = Summary::default();
        let mut cycle = component.len() > 1;
        for &member in component {
            sum.add(all[member]);
            for &to in &self.leads[member] {
                cycle |= to as usize == member;
                sum.add(all.get(to as usize).copied().unwrap_or(Summary::ALL));
            }
        }
        if cycle {
            sum.stops |= stops::DIVERGES;
        }
        for &member in component {
            all[member] = sum;
        }
    }
}

fn state_of(part: Part) -> State {
    match part {
        Part::World => State::WORLD,
        Part::Heap => State::HEAP,
    }
}

/// A type with all references taken for one another.
fn loose(ty: ValType) -> u64 {
    match ty {
        ValType::I32 => 0,
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        ValType::V128 => 4,
        ValType::Ref(_) => 5,
    }
}
