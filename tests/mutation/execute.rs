//! Whether calling one function of two modules shows a difference.
//!
//! Takes: two modules that export the function, and all state, under the same names. Gives: the
//! first difference in results, traps, exceptions, calls out or state, over many calls with
//! random arguments in random memories. Where the first module exhausts its fuel nothing is
//! concluded and both begin anew. Invariant: depends on the seed only. Cost: that of the calls.

use crate::common::engine::{Side, engine};
use crate::common::host::{Host, define};
use crate::common::observe;
use crate::common::random::Random;
use crate::common::run::is_exhaustion;
use crate::common::values::{describe_all, make};
use wasmtime::{
    AsContextMut, Engine, Error, Extern, ExternType, Func, Instance, Module, RootScope, Store,
    ThrownException, Val, ValType,
};

/// What calling a function showed.
#[derive(Debug)]
pub enum Seen {
    /// So many calls with the same outcome, so many of which returned.
    Same { calls: usize, returned: usize },
    /// The first difference.
    Different(String),
    /// No engine, no instance, or no arguments.
    Nothing(String),
}

/// Calls of a function, and calls of one instance.
const CALLS: usize = 96;
const CALLS_OF_INSTANCE: usize = 12;
/// Fuel of a call.
const FUEL: u64 = 200_000;
/// Bytes of a memory that are filled, at most.
const FILLED: usize = 96 << 10;

/// Engines for both sides.
pub struct Engines([Engine; 2]);

/// A module that is being run.
struct Runner {
    side: Side,
    store: Store<Host>,
    function: Func,
    state: Vec<Extern>,
}

/// What came of a call.
enum Outcome {
    Returned(String),
    Ended(String),
    Exhausted,
}

impl Engines {
    /// Engines that count fuel.
    pub fn new() -> Engines {
        Engines([Side::Original, Side::Optimised].map(|side| engine(side, true)))
    }

    /// Calls the function `subject` of both modules often.
    pub fn compare(&self, before: &[u8], after: &[u8], seed: u64) -> Seen {
        match self.try_compare(before, after, seed) {
            Ok(seen) => seen,
            Err(why) => Seen::Nothing(format!("{why:?}")),
        }
    }

    fn try_compare(&self, before: &[u8], after: &[u8], seed: u64) -> Result<Seen, Error> {
        let modules = [Module::new(&self.0[0], before)?, Module::new(&self.0[1], after)?];
        let mut random = Random::new(seed);
        let (mut calls, mut returned) = (0, 0);
        let mut rounds = 0;
        while calls < CALLS && rounds < CALLS {
            rounds += 1;
            let mut first = Runner::new(&self.0[0], &modules[0], Side::Original)?;
            let mut second = Runner::new(&self.0[1], &modules[1], Side::Optimised)?;
            for at in 0..CALLS_OF_INSTANCE {
                // Now and then as the call before left it.
                if at % 3 != 0 {
                    let fill = random.next();
                    first.fill(fill);
                    second.fill(fill);
                }
                let choices: Vec<u64> = (0..32).map(|_| random.next()).collect();
                let expected = match first.call(&choices)? {
                    Outcome::Exhausted => break,
                    outcome => outcome,
                };
                let found = second.call(&choices)?;
                calls += 1;
                let (expected, found) = match (expected, found) {
                    (Outcome::Returned(a), Outcome::Returned(b)) => {
                        returned += 1;
                        (a, b)
                    }
                    (Outcome::Ended(a), Outcome::Ended(b)) => (a, b),
                    (Outcome::Returned(a), Outcome::Ended(b))
                    | (Outcome::Ended(a), Outcome::Returned(b)) => (a, b),
                    (Outcome::Returned(a) | Outcome::Ended(a), _) => (a, "no end".to_string()),
                    (Outcome::Exhausted, _) => break,
                };
                if expected != found {
                    let text = format!("call {calls}: before {expected}\n  after  {found}");
                    return Ok(Seen::Different(text));
                }
            }
        }
        Ok(Seen::Same { calls, returned })
    }
}

