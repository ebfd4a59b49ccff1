//! Golden outputs: every fixture at every level, compared with what was blessed before.
//!
//! Takes: `fixtures/*.wasm` and `fixtures/wat/*.wat`. Compares with `fixtures/golden.toml` (one
//! row per fixture and level: sizes and a hash of the output) and `fixtures/golden/` (at some
//! levels, sizes per function; for small fixtures, the output as text too). Any difference fails
//! and shows what became larger or smaller; `SELVEDGE_BLESS=1` accepts it. A second test holds
//! every output to what the optimiser promises, whatever the golden files say.
#![cfg(feature = "cli")]

use selvedge::{FunctionReport, Level, Optimizer, Options, Output, Prove};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmparser::{Validator, WasmFeatures};

/// Levels with golden outputs.
const LEVELS: [Level; 4] = [Level::O0, Level::O2, Level::O3, Level::Oz];

/// Those of which sizes per function and texts are kept too: what lowering does, and all passes.
const READABLE: [Level; 2] = [Level::O0, Level::Oz];

/// Inputs below this many bytes also keep their output as text.
const SMALL_BYTES: usize = 4096;

/// How reasons begin that are mistakes of ours rather than limits.
const MISTAKES: [&str; 5] = [
    "internal error",
    "lowering check failed",
    "after ",
    "body is not valid",
    "the new body does not validate",
];

#[test]
fn outputs_are_the_blessed_ones() {
    let actual = Snapshot::take(&fixtures());
    if std::env::var_os("SELVEDGE_BLESS").is_some_and(|value| value != "0") {
        actual.write();
        return;
    }
    let differences = differences(&Snapshot::read(), &actual);
    assert!(
        differences.is_empty(),
        "outputs changed:\n{differences}\nAccept with SELVEDGE_BLESS=1 cargo test --test golden."
    );
}

#[test]
fn outputs_keep_the_promises() {
    let problems = Mutex::new(Vec::new());
    for_each_run(&fixtures(), |fixture, level| {
        for problem in broken_promises(fixture, level) {
            problems.lock().unwrap().push(format!("{}: {problem}", run_name(fixture, level)));
        }
    });
    let mut problems = problems.into_inner().unwrap();
    problems.sort();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn hash_is_the_published_one() {
    assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
}

#[test]
fn differences_show_sizes_and_first_lines() {
    let row = |code_after, hash: &str| Row {
        code_before: 100,
        code_after,
        file_before: 200,
        file_after: code_after + 100,
        hash: hash.to_string(),
    };
    let snapshot = |row: Row, text: &str| Snapshot {
        rows: BTreeMap::from([(("a".to_string(), "O0".to_string()), row)]),
        texts: BTreeMap::from([("a.O0.txt".to_string(), text.to_string())]),
    };
    let old = snapshot(row(80, "0"), "same\n1\n");
    assert_eq!(differences(&old, &old.clone()), "");
    let shown = differences(&old, &snapshot(row(90, "1"), "same\n2\n"));
    assert!(shown.contains("80         90        +10     1.1250"), "{shown}");
    assert!(shown.contains("a.O0.txt:2:\n  - 1\n  + 2"), "{shown}");
}

/// A module to optimise.
struct Fixture {
    name: String,
    bytes: Vec<u8>,
}

/// All fixtures, by name.
fn fixtures() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    for path in files(&root(), "wasm") {
        fixtures.push(Fixture { name: stem(&path), bytes: fs::read(&path).unwrap() });
    }
    for path in files(&root().join("wat"), "wat") {
        let bytes = wat::parse_file(&path).unwrap_or_else(|error| panic!("{error}"));
        fixtures.push(Fixture { name: stem(&path), bytes });
    }
    fixtures.sort_by(|a, b| a.name.cmp(&b.name));
    for pair in fixtures.windows(2) {
        assert_ne!(pair[0].name, pair[1].name, "two fixtures of one name");
    }
    fixtures
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|end| end == extension)).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_string()
}

fn level_name(level: Level) -> String {
    let row = Level::ALL.iter().find(|row| row.0 == level).unwrap();
    format!("O{}", row.1)
}

fn run_name(fixture: &Fixture, level: Level) -> String {
    format!("{}.{}", fixture.name, level_name(level))
}

fn optimize(fixture: &str, bytes: &[u8], level: Level, jobs: usize) -> Output {
    let options = Options { jobs: NonZeroUsize::new(jobs), ..Options::at(level) };
    optimize_with(fixture, bytes, options)
}

fn optimize_with(fixture: &str, bytes: &[u8], options: Options) -> Output {
    let output = Optimizer::new(options).optimize(bytes);
    output.unwrap_or_else(|error| panic!("{fixture}: {error}"))
}

