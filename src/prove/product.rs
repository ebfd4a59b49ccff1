//! Both sides in lockstep, from cut point to cut point.
//!
//! Takes: the blocks of both functions. Gives: `Ok` if the output does what the input does.
//! Invariant: if [`check`] succeeds, the relations of all cut pairs are a bisimulation: from
//! states that a pair relates, whatever path the two take, they trap in the same state, do the
//! same events with the same operands in the same state, return the same, or come to a pair that
//! relates them; and on the way from pair to pair both have left their blocks, so that one runs
//! for ever exactly if the other does. Paths are split at conditions, never merged except at
//! pairs; the relation at a pair is inferred by `relation`. Cost: each pair's paths once for each
//! weakening of its relation; budgets bound all of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::alignment::Align;
use super::arrival::Arrival;
use super::cases::atom;
use super::circumstances::describe;
use super::code::{BlockId, Code, Edge, End};
use super::events::Spare;
use super::facts::{Facts, Mark, Scope};
use super::graph::Live;
use super::hash::Map;
use super::limits::Limits;
use super::loops::{Ends, Loops};
use super::machine::{self, Fixed, Item, Machine, Surroundings};
use super::normal::Replacement;
use super::opcode::Opcode as O;
use super::opinion::QUESTIONS;
use super::print::readable;
use super::relation::{Relation, Scratch};
use super::slots::Pair;
use super::term::{Node, Terms, Width};
use super::verdict::{Mismatch, Reason};
use super::windows;

/// Everything that is kept from one function to the next, to save allocations.
#[derive(Default)]
pub struct Workspace {
    pub(super) terms: Terms,
    pub(super) facts: Facts,
    pub(super) scratch: Scratch,
    pub(super) with: Replacement,
}

impl Workspace {
    /// Work that the present pair has cost.
    pub(super) fn done(&self) -> u64 {
        self.terms.work + self.facts.asked.get()
    }
}

/// What a pair of functions is checked against.
pub struct Question<'a> {
    /// Input and output.
    pub codes: [&'a Code; 2],
    /// Items of both modules.
    pub around: &'a Surroundings,
    /// Whether a function of the output may stand for one of the input in a direct call.
    pub related: &'a dyn Fn(u32, u32) -> bool,
    /// Whether Z3 is asked where nothing else helps.
    pub solver: bool,
    /// Whether only few other alignments are tried.
    pub hurried: bool,
}

/// A path that waits to be followed.
#[derive(Clone)]
pub(super) struct Path {
    pub(super) source: Machine,
    pub(super) target: Machine,
    pub(super) mark: Mark,
    pub(super) assumption: Option<(Node, bool)>,
    /// Events so far.
    pub(super) events: u64,
    /// Conditions looked at both ways.
    pub(super) forks: u32,
    /// Allocations of the input that the output has not made.
    pub(super) spare: Vec<Spare>,
    /// Those among them on which nobody branches.
    pub(super) splits: u32,
    /// Rounds of conclusions.
    pub(super) learned: u32,
    /// Loads of shared memory since the last other event, with what they gave.
    pub(super) loads: Vec<((O, u32, Node, Node), Node)>,
    /// A number that is at least so much on this path.
    pub(super) from: Option<(Node, u64)>,
}

/// Why a step of a path does not succeed.
pub(super) enum Stop {
    /// The function is not proved.
    Reason(Reason),
    /// It may be if this condition is looked at both ways.
    Split(Node),
    /// It may be with what has been concluded meanwhile.
    Learned,
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Stop {
        Stop::Reason(reason)
    }
}

