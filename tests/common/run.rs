//! Runs a module before and after optimising and compares all that can be seen from outside.
//!
//! Takes: two modules with the same exports. Gives: what kept them from being compared, or the
//! first difference. A run instantiates the module once with a recording host ([`Host`]), calls
//! every exported function with several vectors of interesting arguments, and logs results,
//! traps (not their kind), exceptions, calls out, and finally the exported memories, tables and
//! globals.
//!
//! Time, stack depth and memory are not observable. The optimised module gets more fuel and
//! stack than the original. Where the original exhausts a resource, what it logged until then
//! must begin the other's log; the calls that are left are made to new instances of both.
//!
//! Cost: the functions' running time, bounded by the fuel.

use super::engine::{Side, engine};
use super::host::{Host, define};
use super::observe::{hash, state};
use super::values::{describe_all, make};
use std::ops::Range;
use wasmtime::{
    AsContextMut, Error, Extern, ExternType, Func, Instance, Module, RootScope, Store,
    ThrownException, Trap, Val,
};

/// How much is executed.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Fuel for instantiation and for each call.
    pub fuel: u64,
    /// Argument vectors per function with parameters.
    pub vectors: usize,
    /// Whether the host sometimes traps or throws when it is called.
    pub hostile: bool,
    /// Instances that are made at most, when one after the other is exhausted.
    pub instances: usize,
    /// Whether memories, tables and globals are compared after every call, not at the end only.
    pub states: bool,
}

/// How far a run came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Through all calls that were asked for.
    Complete,
    /// Until fuel, stack or heap were used up.
    Exhausted,
    /// No instance: the start function or a segment trapped, or the module asks for too much.
    NoInstance,
}

/// What was seen of an instance.
#[derive(Debug)]
pub struct Run {
    /// Everything that happened, in order.
    pub log: Vec<String>,
    /// How it ended.
    pub end: End,
    /// Calls that were made to the instance, those without arguments to give included.
    pub calls: Range<usize>,
    /// Functions that could not be called, for want of arguments.
    pub uncalled: usize,
    /// Calls that returned, that trapped, that threw.
    pub returned: usize,
    pub trapped: usize,
    pub thrown: usize,
}

/// Why a module was not run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotRun {
    /// The engine does not accept it.
    Unsupported(String),
    /// The host cannot define what it imports.
    Imports,
}

/// Engines for both sides, to be shared by many runs.
pub struct Engines {
    original: wasmtime::Engine,
    optimised: wasmtime::Engine,
}

impl Engines {
    /// Engines that count fuel.
    pub fn new() -> Engines {
        let original = engine(Side::Original, true);
        Engines { original, optimised: engine(Side::Optimised, true) }
    }

    /// Runs an instance of a module: the calls in `calls`, as far as it has so many.
    pub fn run(
        &self,
        side: Side,
        bytes: &[u8],
        effort: Effort,
        calls: Range<usize>,
    ) -> Result<Run, NotRun> {
        let engine = match side {
            Side::Original => &self.original,
            Side::Optimised => &self.optimised,
        };
        let module = Module::new(engine, bytes)
            .map_err(|error| NotRun::Unsupported(format!("{error:?}")))?;
        let mut runner = Runner {
            store: Store::new(engine, Host::new(effort.hostile)),
            fuel: side.fuel(effort.fuel),
            vectors: effort.vectors,
            call: 0,
            calls,
            uncalled: 0,
            states: effort.states,
            visible: Vec::new(),
            returned: 0,
            trapped: 0,
            thrown: 0,
        };
        let imports = runner.prepare(&module)?;
        let end = runner.everything(&module, &imports);
        let log = std::mem::take(&mut runner.store.data_mut().log);
        let calls = runner.calls.start..runner.call.max(runner.calls.start);
        let Runner { uncalled, returned, trapped, thrown, .. } = runner;
        Ok(Run { log, end, calls, uncalled, returned, trapped, thrown })
    }

    /// Runs both modules and compares. Gives the original's runs, or the difference.
    pub fn compare(
        &self,
        original: &[u8],
        optimised: &[u8],
        effort: Effort,
    ) -> Result<Result<Vec<Run>, NotRun>, String> {
        let mut runs: Vec<Run> = Vec::new();
        loop {
            let first = runs.last().map_or(0, |run| run.calls.end);
            let before = match self.run(Side::Original, original, effort, first..usize::MAX) {
                Ok(run) => run,
                Err(why) => return Ok(Err(why)),
            };
            let after = self
                .run(Side::Optimised, optimised, effort, before.calls.clone())
                .map_err(|why| format!("only the original runs: {why:?}"))?;
            if let Some(difference) = difference(&before, &after) {
                return Err(difference);
            }
            let go_on = before.end == End::Exhausted && !before.calls.is_empty();
            runs.push(before);
            if !go_on || runs.len() == effort.instances {
                return Ok(Ok(runs));
            }
        }
    }
}

/// The first difference between two runs, if any.
pub fn difference(before: &Run, after: &Run) -> Option<String> {
    for (index, expected) in before.log.iter().enumerate() {
        match after.log.get(index) {
            Some(found) if found == expected => {}
            Some(found) => {
                return Some(format!("event {index}:\n  before {expected}\n  after  {found}"));
            }
            None => {
                return Some(format!("event {index}: before {expected}; after: {:?}", after.end));
            }
        }
    }
    if before.end == End::Exhausted {
        return None;
    }
    if after.end != before.end {
        return Some(format!("ends: before {:?}, after {:?}", before.end, after.end));
    }
    let more = after.log.get(before.log.len())?;
    Some(format!("one more event: {more}"))
}

