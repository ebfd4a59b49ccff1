//! The checker accepts what is right and rejects what is wrong.
//!
//! Takes: `filetests/prove`, `fixtures/*.wasm`. Shows: every pair in `accept` is proved, none in
//! `reject`; each class of miscompile is in both, with one input. What exactly the checker says
//! is for the filetests themselves. Optimised fixtures with what is not proved put back are the
//! same on any number of threads, and their reports account for every function.
//!
//! Cost: some seconds.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use selvedge::prove::{Map, Options, verify};
use selvedge::{Level, Optimizer, Proof, Prove, Status};

fn files(kind: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests/prove").join(kind);
    let entries = fs::read_dir(directory).expect("the directory can be read");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the directory can be read").path()).collect();
    files.sort();
    files
}

/// The modules of a file: each begins a line.
fn modules(path: &Path) -> [Vec<u8>; 2] {
    let text = fs::read_to_string(path).expect("the file can be read");
    let starts: Vec<usize> = text.match_indices("\n(module").map(|(at, _)| at + 1).collect();
    let [first, second] = starts[..] else { panic!("{} has two modules", path.display()) };
    let end = text.find("\n;; %").or_else(|| text.find("\n;; declarations")).unwrap_or(text.len());
    [&text[first..second], &text[second..end.max(second)]].map(|text| {
        wat::parse_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    })
}

/// What the file says about which items correspond.
fn map(path: &Path) -> Map {
    let text = fs::read_to_string(path).expect("the file can be read");
    let map = text.lines().find_map(|line| line.strip_prefix(";;! map = "));
    let map = map.unwrap_or_default().trim_matches('"').replace(',', "\n");
    map.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn proved(path: &Path) -> bool {
    let [before, after] = modules(path);
    let options = Options { map: map(path), ..Options::default() };
    verify(&before, &after, &options).expect("both are modules").proved()
}

#[test]
fn what_is_right_is_proved() {
    let wrong: Vec<PathBuf> = files("accept").into_iter().filter(|path| !proved(path)).collect();
    assert!(wrong.is_empty(), "not proved: {wrong:#?}");
}

#[test]
fn what_is_wrong_is_never_proved() {
    let wrong: Vec<PathBuf> = files("reject").into_iter().filter(|path| proved(path)).collect();
    assert!(wrong.is_empty(), "proved: {wrong:#?}");
}

#[test]
fn each_class_is_on_both_sides() {
    let names = |kind| -> BTreeSet<_> {
        files(kind).iter().filter_map(|path| path.file_name().map(|n| n.to_owned())).collect()
    };
    assert_eq!(names("accept"), names("reject"));
    assert!(names("accept").len() >= 45);
}

#[test]
fn verdicts_do_not_depend_on_threads() {
    let [before, after] = modules(&files("accept")[0]);
    let with = |jobs| {
        let options = Options { jobs: NonZeroUsize::new(jobs), ..Options::default() };
        let report = verify(&before, &after, &options).expect("both are modules");
        report.functions.into_iter().map(|f| (f.before, f.after, f.verdict)).collect::<Vec<_>>()
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn optimised_fixtures_are_proved_on_any_number_of_threads() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut counts = [0; 2];
    for entry in fs::read_dir(directory).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let input = fs::read(&path).expect("the file can be read");
        let with = |jobs| {
            let jobs = NonZeroUsize::new(jobs);
            let level = selvedge::Options::at(Level::Oz);
            let options = selvedge::Options { prove: Prove::Fast, jobs, ..level };
            Optimizer::new(options).optimize(&input).expect("fixtures are modules")
        };
        let (output, other) = (with(1), with(3));
        assert_eq!(output.bytes, other.bytes, "{}", path.display());
        for (row, twin) in output.report.functions.iter().zip(&other.report.functions) {
            assert_eq!((row.status, row.proof), (twin.status, twin.proof), "{}", path.display());
            assert_ne!(row.proof, Proof::Off);
            let gone = row.status == Status::Removed;
            assert!(gone || (row.status == Status::Reverted) == (row.proof == Proof::Reverted));
            counts[0] += usize::from(row.proof == Proof::NormalForm);
            counts[1] += usize::from(row.proof == Proof::Reverted);
        }
    }
    // A checker that proves next to nothing would pass everything above.
    assert!(counts[0] > 2 * counts[1], "{counts:?}");
}
