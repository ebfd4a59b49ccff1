//! Damaged modules never harm the optimiser.
//!
//! Takes: all modules under `fixtures/` and a few small ones, cut off and with bytes changed, by
//! fixed random choices. Shows: each is either refused or optimised into a module that
//! validates; nothing panics, hangs or takes an unreasonable amount of memory. The levels take
//! turns.
//!
//! Cost: a minute of CPU time, nearly all for what is still valid after the change.

mod common;

use common::fixtures::{self, Fixture};
use common::random::Random;
use common::{LEVELS, Refusal, Tally, optimise, options, run_all};
use std::time::{Duration, Instant};

/// Damaged versions of each module that are cut off.
const CUTS: usize = 80;

/// Damaged versions of each module in which bytes are changed: so many, and fewer of large ones.
const CHANGES: usize = 240;

/// Bytes of damaged versions with changes per module, about.
const CHANGED_BYTES: usize = 500_000;

/// Time that no input of this size may take.
const TIME: Duration = Duration::from_secs(20);

/// Versions that one thread does in one go.
const BATCH: usize = 20;

/// Some damaged versions of a module.
struct Batch<'a> {
    fixture: &'a Fixture,
    versions: std::ops::Range<usize>,
}

/// Damaged version number `version` of a module, with a word for what was done.
fn damage(fixture: &Fixture, version: usize) -> (&'static str, Vec<u8>) {
    let mut bytes = fixture.bytes.clone();
    let name: u64 = fixture.name.bytes().map(u64::from).sum();
    let mut random = Random::new(name << 32 | version as u64);
    if version < CUTS {
        // The first ones cut the header and the first sections byte by byte.
        let at = if version < CUTS / 2 { version } else { random.below(bytes.len()) };
        bytes.truncate(at.min(bytes.len() - 1));
        return ("cut", bytes);
    }
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        bytes[at] = match random.below(4) {
            // Sizes and counts become huge.
            0 => 0xff,
            1 => bytes[at] ^ 1 << random.below(8),
            2 => bytes[at].wrapping_add(1),
            _ => random.next() as u8,
        };
    }
    ("changed", bytes)
}

fn check(batch: &Batch<'_>, tally: &mut Tally) -> Result<(), String> {
    for version in batch.versions.clone() {
        let level = LEVELS[version % LEVELS.len()];
        let (how, bytes) = damage(batch.fixture, version);
        let start = Instant::now();
        let result = optimise(&bytes, options(level));
        let failed = |what: String| format!("{} version {version}: {what}", batch.fixture.name);
        match result {
            Ok(_) => tally.add(&format!("{how}: still valid")),
            Err(Refusal::Invalid(_)) => tally.add(&format!("{how}: refused")),
            Err(Refusal::Bug(what)) => return Err(failed(what)),
        }
        if start.elapsed() > TIME {
            return Err(failed(format!("takes {:?}", start.elapsed())));
        }
    }
    Ok(())
}

/// The most memory that the process has ever used, where the system tells.
fn peak_memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[test]
fn damaged_modules_are_refused_or_optimised() {
    let fixtures = fixtures::all();
    let versions = |fixture: &Fixture| CUTS + CHANGES.min(20 + CHANGED_BYTES / fixture.bytes.len());
    let batches: Vec<Batch<'_>> = fixtures
        .iter()
        .flat_map(|fixture| {
            let count = versions(fixture);
            let starts = (0..count).step_by(BATCH);
            starts.map(move |start| Batch { fixture, versions: start..count.min(start + BATCH) })
        })
        .collect();
    let tally = run_all(&batches, check);
    println!("{tally}");
    let total: usize = fixtures.iter().map(versions).sum();
    let kinds = ["cut: refused", "cut: still valid", "changed: refused", "changed: still valid"];
    let counted: usize = kinds.iter().map(|kind| tally.get(kind)).sum();
    assert_eq!(counted, total);
    assert!(tally.get("changed: refused") > 100 && tally.get("changed: still valid") > 100);
    if let Some(peak) = peak_memory_kib() {
        assert!(peak < 1 << 20, "{peak} KiB of memory");
    }
}
