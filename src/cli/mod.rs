//! The command line: one file per subcommand, `docs/cli.md` for users.
//!
//! Takes: arguments. Gives: an exit status: 0 done, 1 failed, 2 bad usage. Invariant: whatever
//! fails is said in one line on standard error, with the file it is about.

mod features;
mod files;
mod functions;
mod opt;
mod passes;
mod print;
mod progress;
mod size;
mod stats;
mod test;
mod verify;
mod wasm_opt;

use clap::{Parser, Subcommand};
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// A WebAssembly optimiser that proves its work.
#[derive(Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a module smaller
    Opt(opt::Args),
    /// Show functions as SSA
    Print(print::Args),
    /// List the passes
    Passes,
    /// Show what a module's bytes are spent on
    Size(size::Args),
    /// Prove that one module does what another does
    Verify(verify::Args),
    /// Run text filetests; with SELVEDGE_BLESS=1 rewrite their expected output
    Test(test::Args),
}

/// Why a command did not do what it was asked to.
#[derive(Debug)]
enum Failure {
    /// The work failed: exit status 1.
    Failed(String),
    /// The question makes no sense: exit status 2.
    Usage(String),
    /// Whoever reads our output has seen enough.
    Closed,
}

impl Failure {
    /// A failure about a file.
    fn about(path: &str, error: impl Display) -> Failure {
        Failure::Failed(format!("{path}: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Failed(error.to_string()),
        }
    }
}

/// Runs the command that the process's arguments name.
pub fn run() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let result = if wasm_opt::is_called(arguments.first()) {
        wasm_opt::run(&arguments[1..])
    } else {
        match &Cli::parse_from(normalised(arguments.into_iter())).command {
            Command::Opt(args) => opt::run(args),
            Command::Print(args) => print::run(args),
            Command::Passes => passes::run(),
            Command::Size(args) => size::run(args),
            Command::Test(args) => test::run(args),
            Command::Verify(args) => return verify::run(args),
        }
    };
    match result {
        Ok(()) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(Failure::Failed(message)) => {
            say(&format!("selvedge: error: {message}\n"));
            ExitCode::FAILURE
        }
        Err(Failure::Usage(message)) => {
            let hint = "For more information, try '--help'.";
            say(&format!("selvedge: error: {message}\n\n{hint}\n"));
            ExitCode::from(2)
        }
    }
}

/// Writes to standard error. Whoever stops reading there has seen enough; the work goes on.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// `-O` alone means the default level; `clap` would take the next argument for its value.
fn normalised(args: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    args.map(|arg| if arg == "-O" { "-O2".to_string() } else { arg })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bare_o_is_the_default_level() {
        let args = ["selvedge", "opt", "-O", "in.wasm", "-o", "out.wasm"].map(String::from);
        let cli = Cli::parse_from(normalised(args.into_iter()));
        assert!(matches!(cli.command, Command::Opt(args) if args.input == "in.wasm"));
    }
}
