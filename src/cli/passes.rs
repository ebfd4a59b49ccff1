//! `selvedge passes`: what can be named after `--passes` and `--skip-pass`.

use super::Failure;
use selvedge::{LIFT, module, opt::pipeline};
use std::io::Write;

/// Names of all passes and what they do, those of whole modules last.
fn passes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let functions = pipeline::PASSES.iter().map(|pass| (pass.name, pass.about));
    functions.chain(module::PASSES.iter().map(|pass| (pass.name, pass.about)))
}

/// Runs the command.
pub fn run() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let width = passes().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, about) in passes() {
        writeln!(out, "{name:width$}  {about}")?;
    }
    Ok(())
}

/// Whether functions can be shown after something of that name: lifting or a pass that works on
/// functions. If not, after what they can.
pub fn check_stage(name: &str) -> Result<(), String> {
    if name == LIFT || pipeline::PASSES.iter().any(|pass| pass.name == name) {
        return Ok(());
    }
    if module::PASSES.iter().any(|pass| pass.name == name) {
        return Err("that pass is one of the whole module: it has no functions to show".into());
    }
    let all: Vec<&str> = pipeline::PASSES.iter().map(|pass| pass.name).collect();
    Err(format!("there is no such pass; there are {LIFT}, {}", all.join(", ")))
}

/// Whether there is a pass of that name; if not, which there are.
pub fn check(name: &str) -> Result<(), String> {
    let all: Vec<&str> = passes().map(|(name, _)| name).collect();
    if all.contains(&name) {
        return Ok(());
    }
    Err(format!("there is no such pass; there are {}", all.join(", ")))
}
