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
mod sums;

use super::replacements::Replacements;
use super::{Context, Goal, cost, uses};
use crate::ir::{Block, Function, Graph, Inst, Op, Opcode, Type, Value};
use cranelift_entity::SecondaryMap;
use form::{Form, Terms};
use smallvec::SmallVec;
use sums::{Sum, Sums};

/// Sums of the same terms that are looked at for one.
const WINDOW: usize = 16;
/// Rounds at most: what one has led past a value may leave it to fewer users.
const ROUNDS: u32 = 3;
/// Operators deep that a tree is measured.
const DEPTH: u32 = 4;

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let mut changed = false;
    for _ in 0..ROUNDS {
        let Some(sums) = Sums::of(func) else { break };
        let may_change: Vec<bool> =
            sums.all().iter().map(|sum| has_others(func, &sums, sum)).collect();
        if !may_change.contains(&true) {
            // No sum could begin with another.
            break;
        }
        let graph = Graph::of(func);
        let mut walk = Walk::new(func, cx.goal, &graph, sums);
        walk.run(&may_change);
        if !walk.finish() {
            break;
        }
        changed = true;
    }
    changed
}

/// Whether there are other sums of the terms of one, or of these but one.
fn has_others(func: &Function, sums: &Sums, sum: &Sum) -> bool {
    let terms = &sum.form.terms;
    let has_more = |at: usize| terms.list()[at].1 == 1 && sums.count(&terms.without(at)) > 0;
    let has_atom = |atom: Value| sums.count(&Terms::atom(terms.ty, atom.as_u32())) > 0;
    let several = terms.list().len();
    sums.count(terms) > 1
        || several > 1
            && ((0..several).any(has_more)
                || inner_sum(func, sum.inst)
                    .is_some_and(|(_, args)| args.into_iter().any(has_atom)))
}

/// For `(a + b) + k`: the first sum, and its operands.
fn inner_sum(func: &Function, inst: Inst) -> Option<(Value, [Value; 2])> {
    let &[x, k] = func.args(inst) else { return None };
    let (inner, op) = func.def_op(x)?;
    let is_sum = func.insts[inst].op.code == op.code
        && matches!(op.code, Opcode::I32Add | Opcode::I64Add)
        && func.constant(k).is_some();
    let &[a, b] = func.args(inner).get(..2).filter(|_| is_sum)? else { return None };
    Some((x, [a, b]))
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

struct Walk<'a> {
    func: &'a mut Function,
    goal: Goal,
    graph: &'a Graph,
    uses: SecondaryMap<Value, u32>,
    sums: Sums,
    replaced: Replacements,
    changed: bool,
}

