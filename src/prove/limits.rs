//! How much work a function may cost.
//!
//! Takes: the size of a function. Gives: budgets in counts, never in time, so that verdicts are
//! the same on every machine. Over budget a function is not proved. Of what is proved in the end
//! nearly all needs a small part of it: paths that go on without ever meeting, and attempts with
//! alignments that lead nowhere, are what costs, so these have budgets of their own.

use super::verdict::Reason;

/// What is left.
pub struct Limits {
    nodes: usize,
    steps: usize,
    work: u64,
    /// Work for all attempts but the first.
    retries: u64,
    /// Paths from one pair, at most.
    pub paths: usize,
    /// Blocks on one path, at most, if there are so many in the function.
    pub blocks: u32,
    /// Weakenings of one relation, at most.
    pub rounds: u32,
}

/// Terms that waiting paths may hold, all together: 8 MB.
const HELD: usize = 2 << 20;

impl Limits {
    /// Budgets for functions of so many operators and blocks.
    pub fn for_size(size: usize) -> Limits {
        Limits {
            nodes: 110_000 + size,
            steps: 20_000 + 64 * size,
            work: 3_000_000 + 1_500 * size as u64,
            retries: 1_000_000 + 1_000 * size as u64,
            paths: 2_000 + size / 2,
            blocks: 2_000,
            rounds: 64,
        }
    }

    /// The first attempt has failed, after so much work: the others have less.
    pub fn retry(&mut self, work: u64) {
        self.work = self.work.min(work + self.retries);
    }

    /// So many terms are held by paths that wait.
    pub fn hold(&self, terms: usize) -> Result<(), Reason> {
        if terms > HELD { Err(Reason::Budget("paths")) } else { Ok(()) }
    }

    /// One step of a path; `nodes` terms have been made with so much work.
    pub fn step(&mut self, nodes: usize, work: u64) -> Result<(), Reason> {
        if work > self.work {
            return Err(Reason::Budget("work"));
        }
        if nodes > self.nodes {
            return Err(Reason::Budget("nodes"));
        }
        if self.steps == 0 {
            return Err(Reason::Budget("steps"));
        }
        self.steps -= 1;
        Ok(())
    }
}
