//! The command line: what goes where, exit statuses, and what failures leave behind.
//!
//! Takes: the binary as Cargo built it, in a directory of its own per test. Shows: input and
//! output in files and pipes, text and binary, statistics, and that a failure names the file,
//! the place and the function, gives its status, and damages nothing.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const SUM: &str = r#"(module
  (memory (export "m") 1)
  (func $sum (export "sum") (param $a i32) (param $b i32) (result i32) (local $c i32)
    (local.set $c (i32.add (local.get $a) (local.get $b)))
    (local.get $c))
  (func $broken_not (export "id") (param i64) (result i64) (local.get 0)))"#;

/// One function with a computation that is made three times, one with a branch.
const TWICE: &str = r#"(module
  (func $other (export "o") (param i32)
    (if (local.get 0) (then (call $other (i32.const 0)))))
  (func $twice (export "t") (param i32 i32) (result i32)
    (i32.add (i32.add
      (i32.mul (i32.mul (local.get 0) (local.get 1)) (i32.const 123456789))
      (i32.mul (i32.mul (local.get 0) (local.get 1)) (i32.const 123456789)))
      (i32.mul (i32.mul (local.get 0) (local.get 1)) (i32.const 123456789)))))"#;

/// A directory and the binary to run in it.
struct Shell {
    dir: TempDir,
}

impl Shell {
    fn new() -> Shell {
        Shell { dir: tempfile::tempdir().expect("a temporary directory") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("the file can be written");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_selvedge"));
        command.args(args).current_dir(self.dir.path()).env_remove("RUST_BACKTRACE");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().expect("the binary runs")
    }

    /// Runs with `input` on standard input.
    fn pipe(&self, args: &[&str], input: &[u8]) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // The process may end before it has read everything.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        child.wait_with_output().expect("the process ends")
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn succeeds(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
}

/// Fails with `status` and says all of `words`.
#[track_caller]
fn fails(output: &Output, status: i32, words: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in: {said}");
    }
}

fn sum_wasm() -> Vec<u8> {
    wat::parse_str(SUM).expect("the module is valid text")
}

#[track_caller]
fn validates(bytes: &[u8]) {
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(bytes)
        .expect("the output is valid");
}

#[test]
fn binary_to_binary_is_smaller() {
    let shell = Shell::new();
    shell.write("in.wasm", sum_wasm());
    let output = shell.run(&["opt", "in.wasm", "-O0", "-o", "out.wasm"]);
    succeeds(&output);
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{}", stderr(&output));
    let result = fs::read(shell.path("out.wasm")).expect("the output is there");
    assert!(result.len() < sum_wasm().len());
    validates(&result);
}

#[test]
fn output_may_be_the_input() {
    let shell = Shell::new();
    shell.write("a.wasm", sum_wasm());
    succeeds(&shell.run(&["opt", "a.wasm", "-o", "a.wasm"]));
    let result = fs::read(shell.path("a.wasm")).expect("the output is there");
    assert!(result.len() < sum_wasm().len());
    assert_eq!(fs::read_dir(shell.dir.path()).expect("a directory").count(), 1);
}

#[test]
fn text_in_and_out() {
    let shell = Shell::new();
    shell.write("in.wat", SUM);
    let output = shell.run(&["opt", "in.wat", "-S"]);
    succeeds(&output);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("(module") && text.contains("i32.add"), "{text}");
    succeeds(&shell.run(&["opt", "in.wat", "--emit-text", "-o", "out.wat"]));
    assert_eq!(fs::read_to_string(shell.path("out.wat")).expect("the output is there"), text);
}

#[test]
fn dashes_are_standard_input_and_output() {
    let shell = Shell::new();
    let output = shell.pipe(&["opt", "-", "-o", "-"], &sum_wasm());
    succeeds(&output);
    validates(&output.stdout);
    let from_text = shell.pipe(&["opt", "-", "-o", "-"], SUM.as_bytes());
    succeeds(&from_text);
    assert_eq!(from_text.stdout, output.stdout);
}

#[test]
fn every_level_is_accepted() {
    let shell = Shell::new();
    shell.write("in.wasm", sum_wasm());
    for level in ["-O0", "-O1", "-O2", "-O3", "-O4", "-Os", "-Oz", "-O"] {
        succeeds(&shell.run(&["opt", level, "in.wasm", "-o", "out.wasm"]));
    }
    fails(&shell.run(&["opt", "-O7", "in.wasm", "-o", "out.wasm"]), 2, &["-Oz"]);
}