impl<'a> Walk<'a> {
    fn new(func: &'a mut Function, goal: Goal, graph: &'a Graph, sums: Sums) -> Walk<'a> {
        let (uses, replaced) = (uses::count(func), Replacements::new(func));
        Walk { func, goal, graph, uses, sums, replaced, changed: false }
    }

    /// Looks at the sums that `may_change` says, in layout order.
    fn run(&mut self, may_change: &[bool]) {
        let mut layout: Vec<Inst> = Vec::new();
        let mut next = 0;
        while let Some(&Sum { block, .. }) = self.sums.all().get(next) {
            let mut plans: SmallVec<[(Inst, SmallVec<[Inst; 2]>); 4]> = SmallVec::new();
            while let Some(&sum) = self.sums.all().get(next).filter(|sum| sum.block == block) {
                if may_change[next]
                    && let Some(plan) = self.plan(&sum)
                {
                    plans.push((sum.inst, self.carry_out(&sum, plan)));
                }
                next += 1;
            }
            if plans.is_empty() {
                continue;
            }
            layout.clear();
            let mut plans = plans.into_iter().peekable();
            for &inst in self.func.block_insts(block) {
                if let Some((_, before)) = plans.next_if(|plan| plan.0 == inst) {
                    layout.extend(before);
                }
                layout.push(inst);
            }
            self.func.set_block_insts(block, &layout);
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
        if self.goal == Goal::Speed { cost::times(self.graph.loops().depth(block)) } else { 1 }
    }

    /// The best other way to compute a sum, if one is better.
    fn plan(&self, sum: &Sum) -> Option<Plan> {
        let &Sum { value, form, .. } = sum;
        if form.terms.list().is_empty() || self.uses[value] == 0 || self.replaced.is_replaced(value)
        {
            return None;
        }
        let mut best = (0, None);
        let mut consider = |gain: i64, plan: Plan| {
            if gain > best.0 {
                best = (gain, Some(plan));
            }
        };
        self.with_others(sum, &mut consider);
        if form.terms.list().len() > 1 {
            self.early(sum).into_iter().for_each(|(gain, plan)| consider(gain, plan));
        }
        best.1
    }

    /// Ways to begin with a sum that is there already.
    fn with_others(&self, sum: &Sum, consider: &mut impl FnMut(i64, Plan)) {
        let &Sum { value, form, block, place, .. } = sum;
        let ty = form.terms.ty;
        let mut others: SmallVec<[(&Sum, Option<Value>); 8]> = SmallVec::new();
        others.extend(self.before(&form.terms, block, place).map(|other| (other, None)));
        for (at, &(atom, factor)) in form.terms.list().iter().enumerate() {
            if factor == 1 && form.terms.list().len() > 1 {
                let rest = self.before(&form.terms.without(at), block, place);
                let rest = rest.filter(|other| other.form.constant == form.constant);
                others.extend(rest.map(|other| (other, Some(Value::from_u32(atom)))));
            }
        }
        if others.is_empty() {
            return;
        }
        let (now, often, own) = (self.tree(value, DEPTH), self.times(block), self.own(value));
        let add = self.operator(Op::new(add_of(ty)));
        for (other, atom) in others.into_iter().filter(|other| !own.contains(&other.0.value)) {
            let keep = self.keep(other.value) * self.times(other.block);
            let offset = form.constant.wrapping_sub(other.form.constant);
            let (cost, plan) = match atom {
                Some(atom) => (2 * self.get() + add, Plan::Plus(other.value, atom)),
                None if offset == 0 => (self.get(), Plan::Same(other.value)),
                None => {
                    let constant = self.operator(constant_of(ty, offset));
                    (self.get() + constant + add, Plan::Offset(other.value, offset))
                }
            };
            consider((now - cost) * often - keep, plan);
        }
    }

    /// Sums of some terms that are computed before a place.
    fn before<'b>(
        &'b self,
        terms: &Terms,
        block: Block,
        place: u32,
    ) -> impl Iterator<Item = &'b Sum> + use<'b, 'a> {
        let [before, _] = self.sums.around(terms, place);
        let start = before.len().saturating_sub(WINDOW);
        before.skip(start).filter(move |sum| {
            self.graph.dominators.dominates(sum.block, block)
                && self.uses[sum.value] > 0
                && !self.replaced.is_replaced(sum.value)
        })
    }

    /// `(a + b) + k` where `a + k` is wanted later: that first, then `b`.
    fn early(&self, sum: &Sum) -> Option<(i64, Plan)> {
        let (inner, [a, b]) = inner_sum(self.func, sum.inst)?;
        let constant = self.func.constant(self.func.args(sum.inst)[1])?.bits();
        if self.uses[inner] != 1 {
            return None;
        }
        let mut best: Option<(i64, Plan)> = None;
        for (first, second) in [(a, b), (b, a)] {
            let is_atom =
                self.sums.form(self.func, first) == Form::atom(sum.form.terms.ty, first.as_u32());
            if !is_atom || self.func.constant(second).is_some() {
                continue;
            }
            let wanted = Terms::atom(sum.form.terms.ty, first.as_u32());
            let [_, mut behind] = self.sums.around(&wanted, sum.place + 1);
            let later = behind.by_ref().take(WINDOW).find(|later| {
                later.form.constant == constant
                    && self.uses[later.value] > 0
                    && !self.replaced.is_replaced(later.value)
                    && self.graph.dominators.dominates(sum.block, later.block)
            });
            let Some(later) = later else { continue };
            // The later tree goes; what it was kept by is paid where it is computed now.
            let kept = if self.uses[later.value] > 1 { self.get() } else { -self.get() };
            let saved = (self.tree(later.value, DEPTH) + kept) * self.times(later.block);
            let gain = saved - self.get() * self.times(sum.block);
            if best.as_ref().is_none_or(|best| gain > best.0) {
                best = Some((gain, Plan::Early { first, constant, second, later: later.value }));
            }
        }
        best
    }

    // ---- what is done ----

    /// Gives the instructions that come before the sum now.
    fn carry_out(&mut self, sum: &Sum, plan: Plan) -> SmallVec<[Inst; 2]> {
        self.changed = true;
        let (ty, inst) = (sum.form.terms.ty, sum.inst);
        let add = Op::new(add_of(ty));
        let mut before = SmallVec::new();
        match plan {
            Plan::Same(other) => self.stand_for(other, sum.value),
            Plan::Offset(other, constant) => {
                let constant = self.make(constant_of(ty, constant), &[], ty, &mut before);
                self.become_sum(inst, add, other, constant);
            }
            Plan::Plus(other, atom) => self.become_sum(inst, add, other, atom),
            Plan::Early { first, constant, second, later } => {
                let constant = self.make(constant_of(ty, constant), &[], ty, &mut before);
                let first = self.make(add, &[first, constant], ty, &mut before);
                self.become_sum(inst, add, first, second);
                self.stand_for(first, later);
            }
        }
        before
    }

    /// A new instruction.
    fn make(&mut self, op: Op, args: &[Value], ty: Type, made: &mut SmallVec<[Inst; 2]>) -> Value {
        let inst = self.func.make_inst(op, args, &[ty]);
        args.iter().for_each(|&arg| self.uses[arg] += 1);
        made.push(inst);
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

fn add_of(ty: Type) -> Opcode {
    if ty == Type::I32 { Opcode::I32Add } else { Opcode::I64Add }
}

fn constant_of(ty: Type, bits: u64) -> Op {
    if ty == Type::I32 { Op::i32(bits as i32) } else { Op::i64(bits as i64) }
}
