//! Block parameters: made when somebody reads a local at a join, completed after the walk.
//!
//! Takes: the walk's edges and the locals' histories. Gives: the parameters of every block
//! and the arguments of every edge. Invariant of the result: no parameter whose arguments are
//! all one value (or itself), and none that only feeds parameters nobody uses.
//!
//! Cost: O(parameters * incoming edges), each look-up O(log history); removal of redundant
//! parameters visits each again only when one of its arguments was replaced.
//! From: Braun et al. (2013), section 3; Aycock and Horspool, "Simple Generation of Static
//! Single-Assignment Form" (2000) for the redundancy criterion.

use super::Declined;
use super::locals::Known;
use super::walk::Walk;
use crate::ir::entities::{Block, Edge, Value};
use crate::ir::function::ValueData;
use crate::ir::types::Type;
use crate::ir::{Flags, ValueDef};
use cranelift_entity::EntityRef;
use rustc_hash::FxHashMap;

/// Where a parameter's arguments come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// A local, looked up where each edge leaves.
    Local(u32),
    /// An operand carried along each edge.
    Carried(u32),
    /// The exception; edges pass nothing.
    Payload,
}

#[derive(Clone, Copy, Debug)]
struct Parameter {
    block: Block,
    value: Value,
    source: Source,
}

#[derive(Default, Debug)]
pub(super) struct Storage {
    parameters: Vec<Parameter>,
    /// Parameter of a local at a `try_table` handler.
    at_handler: FxHashMap<(Block, u32), Value>,
    /// Number of the parameter that a value is, plus one; 0 for others.
    number: Vec<u32>,
    /// Arguments of parameter `i`, one per incoming edge: `args[starts[i]..starts[i + 1]]`.
    starts: Vec<u32>,
    args: Vec<Value>,
    /// Parameters that use parameter `i`: `users[user_starts[i]..user_starts[i + 1]]`.
    user_starts: Vec<u32>,
    users: Vec<u32>,
    queue: Vec<u32>,
    queued: Vec<bool>,
    /// What each value was replaced by; itself if by nothing.
    alias: Vec<Value>,
    live: Vec<bool>,
    chain: Vec<(usize, usize)>,
    /// Ring of the parameters that were replaced by the same one.
    ring: Vec<u32>,
    lists: Vec<(u32, u32)>,
    buffer: Vec<Value>,
}

impl Storage {
    pub fn clear(&mut self) {
        self.parameters.clear();
        self.at_handler.clear();
    }
}

/// Makes a parameter of `block`.
pub(super) fn make(walk: &mut Walk<'_>, block: Block, ty: Type, source: Source) -> Value {
    let def = ValueDef::Param(block, 0);
    let value = walk.func.values.push(ValueData { ty, def });
    walk.params.parameters.push(Parameter { block, value, source });
    value
}

/// The value of entry `entry` of `local`'s history. Joins with one edge are looked through;
/// others get a parameter.
pub(super) fn resolve(walk: &mut Walk<'_>, local: usize, entry: usize) -> Result<Value, Declined> {
    let mut chain = std::mem::take(&mut walk.params.chain);
    let value = follow(walk, local, entry, &mut chain);
    if let Ok(value) = value {
        for &(local, entry) in &chain {
            walk.locals.resolve(local, entry, value);
        }
    }
    chain.clear();
    walk.params.chain = chain;
    value
}

fn follow(
    walk: &mut Walk<'_>,
    local: usize,
    mut entry: usize,
    chain: &mut Vec<(usize, usize)>,
) -> Result<Value, Declined> {
    let ty = walk.locals.types[local];
    loop {
        let block = match walk.locals.known(local, entry) {
            Known::Value(value) => return Ok(value),
            Known::Default => return walk.zero(ty),
            Known::Pending(block) => block,
        };
        chain.push((local, entry));
        let info = walk.st.blocks[block.index()];
        let transparent = info.in_count == 1 && !info.is_loop && info.handler_since.is_none();
        let edge = info.first_in.expand().filter(|_| transparent);
        let Some(edge) = edge else {
            return Ok(make(walk, block, ty, Source::Local(local as u32)));
        };
        let edge = walk.st.edges[edge.index()];
        if let Some(handler) = edge.via.expand() {
            return at_handler(walk, local, handler);
        }
        entry = walk.locals.before(local, edge.position).ok_or(Declined::Malformed)?;
    }
}

