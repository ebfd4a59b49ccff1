//! The host of modules under test: records what leaves the module, answers the same each time.
//!
//! Takes: the imports of a module. Gives: definitions for all of them. Functions log every call
//! with its arguments and, for the first calls, a hash of everything the module exports, as the
//! host could look at it; they return values by the number of the call. WASI functions that
//! programs rely on are answered sensibly: output is captured, time and randomness are fixed.
//! Cost: O(arguments) a call, O(exported state) for the first.

use super::observe;
use super::values::{describe_all, make, make_exception};
use wasmtime::{
    AsContext, AsContextMut, Caller, Extern, ExternType, Func, FuncType, Global, ImportType,
    Memory, Result, SharedMemory, StoreContextMut, StoreLimits, StoreLimitsBuilder, Table, Tag,
    Val, format_err,
};

/// Calls out of a module after which the host has had enough and traps.
const MAX_CALLS: usize = 2_000;

/// Calls out of a module at which the host looks at all that is exported.
const MAX_LOOKS: usize = 40;

/// What a store knows.
pub struct Host {
    /// What happened, in order.
    pub log: Vec<String>,
    /// Memory a module may have; growing beyond fails.
    pub limits: StoreLimits,
    /// Whether called functions sometimes trap or throw.
    pub hostile: bool,
    /// Names of the module's exported memories, globals and tables.
    pub exports: Vec<String>,
    /// Tags that exist outside the module.
    tags: Vec<Tag>,
    calls: usize,
}

impl Host {
    /// A host with an empty log.
    pub fn new(hostile: bool) -> Host {
        let limits = StoreLimitsBuilder::new()
            .memory_size(MAX_MEMORY)
            .table_elements(20_000)
            .memories(64)
            .tables(64)
            .build();
        let exports = Vec::new();
        Host { log: Vec::new(), limits, hostile, exports, tags: Vec::new(), calls: 0 }
    }
}

/// Bytes of memory that a module may have at most.
const MAX_MEMORY: usize = 64 << 20;

/// A definition for an import; `None` if no host can make one.
pub fn define(mut store: StoreContextMut<'_, Host>, import: &ImportType<'_>) -> Option<Extern> {
    Some(match import.ty() {
        ExternType::Func(ty) => {
            let name = format!("{}.{}", import.module(), import.name());
            let is_wasi = import.module().starts_with("wasi_");
            match import.name() {
                function if is_wasi => wasi(&mut store, ty, function).into(),
                _ => stub(&mut store, ty, &name).into(),
            }
        }
        ExternType::Global(ty) => {
            let value = make(store.as_context_mut(), ty.content(), import.name().len())?;
            Global::new(store, ty, value).ok()?.into()
        }
        ExternType::Table(ty) => {
            let element = ty.element().clone().into();
            let value = make(store.as_context_mut(), &element, 0)?;
            Table::new(store, ty, value.ref_()?).ok()?.into()
        }
        ExternType::Memory(ty) if ty.is_shared() => {
            SharedMemory::new(store.engine(), ty).ok()?.into()
        }
        ExternType::Memory(ty) => Memory::new(store, ty).ok()?.into(),
        ExternType::Tag(ty) => {
            let tag = Tag::new(store.as_context_mut(), &ty).ok()?;
            store.data_mut().tags.push(tag);
            tag.into()
        }
    })
}

/// A function that logs its calls and returns values by their number.
pub fn stub(store: &mut StoreContextMut<'_, Host>, ty: FuncType, name: &str) -> Func {
    let name = name.to_string();
    let types: Vec<_> = ty.results().collect();
    Func::new(store.as_context_mut(), ty, move |mut caller, args, results| {
        let call = record(&mut caller, &name, args)?;
        if caller.data().hostile && call % 7 == 5 {
            return Err(format_err!("the host traps"));
        }
        let tags = caller.data().tags.len();
        if caller.data().hostile && call % 7 == 3 && tags > 0 {
            let tag = caller.data().tags[call % tags];
            if let Some(exception) = make_exception(caller.as_context_mut(), &tag, call) {
                return caller.as_context_mut().throw(exception);
            }
        }
        for (index, (result, ty)) in results.iter_mut().zip(&types).enumerate() {
            *result = make(caller.as_context_mut(), ty, call * 5 + index * 3)
                .ok_or_else(|| format_err!("the host has no such value"))?;
        }
        Ok(())
    })
}

