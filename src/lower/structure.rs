//! From the flow graph to nested constructs, by the dominator tree.
//!
//! Takes: a reducible flow graph with its moves placed. Gives: a control [`Tree`] in a plain
//! form (no `else`; a conditional is a branch, or an `if` that does not fall through; every
//! join has a `block`), which `shape` then shortens. Nothing of the original nesting is used.
//!
//! A *join* is a block that needs a label: several forward edges lead to it, or an entry of a
//! `br_table`, a taken `br_on`, a conditional edge that carries an operand, a handler, or an
//! edge that leaves an exception region. Joins are laid out after the code of the block that
//! dominates them, each behind a `block` that ends where it begins; everything else is laid
//! out where it is branched to. Three refinements: blocks that begin with an operand on the
//! stack hand their joins to their dominator, since a `block` opened in them would hide the
//! operand; joins outside a region go to where the region is entered; joins of a loop header
//! that are not part of the loop go behind the loop.
//!
//! Cost: O(blocks * log blocks). From: Ramsey, "Beyond Relooper" (ICFP 2022).

use super::Declined;
use super::code::Negation;
use super::flow::{EXIT, Flow, Term};
use super::tree::{
    Expected, FUNCTION, Kind, List, NONE, Tree, block_label, loop_label, region_label,
};
use crate::ir::dominators;
use crate::ir::entities::Region;
use crate::ir::env::Composite;
use crate::ir::{Function, ModuleEnv, Type};
use cranelift_entity::EntityRef;
use cranelift_entity::packed_option::PackedOption;

/// Nesting beyond this is declined: the walk uses the thread's stack.
const MAX_DEPTH: u32 = 20_000;

#[derive(Default, Debug)]
pub(super) struct Structure {
    dominators: dominators::Tree,
    /// Blocks in an order in which every edge but back edges goes forward.
    sequence: Vec<u32>,
    /// Position of each block in `sequence`.
    rank: Vec<u32>,
    /// Edges into each split block from blocks that have no position yet.
    missing: Vec<u32>,
    /// Predecessors of each position: `preds[pred_starts[n]..pred_starts[n + 1]]`.
    pred_starts: Vec<u32>,
    preds: Vec<u32>,
    is_join: Vec<bool>,
    /// Positions of blocks that begin with operands of their chain on the stack.
    rests: Vec<bool>,
    is_loop: Vec<bool>,
    /// Position of the header of the innermost loop around each position.
    loop_of: Vec<u32>,
    /// Joins with the position they are laid out behind.
    joins: Vec<(u32, u32)>,
    /// The joins alone, in the same order, and where those of each position begin.
    behind: Vec<u32>,
    join_starts: Vec<u32>,
    /// Forward edges into each position.
    forward: Vec<u32>,
    /// Blocks that each position dominates, itself included.
    sizes: Vec<u32>,
    work: Vec<u32>,
}

/// What is known of the function.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub env: &'a ModuleEnv,
    pub func: &'a Function,
    /// Flow blocks that write nothing.
    pub silent: &'a [bool],
    /// How to negate the condition of each flow block.
    pub negations: &'a [Negation],
    /// Whether operators that run matter more than bytes.
    pub for_speed: bool,
}

struct Builder<'a> {
    st: &'a Structure,
    env: &'a ModuleEnv,
    func: &'a Function,
    flow: &'a Flow,
    input: Input<'a>,
    tree: &'a mut Tree,
    depth: u32,
}

const NO_TYPE: Declined = Declined::Unsupported("no type for several operands at a join");

/// A function type without parameters that has the given results: what a construct needs to
/// leave several operands.
pub(super) fn type_of_results(
    env: &ModuleEnv,
    types: impl ExactSizeIterator<Item = Type> + Clone,
) -> Option<u32> {
    let index = env.types.iter().position(|def| match &def.composite {
        Composite::Func(params, results) => {
            params.is_empty()
                && results.len() == types.len()
                && results.iter().copied().eq(types.clone())
        }
        _ => false,
    });
    index.map(|index| index as u32)
}

impl Structure {
    /// Builds the tree of the whole function.
    pub fn run(
        &mut self,
        input: Input<'_>,
        flow: &mut Flow,
        tree: &mut Tree,
    ) -> Result<List, Declined> {
        let Input { env, func, .. } = input;
        self.number(flow);
        self.find_loops();
        self.find_joins(func, flow);
        tree.clear(flow.blocks.len());
        let mut builder = Builder { st: self, env, func, flow, input, tree, depth: 0 };
        let mut list = List::EMPTY;
        builder.block(0, &mut list)?;
        Ok(list)
    }

