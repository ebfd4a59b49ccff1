//! Sums in the order in which others have computed part of them.
//!
//! Takes: SSA, full layout. Gives: sums that begin with one that is there already: with
//! `v = a + b` before it, `a + (b + 4)` becomes `v + 4`, `a * 4 + 4` after `b = a << 2` becomes
//! `b + 4`, and `(a + b) - 1` before `a - 1` becomes `(a - 1) + b`. Invariants: a value equals
//! what it was modulo its width, whatever wraps; what it is made of dominates it; nothing that
//! may trap is made or moved.
//!
//! Values are compared as [`Form`]s: multiples of atoms and a constant. Whether another order
//! pays is counted as everywhere ([`cost`]): by operators that run where speed comes first, by
//! bytes elsewhere. Cost: O(instructions * [`WINDOW`]) a round, at most [`ROUNDS`].
//! From: straight-line strength reduction, as in LLVM, after Cooper, Simpson, Vick, "Operator
//! Strength Reduction" (2001), with reassociation found by need.

mod form;

use super::replacements::Replacements;
use super::{Context, Goal, cost, uses};
use crate::ir::dominators::Dominators;
use crate::ir::loops::Loops;
use crate::ir::{Block, Function, Graph, Inst, Op, Opcode, Type, Value};
use cranelift_entity::SecondaryMap;
use form::{Form, Term};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Sums of the same terms that are looked at for one.
const WINDOW: usize = 16;
/// Rounds at most: what one has led past a value may leave it to fewer users.
const ROUNDS: u32 = 3;
/// Operators deep that a tree is measured.
const DEPTH: u32 = 4;

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let graph = Graph::of(func);
    let mut changed = false;
    for _ in 0..ROUNDS {
        let mut walk = Walk::new(func, cx.goal, &graph.dominators, graph.loops());
        walk.note_forms();
        if walk.forms.len() < 2 {
            // No sum could begin with another.
            break;
        }
        walk.run();
        if !walk.finish() {
            break;
        }
        changed = true;
    }
    changed
}

/// A sum, and where it is computed.
#[derive(Clone, Copy, Debug)]
struct Sum {
    value: Value,
    constant: u64,
    block: Block,
    /// Position in the walk, so that of two in one block the earlier is known.
    place: u32,
}

type Key = (Type, SmallVec<[Term; 3]>);

struct Walk<'a> {
    func: &'a mut Function,
    goal: Goal,
    dominators: &'a Dominators,
    loops: &'a Loops,
    uses: SecondaryMap<Value, u32>,
    /// Forms of values that are neither atoms nor constants.
    forms: Vec<Form>,
    /// Which of these is a value's, from 1; 0 for none.
    form_of: SecondaryMap<Value, u32>,
    /// All sums of the same terms, in layout order.
    sums: FxHashMap<Key, SmallVec<[Sum; 1]>>,
    replaced: Replacements,
    changed: bool,
}

/// What a sum could be instead.
#[derive(Debug)]
enum Plan {
    /// The same as another.
    Same(Value),
    /// Another, and a constant.
    Offset(Value, u64),
    /// Another, and an atom.
    Plus(Value, Value),
    /// An atom and a constant, which is also what a later value is, and an atom.
    Early { first: Value, constant: u64, second: Value, later: Value },
}

