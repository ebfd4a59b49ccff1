//! Merges block parameters with their arguments, so that edges need no moves.
//!
//! Takes: live ranges and the edges' moves. Gives: a class per variable; all variables of a
//! class live in one slot. Invariant: the intervals of a class's members are disjoint, the
//! uses of all members accept its type, and at a throwing instruction whose edge moves into a class the class
//! holds the argument or nothing else that is wanted.
//!
//! Cost: O(moves * log moves + total length of the merged lists). From: Boissinot et al.
//! (2009) for merging by live range, Chaitin for going aggressively by weight.

use super::constants::Constants;
use super::flow::{Flow, Term};
use super::intervals;
use super::live::{Interval, Live};
use super::references::{Demand, References};
use super::values::{Remake, Values};
use crate::ir::entities::Value;
use crate::ir::types::Type;
use crate::ir::{Function, ModuleEnv};

/// Variables that share a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    pub ty: Type,
    /// Reads and writes of all members.
    pub accesses: u32,
    /// The function parameter among the members.
    pub param: Option<u32>,
    /// The slot must be zero when the function starts.
    pub starts_zero: bool,
    intervals: (u32, u32),
}

/// A throwing instruction writes a handler's parameter before it runs.
#[derive(Clone, Copy, Debug)]
struct Clobber {
    position: u32,
    param: u32,
    arg: Option<u32>,
    /// The argument itself.
    value: Value,
}

#[derive(Default, Debug)]
pub(super) struct Classes {
    parent: Vec<u32>,
    /// What the uses of each class's members demand of its type.
    demands: Vec<Demand>,
    classes: Vec<Class>,
    intervals: Vec<Interval>,
    pairs: Vec<(u32, u32, u32)>,
    clobbers: Vec<Clobber>,
    scratch: Vec<Interval>,
    pub(super) constants: Constants,
}

impl Classes {
    /// The class of a variable.
    pub fn find(&self, var: u32) -> u32 {
        let mut at = var;
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        at
    }

    /// Number of variables.
    pub fn count(&self) -> usize {
        self.parent.len()
    }

    pub fn class_mut(&mut self, class: u32) -> &mut Class {
        &mut self.classes[class as usize]
    }

    pub fn class(&self, class: u32) -> &Class {
        &self.classes[class as usize]
    }