#[test]
fn statistics_agree_with_the_output() {
    let shell = Shell::new();
    shell.write("in.wasm", sum_wasm());
    let args = ["opt", "in.wasm", "-o", "out.wasm", "--stats", "--stats-json", "stats.json"];
    let output = shell.run(&args);
    succeeds(&output);
    assert!(stderr(&output).contains("sum") && stderr(&output).contains("1 optimised"));
    let text = fs::read_to_string(shell.path("stats.json")).expect("statistics are there");
    let json: Value = serde_json::from_str(&text).expect("statistics are JSON");
    let size = fs::metadata(shell.path("out.wasm")).expect("the output is there").len();
    assert_eq!(json["input"]["bytes"], sum_wasm().len());
    assert_eq!(json["output"]["bytes"], size);
    assert_eq!(json["output"]["functions"], 2);
    assert_eq!(json["version"], env!("CARGO_PKG_VERSION"));
    let functions = json["functions"].as_array().expect("a list of functions");
    assert_eq!(functions.len(), 2);
    assert_eq!(functions[0]["name"], "sum");
    assert_eq!(functions[0]["status"], "optimised");
    assert_eq!(functions[1]["status"], "unchanged");
    assert_eq!(functions[1]["bytes_before"], functions[1]["bytes_after"]);
    for field in ["passes", "wall_ms", "cpu_ms", "peak_rss_kb"] {
        assert!(json.get(field).is_some(), "{field} is missing");
    }
}

#[test]
fn proofs_are_made_and_counted() {
    let shell = Shell::new();
    shell.write("in.wat", TWICE);
    let run = |mode: &str| {
        let args = ["opt", "in.wat", "-o", "out.wasm", "-Oz", "--prove", mode];
        let stats = ["--stats", "--stats-json", "stats.json"];
        let output = shell.run(&[&args[..], &stats].concat());
        succeeds(&output);
        let json = fs::read(shell.path("stats.json")).expect("statistics were written");
        (stderr(&output), serde_json::from_slice::<Value>(&json).expect("statistics are JSON"))
    };
    let proofs = |json: &Value| -> Vec<String> {
        let functions = json["functions"].as_array().expect("functions are a list");
        functions.iter().map(|row| row["proof"].as_str().unwrap_or("").to_string()).collect()
    };
    let (text, json) = run("off");
    assert_eq!(proofs(&json), ["off"; 2]);
    assert!(!text.contains("proved"), "{text}");
    for mode in ["fast", "require"] {
        let (text, json) = run(mode);
        assert_eq!(proofs(&json), ["identical", "normal-form"]);
        assert_eq!(json["proofs"]["normal-form"]["functions"], 1);
        assert!(text.contains("proved (normal form)           1 functions"), "{text}");
    }
    fails(&shell.run(&["opt", "in.wat", "--stats", "--prove", "maybe"]), 2, &["require"]);
}

#[test]
fn verify_says_what_corresponds() {
    let shell = Shell::new();
    let module = |functions: &str| format!("(module {functions})");
    shell.write(
        "before.wat",
        module(
            "(func $a (result i32) i32.const 1) (func $b (result i32) i32.const 1)
            (func (export \"f\") (result i32) call $a call $b i32.add)",
        ),
    );
    shell.write(
        "after.wat",
        module(
            "(func (export \"f\") (result i32) call $a call $a i32.add)
            (func $a (result i32) i32.const 1)",
        ),
    );
    // Found without help.
    succeeds(&shell.run(&["verify", "before.wat", "after.wat"]));
    shell.write("good.map", "# two become one\nfunc 0 1\nfunc 1 1\nfunc 2 0\n");
    let output = shell.run(&["verify", "before.wat", "after.wat", "--map", "good.map"]);
    succeeds(&output);
    shell.write("wrong.map", "func 0 1\nfunc 1 -\nfunc 2 0\n");
    let output = shell.run(&["verify", "before.wat", "after.wat", "--map", "wrong.map"]);
    assert_eq!(output.status.code(), Some(1));
    shell.write("bad.map", "func 0 1\nfunc 1 two\n");
    let output = shell.run(&["verify", "before.wat", "after.wat", "--map", "bad.map"]);
    fails(&output, 2, &["bad.map", "line 2", "`two` is no index"]);
}

/// Two functions that differ for one argument each.
const WRONG: [&str; 2] = [
    r#"(module (memory (export "m") 1) (func $f (export "f") (param i32) (result i32)
        (i32.eq (local.get 0) (i32.const 12345)))
      (func $g (param i32) (i32.store (local.get 0) (i32.const 7))))"#,
    r#"(module (memory (export "m") 1) (func $f (export "f") (param i32) (result i32)
        (i32.const 0))
      (func $g (param i32) (i32.store (local.get 0) (i32.const 6))))"#,
];

