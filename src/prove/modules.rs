//! Two modules against each other: declarations, then every pair of functions.
//!
//! Takes: the bytes of the input once, and of any number of outputs with their maps. Gives: a
//! [`Report`] for each. Invariant: every function of the output is in the report, with each
//! function of the input that it stands for; what was proved once is not proved again only if
//! the same would be asked ([`fingerprint`]). A panic in a function's check counts as not
//! proved. Cost: the functions', on several threads, the largest first.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::code::Code;
use super::declarations;
use super::facts::Scope;
use super::fingerprint::{self, Fingerprint};
use super::hierarchy::Hierarchy;
use super::lift;
use super::machine::{Callees, Fixed, MemoryKind, Surroundings};
use super::maps::{Map, Maps};
use super::module::{ConstStep, Module, Space, Unusable};
use super::opcode::Opcode;
use super::pairing;
use super::product::{self, Question, Workspace};
use super::references::Observed;
use super::same;
use super::solver;
use super::summary::Calls;
use super::term::Width;
use super::threads;
use super::types::Types;
use super::verdict::{Function, Reason, Report, Verdict};

/// How to verify.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads to use; none for all there are.
    pub jobs: Option<NonZeroUsize>,
    /// Prove functions with identical code too.
    pub everything: bool,
    /// Give up after few other alignments.
    pub hurried: bool,
    /// Ask Z3 where normal forms are not enough; without effect if this build does not.
    pub solver: bool,
    /// Which items correspond; what it leaves unknown is found.
    pub map: Map,
}

/// Compares two modules.
///
/// # Errors
/// When one of them is not valid WebAssembly, or is a component.
pub fn verify(before: &[u8], after: &[u8], options: &Options) -> Result<Report, Unusable> {
    threads::deep(|| Checker::new(before, options.jobs)?.check(after, options))
}

/// As [`verify`]; the caller is told how many functions are done, of how many, in no order.
///
/// # Errors
/// As [`verify`].
pub fn verify_watched(
    before: &[u8],
    after: &[u8],
    options: &Options,
    progress: Progress<'_>,
) -> Result<Report, Unusable> {
    threads::deep(|| Checker::new(before, options.jobs)?.check_watched(after, options, progress))
}

/// What is told how many functions are done, and of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// An input that outputs are compared with.
pub struct Checker<'a> {
    types: Types,
    pub(super) before: Module<'a>,
    observed: Observed,
    calls: Arc<Calls>,
    pub(super) proofs: Proofs,
}

/// What has been proved, for the next output.
#[derive(Default)]
pub(super) struct Proofs {
    pub around: Option<Surroundings>,
    /// Functions of the input with the questions that were answered.
    pub known: HashSet<(u32, Fingerprint)>,
}

impl<'a> Checker<'a> {
    /// Reads the input.
    ///
    /// # Errors
    /// When it is not valid WebAssembly, or is a component.
    pub fn new(before: &'a [u8], jobs: Option<NonZeroUsize>) -> Result<Checker<'a>, Unusable> {
        let mut types = Types::default();
        let before = Module::parse(before, &mut types, threads::jobs(jobs))
            .map_err(|error| Unusable(format!("before: {}", error.0)))?;
        let observed = Observed::of(&before);
        let calls = Arc::new(Calls::of(&before)?);
        Ok(Checker { types, before, observed, calls, proofs: Proofs::default() })
    }

    /// The map under which every item keeps its number.
    pub fn identity(&self) -> Map {
        Map::identity(|space| self.before.count(space))
    }

    /// Compares an output with the input.
    ///
    /// # Errors
    /// When it is not valid WebAssembly, or is a component.
    pub fn check(&mut self, after: &[u8], options: &Options) -> Result<Report, Unusable> {
        self.check_watched(after, options, &|_, _| {})
    }

    fn check_watched(
        &mut self,
        after: &[u8],
        options: &Options,
        progress: Progress<'_>,
    ) -> Result<Report, Unusable> {
        let jobs = threads::jobs(options.jobs);
        let before = &self.before;
        let after = Module::parse(after, &mut self.types, jobs)
            .map_err(|error| Unusable(format!("after: {}", error.0)))?;
        let after_observed = Observed::of(&after);
        let maps = match options.map.is_open(before) {
            true => pairing::find(before, &after, &options.map, &self.observed),
            false => Maps::of(&options.map, before, &after, &self.observed),
        };
        let observed = [&self.observed, &after_observed];
        let declarations = declarations::differences(before, &after, &maps, observed);
        let around = surroundings(before, &after, &maps, (&self.calls, &self.types));
        if self.proofs.around.as_ref() != Some(&around) {
            self.proofs = Proofs::default();
        }
        let own = Maps::identity(before);
        let same_numbers = before.types == after.types && own.same(&maps);
        let known = &self.proofs.known;
        let comparison = Comparison { before, around: &around, options, known };
        let modules =
            Modules { comparison, after: &after, maps: &maps, own, same_numbers, progress };
        let mut new = Vec::new();
        let functions = modules.all(jobs, &mut new);
        let state = state(before, &maps, &around);
        self.proofs.known.extend(new);
        self.proofs.around = Some(around);
        Ok(Report { declarations, functions, state, refutation: None })
    }
}

/// What comparisons of bodies have in common.
pub(super) struct Comparison<'a, 'm> {
    pub before: &'a Module<'m>,
    pub around: &'a Surroundings,
    pub options: &'a Options,
    pub known: &'a HashSet<(u32, Fingerprint)>,
}

/// A verdict, and what to know the question by if it was answered by normal forms.
pub(super) type Answer = (Verdict, Option<Fingerprint>);

impl Comparison<'_, '_> {
    /// An answer, whatever happens on the way to it.
    pub fn guarded(
        &self,
        space: &mut Workspace,
        answer: impl FnOnce(&mut Workspace) -> Result<Answer, Reason>,
    ) -> Answer {
        let result = catch_unwind(AssertUnwindSafe(|| answer(space)));
        let result = result.unwrap_or_else(|_| {
            *space = Workspace::default();
            Err(Reason::Internal)
        });
        result.unwrap_or_else(|reason| (Verdict::Unproved(reason), None))
    }

