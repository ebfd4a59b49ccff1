//! Constants that edges pass: written once for several edges, or not at all.
//!
//! Takes: coalesced classes. Gives: edges whose constant is already in the parameter's slot
//! when they leave, and the classes each constant is written to where it stands. A zero needs
//! no write if nothing has been in the slot since the function's start, since locals start as
//! zero; any other constant is written where its instruction stands. Invariant: from there to
//! the edge, on every path, nothing else is in the slot; those positions are added to the
//! class, so that colouring keeps it so. What is not shared is made again on each edge.
//!
//! Cost: O(blocks) per group of edges in the worst case, cut off by a budget that grows with
//! the function; real functions stay far below it.

use super::coalesce::Classes;
use super::flow::{Flow, Term};
use super::intervals::{self, Cover};
use super::live::{Interval, Live};
use super::untouched::Untouched;
use super::values::{ConstantMove, Values, is_zero};
use crate::ir::entities::Value;
use crate::ir::words::GROUP;
use crate::ir::{Function, ModuleEnv};
use smallvec::SmallVec;

#[derive(Default, Debug)]
pub(super) struct Constants {
    /// Moves of constants that are not needed: (edge, parameter), sorted.
    on_edges: Vec<(u32, Value)>,
    /// Constants with the classes they are written to, sorted.
    writes: Vec<(Value, u32)>,
    passed: Vec<Passed>,
    /// The walk that last visited each block.
    visited: Vec<u32>,
    walks: u32,
    work: Vec<u32>,
    /// Blocks that the current walk has been through.
    found: Vec<u32>,
    /// Positions that the current walk has been through.
    range: Vec<Interval>,
    /// What the current class covers.
    cover: Cover,
    shift: u32,
    budget: usize,
    untouched: Untouched,
}

/// A constant on an edge.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Passed {
    class: u32,
    constant: Value,
    edge: u32,
    param: Value,
}

impl Constants {
    /// Whether the constant that `edge` passes to `param` is already in its slot.
    pub fn is_on_edge(&self, edge: u32, param: Value) -> bool {
        self.on_edges.binary_search(&(edge, param)).is_ok()
    }

    /// The classes that `constant` is written to where it stands.
    pub fn written(&self, constant: Value) -> impl Iterator<Item = u32> + '_ {
        let start = self.writes.partition_point(|write| write.0 < constant);
        self.writes[start..]
            .iter()
            .take_while(move |write| write.0 == constant)
            .map(|write| write.1)
    }
}

/// Classes that zeros are shared for; others, which only huge functions have, make theirs on
/// each edge, so that the cost stays near-linear.
const MOST: usize = 64 * GROUP;

impl Classes {
    /// Decides for all constants on edges.
    pub fn share_constants(
        &mut self,
        env: &ModuleEnv,
        func: &Function,
        flow: &Flow,
        values: &Values,
        live: &Live,
    ) {
        self.collect_passed(env, func, flow, values, live);
        if self.constants.passed.is_empty() {
            return;
        }
        let constants = &mut self.constants;
        constants.visited.clear();
        constants.visited.resize(flow.blocks.len(), 0);
        constants.walks = 0;
        constants.budget = 64 * flow.blocks.len() + 10_000;
        let mut passed = std::mem::take(&mut constants.passed);
        self.share_zeros(func, flow, live, &passed);
        self.constants.on_edges.sort_unstable();
        passed.retain(|item| !self.constants.is_on_edge(item.edge, item.param));
        for group in passed.chunk_by(|a, b| (a.class, a.constant) == (b.class, b.constant)) {
            self.share_written(func, flow, values, live, group);
        }
        self.constants.passed = passed;
        self.constants.on_edges.sort_unstable();
        self.constants.writes.sort_unstable();
    }

