//! The table of passes and which level runs which.
//!
//! Takes: a level or a list of names. Gives: a [`Pipeline`]. Invariant: a pass that is not in
//! [`PASSES`] cannot be run; listing, timing, printing after a pass and filetests all read
//! that table.

use super::{
    Context, Goal, Level, branches, dse, gvn, lanes, licm, reassociate, rebuild, references,
    simplify, sink, tail_calls,
};
use crate::ir::{Block, Function};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// What `--passes` calls it.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Runs it; whether anything changed.
    pub run: fn(&mut Function, &Context<'_>) -> bool,
}

/// Every pass, in the order in which a level runs them.
pub static PASSES: &[Pass] = &[
    Pass {
        name: "references",
        about: "removes casts and null checks that types or the next access make unnecessary",
        run: references::run,
    },
    Pass {
        name: "simplify",
        about: "replaces computations by shorter equal ones, after the rewrite rules",
        run: simplify::run,
    },
    Pass {
        name: "rotate-lanes",
        about: "rotates lanes of vectors by whole bytes with one shuffle, for speed",
        run: lanes::run,
    },
    Pass {
        name: "reassociate",
        about: "computes sums from others that have computed part of them",
        run: reassociate::run,
    },
    Pass {
        name: "fold-branches",
        about: "decides branches whose outcome is known, and shrinks tables",
        run: branches::fold_branches,
    },
    Pass {
        name: "thread-jumps",
        about: "leads jumps past branches that the way they come from has decided",
        run: branches::thread_jumps,
    },
    Pass {
        name: "select-values",
        about: "replaces branches that only choose a value by selections",
        run: branches::select_values,
    },
    Pass {
        name: "dse",
        about: "removes values nobody needs and stores nobody can see, and joins stores",
        run: dse::run,
    },
    Pass {
        name: "merge-blocks",
        about: "removes blocks that only pass control on, and parameters that are always the same",
        run: branches::merge_blocks,
    },
    Pass {
        name: "merge-identical",
        about: "makes blocks with the same code one",
        run: branches::merge_identical,
    },
    Pass {
        name: "merge-tails",
        about: "moves what several blocks end with to one they all lead to",
        run: branches::merge_tails,
    },
    Pass {
        name: "forward-constants",
        about: "lets branches pass constants that blocks of their own made",
        run: branches::forward_constants,
    },
    Pass {
        name: "gvn",
        about: "merges equal computations and repeated constants where that is shorter",
        run: gvn::run,
    },
    Pass {
        name: "sink",
        about: "moves values that only some ways need into those ways, for speed",
        run: sink::run,
    },
    Pass {
        name: "licm",
        about: "moves what is the same in every round of a loop in front of it, for speed",
        run: licm::run,
    },
    Pass {
        name: "merge-conditions",
        about: "makes branches to one place, one behind the other, one branch",
        run: branches::merge_conditions,
    },
    Pass {
        name: "rebuild-constants",
        about: "makes wide constants of narrow ones",
        run: rebuild::run,
    },
    Pass {
        name: "tail-calls",
        about: "lets calls whose results are returned take the caller's place, for size",
        run: tail_calls::run,
    },
];

/// Passes that run once, behind all rounds: what they make is no longer recognised.
const LAST: &[&str] = &["rebuild-constants", "tail-calls"];

/// Passes whose changes alone leave the others nothing to do.
const QUIET: &[&str] = &["merge-blocks", "reassociate"];

/// From the second round on, one must have changed the size of the function by more than this
/// part of it for another to follow; see `docs/cost-model.md`.
const WORTH: usize = 50;

/// What a level is for, and how many rounds of the passes it runs at most.
#[derive(Clone, Copy, Debug)]
struct Row {
    level: Level,
    goal: Goal,
    rounds: u32,
}

/// Every level. Few functions gain anything in a fourth round.
#[rustfmt::skip]
const LEVELS: [Row; 7] = [
    Row { level: Level::O0, goal: Goal::Balance, rounds: 0 },
    Row { level: Level::O1, goal: Goal::Balance, rounds: 1 },
    Row { level: Level::O2, goal: Goal::Balance, rounds: 2 },
    Row { level: Level::O3, goal: Goal::Speed,   rounds: 2 },
    Row { level: Level::O4, goal: Goal::Speed,   rounds: 4 },
    Row { level: Level::Os, goal: Goal::Size,    rounds: 4 },
    Row { level: Level::Oz, goal: Goal::Size,    rounds: 4 },
];