/// The value of `local` where `edge` leaves. `hint` is where its history is searched first.
fn at_edge(
    walk: &mut Walk<'_>,
    local: usize,
    edge: Edge,
    hint: &mut usize,
) -> Result<Value, Declined> {
    let info = walk.st.edges[edge.index()];
    if let Some(handler) = info.via.expand() {
        return at_handler(walk, local, handler);
    }
    let entry = walk.locals.before_near(local, info.position, *hint).ok_or(Declined::Malformed)?;
    *hint = entry;
    at_entry(walk, local, entry)
}

fn at_position(walk: &mut Walk<'_>, local: usize, position: u32) -> Result<Value, Declined> {
    let entry = walk.locals.before(local, position).ok_or(Declined::Malformed)?;
    at_entry(walk, local, entry)
}

fn at_entry(walk: &mut Walk<'_>, local: usize, entry: usize) -> Result<Value, Declined> {
    match walk.locals.known(local, entry) {
        Known::Value(value) => Ok(value),
        _ => resolve(walk, local, entry),
    }
}

/// The value of `local` in the handler block of a `try_table`, which has no position of its
/// own: if the construct does not assign the local, what it was before; else a parameter.
fn at_handler(walk: &mut Walk<'_>, local: usize, handler: Block) -> Result<Value, Declined> {
    let key = (handler, local as u32);
    if let Some(&value) = walk.params.at_handler.get(&key) {
        return Ok(value);
    }
    let info = walk.st.blocks[handler.index()];
    let (start, end) = info.covers.ok_or(Declined::Malformed)?;
    let last = walk.locals.before(local, end).ok_or(Declined::Malformed)?;
    let value = if walk.locals.position(local, last) < start {
        at_position(walk, local, start)?
    } else {
        let ty = walk.locals.types[local];
        make(walk, handler, ty, Source::Local(local as u32))
    };
    walk.params.at_handler.insert(key, value);
    Ok(value)
}

/// Completes all parameters: arguments, redundancy, liveness, and the IR's lists.
pub(super) fn finish(walk: &mut Walk<'_>) -> Result<(), Declined> {
    if !walk.params.parameters.is_empty() {
        collect_arguments(walk)?;
        walk.params.number_parameters(walk.func.values.len());
        remove_redundant(walk);
        resolve_operands(walk);
        mark_feeding(walk.params);
        write_lists(walk);
    }
    walk.dissolve_regions();
    debug_assert!(walk.func.order.iter().all(|&b| {
        walk.func.blocks[b].terminator.is_some()
            && walk.func.block_insts(b).iter().all(|&i| {
                !walk.func.insts[i].op.flags().any(Flags::TERMINATOR.with(Flags::STRUCTURE))
            })
    }));
    Ok(())
}

/// Looks up the argument of every parameter on every incoming edge. Look-ups may make further
/// parameters, which are then visited too.
fn collect_arguments(walk: &mut Walk<'_>) -> Result<(), Declined> {
    walk.params.starts.clear();
    walk.params.args.clear();
    let mut index = 0;
    while index < walk.params.parameters.len() {
        let start = walk.params.args.len() as u32;
        walk.params.starts.push(start);
        let Parameter { block, source, .. } = walk.params.parameters[index];
        let mut next = walk.st.blocks[block.index()].first_in;
        // Edges are linked latest first, so each look-up begins where the last one ended.
        let mut hint = usize::MAX;
        while let Some(edge) = next.expand().filter(|_| source != Source::Payload) {
            let info = walk.st.edges[edge.index()];
            let value = match source {
                Source::Local(local) => at_edge(walk, local as usize, edge, &mut hint)?,
                Source::Carried(at) => walk.st.carried[(info.carried.0 + at) as usize],
                Source::Payload => break,
            };
            walk.params.args.push(value);
            next = info.next;
        }
        index += 1;
    }
    let end = walk.params.args.len() as u32;
    walk.params.starts.push(end);
    Ok(())
}

