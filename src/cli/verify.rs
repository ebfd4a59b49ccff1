//! `selvedge verify`: is one module proved to do what another does?
//!
//! Takes: two modules. Gives: a table of verdicts, for what is not proved a run that refutes it if
//! one is found, and as exit status 0 if all is proved, 1 if not, 2 if there was nothing to
//! compare.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use selvedge::prove::{self, BadMap, Function, Map, Reason, Refutation, Report, Verdict};
use serde_json::{Value, json};

use super::progress::Bar;
use super::{Failure, files, opt};

/// Arguments.
#[derive(clap::Args)]
pub struct Args {
    /// The module before
    before: String,
    /// The module after
    after: String,
    /// Threads to use [default: all]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Prove functions whose code is the same too
    #[arg(long)]
    everything: bool,
    /// Which items correspond: lines `SPACE BEFORE AFTER`; what it leaves out is found
    #[arg(long, value_name = "FILE")]
    map: Option<String>,
    /// Write all verdicts as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// How to prove: fast, or full, which asks Z3 where normal forms are not enough
    #[arg(long, value_name = "MODE", default_value = "fast", value_parser = ["fast", "full"])]
    prove: String,
    /// Run nothing to refute what is not proved
    #[arg(long)]
    no_refute: bool,
    /// Say nothing about functions that are not proved
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let message = match report(args) {
        Ok(report) if report.proved() => return ExitCode::SUCCESS,
        Ok(_) => return ExitCode::FAILURE,
        Err(Failure::Closed) => return ExitCode::FAILURE,
        Err(Failure::Failed(message) | Failure::Usage(message)) => message,
    };
    super::say(&format!("selvedge: error: {message}\n"));
    ExitCode::from(2)
}

fn report(args: &Args) -> Result<Report, Failure> {
    opt::quiet_panics();
    let before = files::read_module(&args.before)?;
    let after = files::read_module(&args.after)?;
    let map = args.map.as_deref().map_or(Ok(Map::default()), map)?;
    let solver = args.prove == "full";
    if solver {
        prove::solver_available().map_err(Failure::Usage)?;
    }
    let (jobs, everything) = (args.jobs, args.everything);
    let options = prove::Options { jobs, everything, solver, map, hurried: false };
    let bar = Bar::default();
    let progress = |done, all| bar.show(done, all);
    let report = prove::verify_watched(&before, &after, &options, &progress);
    bar.finish();
    let mut report = report.map_err(|error| Failure::Failed(error.to_string()))?;
    let note = if args.no_refute { None } else { runs(&before, &after, &mut report, args) };
    if let Some(path) = &args.json {
        files::write(path, json(&report, note.as_deref()).to_string().as_bytes())?;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    print(&mut out, &report, args.quiet)?;
    if let Some(note) = note {
        writeln!(out, "{note}")?;
    }
    out.flush()?;
    Ok(report)
}

/// Looks for runs that refute what is not proved. Gives why it could not, if so.
#[cfg(feature = "refute")]
fn runs(before: &[u8], after: &[u8], report: &mut Report, args: &Args) -> Option<String> {
    use selvedge::refute;
    let bar = Bar::default();
    let progress = |done, all| bar.show(done, all);
    let options = refute::Options { jobs: args.jobs, ..refute::Options::default() };
    let summary = refute::refute_watched(before, after, report, &options, &progress);
    bar.finish();
    summary.unable.map(|why| format!("not executed: {why}"))
}

#[cfg(not(feature = "refute"))]
fn runs(_: &[u8], _: &[u8], report: &mut Report, _: &Args) -> Option<String> {
    let why = "not executed: this build has no interpreter (cargo feature `refute`)";
    (!report.proved()).then(|| why.to_string())
}

fn map(path: &str) -> Result<Map, Failure> {
    files::read_text(path)?.parse().map_err(|error: BadMap| Failure::about(path, error))
}

fn print(out: &mut impl Write, report: &Report, quiet: bool) -> std::io::Result<()> {
    for line in &report.declarations {
        writeln!(out, "declarations: {line}")?;
    }
    if let Some(run) = &report.refutation {
        writeln!(out, "refuted: {run}")?;
    }
    let (mut identical, mut proved, mut solved) = ((0, 0), (0, 0), (0, 0));
    let mut reasons: BTreeMap<(&str, String), (usize, usize)> = BTreeMap::new();
    for function in &report.functions {
        let count = match &function.verdict {
            Verdict::Identical => &mut identical,
            Verdict::Proved => &mut proved,
            Verdict::Solved => &mut solved,
            Verdict::Unproved(reason) | Verdict::Refuted(reason, _) => {
                if !quiet {
                    failure(out, function, reason)?;
                }
                reasons.entry((function.verdict.key(), reason.key())).or_default()
            }
        };
        count.0 += 1;
        count.1 += function.bytes;
    }
    writeln!(out, "identical            {:>8} functions {:>10} bytes", identical.0, identical.1)?;
    writeln!(out, "proved (normal form) {:>8} functions {:>10} bytes", proved.0, proved.1)?;
    if solved.0 > 0 {
        writeln!(out, "proved (Z3)          {:>8} functions {:>10} bytes", solved.0, solved.1)?;
    }
    for ((verdict, reason), (count, bytes)) in reasons {
        writeln!(out, "{verdict:<20} {count:>8} functions {bytes:>10} bytes  {reason}")?;
    }
    Ok(())
}

/// A function that is not proved: where, what, on which path, and a run if there is one.
fn failure(out: &mut impl Write, function: &Function, reason: &Reason) -> std::io::Result<()> {
    let name = function.name.as_deref().unwrap_or("");
    writeln!(out, "function {} {name}: {reason}", function.after)?;
    if let Reason::Mismatch(mismatch) = reason
        && !mismatch.path.is_empty()
    {
        writeln!(out, "  if:     {}", mismatch.path.join("\n          "))?;
    }
    if let Verdict::Refuted(_, run) = &function.verdict {
        writeln!(out, "  refuted: {}", run.to_string().replace('\n', "\n  "))?;
    }
    Ok(())
}

fn json(report: &Report, note: Option<&str>) -> Value {
    let functions: Vec<Value> = report
        .functions
        .iter()
        .map(|function| {
            let mut entry = json!({
                "before": function.before,
                "after": function.after,
                "name": function.name,
                "bytes": function.bytes,
                "micros": function.micros,
                "verdict": function.verdict.key(),
            });
            if let Some(reason) = function.verdict.reason() {
                entry["reason"] = reason.key().into();
                if let Reason::Mismatch(mismatch) = reason {
                    entry["offsets"] = json!([mismatch.offsets.0, mismatch.offsets.1]);
                    entry["path_from"] = json!([mismatch.origin.0, mismatch.origin.1]);
                    entry["path"] = json!(mismatch.path);
                    entry["terms"] = json!([mismatch.terms.0, mismatch.terms.1]);
                }
            }
            if let Verdict::Refuted(_, run) = &function.verdict {
                entry["refutation"] = refutation(run);
            }
            entry
        })
        .collect();
    let mut all = json!({
        "version": 1,
        "proved": report.proved(),
        "refuted": report.refuted(),
        "declarations": report.declarations,
        "functions": functions,
    });
    if let Some(run) = &report.refutation {
        all["refutation"] = refutation(run);
    }
    if let Some(note) = note {
        all["note"] = note.into();
    }
    all
}

fn refutation(run: &Refutation) -> Value {
    json!({
        "call": run.call,
        "arguments": run.arguments,
        "setting": run.setting,
        "calls": run.calls,
        "before": run.before,
        "after": run.after,
    })
}
