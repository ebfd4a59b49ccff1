//! What a call of each function may do: state read and written, traps, exceptions, nontermination.
//!
//! Takes: a decoded module, its bodies as they are in the input. Gives: an [`EffectTable`].
//! Invariant: whatever a call does is in its summary, what it calls and what a host does in
//! turn included. It stays so when bodies are optimised, since they then do nothing new.
//!
//! Functions, the types that indirect calls name, and the host are nodes of a graph; each may
//! do what the nodes do that it leads to ([`components`]). A type leads to all functions of
//! that type or a subtype of which a reference is taken, and to the host if a reference may
//! come from there. The host sees and changes what is exported or imported, and may call
//! whatever is exported or handed out. Recursion may not end, nor may loops.
//!
//! Cost: near-linear in the module; bodies are scanned on several threads.
//! Declines: a module with an operator that is not known; then calls may do anything.

use super::components;
use crate::ir::effects::{EffectTable, Effects, State, Stops};
use crate::ir::op::codec::{DecodeError, Reader, Scratch};
use crate::ir::op::{Flags, Op, Opcode, Pool};
use crate::wasm::chunks;
use crate::wasm::decode::Module;
use crate::wasm::indices::Space;
use crate::wasm::items::{Items, Mode};
use crate::wasm::transcribe::{Indices, Transcriber};
use std::num::NonZeroUsize;
use std::ops::Range;

/// What the functions of `module` may do; its table without summaries if that cannot be told.
pub fn effects(module: &Module<'_>, jobs: NonZeroUsize) -> EffectTable {
    let table = EffectTable::new(&module.env);
    match summaries(module, &table, jobs) {
        Some(known) => known,
        None => table,
    }
}

fn summaries(module: &Module<'_>, table: &EffectTable, jobs: NonZeroUsize) -> Option<EffectTable> {
    let items = Items::of(module).ok()?;
    let weights: Vec<usize> = module.bodies.iter().map(|body| body.len()).collect();
    let parts = chunks::each_range(&weights, jobs, |range| scan(module, table, range));
    let mut scans = Vec::with_capacity(weights.len());
    let mut refs = References::new(module);
    for part in parts {
        let (mut bodies, found) = part.ok()?;
        scans.append(&mut bodies);
        refs.join(&found);
    }
    refs.outside_of_bodies(module, &items).ok()?;
    let graph = Graph::new(module, &items, table, &scans, &refs);
    let own: Vec<Effects> = (0..graph.count()).map(|node| graph.own(node)).collect();
    let all = components::union(&own, |node| graph.targets(node));
    let types = (0..module.env.types.len()).map(|ty| all[graph.type_node(ty as u32)]);
    let by_type = types.collect();
    let functions = all[..module.env.funcs.len()].to_vec();
    let mut unread = refs.global_read.iter().map(|read| !read).collect::<Vec<bool>>();
    let imported = items.imported(Space::Global) as usize;
    unread[..imported].fill(false);
    for &(_, space, index) in &items.exports {
        if space == Space::Global {
            unread[index as usize] = false;
        }
    }
    Some(table.clone().with_summaries(functions, by_type, unread))
}

/// What one body does itself.
struct Scan {
    own: Effects,
    /// Functions it calls.
    calls: Box<[u32]>,
    /// Types it calls references of.
    types: Box<[u32]>,
}

/// What bodies say of references and globals.
struct References {
    global_read: Vec<bool>,
    /// Functions of which a reference is taken.
    taken: Vec<bool>,
    /// References of module functions may get to the host.
    leave: bool,
    /// References of host functions may be called indirectly.
    come: bool,
}

impl References {
    fn new(module: &Module<'_>) -> References {
        References {
            global_read: vec![false; module.env.globals.len()],
            taken: vec![false; module.env.funcs.len()],
            leave: false,
            come: false,
        }
    }

    fn join(&mut self, other: &References) {
        let or = |all: &mut [bool], others: &[bool]| {
            all.iter_mut().zip(others).for_each(|(one, other)| *one |= other);
        };
        or(&mut self.global_read, &other.global_read);
        or(&mut self.taken, &other.taken);
        self.leave |= other.leave;
        self.come |= other.come;
    }

