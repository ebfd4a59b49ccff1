//! What is run on a random module: a level, or passes in random order.
//!
//! Takes: a seed. Gives: a [`Plan`]. Invariant: it depends on the seed only, and is independent
//! of the kind of module that belongs to the seed. Cost: O(passes).

use super::options;
use super::random::Random;
use selvedge::opt::pipeline::{PASSES, Pipeline};
use selvedge::{Level, Options, module};
use std::fmt;

/// A level, and passes to run instead of the level's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    pub level: Level,
    /// `None` for what the level runs.
    pub passes: Option<Vec<String>>,
}

impl Plan {
    /// The plan of a seed: `-O0` rarely, `-O2`, `-O3` and `-Oz` often, and lists of passes.
    pub fn of(seed: u64) -> Plan {
        // Not the stream that the module is made from.
        let mut random = Random::new(!seed);
        let level = match random.below(20) {
            0 => Level::O0,
            1..=6 => Level::O2,
            7..=12 => Level::O3,
            _ => Level::Oz,
        };
        let listed = level != Level::O0 && random.below(4) == 0;
        let functions = PASSES.iter().map(|pass| pass.name);
        let names: Vec<&str> = functions.chain(module::PASSES.map(|pass| pass.name)).collect();
        let mut choose = || names[random.below(names.len())].to_string();
        let count = 1 + (seed / 20 % 12) as usize;
        Plan { level, passes: listed.then(|| (0..count).map(|_| choose()).collect()) }
    }

    /// What the level runs, as a list: as many rounds of its passes as there can be, then those
    /// of whole modules.
    pub fn listed(&self) -> Vec<String> {
        if let Some(passes) = &self.passes {
            return passes.clone();
        }
        let pipeline = Pipeline::of(self.level);
        let rounds = (0..pipeline.rounds).flat_map(|_| &pipeline.passes).map(|pass| pass.name);
        let modules = module::PASSES.iter().map(|pass| pass.name);
        let modules = modules.filter(|_| self.level != Level::O0);
        rounds.chain(modules).map(str::to_string).collect()
    }

    /// Options under which everything is checked.
    pub fn options(&self) -> Options {
        Options { passes: self.passes.clone(), ..options(self.level) }
    }

    /// A word for counting.
    pub fn label(&self) -> String {
        match self.passes {
            Some(_) => "random passes".to_string(),
            None => format!("{:?}", self.level),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = Level::ALL.iter().find(|row| row.0 == self.level).map_or("", |row| row.1);
        write!(f, "-O{letters}")?;
        match self.passes.as_deref() {
            Some([]) => f.write_str(" without passes"),
            Some(passes) => write!(f, " --passes {}", passes.join(",")),
            None => Ok(()),
        }
    }
}
