//! Filetests of what a call of each function may do.
//!
//! Takes: a module as text. Gives: a line per function with the state it may read and write
//! and how it may stop, and the globals that nobody reads. Cost: that of the summaries.

use super::source::{Language, Test};
use super::subject;
use crate::ir::effects::{EffectTable, State, Stops};
use crate::ir::{ModuleEnv, Op, Opcode};
use crate::module;
use crate::wasm::decode::Module;
use crate::wasm::names;
use std::fmt::Write;
use std::num::NonZeroUsize;

/// Runs a test of the kind.
pub(super) fn effects(test: &Test<'_>) -> Result<String, String> {
    super::kinds::require(test, Language::Wat)?;
    let wasm = subject::assemble(test.head)?;
    subject::validate(&wasm).map_err(|error| format!("the module is not valid: {error}"))?;
    let module = Module::decode(&wasm).map_err(|error| error.to_string())?;
    let table = module::effects(&module, NonZeroUsize::MIN);
    let names = names::function_names(&module);
    let mut out = String::new();
    for (index, name) in (0..).zip(&names) {
        let name = name.clone().unwrap_or_else(|| format!("func{index}"));
        if test.shows(&name, index as usize) {
            let effects = table.of(Op::with_indices(Opcode::Call, index, 0));
            let reads = state(&module.env, &table, effects.reads);
            let writes = state(&module.env, &table, effects.writes);
            let _ =
                writeln!(out, "%{name}: reads {reads}; writes {writes}; {}", stops(effects.stops));
            if effects.varies {
                out.insert_str(out.len() - 1, "; varies");
            }
        }
    }
    let unread = (0..module.env.globals.len() as u32).filter(|&index| table.is_unread(index));
    for index in unread {
        let _ = writeln!(out, "global{index} is never read");
    }
    Ok(out)
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "nothing".to_string() } else { words.join(", ") }
}

fn state(env: &ModuleEnv, table: &EffectTable, set: State) -> String {
    let mut words = Vec::new();
    let globals = (0..env.globals.len() as u32).filter(|&index| table.global(index).meets(set));
    words.extend(globals.map(|index| format!("global{index}")));
    let memories = (0..env.memories.len() as u32).filter(|&index| table.memory(index).meets(set));
    words.extend(memories.map(|index| format!("mem{index}")));
    let parts = [
        (State::SIZES, "sizes"),
        (State::TABLES, "tables"),
        (State::HEAP, "heap"),
        (State::SEGMENTS, "segments"),
    ];
    words.extend(parts.iter().filter(|part| part.0.meets(set)).map(|part| part.1.to_string()));
    list(&words)
}

fn stops(set: Stops) -> String {
    let words = [
        (Stops::TRAPS, "trap"),
        (Stops::THROWS, "throw"),
        (Stops::DIVERGES, "not end"),
        (Stops::LEAVES, "leave"),
        (Stops::ORDERS, "synchronise"),
    ];
    let words: Vec<String> =
        words.iter().filter(|word| word.0.meets(set)).map(|word| word.1.to_string()).collect();
    if words.is_empty() { "ends".to_string() } else { format!("may {}", words.join(", ")) }
}
