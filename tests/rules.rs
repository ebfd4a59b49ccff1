//! Every rewrite rule is proved for all inputs.
//!
//! Takes: the `.isle` files of the optimiser and of the checker as they are. Shows: for every rule and every typing
//! of it, Z3 finds no input for which the two sides differ, a trap is lost or one is made.
//! A rule that is refuted is reported with the inputs; one that stays undecided fails
//! as well.
//!
//! `SELVEDGE_RULES=text` proves only the rules whose name or file contains the text.
//!
//! Needs the program `z3`. Cost: about a minute on two cores.

mod isle;

use cranelift_isle::ast::{Expr, Rule};
use isle::fire::{self, Instance};
use isle::formula::{self, Formula};
use isle::graph::Toy;
use isle::solver::{Answer, Solver};
use isle::spec::Val;
use isle::terms::{Id, Terms};
use isle::typing::{Typing, typings};
use isle::{Program, checker_files, rule_files};
use selvedge::ir::{Op, Opcode, Type, Value};
use selvedge::opt::rules::Graph;
use selvedge::opt::{Goal, rules};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What one proof may cost, in the solver's units.
const EFFORT: u32 = 150_000_000;

/// What it may cost before cases are tried, and each of those.
const QUICK_EFFORT: u32 = 1_500_000;

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
    match solver.check(terms, assumptions, &[], EFFORT) {
        Answer::Satisfiable(_) => {}
        Answer::Unsatisfiable => return Err("can never match".to_string()),
        Answer::Unknown(why) => return Err(format!("whether it can match is open: {why}")),
    }
    match solver.check(terms, assumptions, &[*goal], QUICK_EFFORT) {
        Answer::Unsatisfiable => return Ok(()),
        Answer::Satisfiable(inputs) => return Err(counterexample(formula, &inputs)),
        Answer::Unknown(_) => {}
    }
    if by_cases(solver, formula) {
        return Ok(());
    }
    match solver.check(terms, assumptions, &[*goal], EFFORT) {
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
        solver.check(&terms, &assumed, &[formula.goal], QUICK_EFFORT) == Answer::Unsatisfiable
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
    if left == right {
        text.push_str(", but one of them traps");
    }
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
    all_are_proved(&Program::load(&rule_files()));
}

#[test]
fn every_rule_of_the_checker_is_proved() {
    all_are_proved(&Program::load(&checker_files()));
}

fn all_are_proved(program: &Program) {
    let start = Instant::now();
    let outcomes = prove(program);
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
    for files in [rule_files(), checker_files()] {
        are_named_once(&Program::load(&files));
    }
}

