//! Whole programs behave the same before and after optimising.
//!
//! Takes: all modules under `fixtures/`, and a few small ones. Shows: results, traps,
//! exceptions, calls to the host with their arguments, what the host can see at them, and what
//! is exported at the end are the same, whichever exported functions are called with whatever
//! arguments. Also that no function and no module grows, and that threads make no difference.
//!
//! Cost: some seconds per level, mostly for running the programs.

mod common;

use common::fixtures::{self, Fixture};
use common::run::{Effort, Engines, NotRun};
use common::{LEVELS, Tally, keeps_promises, optimise, options, run_all};

/// How much of each program is executed.
const EFFORT: Effort =
    Effort { fuel: 10_000_000, vectors: 10, hostile: false, instances: 100, states: true };

/// Programs that no engine of the tests runs; they are optimised and validated.
const NOT_RUN: &[&str] = &["fixtures/wat/exceptions_legacy.wat", "small: old exceptions"];

fn check(engines: &Engines, fixture: &Fixture, tally: &mut Tally) -> Result<(), String> {
    for &level in LEVELS {
        let output =
            optimise(&fixture.bytes, options(level)).map_err(|refusal| format!("{refusal:?}"))?;
        tally.add_report(&output);
        keeps_promises(&fixture.bytes, level)?;
        match engines.compare(&fixture.bytes, &output.bytes, EFFORT)? {
            Ok(runs) => tally.add_runs(&runs),
            Err(NotRun::Unsupported(_)) if NOT_RUN.contains(&&fixture.name[..]) => {
                tally.add("modules not run");
            }
            Err(why) => return Err(format!("cannot be run: {why:?}")),
        }
    }
    Ok(())
}

#[test]
fn programs_behave_the_same() {
    let fixtures = fixtures::all();
    let engines = Engines::new();
    let mut tally = run_all(&fixtures, |fixture, tally| {
        check(&engines, fixture, tally).map_err(|failure| format!("{}: {failure}", fixture.name))
    });
    tally.add_many("modules", fixtures.len());
    println!("{tally}");
    assert_eq!(tally.get("modules not run"), NOT_RUN.len() * LEVELS.len());
    assert_eq!(tally.get("functions not called for want of arguments"), 0);
    assert_eq!(tally.get("modules left early: exhausted too often"), 0);
    let exhausted = tally.get("calls skipped: original exhausted");
    assert!(exhausted * 20 <= tally.get("calls"), "too many calls do not end");
}