    /// Classes, by the variable that stands for each.
    pub fn roots(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.parent.len() as u32).filter(|&var| self.parent[var as usize] == var)
    }

    pub fn intervals_of(&self, class: u32) -> &[Interval] {
        let (start, end) = self.classes[class as usize].intervals;
        &self.intervals[start as usize..end as usize]
    }

    pub fn compute(
        &mut self,
        env: &ModuleEnv,
        func: &Function,
        flow: &Flow,
        values: &Values,
        live: &Live,
        references: &References,
    ) {
        self.start(func, values, live, references);
        self.collect(flow, values, live);
        let pairs = std::mem::take(&mut self.pairs);
        for &(weight, param, arg) in &pairs {
            self.try_merge(env, param, arg, weight);
        }
        self.pairs = pairs;
        self.share_constants(env, func, flow, values, live);
        self.settle_clobbers();
    }

    fn start(&mut self, func: &Function, values: &Values, live: &Live, references: &References) {
        self.parent.clear();
        self.demands.clear();
        self.classes.clear();
        self.clobbers.clear();
        self.intervals.clear();
        self.intervals.extend_from_slice(&live.intervals);
        for (index, var) in live.vars.iter().enumerate() {
            self.parent.push(index as u32);
            self.demands.push(references.of(var.value).cloned().unwrap_or_default());
            let param = match super::values::as_param(func, var.value) {
                Some((block, at)) if block == func.entry() => Some(at),
                _ => None,
            };
            self.classes.push(Class {
                ty: func.ty(var.value),
                accesses: var.accesses,
                param,
                starts_zero: values.remake(var.value) == Remake::Zero,
                intervals: var.intervals,
            });
        }
    }

    /// Candidate pairs, heaviest first. The weight is the bytes a move costs: 4, or 9 where
    /// it needs a block of its own.
    fn collect(&mut self, flow: &Flow, values: &Values, live: &Live) {
        self.pairs.clear();
        for (index, edge) in flow.edges.iter().enumerate() {
            let weight = match flow.blocks[edge.from as usize].term {
                _ if edge.thrower.is_some() => 4,
                Term::Goto | Term::Stop | Term::Enter => 4,
                Term::If | Term::Table | Term::BrOn => 9,
            };
            for &(param, value) in flow.moves_of(index as u32) {
                let Some(param) = live.param_var(param) else {
                    continue;
                };
                let arg = match values.remake(value) {
                    Remake::No => live.var(value),
                    _ => None,
                };
                if let Some(inst) = edge.thrower.expand()
                    && let Some(position) = live.throw_position(inst)
                {
                    self.clobbers.push(Clobber { position, param, arg, value });
                }
                if let Some(arg) = arg {
                    self.pairs.push((weight, param, arg));
                }
            }
        }
        self.clobbers.sort_by_key(|clobber| clobber.position);
        // A parameter that is copied at its first read need not be, if nothing is in the way.
        let heads = live
            .split
            .iter()
            .filter_map(|(&param, split)| live.var(param).map(|var| (2, var, split.1)));
        self.pairs.extend(heads);
        // Moves between the same two variables count together.
        self.pairs.sort_unstable_by_key(|&(_, param, arg)| (param, arg));
        self.pairs.dedup_by(|next, kept| {
            let same = (next.1, next.2) == (kept.1, kept.2);
            if same {
                kept.0 += next.0;
            }
            same
        });
        self.pairs
            .sort_unstable_by_key(|&(weight, param, arg)| (std::cmp::Reverse(weight), param, arg));
    }

    /// The type of a local that can hold both classes, if all uses accept it and the merge
    /// saves more than the `ref.as_non_null`s it makes necessary.
    fn common_type(&self, env: &ModuleEnv, a: u32, b: u32, saved: u32) -> Option<Type> {
        let (x, y) = (&self.classes[a as usize], &self.classes[b as usize]);
        if x.ty == y.ty {
            return Some(x.ty);
        }
        if !x.ty.is_ref() || !y.ty.is_ref() {
            return None;
        }
        let nullable = x.ty.is_nullable() || y.ty.is_nullable();
        let (p, q) = (x.ty.with_null(nullable), y.ty.with_null(nullable));
        let common = if env.is_subtype(p, q) {
            q
        } else if env.is_subtype(q, p) {
            p
        } else {
            return None;
        };
        let mut cost = 0;
        for (class, data) in [(a, x), (b, y)] {
            let demand = &self.demands[class as usize];
            let accepts = |ty: &Type| env.is_subtype(common.with_null(true), ty.with_null(true));
            if data.ty == common {
                continue;
            }
            if data.param.is_some() || !demand.types.iter().all(accepts) {
                return None;
            }
            if common.is_nullable() && !data.ty.is_nullable() {
                cost += demand.strict;
            }
        }
        (cost < saved).then_some(common)
    }

    fn try_merge(&mut self, env: &ModuleEnv, a: u32, b: u32, saved: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (x, y) = (self.classes[a as usize], self.classes[b as usize]);
        let Some(ty) = self.common_type(env, a, b, saved) else { return };
        if !intervals::disjoint(self.intervals_of(a), self.intervals_of(b)) || self.clobbered(a, b)
        {
            return;
        }
        let start = self.intervals.len() as u32;
        let mut out = std::mem::take(&mut self.scratch);
        out.clear();
        intervals::union(self.intervals_of(a), self.intervals_of(b), &mut out);
        self.intervals.extend_from_slice(&out);
        self.scratch = out;
        self.parent[b as usize] = a;
        let demand = std::mem::take(&mut self.demands[b as usize]);
        self.demands[a as usize].add(&demand);
        self.classes[a as usize] = Class {
            ty,
            accesses: x.accesses + y.accesses,
            param: x.param.or(y.param),
            starts_zero: x.starts_zero || y.starts_zero,
            intervals: (start, self.intervals.len() as u32),
        };
    }

    /// `find` with path halving.
    pub fn root(&mut self, var: u32) -> u32 {
        let mut at = var;
        while self.parent[at as usize] != at {
            let next = self.parent[at as usize];
            self.parent[at as usize] = self.parent[next as usize];
            at = next;
        }
        at
    }

    /// Whether merging would make a throwing instruction overwrite something wanted, or write
    /// different values for two of its handlers.
    fn clobbered(&self, a: u32, b: u32) -> bool {
        let mut written: Option<&Clobber> = None;
        self.clobbers.iter().any(|clobber| {
            let class = self.find(clobber.param);
            let arg = clobber.arg.map(|arg| self.find(arg));
            let inside = class == a || class == b;
            let held = arg.is_some_and(|arg| arg == a || arg == b);
            if !inside || held {
                return false;
            }
            let at = (clobber.position, clobber.position + 1);
            let clash = written.is_some_and(|other| {
                other.position == clobber.position && other.value != clobber.value
            });
            written = Some(clobber);
            clash
                || intervals::overlaps(self.intervals_of(a), at)
                || intervals::overlaps(self.intervals_of(b), at)
        })
    }

    /// Whether a throwing instruction writes a member of the class inside `range`.
    pub fn is_clobbered_in(&self, class: u32, range: &[Interval]) -> bool {
        self.clobbers.iter().any(|clobber| {
            let at = (clobber.position, clobber.position + 1);
            self.find(clobber.param) == class && intervals::overlaps(range, at)
        })
    }

    /// Adds positions at which a class is wanted.
    pub fn add_intervals(&mut self, class: u32, more: &[Interval]) {
        let mut out = Vec::with_capacity(more.len());
        intervals::union(self.intervals_of(class), more, &mut out);
        let start = self.intervals.len() as u32;
        self.intervals.extend_from_slice(&out);
        self.classes[class as usize].intervals = (start, self.intervals.len() as u32);
    }

    /// A parameter that a throwing instruction writes occupies its slot there.
    fn settle_clobbers(&mut self) {
        let clobbers = std::mem::take(&mut self.clobbers);
        for clobber in &clobbers {
            let class = self.root(clobber.param);
            let arg = clobber.arg.map(|arg| self.root(arg));
            let at = (clobber.position, clobber.position + 1);
            if arg != Some(class) && !intervals::overlaps(self.intervals_of(class), at) {
                self.add_intervals(class, &[at]);
            }
        }
        self.clobbers = clobbers;
    }
}
