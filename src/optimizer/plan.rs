//! What is done to every function of a module, and how long it takes.
//!
//! Takes: options and a module. Gives: [`Plan`], shared by all threads. Cost: one scan of the
//! code when passes run, see [`features`].

use super::{Options, PassReport};
use crate::ir::effects::EffectTable;
use crate::module::{self, Settings};
use crate::opt::pipeline::Pipeline;
use crate::opt::{Context, Features, Goal, Level};
use crate::wasm::decode::Module;
use crate::wasm::features;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::available_parallelism;
use std::time::Duration;

/// The passes with what they may consult.
pub(super) struct Plan<'a> {
    pub pipeline: Pipeline,
    pub context: Context<'a>,
}

impl<'a> Plan<'a> {
    /// The plan for a module. Unknown names of passes are an error.
    pub fn new(
        module: &'a Module<'_>,
        effects: &'a EffectTable,
        options: &Options,
    ) -> Result<Plan<'a>, String> {
        let is_function_pass = |name: &&str| !module::PASSES.iter().any(|pass| pass.name == *name);
        let mut pipeline = match &options.passes {
            Some(names) => {
                let names = names.iter().map(String::as_str).filter(is_function_pass);
                Pipeline::named(names).map_err(|unknown| {
                    let others = module::PASSES.map(|pass| pass.name).join(", ");
                    format!("{unknown}; and for whole modules {others}")
                })?
            }
            None => Pipeline::of(options.level),
        };
        pipeline.passes.retain(|pass| !options.skip_passes.iter().any(|skip| skip == pass.name));
        let mut allowed = Features::MVP;
        if !pipeline.is_empty() {
            for feature in features::used(module) {
                allowed = allowed.with(feature);
            }
        }
        let allowed = allowed.union(options.enable).minus(options.disable);
        let goal = Goal::of(options.level);
        let context = Context { env: &module.env, effects, goal, features: allowed, facts: true };
        Ok(Plan { pipeline, context })
    }

    /// The same without some passes, and if `facts` is not set without what is known of values.
    pub fn without(&self, leaves_out: impl Fn(&str) -> bool, facts: bool) -> Plan<'a> {
        let mut pipeline = self.pipeline.clone();
        pipeline.passes.retain(|pass| !leaves_out(pass.name));
        Plan { pipeline, context: Context { facts, ..self.context } }
    }

    /// No passes at all.
    pub fn nothing(module: &'a Module<'_>, effects: &'a EffectTable) -> Plan<'a> {
        let (goal, features) = (Goal::Balance, Features::MVP);
        let context = Context { env: &module.env, effects, goal, features, facts: true };
        Plan { pipeline: Pipeline::default(), context }
    }

    /// Times and effects of the passes, of all threads together.
    pub fn report(&self, threads: &[Vec<Effort>]) -> Vec<PassReport> {
        let rows = self.pipeline.passes.iter().enumerate();
        rows.map(|(index, pass)| {
            let own = threads.iter().filter_map(|efforts| efforts.get(index));
            let time: Duration = own.clone().map(|effort| effort.time).sum();
            PassReport {
                name: pass.name,
                micros: time.as_micros() as u64,
                changed: own.map(|effort| effort.changed).sum(),
            }
        })
        .collect()
    }
}

/// What calls of the module's functions may do; not found out where no pass asks for it.
pub(super) fn effects(module: &Module<'_>, options: &Options) -> EffectTable {
    if options.level == Level::O0 && options.passes.is_none() {
        return EffectTable::new(&module.env);
    }
    // Bodies are validated later; whatever goes wrong here, less is known.
    let summarise = || module::effects(module, jobs(options));
    let known = catch_unwind(AssertUnwindSafe(summarise));
    known.unwrap_or_else(|_| EffectTable::new(&module.env))
}

fn jobs(options: &Options) -> NonZeroUsize {
    options.jobs.or_else(|| available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// The whole-module passes to run: none at `-O0`, and if passes are listed, those listed.
pub(super) fn whole_module(options: &Options) -> Settings {
    let [reach, dedup, reorder] = module::PASSES.each_ref().map(|pass| {
        let is_pass = |name: &String| name == pass.name;
        let listed = match &options.passes {
            Some(names) => names.iter().any(is_pass),
            None => options.level != Level::O0,
        };
        listed && !options.skip_passes.iter().any(is_pass)
    });
    let (keep_imports, jobs) = (options.keep_imports, jobs(options));
    Settings { reach, dedup, reorder, keep_imports, jobs }
}

/// What one pass did on one thread.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Effort {
    pub time: Duration,
    /// Runs that changed something.
    pub changed: usize,
}

#[cfg(test)]
mod tests {
    use crate::opt::pipeline::PASSES;
    use crate::wasm::features::PROPOSALS;

    #[test]
    fn what_introduces_operators_is_a_pass() {
        for row in PROPOSALS {
            for name in row.introduced_by {
                assert!(PASSES.iter().any(|pass| pass.name == *name), "{name}");
                assert!(row.feature.is_some(), "{}", row.flag);
            }
        }
    }
}
