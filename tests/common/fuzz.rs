//! One random module, run under its plan; if that fails, the failure made small.
//!
//! Takes: a seed. Gives: counts, or a report: what fails, under which passes, in which function,
//! and a module of few instructions, which is also written below `target/fuzz/`, ready to become
//! a filetest. Cost: some milliseconds a seed; seconds for a failure.

use super::plan::Plan;
use super::reduce::{self, Reducer};
use super::run::Engines;
use super::smith::{self, Kind};
use super::{Refusal, Tally, keeps_promises, optimise};
use selvedge::wasm::decode::Module;
use selvedge::wasm::encode::{self, Custom};
use selvedge::{Options, module, opt::pipeline};
use std::fs;
use std::path::Path;

/// Checks the module of a seed under the plan of the seed.
pub fn check(engines: &Engines, seed: u64, tally: &mut Tally) -> Result<(), String> {
    let plan = Plan::of(seed);
    let Some((kind, bytes)) = smith::module(seed) else {
        tally.add("modules not generated");
        return Ok(());
    };
    tally.add(&format!("plans: {}", plan.label()));
    let checked = smith::check_module(engines, &bytes, plan.options(), tally);
    if let Err(failure) = checked {
        return Err(report(engines, seed, kind, &bytes, &plan, &failure));
    }
    // Which is cheap only because few seeds do it.
    if plan.passes.is_none() && seed.is_multiple_of(8) {
        keeps_promises(&bytes, plan.level)
            .map_err(|failure| format!("seed {seed} ({}, {plan}): {failure}", kind.name))?;
    }
    Ok(())
}

/// The first words of a failure: a module that is made smaller shall not fail in another way.
fn class(failure: &str) -> &str {
    const CLASSES: [&str; 6] = [
        "event ",
        "ends: ",
        "one more event",
        "output does not validate",
        "a valid module is refused",
        "function ",
    ];
    let found = CLASSES.iter().find(|class| failure.starts_with(**class));
    match found {
        // Of what differs, any difference will do.
        Some(&("event " | "ends: " | "one more event")) => "behaviour",
        // What a stage says of a function, without its number.
        Some(&"function ") => failure.split([':', ';']).nth(1).unwrap_or(failure),
        Some(class) => class,
        None => failure,
    }
}

/// Reduces a failure, writes the result down and describes it.
fn report(
    engines: &Engines,
    seed: u64,
    kind: &Kind,
    bytes: &[u8],
    plan: &Plan,
    failure: &str,
) -> String {
    let fails = |bytes: &[u8], plan: &Plan| {
        smith::check_module(engines, bytes, plan.options(), &mut Tally::default())
            .is_err_and(|other| class(&other) == class(failure))
    };
    let small = reduce::reduce(bytes, plan, &fails);
    let found = describe(&small, |options| culprits(engines, &small.bytes, options));
    let text = filetest(&small, seed, failure, &found);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    let path = folder.join(format!("seed-{seed}.wat"));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, &text));
    let place = match written {
        Ok(()) => format!("written to {}", path.display()),
        Err(error) => format!("{}: {error}", path.display()),
    };
    format!("seed {seed} ({}, {plan}): {failure}\nreduced, {place}:\n{text}", kind.name)
}

/// Which passes and which functions a reduced failure needs, as comments.
pub fn describe(small: &Reducer<'_>, culprits: impl Fn(Options) -> Vec<u32>) -> String {
    let functions = culprits(small.plan.options());
    let functions: Vec<String> = functions.iter().map(u32::to_string).collect();
    let which = match functions.is_empty() {
        true => "no function alone: the whole module".to_string(),
        false => format!("function {}", functions.join(", ")),
    };
    format!("{}; wrong when changed: {which}", small.plan)
}

/// The functions of which the new body alone makes the module behave otherwise.
pub fn culprits(engines: &Engines, bytes: &[u8], options: Options) -> Vec<u32> {
    culprits_of(engines, bytes, |bytes| {
        let skip = module::PASSES.iter().map(|pass| pass.name.to_string());
        let options = Options { skip_passes: skip.collect(), ..options.clone() };
        match optimise(bytes, options) {
            Ok(output) => Some(output.bytes),
            Err(Refusal::Bug(_) | Refusal::Invalid(_)) => None,
        }
    })
}

/// [`culprits`] of anything that changes bodies only.
pub fn culprits_of(
    engines: &Engines,
    bytes: &[u8],
    change: impl Fn(&[u8]) -> Option<Vec<u8>>,
) -> Vec<u32> {
    let Some(changed) = change(bytes) else { return Vec::new() };
    let (Ok(old), Ok(new)) = (Module::decode(bytes), Module::decode(&changed)) else {
        return Vec::new();
    };
    let count = old.bodies.len();
    let wrong = |&index: &usize| {
        let mut bodies: Vec<Option<&[u8]>> = vec![None; count];
        bodies[index] = Some(new.body(index));
        let mixed = encode::encode(&old, &bodies, Custom::default()).bytes;
        engines.compare(bytes, &mixed, smith::EFFORT).is_err()
    };
    let wrong = (0..count.min(new.bodies.len())).filter(wrong);
    wrong.map(|index| old.first_defined() + index as u32).collect()
}

/// A reduced module as a filetest of the pass it is about, without expected output.
fn filetest(small: &Reducer<'_>, seed: u64, failure: &str, found: &str) -> String {
    let passes = small.plan.listed();
    let is_function_pass = |name: &&String| pipeline::PASSES.iter().any(|row| row.name == **name);
    let test = match passes.iter().rfind(is_function_pass) {
        Some(pass) => pass,
        None if passes.is_empty() => "lower",
        None => "roundtrip",
    };
    let text = wasmprinter::print_bytes(&small.bytes).unwrap_or_else(|error| error.to_string());
    let failure = failure.lines().next().unwrap_or_default();
    format!(";;! test = \"{test}\"\n;; Seed {seed}, {found}.\n;; {failure}\n{text}")
}
