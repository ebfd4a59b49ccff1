//! Every rewrite rule is proved for all inputs.
//!
//! Takes: the optimiser's `.isle` files as they are. Shows: for every rule and every typing
//! of it, Z3 finds no input for which the two sides differ, a trap is lost or one is made.
//! A rule that is refuted is reported with the inputs; one that is not decided in time fails
//! as well.
//!
//! `SELVEDGE_RULES=text` proves only the rules whose name or file contains the text.
//!
//! Needs the program `z3`. Cost: about a minute on two cores.

mod isle;

use isle::formula::{self, Formula};
use isle::solver::{Answer, Solver};
use isle::spec::Val;
use isle::terms::{Id, Terms};
use isle::typing::{Typing, typings};
use isle::{Program, rule_files};
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long one proof may take.
const MILLIS: u32 = 120_000;

/// How long it may take before cases are tried, and each of those.
const QUICK_MILLIS: u32 = 1_000;

/// What became of one rule under one typing.
struct Outcome {
    rule: usize,
    typing: String,
    verdict: Result<(), String>,
    time: Duration,
}

fn solver() -> Solver {
    Solver::start().unwrap_or_else(|error| {
        panic!("the proofs need the program z3 (package z3 of most distributions): {error}")
    })
}

/// Proves or refutes one formula.
fn judge(solver: &mut Solver, formula: &Formula) -> Result<(), String> {
    let Formula { terms, assumptions, goal, .. } = formula;
    match solver.check(terms, assumptions, &[], MILLIS) {
        Answer::Satisfiable(_) => {}
        Answer::Unsatisfiable => return Err("can never match".to_string()),
        Answer::Unknown(why) => return Err(format!("whether it can match is open: {why}")),
    }
    match solver.check(terms, assumptions, &[*goal], QUICK_MILLIS) {
        Answer::Unsatisfiable => return Ok(()),
        Answer::Satisfiable(inputs) => return Err(counterexample(formula, &inputs)),
        Answer::Unknown(_) => {}
    }
    if by_cases(solver, formula) {
        return Ok(());
    }
    match solver.check(terms, assumptions, &[*goal], MILLIS) {
        Answer::Unsatisfiable => Ok(()),
        Answer::Unknown(why) => Err(format!("undecided: {why}")),
        Answer::Satisfiable(inputs) => Err(counterexample(formula, &inputs)),
    }
}

/// Whether the goal holds for each small value of one of the constants and for all larger
/// ones, or for each value of its low six bits, which is what a shift reads of its amount.
fn by_cases(solver: &mut Solver, formula: &Formula) -> bool {
    let mut constants: Vec<Id> = formula.constants.clone();
    constants.retain(|&id| formula.terms.is_var(id));
    // Those that helpers give say most: the exponent of a power, the size of a mask.
    constants.sort_unstable();
    constants.dedup();
    constants.reverse();
    let mut holds = |(terms, case): (Terms, Id)| {
        let mut assumed = formula.assumptions.clone();
        assumed.push(case);
        solver.check(&terms, &assumed, &[formula.goal], QUICK_MILLIS) == Answer::Unsatisfiable
    };
    constants.iter().any(|&constant| {
        holds(formula.with_at_least(constant, 64))
            && (0..64).all(|case| holds(formula.with_value(constant, case)))
    }) || constants
        .iter()
        .any(|&constant| (0..64).all(|case| holds(formula.with_low_bits(constant, 6, case))))
}

/// The inputs for which a rule is wrong, and what both sides are.
fn counterexample(formula: &Formula, inputs: &[u128]) -> String {
    let values = formula.terms.eval(inputs);
    let mut text = String::from("refuted:");
    let mut names: Vec<_> = formula.env.iter().collect();
    names.sort_by_key(|(name, _)| *name);
    for (name, value) in names {
        if let Val::Term(id) = value {
            let _ = write!(text, " {name} = {:#x},", values.of(*id));
        }
    }
    let (left, right) = (values.of(formula.left), values.of(formula.right));
    let _ = write!(text, " left = {left:#x}, right = {right:#x}");
    text
}

/// Proves all rules, two at a time.
fn prove(program: &Program) -> Vec<Outcome> {
    let mut work: Vec<(usize, Typing)> = Vec::new();
    let mut outcomes = Vec::new();
    let wanted = std::env::var("SELVEDGE_RULES").unwrap_or_default();
    for (at, rule) in program.rules.iter().enumerate() {
        if !Program::name(rule).contains(&wanted) && !program.at(rule.pos).contains(&wanted) {
            continue;
        }
        let typings = typings(program, rule);
        if typings.is_empty() {
            outcomes.push(Outcome {
                rule: at,
                typing: String::new(),
                verdict: Err("cannot be typed".to_string()),
                time: Duration::ZERO,
            });
        }
        work.extend(typings.into_iter().map(|typing| (at, typing)));
    }
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(outcomes);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut solver = solver();
                while let Some((rule, typing)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let start = Instant::now();
                    let formula = formula::of(program, &program.rules[*rule], typing);
                    let verdict = judge(&mut solver, &formula);
                    let time = start.elapsed();
                    let outcome = Outcome { rule: *rule, typing: typing.text(), verdict, time };
                    outcomes.lock().unwrap().push(outcome);
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap();
    outcomes.sort_by(|a, b| (a.rule, &a.typing).cmp(&(b.rule, &b.typing)));
    outcomes
}

#[test]
fn every_rule_is_proved() {
    let program = Program::load(&rule_files());
    let start = Instant::now();
    let outcomes = prove(&program);
    let mut failures = String::new();
    for outcome in &outcomes {
        if let Err(why) = &outcome.verdict {
            let rule = &program.rules[outcome.rule];
            let (at, name) = (program.at(rule.pos), Program::name(rule));
            let _ = writeln!(failures, "{at} {name} ({}): {why}", outcome.typing);
        }
    }
    let mut slow: Vec<&Outcome> = outcomes.iter().collect();
    slow.sort_by_key(|outcome| std::cmp::Reverse(outcome.time));
    for outcome in slow.iter().take(12) {
        let name = Program::name(&program.rules[outcome.rule]);
        println!("{:7} ms {name} ({})", outcome.time.as_millis(), outcome.typing);
    }
    for (file, count) in program.counts().into_iter().filter(|(_, count)| *count > 0) {
        println!("{count:5} rules in {file}");
    }
    let proved = outcomes.iter().filter(|outcome| outcome.verdict.is_ok()).count();
    println!(
        "{} rules, {proved} of {} typed forms proved in {:.1} s",
        program.rules.len(),
        outcomes.len(),
        start.elapsed().as_secs_f64()
    );
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn rules_are_named_once_and_guard_features() {
    let program = Program::load(&rule_files());
    let mut names: Vec<&str> = program.rules.iter().map(Program::name).collect();
    let mut wrong = String::new();
    for rule in &program.rules {
        for what in program.lint(rule) {
            let _ = writeln!(wrong, "{} {}: {what}", program.at(rule.pos), Program::name(rule));
        }
    }
    names.sort_unstable();
    for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
        let _ = writeln!(wrong, "two rules are called {}", pair[0]);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