impl Storage {
    fn args_of(&self, index: usize) -> std::ops::Range<usize> {
        self.starts[index] as usize..self.starts[index + 1] as usize
    }

    fn number_parameters(&mut self, values: usize) {
        self.number.clear();
        self.number.resize(values, 0);
        self.alias.clear();
        self.alias.extend((0..values).map(Value::new));
        for (index, parameter) in self.parameters.iter().enumerate() {
            self.number[parameter.value.index()] = index as u32 + 1;
        }
    }

    /// The index of the parameter that `value` is, if it is one made by the walk.
    #[inline]
    fn index_of(&self, value: Value) -> Option<usize> {
        (self.number[value.index()] as usize).checked_sub(1)
    }

    /// What stands for `value` now.
    #[inline(always)]
    fn find(&mut self, value: Value) -> Value {
        if self.alias[value.index()] == value { value } else { self.find_root(value) }
    }

    /// What stands for a replaced parameter.
    fn find_root(&mut self, value: Value) -> Value {
        let mut root = self.alias[value.index()];
        while self.alias[root.index()] != root {
            root = self.alias[root.index()];
        }
        // Compress the path, so that long chains are walked once.
        let mut at = value;
        while self.alias[at.index()] != root {
            at = std::mem::replace(&mut self.alias[at.index()], root);
        }
        root
    }

    /// Whether nothing stands for parameter `index`.
    fn stays(&self, index: usize) -> bool {
        let value = self.parameters[index].value;
        self.alias[value.index()] == value
    }

    fn index_users(&mut self) {
        let count = self.parameters.len();
        self.user_starts.clear();
        self.user_starts.resize(count + 2, 0);
        for &arg in &self.args {
            let number = self.number[arg.index()];
            if number != 0 {
                self.user_starts[number as usize + 1] += 1;
            }
        }
        for index in 1..self.user_starts.len() {
            self.user_starts[index] += self.user_starts[index - 1];
        }
        self.users.clear();
        self.users.resize(self.user_starts[count + 1] as usize, 0);
        for index in 0..count {
            for at in self.args_of(index) {
                let number = self.number[self.args[at].index()];
                if number != 0 {
                    let slot = &mut self.user_starts[number as usize];
                    self.users[*slot as usize] = index as u32;
                    *slot += 1;
                }
            }
        }
    }

    /// Replaces parameter `index` by `only`, and visits again whoever uses it or anything
    /// that was replaced by it before.
    fn replace(&mut self, index: usize, only: Value) {
        self.alias[self.parameters[index].value.index()] = only;
        let mut member = index;
        loop {
            for at in self.users_of(member) {
                let user = self.users[at];
                if !self.queued[user as usize] {
                    self.queued[user as usize] = true;
                    self.queue.push(user);
                }
            }
            member = self.ring[member] as usize;
            if member == index {
                break;
            }
        }
        let number = self.number[only.index()] as usize;
        if number != 0 {
            self.ring.swap(index, number - 1);
        }
    }

    /// Users of parameter `index`; valid after `index_users`, which leaves each list's end at
    /// the next one's start.
    fn users_of(&self, index: usize) -> std::ops::Range<usize> {
        self.user_starts[index] as usize..self.user_starts[index + 1] as usize
    }
}

/// Replaces every parameter whose arguments are one value and itself by that value.
fn remove_redundant(walk: &mut Walk<'_>) {
    let count = walk.params.parameters.len();
    // Up to the first redundant parameter nothing has to be visited twice.
    let Some(first) = (0..count).find(|&index| replacement(walk, index).is_some()) else {
        return;
    };
    let st = &mut *walk.params;
    st.index_users();
    st.queued.clear();
    st.queued.resize(first, false);
    st.queued.resize(count, true);
    st.queue.clear();
    st.queue.extend((first as u32..count as u32).rev());
    st.ring.clear();
    st.ring.extend(0..count as u32);
    while let Some(index) = walk.params.queue.pop() {
        let index = index as usize;
        walk.params.queued[index] = false;
        if let Some(only) = replacement(walk, index) {
            walk.params.replace(index, only);
        }
    }
}

