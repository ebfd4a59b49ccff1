//! Checks a lowering: runs the control tree and its stack code symbolically.
//!
//! State: for every local and every stack cell, the set of SSA values it is known to hold, and
//! the flow block that must run next. Transfer: `set s` makes local `s` hold what the top
//! holds; an operator must find its operands' values in the cells it takes; a branch along an
//! edge renames arguments to parameters wherever they are held. Meet: intersection, and the
//! next block must agree. Test: every operator finds its operands, every block is reached only
//! by edges that lead to it, every exit carries its results.
//!
//! Takes: everything `emit` takes. Gives: the first error, in words. It shares the data
//! structures but none of the decisions: a wrong live range, a bad merge, a lost move or a
//! misplaced arm all show as an operand that is not there. Cost: O(code * slots) a round, a
//! round per level of loops; used in debug builds, tests and fuzzing.
//!
//! From: regalloc2's checker, carried over to structured code.

use super::code::{Negation, Step};
use super::copies::{Move, Source};
use super::emit::Emitter;
use super::flow::{EXIT, Term};
use super::structure::edge_label;
use super::tree::{FUNCTION, Kind, Label, List, NONE, block_label, loop_label, region_label};
use super::values::{PARAM, is_zero};
use crate::ir::entities::{Inst, Value};
use crate::ir::types::Type;
use crate::ir::{Flags, Op, Opcode};
use cranelift_entity::EntityRef;
use std::collections::HashMap;

/// Values a place holds, sorted.
type Set = Vec<Value>;

#[derive(Clone, PartialEq, Eq, Debug)]
struct State {
    slots: Vec<Set>,
    stack: Vec<Set>,
    /// The flow block that control is on its way to.
    next: u32,
}

/// An open construct's label.
struct Target {
    height: usize,
    arity: usize,
    state: Option<State>,
}

struct Checker<'a, 'b> {
    em: &'b Emitter<'a>,
    targets: HashMap<Label, Target>,
    /// What is known at loop headers, kept from round to round.
    headers: HashMap<u32, State>,
    /// States in which the arms of a legacy region start, by region label and arm.
    arms: HashMap<(Label, u32), State>,
    /// One value for all constants that are the same.
    canonical: Vec<Value>,
    changed: bool,
    error: Option<String>,
}

/// Checks the lowering that `em` is about to write.
pub(super) fn check(em: &Emitter<'_>, list: List) -> Result<(), String> {
    let mut checker = Checker {
        em,
        targets: HashMap::new(),
        headers: HashMap::new(),
        arms: HashMap::new(),
        canonical: canonical_values(em),
        changed: true,
        error: None,
    };
    checker.effects_in_order();
    if let Some(error) = checker.error.take() {
        return Err(error);
    }
    let entry = checker.entry();
    while std::mem::take(&mut checker.changed) {
        checker.error = None;
        checker.arms.clear();
        checker.targets.clear();
        let arity = em.func.results.len();
        checker.targets.insert(FUNCTION, Target { height: 0, arity, state: None });
        let end = checker.list(list, Some(entry.clone()));
        if let Some(state) = end {
            checker.jump(FUNCTION, state);
        }
    }
    checker.error.map_or(Ok(()), Err)
}

fn canonical_values(em: &Emitter<'_>) -> Vec<Value> {
    let mut first = HashMap::new();
    let values = em.func.values.keys();
    values
        .map(|value| match em.func.def_op(value) {
            Some((_, op)) if op.flags().any(Flags::CONSTANT) => {
                // Nulls of all types are one.
                let key = match op.code {
                    Opcode::RefNull => (Op::new(op.code), Type::UNKNOWN),
                    _ => (op, em.func.ty(value)),
                };
                *first.entry(key).or_insert(value)
            }
            _ => value,
        })
        .collect()
}

fn insert(set: &mut Set, value: Value) {
    if let Err(at) = set.binary_search(&value) {
        set.insert(at, value);
    }
}

fn remove(set: &mut Set, value: Value) {
    if let Ok(at) = set.binary_search(&value) {
        set.remove(at);
    }
}