/// Calls `work` on every fixture at every level, on as many threads as there are processors.
fn for_each_run(fixtures: &[Fixture], work: impl Fn(&Fixture, Level) + Sync) {
    let runs: Vec<(&Fixture, Level)> = fixtures
        .iter()
        .flat_map(|fixture| LEVELS.into_iter().map(move |level| (fixture, level)))
        .collect();
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(&(fixture, level)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(fixture, level);
                }
            });
        }
    });
}

/// What `golden.toml` keeps of an output.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
struct Row {
    code_before: usize,
    code_after: usize,
    file_before: usize,
    file_after: usize,
    hash: String,
}

/// Everything that is kept of all outputs.
#[derive(Clone, Default)]
struct Snapshot {
    /// By fixture and level.
    rows: BTreeMap<(String, String), Row>,
    /// Contents of `fixtures/golden/`, by file name.
    texts: BTreeMap<String, String>,
}

impl Snapshot {
    /// Optimises everything.
    fn take(fixtures: &[Fixture]) -> Snapshot {
        let snapshot = Mutex::new(Snapshot::default());
        for_each_run(fixtures, |fixture, level| {
            let run = run_name(fixture, level);
            // What the optimiser makes, whatever the checker can prove of it.
            let options = Options { prove: Prove::Off, ..Options::at(level) };
            let output = optimize_with(&fixture.name, &fixture.bytes, options);
            let report = &output.report;
            let row = Row {
                code_before: report.input.code_bytes,
                code_after: report.output.code_bytes,
                file_before: report.input.bytes,
                file_after: report.output.bytes,
                hash: format!("{:016x}", fnv1a(&output.bytes)),
            };
            let is_readable = READABLE.contains(&level);
            let sizes = is_readable.then(|| report.functions.iter().map(size_line).collect());
            let text = (is_readable && fixture.bytes.len() < SMALL_BYTES).then(|| {
                wasmprinter::print_bytes(&output.bytes)
                    .unwrap_or_else(|error| panic!("{run}: {error}"))
            });
            let mut snapshot = snapshot.lock().unwrap();
            snapshot.rows.insert((fixture.name.clone(), level_name(level)), row);
            snapshot.texts.extend(sizes.map(|sizes| (format!("{run}.txt"), sizes)));
            snapshot.texts.extend(text.map(|text| (format!("{run}.wat"), text)));
        });
        snapshot.into_inner().unwrap()
    }

    /// The blessed one; nothing where there is no file yet.
    fn read() -> Snapshot {
        let mut snapshot = Snapshot::default();
        let toml = fs::read_to_string(root().join("golden.toml")).unwrap_or_default();
        let tables: BTreeMap<String, BTreeMap<String, Row>> = toml::from_str(&toml).unwrap();
        for (fixture, levels) in tables {
            for (level, row) in levels {
                snapshot.rows.insert((fixture.clone(), level), row);
            }
        }
        for name in golden_files() {
            let text = fs::read_to_string(root().join("golden").join(&name)).unwrap();
            snapshot.texts.insert(name, text);
        }
        snapshot
    }

    /// Makes this the blessed one.
    fn write(&self) {
        let folder = root().join("golden");
        fs::create_dir_all(&folder).unwrap();
        for name in golden_files().difference(&self.texts.keys().cloned().collect()) {
            fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in &self.texts {
            fs::write(folder.join(name), text).unwrap();
        }
        fs::write(root().join("golden.toml"), self.toml()).unwrap();
    }

    /// The rows as TOML, one line each, so that a change is one line in review.
    fn toml(&self) -> String {
        let mut toml = String::from(
            "# Written by SELVEDGE_BLESS=1 cargo test --test golden. Sizes in bytes.\n",
        );
        let mut last = None;
        for ((fixture, level), row) in &self.rows {
            if last != Some(fixture) {
                writeln!(toml, "\n[{fixture}]").unwrap();
                last = Some(fixture);
            }
            let Row { code_before, code_after, file_before, file_after, hash } = row;
            writeln!(
                toml,
                "{level} = {{ code_before = {code_before}, code_after = {code_after}, \
                 file_before = {file_before}, file_after = {file_after}, hash = \"{hash}\" }}"
            )
            .unwrap();
        }
        toml
    }
}

/// Names of the files in `fixtures/golden/`.
fn golden_files() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("golden")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().to_str().unwrap().to_string()).collect()
}

/// A function in `fixtures/golden/<fixture>.<level>.txt`.
fn size_line(function: &FunctionReport) -> String {
    let name = function.name.as_deref().unwrap_or("-");
    let line = format!(
        "{:>5} {name:<32} {:>6} {:>6} {:<9} {}",
        function.index,
        function.bytes_before,
        function.bytes_after,
        function.status.as_str(),
        function.reason.as_deref().unwrap_or_default()
    );
    format!("{}\n", line.trim_end())
}