struct Runner {
    store: Store<Host>,
    fuel: u64,
    vectors: usize,
    /// Number of the next call.
    call: usize,
    /// Numbers of the calls to make.
    calls: Range<usize>,
    uncalled: usize,
    states: bool,
    /// Exports with contents.
    visible: Vec<Extern>,
    returned: usize,
    trapped: usize,
    thrown: usize,
}

/// Contents that are looked at after every call, in bytes, at most.
const MAX_STATE: usize = 1 << 20;

/// Resources are used up: what would have happened is not known.
struct Exhausted;

impl Runner {
    /// Sets the store up and defines all imports.
    fn prepare(&mut self, module: &Module) -> Result<Vec<Extern>, NotRun> {
        self.store.limiter(|host| &mut host.limits);
        self.store.data_mut().exports = module
            .exports()
            .filter(|export| !matches!(export.ty(), ExternType::Func(_) | ExternType::Tag(_)))
            .map(|export| export.name().to_string())
            .collect();
        let imports = module.imports();
        imports
            .map(|import| define(self.store.as_context_mut(), &import).ok_or(NotRun::Imports))
            .collect()
    }

    fn everything(&mut self, module: &Module, imports: &[Extern]) -> End {
        self.store.set_fuel(self.fuel).expect("fuel is switched on");
        let instance = match Instance::new(&mut self.store, module, imports) {
            Ok(instance) => instance,
            Err(error) => match self.outcome(&error) {
                Ok(outcome) => {
                    self.log(format!("instantiation {outcome}"));
                    return End::NoInstance;
                }
                Err(Exhausted) => return End::Exhausted,
            },
        };
        if self.states {
            self.visible = self.small_exports(module, instance);
        }
        for export in module.exports() {
            if let Some(Extern::Func(function)) =
                instance.get_export(&mut self.store, export.name())
                && self.call_often(export.name(), function).is_err()
            {
                return End::Exhausted;
            }
        }
        for export in module.exports() {
            if let Some(export_value) = instance.get_export(&mut self.store, export.name()) {
                let state = state(self.store.as_context_mut(), &export_value);
                if !state.is_empty() {
                    self.log(format!("{} is {state}", export.name()));
                }
            }
        }
        End::Complete
    }

    /// Exports whose contents can be looked at quickly.
    fn small_exports(&mut self, module: &Module, instance: Instance) -> Vec<Extern> {
        let mut visible = Vec::new();
        for export in module.exports() {
            let found = instance.get_export(&mut self.store, export.name());
            visible.extend(found.filter(|found| match found {
                Extern::Memory(memory) => memory.data_size(&self.store) <= MAX_STATE,
                Extern::Table(_) | Extern::Global(_) => true,
                // Only code can look into shared memories.
                Extern::SharedMemory(_) | Extern::Func(_) | Extern::Tag(_) => false,
            }));
        }
        visible
    }

    /// A hash of what can be seen after a call.
    fn states_now(&mut self) -> String {
        if self.visible.is_empty() {
            return String::new();
        }
        let mut all = String::new();
        for export in &self.visible {
            all.push_str(&state(self.store.as_context_mut(), export));
        }
        format!(", leaving {:016x}", hash(all.as_bytes()))
    }

    /// Calls a function with several vectors of arguments.
    fn call_often(&mut self, name: &str, function: Func) -> Result<(), Exhausted> {
        let ty = function.ty(&self.store);
        // The second time shows what the first has left behind.
        let vectors = if ty.params().len() == 0 { 2 } else { self.vectors };
        for vector in 0..vectors {
            let call = self.call;
            if call >= self.calls.end {
                return Ok(());
            }
            self.call += 1;
            if call >= self.calls.start {
                let text = self.call_once(&function, vector)?;
                let states = self.states_now();
                self.log(format!("{name} #{vector} {text}{states}"));
            }
        }
        Ok(())
    }

    /// Calls a function with argument vector number `vector`. Gives what came of it.
    fn call_once(&mut self, function: &Func, vector: usize) -> Result<String, Exhausted> {
        let ty = function.ty(&self.store);
        let mut scope = RootScope::new(&mut self.store);
        let mut args = Vec::new();
        for (index, param) in ty.params().enumerate() {
            args.extend(make(scope.as_context_mut(), &param, vector + 5 * index));
        }
        if args.len() < ty.params().len() {
            drop(scope);
            self.uncalled += usize::from(vector == 0);
            return Ok("is not called".to_string());
        }
        let mut results = vec![Val::I32(0); ty.results().len()];
        scope.as_context_mut().set_fuel(self.fuel).expect("fuel is switched on");
        match function.call(&mut scope, &args, &mut results) {
            Ok(()) => {
                self.returned += 1;
                Ok(format!("gives ({})", describe_all(scope.as_context_mut(), &results)))
            }
            Err(error) => {
                drop(scope);
                self.outcome(&error)
            }
        }
    }

    fn log(&mut self, entry: String) {
        self.store.data_mut().log.push(entry);
    }

    /// What a call came to that did not return.
    fn outcome(&mut self, error: &Error) -> Result<String, Exhausted> {
        if is_exhaustion(error) {
            return Err(Exhausted);
        }
        if error.is::<ThrownException>()
            && let Some(exception) = self.store.take_pending_exception()
        {
            self.thrown += 1;
            let exception = [Val::ExnRef(Some(exception))];
            return Ok(format!("throws {}", describe_all(self.store.as_context_mut(), &exception)));
        }
        self.trapped += 1;
        Ok("traps".to_string())
    }
}

/// Whether a resource is used up that the specification does not promise.
pub fn is_exhaustion(error: &Error) -> bool {
    match error.downcast_ref::<Trap>() {
        Some(trap) => {
            matches!(trap, Trap::StackOverflow | Trap::OutOfFuel | Trap::AllocationTooLarge)
        }
        None => error.to_string().contains("GC heap out of memory"),
    }
}
