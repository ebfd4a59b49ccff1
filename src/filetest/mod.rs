//! Filetests: a file says what to run, holds the input, and ends in the expected output.
//!
//! Takes: paths of `.wat` and `.ssa` files whose first lines are directives
//! (`;;! test = "lift"`), then code, then the expected output in `;; ` comments. Gives: an
//! [`Outcome`], or what is wrong, a line diff included. Invariant: running changes no file
//! unless blessing was asked for, and blessing changes only the trailing comments. Cost: that
//! of the stages a test runs. The format is described in `docs/filetests.md`, and
//! `filetests/readme.wat` is its worked example.

mod alias;
mod analyses;
mod diff;
mod effects;
mod kinds;
mod prove;
mod slots;
mod source;
mod subject;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

/// What became of a filetest that did not fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The output is what the file expects.
    Passed,
    /// The output was something else, and the file now expects that.
    Blessed,
}

/// Names of the kinds of test, each with a sentence on what it runs.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    kinds::KINDS.iter().map(|kind| (kind.name, kind.about))
}

/// Whether the environment asks for files to be rewritten (`SELVEDGE_BLESS=1`).
pub fn blessing() -> bool {
    std::env::var_os("SELVEDGE_BLESS").is_some_and(|value| value == "1")
}

/// Runs the test in the file at `path`. With `bless`, a file that expects something else is
/// rewritten to expect the output.
///
/// # Errors
/// If the file is not a filetest, if what it asks for cannot be run, or if the output is not
/// the expected one: in words for people, several lines long.
pub fn run(path: &Path, bless: bool) -> Result<Outcome, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    let test = source::Test::parse(&text, extension)?;
    let output = kinds::run(&test)?;
    let actual: Vec<&str> = output.trim_end().lines().map(str::trim_end).collect();
    let actual = if output.trim_end().is_empty() { Vec::new() } else { actual };
    if actual == test.expected {
        return Ok(Outcome::Passed);
    }
    if bless {
        let text = source::with_expected(test.head, &actual);
        fs::write(path, text).map_err(|error| format!("cannot be written: {error}"))?;
        return Ok(Outcome::Blessed);
    }
    Err(format!(
        "the output (+) is not what the file expects (-):\n{}",
        diff::lines(&test.expected, &actual)
    ))
}

/// The filetests among `paths`: files as they are, directories searched for `.wat` and `.ssa`
/// files, all sorted.
///
/// # Errors
/// If a path does not exist or a directory cannot be read.
pub fn collect<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut work: Vec<PathBuf> = Vec::new();
    for path in paths {
        let path = path.as_ref();
        if path.is_file() {
            files.push(path.to_path_buf());
        } else {
            work.push(path.to_path_buf());
        }
    }
    while let Some(directory) = work.pop() {
        let problem = |error| format!("{}: {error}", directory.display());
        for entry in fs::read_dir(&directory).map_err(problem)? {
            let path = entry.map_err(problem)?.path();
            if path.is_dir() {
                work.push(path);
            } else if path.extension().is_some_and(|e| e == "wat" || e == "ssa") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}