pub(super) struct Product<'a, 'w> {
    pub(super) question: &'a Question<'a>,
    pub(super) lives: [Live; 2],
    pub(super) loops: Loops,
    pub(super) work: &'w mut Workspace,
    pub(super) limits: Limits,
    /// Globals whose values are related one by one.
    pub(super) globals: Vec<u32>,
    pub(super) pairs: Vec<Pair>,
    /// Whether the paths from the functions' begin have to be followed, and where they have led.
    pub(super) fresh: bool,
    pub(super) onward: Vec<usize>,
    pub(super) index: Map<(BlockId, BlockId), usize>,
    pub(super) queue: BinaryHeap<Reverse<(u32, u32, usize)>>,
    /// Pairs of merges that led to failures, with what was tried instead.
    pub(super) banned: Map<(BlockId, BlockId), Align>,
    /// Pairs that were aligned in another way because they led to a failure elsewhere.
    pub(super) blamed: usize,
    pub(super) origin: usize,
    /// The pair of blocks at which a path could not end.
    pub(super) culprit: Option<(BlockId, BlockId)>,
    /// Questions that Z3 may still be asked.
    pub(super) questions: u32,
}

impl Path {
    /// The input's event has been done, and is none of the output's.
    fn skip(&mut self, event: u32, given: &[Node]) {
        self.events += 1;
        self.source.stack.extend(given);
        self.source.item = Item::Ready;
        if let [object] = *given {
            let args = self.source.args.clone();
            self.spare.push(Spare { event, args, object });
        }
    }
}

/// The number of the functions' begin among the pairs.
pub(super) const ENTRY: usize = usize::MAX;
/// Globals whose values are related one by one, at most; the others are related together.
const GLOBALS: usize = 6;
/// Conditions that a path looks at both ways to make two terms equal, at most.
const SPLITS: u32 = 10;
/// Loop headers that one side may pass on a path while the other waits, after conditions that
/// nobody could decide: a loop that the other side does not have ends by what is known, or never.
const ROUNDS: u32 = 8;
/// Rounds of conclusions from what is known on a path, at most.
const LEARNED: u32 = 6;

/// Proves that the second function does what the first does, or says why not. Gives whether Z3
/// was needed.
pub fn check(question: &Question<'_>, work: &mut Workspace) -> Result<bool, Reason> {
    let size = question.codes.map(|code| code.insts.len() + code.blocks.len());
    let mut product = Product {
        question,
        lives: question.codes.map(Live::of),
        loops: Loops::of(question.codes),
        work,
        limits: Limits::for_size(size[0].max(size[1])),
        globals: used_globals(question),
        pairs: Vec::new(),
        fresh: true,
        onward: Vec::new(),
        index: Map::default(),
        queue: BinaryHeap::new(),
        banned: Map::default(),
        blamed: 0,
        origin: 0,
        culprit: None,
        questions: 0,
    };
    product.work.facts.memories.clone_from(&question.around.memories);
    product.work.terms.types = Arc::clone(&question.around.types);
    match product.attempts() {
        Ok(()) => Ok(false),
        Err(Reason::Mismatch(_)) if question.solver => {
            product.questions = QUESTIONS;
            product.limits = Limits::for_size(size[0].max(size[1]));
            product.attempts().map(|()| true)
        }
        Err(reason) => Err(reason),
    }
}

/// The first few mutable globals that the functions use.
fn used_globals(question: &Question<'_>) -> Vec<u32> {
    let mut used = Vec::new();
    for inst in question.codes.iter().flat_map(|code| &code.insts) {
        if used.len() < GLOBALS
            && matches!(inst.op, O::GlobalGet | O::GlobalSet)
            && matches!(question.around.globals.get(inst.a as usize), Some(Fixed::No))
            && !used.contains(&inst.a)
        {
            used.push(inst.a);
        }
    }
    used
}

/// Slots of registers that count in a loop, and whether upwards. So many slots are the input's.
fn counters(
    ends: Option<Ends<'_>>,
    lives: [(&Live, BlockId); 2],
    source: usize,
) -> Vec<(usize, bool)> {
    let Some(ends) = ends else { return Vec::new() };
    let mut counters = Vec::new();
    for (side, (live, block)) in lives.into_iter().enumerate() {
        for (slot, register) in (side * source..).zip(live.at(block)) {
            counters.extend(ends.counts(side, register).map(|up| (slot, up)));
        }
    }
    counters
}

