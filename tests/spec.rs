//! The specification's own tests pass before and after optimising.
//!
//! Takes: every script of the official test suite: versions 1 to 3 and all proposals. Shows:
//! every module that is valid goes through the optimiser, validates, and meets the assertions
//! of its script exactly as before; every module that is not valid is refused. What is not
//! checked is counted, and the counts are fixed here, so that nothing is lost unnoticed.
//!
//! Cost: about twenty seconds per level.

mod common;

use common::{LEVELS, run_all, script};

/// Scripts, and those among them that repeat another word for word.
const SCRIPTS: [(&str, usize); 2] = [("scripts", 406), ("scripts that repeat another", 205)];

/// What differs between levels, since only some remove functions that nothing uses.
const IN_ALL: &[(&str, usize)] = &[
    ("functions kept", 2559),
    ("functions kept: unsupported: function type", 519),
    ("functions removed", 4701),
];

/// What is checked and what is not, at each level. Custom descriptors are newer than the engine
/// and than the intermediate form; the scripts on mutable globals are older than bulk memory,
/// which has changed what instantiation leaves behind when it fails.
const COUNTS: &[(&str, usize)] = &[
    ("modules", 4965),
    ("passed: assert_exception", 18),
    ("passed: assert_exhaustion", 24),
    ("passed: assert_return", 67074),
    ("passed: assert_trap", 6485),
    ("passed: assert_unlinkable", 509),
    ("passed: invoke", 457),
    ("passed: module", 4179),
    ("passed: register", 147),
    ("passed: wrong modules refused", 7715),
    ("wrong modules that exist as text only", 2043),
    ("wrong modules that newer proposals have made valid", 108),
    ("skipped in custom-descriptors: assert_return misses its module", 221),
    ("skipped in custom-descriptors: assert_trap is not supported", 3),
    ("skipped in custom-descriptors: assert_trap misses its module", 213),
    ("skipped in custom-descriptors: assert_unlinkable is not supported", 1),
    ("skipped in custom-descriptors: module is not supported", 58),
    ("skipped in custom-descriptors: module is not valid for the parser", 5),
    ("skipped in custom-descriptors: register misses its module", 2),
    ("skipped in mutable-global: assert_return gives (i32 97)", 2),
    ("skipped in mutable-global: assert_trap gives (i32 0)", 2),
    ("skipped in mutable-global: assert_unlinkable traps", 6),
    ("functions kept: unknown operator 0xfb0020", 5),
    ("functions kept: unknown operator 0xfb0022", 21),
    ("functions kept: unknown operator 0xfb0023", 57),
    ("functions kept: unknown operator 0xfb0024", 57),
    ("functions kept: unknown operator 0xfb0025", 121),
    ("functions kept: unknown operator 0xfb0026", 121),
    ("functions kept: unknown type", 128),
];

#[test]
fn scripts_have_the_same_outcomes() {
    let (scripts, duplicates) = script::all();
    let mut tally = run_all(&scripts, |script, tally| script::check(script, LEVELS, tally));
    tally.add_many("scripts", scripts.len());
    tally.add_many("scripts that repeat another", duplicates);
    println!("{tally}");
    let per_level = COUNTS.iter().map(|&(label, count)| (label, count * LEVELS.len()));
    let per_level = per_level.chain(IN_ALL.iter().copied());
    let expected: Vec<_> = per_level.chain(SCRIPTS).collect();
    // Whether a body gets better is for the golden files to say.
    let varies = ["functions optimised", "functions unchanged"];
    tally.assert(&expected, |label| !varies.contains(&label));
}
