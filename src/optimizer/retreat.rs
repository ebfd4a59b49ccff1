//! Functions that are not proved, done again with fewer passes.
//!
//! Takes: functions whose new bodies the checker rejected. Gives: other new bodies, or the old
//! ones. Invariant: a function is done again once for each rung, the last of which leaves all
//! passes out, and ends with its old body, so this is over after [`ROUNDS`] rounds. Cost: the
//! passes that remain, for those functions only.
//!
//! One obligation that the checker does not settle costs a whole function. Which pass it comes
//! from is not looked for: those are left out first whose work is most often not proved
//! (`docs/proving.md` has the figures).

use super::plan::Plan;
use super::threads::{self, Processed};
use super::{Error, Options};
use crate::opt::Goal;
use crate::wasm::decode::Module;

/// Times that a function is done again, at most.
const RUNGS: usize = 5;

/// What is left out, the first time a function is done again, the second time, and so on.
const FOR_BYTES: &[Rung] = &[
    Rung::Without(&["merge-conditions"]),
    Rung::WithoutFacts(&["merge-conditions", "select-values"]),
    Rung::WithoutFacts(&["merge-conditions", "select-values", "simplify", "reassociate"]),
    Rung::WithoutFacts(&["merge-conditions", "select-values", "gvn"]),
    Rung::LoweredOnly,
];

/// The same for speed: what moves between blocks is most often not proved, and the rest, where
/// it is, is worth more.
const FOR_SPEED: &[Rung] = &[
    Rung::Without(&["sink", "licm"]),
    Rung::WithoutFacts(&["select-values", "gvn", "sink", "licm"]),
    Rung::WithoutFacts(&[
        "simplify",
        "reassociate",
        "fold-branches",
        "thread-jumps",
        "select-values",
        "dse",
        "merge-identical",
        "sink",
        "licm",
    ]),
    Rung::LoweredOnly,
];

/// Rounds of checking that a function can need until it has its old body.
pub(super) const ROUNDS: usize = RUNGS + 1;

#[derive(Clone, Copy)]
enum Rung {
    /// Without these passes.
    Without(&'static [&'static str]),
    /// Without these passes and without what is known of values.
    WithoutFacts(&'static [&'static str]),
    /// Without any pass.
    LoweredOnly,
}

impl Rung {
    fn of(goal: Goal) -> &'static [Rung] {
        match goal {
            Goal::Speed => FOR_SPEED,
            Goal::Size | Goal::Balance => FOR_BYTES,
        }
    }

    fn leaves_out(self, pass: &str) -> bool {
        match self {
            Rung::Without(names) | Rung::WithoutFacts(names) => names.contains(&pass),
            Rung::LoweredOnly => true,
        }
    }

    fn keeps_facts(self) -> bool {
        matches!(self, Rung::Without(_))
    }
}

/// Does functions again, each with the passes that its next rung leaves. Those that have no
/// other new body left get their old one. `reasons` says why the present ones are not proved.
pub(super) fn again(
    module: &Module<'_>,
    processed: &mut Processed,
    options: &Options,
    plan: &Plan<'_>,
    mut reasons: Vec<(usize, String)>,
) -> Result<(), Error> {
    for (step, rung) in Rung::of(plan.context.goal).iter().enumerate() {
        let is_next = |&(index, _): &(usize, String)| processed.outcomes[index].retreats == step;
        let (now, mut later): (Vec<_>, Vec<_>) = reasons.into_iter().partition(is_next);
        if !now.is_empty() {
            let plan = plan.without(|pass| rung.leaves_out(pass), rung.keeps_facts());
            let indices = now.iter().map(|row| row.0 as u32).collect();
            let new = threads::redo(module, processed, options, &plan, indices)?;
            for (index, reason) in now {
                let outcome = &mut processed.outcomes[index];
                outcome.retreats = step + 1;
                match new.binary_search(&index) {
                    Ok(_) => outcome.reason = Some(reason),
                    Err(_) => later.push((index, reason)),
                }
            }
        }
        reasons = later;
    }
    for (index, reason) in reasons {
        processed.revert(index, reason);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opt::pipeline::PASSES;

    #[test]
    fn what_is_left_out_are_passes() {
        assert!(FOR_BYTES.len() <= RUNGS && FOR_SPEED.len() <= RUNGS);
        for rung in FOR_BYTES.iter().chain(FOR_SPEED) {
            let (Rung::Without(names) | Rung::WithoutFacts(names)) = rung else { continue };
            for name in names.iter() {
                assert!(PASSES.iter().any(|pass| pass.name == *name), "{name}");
            }
        }
    }
}