    fn collect_passed(
        &mut self,
        env: &ModuleEnv,
        func: &Function,
        flow: &Flow,
        values: &Values,
        live: &Live,
    ) {
        let mut passed = std::mem::take(&mut self.constants.passed);
        passed.clear();
        self.constants.on_edges.clear();
        self.constants.writes.clear();
        for &ConstantMove { edge, param, constant } in &values.constant_moves {
            if flow.edges[edge as usize].thrower.is_none()
                && let Some(var) = live.param_var(param)
            {
                let class = self.root(var);
                if env.is_subtype(func.ty(constant), self.class(class).ty) {
                    passed.push(Passed { class, constant, edge, param });
                }
            }
        }
        passed.sort_unstable();
        self.constants.passed = passed;
    }

    /// Zeros are free where the slot is untouched since the function's start.
    fn share_zeros(&mut self, func: &Function, flow: &Flow, live: &Live, passed: &[Passed]) {
        let is_zero = |item: &Passed| {
            func.def_op(item.constant).is_some_and(|(_, op)| is_zero(func, op))
                && self.class(item.class).param.is_none()
        };
        let zeros: Vec<Passed> = passed.iter().copied().filter(is_zero).collect();
        let mut untouched = std::mem::take(&mut self.constants.untouched);
        let mut by_class = zeros.chunk_by(|a, b| a.class == b.class).take(MOST).peekable();
        while by_class.peek().is_some() {
            let groups: SmallVec<[&[Passed]; 8]> = by_class.by_ref().take(GROUP).collect();
            let classes: SmallVec<[u32; 8]> = groups.iter().map(|group| group[0].class).collect();
            untouched.start(flow, live, self, &classes);
            let mut free: SmallVec<[Passed; 16]> = SmallVec::new();
            for (bit, group) in groups.iter().enumerate() {
                let from = |item: &Passed| flow.edges[item.edge as usize].from;
                free.extend(group.iter().copied().filter(|item| untouched.claim(from(item), bit)));
            }
            untouched.find_ways(flow, live);
            for group in free.chunk_by(|a, b| a.class == b.class) {
                let bit = classes.iter().position(|&class| class == group[0].class).unwrap_or(0);
                let ways: SmallVec<[Interval; 16]> = untouched.ways(bit).collect();
                self.share_zeros_of(flow, live, group, &ways);
            }
        }
        self.constants.untouched = untouched;
    }

    /// Zeros for one class, on edges to which nothing has been in its slot, with the positions
    /// on the way. Only what throws may still stand in the way.
    fn share_zeros_of(&mut self, flow: &Flow, live: &Live, group: &[Passed], ways: &[Interval]) {
        let class = group[0].class;
        let mut shared: SmallVec<[Passed; 8]> = group.into();
        if self.is_clobbered_in(class, ways) {
            let (some, range) = self.reachable_untouched(flow, live, class, group, (0, 0));
            self.add_intervals(class, &range);
            shared = some.into();
        } else {
            self.add_intervals(class, ways);
        }
        if !shared.is_empty() {
            self.class_mut(class).starts_zero = true;
            self.constants.on_edges.extend(shared.iter().map(|item| (item.edge, item.param)));
        }
    }

    /// One constant for one class: written once if that is shorter than making it on each edge.
    fn share_written(
        &mut self,
        func: &Function,
        flow: &Flow,
        values: &Values,
        live: &Live,
        group: &[Passed],
    ) {
        let Passed { class, constant, .. } = group[0];
        let shares = live.shares();
        let Ok(at) = shares.binary_search_by_key(&constant, |share| share.0) else {
            return;
        };
        let def = (values.info(constant).home, shares[at].1);
        let (shared, range) = self.reachable_untouched(flow, live, class, group, def);
        let bytes = func.def_op(constant).map_or(0, |(_, op)| op.encoded_size());
        let saved: u32 = shared
            .iter()
            .map(|item| {
                let from = flow.edges[item.edge as usize].from;
                let split = !matches!(flow.blocks[from as usize].term, Term::Goto | Term::Enter);
                bytes + if split { 7 } else { 2 }
            })
            .sum();
        if saved > bytes + 2 {
            self.add_intervals(class, &range);
            self.constants.on_edges.extend(shared.iter().map(|item| (item.edge, item.param)));
            self.constants.writes.push((constant, class));
        }
    }

