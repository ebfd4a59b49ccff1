//! Runs that show that an output does something else than its input.
//!
//! Takes: the bytes of two modules and what the checker says about them. Gives: the report, in
//! which functions that were shown to be wrong are [`Verdict::Refuted`], with the inputs.
//! Invariant: nothing becomes proved here. A refutation is a run of both functions, from equal
//! state, with equal arguments and an equal host, that differs in results, in whether it traps, in
//! calls of imported functions, or in what it leaves in memories, globals and tables. Runs in which
//! an operator made a NaN count for nothing: its bits are open. So do those that the interpreter's
//! limits end. Functions are called whether exported or not, in memories with any contents: as the
//! checker proves them. Cost: bounded for each function, by numbers of runs, fuel and bytes.

mod compare;
mod expose;
mod inputs;
mod run;
mod value;

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmi::{Config, Engine, Module};
use wasmparser::{ExternalKind, FunctionBody, Parser, Payload, TypeRef};

use crate::prove::{Function, Progress, Reason, Refutation, Report, Space, Verdict, threads};
use expose::{Watch, expose, name};
use inputs::{Choices, Inputs, Setting};
use run::{Run, State};

/// Runs of one pair of functions, if nobody asks for another number, and as few as memories
/// make them.
const RUNS: usize = 480;
const FEWEST: usize = 24;
/// Bytes of memory that may be set up and compared for one pair of functions.
const BYTES: usize = 384 << 20;

/// How to refute.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads to use; none for all there are.
    pub jobs: Option<NonZeroUsize>,
    /// Runs of one pair of functions, at most.
    pub runs: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { jobs: None, runs: RUNS }
    }
}

/// What was done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Functions that were tried.
    pub tried: usize,
    /// Why nothing was tried, if so.
    pub unable: Option<String>,
}

/// Looks for runs that differ, for every function that is not proved, and for every export if
/// declarations differ.
pub fn refute(before: &[u8], after: &[u8], report: &mut Report, options: &Options) -> Summary {
    refute_watched(before, after, report, options, &|_, _| {})
}

/// As [`refute`]; the caller is told how many functions are done, of how many, in no order.
pub fn refute_watched(
    before: &[u8],
    after: &[u8],
    report: &mut Report,
    options: &Options,
    progress: Progress<'_>,
) -> Summary {
    let tasks = tasks(report);
    if tasks.is_empty() && report.declarations.is_empty() {
        return Summary::default();
    }
    let pair = match Pair::new([before, after], report, &tasks, options.runs) {
        Ok(pair) => pair,
        Err(why) => return Summary { tried: 0, unable: Some(why) },
    };
    let done = AtomicUsize::new(0);
    let work = |_: &mut (), task: u32| {
        let found = pair.guarded(|| pair.function(&tasks[task as usize]));
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, tasks.len());
        found
    };
    let order: Vec<u32> = (0..tasks.len() as u32).collect();
    let found = threads::each(&order, threads::jobs(options.jobs), || (), work);
    for (task, refutation) in tasks.iter().zip(found) {
        let verdict = &mut report.functions[task.row].verdict;
        if let (Verdict::Unproved(reason), Some(refutation)) = (&*verdict, refutation.flatten()) {
            *verdict = Verdict::Refuted(reason.clone(), Box::new(refutation));
        }
    }
    if !report.declarations.is_empty() && !report.refuted() {
        report.refutation = pair.guarded(|| pair.whole());
    }
    Summary { tried: tasks.len(), unable: None }
}

/// A pair of functions to call.
struct Task {
    /// The function's place in the report; none for exports.
    row: usize,
    funcs: [u32; 2],
    constants: Vec<u64>,
}

fn tasks(report: &Report) -> Vec<Task> {
    let task = |(row, function): (usize, &Function)| {
        let Verdict::Unproved(reason) = &function.verdict else { return None };
        let constants = match reason {
            Reason::Signature => return None,
            Reason::Mismatch(mismatch) => mismatch.constants.clone(),
            _ => Vec::new(),
        };
        Some(Task { row, funcs: [function.before?, function.after], constants })
    };
    report.functions.iter().enumerate().filter_map(task).collect()
}

/// What of a module is needed to call its functions.
#[derive(Default)]
struct Side<'a> {
    bytes: &'a [u8],
    /// Items that are exported.
    exports: Vec<(String, ExternalKind, u32)>,
    /// Numbers of imported items, which come first in their spaces.
    imported: [u32; Space::COUNT],
    /// Memories and mutable globals that it imports.
    twins: usize,
    bodies: Vec<FunctionBody<'a>>,
    state: State,
    items: Vec<(Space, u32)>,
    plain: Option<Module>,
    /// The module that tells whether it made a NaN.
    watched: OnceLock<Option<Module>>,
}