impl Runner {
    fn new(engine: &Engine, module: &Module, side: Side) -> Result<Runner, Error> {
        let mut store = Store::new(engine, Host::new(false));
        store.limiter(|host| &mut host.limits);
        store.set_fuel(side.fuel(100 * FUEL))?;
        let imports = module.imports().map(|import| {
            define(store.as_context_mut(), &import).ok_or(Error::msg("an import has no definition"))
        });
        let imports: Vec<Extern> = imports.collect::<Result<_, _>>()?;
        let instance = Instance::new(&mut store, module, &imports)?;
        let function = instance.get_func(&mut store, "subject");
        let function = function.ok_or(Error::msg("the function is not exported"))?;
        let looks = module.exports().filter(|export| {
            export.name().starts_with("subject ") && !matches!(export.ty(), ExternType::Func(_))
        });
        let names: Vec<String> = looks.map(|export| export.name().to_string()).collect();
        let state = names.iter().filter_map(|name| instance.get_export(&mut store, name));
        let state = state.collect();
        Ok(Runner { side, store, function, state })
    }

    /// Fills memories with words that are often addresses.
    fn fill(&mut self, seed: u64) {
        for export in self.state.clone() {
            let Extern::Memory(memory) = export else { continue };
            let mut random = Random::new(seed);
            let data = memory.data_mut(&mut self.store);
            let length = data.len().min(FILLED);
            for word in data[..length].chunks_exact_mut(4) {
                let bits = random.next();
                let value = match bits >> 60 {
                    0..=5 => bits as u32 & 0xfff8,
                    6..=8 => bits as u32 & 0xf,
                    9..=10 => bits as u32,
                    _ => 0,
                };
                word.copy_from_slice(&value.to_le_bytes());
            }
        }
    }

    /// Calls the function; arguments are made from the numbers.
    fn call(&mut self, choices: &[u64]) -> Result<Outcome, Error> {
        self.store.set_fuel(self.side.fuel(FUEL))?;
        self.store.data_mut().log.clear();
        let ty = self.function.ty(&self.store);
        let mut scope = RootScope::new(&mut self.store);
        let mut args = Vec::new();
        for (param, &bits) in ty.params().zip(choices.iter().cycle()) {
            let value = argument(scope.as_context_mut(), &param, bits);
            args.push(value.ok_or(Error::msg("a parameter has no value"))?);
        }
        let mut results = vec![Val::I32(0); ty.results().len()];
        let result = self.function.call(&mut scope, &args, &mut results);
        let returned = result.is_ok();
        let text = match result {
            Ok(()) => format!("gives ({})", describe_all(scope.as_context_mut(), &results)),
            Err(error) if is_exhaustion(&error) => return Ok(Outcome::Exhausted),
            Err(error) if error.is::<ThrownException>() => {
                drop(scope);
                let exception = [Val::ExnRef(self.store.take_pending_exception())];
                let thrown = describe_all(self.store.as_context_mut(), &exception);
                return Ok(Outcome::Ended(self.after(&format!("throws {thrown}"))));
            }
            Err(_) => "traps".to_string(),
        };
        drop(scope);
        let text = self.after(&text);
        Ok(if returned { Outcome::Returned(text) } else { Outcome::Ended(text) })
    }

    /// What a call came to, with all state and calls out.
    fn after(&mut self, result: &str) -> String {
        let mut text = result.to_string();
        for export in &self.state {
            text.push_str("; ");
            text.push_str(&observe::state(self.store.as_context_mut(), export));
        }
        for entry in &self.store.data().log {
            text.push_str("; ");
            text.push_str(entry);
        }
        text
    }
}

/// A value of a type: where operators change what they do, a small number, an address, or
/// anything.
fn argument(store: wasmtime::StoreContextMut<'_, Host>, ty: &ValType, bits: u64) -> Option<Val> {
    let wide = match bits >> 60 {
        0..=4 => return make(store, ty, (bits & 0xffff) as usize),
        5..=9 => bits & 0xfff8,
        10..=12 => bits & 0xf,
        _ => bits,
    };
    Some(match ty {
        ValType::I32 => Val::I32(wide as i32),
        ValType::I64 => Val::I64(wide as i64),
        ValType::F32 => Val::F32((wide as i32 as f32 / 4.0).to_bits()),
        ValType::F64 => Val::F64((wide as i64 as f64 / 4.0).to_bits()),
        _ => return make(store, ty, (bits & 0xffff) as usize),
    })
}
