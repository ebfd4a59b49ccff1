//! Random modules behave the same before and after optimising.
//!
//! Takes: fixed seeds, or those that `SELVEDGE_SEEDS=from..to` names. Each seed stands for
//! a module and for what is run on it: a level or a random list of passes. Shows: what the
//! optimiser makes of any valid module validates, and a host that calls it, is called by it and
//! looks at its memories, tables and globals after every call sees no difference. A failure is
//! reduced to few instructions and few passes. A second test shows that reducing works, on an
//! optimiser with a seeded mistake.
//!
//! Cost: about 100 seconds of CPU time for the default seeds.
#![cfg(feature = "cli")]

mod common;

use common::plan::Plan;
use common::run::Engines;
use common::smith::EFFORT;
use common::{Tally, fuzz, optimise, reduce, run_all, smith};
use selvedge::Level;
use selvedge::wasm::decode::Module;
use std::ops::Range;
use wasmparser::{BinaryReader, FunctionBody, Operator, WasmFeatures};

/// Seeds that are run when nobody asks for others.
const DEFAULT: Range<u64> = 0..6_000;

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("SELVEDGE_SEEDS") else {
        return DEFAULT;
    };
    let range = text.split_once("..").and_then(|(from, to)| {
        let range = from.trim().parse().ok()?..to.trim().parse().ok()?;
        (!range.is_empty()).then_some(range)
    });
    range.unwrap_or_else(|| panic!("SELVEDGE_SEEDS={text}: wanted from..to"))
}

#[test]
fn random_modules_behave_the_same() {
    let range = seeds();
    let seeds: Vec<u64> = range.clone().collect();
    let engines = Engines::new();
    let tally = run_all(&seeds, |&seed, tally| fuzz::check(&engines, seed, tally));
    println!("{tally}");
    if range != DEFAULT {
        return;
    }
    // What depends on the generators only.
    let fixed = [
        ("modules not generated", 25),
        ("modules not run: legacy_exceptions feature required for try instruction", 588),
        ("modules not run: may wait for ever", 2),
    ];
    let is_fixed = |label: &str| {
        label.starts_with("modules not")
            || label.starts_with("functions kept")
            || label.starts_with("functions not called")
    };
    tally.assert(&fixed, is_fixed);
    enough(&tally, seeds.len());
}

/// Enough is executed for the test to mean anything. How much exactly depends on the engine.
fn enough(tally: &Tally, modules: usize) {
    let run = tally.get("modules run to the end");
    let early = tally.get("modules left early: exhausted too often");
    assert!(early * 5 <= run, "{early} modules are exhausted too often, {run} are not");
    assert!(run * 4 >= modules * 3, "only {run} modules are run to the end");
    let returned = tally.get("modules of which a function returned");
    assert!(returned * 2 >= modules, "functions return in {returned} modules only");
    let (calls, returned) = (tally.get("calls"), tally.get("calls that returned"));
    assert!(returned * 5 >= calls * 2, "of {calls} calls only {returned} return");
    for plan in ["O2", "O3", "Oz", "random passes"] {
        let count = tally.get(&format!("plans: {plan}"));
        assert!(count * 6 >= modules, "{plan} only {count} times");
    }
}

/// The optimiser with a mistake: behind value numbering, differences become sums.
fn with_mistake(bytes: &[u8], plan: &Plan) -> Option<Vec<u8>> {
    let mut bytes = optimise(bytes, plan.options()).ok()?.bytes;
    if !plan.listed().iter().any(|pass| pass == "gvn") {
        return Some(bytes);
    }
    let bodies = Module::decode(&bytes).ok()?.bodies;
    for range in bodies {
        let body = bytes[range.clone()].to_vec();
        for (operator, at) in operators(&body) {
            if matches!(operator, Operator::I32Sub) {
                bytes[range.start + at] = I32_ADD;
            }
        }
    }
    Some(bytes)
}

const I32_ADD: u8 = 0x6a;

/// The operators of a body, each with its offset in it.
fn operators(body: &[u8]) -> Vec<(Operator<'_>, usize)> {
    let body = FunctionBody::new(BinaryReader::new_features(body, 0, WasmFeatures::all()));
    let reader = body.get_operators_reader().expect("the body is valid");
    let all = reader.into_iter_with_offsets().map(|operator| operator.expect("it is valid"));
    all.map(|(operator, at)| (operator, at as usize)).collect()
}

#[test]
fn failures_are_reduced_to_few_instructions() {
    let engines = Engines::new();
    let plan = Plan { level: Level::Oz, passes: None };
    let fails = |bytes: &[u8], plan: &Plan| {
        with_mistake(bytes, plan)
            .is_some_and(|changed| engines.compare(bytes, &changed, EFFORT).is_err())
    };
    let mut reduced = 0;
    for seed in 0..40 {
        let Some((kind, bytes)) = smith::module(seed) else { continue };
        if reduced == 4 || !fails(&bytes, &plan) {
            continue;
        }
        reduced += 1;
        let small = reduce::reduce(&bytes, &plan, &fails);
        let what = format!("seed {seed} ({}), {} to {} bytes", kind.name, bytes.len(), {
            small.bytes.len()
        });
        assert_eq!(small.plan.passes.as_deref(), Some(&["gvn".to_string()][..]), "{what}");
        let module = Module::decode(&small.bytes).expect("it is valid");
        let bodies = 0..module.bodies.len();
        let count: usize = bodies.map(|index| operators(module.body(index)).len()).sum();
        let text = wasmprinter::print_bytes(&small.bytes).expect("it is valid");
        println!("{what}:\n{text}");
        assert!(count <= 12, "{what}: {count} instructions are left:\n{text}");
        assert!(text.contains("i32.sub"), "{what}:\n{text}");
        let culprits =
            fuzz::culprits_of(&engines, &small.bytes, |bytes| with_mistake(bytes, &small.plan));
        assert_eq!(culprits.len(), 1, "{what}:\n{text}");
    }
    assert_eq!(reduced, 4, "too few modules show the mistake");
}