#[test]
fn verify_refutes_with_inputs() {
    let shell = Shell::new();
    shell.write("before.wat", WRONG[0]);
    shell.write("after.wat", WRONG[1]);
    let output = shell.run(&["verify", "before.wat", "after.wat", "--json", "out.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).expect("text");
    for line in ["refuted: f(i32 12345)", "before: gives i32 1", "after:  gives i32 0"] {
        assert!(text.contains(line), "{text}");
    }
    assert!(text.contains("refuted: function 1(i32 "), "{text}");
    let json = fs::read(shell.path("out.json")).expect("the report is there");
    let json: Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["refuted"], true);
    assert_eq!(json["functions"][0]["verdict"], "refuted");
    assert_eq!(json["functions"][0]["refutation"]["arguments"][0], "i32 12345");
    let output = shell.run(&["verify", "before.wat", "after.wat", "--no-refute"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("refuted"));
}

#[test]
fn verify_says_that_it_cannot_run_a_module() {
    let shell = Shell::new();
    let module = |value: i32| {
        format!("(module (type (struct)) (func (export \"f\") (result i32) i32.const {value}))")
    };
    shell.write("before.wat", module(1));
    shell.write("after.wat", module(2));
    let output = shell.run(&["verify", "before.wat", "after.wat"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("not executed: "));
}

/// What Z3 proves is counted by itself; a build that does not ask it says how to get one that does.
#[test]
fn proving_in_full_needs_a_solver() {
    let shell = Shell::new();
    let sum =
        |body: &str| format!("(module (func (export \"f\") (param i32 i32) (result i32) {body}))");
    let carries = "(i32.shl (i32.and (local.get 0) (local.get 1)) (i32.const 1))";
    let halves = format!("(i32.add (i32.xor (local.get 0) (local.get 1)) {carries})");
    shell.write("before.wat", sum(&halves));
    shell.write("after.wat", sum("(i32.add (local.get 0) (local.get 1))"));
    let verify = ["verify", "before.wat", "after.wat", "--no-refute"];
    assert_eq!(shell.run(&verify).status.code(), Some(1));
    let full = shell.run(&[&verify[..], &["--prove", "full"]].concat());
    let opt = shell.run(&["opt", "before.wat", "-o", "out.wasm", "--prove", "full"]);
    if cfg!(feature = "z3") {
        succeeds(&full);
        succeeds(&opt);
        assert!(String::from_utf8_lossy(&full.stdout).contains("proved (Z3)"));
    } else {
        fails(&full, 2, &["--features z3"]);
        fails(&opt, 2, &["--features z3"]);
        assert!(!shell.path("out.wasm").exists());
    }
}

/// Whoever reads only the first line ends no command with a panic.
#[test]
fn closed_pipes_are_no_errors() {
    let shell = Shell::new();
    let functions: String =
        (0..4000).map(|n| format!("(func (result i32) i32.const {n})")).collect();
    let others: String = (1..4001).map(|n| format!("(func (result i32) i32.const {n})")).collect();
    shell.write("in.wat", format!("(module {functions})"));
    shell.write("other.wat", format!("(module {others})"));
    for args in [
        &["verify", "in.wat", "other.wat", "--no-refute"][..],
        &["print", "in.wat"],
        &["passes"],
        &["size", "in.wat", "--functions", "4000"],
        &["opt", "in.wat", "-O1", "-S"],
        &["opt", "in.wat", "-O1", "--stats", "--stats"],
        &["opt", "in.wat", "-O1", "-o", "out.wasm", "--print-after", "all"],
    ] {
        let mut command = shell.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        drop(child.stdout.take());
        if args[0] == "opt" && args[3] != "-S" {
            drop(child.stderr.take());
        }
        let output = child.wait_with_output().expect("the process ends");
        let said = stderr(&output);
        assert!(!said.contains("panicked"), "{args:?}: {said}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {:?}", output.status);
    }
}

#[test]
fn bad_usage_gives_2() {
    let shell = Shell::new();
    shell.write("in.wasm", sum_wasm());
    fails(&shell.run(&[]), 2, &["Usage"]);
    fails(&shell.run(&["opt"]), 2, &["Usage"]);
    fails(&shell.run(&["opt", "in.wasm"]), 2, &["-o FILE"]);
    fails(&shell.run(&["opt", "in.wasm", "-o", "x", "--jobs", "0"]), 2, &["jobs"]);
    fails(&shell.run(&["opt", "in.wasm", "-o", "x", "--no-such"]), 2, &["--no-such"]);
    assert!(!shell.path("x").exists());
}

#[test]
fn missing_input_is_named() {
    let shell = Shell::new();
    let output = shell.run(&["opt", "none.wasm", "-o", "out.wasm"]);
    fails(&output, 1, &["none.wasm"]);
    assert!(!shell.path("out.wasm").exists());
}

#[test]
fn malformed_input_is_placed_and_leaves_the_output_alone() {
    let shell = Shell::new();
    shell.write("out.wasm", "precious");
    let whole = sum_wasm();
    shell.write("cut.wasm", &whole[..whole.len() / 2]);
    shell.write("empty.wasm", "");
    shell.write("noise.wasm", [7, 8, 9]);
    for (name, words) in [
        ("cut.wasm", &["cut.wasm", "at byte 0x"][..]),
        ("empty.wasm", &["empty.wasm", "empty"]),
        ("noise.wasm", &["noise.wasm", "not a WebAssembly module"]),
    ] {
        fails(&shell.run(&["opt", name, "-o", "out.wasm"]), 1, words);
        assert_eq!(fs::read(shell.path("out.wasm")).expect("still there"), b"precious");
    }
}

#[test]
fn invalid_function_is_named() {
    let shell = Shell::new();
    let text = "(module (import \"a\" \"b\" (func)) (func $wrong (result i32) (i64.const 1)))";
    shell.write("bad.wasm", wat::parse_str(text).expect("it parses"));
    let output = shell.run(&["opt", "bad.wasm", "-o", "out.wasm"]);
    fails(&output, 1, &["bad.wasm", "at byte 0x", "function 1 (wrong)", "type mismatch"]);
}

#[test]
fn bad_text_is_placed() {
    let shell = Shell::new();
    shell.write("bad.wat", "(module\n  (func (result i32) (i32.cnst 1)))");
    fails(&shell.run(&["opt", "bad.wat", "-o", "o"]), 1, &["bad.wat:2", "i32.cnst"]);
}

#[test]
fn unwritable_output_is_named() {
    let shell = Shell::new();
    shell.write("in.wasm", sum_wasm());
    fails(&shell.run(&["opt", "in.wasm", "-o", "no/such/dir.wasm"]), 1, &["no/such/dir.wasm"]);
}

#[test]
fn components_pass_through() {
    let shell = Shell::new();
    let component = wat::parse_str("(component (core module))").expect("a component");
    shell.write("c.wasm", &component);
    let output = shell.run(&["opt", "c.wasm", "-o", "out.wasm"]);
    succeeds(&output);
    assert!(stderr(&output).contains("component"), "{}", stderr(&output));
    assert_eq!(fs::read(shell.path("out.wasm")).expect("the output is there"), component);
}

#[test]
fn custom_sections_survive_or_are_stripped() {
    let shell = Shell::new();
    let text = r#"(module (@custom "keep" "me") (@custom "producers" "\00")
        (@custom ".debug_info" "old")
        (func $f (export "f") (param $p i32) (result i32) (local $l i32)
          (local.set $l (local.get $p)) (local.get $l)))"#;
    shell.write("in.wasm", wat::parse_str(text).expect("it parses"));
    let output = shell.run(&["opt", "in.wasm", "-S"]);
    succeeds(&output);
    assert!(stderr(&output).contains(".debug_info"), "{}", stderr(&output));
    let kept = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(kept.contains("keep") && kept.contains("producers"), "{kept}");
    assert!(kept.contains("$f") && kept.contains("$p") && !kept.contains("$l"), "{kept}");
    assert!(!kept.contains(".debug_info"), "{kept}");
    let output = shell.run(&["opt", "in.wasm", "-S", "--strip-debug", "--strip-producers"]);
    succeeds(&output);
    let stripped = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(stripped.contains("keep") && !stripped.contains("producers"), "{stripped}");
    assert!(!stripped.contains("$f"), "{stripped}");
}

#[test]
fn print_shows_ssa() {
    let shell = Shell::new();
    shell.write("in.wat", SUM);
    let all = shell.run(&["print", "in.wat"]);
    succeeds(&all);
    let all = String::from_utf8_lossy(&all.stdout).into_owned();
    assert!(all.contains("function %sum(i32, i32) -> i32") && all.contains("i64"), "{all}");
    for which in ["sum", "0"] {
        let one = shell.run(&["print", "in.wat", "--func", which]);
        succeeds(&one);
        let one = String::from_utf8_lossy(&one.stdout).into_owned();
        assert!(one.contains("i32.add") && !one.contains("i64"), "{one}");
    }
    fails(&shell.run(&["print", "in.wat", "--func", "nobody"]), 1, &["nobody"]);
    fails(&shell.run(&["print", "in.wat", "--func", "9"]), 1, &["only 2 functions"]);
}

#[test]
fn print_after_shows_the_pass_at_work() {
    let shell = Shell::new();
    shell.write("in.wat", TWICE);
    let gvn = shell.run(&["print", "in.wat", "--after", "gvn", "--func", "twice"]);
    succeeds(&gvn);
    let before = shell.run(&["print", "in.wat", "--after", "lift", "--func", "twice"]);
    succeeds(&before);
    let count = |output: &Output| String::from_utf8_lossy(&output.stdout).matches("mul").count();
    assert_eq!((count(&before), count(&gvn)), (6, 2));
    fails(&shell.run(&["print", "in.wat", "--after", "reach"]), 2, &["whole module"]);
    fails(&shell.run(&["print", "in.wat", "--after", "none"]), 2, &["lift", "gvn"]);
    fails(&shell.run(&["print", "in.wat", "--after", "gvn", "-O0"]), 2, &["does not run `gvn`"]);
}

#[test]
fn opt_prints_after_passes_to_standard_error() {
    let shell = Shell::new();
    shell.write("in.wat", TWICE);
    let run = |args: &[&str]| {
        let all = [&["opt", "in.wat", "-Oz", "-o", "out.wasm"], args].concat();
        let output = shell.run(&all);
        succeeds(&output);
        stderr(&output)
    };
    let one = run(&["--print-after", "gvn", "--func", "twice"]);
    assert!(one.starts_with(";; after gvn, round 1: function 1 twice\nfunction %twice("), "{one}");
    assert!(one.contains(";; after gvn, round 2, no change: function 1 twice"), "{one}");
    assert!(!one.contains("after simplify") && !one.contains("function 0"), "{one}");
    let all = run(&["--print-after", "all"]);
    let titles: Vec<&str> = all.lines().filter(|line| line.starts_with(";; after")).collect();
    assert_eq!(titles[0], ";; after lift, round 0: function 0 other");
    let second = titles.iter().position(|title| title.ends_with("1 twice")).expect("a function");
    assert!(titles[second..].iter().all(|title| title.ends_with("1 twice")), "{titles:#?}");
    let plain = fs::read(shell.path("out.wasm")).expect("the output is there");
    assert_eq!(run(&[]), "");
    assert_eq!(fs::read(shell.path("out.wasm")).expect("the output is there"), plain);
    let args = ["opt", "in.wat", "-o", "x", "--print-after", "dedup"];
    fails(&shell.run(&args), 2, &["whole module"]);
    fails(&shell.run(&["opt", "in.wat", "-o", "x", "--func", "0"]), 2, &["--print-after"]);
}

#[test]
fn print_draws_graphs() {
    let shell = Shell::new();
    shell.write("in.wat", TWICE);
    let output = shell.run(&["print", "in.wat", "--dot", "--func", "other"]);
    succeeds(&output);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("// function 0 other\ndigraph \"other\" {\n"), "{text}");
    assert!(text.contains("block0 -> block") && text.trim_end().ends_with('}'), "{text}");
}

#[test]
fn proposals_are_introduced_when_a_flag_says_so() {
    let shell = Shell::new();
    let extend = r#"(func (export "e") (param i32) (result i32)
        (i32.shr_s (i32.shl (local.get 0) (i32.const 24)) (i32.const 24)))"#;
    let other = r#"(func (export "o") (param i32) (result i32)
        (i32.extend16_s (local.get 0)))"#;
    shell.write("plain.wat", format!("(module {extend})"));
    shell.write("uses.wat", format!("(module {extend} {other})"));
    let declared = format!(r#"(module (@custom "target_features" "\01+\08sign-ext") {extend})"#);
    shell.write("declares.wat", declared);
    for (input, flags, expected) in [
        ("plain.wat", &[][..], false),
        ("plain.wat", &["--enable-sign-ext"], true),
        ("plain.wat", &["--all-features"], true),
        ("plain.wat", &["--all-features", "--disable-sign-ext"], false),
        ("plain.wat", &["--mvp-features", "--enable-sign-ext"], true),
        ("plain.wat", &["--enable-sign-ext", "--mvp-features"], false),
        ("plain.wat", &["--enable-simd", "--enable-multivalue"], false),
        ("uses.wat", &[], true),
        ("uses.wat", &["--disable-sign-ext"], false),
        ("declares.wat", &[], true),
        ("declares.wat", &["--mvp-features"], false),
        ("declares.wat", &["--strip-target-features"], true),
    ] {
        let output = shell.run(&[&["opt", input, "-Oz", "-S"], flags].concat());
        succeeds(&output);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(text.contains("i32.extend8_s"), expected, "{input} {flags:?}: {text}");
        let declares = input == "declares.wat" && !flags.contains(&"--strip-target-features");
        assert_eq!(text.contains("target_features"), declares, "{text}");
    }
    fails(&shell.run(&["opt", "plain.wat", "-S", "--enable-magic"]), 2, &["--enable-magic"]);
}