fn are_named_once(program: &Program) {
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

/// Asks the compiled rules about an instance; the candidates are checked by evaluation.
fn fire(entry: &str, instance: &mut Instance) -> Result<Vec<Value>, String> {
    let Instance { toy, value, number, params, .. } = instance;
    let (value, number) = (*value, *number);
    let mut found = Vec::new();
    match entry {
        "simplify" | "simplify_size" => rules::simplify(toy, value, Goal::Size, &mut found),
        "simplify_speed" => rules::simplify(toy, value, Goal::Speed, &mut found),
        "simplify_truth" | "simplify_truth_size" => {
            rules::simplify_truth(toy, value, Goal::Size, &mut found);
        }
        "simplify_masked" => rules::simplify_masked(toy, value, number, &mut found),
        _ => {
            let mut addresses = Vec::new();
            rules::simplify_address(toy, value, number, &mut addresses);
            let before = toy.eval(value, params).map(|base| base + u128::from(number));
            for (base, offset) in addresses {
                let after = toy.eval(base, params).map(|base| base + u128::from(offset));
                if before != after {
                    return Err(format!("{before:x?} became {after:x?}"));
                }
                found.push(base);
            }
            return Ok(found);
        }
    }
    let Some(before) = toy.eval(value, params) else { return Ok(found) };
    for &candidate in &found {
        let after = toy.eval(candidate, params);
        let same = after.is_some_and(|after| match entry {
            "simplify" | "simplify_size" | "simplify_speed" => before == after,
            "simplify_masked" => (before ^ after) & u128::from(number) == 0,
            _ => (before == 0) == (after == 0),
        });
        if !same {
            let (left, right) = (toy.text(value), toy.text(candidate));
            return Err(format!("{left} = {before:x?} became {right} = {after:x?}"));
        }
    }
    Ok(found)
}

/// What is wrong with the compiled form of a rule on one instance of it.
fn trial(
    program: &Program,
    rule: &Rule,
    formula: &Formula,
    instance: &mut Instance,
) -> Vec<String> {
    let entry = &isle::root(rule).0.0;
    let found = match fire(entry, instance) {
        Ok(found) => found,
        Err(why) => return vec![why],
    };
    let Instance { toy, value, expected, .. } = instance;
    let left = toy.text(*value);
    let mut wrong = Vec::new();
    // Of several constants that would do the Rust side may choose another.
    let chooses = formula.answers.iter().any(|(t, ..)| ["shorter", "rotation"].contains(&&t[..]));
    match *expected {
        Some(expected) if !chooses => {
            let price = |value| match entry.as_str() {
                "simplify_speed" => toy.cycles(value),
                _ => toy.bytes(value),
            };
            let (before, after) = (price(*value), price(expected));
            let right = toy.text(expected);
            if !found.contains(&expected) {
                let found: Vec<String> = found.iter().map(|&v| toy.text(v)).collect();
                wrong.push(format!("{left} became {found:?}, not {right}"));
            }
            let canonical = program.canonical.iter().any(|name| name == Program::name(rule));
            if after > before || after == before && !canonical {
                wrong.push(format!(
                    "{left}, which takes {before}, became {right}, which takes {after}"
                ));
            }
        }
        None if !calls_entry(&rule.expr) && found.is_empty() => {
            wrong.push(format!("{left} became nothing"));
        }
        Some(_) if found.is_empty() => wrong.push(format!("{left} became nothing")),
        _ => {}
    }
    wrong
}

/// Whether a right side depends on what other rules find.
fn calls_entry(expr: &Expr) -> bool {
    let mut calls = false;
    expr.terms(&mut |_, term| calls |= term.0.starts_with("simplify"));
    calls
}

#[test]
fn every_rule_fires_and_saves() {
    let program = Program::load(&rule_files());
    let mut solver = solver();
    let mut failures = String::new();
    let mut tried = 0;
    for rule in &program.rules {
        for typing in typings(&program, rule) {
            let formula = formula::of(&program, rule, &typing);
            let answer = solver.check(&formula.terms, &formula.assumptions, &[], EFFORT);
            // The proofs report what can never match.
            let Answer::Satisfiable(inputs) = answer else { continue };
            let values = formula.terms.eval(&inputs);
            let mut instance = fire::instance(rule, &typing, &formula, &values);
            tried += 1;
            for what in trial(&program, rule, &formula, &mut instance) {
                let (at, name) = (program.at(rule.pos), Program::name(rule));
                let _ = writeln!(failures, "{at} {name} ({}): {what}", typing.text());
            }
        }
    }
    println!("{tried} instances");
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn a_wrong_rule_is_refuted() {
    all_are_refuted(rule_files(), "tests/isle/wrong.isle");
    all_are_refuted(checker_files(), "tests/isle/wrong_checker.isle");
}

fn all_are_refuted(mut files: Vec<PathBuf>, wrong: &str) {
    let own = files.len();
    files.push(Path::new(env!("CARGO_MANIFEST_DIR")).join(wrong));
    let program = Program::load(&files);
    let mut solver = solver();
    assert!(program.rules.iter().any(|rule| rule.pos.file == own), "no rule in {wrong}");
    for rule in program.rules.iter().filter(|rule| rule.pos.file == own) {
        for typing in typings(&program, rule) {
            let verdict = judge(&mut solver, &formula::of(&program, rule, &typing));
            let name = Program::name(rule);
            let why = verdict.expect_err(name);
            println!("{name} ({}): {why}", typing.text());
            assert!(why.starts_with("refuted: "), "{name}: {why}");
        }
    }
}

/// Builds the value of a text such as `(i32.add a (i32.const 5))`; single letters are
/// parameters, of the type their operator wants.
fn value_of(toy: &mut Toy, text: &str) -> Value {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let mut names = HashMap::new();
    parse(toy, &mut words, &mut names, Type::I32)
}

fn parse(
    toy: &mut Toy,
    words: &mut Vec<&str>,
    names: &mut HashMap<String, Value>,
    ty: Type,
) -> Value {
    let word = words.pop().expect("a value");
    if word != "(" {
        return *names.entry(word.to_string()).or_insert_with(|| toy.param(ty));
    }
    let text = words.pop().expect("an operator");
    if text.ends_with(".const") {
        let bits: i64 = words.pop().expect("a number").parse().expect("a number");
        assert_eq!(words.pop(), Some(")"));
        let op = if text == "i32.const" { Op::i32(bits as i32) } else { Op::i64(bits) };
        return toy.make(op, &[]);
    }
    let mut args = Vec::new();
    let sig = Opcode::from_text(text).expect(text).info().sig;
    while words.last() != Some(&")") {
        let letter = sig.params().get(args.len()).copied().unwrap_or(b'i');
        args.push(parse(toy, words, names, Type::from_letter(letter).unwrap_or(Type::I32)));
    }
    words.pop();
    toy.apply(text, &args)
}

#[test]
fn families() {
    let equal = [
        // What is not read of an operand goes.
        ("(i32.shl a (i32.and b (i32.const 31)))", "(i32.shl a b)"),
        ("(i32.extend8_s (i32.and a (i32.const 255)))", "(i32.extend8_s a)"),
        ("(i32.wrap_i64 (i64.and a (i64.const 4294967295)))", "(i32.wrap_i64 a)"),
        ("(i32.shr_u (i32.and a (i32.const -16)) (i32.const 4))", "(i32.shr_u a (i32.const 4))"),
        ("(i32.and (i32.or a (i32.const 256)) (i32.const 255))", "(i32.and a (i32.const 255))"),
        // Conditions.
        ("(i32.eqz (i32.ne a (i32.const 0)))", "(i32.eqz a)"),
        ("(select a b (i32.ne c (i32.const 0)))", "(select a b c)"),
        ("(i32.eqz (i32.and a (i32.const 255)))", "(i32.eqz (i32.extend8_s a))"),
        ("(i32.eqz (i32.ge_s a (i32.const 0)))", "(i32.eqz (i32.clz a))"),
        ("(select a b (i32.eqz c))", "(select b a c)"),
        // Constants may stand on either side.
        ("(i32.add (i32.const 3) (i32.add a (i32.const 4)))", "(i32.add a (i32.const 7))"),
        ("(i32.and (i32.const -1) a)", "a"),
        // Folding.
        ("(i64.extend_i32_s (i32.const -3))", "(i64.const -3)"),
        ("(i32.lt_u (i32.const -1) (i32.const 3))", "(i32.const 0)"),
    ];
    for (from, to) in equal {
        let mut toy = Toy::default();
        let value = value_of(&mut toy, from);
        let mut found = Vec::new();
        rules::simplify(&mut toy, value, Goal::Size, &mut found);
        let texts: Vec<String> = found.iter().map(|&v| toy.text(v)).collect();
        let mut other = Toy::default();
        let wanted = value_of(&mut other, to);
        let wanted = plain(&other.text(wanted));
        assert!(texts.iter().any(|text| plain(text) == wanted), "{from} became {texts:?}");
    }
    // What costs time is for the size goal alone.
    let mut toy = Toy::default();
    let value = value_of(&mut toy, "(i32.and a (i32.const 1))");
    let mut found = Vec::new();
    rules::simplify(&mut toy, value, Goal::Balance, &mut found);
    assert!(found.is_empty(), "{found:?}");
    rules::simplify(&mut toy, value, Goal::Size, &mut found);
    assert_eq!(found.len(), 1);
}

/// A text without the numbers of its parameters, which depend on the order of making.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let names = |word: &str| word.trim_matches(')').starts_with('v');
    let mut order: Vec<String> = Vec::new();
    let mut out = String::new();
    for word in words {
        let bare = word.trim_matches(')').to_string();
        if names(word) {
            let known = order.iter().position(|name| *name == bare);
            let number = known.unwrap_or_else(|| {
                order.push(bare.clone());
                order.len() - 1
            });
            out.push_str(&format!(" p{number}{}", &word[bare.len()..]));
        } else {
            out.push_str(&format!(" {word}"));
        }
    }
    out
}
