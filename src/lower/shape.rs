//! Rewrites the control tree until it is short.
//!
//! Takes: a control tree in the plain form `structure` builds. Gives: the same control flow in
//! fewer bytes. `fall` is what a list's end means: the labels for which falling off the end
//! and branching there are the same thing. Costs in bytes: `block`, `loop`, `if` 3 with their
//! `end`; `else` 1; `br`, `br_if` 2; `return` 1; negating a condition -1, 0 or 1.
//!
//! | | before | after | saves |
//! |---|---|---|---|
//! | a | `br l` at the end, l in fall | nothing | 2 |
//! | b | `block l` at the end, m in fall | l is m, no block | 3 |
//! | c | `block l` ending in an `if` with all uses of l | the `if`'s label is l | 3 |
//! | d | `block` or `loop` nobody names | its content | 3 |
//! | e | `if A` leaving by fall, then B | `if A else B` | 2 a leave, less 1 |
//! | f | `if A else B`, A or B leaving otherwise | `if A`, then B | 1 |
//! | g | `if { br l }` | `br_if l` | 3 |
//! | h | `if A` at the end, m in fall named anyway | negated `br_if m`, then A | 1 |
//! | i | anything after what does not fall through | nothing | all |
//! | j | `block l { … br_if l; A }`, no other use | `if` negated `A` | 2 |
//! | k | `if { A; br l } else { B; br l }` | the branch behind both | 1 |
//!
//! Invariant: on every path the same code runs in the same order. Cost: O(nodes) a round, at
//! most [`ROUNDS`] rounds. From: the rules are ours, after the peepholes in GHC's wasm
//! backend, LLVM's CFGStackify and Binaryen's RemoveUnusedBrs.

use super::code::Negation;
use super::flow::Flow;
use super::structure::edge_label;
use super::tree::{
    Expected, FUNCTION, Kind, Label, List, NONE, NodeId, REGIONS, Tree, block_label, is_construct,
};
use crate::ir::Function;
use crate::ir::entities::Region;

/// Rounds after which the tree is taken as it is; most functions settle in two.
const ROUNDS: u32 = 4;

/// First and last use of a label that has none.
const UNUSED: (u32, u32) = (u32::MAX, 0);

#[derive(Default, Debug)]
pub(super) struct Shape {
    /// What a label was renamed to; itself if nothing.
    alias: Vec<Label>,
    /// Uses of each label met in this round, and in the one before.
    uses: Vec<u32>,
    uses_before: Vec<u32>,
    /// When a label was first and last used in this round.
    used: Vec<(u32, u32)>,
    /// Number of the scope that a label belongs to.
    scope_of: Vec<u32>,
    /// Labels of the open constructs, outermost first; `NONE` for unlabelled ones.
    scopes: Vec<Label>,
}

/// What is known of the function.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub func: &'a Function,
    pub flow: &'a Flow,
    /// How to negate the condition of each flow block.
    pub negations: &'a [Negation],
    /// Functions with several results cannot leave nested constructs by falling.
    pub falls_out: bool,
    /// Whether operators that run matter more than bytes.
    pub for_speed: bool,
}

struct Shaper<'a> {
    st: &'a mut Shape,
    tree: &'a mut Tree,
    func: &'a Function,
    flow: &'a Flow,
    negations: &'a [Negation],
    falls_out: bool,
    for_speed: bool,
    clock: u32,
    round: u32,
    changed: bool,
}

/// A processed list, and whether its end is reached.
#[derive(Clone, Copy)]
struct Done {
    list: List,
    falls: bool,
}

impl Shape {
    /// Final name of a label.
    pub fn resolve(&self, mut label: Label) -> Label {
        while label < REGIONS && self.alias[label as usize] != label {
            label = self.alias[label as usize];
        }
        label
    }

    /// Shapes `list`, the body of the function.
    pub fn run(&mut self, input: Input<'_>, tree: &mut Tree, mut list: List) -> List {
        let Input { func, flow, negations, falls_out, for_speed } = input;
        let labels = flow.blocks.len() * 2;
        self.alias.clear();
        self.alias.extend(0..labels as u32);
        self.uses.clear();
        self.uses.resize(labels, 0);
        // Labels get these two when their construct opens.
        self.used.clear();
        self.used.resize(labels, UNUSED);
        self.scope_of.clear();
        self.scope_of.resize(labels, 0);
        for round in 0..ROUNDS {
            self.uses_before.clear();
            self.uses_before.extend_from_slice(&self.uses);
            self.uses.fill(0);
            self.scopes.clear();
            self.scopes.push(FUNCTION);
            let mut shaper = Shaper {
                st: self,
                tree,
                func,
                flow,
                negations,
                falls_out,
                for_speed,
                clock: 0,
                round,
                changed: false,
            };
            list = shaper.list(list, 0).list;
            if !shaper.changed && round > 0 {
                break;
            }
        }
        list
    }
}

