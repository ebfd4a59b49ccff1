//! Filetests of where memory accesses lie to one another.
//!
//! Takes: a [`Test`] in either language. Gives: per function its accesses, numbered, and for
//! each pair whether they are apart, one covers the other, they overlap, or may. Cost: the
//! square of the accesses.

use super::source::Test;
use super::subject::Subject;
use crate::ir::effects::EffectTable;
use crate::ir::{Function, ModuleEnv, Value};
use crate::opt::alias::Location;
use crate::wasm::decode::Module;
use std::fmt::Write;

/// Runs a test of the kind.
pub(super) fn alias(test: &Test<'_>) -> Result<String, String> {
    let subject = Subject::load(test)?.verified()?;
    let module = Module::decode(&subject.wasm).map_err(|error| error.to_string())?;
    let mut texts = Vec::new();
    for (_, item) in subject.shown(test) {
        let func = item.func.as_ref().map_err(|why| format!("%{}: declined: {why}", item.name))?;
        texts.push(format!("%{}\n", item.name) + &pairs(func, &module.env));
    }
    Ok(texts.join("\n"))
}

fn pairs(func: &Function, env: &ModuleEnv) -> String {
    let effects = EffectTable::new(env);
    let mut accesses: Vec<(&str, Location)> = Vec::new();
    let mut out = String::new();
    for inst in func.order.iter().flat_map(|&block| func.block_insts(block)) {
        let location = Location::of(func, env, &effects, *inst, Value::as_u32);
        let text = func.insts[*inst].op.info().text;
        let Some(location) = location else { continue };
        let _ = writeln!(out, "  {}: {text}", accesses.len());
        for (number, (_, other)) in accesses.iter().enumerate() {
            let _ = writeln!(out, "    {}", relation(number, other, &location));
        }
        accesses.push((text, location));
    }
    out
}

fn relation(number: usize, other: &Location, own: &Location) -> String {
    let covers = other.covered_by(own) == other.all_bytes();
    let is_covered = own.covered_by(other) == own.all_bytes();
    match (covers, is_covered) {
        (true, true) => format!("the bytes of {number}"),
        (true, false) => format!("covers {number}"),
        (false, true) => format!("part of {number}"),
        _ if own.is_apart(other) => format!("apart from {number}"),
        _ if own.covered_by(other) != 0 => format!("overlaps {number}"),
        _ => format!("may overlap {number}"),
    }
}
