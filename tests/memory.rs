//! Programs full of stores, loads and globals behave the same before and after optimising.
//!
//! Takes: fixed seeds, or those that `SELVEDGE_SEEDS=from..to` names. Shows: whatever lies
//! between two accesses, a trap, a call, a branch or the end of a memory, a host sees the same
//! state at every moment at which it can look. Prints the seed and the difference on failure.
//!
//! Cost: seconds.

mod common;

use common::random::Random;
use common::run::Engines;
use common::{LEVELS, options, run_all, smith, storing};
use std::ops::Range;

/// Seeds that are run when nobody asks for others.
const DEFAULT: Range<u64> = 0..600;

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("SELVEDGE_SEEDS") else {
        return DEFAULT;
    };
    let range = text.split_once("..");
    let range = range.and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range.unwrap_or_else(|| panic!("SELVEDGE_SEEDS={text}: wanted from..to"))
}

#[test]
fn programs_that_store_behave_the_same() {
    let seeds: Vec<u64> = seeds().collect();
    let engines = Engines::new();
    let tally = run_all(&seeds, |&seed, tally| {
        let text = storing::module(&mut Random::new(seed));
        let bytes = wat::parse_str(&text).map_err(|error| format!("seed {seed}: {error}"))?;
        for &level in LEVELS {
            smith::check_module(&engines, &bytes, options(level), tally)
                .map_err(|failure| format!("seed {seed} ({level:?}): {failure}\n{text}"))?;
        }
        Ok(())
    });
    println!("{tally}");
    let run = tally.get("modules run to the end");
    assert!(run * 10 >= seeds.len() * LEVELS.len() * 9, "only {run} modules are run to the end");
}
