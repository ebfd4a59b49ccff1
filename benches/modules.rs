//! Speed and memory of the whole job.
//!
//! Takes: paths of modules or directories, the fixtures if none are given. Gives: a table of
//! code bytes, MB of code per CPU second on one thread, and bytes out over in; then how time
//! grows with the size of one function. Nothing here passes or fails.

use selvedge::{Level, Optimizer, Options};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Shortest time a module is repeated for.
const PATIENCE: Duration = Duration::from_millis(200);

fn main() {
    let mut paths: Vec<PathBuf> =
        std::env::args_os().skip(1).filter(|arg| arg != "--bench").map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    }
    let mut modules = Vec::new();
    for path in paths {
        collect(&path, &mut modules);
    }
    modules.sort();
    println!("{:>12} {:>8} {:>8} {:>9}  module", "code bytes", "out/in", "MB/s", "ms");
    let (mut bytes, mut seconds) = (0, 0.0);
    for path in &modules {
        let Ok(wasm) = std::fs::read(path) else { continue };
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        if let Some((code, time)) = measure(&name, &wasm) {
            bytes += code;
            seconds += time;
        }
    }
    println!("{bytes:>12} {:>8} {:>8.2}  all", "", bytes as f64 / 1e6 / seconds);
    println!("\none function, growing:");
    for blocks in [1_000, 4_000, 16_000, 64_000] {
        measure(&format!("{blocks} blocks"), &large_function(blocks));
    }
}

fn collect(path: &Path, modules: &mut Vec<PathBuf>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), modules);
        }
    } else if path.extension().is_some_and(|extension| extension == "wasm") {
        modules.push(path.to_path_buf());
    }
}

/// Optimises a module again and again on one thread and prints the mean. Gives its code bytes
/// and seconds.
fn measure(name: &str, wasm: &[u8]) -> Option<(usize, f64)> {
    let mut options = Options::at(Level::O0);
    options.jobs = Some(NonZeroUsize::MIN);
    let optimizer = Optimizer::new(options);
    let output = optimizer.optimize(wasm).ok()?;
    let (code, after) = (output.report.input.code_bytes, output.report.output.code_bytes);
    if code == 0 {
        return None;
    }
    let start = cpu_time::ProcessTime::now();
    let mut runs = 0;
    while runs == 0 || start.elapsed() < PATIENCE {
        optimizer.optimize(wasm).ok()?;
        runs += 1;
    }
    let seconds = start.elapsed().as_secs_f64() / f64::from(runs);
    let ratio = after as f64 / code as f64;
    let speed = code as f64 / 1e6 / seconds;
    println!("{code:>12} {ratio:>8.4} {speed:>8.2} {:>9.2}  {name}", seconds * 1e3);
    Some((code, seconds))
}

/// A module with one function: a loop around a chain of conditional blocks that share locals.
fn large_function(blocks: u32) -> Vec<u8> {
    use std::fmt::Write;
    let mut text = String::from(
        "(module (func (export \"f\") (param i32 i32) (result i32) (local i32 i32 i64) (loop\n",
    );
    for block in 0..blocks {
        let (a, b) = (block % 3, (block + 1) % 4);
        let _ = writeln!(
            text,
            "(block (br_if 0 (i32.lt_s (local.get {a}) (i32.const {block})))
               (local.set {b} (i32.add (local.get {b}) (i32.mul (local.get 0) (local.get 1)))))"
        );
    }
    text.push_str("(br_if 0 (local.get 1))) (local.get 2)))");
    wat::parse_str(&text).unwrap_or_default()
}