impl Shaper<'_> {
    // ---- labels and scopes ----

    fn name(&mut self, label: Label) {
        let label = self.st.resolve(label);
        if label < REGIONS {
            self.st.uses[label as usize] += 1;
            let (first, last) = &mut self.st.used[label as usize];
            *first = (*first).min(self.clock);
            *last = (*last).max(self.clock);
        }
    }

    fn uses(&self, label: Label) -> u32 {
        if label < REGIONS { self.st.uses[label as usize] } else { 0 }
    }

    fn open(&mut self, label: Label) -> u32 {
        let scope = self.st.scopes.len() as u32;
        if label < REGIONS {
            self.st.scope_of[label as usize] = scope;
        }
        self.st.scopes.push(label);
        scope
    }

    fn close(&mut self) {
        self.st.scopes.pop();
    }

    /// Whether branching to `label` is what falling off a list with this `fall` does.
    fn falls_to(&self, label: Label, fall: u32) -> bool {
        match self.st.resolve(label) {
            FUNCTION => fall == 0,
            label if label >= REGIONS || label & 1 == 1 => false,
            label => self.st.scope_of[label as usize] >= fall,
        }
    }

    /// A label that falling off a list with this `fall` is the same as branching to.
    fn fall_label(&self, fall: u32) -> Option<Label> {
        let scopes = &self.st.scopes[fall as usize..];
        scopes
            .iter()
            .copied()
            .find(|&label| label == FUNCTION || (label < REGIONS && label & 1 == 0))
    }

    /// What the end of a construct's own list means.
    fn inner_fall(&self, scope: u32, is_last: bool, fall: u32) -> u32 {
        if is_last && (fall > 0 || self.falls_out) { fall } else { scope }
    }

    // ---- lists ----

    fn list(&mut self, list: List, fall: u32) -> Done {
        let mut out = List::EMPTY;
        let mut next = list.head;
        let mut falls = true;
        while next != NONE && falls {
            let id = next;
            next = self.tree.node(id).next;
            self.clock += 1;
            self.tree.node_mut(id).met = (self.clock, self.clock);
            let node = *self.tree.node(id);
            match node.kind {
                Kind::Code(_) | Kind::Prefix(_) | Kind::Drop | Kind::Forget(_) => {
                    self.tree.push(&mut out, id)
                }
                Kind::Stop => {
                    self.tree.push(&mut out, id);
                    falls = false;
                }
                Kind::Br => {
                    falls = false;
                    self.changed |= next != NONE;
                    next = NONE;
                    if self.falls_to(node.label, fall) {
                        self.changed = true;
                        falls = true;
                    } else {
                        self.name(node.label);
                        self.tree.push(&mut out, id);
                    }
                }
                Kind::BrIf(block)
                    if next == NONE
                        && !self.is_pinned(node.kind)
                        && self.falls_to(node.label, fall) =>
                {
                    self.tree.node_mut(id).kind = Kind::Forget(block);
                    self.tree.push(&mut out, id);
                    self.changed = true;
                }
                Kind::BrIf(_) | Kind::BrOn(_) => {
                    self.name(node.label);
                    self.tree.push(&mut out, id);
                }
                Kind::Table(block) => {
                    for edge in self.flow.edges_of(block) {
                        self.name(edge_label(self.flow, edge));
                    }
                    self.tree.push(&mut out, id);
                    falls = false;
                }
                Kind::Block => {
                    if next == NONE
                        && (fall > 0 || self.falls_out || self.st.scopes.len() == 1)
                        && let Some(label) = self.fall_label(fall)
                    {
                        // Rule b. Its content is the rest of this list.
                        self.st.alias[node.label as usize] = label;
                        self.changed = true;
                        next = node.first.head;
                        continue;
                    }
                    falls = self.block(id, next == NONE, fall, &mut out);
                }
                Kind::Loop => falls = self.construct(id, next == NONE, fall, &mut out),
                Kind::If(_) => {
                    if next != NONE
                        && node.second.is_empty()
                        && node.label == NONE
                        && !self.is_pinned(node.kind)
                        && self.never_falls(node.first, 8)
                        && self.leaves_by_fall(node.first, fall, 8)
                    {
                        // Rule e: the rest of this list becomes the other arm.
                        let rest = List { head: next, tail: self.last_of(next) };
                        self.tree.node_mut(id).second = rest;
                        next = NONE;
                        self.changed = true;
                    }
                    // What rests across it is there only if no arm falls out of it.
                    let is_last = next == NONE && !self.is_pinned(node.kind);
                    falls = self.conditional(id, is_last, fall, &mut out);
                    self.tree.node_mut(id).met.1 = self.clock;
                }
                Kind::TryTable(_) | Kind::Try(_) => {
                    falls = self.region(id, next == NONE, fall, &mut out);
                }
                Kind::Arm(_) => {}
            }
        }
        self.changed |= next != NONE;
        Done { list: out, falls }
    }

    fn last_of(&self, mut id: NodeId) -> NodeId {
        while self.tree.node(id).next != NONE {
            id = self.tree.node(id).next;
        }
        id
    }

    /// Whether the end of a list is certainly not reached.
    fn never_falls(&self, list: List, depth: u32) -> bool {
        if list.is_empty() || depth == 0 {
            return false;
        }
        let node = self.tree.node(list.tail);
        match node.kind {
            Kind::Br | Kind::Stop | Kind::Table(_) => true,
            Kind::Loop => self.never_falls(node.first, depth - 1),
            Kind::If(_) => {
                node.label == NONE
                    && self.never_falls(node.first, depth - 1)
                    && self.never_falls(node.second, depth - 1)
            }
            _ => false,
        }
    }

    /// Whether a list that does not fall through would, if it stood at the end of one with
    /// this `fall`: one of its last branches goes to where that falls.
    fn leaves_by_fall(&self, list: List, fall: u32, depth: u32) -> bool {
        if list.is_empty() || depth == 0 {
            return false;
        }
        let node = self.tree.node(list.tail);
        match node.kind {
            Kind::Br => self.falls_to(node.label, fall),
            Kind::If(_) => {
                self.leaves_by_fall(node.first, fall, depth - 1)
                    || self.leaves_by_fall(node.second, fall, depth - 1)
            }
            _ => false,
        }
    }

    // ---- constructs ----

    fn block(&mut self, id: NodeId, is_last: bool, fall: u32, out: &mut List) -> bool {
        let node = *self.tree.node(id);
        let label = node.label;
        self.st.uses[label as usize] = 0;
        self.st.used[label as usize] = UNUSED;
        let scope = self.open(label);
        let inner = self.inner_fall(scope, is_last, fall);
        let body = self.list(node.first, inner);
        self.close();
        let falls = body.falls || self.uses(label) > 0;
        if self.uses(label) == 0 {
            // Rule d.
            self.changed = true;
            self.splice(body.list, node.ty, out);
            return falls;
        }
        let tail = body.list.tail;
        let last = *self.tree.node(tail);
        let (first_use, last_use) = self.st.used[label as usize];
        let all_inside = first_use >= last.met.0 && last_use <= last.met.1;
        if matches!(last.kind, Kind::If(_))
            && !self.is_pinned(last.kind)
            && last.label == NONE
            && all_inside
        {
            // Rule c.
            let last = self.tree.node_mut(tail);
            last.label = label;
            last.ty = node.ty;
            self.changed = true;
            self.tree.append(out, body.list);
            return falls;
        }
        if node.ty == Expected::Nothing
            && self.uses(label) == 1
            && self.close_branch(body.list, label, out)
        {
            return true;
        }
        self.tree.node_mut(id).first = body.list;
        self.tree.push(out, id);
        falls
    }

    /// Puts a construct's content in its place. What it leaves on the stack is then left by
    /// its last construct.
    fn splice(&mut self, list: List, ty: Expected, out: &mut List) {
        if ty != Expected::Nothing && !list.is_empty() {
            let last = self.tree.node_mut(list.tail);
            if is_construct(last.kind) {
                last.ty = ty;
            }
        }
        self.tree.append(out, list);
    }

    /// Rule j: the only use of a block's label is a `br_if` in its own list.
    fn close_branch(&mut self, list: List, label: Label, out: &mut List) -> bool {
        let mut before = List::EMPTY;
        let mut next = list.head;
        while next != NONE {
            let id = next;
            next = self.tree.node(id).next;
            let node = *self.tree.node(id);
            let found = matches!(node.kind, Kind::BrIf(block) if self.may_negate(block))
                && !self.is_pinned(node.kind)
                && self.st.resolve(node.label) == label;
            if !found {
                self.tree.push(&mut before, id);
                continue;
            }
            let Kind::BrIf(block) = node.kind else { break };
            let rest =
                if next == NONE { List::EMPTY } else { List { head: next, tail: list.tail } };
            let data = self.tree.node_mut(id);
            data.kind = Kind::If(block);
            data.label = NONE;
            data.first = rest;
            data.second = List::EMPTY;
            self.negate(block);
            self.tree.push(&mut before, id);
            self.tree.append(out, before);
            self.st.uses[label as usize] = 0;
            self.changed = true;
            return true;
        }
        // Not in this list: put the list back together.
        false
    }

    /// A loop.
    fn construct(&mut self, id: NodeId, is_last: bool, fall: u32, out: &mut List) -> bool {
        let node = *self.tree.node(id);
        self.st.uses[node.label as usize] = 0;
        let scope = self.open(node.label);
        let inner = self.inner_fall(scope, is_last, fall);
        let body = self.list(node.first, inner);
        self.close();
        if self.uses(node.label) == 0 {
            // Rule d.
            self.changed = true;
            self.splice(body.list, node.ty, out);
        } else {
            self.tree.node_mut(id).first = body.list;
            self.tree.push(out, id);
        }
        body.falls
    }

    fn region(&mut self, id: NodeId, is_last: bool, fall: u32, out: &mut List) -> bool {
        let node = *self.tree.node(id);
        if let Kind::TryTable(region) = node.kind {
            self.name_handlers(region);
        }
        let scope = self.open(node.label);
        let inner = self.inner_fall(scope, is_last, fall);
        let body = self.list(node.first, inner);
        let mut falls = body.falls;
        let mut arm = node.second.head;
        while arm != NONE {
            let done = self.list(self.tree.node(arm).first, inner);
            self.tree.node_mut(arm).first = done.list;
            falls |= done.falls;
            arm = self.tree.node(arm).next;
        }
        self.close();
        self.tree.node_mut(id).first = body.list;
        self.tree.push(out, id);
        falls
    }

    fn name_handlers(&mut self, region: Region) {
        for handler in &self.func.regions[region].handlers {
            if let Some(number) = self.flow.number_of(handler.block) {
                self.name(block_label(number));
            }
        }
    }

    // ---- conditionals ----

    /// Whether operands that rest across a conditional need what follows it to stay.
    fn is_pinned(&self, kind: Kind) -> bool {
        match kind {
            Kind::If(block) | Kind::BrIf(block) => self.flow.chains.pinned(block).is_some(),
            _ => false,
        }
    }

    fn negation_cost(&self, block: u32) -> i32 {
        let cost = self.negations[block as usize].cost();
        if self.tree.negated[block as usize] { -cost } else { cost }
    }

    /// Whether a jump may become an `if` that asks the opposite.
    fn may_negate(&self, block: u32) -> bool {
        !self.for_speed || self.negation_cost(block) <= 0
    }

    fn negate(&mut self, block: u32) {
        let negated = &mut self.tree.negated[block as usize];
        *negated = !*negated;
    }

    fn conditional(&mut self, id: NodeId, is_last: bool, fall: u32, out: &mut List) -> bool {
        let node = *self.tree.node(id);
        let Kind::If(block) = node.kind else {
            return true;
        };
        if node.label != NONE {
            self.st.uses[node.label as usize] = 0;
            self.st.used[node.label as usize] = UNUSED;
        }
        let scope = self.open(node.label);
        let inner = self.inner_fall(scope, is_last, fall);
        let mut then = self.list(node.first, inner);
        let mut other = self.list(node.second, inner);
        self.close();
        let named = node.label != NONE && self.uses(node.label) > 0;
        if node.label != NONE && !named {
            self.tree.node_mut(id).label = NONE;
            self.changed = true;
        }
        if then.list.is_empty() && other.list.is_empty() && !named {
            self.tree.node_mut(id).kind = Kind::Forget(block);
            self.tree.push(out, id);
            self.changed = true;
            return true;
        }
        let is_branch = |tree: &Tree, list: List| {
            list.single().is_some_and(|only| tree.node(only).kind == Kind::Br)
        };
        // An arm that only branches, or an empty first arm, is turned to the front.
        let swap = (is_branch(self.tree, other.list) && !is_branch(self.tree, then.list))
            || (then.list.is_empty() && !other.list.is_empty())
            || (!other.falls
                && then.falls
                && !other.list.is_empty()
                && !named
                && self.negation_cost(block) <= 0)
            || (other.falls == then.falls
                && !then.list.is_empty()
                && !other.list.is_empty()
                && self.negation_cost(block) < 0);
        if swap {
            std::mem::swap(&mut then, &mut other);
            self.negate(block);
            self.changed = true;
        }
        if !named && is_branch(self.tree, then.list) {
            // Rule g.
            let label = self.tree.node(then.list.head).label;
            let data = self.tree.node_mut(id);
            (data.kind, data.label) = (Kind::BrIf(block), label);
            (data.first, data.second) = (List::EMPTY, List::EMPTY);
            self.changed = true;
            self.tree.push(out, id);
            self.splice(other.list, node.ty, out);
            return other.falls;
        }
        let falls = then.falls || other.falls || other.list.is_empty() || named;
        if !named && !then.falls && !other.list.is_empty() {
            if let Some(branch) = self.common_branch(&mut then, &mut other) {
                // Rule k.
                self.finish_if(id, then.list, other.list, out);
                self.tree.push(out, branch);
                self.changed = true;
                return false;
            }
            // Rule f.
            self.finish_if(id, then.list, List::EMPTY, out);
            self.splice(other.list, node.ty, out);
            self.changed = true;
            return other.falls;
        }
        let short = other.list.is_empty()
            && then.falls
            && is_last
            && !named
            && node.ty == Expected::Nothing;
        if short && let Some(label) = self.needed_label(fall, block) {
            // Rule h.
            self.negate(block);
            let data = self.tree.node_mut(id);
            (data.kind, data.label, data.first) = (Kind::BrIf(block), label, List::EMPTY);
            self.name(label);
            self.tree.push(out, id);
            self.tree.append(out, then.list);
            self.changed = true;
            return true;
        }
        self.finish_if(id, then.list, other.list, out);
        falls
    }

    fn finish_if(&mut self, id: NodeId, then: List, other: List, out: &mut List) {
        let data = self.tree.node_mut(id);
        (data.first, data.second) = (then, other);
        self.tree.push(out, id);
    }

    /// If both arms end with a branch to the same label, takes both off and gives one back.
    fn common_branch(&mut self, then: &mut Done, other: &mut Done) -> Option<NodeId> {
        let (a, b) = (then.list.tail, other.list.tail);
        let (first, second) = (*self.tree.node(a), *self.tree.node(b));
        let same = first.kind == Kind::Br
            && second.kind == Kind::Br
            && self.st.resolve(first.label) == self.st.resolve(second.label)
            && first.label != FUNCTION;
        if !same || then.list.single().is_some() || other.list.single().is_some() {
            return None;
        }
        then.list = self.without_last(then.list);
        other.list = self.without_last(other.list);
        let label = self.st.resolve(first.label);
        if label < REGIONS {
            self.st.uses[label as usize] -= 1;
        }
        Some(a)
    }

    fn without_last(&mut self, list: List) -> List {
        let mut at = list.head;
        while self.tree.node(at).next != list.tail {
            at = self.tree.node(at).next;
        }
        self.tree.node_mut(at).next = NONE;
        List { head: list.head, tail: at }
    }

    /// A label, named elsewhere anyway, that falling off the list means; only if branching
    /// there on the negated condition is no longer than an `if`.
    fn needed_label(&self, fall: u32, block: u32) -> Option<Label> {
        if self.round == 0 || self.negation_cost(block) > 0 {
            return None;
        }
        let scopes = &self.st.scopes[fall as usize..];
        scopes.iter().copied().find(|&label| match label {
            FUNCTION => self.func.results.is_empty(),
            _ => {
                label < REGIONS
                    && label & 1 == 0
                    && self.st.uses_before[label as usize] > 0
                    && self.flow.stack_in(label / 2).is_empty()
            }
        })
    }
}