    /// Split blocks follow the last block that leads to them.
    fn number(&mut self, flow: &mut Flow) {
        let count = flow.blocks.len();
        self.missing.clear();
        self.missing.resize(count, 0);
        for edge in flow.edges.iter().filter(|edge| edge.to != EXIT && edge.to >= flow.from_ssa) {
            self.missing[edge.to as usize] += 1;
        }
        self.sequence.clear();
        self.rank.clear();
        self.rank.resize(count, NONE);
        for block in 0..flow.from_ssa {
            self.rank[block as usize] = self.sequence.len() as u32;
            self.sequence.push(block);
            self.number_splits(flow, block);
        }
        for edge in flow.edges.iter_mut().filter(|edge| edge.to != EXIT) {
            edge.is_back = self.rank[edge.to as usize] <= self.rank[edge.from as usize];
        }
        self.pred_starts.clear();
        self.pred_starts.resize(count + 2, 0);
        for edge in flow.edges.iter().filter(|edge| edge.to != EXIT) {
            self.pred_starts[self.rank[edge.to as usize] as usize + 2] += 1;
        }
        for at in 2..count + 2 {
            self.pred_starts[at] += self.pred_starts[at - 1];
        }
        self.preds.clear();
        self.preds.resize(self.pred_starts[count + 1] as usize, 0);
        for edge in flow.edges.iter().filter(|edge| edge.to != EXIT) {
            let slot = &mut self.pred_starts[self.rank[edge.to as usize] as usize + 1];
            self.preds[*slot as usize] = self.rank[edge.from as usize];
            *slot += 1;
        }
        let (starts, preds) = (&self.pred_starts, &self.preds);
        self.dominators.compute_idoms(self.sequence.len(), |n| {
            preds[starts[n as usize] as usize..starts[n as usize + 1] as usize].iter().copied()
        });
        self.sizes.clear();
        self.sizes.resize(count, 1);
        for at in (1..count as u32).rev() {
            if let Some(idom) = self.dominators.idom(at) {
                self.sizes[idom as usize] += self.sizes[at as usize];
            }
        }
    }

    fn preds(&self, at: u32) -> &[u32] {
        let start = self.pred_starts[at as usize] as usize;
        &self.preds[start..self.pred_starts[at as usize + 1] as usize]
    }

    fn number_splits(&mut self, flow: &Flow, block: u32) {
        for edge in flow.edges_of(block) {
            let to = flow.edges[edge as usize].to;
            if to == EXIT || to < flow.from_ssa {
                continue;
            }
            self.missing[to as usize] -= 1;
            if self.missing[to as usize] == 0 {
                self.rank[to as usize] = self.sequence.len() as u32;
                self.sequence.push(to);
                self.number_splits(flow, to);
            }
        }
    }

    /// Finds headers, and the innermost loop of every block: from the inside out, so that a
    /// block keeps the first loop that claims it.
    fn find_loops(&mut self) {
        let count = self.sequence.len();
        self.is_loop.clear();
        self.is_loop.resize(count, false);
        self.loop_of.clear();
        self.loop_of.resize(count, NONE);
        for header in (0..count as u32).rev() {
            let mut work = std::mem::take(&mut self.work);
            work.clear();
            work.extend(self.preds(header).iter().filter(|&&pred| pred >= header));
            self.work = work;
            self.is_loop[header as usize] = !self.work.is_empty();
            while let Some(at) = self.work.pop() {
                // Climb out of loops already found; the whole loop counts as its header.
                let mut outer = at;
                while self.loop_of[outer as usize] != NONE {
                    outer = self.loop_of[outer as usize];
                    if outer == header {
                        break;
                    }
                }
                if outer == header {
                    continue;
                }
                self.loop_of[outer as usize] = header;
                let mut work = std::mem::take(&mut self.work);
                work.extend_from_slice(self.preds(outer));
                self.work = work;
            }
        }
    }

    /// Whether the block at position `inner` belongs to the loop of `header`.
    fn in_loop(&self, mut inner: u32, header: u32) -> bool {
        while inner != NONE {
            if inner == header {
                return true;
            }
            inner = self.loop_of[inner as usize];
        }
        false
    }

