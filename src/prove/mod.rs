//! The checker: shows that an output module does what the input module did.
//!
//! Takes: the bytes of two modules, nothing else. Gives: a [`Report`] with a verdict for each
//! function and all differences in declarations. Invariant: [`Report::proved`] only if the
//! output refines the input as `docs/semantics.md` says. It shares no code with the optimiser:
//! its own lift from bytes, its own semantics table, its own normal forms; of what others made it
//! trusts `wasmparser`. Budgets bound the work; a panic in one function's check is caught and
//! counts as not proved. Read `docs/proving.md` first.

mod accesses;
mod cases;
mod code;
mod declarations;
mod events;
mod facts;
mod graph;
mod hash;
mod immediates;
mod lift;
mod limits;
mod machine;
mod maps;
mod memory;
mod module;
mod normal;
mod opcode;
mod print;
mod product;
mod relation;
mod repeated;
mod same;
mod summary;
mod term;
mod types;
mod verdict;
mod windows;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use machine::{Fixed, MemoryKind, Surroundings};
use maps::Maps;
use module::{ConstStep, Module, Space};
use opcode::Opcode;
use product::{Question, Workspace};
use term::Width;
use types::Types;

pub use module::Unusable;
pub use verdict::{Function, Mismatch, Reason, Report, Verdict};

/// How to verify.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads to use; none for all there are.
    pub jobs: Option<NonZeroUsize>,
    /// Prove functions with identical code too.
    pub everything: bool,
}

/// Compares two modules.
///
/// # Errors
/// When one of them is not valid WebAssembly, or is a component.
pub fn verify(before: &[u8], after: &[u8], options: &Options) -> Result<Report, Unusable> {
    let mut types = Types::default();
    let before = Module::parse(before, &mut types)
        .map_err(|error| Unusable(format!("before: {}", error.0)))?;
    let after = Module::parse(after, &mut types)
        .map_err(|error| Unusable(format!("after: {}", error.0)))?;
    let maps = Maps::identity(&after);
    let declarations = declarations::differences(&before, &after, &maps);
    let around = surroundings(&before, &after, &maps)?;
    let check = Modules { before: &before, after: &after, maps: &maps, around: &around, options };
    let functions = check.all();
    Ok(Report { declarations, functions })
}

struct Modules<'a, 'm> {
    before: &'a Module<'m>,
    after: &'a Module<'m>,
    maps: &'a Maps,
    around: &'a Surroundings,
    options: &'a Options,
}

impl Modules<'_, '_> {
    /// Verdicts on all functions of the output that have bodies.
    fn all(&self) -> Vec<Function> {
        let count = self.after.bodies.len();
        let names: HashMap<u32, &str> = self.before.names.iter().copied().collect();
        let mut order: Vec<usize> = (0..count).collect();
        let size = |index: usize| self.after.bodies[index].range().count();
        order.sort_by_key(|&index| std::cmp::Reverse(size(index)));
        let results: Mutex<Vec<Option<Function>>> = Mutex::new(vec![None; count]);
        let next = AtomicUsize::new(0);
        let available = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let jobs = self.options.jobs.map_or_else(available, NonZeroUsize::get);
        let work = || {
            let mut space = Workspace::default();
            while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let after = (self.after.imported_funcs + index) as u32;
                let before = self.maps.funcs.get(after as usize).copied().unwrap_or(maps::NONE);
                let start = Instant::now();
                let verdict = self.guarded(before, after, &mut space);
                let function = Function {
                    before,
                    after,
                    name: names.get(&before).map(|name| (*name).to_string()),
                    bytes: size(index),
                    verdict,
                    micros: start.elapsed().as_micros() as u64,
                };
                if let Ok(mut results) = results.lock() {
                    results[index] = Some(function);
                }
            }
        };
        std::thread::scope(|scope| {
            let spawn =
                |_| std::thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, work);
            let threads: Vec<_> = (1..jobs.min(count.max(1))).map(spawn).collect();
            work();
            drop(threads);
        });
        let results = results.into_inner().unwrap_or_default();
        results.into_iter().flatten().collect()
    }

    fn guarded(&self, before: u32, after: u32, space: &mut Workspace) -> Verdict {
        let result = catch_unwind(AssertUnwindSafe(|| self.one(before, after, space)));
        result.unwrap_or_else(|_| {
            *space = Workspace::default();
            Verdict::Unproved(Reason::Internal)
        })
    }

    fn one(&self, before: u32, after: u32, space: &mut Workspace) -> Verdict {
        match self.pair(before, after, space) {
            Ok(verdict) => verdict,
            Err(reason) => Verdict::Unproved(reason),
        }
    }

    fn pair(&self, before: u32, after: u32, space: &mut Workspace) -> Result<Verdict, Reason> {
        let old = (before as usize).checked_sub(self.before.imported_funcs);
        let old = old.and_then(|index| self.before.bodies.get(index));
        let old = old.ok_or(Reason::NoCounterpart)?;
        let new = &self.after.bodies[after as usize - self.after.imported_funcs];
        let old_type = self.before.funcs[before as usize];
        let new_type = self.after.funcs[after as usize];
        if self.before.types[old_type as usize] != self.after.types[new_type as usize] {
            return Err(Reason::Signature);
        }
        let own = Maps::identity(self.before);
        let source = lift::lift(self.before, &own, old_type, old)?;
        let target = lift::lift(self.after, self.maps, new_type, new)?;
        let related = |f: u32, g: u32| self.maps.funcs.get(g as usize) == Some(&f);
        if !self.options.everything && same::same(&source, &target, &related) {
            return Ok(Verdict::Identical);
        }
        let codes = [&source, &target];
        let question = Question { codes, around: self.around, related: &related };
        product::check(&question, space).map(|()| Verdict::Proved)
    }
}

/// What functions may take for granted about globals, memories and calls.
fn surroundings(
    before: &Module<'_>,
    after: &Module<'_>,
    maps: &Maps,
) -> Result<Surroundings, Unusable> {
    let reads = [summary::read_globals(before)?, summary::read_globals(after)?];
    let mut back = vec![None; before.globals.len()];
    for (new, &old) in maps.globals.iter().enumerate() {
        if let Some(slot) = back.get_mut(old as usize) {
            *slot = Some(new);
        }
    }
    let exported = |module: &Module<'_>, index: usize| {
        module.exports.iter().any(|&(_, space, at)| space == Space::Global && at as usize == index)
    };
    let fixed = |module: &Module<'_>, index: usize| {
        let global = &module.globals[index];
        let hidden = global.init.is_some() && !exported(module, index) && !module.written[index];
        !global.mutable || hidden
    };
    let globals = before.globals.iter().enumerate().map(|(index, global)| {
        let counterpart = back[index].is_none_or(|new| fixed(after, new));
        let unread = |module: &Module<'_>, reads: &[bool], index: usize| {
            module.globals[index].init.is_some() && !exported(module, index) && !reads[index]
        };
        if unread(before, &reads[0], index)
            && back[index].is_none_or(|new| unread(after, &reads[1], new))
        {
            return Fixed::Unread;
        }
        if !fixed(before, index) || !counterpart {
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
    let imported = |space: Space| before.imports.iter().filter(move |i| i.space == space).count();
    let (first_globals, first_memories) = (imported(Space::Global), imported(Space::Memory));
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
    Ok(Surroundings {
        globals: globals.collect(),
        twins: twins.collect(),
        memories: memories.collect(),
        calls: summary::Calls::of(before)?,
        callees: maps.funcs.clone(),
    })
}