fn meet(into: &mut State, other: &State) -> bool {
    let mut changed = false;
    let places = into.slots.iter_mut().zip(&other.slots);
    for (a, b) in places.chain(into.stack.iter_mut().zip(&other.stack)) {
        let before = a.len();
        a.retain(|value| b.binary_search(value).is_ok());
        changed |= a.len() != before;
    }
    changed
}

impl Checker<'_, '_> {
    fn fail(&mut self, what: String) {
        self.error.get_or_insert(what);
    }

    /// Instructions of a chain that change places must commute; one that moves to a later
    /// block of its chain must be pure.
    fn effects_in_order(&mut self) {
        let em = self.em;
        let mut places = vec![0; em.func.insts.len()];
        for &block in &em.func.order {
            for (place, inst) in em.func.block_insts_and_terminator(block).enumerate() {
                places[inst.index()] = place;
            }
        }
        let mut chains: HashMap<u32, Vec<(u32, usize, Inst)>> = HashMap::new();
        for block in 0..em.code.ranges.len() as u32 {
            let chain = chains.entry(em.flow.chains.head(block)).or_default();
            for step in em.code.block(block) {
                if let Step::Op(inst) | Step::Mirrored(inst) = step.step() {
                    let op = em.func.insts[inst].op;
                    let home = em.func.result(inst).map(|value| em.values.info(value).home);
                    let home = home.unwrap_or(block);
                    let flags = op.flags();
                    if home != block && !flags.is_pure() {
                        self.fail(format!("`{}` leaves block {home}", op.info().text));
                    }
                    let place = (home, places[inst.index()]);
                    for &(other, at, earlier) in chain.iter().rev().take(200) {
                        let effects = em.func.insts[earlier].op.flags();
                        if (other, at) > place && !flags.commutes_with(effects) {
                            let text = em.func.insts[earlier].op.info().text;
                            let (a, b) = (op.info().text, place.1);
                            self.fail(format!("block {block}: `{text}` {at} overtakes `{a}` {b}"));
                        }
                    }
                    chain.push((place.0, place.1, inst));
                }
            }
        }
    }

    /// Parameters hold themselves; other locals every constant that is their type's zero.
    fn entry(&mut self) -> State {
        let func = self.em.func;
        let mut slots: Vec<Set> = Vec::new();
        let params = func.block_params(func.entry());
        slots.extend(params.iter().map(|&param| vec![param]));
        for &(count, ty) in &self.em.slots.declarations {
            let mut zeros: Set = func
                .values
                .keys()
                .filter(|&value| func.ty(value) == ty || (ty.is_ref() && func.ty(value).is_ref()))
                .filter(|&value| func.def_op(value).is_some_and(|(_, op)| is_zero(func, op)))
                .map(|value| self.canonical[value.index()])
                .collect();
            zeros.sort_unstable();
            zeros.dedup();
            slots.extend((0..count).map(|_| zeros.clone()));
        }
        State { slots, stack: Vec::new(), next: 0 }
    }

    /// Control goes to `label` with `state`; the operands above the label's are forgotten.
    fn jump(&mut self, label: Label, mut state: State) {
        let label = self.em.shape.resolve(label);
        if label == FUNCTION {
            if state.next != EXIT {
                self.fail(format!("leaves the function instead of reaching {}", state.next));
            }
            return;
        }
        if label & 1 == 1 && label < super::tree::REGIONS {
            let header = label / 2;
            if let Some(target) = self.targets.get(&label) {
                state.stack.truncate(target.height);
            }
            return self.reach_header(header, &state);
        }
        let Some(target) = self.targets.get_mut(&label) else {
            return self.fail(format!("branch to label {label}, which is not open"));
        };
        let from = state.stack.len().saturating_sub(target.arity);
        let carried = state.stack.split_off(from);
        state.stack.truncate(target.height);
        state.stack.extend(carried);
        match &mut target.state {
            None => target.state = Some(state),
            Some(known) => {
                let (a, b) = (known.next, state.next);
                meet(known, &state);
                if a != b {
                    self.fail(format!("label {label} is reached on the way to {a} and to {b}"));
                }
            }
        }
    }

