//! Single-point mutants of optimised code: the checker must tell wrong from right.
//!
//! Takes: the programs of the tests, optimised. Shows: of random changes of one operator, none
//! that changes what a function does is proved. What is proved in spite of a change is executed
//! before and after, with many arguments in many memories: a difference fails the test and is
//! shown with all that is needed to see it again; what no call tells apart is counted and listed.
//!
//! `SELVEDGE_MUTANTS=N` makes so many instead of [`DEFAULT`], from other seeds.
//!
//! Cost: about 20 seconds of CPU time for the default number.

mod common;
mod mutation;

use common::fixtures::{self, Fixture};
use common::random::Random;
use common::{Tally, optimise, options, run_all};
use mutation::Subject;
use mutation::edit::{Mutation, mutate};
use mutation::execute::{Engines, Seen};
use selvedge::prove::{self, verify};
use selvedge::{Level, Options, module};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;

/// Mutants that are made when nobody asks for another number, at least.
const DEFAULT: usize = 3_000;

/// Of so many rejected mutants one is executed, which shows what executing can tell.
const SAMPLE: usize = 40;

/// What is mutated, in turn.
const LEVELS: [Level; 3] = [Level::Oz, Level::O2, Level::O3];

/// A program before and after optimising.
struct Pair {
    name: String,
    level: Level,
    before: Subject,
    after: Subject,
    /// Functions that are proved as they are: others say nothing about mutants.
    proved: Vec<usize>,
}

impl Pair {
    fn of(fixture: &Fixture, level: Level) -> Result<Pair, String> {
        // Passes over whole modules renumber; a function is to be itself on both sides.
        let skip_passes = module::PASSES.iter().map(|pass| pass.name.to_string()).collect();
        let options = Options { skip_passes, ..options(level) };
        let output = optimise(&fixture.bytes, options).map_err(|why| format!("{why:?}"))?;
        let before = Subject::of(&fixture.bytes).ok_or("not valid before")?;
        let after = Subject::of(&output.bytes).ok_or("not valid after")?;
        let verdicts = verdicts(&before.bytes, &after.bytes)?;
        let proved = (0..after.bodies.len()).filter(|&index| verdicts[index]).collect();
        Ok(Pair { name: fixture.name.clone(), level, before, after, proved })
    }
}

/// Whether each function is proved.
fn verdicts(before: &[u8], after: &[u8]) -> Result<Vec<bool>, String> {
    let options = prove::Options { jobs: NonZeroUsize::new(1), ..Default::default() };
    let report = verify(before, after, &options).map_err(|error| error.to_string())?;
    Ok(report.functions.iter().map(|f| f.verdict.reason().is_none()).collect())
}

/// One mutant in each function of a pair. Gives what is not told from the original.
fn round(
    engines: &Engines,
    pair: &Pair,
    seed: u64,
    tally: &mut Tally,
) -> Result<Vec<String>, String> {
    let mut random = Random::new(seed);
    let mut mutants: BTreeMap<usize, Mutation> = BTreeMap::new();
    for &index in &pair.proved {
        if let Some(mutation) = mutate(&pair.after, index, &mut random) {
            tally.add("mutants");
            tally.add(&format!("mutants: {}", mutation.kind));
            mutants.insert(index, mutation);
        }
    }
    let bodies = mutants.iter().map(|(&index, mutant)| (index, mutant.body.clone())).collect();
    let verdicts = verdicts(&pair.before.bytes, &pair.after.with(&bodies))?;
    let mut survivors = Vec::new();
    let mut wrong = String::new();
    for (&index, mutant) in mutants.iter().filter(|(index, _)| verdicts[**index]) {
        let function = pair.after.imported + index as u32;
        let text = format!(
            "{} {:?} seed {seed:#x}: function {function}, offset {:#x}, {}: {}",
            pair.name, pair.level, mutant.at, mutant.kind, mutant.what
        );
        match judge(engines, pair, index, mutant, seed)? {
            Judgement::Rejected => tally.add("rejected alone"),
            Judgement::Different(how) => {
                wrong.push_str(&format!("PROVED BUT WRONG {text}\n  {how}\n"))
            }
            Judgement::NotTold(how) => {
                tally.add("not distinguished");
                survivors.push(format!("{text} ({how})"));
            }
        }
    }
    for (&index, mutant) in mutants.iter().filter(|(index, _)| !verdicts[**index]) {
        tally.add("rejected");
        if random.below(SAMPLE) == 0
            && let Seen::Different(_) = execute(engines, pair, index, mutant, seed)?
        {
            tally.add("rejected, executed and told apart");
        }
    }
    if wrong.is_empty() { Ok(survivors) } else { Err(wrong) }
}