    /// The edges of `group` that nothing of `class` stands in the way of, coming from `def`
    /// (block and position), and the positions in between. All at once if possible, else one
    /// by one.
    fn reachable_untouched(
        &mut self,
        flow: &Flow,
        live: &Live,
        class: u32,
        group: &[Passed],
        def: (u32, u32),
    ) -> (Vec<Passed>, Vec<Interval>) {
        if group.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let shift = Cover::shift(live.start_of(flow.blocks.len() as u32));
        self.constants.cover = Cover::of(self.intervals_of(class), shift);
        self.constants.shift = shift;
        if self.untouched(flow, live, class, group, def) {
            return (group.to_vec(), std::mem::take(&mut self.constants.range));
        }
        let (mut shared, mut all) = (Vec::new(), Vec::new());
        if group.len() > 1 {
            for item in group {
                let one = std::slice::from_ref(item);
                if self.untouched(flow, live, class, one, def) {
                    let range = &self.constants.range;
                    let mut union = Vec::with_capacity(all.len() + range.len());
                    intervals::union(&all, range, &mut union);
                    all = union;
                    shared.push(*item);
                }
            }
        }
        (shared, all)
    }

    /// Whether the class is wanted nowhere from `def` to the edges on all paths. If so, leaves
    /// the positions in between in `range`.
    fn untouched(
        &mut self,
        flow: &Flow,
        live: &Live,
        class: u32,
        group: &[Passed],
        (home, def): (u32, u32),
    ) -> bool {
        let mut state = std::mem::take(&mut self.constants);
        state.walks += 1;
        state.work.clear();
        state.found.clear();
        for item in group {
            state.visit(flow.edges[item.edge as usize].from);
        }
        let wanted = self.intervals_of(class);
        let mut untouched = true;
        while let Some(at) = state.work.pop() {
            let start = if at == home { def } else { live.start_of(at) };
            let interval = (start, live.start_of(at + 1));
            let misses = state.cover.misses(interval, state.shift);
            if state.budget == 0 || (!misses && intervals::overlaps(wanted, interval)) {
                untouched = false;
                break;
            }
            state.budget -= 1;
            state.found.push(at);
            if at != home {
                for &pred in flow.pred_blocks(at) {
                    state.visit(pred);
                }
            }
        }
        if untouched {
            state.find_range(live, (home, def));
            untouched = !self.is_clobbered_in(class, &state.range);
        }
        self.constants = state;
        untouched
    }
}

impl Constants {
    /// Puts a block on the current walk's way, if it was not yet.
    #[inline]
    fn visit(&mut self, block: u32) {
        let walk = &mut self.visited[block as usize];
        if *walk != self.walks {
            *walk = self.walks;
            self.work.push(block);
        }
    }

    /// Positions of the blocks found: of the home from the definition on, of others all.
    fn find_range(&mut self, live: &Live, (home, def): (u32, u32)) {
        self.range.clear();
        sort_found(&mut self.found, &self.visited, self.walks);
        for &block in &self.found {
            let start = if block == home { def } else { live.start_of(block) };
            let end = live.start_of(block + 1);
            match self.range.last_mut() {
                Some(last) if last.1 >= start => last.1 = end,
                _ => self.range.push((start, end)),
            }
        }
    }
}

/// Sorts the blocks of a walk: by looking at all blocks from the first to the last of them
/// where they are dense.
fn sort_found(found: &mut Vec<u32>, visited: &[u32], walk: u32) {
    let (Some(&lowest), Some(&highest)) = (found.iter().min(), found.iter().max()) else {
        return;
    };
    let span = (highest - lowest) as usize + 1;
    if found.len() > 16 && span < found.len() * 8 {
        found.clear();
        found.extend((lowest..=highest).filter(|&block| visited[block as usize] == walk));
    } else {
        found.sort_unstable();
    }
}