    fn reach_header(&mut self, header: u32, state: &State) {
        if state.next != header {
            self.fail(format!("loop {header} is entered on the way to {}", state.next));
        }
        match self.headers.get_mut(&header) {
            None => {
                self.headers.insert(header, state.clone());
                self.changed = true;
            }
            Some(known) => self.changed |= meet(known, state),
        }
    }

    // ---- the tree ----

    fn list(&mut self, list: List, mut state: Option<State>) -> Option<State> {
        let mut next = list.head;
        while next != NONE {
            let id = next;
            let node = *self.em.tree.node(id);
            next = node.next;
            let Some(now) = state.take() else {
                self.fail("code after the end of control".into());
                return None;
            };
            state = match node.kind {
                Kind::Code(block) => self.code(block, now),
                Kind::Prefix(block) => {
                    let mut now = now;
                    let start = self.em.live.start_of(block) + 1;
                    let prefix = self.em.flow.prefix(block);
                    for (index, step) in self.em.code.block(block)[..prefix].iter().enumerate() {
                        self.step(block, step.step(), start + index as u32, &mut now);
                    }
                    Some(now)
                }
                Kind::Drop => {
                    let mut now = now;
                    now.stack.pop();
                    Some(now)
                }
                Kind::Forget(block) => {
                    let (a, b) = self.split(block, now);
                    if let (Some(a), Some(b)) = (&a, &b)
                        && a.next != b.next
                    {
                        self.fail(format!("block {block}: both sides are one, yet differ"));
                    }
                    a
                }
                Kind::Stop => None,
                Kind::Br => {
                    self.jump(node.label, now);
                    None
                }
                Kind::BrIf(block) => {
                    let (taken, other) = self.split(block, now);
                    if let Some(taken) = taken {
                        self.jump(node.label, taken);
                    }
                    other
                }
                Kind::If(block) => {
                    let (then, other) = self.split(block, now);
                    self.conditional(node.label, then, node.first, other, node.second)
                }
                Kind::Table(block) => {
                    for edge in self.em.flow.edges_of(block) {
                        let mut state = now.clone();
                        state.stack.pop();
                        if let Some(state) = self.take_edge(edge, state, 0) {
                            self.jump(edge_label(self.em.flow, edge), state);
                        }
                    }
                    None
                }
                Kind::BrOn(block) => self.br_on(block, node.label, now),
                Kind::Block => self.construct(node.label, node.first, now),
                Kind::Loop => self.enter_loop(node.label, node.first, now),
                Kind::TryTable(_) => self.construct(node.label, node.first, now),
                Kind::Try(_) => self.legacy_try(node.label, node.first, node.second, now),
                Kind::Arm(_) => Some(now),
            };
        }
        state
    }

    /// Opens a label, runs a body, and gives what arrives behind it.
    fn construct(&mut self, label: Label, body: List, state: State) -> Option<State> {
        let height = state.stack.len();
        let arity = self.arity(label);
        self.targets.insert(label, Target { height, arity, state: None });
        let end = self.list(body, Some(state));
        self.close(label, end)
    }

    fn arity(&self, label: Label) -> usize {
        if label < super::tree::REGIONS { self.em.flow.stack_in(label / 2).len() } else { 0 }
    }

    fn close(&mut self, label: Label, end: Option<State>) -> Option<State> {
        if let Some(end) = end {
            if label == NONE {
                return Some(end);
            }
            // Falling off the end keeps the operands the construct leaves.
            if let Some(target) = self.targets.get_mut(&label) {
                target.arity = end.stack.len() - target.height.min(end.stack.len());
            }
            self.jump(label, end);
        }
        self.targets.remove(&label).and_then(|target| target.state)
    }

    fn conditional(
        &mut self,
        label: Label,
        then: Option<State>,
        first: List,
        other: Option<State>,
        second: List,
    ) -> Option<State> {
        let height = then.as_ref().or(other.as_ref()).map_or(0, |state| state.stack.len());
        if label != NONE {
            let arity = self.arity(label);
            self.targets.insert(label, Target { height, arity, state: None });
        }
        let a = self.list(first, then);
        let b = self.list(second, other);
        let merged = match (a, b) {
            (Some(mut a), Some(b)) => {
                if a.next != b.next {
                    self.fail(format!("arms lead to {} and to {}", a.next, b.next));
                }
                meet(&mut a, &b);
                Some(a)
            }
            (a, b) => a.or(b),
        };
        self.close(label, merged)
    }

