//! What `--stats` and `--stats-json` say.
//!
//! Takes: a report and what the process used. Gives: a table for people, JSON for machines
//! (its fields are listed in `docs/cli.md`).

use cpu_time::ProcessTime;
use selvedge::{FunctionReport, Proof, Report, Sizes, Status};
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// What the process has used so far.
pub struct Usage {
    wall: Duration,
    cpu: Duration,
    /// Where the system tells.
    peak_rss_kb: Option<u64>,
}

impl Usage {
    /// Wall time since `start`, everything else since the process began.
    pub fn since(start: Instant) -> Usage {
        Usage {
            wall: start.elapsed(),
            cpu: ProcessTime::try_now().map_or(Duration::ZERO, |now| now.as_duration()),
            peak_rss_kb: peak_rss_kb(),
        }
    }
}

fn peak_rss_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

/// Functions in the table at most, unless all are asked for.
const LARGEST: usize = 20;

/// The report as a table.
pub fn table(report: &Report, usage: &Usage, every_function: bool) -> String {
    let mut out = String::new();
    let _ = write_table(&mut out, report, usage, every_function);
    out
}

fn write_table(
    out: &mut String,
    report: &Report,
    usage: &Usage,
    every_function: bool,
) -> std::fmt::Result {
    functions(out, report, every_function)?;
    writeln!(out, "{:<12}{:>12}{:>12}{:>10}", "", "before", "after", "change")?;
    let (input, output) = (report.input, report.output);
    for (name, before, after) in [
        ("file bytes", input.bytes, output.bytes),
        ("code bytes", input.code_bytes, output.code_bytes),
        ("functions", input.functions, output.functions),
    ] {
        writeln!(out, "{name:<12}{before:>12}{after:>12}{:>10}", change(before, after))?;
    }
    let count = |status| report.count(status);
    writeln!(
        out,
        "functions: {} optimised, {} unchanged, {} kept because a stage declined them, \
         {} reverted, {} removed",
        count(Status::Optimised),
        count(Status::Unchanged),
        count(Status::Kept),
        count(Status::Reverted),
        count(Status::Removed)
    )?;
    let words = [
        (Status::Kept, "kept"),
        (Status::Reverted, "reverted"),
        (Status::Optimised, "with fewer passes"),
    ];
    for (status, word) in words {
        for (reason, (functions, bytes)) in report.reasons(status) {
            writeln!(out, "  {word} {functions} functions, {bytes} bytes: {reason}")?;
        }
    }
    proofs(out, report)?;
    let rss = usage.peak_rss_kb.map_or(String::new(), |kb| format!(", {} MB", kb / 1024));
    writeln!(out, "{:.2} s, {:.2} s CPU{rss}", usage.wall.as_secs_f64(), usage.cpu.as_secs_f64())
}

/// How much of the input is proved, unless proofs are off.
fn proofs(out: &mut String, report: &Report) -> std::fmt::Result {
    let proofs = report.proofs();
    if proofs.contains_key(&Proof::Off) {
        return Ok(());
    }
    for (proof, name) in [
        (Proof::Identical, "identical"),
        (Proof::NormalForm, "proved (normal form)"),
        (Proof::Z3, "proved (Z3)"),
        (Proof::Reverted, "reverted"),
    ] {
        let (functions, bytes) = proofs.get(&proof).copied().unwrap_or_default();
        writeln!(out, "{name:<20}{functions:>12} functions{bytes:>12} bytes")?;
    }
    Ok(())
}

/// Times and effects of the passes as a table.
pub fn passes(report: &Report) -> String {
    let mut out = format!("{:>12}{:>12}  pass\n", "ms", "changed");
    for pass in &report.passes {
        let millis = pass.micros as f64 / 1e3;
        let _ = writeln!(out, "{millis:>12.1}{:>12}  {}", pass.changed, pass.name);
    }
    out
}

/// Functions by bytes won, the most first.
fn functions(out: &mut String, report: &Report, every_function: bool) -> std::fmt::Result {
    let mut rows: Vec<&FunctionReport> = report.functions.iter().collect();
    if !every_function {
        rows.retain(|row| row.bytes_before != row.bytes_after);
        rows.sort_by_key(|row| (row.bytes_after as i64 - row.bytes_before as i64, row.index));
        rows.truncate(LARGEST);
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:>12}{:>12}{:>12}{:>10}  name", "function", "before", "after", "change")?;
    for row in rows {
        let (before, after) = (row.bytes_before, row.bytes_after);
        write!(out, "{:>12}{before:>12}{after:>12}{:>10}", row.index, change(before, after))?;
        writeln!(out, "  {}", row.name.as_deref().unwrap_or("-"))?;
    }
    writeln!(out)
}

fn change(before: usize, after: usize) -> String {
    match before {
        0 => "-".to_string(),
        _ => format!("{:+.1} %", (after as f64 / before as f64 - 1.0) * 100.0),
    }
}

/// The report as JSON.
pub fn json(report: &Report, usage: &Usage) -> String {
    let value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "input": sizes(report.input),
        "output": sizes(report.output),
        "functions": report.functions.iter().map(function).collect::<Vec<Value>>(),
        "passes": report
            .passes
            .iter()
            .map(|pass| {
                json!({"name": pass.name, "micros": pass.micros, "changed": pass.changed})
            })
            .collect::<Vec<Value>>(),
        "proofs": report
            .proofs()
            .into_iter()
            .map(|(proof, (functions, bytes))| {
                (proof.as_str().to_string(), json!({"functions": functions, "bytes": bytes}))
            })
            .collect::<serde_json::Map<String, Value>>(),
        "warnings": report.warnings,
        "wall_ms": millis(usage.wall),
        "cpu_ms": millis(usage.cpu),
        "peak_rss_kb": usage.peak_rss_kb,
    });
    format!("{value:#}\n")
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

fn sizes(sizes: Sizes) -> Value {
    json!({
        "bytes": sizes.bytes,
        "code_bytes": sizes.code_bytes,
        "functions": sizes.functions,
    })
}

fn function(row: &FunctionReport) -> Value {
    json!({
        "index": row.index,
        "name": row.name,
        "bytes_before": row.bytes_before,
        "bytes_after": row.bytes_after,
        "status": row.status.as_str(),
        "reason": row.reason,
        "proof": row.proof.as_str(),
        "micros": row.micros,
    })
}