    fn find_joins(&mut self, func: &Function, flow: &Flow) {
        let count = self.sequence.len();
        self.is_join.clear();
        self.is_join.resize(count, false);
        self.forward.clear();
        self.forward.resize(count, 0);
        for (index, edge) in flow.edges.iter().enumerate() {
            let (from, to) = (self.rank[edge.from as usize], edge.to);
            if to == EXIT || from == NONE {
                continue;
            }
            let to = self.rank[to as usize];
            let (source, target) = (edge.from, edge.to);
            if from < to {
                self.forward[to as usize] += 1;
            }
            let data = &flow.blocks[source as usize];
            let first = data.edges.0 == index as u32;
            let needs_label = match data.term {
                _ if edge.thrower.is_some() => !flow.blocks[target as usize].is_arm,
                Term::Table => true,
                Term::BrOn => first,
                Term::If => !flow.stack_of(index as u32).is_empty(),
                Term::Enter => !first && !flow.blocks[target as usize].is_arm,
                Term::Goto | Term::Stop => false,
            };
            let leaves = edge.thrower.is_none()
                && data.term != Term::Enter
                && data.region != flow.blocks[target as usize].region;
            self.is_join[to as usize] |= needs_label || leaves;
        }
        for (at, &edges) in self.forward.iter().enumerate() {
            let block = self.sequence[at];
            self.is_join[at] |= edges > 1 && !flow.blocks[block as usize].is_arm;
        }
        self.rests.clear();
        self.rests.resize(count, false);
        for block in 0..flow.from_ssa {
            if let Some(edge) = flow.chains.pinned(block) {
                let to = flow.edges[edge as usize].to;
                self.rests[self.rank[to as usize] as usize] = true;
            }
        }
        self.joins.clear();
        for at in 1..count as u32 {
            if self.is_join[at as usize]
                && let Some(parent) = self.layout_parent(func, flow, at)
            {
                self.joins.push((parent, at));
            }
        }
        self.sort_joins(count);
    }

    /// Groups the joins by the position they are laid out behind; those of one stay in order.
    fn sort_joins(&mut self, count: usize) {
        self.join_starts.clear();
        self.join_starts.resize(count + 2, 0);
        for &(parent, _) in &self.joins {
            self.join_starts[parent as usize + 2] += 1;
        }
        for at in 2..count + 2 {
            self.join_starts[at] += self.join_starts[at - 1];
        }
        self.behind.clear();
        self.behind.resize(self.joins.len(), 0);
        for &(parent, join) in &self.joins {
            let slot = &mut self.join_starts[parent as usize + 1];
            self.behind[*slot as usize] = join;
            *slot += 1;
        }
    }

    /// Joins laid out behind the block at a position, in order.
    fn joins_of(&self, parent: u32) -> &[u32] {
        let parent = parent as usize;
        &self.behind[self.join_starts[parent] as usize..self.join_starts[parent + 1] as usize]
    }

    /// The dominator behind which a join is laid out.
    fn layout_parent(&self, func: &Function, flow: &Flow, join: u32) -> Option<u32> {
        let region = flow.blocks[self.sequence[join as usize] as usize].region;
        let mut parent = self.dominators.idom(join)?;
        loop {
            let block = self.sequence[parent as usize];
            let takes = !flow.stack_in(block).is_empty() && flow.prefix(block) == 0;
            let hides = takes || self.rests[parent as usize];
            if !hides && encloses(func, flow.blocks[block as usize].region, region) {
                return Some(parent);
            }
            parent = self.dominators.idom(parent)?;
        }
    }
}

/// The label that an edge branches to, if it branches.
pub(super) fn edge_label(flow: &Flow, edge: u32) -> u32 {
    let edge = &flow.edges[edge as usize];
    match edge.to {
        EXIT => FUNCTION,
        to if edge.is_back => loop_label(to),
        to => block_label(to),
    }
}

/// Whether `outer` is `inner` or a region around it.
fn encloses(func: &Function, outer: PackedOption<Region>, inner: PackedOption<Region>) -> bool {
    let mut at = inner.expand();
    loop {
        if at == outer.expand() {
            return true;
        }
        match at {
            Some(region) => at = func.regions[region].parent,
            None => return false,
        }
    }
}