/// The edge that a switch takes for all numbers between two, if it is one.
fn only(edges: &[Edge], (least, greatest): (i128, i128)) -> Option<Edge> {
    let last = edges.len().checked_sub(1)?;
    let at = |number: i128| number.clamp(0, last as i128) as usize;
    let (&first, others) = edges.get(at(least)..=at(greatest))?.split_first()?;
    others.iter().all(|&other| other == first).then_some(first)
}

impl Product<'_, '_> {
    /// Follows all paths that have not been followed yet, or not from what is known now.
    pub(super) fn follow(&mut self) -> Result<(), Reason> {
        if self.fresh {
            self.fresh = false;
            self.origin = ENTRY;
            self.work.facts.clear();
            let (source, target) = self.entry();
            self.explore(source, target)?;
        }
        while let Some(Reverse((_, _, pair))) = self.queue.pop() {
            if !self.pairs[pair].waiting {
                continue;
            }
            self.pairs[pair].waiting = false;
            self.origin = pair;
            self.work.facts.clear();
            let (source, target) = self.instantiate(pair);
            self.explore(source, target)?;
        }
        Ok(())
    }

    /// Follows a pair's paths when its turn comes.
    pub(super) fn enqueue(&mut self, pair: usize) {
        let data = &mut self.pairs[pair];
        if !data.waiting {
            data.waiting = true;
            let [source, target] = self.question.codes;
            let at = |code: &Code, block: BlockId| code.blocks[block as usize].offset;
            self.queue.push(Reverse((at(source, data.source), at(target, data.target), pair)));
        }
    }

