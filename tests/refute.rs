//! Runs refute what is wrong, and never what is right.
//!
//! Takes: `filetests/prove`, fixtures. Shows: most pairs in `reject` are refuted by a run; no
//! pair in `accept` is, and no optimised fixture, even if the checker proves nothing of them.
//!
//! Cost: about ten seconds.

mod common;

use common::{fixtures, pairs};
use selvedge::prove::{Map, Options, Reason, Report, Verdict, verify};
use selvedge::refute::{self, refute};
use selvedge::{Level, Optimizer, module};

/// Pairs in `reject` that are refuted, at least. The others differ only where the interpreter
/// does not look or does not go: threads, exceptions, structures, identities of functions, the
/// bits of NaNs, loops without end.
const REFUTED: usize = 60;

/// What the checker and then the runs say.
fn report([before, after]: &[Vec<u8>; 2], map: Map, forget: bool, runs: usize) -> Report {
    let options = Options { map, ..Options::default() };
    let mut report = verify(before, after, &options).expect("both are modules");
    if forget {
        for function in &mut report.functions {
            function.verdict = Verdict::Unproved(Reason::Internal);
        }
        report.declarations.push("nothing is taken for granted".to_string());
    }
    refute(before, after, &mut report, &refute::Options { runs, ..Default::default() });
    report
}

fn shown(report: &Report) -> String {
    let runs = report.functions.iter().filter_map(|function| match &function.verdict {
        Verdict::Refuted(_, run) => Some(run.to_string()),
        _ => None,
    });
    let module = report.refutation.iter().map(|run| run.to_string());
    runs.chain(module).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_wrong_is_mostly_refuted() {
    let files = pairs::files("reject");
    let mut missed = Vec::new();
    for path in &files {
        let (modules, map) = pairs::read(path);
        if !report(&modules, map, false, 480).refuted() {
            missed.push(path.file_stem().expect("a name").to_string_lossy().into_owned());
        }
    }
    let refuted = files.len() - missed.len();
    println!("{refuted} of {} wrong pairs are refuted; not: {}", files.len(), missed.join(", "));
    assert!(refuted >= REFUTED, "only {refuted} of {} are refuted", files.len());
}

#[test]
fn what_is_right_is_never_refuted() {
    for path in pairs::files("accept") {
        let (modules, map) = pairs::read(&path);
        let report = report(&modules, map, true, 480);
        assert!(!report.refuted(), "{}: {}", path.display(), shown(&report));
    }
}

#[test]
fn optimised_fixtures_are_never_refuted() {
    let mut tried = 0;
    for fixture in fixtures::all() {
        for level in [Level::Oz] {
            // Passes over whole modules renumber; a function is to be itself on both sides.
            let skip_passes = module::PASSES.iter().map(|pass| pass.name.to_string()).collect();
            let options = selvedge::Options { skip_passes, ..selvedge::Options::at(level) };
            let Ok(output) = Optimizer::new(options).optimize(&fixture.bytes) else { continue };
            let modules = [fixture.bytes.clone(), output.bytes];
            let report = report(&modules, Map::default(), true, 24);
            assert!(!report.refuted(), "{} {level:?}: {}", fixture.name, shown(&report));
            tried += report.functions.len();
        }
    }
    println!("{tried} functions called");
    assert!(tried > 100);
}
