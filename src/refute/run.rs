//! One run of one function in the interpreter.
//!
//! Takes: a module with further exports ([`expose`](super::expose)), a setting, arguments. Gives:
//! how the run ended, what it called, and the instance it left behind. Invariant: what the host
//! gives and does depends on the setting and the calls so far only, so that two modules that do
//! the same see the same. Cost: the fuel's, and once the module's memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use wasmi::{
    AsContextMut, Caller, Engine, Error, Extern, ExternType, Func, Global, Instance, Memory,
    Module, Mutability, Ref, RefType, Store, StoreLimits, StoreLimitsBuilder, Table, TrapCode,
    ValType,
};

use super::expose::{NAN_MADE, name};
use super::inputs::{Random, Setting};
use super::value::{Value, list};
use crate::prove::Space;

/// Fuel of one run.
const FUEL: u64 = 400_000;
/// Bytes of a memory that is allowed to grow, and entries of a table.
const MEMORY: usize = 256 << 20;
const ENTRIES: usize = 1 << 20;
/// Calls of the host that are remembered.
const CALLS: usize = 256;
/// Bytes of state that are looked at during calls, in one run.
const LOOKED_AT: u64 = 16 << 20;
/// Bytes of a memory that are filled, and that the host writes.
const FILLED: usize = 64 << 10;
const WRITTEN: usize = 4 << 10;

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// With these results.
    Returned(Vec<Value>),
    /// With a trap, whichever.
    Trapped,
    /// Nothing is known.
    Unknown,
}

/// A call of an imported function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// Names of module and field.
    pub callee: String,
    /// What it was given.
    pub arguments: Vec<Value>,
    /// What it gave.
    pub results: Vec<Value>,
    /// The state in which it happened, as far as it was looked at.
    pub state: u64,
}

/// State of both modules: the names under which it is exported, and whether the host sees it.
#[derive(Clone, Default)]
pub struct State {
    /// Kind, index in this module, index in the input, seen by the host.
    pub items: Vec<(Space, u32, u32, bool)>,
}

/// The host of a run.
pub struct Host {
    /// Calls so far.
    pub log: Vec<Call>,
    state: State,
    setting: Setting,
    limits: StoreLimits,
    looked_at: u64,
}

impl Host {
    /// State that is looked at, in the order of the other module's.
    pub fn items(&self) -> &[(Space, u32, u32, bool)] {
        &self.state.items
    }
}

/// A run that has ended, or an instance that waits for it.
pub struct Run {
    /// The instance's store.
    pub store: Store<Host>,
    /// The instance; none if instantiation did not end well.
    pub instance: Option<Instance>,
    /// How it ended.
    pub end: End,
}

impl Run {
    /// Instantiates a module and, if a function is given, calls it. Errors are for modules that
    /// cannot be instantiated by this interpreter or within these limits.
    pub fn new(
        engine: &Engine,
        module: &Module,
        state: &State,
        setting: Setting,
        call: Option<(&str, &[Value])>,
    ) -> Result<Run, Error> {
        let limits = StoreLimitsBuilder::new().memory_size(MEMORY).table_elements(ENTRIES).build();
        let host = Host { log: Vec::new(), state: state.clone(), setting, limits, looked_at: 0 };
        let mut store = Store::new(engine, host);
        store.limiter(|host| &mut host.limits);
        store.set_fuel(FUEL)?;
        let imports = imports(&mut store, module, setting)?;
        let mut run = Run { store, instance: None, end: End::Returned(Vec::new()) };
        match Instance::new(&mut run.store, module, &imports) {
            Ok(instance) => run.instance = Some(instance),
            Err(error) if error.as_trap_code().is_some() => run.end = ended(&error),
            Err(error) => return Err(error),
        }
        if let (Some(instance), Some((function, arguments))) = (run.instance, call) {
            run.fill(&instance);
            run.call(&instance, function, arguments)?;
        }
        Ok(run)
    }

    /// An exported item.
    pub fn item(&self, space: Space, index: u32) -> Option<Extern> {
        self.instance?.get_export(&self.store, &name(space, index))
    }

    /// Whether a NaN was made, if the module tells.
    pub fn made_nan(&self) -> bool {
        let global = self.instance.and_then(|instance| instance.get_global(&self.store, NAN_MADE));
        global.is_none_or(|global| Value::seen(&global.get(&self.store), &self.store).bits != 0)
    }

    /// Bytes of its memories.
    pub fn bytes(&self) -> usize {
        let memories = self.store.data().state.items.iter().filter(|item| item.0 == Space::Memory);
        let size = |index| match self.item(Space::Memory, index) {
            Some(Extern::Memory(memory)) => memory.data_size(&self.store),
            _ => 0,
        };
        memories.map(|item| size(item.1)).sum()
    }

