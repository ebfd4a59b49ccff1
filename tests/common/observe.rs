//! What a host can see of a module's state.
//!
//! Takes: an exported memory, global or table. Gives: a short text, equal for equal contents
//! (up to a hash of 64 bits). Cost: O(contents).

use super::values::{describe_all, describe_ref};
use wasmtime::{
    AsContext, AsContextMut, Engine, Extern, Instance, Module, SharedMemory, Store,
    StoreContextMut, Table,
};

/// Entries of a table that are looked at.
const MAX_ENTRIES: u64 = 64;

/// Describes the contents of an export; functions and tags have none.
pub fn state<T: 'static>(mut store: StoreContextMut<'_, T>, export: &Extern) -> String {
    match export {
        Extern::Memory(memory) => {
            let data = memory.data(store.as_context());
            format!("{} bytes {:016x}", data.len(), hash(data))
        }
        Extern::SharedMemory(memory) => shared(store.engine(), memory),
        Extern::Global(global) => {
            let value = global.get(store.as_context_mut());
            describe_all(store, &[value])
        }
        Extern::Table(table) => entries(store, table),
        Extern::Func(_) | Extern::Tag(_) => String::new(),
    }
}

fn entries<T: 'static>(mut store: StoreContextMut<'_, T>, table: &Table) -> String {
    let size = table.size(store.as_context());
    let mut out = format!("{size} entries");
    for index in 0..size.min(MAX_ENTRIES) {
        if let Some(entry) = table.get(store.as_context_mut(), index) {
            out.push_str("; ");
            out.push_str(&describe_ref(store.as_context_mut(), entry));
        }
    }
    out
}

/// Hash of bytes: eight at a time, multiplied and rotated.
pub fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let mut chunks = bytes.chunks_exact(8);
    let mut hash = bytes.len() as u64;
    for chunk in &mut chunks {
        hash = mix(hash, u64::from_le_bytes(chunk.try_into().expect("eight bytes")));
    }
    chunks.remainder().iter().fold(hash, |hash, &byte| mix(hash, u64::from(byte)))
}

/// Contents of a shared memory. Safe code cannot look into one from outside, so that a module
/// does.
fn shared(engine: &Engine, memory: &SharedMemory) -> String {
    let ty = memory.ty();
    let address = if ty.is_64() { "i64" } else { "i32" };
    let maximum = ty.maximum().expect("shared memories have a maximum");
    let reader = format!(
        r#"(module
            (import "" "" (memory {address} 0 {maximum} shared))
            (func (export "hash") (param $end {address}) (result i64)
                (local $at {address}) (local $hash i64)
                (loop $next
                    (if ({address}.lt_u (local.get $at) (local.get $end)) (then
                        (local.set $hash (i64.mul
                            (i64.xor
                                (i64.rotl (local.get $hash) (i64.const 23))
                                (i64.load (local.get $at)))
                            (i64.const 0x9e3779b97f4a7c15)))
                        (local.set $at ({address}.add (local.get $at) ({address}.const 8)))
                        (br $next))))
                (local.get $hash)))"#
    );
    let bytes = wat::parse_str(reader).expect("the text is fixed");
    let module = Module::new(engine, bytes).expect("the module is valid");
    let mut store = Store::new(engine, ());
    store.set_fuel(u64::MAX).ok();
    let imports = [Extern::SharedMemory(memory.clone())];
    let instance = Instance::new(&mut store, &module, &imports).expect("the types agree");
    let function = instance.get_func(&mut store, "hash").expect("the export exists");
    let size = memory.data_size();
    let end = match ty.is_64() {
        true => wasmtime::Val::I64(size as i64),
        false => wasmtime::Val::I32(size as i32),
    };
    let mut results = [wasmtime::Val::I64(0)];
    function.call(&mut store, &[end], &mut results).expect("all accesses are in bounds");
    format!("{size} bytes {:016x}", results[0].unwrap_i64())
}
