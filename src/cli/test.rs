//! `selvedge test`: text filetests.
//!
//! Takes: paths. Gives: a line per failing test with its diff, and how many there were; exit
//! status 1 when any failed. The tests themselves are [`selvedge::filetest`].

use super::Failure;
use selvedge::filetest::{self, Outcome};
use std::io::Write;
use std::panic::catch_unwind;

#[derive(clap::Args)]
pub struct Args {
    /// Filetests, or directories of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<std::path::PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Failure> {
    let files = filetest::collect(&args.paths).map_err(Failure::Failed)?;
    if files.is_empty() {
        return Err(Failure::Failed("there are no filetests at these paths".into()));
    }
    let bless = filetest::blessing();
    let mut out = std::io::stdout().lock();
    let (mut blessed, mut failed) = (0, 0);
    for path in &files {
        // A test that panics is a test that fails, not the end of the run.
        let result = catch_unwind(|| filetest::run(path, bless));
        match result.unwrap_or_else(|_| Err("panicked".to_string())) {
            Ok(Outcome::Passed) => {}
            Ok(Outcome::Blessed) => {
                writeln!(out, "rewritten: {}", path.display())?;
                blessed += 1;
            }
            Err(message) => {
                writeln!(out, "FAILED: {}\n{message}", path.display())?;
                failed += 1;
            }
        }
    }
    let passed = files.len() - blessed - failed;
    writeln!(out, "{passed} passed, {blessed} rewritten, {failed} failed")?;
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Failed(format!("{failed} of {} filetests failed", files.len()))),
    }
}