    fn operator(&mut self, op: Op) {
        use Opcode::*;
        let set = |list: &mut [bool]| {
            if let Some(item) = list.get_mut(op.index() as usize) {
                *item = true;
            }
        };
        match op.code {
            GlobalGet => set(&mut self.global_read),
            RefFunc => {
                set(&mut self.taken);
                self.leave = true;
            }
            TableGet | ArrayNewElem | ArrayInitElem => self.leave = true,
            TableSet | TableGrow | TableFill | CallRef | ReturnCallRef => self.come = true,
            _ => {}
        }
    }

    /// Tables and their segments, and initial values.
    fn outside_of_bodies(
        &mut self,
        module: &Module<'_>,
        items: &Items<'_>,
    ) -> Result<(), DecodeError> {
        let mut visitor = Transcriber::visitor(Taken { funcs: &mut self.taken, others: false });
        for segment in &items.elements {
            // A declaration puts nothing anywhere.
            if segment.mode != Mode::Declared {
                visitor.set_input(&module.bytes[segment.bytes.clone()]);
                visitor.element(segment.is_plain)?;
            }
        }
        for table in &items.tables {
            visitor.set_input(&module.bytes[table.clone()]);
            visitor.table()?;
        }
        self.come |= visitor.indices.others;
        let before = visitor.indices.funcs.iter().filter(|taken| **taken).count();
        for global in &items.globals {
            visitor.set_input(&module.bytes[global.clone()]);
            visitor.global()?;
        }
        let after = visitor.indices.funcs.iter().filter(|taken| **taken).count();
        self.leave |= after > before;
        let exported = items.exports.iter().any(|export| export.1 == Space::Table);
        let is_open = exported || items.imported(Space::Table) > 0;
        self.leave |= is_open;
        self.come |= is_open;
        Ok(())
    }
}

/// Notes functions whose reference is taken outside of bodies.
struct Taken<'m> {
    funcs: &'m mut Vec<bool>,
    /// A reference comes from a global.
    others: bool,
}

impl Indices for Taken<'_> {
    fn index(&mut self, space: Space, old: u32) -> u32 {
        match space {
            Space::Func => {
                if let Some(taken) = self.funcs.get_mut(old as usize) {
                    *taken = true;
                }
            }
            Space::Global => self.others = true,
            _ => {}
        }
        old
    }
}

/// Scans the bodies of `range`.
fn scan(
    module: &Module<'_>,
    table: &EffectTable,
    range: Range<usize>,
) -> Result<(Vec<Scan>, References), DecodeError> {
    let mut refs = References::new(module);
    let mut scans = Vec::with_capacity(range.len());
    let (mut pool, mut scratch) = (Pool::default(), Scratch::default());
    let (mut calls, mut types) = (Vec::new(), Vec::new());
    for index in range {
        let mut reader = Reader::new(module.body(index), 0);
        for _ in 0..reader.u32()? {
            reader.u32()?;
            reader.ty()?;
        }
        let mut own = Effects::NONE;
        while !reader.at_end() {
            let op = reader.op(&mut pool, &mut scratch)?;
            own = own.with(own_effects(table, op));
            refs.operator(op);
            match op.code {
                Opcode::Call | Opcode::ReturnCall => calls.push(op.index()),
                Opcode::CallIndirect
                | Opcode::ReturnCallIndirect
                | Opcode::CallRef
                | Opcode::ReturnCallRef => types.push(op.index()),
                _ => {}
            }
        }
        pool.clear();
        scans.push(Scan { own, calls: distinct(&mut calls), types: distinct(&mut types) });
    }
    Ok((scans, refs))
}

fn distinct(list: &mut Vec<u32>) -> Box<[u32]> {
    list.sort_unstable();
    list.dedup();
    let distinct = list.as_slice().into();
    list.clear();
    distinct
}

/// What an operator of a body does itself, what it calls left aside.
#[inline]
fn own_effects(table: &EffectTable, op: Op) -> Effects {
    const EFFECT: Flags = Flags::CALLS.with(Flags::ORDERED).with(Flags::ALLOCATES);
    use Opcode::*;
    match op.code {
        Call | ReturnCall => Effects::NONE,
        CallIndirect | ReturnCallIndirect => {
            Effects { reads: State::TABLES, stops: Stops::TRAPS, ..Effects::NONE }
        }
        CallRef | ReturnCallRef => Effects { stops: Stops::TRAPS, ..Effects::NONE },
        Loop => Effects { stops: Stops::DIVERGES, ..Effects::NONE },
        code if code.flags().any(EFFECT) => table.of(op),
        _ => Effects::NONE,
    }
}

