//! The checker accepts what is right and rejects what is wrong.
//!
//! Takes: `filetests/prove`, `fixtures/*.wasm`. Shows: every pair in `accept` is proved, none in
//! `reject`; each class of miscompile is in both, with one input. What exactly the checker says
//! is for the filetests themselves. Optimised fixtures with what is not proved put back are the
//! same on any number of threads, and their reports account for every function.
//!
//! Cost: some seconds.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use common::pairs;
use selvedge::prove::{Options, verify};
use selvedge::{Level, Optimizer, Proof, Prove, Status};

fn proved(path: &Path) -> bool {
    let ([before, after], map) = pairs::read(path);
    let options = Options { map, ..Options::default() };
    verify(&before, &after, &options).expect("both are modules").proved()
}

#[test]
fn what_is_right_is_proved() {
    let wrong: Vec<PathBuf> =
        pairs::files("accept").into_iter().filter(|path| !proved(path)).collect();
    assert!(wrong.is_empty(), "not proved: {wrong:#?}");
}

#[test]
fn what_is_wrong_is_never_proved() {
    let wrong: Vec<PathBuf> =
        pairs::files("reject").into_iter().filter(|path| proved(path)).collect();
    assert!(wrong.is_empty(), "proved: {wrong:#?}");
}

#[test]
fn each_class_is_on_both_sides() {
    let names = |kind| -> BTreeSet<_> {
        pairs::files(kind)
            .iter()
            .filter_map(|path| path.file_name().map(|n| n.to_owned()))
            .collect()
    };
    assert_eq!(names("accept"), names("reject"));
    assert!(names("accept").len() >= 45);
}

#[test]
fn verdicts_do_not_depend_on_threads() {
    let [before, after] = pairs::read(&pairs::files("accept")[0]).0;
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
