//! The output: new bodies put into the module, and the whole-module passes.
//!
//! Takes: a decoded module and what became of its functions. Gives: [`Written`]. Invariant:
//! when the whole-module passes decline, panic, or make the module larger than it was, the
//! module is written without them. The new bodies are freed before the output is put together
//! where that is possible. Cost: O(output), and the passes'.

use super::threads::Processed;
use super::{Options, PassReport, Status, plan};
use crate::ir::op::codec::DecodeError;
use crate::module::{self, Declined, Effort, PASSES, Settings};
use crate::prove;
use crate::wasm::decode::Module;
use crate::wasm::encode::{self, Custom, Encoded};
use crate::wasm::indices::{Fate, IndexMaps, Space};
use crate::wasm::items::Items;
use crate::wasm::remap::{self, Remapped};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An encoded module.
pub(super) struct Written {
    pub encoded: Encoded,
    /// What the user should know about the whole-module passes.
    pub warning: Option<String>,
    /// What the whole-module passes did.
    pub passes: Vec<PassReport>,
    renumbered: Option<Renumbered>,
}

/// What the whole-module passes did.
struct Renumbered {
    plan: module::Plan,
    maps: IndexMaps,
    body_sizes: Vec<usize>,
}

/// What becomes of the new bodies when the module is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bodies {
    /// They are freed as soon as that is possible.
    Go,
    /// They may be needed again.
    Stay,
}

/// The checker's names for index spaces.
const CHECKED: [(Space, prove::Space); 7] = [
    (Space::Func, prove::Space::Func),
    (Space::Table, prove::Space::Table),
    (Space::Memory, prove::Space::Memory),
    (Space::Global, prove::Space::Global),
    (Space::Tag, prove::Space::Tag),
    (Space::Elem, prove::Space::Element),
    (Space::Data, prove::Space::Data),
];

impl Written {
    /// Where the input's items are, if not where they were.
    pub fn map(&self) -> Option<prove::Map> {
        let Renumbered { maps, .. } = self.renumbered.as_ref()?;
        let mut map = prove::Map::default();
        for (space, checked) in CHECKED {
            let space = maps.space(space);
            for old in 0..space.count() as u32 {
                let fate = space.get(old).map_or(prove::Fate::Gone, prove::Fate::At);
                map.set(checked, old, fate);
            }
        }
        Some(map)
    }

    /// Which of the input's defined functions those of the output are, if not the same.
    pub fn order(&self, module: &Module<'_>) -> Option<Vec<usize>> {
        let order = self.renumbered.as_ref()?.maps.space(Space::Func).order().iter();
        let first = module.first_defined();
        Some(order.filter_map(|old| old.checked_sub(first)).map(|old| old as usize).collect())
    }

    /// What became of defined function `index` of the input after its own passes: the size of
    /// its body, and a status and reason if it is gone.
    pub fn fate(
        &self,
        module: &Module<'_>,
        index: usize,
    ) -> Option<(usize, Option<(Status, String)>)> {
        let Renumbered { plan, body_sizes, .. } = self.renumbered.as_ref()?;
        let gone = match plan.fate(Space::Func, module.first_defined() + index as u32) {
            Fate::Kept => None,
            Fate::Dropped => Some("unreachable".to_string()),
            Fate::Same(other) => Some(format!("equal to function {other}")),
        };
        Some((body_sizes[index], gone.map(|reason| (Status::Removed, reason))))
    }
}

/// Writes the module with its new bodies; runs the whole-module passes if it may `renumber`.
pub(super) fn write(
    module: &Module<'_>,
    processed: &mut Processed,
    options: &Options,
    renumber: bool,
    fate: Bodies,
) -> Written {
    let custom = Custom {
        strip_debug: options.strip_debug,
        strip_producers: options.strip_producers,
        strip_target_features: options.strip_target_features,
    };
    let settings = plan::whole_module(options);
    let settings = if renumber { settings } else { settings.nothing() };
    let bodies = processed.bodies();
    let attempt = || renumbered(module, &bodies, settings, custom);
    let (attempt, warning) = match catch_unwind(AssertUnwindSafe(attempt)) {
        Ok(Ok(attempt)) => (attempt, None),
        Ok(Err(declined)) => (Attempt::default(), Some(stays(&declined.to_string()))),
        Err(_) => (Attempt::default(), Some(stays("internal error"))),
    };
    let ran = PASSES.iter().zip(attempt.efforts).zip(settings.runs()).filter(|(_, runs)| *runs);
    let passes = ran.map(|((pass, effort), _)| PassReport {
        name: pass.name,
        micros: effort.time.as_micros() as u64,
        changed: if attempt.result.is_some() { effort.changed } else { 0 },
    });
    let passes = passes.collect();
    let (encoded, renumbered) = match attempt.result {
        Some((remapped, renumbered)) => {
            drop(bodies);
            if fate == Bodies::Go {
                processed.drop_bodies();
            }
            (remapped.encoded(), Some(renumbered))
        }
        None => (encode::encode(module, &bodies, custom), None),
    };
    if fate == Bodies::Go {
        processed.drop_bodies();
    }
    Written { encoded, warning, passes, renumbered }
}

/// The warning that the whole-module passes did nothing.
pub(super) fn stays(why: &str) -> String {
    format!("items of the module stay as they are: {why}")
}

/// What came of running the whole-module passes.
#[derive(Default)]
struct Attempt {
    efforts: [Effort; PASSES.len()],
    /// The module, if it is any better.
    result: Option<(Remapped, Renumbered)>,
}

fn renumbered(
    module: &Module<'_>,
    bodies: &[Option<&[u8]>],
    settings: Settings,
    custom: Custom,
) -> Result<Attempt, Declined> {
    if !settings.runs().contains(&true) {
        return Ok(Attempt::default());
    }
    let items = Items::of(module)?;
    let plan = module::plan(module, &items, bodies, settings)?;
    let maps = plan.maps();
    let efforts = plan.efforts;
    if maps.is_identity() {
        return Ok(Attempt { efforts, result: None });
    }
    let mut remapped = remap::encode(module, &items, bodies, &maps, custom, settings.jobs)
        .map_err(|error: DecodeError| Declined::from(error))?;
    // A segment that declares functions can be longer than what declared them before, and the
    // number of a function longer than that of the one it stands for.
    if remapped.size() > encode::size(module, bodies, custom) {
        return Ok(Attempt { efforts, result: None });
    }
    let body_sizes = std::mem::take(&mut remapped.body_sizes);
    let renumbered = Renumbered { plan, maps, body_sizes };
    Ok(Attempt { efforts, result: Some((remapped, renumbered)) })
}