    fn enter_loop(&mut self, label: Label, body: List, state: State) -> Option<State> {
        let header = label / 2;
        self.reach_header(header, &state);
        let height = state.stack.len();
        self.targets.insert(loop_label(header), Target { height, arity: 0, state: None });
        let known = self.headers.get(&header).cloned();
        let end = self.list(body, known);
        self.targets.remove(&loop_label(header));
        end
    }

    fn legacy_try(&mut self, label: Label, body: List, arms: List, state: State) -> Option<State> {
        let height = state.stack.len();
        self.targets.insert(label, Target { height, arity: 0, state: None });
        let mut end = self.list(body, Some(state));
        let mut arm = arms.head;
        while arm != NONE {
            let node = *self.em.tree.node(arm);
            if let Kind::Arm(index) = node.kind
                && let Some(start) = self.arms.remove(&(label, index))
            {
                let more = self.list(node.first, Some(start));
                end = match (end, more) {
                    (Some(mut a), Some(b)) => {
                        meet(&mut a, &b);
                        Some(a)
                    }
                    (a, b) => a.or(b),
                };
            }
            arm = node.next;
        }
        self.targets.remove(&label);
        end
    }

    // ---- edges ----

    /// Pops the condition of `block` and gives the states on both sides.
    fn split(&mut self, block: u32, mut state: State) -> (Option<State>, Option<State>) {
        if state.stack.pop().is_none() {
            self.fail(format!("block {block}: no condition"));
        }
        let edges = self.em.flow.edges_of(block);
        let (mut taken, mut other) = (edges.start, edges.start + 1);
        if self.em.tree.negated[block as usize] {
            std::mem::swap(&mut taken, &mut other);
        }
        // The other side forgets what travels on the taken one, but not before it is there.
        let above = self.em.flow.stack_of(taken).len();
        let taken = self.take_edge(taken, state.clone(), 0);
        (taken, self.take_edge(other, state, above))
    }

    /// Renames arguments to parameters along an edge and aims at its target. `above` operands are
    /// still to be forgotten there.
    fn take_edge(&mut self, mut edge: u32, mut state: State, above: usize) -> Option<State> {
        let flow = self.em.flow;
        loop {
            self.pass_along(edge, &mut state, above);
            match state.next {
                // Nothing is written for the target, so nothing in the tree stands for it.
                to if to != EXIT && self.em.tree.left_out[to as usize] => {
                    edge = flow.edges_of(to).start;
                }
                _ => return Some(state),
            }
        }
    }

    fn pass_along(&mut self, edge: u32, state: &mut State, above: usize) {
        let flow = self.em.flow;
        let data = &flow.edges[edge as usize];
        let operands = flow.stack_of(edge);
        let base = state.stack.len().saturating_sub(operands.len() + above);
        for (cell, &value) in state.stack[base..].iter().zip(operands) {
            if !self.holds(cell, value) {
                self.fail(format!("edge {edge} to {}: {value} is not on the stack", data.to));
            }
        }
        state.next = data.to;
        if data.to == EXIT {
            return;
        }
        let incoming = flow.stack_in(data.to);
        let on_stack = incoming.iter().copied().zip(operands.iter().copied());
        let moves: Vec<(Value, Value)> = if incoming.len() == operands.len() {
            flow.moves_of(edge).iter().copied().chain(on_stack).collect()
        } else {
            flow.moves_of(edge).to_vec()
        };
        self.rename(state, &moves);
    }

    fn rename(&self, state: &mut State, moves: &[(Value, Value)]) {
        let places = state.slots.iter_mut().chain(&mut state.stack);
        for set in places {
            let gained: Vec<Value> = moves
                .iter()
                .filter(|(_, arg)| set.binary_search(&self.canonical[arg.index()]).is_ok())
                .map(|&(param, _)| param)
                .collect();
            for &(param, _) in moves {
                remove(set, param);
            }
            for param in gained {
                insert(set, param);
            }
        }
    }