/// Logs a call. Gives its number.
fn record(caller: &mut Caller<'_, Host>, name: &str, args: &[Val]) -> Result<usize> {
    let call = caller.data().calls;
    caller.data_mut().calls += 1;
    let args = describe_all(caller.as_context_mut(), args);
    let mut entry = format!("calls {name}({args})");
    if call < MAX_LOOKS {
        let names = std::mem::take(&mut caller.data_mut().exports);
        for name in &names {
            if let Some(export) = caller.get_export(name) {
                let state = observe::state(caller.as_context_mut(), &export);
                entry.push_str(&format!(" {name}={state}"));
            }
        }
        caller.data_mut().exports = names;
    }
    caller.data_mut().log.push(entry);
    if call >= MAX_CALLS {
        return Err(format_err!("the host has been called too often"));
    }
    Ok(call)
}

/// "Success" and other WASI error numbers.
const SUCCESS: i32 = 0;
const BAD_DESCRIPTOR: i32 = 8;
const NOT_SUPPORTED: i32 = 58;

/// A function of WASI preview 1.
fn wasi(store: &mut StoreContextMut<'_, Host>, ty: FuncType, name: &str) -> Func {
    let name = name.to_string();
    let has_result = ty.results().len() == 1;
    Func::new(store.as_context_mut(), ty, move |mut caller, args, results| {
        record(&mut caller, &name, args)?;
        if name == "proc_exit" {
            return Err(format_err!("the program exits"));
        }
        let args: Vec<u64> = args
            .iter()
            .map(|arg| match arg {
                Val::I32(value) => u64::from(*value as u32),
                Val::I64(value) => *value as u64,
                _ => 0,
            })
            .collect();
        let status = answer(&mut caller, &name, &args).unwrap_or(BAD_DESCRIPTOR);
        if has_result {
            results[0] = Val::I32(status);
        }
        Ok(())
    })
}

/// Does what a WASI function does; `None` if the module has no memory for it or too little.
fn answer(caller: &mut Caller<'_, Host>, name: &str, args: &[u64]) -> Option<i32> {
    let memory = caller.get_export("memory")?.into_memory()?;
    let mut put = |address: u64, bytes: &[u8]| {
        memory.write(caller.as_context_mut(), address as usize, bytes).ok()
    };
    match (name, args) {
        ("fd_write", &[_, vectors, count, written]) => {
            let mut output = Vec::new();
            let word = |caller: &Caller<'_, Host>, address: u64| -> Option<usize> {
                let bytes = memory.data(caller.as_context());
                let bytes = bytes.get(address as usize..)?.first_chunk()?;
                Some(u32::from_le_bytes(*bytes) as usize)
            };
            for vector in (0..count.min(64)).map(|index| vectors + 8 * index) {
                let (start, length) = (word(caller, vector)?, word(caller, vector + 4)?);
                let data = memory.data(caller.as_context());
                output.extend(data.get(start..start.checked_add(length)?)?);
            }
            let size = (output.len() as u32).to_le_bytes();
            let text = String::from_utf8_lossy(&output).into_owned();
            caller.data_mut().log.push(format!("writes {text:?}"));
            memory.write(caller.as_context_mut(), written as usize, &size).ok()?;
            Some(SUCCESS)
        }
        ("args_sizes_get" | "environ_sizes_get", &[count, size]) => {
            put(count, &[0; 4])?;
            put(size, &[0; 4])?;
            Some(SUCCESS)
        }
        ("args_get" | "environ_get", _) => Some(SUCCESS),
        ("clock_time_get", &[_, _, time]) => {
            put(time, &1_700_000_000_000_000_000_u64.to_le_bytes())?;
            Some(SUCCESS)
        }
        ("clock_res_get", &[_, time]) => {
            put(time, &1_u64.to_le_bytes())?;
            Some(SUCCESS)
        }
        ("random_get", &[address, length]) => {
            let bytes: Vec<u8> = (0..length.min(1 << 20)).map(|i| (i * 37 + 11) as u8).collect();
            put(address, &bytes)?;
            Some(SUCCESS)
        }
        ("fd_fdstat_get", &[descriptor @ 0..=2, address]) => {
            // A character device that may be written.
            let _ = descriptor;
            let mut status = [0; 24];
            status[0] = 2;
            status[8] = 1 << 6;
            put(address, &status)?;
            Some(SUCCESS)
        }
        ("fd_close" | "fd_seek" | "fd_prestat_get" | "fd_fdstat_get", _) => Some(BAD_DESCRIPTOR),
        ("sched_yield", _) => Some(SUCCESS),
        _ => Some(NOT_SUPPORTED),
    }
}