struct Pair<'a> {
    engine: Engine,
    sides: [Side<'a>; 2],
    choices: Choices,
    /// Runs of one pair of functions.
    runs: usize,
}

impl<'a> Pair<'a> {
    fn new(
        bytes: [&'a [u8]; 2],
        report: &Report,
        tasks: &[Task],
        runs: usize,
    ) -> Result<Pair<'a>, String> {
        let mut config = Config::default();
        config.consume_fuel(true);
        config.wasm_multi_memory(true).wasm_memory64(true).wasm_custom_page_sizes(true);
        config.wasm_simd(true).wasm_relaxed_simd(true).wasm_wide_arithmetic(true);
        config.wasm_tail_call(true).wasm_extended_const(true);
        let engine = Engine::new(&config);
        let mut sides = [Side::read(bytes[0])?, Side::read(bytes[1])?];
        let visible: Vec<bool> =
            report.state.iter().map(|&(space, before, _)| sides[0].shows(space, before)).collect();
        for (number, side) in sides.iter_mut().enumerate() {
            let own = |&(space, before, after): &(Space, u32, u32)| {
                (space, if number == 0 { before } else { after }, before)
            };
            let rows = report.state.iter().map(own).zip(&visible);
            side.state.items = rows.map(|((a, b, c), &seen)| (a, b, c, seen)).collect();
            side.items = side.state.items.iter().map(|item| (item.0, item.1)).collect();
            side.items.extend(tasks.iter().map(|task| (Space::Func, task.funcs[number])));
            side.items.sort_by_key(|&(space, index)| (space as usize, index));
            side.items.dedup();
            side.plain = Some(side.module(&engine, Watch::Nothing)?);
        }
        let [before, _] = &sides;
        let choices = Choices {
            memory: report.state.iter().any(|item| item.0 != Space::Table),
            host: before.imported[Space::Func as usize] > 0 && visible.contains(&true),
            twins: before.twins > 1,
        };
        let mut pair = Pair { engine, sides, choices, runs };
        let quiet = Setting { pattern: None, writes: false, twins: false };
        let first = pair.both(quiet, None, Watch::Nothing)?;
        let bytes = first.iter().map(Run::bytes).sum::<usize>() + (64 << 10);
        pair.runs = runs.min((BYTES / bytes).max(FEWEST));
        Ok(pair)
    }

    /// Whatever the interpreter does, the report stands.
    fn guarded(&self, work: impl FnOnce() -> Option<Refutation>) -> Option<Refutation> {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_default()
    }

    /// Both modules, instantiated, and a function of each called.
    fn both(
        &self,
        setting: Setting,
        call: Option<([&str; 2], &[value::Value])>,
        watch: Watch,
    ) -> Result<[Run; 2], String> {
        let run = |side: usize| {
            let Side { state, plain, watched, .. } = &self.sides[side];
            let module = match watch {
                Watch::Nothing => plain,
                Watch::Nans => {
                    watched.get_or_init(|| self.sides[side].module(&self.engine, watch).ok())
                }
            };
            let module = module.as_ref().ok_or("the module cannot be watched")?;
            let call = call.map(|(names, arguments)| (names[side], arguments));
            Run::new(&self.engine, module, state, setting, call).map_err(|error| error.to_string())
        };
        Ok([run(0)?, run(1)?])
    }

    /// A run of a pair of functions that differs.
    fn function(&self, task: &Task) -> Option<Refutation> {
        let names = [0, 1].map(|side| name(Space::Func, task.funcs[side]));
        let mut constants = task.constants.clone();
        for (side, func) in self.sides.iter().zip(task.funcs) {
            let index = func.checked_sub(side.imported[Space::Func as usize])?;
            inputs::constants(side.bodies.get(index as usize)?, &mut constants);
        }
        let shown = match self.sides[0].export_of(task.funcs[0]) {
            Some(name) => name.to_string(),
            None => format!("function {}", task.funcs[0]),
        };
        self.search([&names[0], &names[1]], &shown, constants)
    }

    /// A run of the modules that differs: instantiation, then the exports that both have.
    fn whole(&self) -> Option<Refutation> {
        let settings = Inputs::new(&[], Vec::new(), self.choices, 0);
        for number in 0..4 {
            if let Some(found) = self.attempt(settings.setting(number), None) {
                return Some(found);
            }
        }
        self.sides[0].exports.iter().find_map(|(name, kind, _)| {
            let is_function = matches!(kind, ExternalKind::Func | ExternalKind::FuncExact);
            is_function.then(|| self.search([name, name], name, Vec::new())).flatten()
        })
    }

