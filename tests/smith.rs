//! Random modules behave the same before and after optimising.
//!
//! Takes: fixed seeds, or those that `SELVEDGE_SEEDS=from..to` names. Shows: what the optimiser
//! makes of any valid module validates, and a host that calls it and is called by it sees no
//! difference. Prints the seed, the kind of module and the difference on failure.
//!
//! Cost: about a minute for the default seeds.

mod common;

use common::run::Engines;
use common::{LEVELS, run_all, smith};
use std::ops::Range;

/// Seeds that are run when nobody asks for others.
const DEFAULT: Range<u64> = 0..2_000;

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
    let tally = run_all(&seeds, |&seed, tally| smith::check(&engines, seed, LEVELS, tally));
    println!("{tally}");
    if range != DEFAULT {
        return;
    }
    // What depends on the optimiser and on the generators only, per level.
    let fixed = [
        ("modules not generated", 8),
        ("modules not run: legacy_exceptions feature required for try instruction", 197),
    ];
    let expected = fixed.map(|(label, count)| (label, count * LEVELS.len()));
    let is_fixed = |label: &str| {
        label.starts_with("modules not")
            || label.starts_with("functions kept")
            || label.starts_with("functions not called")
    };
    tally.assert(&expected, is_fixed);
    // How often the originals are exhausted depends on the engine.
    let run = tally.get("modules run to the end");
    let early = tally.get("modules left early: exhausted too often");
    assert!(early * 5 <= run, "{early} modules are exhausted too often, {run} are not");
    assert!(run * 4 >= seeds.len() * LEVELS.len() * 3, "only {run} modules are run to the end");
}