/// Who may call whom: functions by index, then types, then the host.
struct Graph<'m, 'a> {
    module: &'m Module<'a>,
    scans: &'m [Scan],
    host_effects: Effects,
    /// Functions of a type or its subtypes of which a reference is taken, at the type's first
    /// equal; and the host.
    of_type: Vec<Vec<u32>>,
    /// What the host may call.
    callable: Vec<u32>,
}

impl<'m, 'a> Graph<'m, 'a> {
    fn new(
        module: &'m Module<'a>,
        items: &Items<'_>,
        table: &EffectTable,
        scans: &'m [Scan],
        refs: &References,
    ) -> Graph<'m, 'a> {
        let env = &module.env;
        let mut graph = Graph {
            module,
            scans,
            host_effects: host_effects(items, table),
            of_type: vec![Vec::new(); env.types.len()],
            callable: Vec::new(),
        };
        let host = graph.host() as u32;
        if refs.come {
            graph.of_type.iter_mut().for_each(|targets| targets.push(host));
        }
        let mut is_callable = vec![false; env.funcs.len()];
        for &(_, space, index) in &items.exports {
            if space == Space::Func {
                is_callable[index as usize] = true;
            }
        }
        for (func, _) in (0..).zip(&refs.taken).filter(|(_, taken)| **taken) {
            is_callable[func as usize] |= refs.leave;
            let mut ty = env.funcs.get(func as usize).copied();
            while let Some(at) = ty {
                let first = graph.first_equal(at);
                graph.of_type[first as usize].push(func);
                // Declared supertypes have smaller indices, so this ends.
                ty = env.types[at as usize].supertype.filter(|&next| next < at);
            }
        }
        let callable = (0..).zip(&is_callable).filter(|(_, callable)| **callable);
        graph.callable = callable.map(|(func, _)| func).collect();
        graph
    }

    fn first_equal(&self, ty: u32) -> u32 {
        self.module.env.equal_types.get(ty as usize).copied().unwrap_or(ty)
    }

    fn type_node(&self, ty: u32) -> usize {
        self.module.env.funcs.len() + self.first_equal(ty) as usize
    }

    fn host(&self) -> usize {
        self.module.env.funcs.len() + self.module.env.types.len()
    }

    fn count(&self) -> usize {
        self.host() + 1
    }

    fn body(&self, node: usize) -> Option<&Scan> {
        self.scans.get(node.checked_sub(self.module.env.imported_funcs as usize)?)
    }

    fn own(&self, node: usize) -> Effects {
        match self.body(node) {
            Some(scan) => scan.own,
            None if node == self.host() => self.host_effects,
            None => Effects::NONE,
        }
    }

    /// The nodes that `node` may call, each by its number.
    fn targets(&self, node: usize) -> Vec<u32> {
        let functions = self.module.env.funcs.len();
        if let Some(scan) = self.body(node) {
            let types = scan.types.iter().map(|&ty| self.type_node(ty) as u32);
            return scan.calls.iter().copied().chain(types).collect();
        }
        if node < functions {
            return vec![self.host() as u32];
        }
        match self.of_type.get(node - functions) {
            Some(targets) => targets.clone(),
            None => self.callable.clone(),
        }
    }
}

/// What code outside of the module may do without calling anything of it.
fn host_effects(items: &Items<'_>, table: &EffectTable) -> Effects {
    let part = |space: Space, index: u32| match space {
        Space::Global => table.global(index),
        Space::Memory => table.memory(index).with(State::SIZES),
        Space::Table => State::TABLES,
        _ => State::NONE,
    };
    let exports = items.exports.iter().map(|&(_, space, index)| part(space, index));
    let imported = [Space::Global, Space::Memory, Space::Table]
        .into_iter()
        .flat_map(|space| (0..items.imported(space)).map(move |index| part(space, index)));
    let seen = exports.chain(imported).fold(State::HEAP, State::with);
    Effects { reads: seen, writes: seen, stops: Stops::ALL, varies: true }
}