    /// Fills memories with words that are often addresses; the host sets globals that it sees.
    fn fill(&mut self, instance: &Instance) {
        let Some(pattern) = self.store.data().setting.pattern else { return };
        for (space, index, number, seen) in self.store.data().state.items.clone() {
            let item = instance.get_export(&self.store, &name(space, index));
            let mut random = Random::new(pattern + 1000 * u64::from(number));
            match item {
                Some(Extern::Memory(memory)) => {
                    let data = memory.data_mut(&mut self.store);
                    let length = data.len().min(FILLED);
                    for word in data[..length].chunks_exact_mut(4) {
                        word.copy_from_slice(&random.word().to_le_bytes());
                    }
                }
                Some(Extern::Global(global)) if seen => {
                    let ty = global.ty(&self.store).content();
                    let value = Value::new(ty, u128::from(random.word()));
                    let value = value.make(self.store.as_context_mut());
                    // One that cannot be changed stays as it is on both sides.
                    let _ = global.set(&mut self.store, value);
                }
                _ => {}
            }
        }
    }

    fn call(
        &mut self,
        instance: &Instance,
        function: &str,
        arguments: &[Value],
    ) -> Result<(), Error> {
        let missing = || Error::new("the function is not exported");
        let function = instance.get_func(&self.store, function).ok_or_else(missing)?;
        self.store.set_fuel(FUEL)?;
        let ty = function.ty(&self.store);
        let arguments: Vec<_> =
            arguments.iter().map(|value| value.make(self.store.as_context_mut())).collect();
        let mut results: Vec<_> =
            ty.results().iter().map(|&ty| wasmi::Val::default_for_ty(ty)).collect();
        self.end = match function.call(&mut self.store, &arguments, &mut results) {
            Ok(()) => {
                End::Returned(results.iter().map(|value| Value::seen(value, &self.store)).collect())
            }
            Err(error) => ended(&error),
        };
        Ok(())
    }
}

/// What a failed run says. Where the interpreter's own limits end it, nothing is known.
fn ended(error: &Error) -> End {
    match error.as_trap_code() {
        None
        | Some(
            TrapCode::OutOfFuel
            | TrapCode::StackOverflow
            | TrapCode::GrowthOperationLimited
            | TrapCode::OutOfSystemMemory,
        ) => End::Unknown,
        Some(_) => End::Trapped,
    }
}

/// What a module imports. Items of one name and type are one.
fn imports(
    store: &mut Store<Host>,
    module: &Module,
    setting: Setting,
) -> Result<Vec<Extern>, Error> {
    let mut known: HashMap<(String, String), Vec<Extern>> = HashMap::new();
    let mut twins: Vec<Extern> = Vec::new();
    let mut all = Vec::new();
    for import in module.imports() {
        let key = (import.module().to_string(), import.name().to_string());
        let named = known.entry(key).or_default();
        let twin = twins.iter().filter(|_| setting.twins);
        let same = named.iter().chain(twin).find(|old| fits(&old.ty(&*store), import.ty()));
        let item = match same {
            Some(item) => *item,
            None => {
                let item = define(store, import.module(), import.name(), import.ty(), setting)?;
                if !matches!(item, Extern::Func(_)) {
                    twins.push(item);
                }
                item
            }
        };
        named.push(item);
        all.push(item);
    }
    Ok(all)
}

/// Whether an item of one type can be given where the same type is asked for.
fn fits(have: &ExternType, wanted: &ExternType) -> bool {
    match (have, wanted) {
        (ExternType::Func(a), ExternType::Func(b)) => a == b,
        (ExternType::Memory(a), ExternType::Memory(b)) => a == b,
        (ExternType::Table(a), ExternType::Table(b)) => a == b,
        (ExternType::Global(a), ExternType::Global(b)) => {
            (a.content(), a.mutability()) == (b.content(), b.mutability())
        }
        _ => false,
    }
}