impl Builder<'_> {
    /// Lays out the block at a position with everything it dominates. Joins follow in a loop,
    /// not by recursion, so that depth is nesting, not length.
    fn block(&mut self, mut at: u32, out: &mut List) -> Result<(), Declined> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Declined::TooDeep);
        }
        let st = self.st;
        loop {
            let number = st.sequence[at as usize];
            if self.flow.prefix(number) > 0 {
                let node = self.tree.make(Kind::Prefix(number), NONE);
                self.tree.push(out, node);
            }
            let mut list = List::EMPTY;
            let outside: Vec<u32>;
            let behind;
            if st.is_loop[at as usize] {
                let within: Vec<u32>;
                (within, outside) = st.joins_of(at).iter().partition(|&&j| st.in_loop(j, at));
                let mut body = List::EMPTY;
                self.chain(at, &within, &mut body)?;
                for &join in &within {
                    body = self.before_join(body, join)?;
                    self.block(join, &mut body)?;
                }
                let node = self.tree.make(Kind::Loop, loop_label(st.sequence[at as usize]));
                self.tree.node_mut(node).first = body;
                self.tree.push(&mut list, node);
                behind = &outside[..];
            } else {
                behind = st.joins_of(at);
                self.chain(at, behind, &mut list)?;
            }
            let Some((&last, others)) = behind.split_last() else {
                self.tree.append(out, list);
                break;
            };
            for &join in others {
                list = self.before_join(list, join)?;
                self.block(join, &mut list)?;
            }
            let list = self.before_join(list, last)?;
            self.tree.append(out, list);
            at = last;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Wraps `list` into a `block` that ends where `join` begins.
    fn before_join(&mut self, list: List, join: u32) -> Result<List, Declined> {
        let number = self.st.sequence[join as usize];
        let stack_in = self.flow.stack_in(number);
        let ty = match *stack_in {
            [] => Expected::Nothing,
            [value] => Expected::Value(self.func.ty(value)),
            _ => {
                let types = stack_in.iter().map(|&value| self.func.ty(value));
                let index = type_of_results(self.env, types);
                Expected::Several(Some(index.ok_or(NO_TYPE)?))
            }
        };
        let block = self.tree.make(Kind::Block, block_label(number));
        let node = self.tree.node_mut(block);
        node.first = list;
        node.ty = ty;
        let mut list = List::EMPTY;
        self.tree.push(&mut list, block);
        Ok(list)
    }

    /// A block's own code and terminator, and what can be laid out straight after it.
    fn chain(&mut self, mut at: u32, joins: &[u32], out: &mut List) -> Result<(), Declined> {
        loop {
            let number = self.st.sequence[at as usize];
            if self.may_leave_out(at) {
                self.tree.left_out[number as usize] = true;
            } else {
                let code = self.tree.make(Kind::Code(number), NONE);
                self.tree.push(out, code);
            }
            let edges = self.flow.edges_of(number);
            let next = match self.flow.blocks[number as usize].term {
                Term::Goto => edges.start,
                Term::If => self.conditional(number, edges.start, joins, out)?,
                Term::Table => {
                    let node = self.tree.make(Kind::Table(number), NONE);
                    self.tree.push(out, node);
                    return Ok(());
                }
                Term::BrOn => {
                    let label = self.label(edges.start);
                    let node = self.tree.make(Kind::BrOn(number), label);
                    self.tree.push(out, node);
                    edges.start + 1
                }
                Term::Enter => return self.enter(number, out),
                Term::Stop => {
                    let node = self.tree.make(Kind::Stop, NONE);
                    self.tree.push(out, node);
                    return Ok(());
                }
            };
            if self.jumps(next) {
                return self.branch(next, out);
            }
            let to = self.st.rank[self.flow.edges[next as usize].to as usize];
            if self.st.is_loop[to as usize] || !self.st.joins_of(to).is_empty() {
                return self.block(to, out);
            }
            at = to;
        }
    }

    /// Whether the block at a position writes nothing and has no label of its own: a list
    /// without it is empty, which `shape` understands.
    fn may_leave_out(&self, at: u32) -> bool {
        let number = self.st.sequence[at as usize];
        at > 0
            && self.input.silent[number as usize]
            && !self.flow.blocks[number as usize].is_arm
            && !self.st.is_join[at as usize]
            && !self.st.is_loop[at as usize]
    }

    /// The label that an edge branches to. Its target is a join, a loop header or the exit.
    fn label(&self, edge: u32) -> u32 {
        edge_label(self.flow, edge)
    }

    /// Whether an edge leads to something with a label of its own.
    fn jumps(&self, edge: u32) -> bool {
        let flow_edge = self.flow.edges[edge as usize];
        let to = flow_edge.to;
        to == EXIT || flow_edge.is_back || self.st.is_join[self.st.rank[to as usize] as usize]
    }

    /// Branches along an edge, or lays its target out here.
    fn branch(&mut self, edge: u32, out: &mut List) -> Result<(), Declined> {
        if self.jumps(edge) {
            let label = self.label(edge);
            let node = self.tree.make(Kind::Br, label);
            self.tree.push(out, node);
            return Ok(());
        }
        let to = self.flow.edges[edge as usize].to;
        self.block(self.st.rank[to as usize], out)
    }

    /// A conditional branch: one side becomes a branch or an `if`; gives the edge of the
    /// other, which goes on in the same list.
    fn conditional(
        &mut self,
        number: u32,
        taken: u32,
        joins: &[u32],
        out: &mut List,
    ) -> Result<u32, Declined> {
        let other = taken + 1;
        let carrying = [taken, other].into_iter().find(|&e| !self.flow.stack_of(e).is_empty());
        if let Some(edge) = carrying {
            // The operand lies below the condition: branch with it, or forget it and go on.
            self.branch_if(number, edge, edge == other, out);
            for _ in 0..self.flow.stack_of(edge).len() {
                let drop = self.tree.make(Kind::Drop, NONE);
                self.tree.push(out, drop);
            }
            return Ok(if edge == taken { other } else { taken });
        }
        if let Some(rest) = self.flow.chains.pinned(number) {
            let inside = if rest == taken { other } else { taken };
            if self.jumps(inside) {
                self.branch_if(number, inside, inside == other, out);
            } else {
                self.branch_in(number, inside, inside == other, out)?;
            }
            return Ok(rest);
        }
        if self.jumps(taken) {
            self.branch_if(number, taken, false, out);
            return Ok(other);
        }
        let follows = joins.first().is_some_and(|&join| {
            self.st.sequence[join as usize] == self.flow.edges[other as usize].to
        });
        // Past what follows, a jump needs a `block`, but it may do without an `eqz`.
        let negation = self.input.negations[number as usize];
        let is_faster = self.input.for_speed && negation == Negation::DropEqz;
        if self.jumps(other) && (!follows || is_faster) {
            self.branch_if(number, other, true, out);
            return Ok(taken);
        }
        // The larger side goes on in this list, so that depth stays small.
        let size = |edge: u32| {
            let to = self.flow.edges[edge as usize].to;
            if self.jumps(edge) { 0 } else { self.st.sizes[self.st.rank[to as usize] as usize] }
        };
        let swap = !self.jumps(other) && size(taken) > 64 && size(taken) > size(other);
        let (inside, rest) = if swap { (other, taken) } else { (taken, other) };
        self.branch_in(number, inside, swap, out)?;
        Ok(rest)
    }

    /// An `if` around what `edge` leads to.
    fn branch_in(
        &mut self,
        number: u32,
        edge: u32,
        negated: bool,
        out: &mut List,
    ) -> Result<(), Declined> {
        let node = self.tree.make(Kind::If(number), NONE);
        self.tree.negated[number as usize] = negated;
        let mut body = List::EMPTY;
        self.branch(edge, &mut body)?;
        self.tree.node_mut(node).first = body;
        self.tree.push(out, node);
        Ok(())
    }

    fn branch_if(&mut self, number: u32, edge: u32, negated: bool, out: &mut List) {
        let label = self.label(edge);
        let node = self.tree.make(Kind::BrIf(number), label);
        self.tree.negated[number as usize] = negated;
        self.tree.push(out, node);
    }

    fn enter(&mut self, number: u32, out: &mut List) -> Result<(), Declined> {
        let Some(inst) = self.flow.blocks[number as usize].inst.expand() else {
            return Ok(());
        };
        let region = Region::new(self.func.insts[inst].op.index() as usize);
        let data = &self.func.regions[region];
        let kind = if data.legacy { Kind::Try(region) } else { Kind::TryTable(region) };
        let node = self.tree.make(kind, region_label(region));
        let edges = self.flow.edges_of(number);
        let mut body = List::EMPTY;
        self.branch(edges.start, &mut body)?;
        let mut arms = List::EMPTY;
        if data.legacy {
            for (index, edge) in (edges.start + 1..edges.end).enumerate() {
                let arm = self.tree.make(Kind::Arm(index as u32), NONE);
                let mut list = List::EMPTY;
                let to = self.flow.edges[edge as usize].to;
                self.block(self.st.rank[to as usize], &mut list)?;
                self.tree.node_mut(arm).first = list;
                self.tree.push(&mut arms, arm);
            }
        }
        let node_data = self.tree.node_mut(node);
        (node_data.first, node_data.second) = (body, arms);
        self.tree.push(out, node);
        Ok(())
    }
}