    fn holds(&self, set: &Set, value: Value) -> bool {
        set.binary_search(&self.canonical[value.index()]).is_ok()
    }

    fn br_on(&mut self, block: u32, label: Label, mut state: State) -> Option<State> {
        state.stack.pop();
        let flow = self.em.flow;
        let edges = flow.edges_of(block);
        let arrive = |this: &mut Self, edge: u32| {
            let mut state = state.clone();
            let to = flow.edges[edge as usize].to;
            state = this.take_edge(edge, state, 0)?;
            // A produced value is pushed for the block that begins with it.
            if to != EXIT && to >= flow.from_ssa {
                for &value in flow.stack_in(to) {
                    this.define(&mut state, value);
                    state.stack.push(vec![value]);
                }
            }
            Some(state)
        };
        let taken = arrive(self, edges.start);
        let fall = arrive(self, edges.start + 1);
        if let Some(taken) = taken {
            self.jump(label, taken);
        }
        fall
    }

    // ---- code ----

    /// A new definition of `value` makes all older copies stale.
    fn define(&self, state: &mut State, value: Value) {
        for set in state.slots.iter_mut().chain(&mut state.stack) {
            remove(set, value);
        }
    }

    fn code(&mut self, block: u32, mut state: State) -> Option<State> {
        if state.next != block {
            self.fail(format!("block {block} runs on the way to {}", state.next));
        }
        let em = self.em;
        let code = em.code.block(block);
        let negated = em.tree.negated[block as usize];
        for (index, step) in code.iter().enumerate().skip(em.flow.prefix(block)) {
            let last = negated && index + 1 == code.len();
            if last && em.negations[block as usize] == Negation::DropEqz {
                // The operand itself is the negated condition.
                continue;
            }
            let position = em.live.start_of(block) + 1 + index as u32;
            self.step(block, step.step(), position, &mut state);
        }
        for &(_, source) in em.copies.after(block) {
            self.push_source(source, &mut state);
        }
        self.pop_moves(em.copies.after(block), &mut state);
        let data = &em.flow.blocks[block as usize];
        match data.term {
            Term::Goto | Term::Enter => self.take_edge(data.edges.0, state, 0),
            Term::Stop => Some(state),
            Term::If | Term::Table | Term::BrOn => {
                let arg = data.inst.expand().map(|inst| em.func.args(inst)[0]);
                let dropped = negated && em.negations[block as usize] == Negation::DropEqz;
                let top = state.stack.last().cloned().unwrap_or_default();
                if let Some(arg) = arg.filter(|&arg| !dropped && !self.holds(&top, arg)) {
                    self.fail(format!("block {block}: {arg} is not what it branches on"));
                }
                Some(state)
            }
        }
    }

    fn push_source(&mut self, source: Source, state: &mut State) {
        let set = match source {
            Source::Class(class) => state.slots[self.em.slots.index_of(class) as usize].clone(),
            Source::Constant(value) => vec![self.canonical[value.index()]],
        };
        state.stack.push(set);
    }

    fn pop_moves(&mut self, moves: &[Move], state: &mut State) {
        for &(class, _) in moves.iter().rev() {
            let slot = self.em.slots.index_of(class);
            state.slots[slot as usize] = state.stack.pop().unwrap_or_default();
        }
    }

    fn slot(&self, value: Value) -> Option<usize> {
        let var = self.em.live.var(value)?;
        Some(self.em.slots.index_of(self.em.classes.find(var)) as usize)
    }