    /// Follows all paths from a pair to the next pairs and exits.
    fn explore(&mut self, mut source: Machine, mut target: Machine) -> Result<(), Reason> {
        // Both leave their blocks: no side waits while the other runs for ever.
        for machine in [&mut source, &mut target] {
            let code = self.question.codes[usize::from(machine.scope == Scope::Target)];
            if let Item::Merge(block) = machine.item {
                machine.enter(code, block);
            }
        }
        let mark = self.work.facts.mark();
        let mut paths = vec![Path {
            source,
            target,
            mark,
            assumption: None,
            events: 0,
            forks: 0,
            splits: 0,
            learned: 0,
            loads: Vec::new(),
            from: None,
            spare: Vec::new(),
        }];
        let mut followed = 0;
        while let Some(mut path) = paths.pop() {
            if self.pairs.get(self.origin).is_some_and(|pair| pair.waiting) {
                // All of them will be followed again, from what is known now.
                return Ok(());
            }
            followed += 1;
            if followed > self.limits.paths {
                return Err(Reason::Budget("paths"));
            }
            self.work.facts.undo(path.mark);
            if let Some((number, least)) = path.from.take()
                && least > 0
            {
                let terms = &mut self.work.terms;
                let least = terms.constant(Width::W32, least);
                let below = terms.lt_u(Width::W32, number, least);
                self.work.facts.assume(terms, below, false);
            }
            if let Some((condition, holds)) = path.assumption {
                self.work.facts.assume(&mut self.work.terms, condition, holds);
                if self.work.facts.contradiction {
                    continue;
                }
            }
            loop {
                self.limits.step(self.work.terms.len(), self.work.done())?;
                self.limits.hold(paths.len() * (path.source.size() + path.target.size()))?;
                match self.advance(&mut path, &mut paths) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(Stop::Reason(reason)) => return Err(reason),
                    Err(Stop::Learned) => path.learned += 1,
                    Err(Stop::Split(condition)) => {
                        path.splits += 1;
                        self.fork(&mut path, &mut paths, condition);
                    }
                }
            }
        }
        Ok(())
    }

    fn run(&mut self, machine: &mut Machine) {
        let code = self.question.codes[usize::from(machine.scope == Scope::Target)];
        let Workspace { terms, facts, .. } = &mut *self.work;
        machine.run(code, self.question.around, terms, facts);
    }

    pub(super) fn side<'b>(&self, path: &'b mut Path, scope: Scope) -> (&'b mut Machine, &Code) {
        match scope {
            Scope::Target => (&mut path.target, self.question.codes[1]),
            _ => (&mut path.source, self.question.codes[0]),
        }
    }

    /// One step of a path. Gives whether it goes on.
    fn advance(&mut self, path: &mut Path, paths: &mut Vec<Path>) -> Result<bool, Stop> {
        self.run(&mut path.source);
        self.run(&mut path.target);
        if self.work.facts.contradiction {
            return Ok(false);
        }
        // What is decided already.
        for scope in [Scope::Source, Scope::Target] {
            if self.follow_known(path, scope) {
                return Ok(true);
            }
        }
        match (&path.source.item, &path.target.item) {
            (Item::Branch(..), Item::Merge(block)) if self.branches(1, *block) => {
                self.step_over(path, Scope::Target)
            }
            (Item::Merge(block), Item::Branch(..)) if self.branches(0, *block) => {
                self.step_over(path, Scope::Source)
            }
            (Item::Branch(a, ..), Item::Branch(b, ..)) => {
                let (mut a, mut b) = (*a, *b);
                let terms = &mut self.work.terms;
                (a, b) = (terms.truth(a).0, terms.truth(b).0);
                if a != b {
                    (a, b) = (self.simplest(a), self.simplest(b));
                    let terms = &mut self.work.terms;
                    (a, b) = (terms.truth(a).0, terms.truth(b).0);
                }
                if a != b && path.source.writes == path.target.writes {
                    // They may be the same in states that are.
                    self.settle_state(path, None)?;
                    if self.work.facts.contradiction {
                        return Ok(false);
                    }
                }
                // Different conditions are taken apart.
                let terms = &mut self.work.terms;
                let condition = if a == b { a } else { atom(terms, a) };
                self.fork(path, paths, condition);
                Ok(true)
            }
            (Item::Branch(condition, ..), _) | (_, Item::Branch(condition, ..)) => {
                let condition = *condition;
                self.fork(path, paths, condition);
                Ok(true)
            }
            (Item::Switch(a, _), Item::Switch(b, _)) => {
                let (a, b) = (*a, *b);
                if self.equal(a, b) {
                    self.split_switches(path, paths);
                } else {
                    self.split_switch(path, paths, Scope::Source);
                }
                Ok(false)
            }
            (Item::Switch(..), Item::Merge(block)) if self.switches(1, *block) => {
                self.step_over(path, Scope::Target)
            }
            (Item::Merge(block), Item::Switch(..)) if self.switches(0, *block) => {
                self.step_over(path, Scope::Source)
            }
            (Item::Switch(..), _) => {
                self.split_switch(path, paths, Scope::Source);
                Ok(false)
            }
            (_, Item::Switch(..)) => {
                self.split_switch(path, paths, Scope::Target);
                Ok(false)
            }
            (Item::Merge(p), Item::Merge(q)) => {
                let key = (*p, *q);
                match self.align(key, path) {
                    Align::Match => self.arrive(path, key).map(|()| false),
                    Align::StepSource => self.step_over(path, Scope::Source),
                    Align::StepTarget => self.step_over(path, Scope::Target),
                    Align::StepBoth => {
                        self.step_over(path, Scope::Source)?;
                        self.step_over(path, Scope::Target)
                    }
                }
            }
            (Item::Merge(_), _) => self.step_over(path, Scope::Source),
            (Item::Event(a), Item::Merge(block)) if !self.makes_soon(*a, *block) => {
                let (event, other) = (*a, path.target.item.clone());
                match self.unneeded(path, event, &other) {
                    Some(given) => path.skip(event, &given),
                    None => return self.step_over(path, Scope::Target),
                }
                Ok(true)
            }
            (_, Item::Merge(_)) => self.step_over(path, Scope::Target),
            (Item::Event(a), other) if self.loaded(path, *a, other).is_some() => {
                if let Some(value) = self.loaded(path, *a, other) {
                    path.source.stack.push(value);
                    path.source.item = Item::Ready;
                }
                Ok(true)
            }
            (Item::Event(a), other) if let Some(values) = self.called(path, *a, other) => {
                path.source.stack.extend(values);
                path.source.item = Item::Ready;
                Ok(true)
            }
            (_, Item::Event(b)) if let Some(spare) = self.spared(path, *b) => {
                let spare = path.spare.remove(spare);
                path.target.stack.push(spare.object);
                path.target.item = Item::Ready;
                Ok(true)
            }
            (Item::Event(a), other) if let Some(given) = self.unneeded(path, *a, other) => {
                let event = *a;
                path.skip(event, &given);
                Ok(true)
            }
            (Item::Event(a), Item::Event(b)) => {
                let events = (*a, *b);
                self.event(path, paths, events)
            }
            (Item::Return, Item::Return) => self.finish(path).map(|()| false),
            (Item::Trap, Item::Trap) => {
                let certain = self.work.terms.constant(Width::W32, 1);
                for machine in [&mut path.source, &mut path.target] {
                    let state = machine.state(&mut self.work.terms);
                    machine.windows.push((state, certain));
                }
                self.meet(path)?;
                self.check_repeated(path, &[]).map(|()| false)
            }
            _ => self.fail(path, "what comes next", Node::NONE, Node::NONE),
        }
    }

    /// Follows a branch or switch whose condition is known.
    fn follow_known(&mut self, path: &mut Path, scope: Scope) -> bool {
        let (machine, _) = self.side(path, scope);
        let code = self.question.codes[usize::from(scope == Scope::Target)];
        match machine.item {
            Item::Branch(condition, yes, no) => {
                let known = self.decide(condition).or_else(|| self.passed(scope, condition));
                let (machine, _) = self.side(path, scope);
                match known {
                    Some(true) => machine.follow(code, yes),
                    Some(false) => machine.follow(code, no),
                    None => return false,
                }
                true
            }
            Item::Switch(selector, block) => {
                let End::Switch(edges) = &code.blocks[block as usize].end else { return false };
                let mut edge = only(edges, self.range_of(selector));
                if edge.is_none() {
                    let simpler = self.simplest(selector);
                    edge = only(edges, self.range_of(simpler));
                }
                let Some(edge) = edge else { return false };
                let (machine, _) = self.side(path, scope);
                machine.follow(code, edge);
                true
            }
            _ => false,
        }
    }

    /// A condition that a side has passed, or the negation of one, as a trap condition: if it
    /// held, this side would have trapped. That the other then does too, is still to be shown.
    fn passed(&mut self, scope: Scope, condition: Node) -> Option<bool> {
        let Workspace { terms, facts, .. } = &mut *self.work;
        let (truth, negated) = terms.truth(condition);
        if facts.is_passed(scope, truth) {
            return Some(negated);
        }
        let opposite = terms.not(truth);
        facts.is_passed(scope, opposite).then_some(!negated)
    }

    /// Bounds of a number on the path.
    fn range_of(&self, number: Node) -> (i128, i128) {
        self.work.facts.range(&self.work.terms, false, Width::W32, number)
    }

    /// Decides a condition, by its parts if need be.
    fn decide(&mut self, condition: Node) -> Option<bool> {
        let Workspace { terms, facts, .. } = &mut *self.work;
        if let Some(known) = facts.decide(terms, condition) {
            return Some(known);
        }
        // As a truth value: of a number that is chosen its condition may be known.
        let (truth, negated) = terms.truth(condition);
        let simpler = self.simplest(truth);
        let Workspace { terms, facts, .. } = &mut *self.work;
        facts.decide(terms, simpler).map(|holds| holds != negated)
    }

    /// Whether a block ends in a branch.
    fn branches(&self, side: usize, block: BlockId) -> bool {
        let block = &self.question.codes[side].blocks[block as usize];
        matches!(block.end, End::Branch(..)) && !block.header
    }

    /// Whether a block ends in a switch.
    fn switches(&self, side: usize, block: BlockId) -> bool {
        let block = &self.question.codes[side].blocks[block as usize];
        matches!(block.end, End::Switch(..)) && !block.header
    }

    fn step_over(&mut self, path: &mut Path, scope: Scope) -> Result<bool, Stop> {
        let code = self.question.codes[usize::from(scope == Scope::Target)];
        let forks = path.forks;
        let (machine, _) = self.side(path, scope);
        if let Item::Merge(block) = machine.item {
            let most = (code.blocks.len() as u32 * 2 + 16).min(self.limits.blocks);
            if code.blocks[block as usize].header && machine.forks != forks {
                machine.rounds += 1;
                machine.forks = forks;
            }
            if machine.entered > most || machine.rounds > ROUNDS {
                return Err(Reason::Budget("blocks on a path").into());
            }
            machine.enter(code, block);
        }
        Ok(true)
    }

    pub(super) fn equal(&mut self, a: Node, b: Node) -> bool {
        a == b || {
            let (a, b) = (self.simplest(a), self.simplest(b));
            a == b
        }
    }

    pub(super) fn require(
        &mut self,
        path: &Path,
        what: &'static str,
        a: Node,
        b: Node,
    ) -> Result<(), Stop> {
        if self.equal(a, b) {
            return Ok(());
        }
        match self.fail(path, what, a, b) {
            Err(Stop::Reason(_)) if self.confirmed(Some((a, b))) => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// The path cannot be matched, unless it cannot be taken.
    pub(super) fn fail(
        &mut self,
        path: &Path,
        what: &'static str,
        a: Node,
        b: Node,
    ) -> Result<bool, Stop> {
        let Workspace { terms, facts, with, .. } = &mut *self.work;
        if facts.contradictory(terms, with) {
            return Ok(false);
        }
        if path.learned < LEARNED && self.learn() {
            return if self.work.facts.contradiction { Ok(false) } else { Err(Stop::Learned) };
        }
        let (a, b) = (self.simplest(a), self.simplest(b));
        if path.splits < SPLITS
            && let Some(condition) = self.split_condition(a, b)
        {
            return Err(Stop::Split(condition));
        }
        let nothing = (a, b) == (Node::NONE, Node::NONE);
        if nothing && self.confirmed(None) {
            return Ok(false);
        }
        let terms = &self.work.terms;
        let show = |node: Node, machine: &Machine| match node {
            Node::NONE => describe(machine, self.question),
            node => readable(terms, node),
        };
        let origin = self.pairs.get(self.origin).map_or((0, 0), |pair| {
            let [source, target] = self.question.codes;
            let at = |code: &Code, block: BlockId| code.blocks[block as usize].offset;
            (at(source, pair.source), at(target, pair.target))
        });
        let offsets = (path.source.offset, path.target.offset);
        let shown = (show(a, &path.source), show(b, &path.target));
        let (conditions, constants) = self.circumstances([a, b]);
        Err(Stop::Reason(Reason::Mismatch(Box::new(Mismatch {
            what,
            offsets,
            origin,
            terms: shown,
            path: conditions,
            constants,
        }))))
    }

    /// Puts what is known into itself. Gives whether something new is known, perhaps that the path
    /// cannot be taken.
    fn learn(&mut self) -> bool {
        let Workspace { terms, facts, with, .. } = &mut *self.work;
        with.clear(0);
        facts.has_known() && (facts.saturate(terms, with) || facts.contradiction)
    }

    /// Both have evaluated the same trap conditions in the same states.
    pub(super) fn meet(&mut self, path: &mut Path) -> Result<(), Stop> {
        while let Some(sides) = self.windows_differ(path) {
            if !self.without_impossible(path, sides)? {
                return Ok(());
            }
        }
        path.target.show_windows();
        let Workspace { facts, terms, .. } = &mut *self.work;
        for &(_, condition) in &path.source.windows {
            facts.pass_both(terms, condition);
        }
        path.source.settle();
        path.target.settle();
        Ok(())
    }

    /// The first difference of the trap windows, with all that is known put in.
    pub(super) fn windows_differ(&mut self, path: &Path) -> Option<(Node, Node)> {
        if path.source.windows == path.target.windows {
            return None;
        }
        let mut lists = [path.source.windows.clone(), path.target.windows.clone()];
        self.work.terms.work += 8 * lists.iter().map(|list| list.len() as u64).sum::<u64>();
        for list in &mut lists {
            for entry in list.iter_mut() {
                *entry = (self.simplest(entry.0), self.simplest(entry.1));
            }
            list.retain(|entry| self.work.terms.value(entry.1) != Some(0));
        }
        let Workspace { facts, terms, .. } = &mut *self.work;
        windows::difference(terms, facts, &lists[0], &lists[1])
    }

    pub(super) fn same_state(&mut self, path: &Path) -> Result<(), Stop> {
        for part in 0..self.parts() {
            let what = match part {
                machine::WORLD => "tables",
                machine::HEAP => "objects",
                machine::GLOBALS => "globals",
                _ => "memories",
            };
            self.require(path, what, path.source.parts[part], path.target.parts[part])?;
        }
        Ok(())
    }

    fn finish(&mut self, path: &mut Path) -> Result<(), Stop> {
        self.meet(path)?;
        self.same_state(path)?;
        let [source, target] = self.question.codes;
        let first = path.target.stack.len() - target.results as usize;
        let results: Vec<Node> = path.target.stack[first..].to_vec();
        self.check_repeated(path, &results)?;
        for index in 0..source.results.min(target.results) as usize {
            let a = path.source.stack[path.source.stack.len() - source.results as usize + index];
            let b = path.target.stack[path.target.stack.len() - target.results as usize + index];
            self.require(path, "results", a, b)?;
        }
        Ok(())
    }

    /// Comes to a pair of blocks that are matched.
    fn arrive(&mut self, path: &mut Path, key: (BlockId, BlockId)) -> Result<(), Stop> {
        let free = self.headers(key) == (false, false);
        self.culprit = free.then_some(key);
        self.meet(path)?;
        self.settle_state(path, Some(key))?;
        if self.work.facts.contradiction {
            // It cannot be taken.
            return Ok(());
        }
        let known = self.index.get(&key).map(|&pair| self.pairs[pair].contents.clone());
        let (values, source_slots, contents) =
            self.gather((key.0, &path.source), (key.1, &path.target), known);
        let simple: Vec<Node> =
            values.iter().map(|&value| self.simplest_within(value, 1 << 14)).collect();
        if let Some(&pair) = self.index.get(&key)
            && path.learned < LEARNED
            && self.pairs[pair].relation.parts(&self.work.terms, &values, &simple, source_slots)
            && self.learn()
        {
            return if self.work.facts.contradiction { Ok(()) } else { Err(Stop::Learned) };
        }
        self.check_repeated(path, &simple[source_slots..])?;
        self.culprit = None;
        let Workspace { terms, facts, scratch, .. } = &mut *self.work;
        let ends = self
            .pairs
            .get(self.origin)
            .and_then(|from| self.loops.back(self.question.codes, (from.source, from.target), key));
        let counters =
            counters(ends, [(&self.lives[0], key.0), (&self.lives[1], key.1)], source_slots);
        let counters = &counters;
        let arrival =
            Arrival { raw: &values, simple: &simple, source: source_slots, ends, counters };
        let pair = *self.index.entry(key).or_insert_with(|| {
            let number = self.pairs.len() as u32;
            let relation = Relation::new(number);
            let (source, target) = key;
            self.pairs.push(Pair {
                source,
                target,
                relation,
                source_slots,
                contents,
                waiting: false,
                rounds: 0,
                onward: Vec::new(),
                weakened: Vec::new(),
            });
            number as usize
        });
        let onward = match self.origin {
            ENTRY => &mut self.onward,
            origin => &mut self.pairs[origin].onward,
        };
        if !onward.contains(&pair) {
            onward.push(pair);
        }
        let data = &mut self.pairs[pair];
        let changed = data.relation.arrive(terms, facts, &arrival, scratch);
        let changed = changed.ok_or(Reason::Budget("terms"))?;
        if changed {
            data.rounds += 1;
            if self.origin != ENTRY && !data.weakened.contains(&self.origin) {
                data.weakened.push(self.origin);
            }
            if data.rounds > self.limits.rounds {
                return Err(Reason::Budget("refinements").into());
            }
            self.enqueue(pair);
        }
        Ok(())
    }
}