/// 64-bit FNV-1a (Fowler, Noll, Vo). It has to notice accidents only, not forgery.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What is not as it was, for people; empty if nothing.
fn differences(blessed: &Snapshot, actual: &Snapshot) -> String {
    let mut shown = String::new();
    let runs: BTreeSet<_> = blessed.rows.keys().chain(actual.rows.keys()).collect();
    for run in runs {
        let (old, new) = (blessed.rows.get(run), actual.rows.get(run));
        if old != new {
            if shown.is_empty() {
                shown = size_line_of(["code of", "old", "new", "delta", "ratio"]);
            }
            shown.push_str(&size_change(&format!("{}.{}", run.0, run.1), old, new));
        }
    }
    let names: BTreeSet<_> = blessed.texts.keys().chain(actual.texts.keys()).collect();
    for name in names {
        let text = |snapshot: &Snapshot| snapshot.texts.get(name).cloned().unwrap_or_default();
        if let Some((line, old, new)) = first_difference(&text(blessed), &text(actual)) {
            writeln!(shown, "fixtures/golden/{name}:{line}:\n  - {old}\n  + {new}").unwrap();
        }
    }
    shown
}

fn size_line_of(cells: [&str; 5]) -> String {
    let [name, old, new, delta, ratio] = cells;
    format!("{name:<32} {old:>10} {new:>10} {delta:>10} {ratio:>10}\n")
}

/// How a row of `golden.toml` changed.
fn size_change(run: &str, old: Option<&Row>, new: Option<&Row>) -> String {
    let size = |row: Option<&Row>| row.map_or("-".to_string(), |row| row.code_after.to_string());
    let (mut delta, mut ratio) = ("-".to_string(), "-".to_string());
    let mut note = String::new();
    if let (Some(old), Some(new)) = (old, new) {
        delta = format!("{:+}", new.code_after as i64 - old.code_after as i64);
        ratio = format!("{:.4}", new.code_after as f64 / old.code_after.max(1) as f64);
        if (old.code_before, old.file_before) != (new.code_before, new.file_before) {
            note = "  the input is another one\n".to_string();
        } else if old.code_after == new.code_after {
            note = format!("  same size, other bytes: {} is now {}\n", old.hash, new.hash);
        }
    }
    size_line_of([run, &size(old), &size(new), &delta, &ratio]) + &note
}

/// Number of the first line that differs, and the line in both texts.
fn first_difference(old: &str, new: &str) -> Option<(usize, String, String)> {
    let (mut old, mut new) = (old.lines(), new.lines());
    for number in 1.. {
        let (a, b) = (old.next(), new.next());
        if a != b {
            let line = |line: Option<&str>| line.unwrap_or("(end)").to_string();
            return Some((number, line(a), line(b)));
        } else if a.is_none() {
            break;
        }
    }
    None
}

/// What an output must be, whatever it was before.
fn broken_promises(fixture: &Fixture, level: Level) -> Vec<String> {
    let mut problems = Vec::new();
    let output = optimize(&fixture.name, &fixture.bytes, level, 1);
    for function in &output.report.functions {
        let what = format!("function {}", function.index);
        // Whole-module passes may give what a function refers to a longer number.
        if level == Level::O0 && function.bytes_after > function.bytes_before {
            problems.push(format!("{what} is larger than before"));
        }
        let reason = function.reason.as_deref().unwrap_or_default();
        if MISTAKES.iter().any(|mistake| reason.starts_with(mistake)) {
            problems.push(format!("{what}: {reason}"));
        }
    }
    for (what, bytes) in [("input", &fixture.bytes), ("output", &output.bytes)] {
        if let Err(error) = Validator::new_with_features(WasmFeatures::all()).validate_all(bytes) {
            problems.push(format!("the {what} does not validate: {error}"));
        }
    }
    if output.report.output.bytes != output.bytes.len() {
        problems.push("the report has another size".to_string());
    }
    if optimize(&fixture.name, &fixture.bytes, level, 2).bytes != output.bytes {
        problems.push("two threads give other bytes than one".to_string());
    }
    let again = optimize(&fixture.name, &output.bytes, level, 1);
    for function in &again.report.functions {
        if function.bytes_after > function.bytes_before {
            problems.push(format!("function {} grows in a second run", function.index));
        }
    }
    if again.bytes != output.bytes && again.bytes.len() >= output.bytes.len() {
        problems.push("a second run changes the output without shrinking it".to_string());
    }
    problems
}
