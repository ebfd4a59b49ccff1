//! Without its guards, the optimiser is wrong, and the checker sees it.
//!
//! Takes: `tests/guards`, a module for each guard of [`selvedge::guard`], and `fixtures`. Shows:
//! with all guards the checker proves what becomes of the module; with one guard off the output
//! is another, and is not proved. On the fixtures, whatever is proved of an output that a
//! missing guard has changed behaves like the input when it is executed.
//!
//! Cost: each fixture is optimised once per guard; a minute on two cores.

#[cfg(debug_assertions)]
mod common;

#[cfg(debug_assertions)]
mod without {
    use crate::common::fixtures;
    use crate::common::run::{Effort, Engines, NotRun};
    use crate::common::{Tally, run_all};
    use selvedge::guard::{Guard, switch_off};
    use selvedge::prove::{self, Verdict};
    use selvedge::{Level, Optimizer, Options, Prove};
    use std::num::NonZeroUsize;
    use std::path::Path;

    /// A guard, and the level at which its module shows it; for the guards of lowering the
    /// lowering check is off too.
    const GUARDS: &[(Guard, Level)] = &[
        (Guard::DeadTrap, Level::Oz),
        (Guard::DeadCall, Level::Oz),
        (Guard::DeadStoreShown, Level::Oz),
        (Guard::DeadStoreRead, Level::Oz),
        (Guard::DeadStoreExtent, Level::Oz),
        (Guard::DeadStoreWays, Level::Oz),
        (Guard::JoinedStoreTrap, Level::Oz),
        (Guard::JoinedStoreBetween, Level::Oz),
        (Guard::LoadAlias, Level::Oz),
        (Guard::LoadLoop, Level::Oz),
        (Guard::LoadWays, Level::Oz),
        (Guard::RepeatedCall, Level::Oz),
        (Guard::NarrowStore, Level::Oz),
        (Guard::InvariantState, Level::O3),
        (Guard::InvariantTrap, Level::O3),
        (Guard::ChosenTrap, Level::Oz),
        (Guard::MergedTrap, Level::Oz),
        (Guard::MergedTruth, Level::Oz),
        (Guard::KnownOnlyWay, Level::Oz),
        (Guard::AddressWraps, Level::Oz),
        (Guard::NullCheckSeen, Level::Oz),
        (Guard::FixedField, Level::Oz),
        (Guard::LocalsOverlap, Level::O0),
        (Guard::OrderOfEffects, Level::O0),
        (Guard::ZeroLocal, Level::O0),
    ];

    /// How much of each program is executed.
    const EFFORT: Effort =
        Effort { fuel: 1_000_000, vectors: 4, hostile: false, instances: 20, states: true };

    /// The module that `level` makes, its functions in their places.
    fn optimise(bytes: &[u8], level: Level) -> Vec<u8> {
        let passes = selvedge::module::PASSES.iter().map(|pass| pass.name.to_string());
        let options = Options {
            skip_passes: passes.collect(),
            keep_bigger: true,
            // What is wrong must stay to be seen.
            prove: Prove::Off,
            jobs: NonZeroUsize::new(1),
            ..Options::at(level)
        };
        Optimizer::new(options).optimize(bytes).expect("the input is valid").bytes
    }

    /// What the checker says of each function.
    fn verdicts(before: &[u8], after: &[u8]) -> Vec<Verdict> {
        let options = prove::Options { jobs: NonZeroUsize::new(1), ..prove::Options::default() };
        let report = prove::verify(before, after, &options).expect("both are modules");
        report.functions.into_iter().map(|function| function.verdict).collect()
    }

    fn holds(verdict: &Verdict) -> bool {
        verdict.reason().is_none()
    }

    fn is_proved(before: &[u8], after: &[u8]) -> bool {
        verdicts(before, after).iter().all(holds)
    }

    fn module(guard: Guard) -> Vec<u8> {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/guards/{guard:?}.wat"));
        wat::parse_file(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn each_loss_is_seen() {
        let mut failures = Vec::new();
        for &(guard, level) in GUARDS {
            let input = module(guard);
            switch_off(&[]);
            let right = optimise(&input, level);
            if !is_proved(&input, &right) {
                failures.push(format!("{guard:?}: what is right is not proved"));
            }
            switch_off(&[guard, Guard::LoweringCheck]);
            let wrong = optimise(&input, level);
            if right == wrong {
                failures.push(format!("{guard:?} does not matter to its module"));
            } else if is_proved(&input, &wrong) {
                failures.push(format!("{guard:?}: what is wrong is proved"));
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }

    fn what_is_proved_behaves_the_same() {
        let fixtures = fixtures::all();
        let engines = Engines::new();
        switch_off(&[]);
        let optimised = |level: Level| -> Vec<Vec<u8>> {
            fixtures.iter().map(|fixture| optimise(&fixture.bytes, level)).collect()
        };
        let right = [(Level::Oz, optimised(Level::Oz)), (Level::O3, optimised(Level::O3))];
        for &(guard, level) in GUARDS {
            let Some((_, right)) = right.iter().find(|made| made.0 == level) else { continue };
            switch_off(&[guard]);
            let numbered: Vec<_> = fixtures.iter().zip(right).collect();
            let tally = run_all(&numbered, |(fixture, right), tally| {
                let output = optimise(&fixture.bytes, level);
                if output == **right {
                    return Ok(());
                }
                let changed = verdicts(right, &output);
                let verdicts = verdicts(&fixture.bytes, &output);
                for (changed, verdict) in changed.iter().zip(&verdicts) {
                    if *changed != Verdict::Identical {
                        tally.add(if holds(verdict) { "proved" } else { "not proved" });
                    }
                }
                if !verdicts.iter().all(holds) {
                    return Ok(());
                }
                tally.add("executed");
                match engines.compare(&fixture.bytes, &output, EFFORT) {
                    Ok(Ok(_) | Err(NotRun::Unsupported(_))) => Ok(()),
                    Ok(Err(why)) => Err(format!("{}: cannot be run: {why:?}", fixture.name)),
                    Err(failure) => Err(format!("{guard:?}, {}: {failure}", fixture.name)),
                }
            });
            report(guard, &tally);
        }
        switch_off(&[]);
    }

    fn report(guard: Guard, tally: &Tally) {
        let [proved, caught, executed] =
            ["proved", "not proved", "executed"].map(|label| tally.get(label));
        println!(
            "without {guard:?}: {} functions change, {caught} are not proved; \
             {executed} programs whose functions all are behave the same",
            proved + caught,
        );
    }

    /// One test: guards are switched off for the whole process.
    #[test]
    fn the_checker_sees_what_guards_prevent() {
        each_loss_is_seen();
        what_is_proved_behaves_the_same();
    }
}