    fn step(&mut self, block: u32, step: Step, position: u32, state: &mut State) {
        let em = self.em;
        match step {
            Step::Get(value) | Step::Zero(value) => {
                let Some(slot) = self.slot(value) else {
                    return self.fail(format!("block {block}: {value} has no local"));
                };
                let head = em.live.copied_at(value, position);
                let from =
                    head.map_or(slot, |var| em.slots.index_of(em.classes.find(var)) as usize);
                let set = state.slots[from].clone();
                if !self.holds(&set, value) {
                    self.fail(format!("block {block}: local {from} does not hold {value}"));
                }
                state.slots[slot] = set.clone();
                self.early(position, &set, state);
                state.stack.push(set);
            }
            Step::Set(value) | Step::Tee(value) => {
                let Some(slot) = self.slot(value) else {
                    return self.fail(format!("block {block}: {value} has no local"));
                };
                let top = state.stack.last().cloned().unwrap_or_default();
                if !self.holds(&top, value) {
                    self.fail(format!("block {block}: {value} is not on the stack"));
                }
                self.early(position, &top, state);
                state.slots[slot] = top;
                if matches!(step, Step::Set(_)) {
                    state.stack.pop();
                }
            }
            Step::NonNull => {}
            Step::Drop => {
                state.stack.pop();
            }
            Step::Share(value) => {
                for slot in self.em.shared_slots(value) {
                    state.slots[slot as usize] = vec![self.canonical[value.index()]];
                }
            }
            Step::Op(inst) => self.operator(block, inst, false, state),
            Step::Mirrored(inst) => self.operator(block, inst, true, state),
        }
    }

    fn early(&self, position: u32, set: &Set, state: &mut State) {
        for class in self.em.copies.early(position) {
            let slot = self.em.slots.index_of(class);
            state.slots[slot as usize] = set.clone();
        }
    }

    fn operator(&mut self, block: u32, inst: Inst, mirrored: bool, state: &mut State) {
        let em = self.em;
        for moves in em.copies.before(inst) {
            for &(_, source) in moves {
                self.push_source(source, state);
            }
            self.pop_moves(moves, state);
        }
        let mut args = em.func.args(inst).to_vec();
        if mirrored {
            args.reverse();
        }
        for &arg in args.iter().rev() {
            let cell = state.stack.pop().unwrap_or_default();
            if !self.holds(&cell, arg) {
                let text = em.func.insts[inst].op.info().text;
                self.fail(format!("block {block}: `{text}` does not find {arg}"));
            }
        }
        self.throw(inst, state);
        let constant = em.func.insts[inst].op.flags().any(Flags::CONSTANT);
        for value in em.func.inst_results(inst) {
            let canonical = self.canonical[value.index()];
            if em.values.info(value).place != PARAM && !constant {
                self.define(state, value);
            }
            state.stack.push(vec![canonical]);
        }
    }

    /// An exception leaves from here to each handler of the region.
    fn throw(&mut self, inst: Inst, state: &State) {
        let em = self.em;
        if em.func.edge_count(inst) == 0 || em.func.insts[inst].op.code == Opcode::Enter {
            return;
        }
        for index in 0..em.flow.exceptional.len() {
            let edge = em.flow.exceptional[index];
            if em.flow.edges[edge as usize].thrower != inst.into() {
                continue;
            }
            let Some(mut arrived) = self.take_edge(edge, state.clone(), 0) else {
                continue;
            };
            arrived.stack.clear();
            self.enter_handler(arrived);
        }
    }

    fn enter_handler(&mut self, mut state: State) {
        let em = self.em;
        let handler = state.next;
        for &value in em.flow.stack_in(handler) {
            self.define(&mut state, value);
        }
        let ir = em.flow.blocks[handler as usize].ir.expand();
        for (region, data) in em.func.regions.iter() {
            let Some(index) = data.handlers.iter().position(|h| Some(h.block) == ir) else {
                continue;
            };
            let label = if data.legacy { region_label(region) } else { block_label(handler) };
            let label = self.em.shape.resolve(label);
            let height = self.targets.get(&label).map_or(0, |target| target.height);
            state.stack.resize(height, Vec::new());
            state.stack.extend(em.flow.stack_in(handler).iter().map(|&value| vec![value]));
            if !data.legacy {
                return self.jump(label, state);
            }
            let key = (label, index as u32);
            match self.arms.get_mut(&key) {
                None => {
                    self.arms.insert(key, state);
                }
                Some(known) => {
                    meet(known, &state);
                }
            }
            return;
        }
        self.fail(format!("exception to block {handler}, which handles nothing"));
    }
}