/// What parameter `index`, if not replaced yet, can be replaced by.
fn replacement(walk: &mut Walk<'_>, index: usize) -> Option<Value> {
    let st = &mut *walk.params;
    let Parameter { block, value, source } = st.parameters[index];
    if !st.stays(index) || source == Source::Payload {
        return None;
    }
    let only = only_argument(st, index, value)?;
    (!walk.is_edge_value(only) && is_available(walk, only, block)).then_some(only)
}

/// Whether `value` may be used in `block` without being passed: always, except that handlers
/// see only what existed before their region was entered.
fn is_available(walk: &Walk<'_>, value: Value, block: Block) -> bool {
    let since = walk.st.blocks[block.index()].handler_since;
    since.is_none_or(|since| {
        (value.index() as u32) < since || walk.st.zeros.iter().any(|&(_, zero)| zero == value)
    })
}

/// The one value, other than `value` itself, that all arguments of a parameter are.
fn only_argument(st: &mut Storage, index: usize, value: Value) -> Option<Value> {
    let mut only = None;
    for at in st.args_of(index) {
        let arg = st.find(st.args[at]);
        if arg != value && only.replace(arg).is_some_and(|other| other != arg) {
            return None;
        }
    }
    only
}

/// Replaces removed parameters in all operands and marks the parameters that operands are.
///
/// The walk puts every instruction it makes into a layout, and only instructions have operands
/// so far, so their lists can be taken as one.
fn resolve_operands(walk: &mut Walk<'_>) {
    let st = &mut *walk.params;
    st.live.clear();
    st.live.resize(st.parameters.len(), false);
    for arg in walk.func.all_lists_mut() {
        if st.index_of(*arg).is_some() {
            *arg = st.find(*arg);
            if let Some(index) = st.index_of(*arg) {
                st.live[index] = true;
            }
        }
    }
}

/// Marks the exceptions' payloads and the parameters that marked parameters are made from.
fn mark_feeding(st: &mut Storage) {
    st.queue.clear();
    for index in 0..st.parameters.len() {
        st.live[index] |= st.parameters[index].source == Source::Payload;
        if st.live[index] {
            st.queue.push(index as u32);
        }
    }
    while let Some(index) = st.queue.pop() {
        for at in st.args_of(index as usize) {
            let arg = st.find(st.args[at]);
            if let Some(index) = st.index_of(arg)
                && !std::mem::replace(&mut st.live[index], true)
            {
                st.queue.push(index as u32);
            }
        }
    }
}

/// Writes the surviving parameters and the arguments for them into the function.
fn write_lists(walk: &mut Walk<'_>) {
    let st = &mut *walk.params;
    let is_kept = |st: &Storage, index: usize| st.live[index] && st.stays(index);
    // Parameters grouped by block, payload first, else in order of creation.
    let mut lists = std::mem::take(&mut st.lists);
    lists.clear();
    for index in 0..st.parameters.len() {
        if is_kept(st, index) {
            lists.push((st.parameters[index].block.index() as u32, index as u32));
        }
    }
    lists.sort_unstable_by_key(|&(block, index)| {
        (block, st.parameters[index as usize].source != Source::Payload, index)
    });
    for group in lists.chunk_by(|a, b| a.0 == b.0) {
        let block = Block::new(group[0].0 as usize);
        st.buffer.clear();
        st.buffer.extend(group.iter().map(|&(_, i)| st.parameters[i as usize].value));
        walk.func.set_block_params(block, &st.buffer);
        let mut next = walk.st.blocks[block.index()].first_in;
        let mut ordinal = 0;
        while let Some(edge) = next.expand() {
            let mut buffer = std::mem::take(&mut st.buffer);
            buffer.clear();
            for &(_, index) in group {
                if st.parameters[index as usize].source != Source::Payload {
                    let at = st.starts[index as usize] as usize + ordinal;
                    let arg = st.args[at];
                    buffer.push(st.find(arg));
                }
            }
            walk.func.set_edge_args(edge, &buffer);
            st.buffer = buffer;
            next = walk.st.edges[edge.index()].next;
            ordinal += 1;
        }
    }
    st.lists = lists;
}
