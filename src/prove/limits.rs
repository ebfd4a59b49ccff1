//! How much work a function may cost.
//!
//! Takes: the size of a function. Gives: budgets in counts, never in time, so that verdicts are
//! the same on every machine. Over budget a function is not proved.

use super::verdict::Reason;

/// What is left.
pub struct Limits {
    nodes: usize,
    steps: usize,
    work: u64,
    /// Weakenings of one relation, at most.
    pub rounds: u32,
}

/// Terms that waiting paths may hold, all together: 32 MB.
const HELD: usize = 8 << 20;

impl Limits {
    /// Budgets for functions of so many operators and blocks.
    pub fn for_size(size: usize) -> Limits {
        Limits {
            nodes: 200_000 + 64 * size,
            steps: 20_000 + 64 * size,
            work: 3_000_000 + 1_500 * size as u64,
            rounds: 64,
        }
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
