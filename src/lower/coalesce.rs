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
use super::frequency::Frequency;
use super::intervals;
use super::live::{Interval, Live, UNDEFINED};
use super::references::{Demand, References};
use super::values::{Remake, Values};
use crate::guard::Guard;
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
    intervals: Place,
}

/// Where a list of intervals begins and ends, and where its room ends.
type Place = (u32, u32, u32);

/// A throwing instruction writes a handler's parameter before it runs.
#[derive(Clone, Copy, Debug)]
struct Clobber {
    position: u32,
    param: u32,
    arg: Option<u32>,
    /// The argument itself.
    value: Value,
}

/// Variables that a merge would save a move between.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Pair {
    param: u32,
    arg: u32,
    /// Bytes of the moves.
    weight: u32,
}

#[derive(Default, Debug)]
pub(super) struct Classes {
    parent: Vec<u32>,
    /// What the uses of each class's members demand of its type; empty if nothing is a
    /// reference.
    demands: Vec<Demand>,
    classes: Vec<Class>,
    intervals: Vec<Interval>,
    pairs: Vec<Pair>,
    /// The same, and where those of each parameter begin, while they are sorted.
    unsorted: Vec<Pair>,
    starts: Vec<u32>,
    clobbers: Vec<Clobber>,
    scratch: Vec<Interval>,
    pub(super) constants: Constants,
}

/// What classes are made of.
pub(super) struct Input<'a> {
    pub env: &'a ModuleEnv,
    pub func: &'a Function,
    pub flow: &'a Flow,
    pub values: &'a Values,
    pub live: &'a Live,
    pub references: &'a References,
    pub frequency: &'a Frequency,
}