    /// Calls functions under these names with many inputs.
    fn search(&self, names: [&str; 2], shown: &str, constants: Vec<u64>) -> Option<Refutation> {
        let types = [0, 1].map(|side| {
            let module = self.sides[side].plain.as_ref()?;
            module.get_export(names[side])?.func().cloned()
        });
        let [Some(ty), Some(other)] = types else { return None };
        if ty != other {
            return None;
        }
        let seed = names[0].bytes().fold(7, |seed: u64, byte| seed * 31 % 99_991 + u64::from(byte));
        let inputs = Inputs::new(ty.params(), constants, self.choices, seed);
        (0..self.runs).find_map(|number| {
            let arguments = inputs.arguments(number);
            self.attempt(inputs.setting(number), Some((names, shown, &arguments)))
        })
    }

    /// One run of both sides.
    fn attempt(
        &self,
        setting: Setting,
        called: Option<([&str; 2], &str, &[value::Value])>,
    ) -> Option<Refutation> {
        let call = called.map(|(names, _, arguments)| (names, arguments));
        let [first, second] = self.both(setting, call, Watch::Nothing).ok()?;
        compare::difference(&first, &second)?;
        // Once more, with an eye on NaNs.
        let [first, second] = self.both(setting, call, Watch::Nans).ok()?;
        if first.made_nan() || second.made_nan() {
            return None;
        }
        let (before, after) = compare::difference(&first, &second)?;
        Some(Refutation {
            call: called.map(|(_, shown, _)| shown.to_string()),
            arguments: called.map_or(Vec::new(), |(_, _, arguments)| {
                arguments.iter().map(value::Value::to_string).collect()
            }),
            setting: setting.described(self.choices),
            calls: compare::common_calls(&first, &second),
            before,
            after,
        })
    }
}

impl<'a> Side<'a> {
    fn read(bytes: &'a [u8]) -> Result<Side<'a>, String> {
        let mut side = Side { bytes, ..Side::default() };
        let mut read = || -> Result<(), wasmparser::BinaryReaderError> {
            for payload in Parser::new(0).parse_all(bytes) {
                match payload? {
                    Payload::ImportSection(reader) => {
                        for import in reader.into_imports() {
                            side.import(&import?.ty);
                        }
                    }
                    Payload::ExportSection(reader) => {
                        for export in reader {
                            let export = export?;
                            side.exports.push((export.name.to_string(), export.kind, export.index));
                        }
                    }
                    Payload::CodeSectionEntry(body) => side.bodies.push(body),
                    _ => {}
                }
            }
            Ok(())
        };
        read().map_err(|error| error.to_string())?;
        Ok(side)
    }

    fn import(&mut self, ty: &TypeRef) {
        let space = match ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => Space::Func,
            TypeRef::Table(_) => Space::Table,
            TypeRef::Memory(_) => {
                self.twins += 1;
                Space::Memory
            }
            TypeRef::Global(ty) => {
                self.twins += usize::from(ty.mutable);
                Space::Global
            }
            TypeRef::Tag(_) => Space::Tag,
        };
        self.imported[space as usize] += 1;
    }

    /// Whether a host sees an item.
    fn shows(&self, space: Space, index: u32) -> bool {
        let kind = match space {
            Space::Memory => ExternalKind::Memory,
            Space::Table => ExternalKind::Table,
            _ => ExternalKind::Global,
        };
        let exported = |export: &(String, ExternalKind, u32)| (export.1, export.2) == (kind, index);
        index < self.imported[space as usize] || self.exports.iter().any(exported)
    }

    /// A name under which a function is exported.
    fn export_of(&self, func: u32) -> Option<&str> {
        let is_it = |export: &&(String, ExternalKind, u32)| {
            matches!(export.1, ExternalKind::Func | ExternalKind::FuncExact) && export.2 == func
        };
        self.exports.iter().find(is_it).map(|export| export.0.as_str())
    }

    /// The module for the interpreter.
    fn module(&self, engine: &Engine, watch: Watch) -> Result<Module, String> {
        let bytes = expose(self.bytes, &self.items, watch).ok_or("a section is not understood")?;
        Module::new(engine, &bytes[..]).map_err(|error| error.to_string())
    }
}

impl Setting {
    /// What is not as a host would find it at first.
    fn described(&self, choices: Choices) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(pattern) = self.pattern.filter(|_| choices.memory) {
            lines.push(format!("memories and visible globals hold words of pattern {pattern}"));
        }
        if self.writes {
            lines.push("the host writes whenever it is called".to_string());
        }
        if self.twins {
            lines.push("imports that may be one item are one".to_string());
        }
        lines
    }
}