fn define(
    store: &mut Store<Host>,
    module: &str,
    field: &str,
    ty: &ExternType,
    setting: Setting,
) -> Result<Extern, Error> {
    Ok(match ty {
        ExternType::Func(ty) => {
            let callee = format!("{module}.{field}");
            let types = ty.results().to_vec();
            let func =
                move |caller: Caller<'_, Host>, arguments: &[wasmi::Val], results: &mut [_]| {
                    stub(caller, &callee, &types, arguments, results);
                    Ok(())
                };
            Extern::Func(Func::new(store, ty.clone(), func))
        }
        ExternType::Memory(ty) => Extern::Memory(Memory::new(store, *ty)?),
        ExternType::Table(ty) => {
            let null = match ty.element() {
                RefType::Func => Ref::null(RefType::Func),
                RefType::Extern => Ref::null(RefType::Extern),
            };
            Extern::Table(Table::new(store, *ty, null)?)
        }
        ExternType::Global(ty) => {
            let mut hasher = DefaultHasher::new();
            (module, field).hash(&mut hasher);
            let bits = match setting.pattern {
                None => 0,
                Some(pattern) => [1024, 8, 1, 0x1_0000][((hasher.finish() ^ pattern) % 4) as usize],
            };
            let value = Value::new(ty.content(), bits).make(store.as_context_mut());
            let mutable = ty.mutability();
            debug_assert!(matches!(mutable, Mutability::Const | Mutability::Var));
            Extern::Global(Global::new(store, value, mutable))
        }
    })
}

/// An imported function: notes that it was called, gives something, and may write.
fn stub(
    mut caller: Caller<'_, Host>,
    callee: &str,
    types: &[ValType],
    arguments: &[wasmi::Val],
    results: &mut [wasmi::Val],
) {
    let arguments: Vec<Value> = arguments.iter().map(|value| Value::seen(value, &caller)).collect();
    let number = caller.data().log.len() as u64;
    let mut hasher = DefaultHasher::new();
    (callee, number, caller.data().setting.pattern).hash(&mut hasher);
    let mut random = Random::new(hasher.finish());
    let mut given = Vec::new();
    for (result, &ty) in results.iter_mut().zip(types) {
        let bits = match random.next() % 6 {
            0 => 0,
            1 => 1,
            2 => u64::MAX,
            3 => random.next() & 0xfff8,
            4 => random.next() & 0xf,
            _ => random.next(),
        };
        // Floats are small whole numbers.
        let bits = match ty {
            ValType::F32 => u64::from((bits as i8 as f32).to_bits()),
            ValType::F64 => f64::from(bits as i8).to_bits(),
            _ => bits,
        };
        let value = Value::new(ty, u128::from(bits));
        given.push(value);
        *result = value.make(caller.as_context_mut());
    }
    let state = look(&mut caller);
    if number < CALLS as u64 {
        let callee = callee.to_string();
        caller.data_mut().log.push(Call { callee, arguments, results: given, state });
    }
    if caller.data().setting.writes {
        write(&mut caller, number);
    }
}

/// The state as a number, while there are not too many bytes of it.
fn look(caller: &mut Caller<'_, Host>) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    for (space, index, number, _) in caller.data().state.items.clone() {
        match caller.get_export(&name(space, index)) {
            Some(Extern::Memory(memory)) => {
                let bytes = memory.data_size(&*caller) as u64;
                if caller.data().looked_at + bytes <= LOOKED_AT {
                    caller.data_mut().looked_at += bytes;
                    number.hash(&mut hasher);
                    hasher.write(memory.data(&*caller));
                }
            }
            Some(Extern::Global(global)) => {
                (number, Value::seen(&global.get(&*caller), &*caller)).hash(&mut hasher);
            }
            _ => {}
        }
    }
    hasher.finish()
}

/// Changes what the host can see.
fn write(caller: &mut Caller<'_, Host>, number: u64) {
    for (space, index, item, seen) in caller.data().state.items.clone() {
        if !seen {
            continue;
        }
        match caller.get_export(&name(space, index)) {
            Some(Extern::Memory(memory)) => {
                let mut random = Random::new(number << 32 | u64::from(item));
                let data = memory.data_mut(caller.as_context_mut());
                let length = data.len().min(WRITTEN);
                for byte in data[..length].iter_mut().step_by(4) {
                    *byte = byte.wrapping_add(random.next() as u8 & 0x1f);
                }
            }
            Some(Extern::Global(global)) => {
                let old = Value::seen(&global.get(&*caller), &*caller);
                if matches!(old.ty, ValType::I32 | ValType::I64) {
                    let new = Value::new(old.ty, old.bits.wrapping_add(u128::from(number) + 1));
                    let new = new.make(caller.as_context_mut());
                    // One that cannot be changed stays as it is on both sides.
                    let _ = global.set(caller.as_context_mut(), new);
                }
            }
            _ => {}
        }
    }
}

/// A call as text.
impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.callee, list(&self.arguments))?;
        match &self.results[..] {
            [] => Ok(()),
            results => write!(f, " = {}", list(results)),
        }
    }
}
