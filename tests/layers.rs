//! The source keeps to the layers of the design.
//!
//! Takes: all files under `src/` and `tests/`. Shows: every layer imports only what the table
//! here allows: above all, the checker shares nothing with the optimiser, the intermediate form
//! knows no stage, and no stage knows a later one. Also that every file says at its top what it
//! is and stays short enough to read.
//!
//! Cost: reading the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers it may import from. A layer that is not there yet has a row
/// already.
const LAYERS: &[(&str, &[&str])] = &[
    ("guard", &[]),
    ("ir", &[]),
    ("wasm", &["ir"]),
    ("lift", &["ir", "wasm"]),
    ("opt", &["guard", "ir"]),
    ("lower", &["guard", "ir", "opt"]),
    ("module", &["ir", "wasm"]),
    ("prove", &[]),
    ("refute", &["prove"]),
    ("optimizer", &["guard", "ir", "wasm", "lift", "opt", "lower", "module", "prove"]),
    ("filetest", &["ir", "wasm", "lift", "opt", "lower", "module", "prove", "refute", "optimizer"]),
    (
        "cli",
        &[
            "ir",
            "wasm",
            "lift",
            "opt",
            "lower",
            "module",
            "prove",
            "refute",
            "optimizer",
            "filetest",
        ],
    ),
];

/// Lines in a file, at most.
const MAX_LINES: usize = 800;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a directory, in order.
fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The source without comments. String literals stay; none names a path of this crate.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The first names of the paths that follow `text`: of one path, or of each in a group.
fn first_names(text: &str) -> Vec<&str> {
    let name = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let Some(group) = text.strip_prefix('{') else {
        return vec![&text[..name(text)]];
    };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut at_start = true;
    for (index, c) in group.char_indices() {
        if at_start && is_word(c) {
            let rest = &group[index..];
            names.push(&rest[..name(rest)]);
            at_start = false;
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            _ => {}
        }
    }
    names
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Names at the root of the crate that a file refers to. `depth`: number of modules it is in.
fn root_names(code: &str, depth: usize) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let from_root = ["crate::".to_string(), "super::".repeat(depth), "selvedge::".to_string()];
    for prefix in &from_root {
        for (at, _) in code.match_indices(prefix.as_str()) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|c| is_word(c) || c == ':') {
                let after = &code[at + prefix.len()..];
                names.extend(first_names(after).into_iter().map(str::to_string));
            }
        }
    }
    names
}

/// The layer that a name at the root of the crate belongs to: a module, or one of the types
/// that the library re-exports from its front door.
fn layer_of(name: &str) -> Option<&str> {
    if name.starts_with(char::is_uppercase) {
        return Some("optimizer");
    }
    LAYERS.iter().map(|row| row.0).find(|layer| *layer == name)
}

#[test]
fn layers_import_only_what_they_may() {
    let source = root().join("src");
    let mut wrong = Vec::new();
    let mut imports = 0;
    for path in rust_files(&source) {
        let relative = path.strip_prefix(&source).expect("a path below");
        let parts: Vec<_> = relative.iter().filter_map(|part| part.to_str()).collect();
        let [layer, rest @ ..] = &parts[..] else { continue };
        if rest.is_empty() {
            continue;
        }
        let row = LAYERS.iter().find(|row| row.0 == *layer);
        let (_, allowed) = row.unwrap_or_else(|| panic!("src/{layer} has no row in this table"));
        let depth = parts.len() - usize::from(relative.ends_with("mod.rs"));
        let text = fs::read_to_string(&path).expect("the file can be read");
        for name in root_names(&code(&text), depth) {
            let Some(other) = layer_of(&name).filter(|other| other != layer) else {
                continue;
            };
            imports += 1;
            if !allowed.contains(&other) {
                wrong.push(format!("{} imports {name} of {other}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A search that finds nothing would find nothing wrong either.
    assert!(imports > 20, "only {imports} imports found");
}

#[test]
fn imports_are_recognised() {
    let names = |text: &str, depth| root_names(&code(text), depth).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::ir::Function;", 1), ["ir"]);
    assert_eq!(names("use crate::{ir::{a, b}, lower, Options};", 2), ["Options", "ir", "lower"]);
    assert_eq!(names("use crate::{\n    lift::Lifter,\n    wasm,\n};", 2), ["lift", "wasm"]);
    assert_eq!(names("fn f() { super::super::opt::run(); super::walk(); }", 2), ["opt"]);
    assert_eq!(names("use super::opt;", 1), ["opt"]);
    assert_eq!(names("// use crate::ir;\n/// [`crate::lift`]", 1), [""; 0]);
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let mut wrong = Vec::new();
    let mut files = rust_files(&root().join("src"));
    files.extend(rust_files(&root().join("tests")));
    for path in &files {
        let text = fs::read_to_string(path).expect("the file can be read");
        let name = path.strip_prefix(root()).expect("a path below").display();
        if !text.starts_with("//!") {
            wrong.push(format!("{name} does not say what it is"));
        }
        if text.lines().count() > MAX_LINES {
            wrong.push(format!("{name} has more than {MAX_LINES} lines"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(files.len() > 50, "only {} files found", files.len());
}
