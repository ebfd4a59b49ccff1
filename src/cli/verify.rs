//! `selvedge verify`: is one module proved to do what another does?
//!
//! Takes: two modules. Gives: a table of verdicts, and as exit status 0 if all is proved, 1 if
//! not, 2 if there was nothing to compare.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use selvedge::prove::{self, BadMap, Map, Reason, Report, Verdict};
use serde_json::{Value, json};

use super::Failure;
use super::files;

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
    eprintln!("selvedge: error: {message}");
    ExitCode::from(2)
}

fn report(args: &Args) -> Result<Report, Failure> {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let before = files::read_module(&args.before)?;
    let after = files::read_module(&args.after)?;
    let map = args.map.as_deref().map_or(Ok(Map::default()), map)?;
    let options = prove::Options { jobs: args.jobs, everything: args.everything, map };
    let report = prove::verify(&before, &after, &options)
        .map_err(|error| Failure::Failed(error.to_string()))?;
    if let Some(path) = &args.json {
        files::write(path, json(&report).to_string().as_bytes())?;
    }
    print(&report, args.quiet);
    Ok(report)
}

fn map(path: &str) -> Result<Map, Failure> {
    files::read_text(path)?.parse().map_err(|error: BadMap| Failure::about(path, error))
}

fn print(report: &Report, quiet: bool) {
    for line in &report.declarations {
        println!("declarations: {line}");
    }
    let (mut identical, mut proved) = ((0, 0), (0, 0));
    let mut reasons: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for function in &report.functions {
        let count = match &function.verdict {
            Verdict::Identical => &mut identical,
            Verdict::Proved => &mut proved,
            Verdict::Unproved(reason) => {
                if !quiet {
                    let name = function.name.as_deref().unwrap_or("");
                    println!("function {} {name}: {reason}", function.after);
                }
                reasons.entry(reason.key()).or_default()
            }
        };
        count.0 += 1;
        count.1 += function.bytes;
    }
    println!("identical            {:>8} functions {:>10} bytes", identical.0, identical.1);
    println!("proved (normal form) {:>8} functions {:>10} bytes", proved.0, proved.1);
    for (reason, (count, bytes)) in reasons {
        println!("unproved             {count:>8} functions {bytes:>10} bytes  {reason}");
    }
}

fn json(report: &Report) -> Value {
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
                "verdict": match &function.verdict {
                    Verdict::Identical => "identical",
                    Verdict::Proved => "normal-form",
                    Verdict::Unproved(_) => "unproved",
                },
            });
            if let Verdict::Unproved(reason) = &function.verdict {
                entry["reason"] = reason.key().into();
                if let Reason::Mismatch(mismatch) = reason {
                    entry["offsets"] = json!([mismatch.offsets.0, mismatch.offsets.1]);
                    entry["path_from"] = json!([mismatch.origin.0, mismatch.origin.1]);
                    entry["terms"] = json!([mismatch.terms.0, mismatch.terms.1]);
                }
            }
            entry
        })
        .collect();
    json!({
        "version": 1,
        "proved": report.proved(),
        "declarations": report.declarations,
        "functions": functions,
    })
}