impl<'a> Walk<'a> {
    fn new(
        func: &'a mut Function,
        goal: Goal,
        dominators: &'a Dominators,
        loops: &'a Loops,
    ) -> Walk<'a> {
        Walk {
            goal,
            dominators,
            loops,
            uses: SecondaryMap::new(),
            forms: Vec::new(),
            form_of: SecondaryMap::new(),
            sums: FxHashMap::default(),
            replaced: Replacements::new(func),
            changed: false,
            func,
        }
    }

    fn run(&mut self) {
        self.uses = uses::count(self.func);
        let mut layout: Vec<Inst> = Vec::new();
        let mut place = 0;
        for index in 0..self.func.order.len() {
            let block = self.func.order[index];
            layout.clear();
            let mut is_new = false;
            for at in 0..self.func.block_insts(block).len() {
                let inst = self.func.block_insts(block)[at];
                place += 1;
                let plan = self.plan(block, place, inst);
                is_new |= plan.is_some();
                if let Some((value, plan)) = plan {
                    self.carry_out(inst, value, plan, &mut layout);
                }
                layout.push(inst);
            }
            if is_new {
                self.func.set_block_insts(block, &layout);
            }
        }
    }

    fn finish(self) -> bool {
        let Walk { func, mut replaced, changed, .. } = self;
        if changed {
            replaced.apply(func);
            remove_unused(func);
        }
        changed
    }

    /// Forms of all integers, and which values have the same terms.
    fn note_forms(&mut self) {
        self.form_of.resize(self.func.values.len());
        let mut place = 0;
        for &block in &self.func.order {
            for &inst in self.func.block_insts(block) {
                place += 1;
                let Some(value) = self.func.result(inst) else { continue };
                let Some(form) = self.sum_of(inst) else { continue };
                if !form.terms.is_empty() {
                    let constant = form.constant;
                    let sums = self.sums.entry((form.ty, form.terms.clone())).or_default();
                    sums.push(Sum { value, constant, block, place });
                }
                self.forms.push(form);
                self.form_of[value] = self.forms.len() as u32;
            }
        }
    }

    /// The form of a result; `None` for atoms and constants.
    fn sum_of(&self, inst: Inst) -> Option<Form> {
        let code = self.func.insts[inst].op.code;
        let &[x, y] = self.func.args(inst) else { return None };
        if !Form::is_sum(code) {
            return None;
        }
        let ty = self.func.ty(x);
        let [whole_x, whole_y] = [x, y].map(|arg| self.form(arg));
        let [x, y] = [x, y].map(|arg| Form::atom(ty, arg.as_u32()));
        let shallower = || Form::of(code, &x, &whole_y).or_else(|| Form::of(code, &whole_x, &y));
        Form::of(code, &whole_x, &whole_y).or_else(shallower)
    }

    /// The form of a value that is a sum of others.
    fn known_form(&self, value: Value) -> Option<&Form> {
        self.forms.get((self.form_of[value] as usize).wrapping_sub(1))
    }

    fn form(&self, value: Value) -> Form {
        let constant = self.func.constant(value);
        match (self.known_form(value), constant.filter(|op| is_integer(op.code))) {
            (Some(form), _) => form.clone(),
            (None, Some(op)) => Form::constant(self.func.ty(value), op.bits()),
            (None, None) => Form::atom(self.func.ty(value), value.as_u32()),
        }
    }

    // ---- what pays ----

    /// Bytes or operators of the tree that computes a value.
    fn tree(&self, value: Value, depth: u32) -> i64 {
        let Some((inst, op)) = self.func.def_op(value) else { return self.get() };
        let nested = |arg: Value| {
            let only_here = self.uses[arg] == 1 && op_is_sum(self.func, arg);
            depth > 0 && (only_here || self.func.constant(arg).is_some())
        };
        let args = self.func.args(inst).iter();
        let args =
            args.map(|&arg| if nested(arg) { self.tree(arg, depth - 1) } else { self.get() });
        self.operator(op) + args.sum::<i64>()
    }

    /// Values that only the tree of `value` uses, without what constants and atoms are.
    fn own(&self, value: Value) -> SmallVec<[Value; 8]> {
        let mut own: SmallVec<[Value; 8]> = SmallVec::new();
        let mut work: SmallVec<[(Value, u32); 8]> = smallvec::smallvec![(value, 0)];
        while let Some((value, depth)) = work.pop() {
            let inst = self.func.def_op(value).map(|def| def.0);
            for &arg in inst.iter().flat_map(|&inst| self.func.args(inst)) {
                if depth < DEPTH && self.uses[arg] == 1 && op_is_sum(self.func, arg) {
                    own.push(arg);
                    work.push((arg, depth + 1));
                }
            }
        }
        own
    }

    fn operator(&self, op: Op) -> i64 {
        if self.goal == Goal::Speed { 1 } else { i64::from(op.encoded_size()) }
    }

    fn get(&self) -> i64 {
        if self.goal == Goal::Speed { 1 } else { i64::from(cost::GET) }
    }

    /// What it costs to keep a value for one more use.
    fn keep(&self, value: Value) -> i64 {
        match self.uses[value] {
            1 if op_is_sum(self.func, value) => self.get(),
            _ => 0,
        }
    }

    fn times(&self, block: Block) -> i64 {
        if self.goal == Goal::Speed { cost::times(self.loops.depth(block)) } else { 1 }
    }

    /// The best other way to compute what `inst` does, if one is better.
    fn plan(&self, block: Block, place: u32, inst: Inst) -> Option<(Value, Plan)> {
        let value = self.func.result(inst)?;
        let form = self.known_form(value)?;
        if form.terms.is_empty() || self.uses[value] == 0 || self.replaced.is_replaced(value) {
            return None;
        }
        let has_several = form.terms.len() > 1;
        let early = has_several.then(|| self.early(inst, form, block, place)).flatten();
        let mut best = (0, None);
        let mut consider = |gain: i64, plan: Plan| {
            if gain > best.0 {
                best = (gain, Some((value, plan)));
            }
        };
        if !self.has_others(form) {
            early.into_iter().for_each(|(gain, plan)| consider(gain, plan));
            return best.1;
        }
        let now = self.tree(value, DEPTH);
        let often = self.times(block);
        let add = self.operator(Op::new(add_of(form.ty)));
        let own = self.own(value);
        let others = |sum: &Sum| !own.contains(&sum.value);
        for sum in self.before(form, block, place).filter(others) {
            let keep = self.keep(sum.value) * self.times(sum.block);
            if sum.constant == form.constant {
                consider((now - self.get()) * often - keep, Plan::Same(sum.value));
                continue;
            }
            let offset = form.constant.wrapping_sub(sum.constant);
            let cost = self.get() + self.operator(constant_of(form.ty, offset)) + add;
            consider((now - cost) * often - keep, Plan::Offset(sum.value, offset));
        }
        if form.terms.len() > 1 {
            for at in 0..form.terms.len() {
                let (atom, 1) = form.terms[at] else { continue };
                let atom = Value::from_u32(atom);
                let rest = form.without(at);
                let equal = |sum: &Sum| sum.constant == form.constant && others(sum);
                for sum in self.before(&rest, block, place).filter(equal) {
                    let keep = self.keep(sum.value) * self.times(sum.block);
                    let gain = (now - 2 * self.get() - add) * often - keep;
                    consider(gain, Plan::Plus(sum.value, atom));
                }
            }
        }
        early.into_iter().for_each(|(gain, plan)| consider(gain, plan));
        best.1
    }

    /// Whether there are other sums of the terms of `form`, or any of these but one.
    fn has_others(&self, form: &Form) -> bool {
        let count = |form: &Form| {
            self.sums.get(&(form.ty, form.terms.clone())).map_or(0, |sums| sums.len())
        };
        count(form) > 1
            || form.terms.len() > 1
                && (0..form.terms.len())
                    .any(|at| form.terms[at].1 == 1 && count(&form.without(at)) > 0)
    }

    /// Sums of the terms of `form` that are computed before a place, the terms themselves
    /// excepted.
    fn before(&self, form: &Form, block: Block, place: u32) -> impl Iterator<Item = Sum> + '_ {
        let sums = self.sums.get(&(form.ty, form.terms.clone()));
        let sums = sums.map_or(&[][..], |sums| &sums[..]);
        let end = sums.partition_point(|sum| sum.place < place);
        let start = end.saturating_sub(WINDOW);
        sums[start..end].iter().copied().filter(move |sum| {
            self.dominators.dominates(sum.block, block)
                && self.uses[sum.value] > 0
                && !self.replaced.is_replaced(sum.value)
        })
    }

    /// `(a + b) + k` where `a + k` is wanted later: that first, then `b`.
    fn early(&self, inst: Inst, form: &Form, block: Block, place: u32) -> Option<(i64, Plan)> {
        let &[x, k] = self.func.args(inst) else { return None };
        let (inner, _) = self.func.def_op(x).filter(|_| self.uses[x] == 1)?;
        let is_sum = self.func.insts[inst].op.code == add_of(form.ty)
            && self.func.insts[inner].op.code == add_of(form.ty)
            && self.func.constant(k).is_some();
        let &[a, b] = self.func.args(inner).get(..2).filter(|_| is_sum)? else { return None };
        let mut best: Option<(i64, Plan)> = None;
        for (first, second) in [(a, b), (b, a)] {
            let constant = self.func.constant(k)?.bits();
            let wanted = self.form(first);
            let [(atom, 1)] = wanted.terms[..] else { continue };
            if atom != first.as_u32() || self.func.constant(second).is_some() {
                continue;
            }
            let Some(sums) = self.sums.get(&(form.ty, wanted.terms)) else { continue };
            let start = sums.partition_point(|sum| sum.place <= place);
            let later = sums[start..].iter().take(WINDOW).find(|sum| {
                sum.constant == constant
                    && self.uses[sum.value] > 0
                    && !self.replaced.is_replaced(sum.value)
                    && self.dominators.dominates(block, sum.block)
            });
            let Some(later) = later else { continue };
            // The later tree goes; what it was kept by is paid where it is computed now.
            let kept = if self.uses[later.value] > 1 { self.get() } else { -self.get() };
            let saved = (self.tree(later.value, DEPTH) + kept) * self.times(later.block);
            let gain = saved - self.get() * self.times(block);
            if best.as_ref().is_none_or(|best| gain > best.0) {
                best = Some((gain, Plan::Early { first, constant, second, later: later.value }));
            }
        }
        best
    }

    // ---- what is done ----

    fn carry_out(&mut self, inst: Inst, value: Value, plan: Plan, layout: &mut Vec<Inst>) {
        self.changed = true;
        let ty = self.func.ty(value);
        let add = Op::new(add_of(ty));
        match plan {
            Plan::Same(other) => self.stand_for(other, value),
            Plan::Offset(other, constant) => {
                let constant = self.make(constant_of(ty, constant), &[], ty, layout);
                self.become_sum(inst, add, other, constant);
            }
            Plan::Plus(other, atom) => self.become_sum(inst, add, other, atom),
            Plan::Early { first, constant, second, later } => {
                let constant = self.make(constant_of(ty, constant), &[], ty, layout);
                let sum = self.make(add, &[first, constant], ty, layout);
                self.become_sum(inst, add, sum, second);
                self.stand_for(sum, later);
            }
        }
    }

    /// A new instruction at the end of a layout.
    fn make(&mut self, op: Op, args: &[Value], ty: Type, layout: &mut Vec<Inst>) -> Value {
        let inst = self.func.make_inst(op, args, &[ty]);
        args.iter().for_each(|&arg| self.uses[arg] += 1);
        layout.push(inst);
        self.func.inst_results(inst).next().expect("made with one result")
    }

    /// `inst` adds two other values from now on.
    fn become_sum(&mut self, inst: Inst, op: Op, x: Value, y: Value) {
        (self.uses[x], self.uses[y]) = (self.uses[x] + 1, self.uses[y] + 1);
        let before: SmallVec<[Value; 2]> = self.func.args(inst).into();
        self.func.insts[inst].op = op;
        self.func.set_args(inst, &[x, y]);
        before.into_iter().for_each(|arg| self.unuse(arg));
    }

    /// What `value` was for, `other` is for, which equals it.
    fn stand_for(&mut self, other: Value, value: Value) {
        self.replaced.set(value, other);
        self.uses[other] += std::mem::take(&mut self.uses[value]);
        if let Some((inst, _)) = self.func.def_op(value) {
            let args: SmallVec<[Value; 2]> = self.func.args(inst).into();
            args.into_iter().for_each(|arg| self.unuse(arg));
        }
    }

    /// One use of `value` less; a sum without uses no longer uses its operands.
    fn unuse(&mut self, value: Value) {
        let mut work: SmallVec<[Value; 8]> = smallvec::smallvec![value];
        while let Some(value) = work.pop() {
            let value = self.replaced.find(value);
            self.uses[value] = self.uses[value].saturating_sub(1);
            if self.uses[value] == 0 && op_is_sum(self.func, value) {
                let inst = self.func.def_op(value).map(|def| def.0);
                work.extend(inst.iter().flat_map(|&inst| self.func.args(inst).iter().copied()));
            }
        }
    }
}