impl Classes {
    /// The class of a variable.
    #[inline]
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
        let (start, end, _) = self.classes[class as usize].intervals;
        &self.intervals[start as usize..end as usize]
    }

    pub fn compute(&mut self, input: &Input<'_>) {
        let Input { env, func, flow, values, live, references, frequency } = *input;
        self.start(func, values, live, references);
        self.collect(flow, live, frequency);
        let pairs = std::mem::take(&mut self.pairs);
        for pair in &pairs {
            self.try_merge(env, pair);
        }
        self.pairs = pairs;
        // From here on every variable is one step from its class.
        for var in 0..self.parent.len() as u32 {
            self.parent[var as usize] = self.root(var);
        }
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
        self.parent.extend(0..live.vars.len() as u32);
        if !references.is_empty() {
            let demand = |value| references.of(value).cloned().unwrap_or_default();
            self.demands.extend(live.vars.iter().map(|var| demand(var.value)));
        }
        for var in &live.vars {
            let param = match super::values::as_param(func, var.value) {
                Some((block, at)) if block == func.entry() => Some(at),
                _ => None,
            };
            let (start, end) = var.intervals;
            self.classes.push(Class {
                ty: func.ty(var.value),
                accesses: var.accesses,
                param,
                starts_zero: values.remake(var.value) == Remake::Zero,
                intervals: (start, end, end),
            });
        }
    }

    /// Candidate pairs, heaviest first. The weight is the bytes a move costs: 4, or 9 where
    /// it needs a block of its own; for speed, as often as the block runs.
    fn collect(&mut self, flow: &Flow, live: &Live, frequency: &Frequency) {
        self.unsorted.clear();
        for (index, edge) in flow.edges.iter().enumerate() {
            let moves = live.move_vars(flow, index as u32);
            if moves.is_empty() {
                continue;
            }
            let weight = match flow.blocks[edge.from as usize].term {
                _ if edge.thrower.is_some() => 4,
                Term::Goto | Term::Stop | Term::Enter => 4,
                Term::If | Term::Table | Term::BrOn => 9,
            };
            let weight = frequency.weigh(flow, edge.from, weight);
            let position = edge.thrower.expand().and_then(|inst| live.throw_position(inst));
            let values = flow.moves_of(index as u32).iter().map(|&(_, value)| value);
            for (&(param, arg), value) in moves.iter().zip(values) {
                let param = live.written_by_edges(param);
                if let Some(position) = position {
                    let arg = Some(arg).filter(|&arg| arg != UNDEFINED);
                    self.clobbers.push(Clobber { position, param, arg, value });
                }
                if arg != UNDEFINED && arg != param {
                    self.unsorted.push(Pair { param, arg, weight });
                }
            }
        }
        self.clobbers.sort_by_key(|clobber| clobber.position);
        // A parameter that is copied at its first read need not be, if nothing is in the way.
        self.unsorted.extend(live.split.iter().map(|&var| {
            let arg = live.vars[var as usize].head;
            Pair { param: var, arg, weight: 2 }
        }));
        self.sort_pairs();
    }

    /// Adds up the moves between the same two variables and sorts the heaviest to the front.
    fn sort_pairs(&mut self) {
        self.starts.clear();
        self.starts.resize(self.parent.len() + 1, 0);
        for pair in &self.unsorted {
            self.starts[pair.param as usize + 1] += 1;
        }
        for param in 1..self.starts.len() {
            self.starts[param] += self.starts[param - 1];
        }
        self.pairs.clear();
        self.pairs.resize(self.unsorted.len(), Pair::default());
        for pair in &self.unsorted {
            let slot = &mut self.starts[pair.param as usize];
            self.pairs[*slot as usize] = *pair;
            *slot += 1;
        }
        // Each start has moved on to the next one.
        let mut rest = &mut self.pairs[..];
        let mut done = 0;
        for &end in &self.starts[..self.parent.len()] {
            let group;
            (group, rest) = rest.split_at_mut((end - done) as usize);
            done = end;
            if group.len() > 1 {
                group.sort_unstable();
            }
        }
        self.pairs.dedup_by(|next, kept| {
            let same = (next.param, next.arg) == (kept.param, kept.arg);
            if same {
                kept.weight = kept.weight.saturating_add(next.weight);
            }
            same
        });
        // Stable, so that parameter and argument decide between equal weights.
        self.pairs.sort_by_key(|pair| std::cmp::Reverse(pair.weight));
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
        let none = Demand::default();
        for (class, data) in [(a, x), (b, y)] {
            let demand = self.demands.get(class as usize).unwrap_or(&none);
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

    fn try_merge(&mut self, env: &ModuleEnv, pair: &Pair) {
        let (a, b) = (self.root(pair.param), self.root(pair.arg));
        if a == b {
            return;
        }
        let Some(ty) = self.common_type(env, a, b, pair.weight) else { return };
        let overlap = !intervals::disjoint(self.intervals_of(a), self.intervals_of(b));
        if overlap && Guard::LocalsOverlap.is_on() || self.clobbered(a, b) {
            return;
        }
        let (x, y) = (self.classes[a as usize], self.classes[b as usize]);
        self.parent[b as usize] = a;
        if !self.demands.is_empty() {
            let demand = std::mem::take(&mut self.demands[b as usize]);
            self.demands[a as usize].add(&demand);
        }
        self.classes[a as usize] = Class {
            ty,
            accesses: x.accesses + y.accesses,
            param: x.param.or(y.param),
            starts_zero: x.starts_zero || y.starts_zero,
            intervals: self.merge_intervals(x.intervals, y.intervals),
        };
    }

    /// The union of two lists of intervals, in the place of the longer one if there is room.
    fn merge_intervals(&mut self, x: Place, y: Place) -> Place {
        let (short, long) = if x.1 - x.0 <= y.1 - y.0 { (x, y) } else { (y, x) };
        let mut items = std::mem::take(&mut self.scratch);
        items.clear();
        items.extend_from_slice(&self.intervals[short.0 as usize..short.1 as usize]);
        let place = self.add_to(long, &items);
        self.scratch = items;
        place
    }

    /// Adds intervals to a list, which moves to the end with room to grow if it must.
    fn add_to(&mut self, (mut start, mut end, mut limit): Place, items: &[Interval]) -> Place {
        if end as usize + items.len() > limit as usize {
            let length = end - start;
            let room = 2 * (length as usize + items.len());
            let moved = self.intervals.len() as u32;
            self.intervals.extend_from_within(start as usize..end as usize);
            self.intervals.resize(moved as usize + room, (0, 0));
            (start, end, limit) = (moved, moved + length, moved + room as u32);
        }
        let list = &mut self.intervals[start as usize..end as usize + items.len()];
        let length = intervals::merge_into(list, (end - start) as usize, items);
        (start, start + length as u32, limit)
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

    /// Adds positions at which a class is wanted and was not before.
    pub fn add_intervals(&mut self, class: u32, more: &[Interval]) {
        let place = self.add_to(self.classes[class as usize].intervals, more);
        self.classes[class as usize].intervals = place;
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
