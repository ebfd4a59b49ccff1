//! `selvedge passes`: what can be named after `--passes` and `--skip-pass`.

use super::Failure;
use selvedge::opt::pipeline::PASSES;
use std::io::Write;

/// Runs the command.
pub fn run() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let width = PASSES.iter().map(|pass| pass.name.len()).max().unwrap_or(0);
    for pass in PASSES {
        writeln!(out, "{:width$}  {}", pass.name, pass.about)?;
    }
    Ok(())
}

/// Whether there is a pass of that name; if not, which there are.
pub fn check(name: &str) -> Result<(), String> {
    if PASSES.iter().any(|pass| pass.name == name) {
        return Ok(());
    }
    let all: Vec<&str> = PASSES.iter().map(|pass| pass.name).collect();
    Err(format!("there is no such pass; there are {}", all.join(", ")))
}
