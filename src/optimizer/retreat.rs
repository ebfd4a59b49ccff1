//! Functions that are not proved, done again with fewer passes.
//!
//! Takes: functions whose new bodies the checker rejected. Gives: other new bodies, or the old
//! ones. Invariant: each time a function is done again more passes are left out, and it ends
//! with its old body, so this is over after as many rounds as [`RUNGS`] has. Cost: the passes
//! that remain, for those functions only.
//!
//! One obligation that the checker does not settle costs a whole function. Which pass it comes
//! from is not looked for: those are left out first whose work is most often not proved
//! (`docs/proving.md` has the figures).

use super::plan::Plan;
use super::threads::{self, Processed};
use super::{Error, Options};
use crate::wasm::decode::Module;

/// What is left out, the first time a function is done again, the second time, and so on; what is
/// known of values is left out each time.
const RUNGS: [Rung; 3] = [
    Rung::Without(&["select-values"]),
    Rung::Without(&[
        "simplify",
        "reassociate",
        "fold-branches",
        "thread-jumps",
        "select-values",
        "dse",
        "merge-identical",
        "merge-tails",
    ]),
    Rung::LoweredOnly,
];

/// Rounds of checking that a function can need until it has its old body.
pub(super) const ROUNDS: usize = RUNGS.len() + 1;

#[derive(Clone, Copy)]
enum Rung {
    /// Without these passes.
    Without(&'static [&'static str]),
    /// Without any.
    LoweredOnly,
}

impl Rung {
    fn leaves_out(self, pass: &str) -> bool {
        match self {
            Rung::Without(names) => names.contains(&pass),
            Rung::LoweredOnly => true,
        }
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
    for (step, rung) in RUNGS.into_iter().enumerate() {
        let is_next = |&(index, _): &(usize, String)| processed.outcomes[index].retreats == step;
        let (now, mut later): (Vec<_>, Vec<_>) = reasons.into_iter().partition(is_next);
        if !now.is_empty() {
            let plan = plan.without(|pass| rung.leaves_out(pass));
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
