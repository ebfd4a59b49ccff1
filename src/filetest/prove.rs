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
    if test.language != Language::Wat {
        return Err("`prove` tests are `.wat` files".into());
    }
    let (before, after) = source::split_header(test.head)?;
    let before = subject::assemble(before.ok_or("there is no module")?)?;
    let after = subject::assemble(&after)?;
    let map = test.map.as_deref().unwrap_or_default().replace(',', "\n");
    let map = map.parse().map_err(|error| format!("map: {error}"))?;
    let options = Options { jobs: NonZeroUsize::new(1), everything: false, map };
    let report = match prove::verify(&before, &after, &options) {
        Ok(report) => report,
        Err(error) => return Ok(format!("unusable: {error}\n")),
    };
    let mut out = String::new();
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
            Verdict::Unproved(reason) => format!("unproved: {reason}"),
        };
        let _ = writeln!(out, "%{name}: {verdict}");
    }
    Ok(out)
}