#[cfg(unix)]
#[test]
fn wasm_opt_by_name() {
    let shell = Shell::new();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_selvedge"), shell.path("wasm-opt"))
        .expect("a link can be made");
    shell.write("in.wasm", sum_wasm());
    let run = |args: &str| {
        let mut command = Command::new(shell.path("wasm-opt"));
        command.args(args.split(' ')).current_dir(shell.dir.path()).env_remove("RUST_BACKTRACE");
        command.output().expect("the binary runs")
    };
    let names = |path: &str| {
        let bytes = fs::read(shell.path(path)).expect("the output is there");
        validates(&bytes);
        bytes.windows(9).any(|window| window == b"broken_no")
    };
    let output = run("-Oz in.wasm -o out.wasm --enable-bulk-memory --strip-debug \
                      --strip-producers -g --vacuum");
    succeeds(&output);
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{}", stderr(&output));
    assert!(!names("out.wasm"));
    succeeds(&run("in.wasm -Os -g --output=named.wasm"));
    assert!(names("named.wasm"));
    succeeds(&run("in.wasm -o plain.wasm"));
    assert!(!names("plain.wasm"));
    let noted = run("in.wasm -O3 --inlining -tnh -o out.wasm");
    succeeds(&noted);
    assert!(stderr(&noted).contains("`--inlining` has no effect"), "{}", stderr(&noted));
    assert!(stderr(&noted).contains("`-tnh` has no effect"), "{}", stderr(&noted));
    let quiet = run("in.wasm -O3 --inlining -q -o out.wasm");
    succeeds(&quiet);
    assert!(quiet.stderr.is_empty());
    let text = run("in.wasm -S -o -");
    succeeds(&text);
    assert!(String::from_utf8_lossy(&text.stdout).contains("$broken_not"));
    fails(&run("in.wasm --asyncify -o x.wasm"), 2, &["`--asyncify` is not supported"]);
    fails(&run("in.wasm -osm map -o x.wasm"), 2, &["-osm", "source maps"]);
    fails(&run("in.wasm -Oz"), 2, &["-o FILE"]);
    fails(&run("-Oz -o x.wasm"), 2, &["no input"]);
    assert!(!shell.path("x.wasm").exists());
    let version = run("--version");
    succeeds(&version);
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("wasm-opt (selvedge "));
}

#[test]
fn size_counts_sections() {
    let shell = Shell::new();
    shell.write("in.wat", SUM);
    let output = shell.run(&["size", "in.wat"]);
    succeeds(&output);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("code") && text.contains("sum"), "{text}");
}

#[test]
fn filetests_pass_and_fail() {
    let shell = Shell::new();
    let test = ";;! test = \"lift\"\n(module (func (result i32) (i32.const 1)))\n;; wrong\n";
    shell.write("t.wat", test);
    let output = shell.run(&["test", "t.wat"]);
    fails(&output, 1, &["1 of 1 filetests failed"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("t.wat"));
    let mut bless = shell.command(&["test", "t.wat"]);
    succeeds(&bless.env("SELVEDGE_BLESS", "1").output().expect("the binary runs"));
    succeeds(&shell.run(&["test", "t.wat"]));
}