    /// Compares two bodies for a function of the input.
    pub fn codes(
        &self,
        before: u32,
        [source, target]: [Code; 2],
        related: &dyn Fn(u32, u32) -> bool,
        space: &mut Workspace,
    ) -> Result<Answer, Reason> {
        if !self.options.everything && same::same(&source, &target, related) {
            return Ok((Verdict::Identical, None));
        }
        let callee = |f: u32| self.around.callee(Scope::Source, f);
        let counterpart = |g: u32| self.around.callee(Scope::Target, g);
        let print = fingerprint::of(&source, &target, [&callee, &counterpart]);
        if self.known.contains(&(before, print)) {
            return Ok((Verdict::Proved, None));
        }
        let codes = [&source, &target];
        let solver = self.options.solver && solver::BUILT;
        let hurried = self.options.hurried;
        let question = Question { codes, around: self.around, related, solver, hurried };
        product::check(&question, space).map(|by_solver| match by_solver {
            // It is asked again when there is another round, so that it is counted as what it is.
            true => (Verdict::Solved, None),
            false => (Verdict::Proved, Some(print)),
        })
    }
}

struct Modules<'a, 'm> {
    comparison: Comparison<'a, 'm>,
    after: &'a Module<'a>,
    maps: &'a Maps,
    /// Those of the input to itself.
    own: Maps,
    /// Every index means the same in both modules.
    same_numbers: bool,
    progress: Progress<'a>,
}

/// A function of the output with one that it stands for.
type Pair = (Option<u32>, u32);

impl Modules<'_, '_> {
    /// Verdicts on all functions of the output that have bodies; what was proved goes to `new`.
    fn all(&self, jobs: NonZeroUsize, new: &mut Vec<(u32, Fingerprint)>) -> Vec<Function> {
        let names = |module: &Module<'_>| -> HashMap<u32, String> {
            module.names.iter().map(|&(index, name)| (index, name.to_string())).collect()
        };
        let (old_names, new_names) = (names(self.comparison.before), names(self.after));
        let pairs = self.pairs();
        let size = |pair: Pair| self.after.body(pair.1).map_or(0, |body| body.range().count());
        let mut order: Vec<u32> = (0..pairs.len() as u32).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(size(pairs[index as usize])));
        let done = AtomicUsize::new(0);
        let results = threads::each(&order, jobs, Workspace::default, |space, index| {
            let start = Instant::now();
            let pair = pairs[index as usize];
            let answer = |space: &mut Workspace| self.pair(pair, space);
            let (verdict, proof) = self.comparison.guarded(space, answer);
            (self.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, pairs.len());
            (verdict, proof, start.elapsed().as_micros() as u64)
        });
        let mut functions = Vec::with_capacity(pairs.len());
        for (&pair, result) in pairs.iter().zip(results) {
            let (before, after) = pair;
            let lost = || (Verdict::Unproved(Reason::Internal), None, 0);
            let (verdict, proof, micros) = result.unwrap_or_else(lost);
            new.extend(before.zip(proof));
            let name = before.and_then(|before| old_names.get(&before));
            let name = name.or_else(|| new_names.get(&after)).cloned();
            let bytes = size(pair);
            functions.push(Function { before, after, name, bytes, verdict, micros });
        }
        functions
    }

    /// All pairs to prove.
    fn pairs(&self) -> Vec<Pair> {
        let count = self.after.count(Space::Func);
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (before, &after) in self.maps.forward.iter().enumerate() {
            if let Some(members) = members.get_mut(after as usize) {
                members.push(before as u32);
            }
        }
        let mut pairs = Vec::with_capacity(count);
        let imported = self.after.imported(Space::Func);
        for (after, members) in (0..).zip(&members).skip(imported) {
            match &members[..] {
                [] => pairs.push((None, after)),
                all => pairs.extend(all.iter().map(|&before| (Some(before), after))),
            }
        }
        pairs
    }

    fn pair(&self, (before, after): Pair, space: &mut Workspace) -> Result<Answer, Reason> {
        let Comparison { before: input, options, .. } = self.comparison;
        let before = before.ok_or(Reason::NoCounterpart)?;
        let old = input.body(before).ok_or(Reason::NoCounterpart)?;
        let new = self.after.body(after).ok_or(Reason::NoCounterpart)?;
        let old_type = input.funcs[before as usize];
        let new_type = self.after.funcs[after as usize];
        if input.types[old_type as usize] != self.after.types[new_type as usize] {
            return Err(Reason::Signature);
        }
        if self.same_numbers && !options.everything && old.as_bytes() == new.as_bytes() {
            return Ok((Verdict::Identical, None));
        }
        let source = lift::lift(input, &self.own, old_type, old)?;
        let target = lift::lift(self.after, self.maps, new_type, new)?;
        let related = |f: u32, g: u32| self.maps.related(f, g);
        self.comparison.codes(before, [source, target], &related, space)
    }
}

