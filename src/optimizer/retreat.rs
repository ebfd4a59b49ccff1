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
use super::settle::Judge;
use super::threads::{self, Processed};
use super::{Error, Options};
use crate::opt::Goal;
use crate::wasm::decode::Module;
use std::collections::HashSet;

/// What is left out, the first time a function is done again, the second time, and so on.
const FOR_BYTES: &[Rung] = &[
    Rung::Without(&["merge-conditions"]),
    Rung::WithoutFacts(&["merge-conditions", "select-values"]),
    Rung::WithoutFacts(&["merge-conditions", "select-values", "simplify", "reassociate"]),
    Rung::Without(&["merge-conditions", "references", "fold-branches", "dse"]),
    Rung::WithoutFacts(&["merge-conditions", "select-values", "gvn"]),
    Rung::WithoutFacts(&[
        "merge-conditions",
        "references",
        "fold-branches",
        "thread-jumps",
        "select-values",
        "dse",
        "merge-identical",
    ]),
    Rung::WithoutFacts(&["merge-conditions", "simplify", "reassociate", "select-values", "gvn"]),
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
pub(super) const ROUNDS: usize = FOR_BYTES.len() + 1;

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

/// Does functions again, each with the passes that its next rung leaves, until the judge has
/// nothing against it. Those that have no other new body left get their old one. `reasons` says
/// why the present ones are not proved.
pub(super) fn again(
    (module, options, plan): (&Module<'_>, &Options, &Plan<'_>),
    processed: &mut Processed,
    mut reasons: Vec<(usize, String)>,
    judge: &mut dyn Judge,
) -> Result<(), Error> {
    for (step, rung) in Rung::of(plan.context.goal).iter().enumerate() {
        let is_next = |&(index, _): &(usize, String)| processed.outcomes[index].retreats == step;
        let (now, mut later): (Vec<_>, Vec<_>) = reasons.into_iter().partition(is_next);
        if !now.is_empty() {
            let plan = plan.without(|pass| rung.leaves_out(pass), rung.keeps_facts());
            let indices = now.iter().map(|row| row.0 as u32).collect();
            let new = threads::redo(module, processed, options, &plan, indices)?;
            let proved = proved(module, processed, &new, judge);
            for (index, reason) in now {
                let outcome = &mut processed.outcomes[index];
                outcome.retreats = step + 1;
                outcome.reason = Some(reason);
                if !proved.contains(&index) {
                    later.extend(outcome.reason.clone().map(|reason| (index, reason)));
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

/// Those of the functions whose present bodies are proved, in order.
fn proved(
    module: &Module<'_>,
    processed: &Processed,
    functions: &[usize],
    judge: &mut dyn Judge,
) -> HashSet<usize> {
    let first = module.first_defined();
    let with_body = |&index: &usize| Some((first + index as u32, processed.body_of(index)?));
    let bodies: Vec<(u32, &[u8])> = functions.iter().filter_map(with_body).collect();
    if bodies.is_empty() {
        return HashSet::new();
    }
    let failures = judge.bodies(&bodies);
    let pairs = bodies.iter().zip(failures);
    let proved = pairs.filter(|(_, failure)| failure.is_none());
    proved.map(|(&(function, _), _)| (function - first) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opt::pipeline::PASSES;

    #[test]
    fn what_is_left_out_are_passes() {
        for rung in FOR_BYTES.iter().chain(FOR_SPEED) {
            let (Rung::Without(names) | Rung::WithoutFacts(names)) = rung else { continue };
            for name in *names {
                assert!(PASSES.iter().any(|pass| pass.name == *name), "{name}");
            }
        }
    }
}