enum Judgement {
    /// Without the other mutants it is not proved.
    Rejected,
    Different(String),
    NotTold(String),
}

/// Looks at a mutant that was proved, all by itself.
fn judge(
    engines: &Engines,
    pair: &Pair,
    index: usize,
    mutant: &Mutation,
    seed: u64,
) -> Result<Judgement, String> {
    let alone = pair.after.with_one(&pair.before, index, &mutant.body);
    if !verdicts(&pair.before.bytes, &alone)?[index] {
        return Ok(Judgement::Rejected);
    }
    Ok(match execute(engines, pair, index, mutant, seed)? {
        Seen::Different(how) => Judgement::Different(how),
        Seen::Same { calls, returned } => {
            Judgement::NotTold(format!("{calls} equal calls, {returned} returned"))
        }
        Seen::Nothing(why) => Judgement::NotTold(format!("not executed: {why}")),
    })
}

/// Runs the function before, and the mutant.
fn execute(
    engines: &Engines,
    pair: &Pair,
    index: usize,
    mutant: &Mutation,
    seed: u64,
) -> Result<Seen, String> {
    let alone = pair.after.with_one(&pair.before, index, &mutant.body);
    let alone = Subject::of(&alone).ok_or("a mutant is not valid in its module")?;
    let function = pair.after.imported + index as u32;
    Ok(engines.compare(&pair.before.exposing(function), &alone.exposing(function), seed))
}

/// The first round to make, and how many mutants at least.
fn plan() -> (u64, usize) {
    match std::env::var("SELVEDGE_MUTANTS") {
        Ok(text) => (1 << 32, text.trim().parse().expect("SELVEDGE_MUTANTS is a number")),
        Err(_) => (0, DEFAULT),
    }
}

#[test]
fn no_mutant_that_behaves_differently_is_proved() {
    let (first, wanted) = plan();
    let engines = Engines::new();
    let fixtures = fixtures::all();
    let mut total = Tally::default();
    let listed = Mutex::new(Vec::new());
    let mut number = 0;
    while total.get("mutants") < wanted {
        let level = LEVELS[number as usize % LEVELS.len()];
        let items: Vec<(u64, &Fixture)> = (0..).zip(&fixtures).collect();
        let tally = run_all(&items, |(at, fixture), tally| {
            let pair = Pair::of(fixture, level)?;
            let seed = (first + number) << 16 | at;
            let survivors = round(&engines, &pair, seed, tally)?;
            listed.lock().unwrap().extend(survivors);
            Ok(())
        });
        total.merge(&tally);
        number += 1;
    }
    let mut listed = listed.into_inner().unwrap();
    listed.sort();
    listed.iter().for_each(|line| println!("not distinguished: {line}"));
    println!("{total}");
    let (mutants, rejected) = (total.get("mutants"), total.get("rejected"));
    let told = total.get("rejected, executed and told apart");
    assert!(told * SAMPLE * 2 >= rejected, "executing tells only {told} mutants apart");
    assert!(rejected * 10 >= mutants * 9, "of {mutants} mutants only {rejected} are rejected");
}