/// State that both modules have and that can be told apart.
fn state(before: &Module<'_>, maps: &Maps, around: &Surroundings) -> Vec<(Space, u32, u32)> {
    let mut state = Vec::new();
    for space in [Space::Memory, Space::Table, Space::Global] {
        for (after, &index) in (0..).zip(maps.space(space)) {
            let seen = match space {
                Space::Global => around.globals.get(index as usize) == Some(&Fixed::No),
                _ => (index as usize) < before.count(space),
            };
            if seen {
                state.push((space, index, after));
            }
        }
    }
    state
}

/// What functions may take for granted about globals, memories and calls.
fn surroundings(
    before: &Module<'_>,
    after: &Module<'_>,
    maps: &Maps,
    (calls, types): (&Arc<Calls>, &Types),
) -> Surroundings {
    let mut back = vec![None; before.globals.len()];
    for (new, &old) in maps.globals.iter().enumerate() {
        if let Some(slot) = back.get_mut(old as usize) {
            *slot = Some(new);
        }
    }
    let exported = |module: &Module<'_>| -> HashSet<usize> {
        let globals = module.exports.iter().filter(|export| export.1 == Space::Global);
        globals.map(|export| export.2 as usize).collect()
    };
    let exported = [exported(before), exported(after)];
    let fixed = |module: &Module<'_>, side: usize, index: usize| {
        let global = &module.globals[index];
        let is_seen = exported[side].contains(&index);
        let hidden = global.init.is_some() && !is_seen && !module.uses.writes(index as u32);
        !global.mutable || hidden
    };
    let unread = |module: &Module<'_>, side: usize, index: usize| {
        let is_seen = exported[side].contains(&index);
        module.globals[index].init.is_some() && !is_seen && !module.uses.reads(index as u32)
    };
    let globals = before.globals.iter().enumerate().map(|(index, global)| {
        let counterpart = |holds: &dyn Fn(usize) -> bool| back[index].is_none_or(holds);
        if unread(before, 0, index) && counterpart(&|new| unread(after, 1, new)) {
            return Fixed::Unread;
        }
        if !fixed(before, 0, index) || !counterpart(&|new| fixed(after, 1, new)) {
            return Fixed::No;
        }
        match global.init.as_deref() {
            Some([ConstStep::Plain(op, [value, _])]) => match op {
                Opcode::I32Const | Opcode::F32Const => Fixed::Value(Width::W32, *value),
                Opcode::I64Const | Opcode::F64Const => Fixed::Value(Width::W64, *value),
                _ => Fixed::Unknown,
            },
            _ => Fixed::Unknown,
        }
    });
    let (first_globals, first_memories) =
        (before.imported(Space::Global), before.imported(Space::Memory));
    let mutable = before.globals[..first_globals].iter().filter(|global| global.mutable).count();
    let twins = before
        .globals
        .iter()
        .enumerate()
        .map(|(index, global)| mutable > 1 && index < first_globals && global.mutable);
    let memories = before.memories.iter().enumerate().map(|(index, memory)| MemoryKind {
        least: memory.least,
        wide: memory.wide,
        shared: memory.shared,
        twin: first_memories > 1 && index < first_memories,
    });
    Surroundings {
        globals: globals.collect(),
        twins: twins.collect(),
        memories: memories.collect(),
        calls: Arc::clone(calls),
        types: Arc::new(Hierarchy::of(before, types)),
        callees: Callees([maps.callees(), maps.funcs.clone()]),
    }
}