/// Takes sums that nobody uses any more out of the layout: they would count as users.
fn remove_unused(func: &mut Function) {
    let mut uses = uses::count(func);
    let mut left: Vec<Inst> = Vec::new();
    for index in (0..func.order.len()).rev() {
        let block = func.order[index];
        left.clear();
        for &inst in func.block_insts(block).iter().rev() {
            let value = func.result(inst);
            if value.is_some_and(|value| uses[value] == 0 && op_is_sum(func, value)) {
                func.args(inst).iter().for_each(|&arg| uses[arg] -= 1);
            } else {
                left.push(inst);
            }
        }
        if left.len() < func.block_insts(block).len() {
            left.reverse();
            func.set_block_insts(block, &left);
        }
    }
}

/// Whether a value is computed, by an operator that nobody notices.
fn op_is_sum(func: &Function, value: Value) -> bool {
    func.def_op(value).is_some_and(|(_, op)| op.flags().is_pure() && func.constant(value).is_none())
}

fn is_integer(constant: Opcode) -> bool {
    matches!(constant, Opcode::I32Const | Opcode::I64Const)
}

fn add_of(ty: Type) -> Opcode {
    if ty == Type::I32 { Opcode::I32Add } else { Opcode::I64Add }
}

fn constant_of(ty: Type, bits: u64) -> Op {
    if ty == Type::I32 { Op::i32(bits as i32) } else { Op::i64(bits as i64) }
}
