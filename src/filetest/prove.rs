//! Filetests of the checker: two modules, and what it says about them.
//!
//! Takes: a file with two modules, before and after. Gives: what differs in declarations, and
//! the verdict on each function. Invariant: the same on any number of threads.

use std::fmt::Write;
use std::num::NonZeroUsize;

use super::source::{self, Language, Test};
use super::subject;
use crate::prove::{self, Options, Verdict};

/// The output of a test.
pub(super) fn run(test: &Test<'_>) -> Result<String, String> {
    verdicts(test, |_, _, _, _| {})
}

/// As [`run`], with runs of what is not proved.
#[cfg(feature = "refute")]
pub(super) fn refute(test: &Test<'_>) -> Result<String, String> {
    verdicts(test, runs)
}

fn verdicts(
    test: &Test<'_>,
    runs: impl FnOnce(&[u8], &[u8], &mut prove::Report, &mut String),
) -> Result<String, String> {
    if test.language != Language::Wat {
        return Err(format!("`{}` tests are `.wat` files", test.kind));
    }
    if test.solver && prove::solver_available().is_err() {
        return Ok(test.expected.join("\n"));
    }
    let (before, after) = source::split_header(test.head)?;
    let before = subject::assemble(before.ok_or("there is no module")?)?;
    let after = subject::assemble(&after)?;
    let map = test.map.as_deref().unwrap_or_default().replace(',', "\n");
    let map = map.parse().map_err(|error| format!("map: {error}"))?;
    let options =
        Options { jobs: NonZeroUsize::new(1), solver: test.solver, map, ..Options::default() };
    let mut report = match prove::verify(&before, &after, &options) {
        Ok(report) => report,
        Err(error) => return Ok(format!("unusable: {error}\n")),
    };
    let mut out = String::new();
    runs(&before, &after, &mut report, &mut out);
    for line in &report.declarations {
        let _ = writeln!(out, "declarations: {line}");
    }
    for function in &report.functions {
        let mut name = match &function.name {
            Some(name) => name.clone(),
            None => function.after.to_string(),
        };
        if let Some(before) = function.before.filter(|&before| before != function.after) {
            let _ = write!(name, " ({before} to {})", function.after);
        }
        let verdict = match &function.verdict {
            Verdict::Identical => "identical".to_string(),
            Verdict::Proved => "proved".to_string(),
            Verdict::Solved => "proved (Z3)".to_string(),
            Verdict::Unproved(reason) => format!("unproved: {reason}"),
            Verdict::Refuted(reason, run) => format!("refuted: {reason}\n  {run}"),
        };
        let _ = writeln!(out, "%{name}: {verdict}");
    }
    Ok(out)
}

#[cfg(feature = "refute")]
fn runs(before: &[u8], after: &[u8], report: &mut prove::Report, out: &mut String) {
    use crate::refute;
    let options = refute::Options { jobs: NonZeroUsize::new(1), ..refute::Options::default() };
    let summary = refute::refute(before, after, report, &options);
    if let Some(why) = summary.unable {
        let _ = writeln!(out, "not executed: {why}");
    }
    if let Some(run) = &report.refutation {
        let _ = writeln!(out, "refuted: {run}");
    }
}