/// Passes that not every goal wants. Named on the command line, they run for any.
const ONLY: [(&str, &[Goal]); 7] = [
    ("rotate-lanes", &[Goal::Speed]),
    ("sink", &[Goal::Speed]),
    ("licm", &[Goal::Speed]),
    ("merge-tails", &[Goal::Size, Goal::Balance]),
    ("forward-constants", &[Goal::Size, Goal::Balance]),
    ("merge-conditions", &[Goal::Size, Goal::Balance]),
    ("tail-calls", &[Goal::Size]),
];

impl Row {
    fn of(level: Level) -> Row {
        LEVELS.into_iter().find(|row| row.level == level).unwrap_or(LEVELS[0])
    }
}

/// Passes in the order they run, and how often.
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    /// One round.
    pub passes: Vec<&'static Pass>,
    /// Rounds at most; one that changes nothing, or the second or a later one that changes
    /// little, is the last.
    pub rounds: u32,
}

/// A pass that has run on a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ran {
    /// Counted from 1.
    pub round: u32,
    /// Which of the pipeline's passes.
    pub index: usize,
    /// Whether it changed anything.
    pub changed: bool,
}

impl Pipeline {
    /// What a level runs.
    pub fn of(level: Level) -> Pipeline {
        let Row { goal, rounds, .. } = Row::of(level);
        let wants = |pass: &&Pass| {
            let mut only = ONLY.iter().filter(|only| only.0 == pass.name);
            only.all(|only| only.1.contains(&goal))
        };
        Pipeline { passes: PASSES.iter().filter(wants).collect(), rounds }
    }

    /// The passes with the given names, run once.
    ///
    /// # Errors
    /// If there is no pass of some name: which, and which there are.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Pipeline, String> {
        let find = |name: &str| {
            PASSES.iter().find(|pass| pass.name == name).ok_or_else(|| {
                let all: Vec<&str> = PASSES.iter().map(|pass| pass.name).collect();
                format!("there is no pass `{name}`; there are {}", all.join(", "))
            })
        };
        let passes: Result<Vec<&Pass>, String> = names.into_iter().map(find).collect();
        Ok(Pipeline { passes: passes?, rounds: 1 })
    }

    /// Whether a pass of that name is run.
    pub fn runs(&self, name: &str) -> bool {
        self.rounds > 0 && self.passes.iter().any(|pass| pass.name == name)
    }

    /// Whether nothing is run.
    pub fn is_empty(&self) -> bool {
        self.rounds == 0 || self.passes.is_empty()
    }

    /// Runs the passes, calling `after` behind each one.
    pub fn run(
        &self,
        func: &mut Function,
        cx: &Context<'_>,
        mut after: impl FnMut(Ran, &Function),
    ) {
        let rows = || self.passes.iter().enumerate();
        let is_last = |pass: &Pass| LAST.contains(&pass.name);
        // Changes so far, and how many there were when a pass last found nothing to do: until
        // something changes it would find nothing again.
        let mut changes = 0u32;
        let mut idle = vec![None; self.passes.len()];
        let mut size = 0;
        for round in 1..=self.rounds {
            let mut goes_on = false;
            for (index, pass) in rows().filter(|row| !is_last(row.1)) {
                if idle[index] == Some(changes) {
                    continue;
                }
                let did = (pass.run)(func, cx);
                changes += u32::from(did);
                idle[index] = (!did).then_some(changes);
                goes_on |= did && !QUIET.contains(&pass.name);
                after(Ran { round, index, changed: did }, func);
            }
            let before = std::mem::replace(&mut size, size_of(func));
            let is_small = round > 1 && size.abs_diff(before) <= size / WORTH;
            if !goes_on || is_small {
                break;
            }
        }
        for (index, pass) in rows().filter(|row| self.rounds > 0 && is_last(row.1)) {
            let did = (pass.run)(func, cx);
            after(Ran { round: self.rounds, index, changed: did }, func);
        }
    }
}

/// Instructions, and what blocks and edges count beside them.
fn size_of(func: &Function) -> usize {
    let of_block = |&block: &Block| {
        let edges = func.edge_count(func.terminator(block));
        func.block_insts(block).len() + edges + 2
    };
    func.order.iter().map(of_block).sum()
}

impl Goal {
    /// What a level is for.
    pub fn of(level: Level) -> Goal {
        Row::of(level).goal
    }
}
