//! The output: new bodies put into the module, and the whole-module passes.
//!
//! Takes: a decoded module and what became of its functions. Gives: [`Written`]. Invariant:
//! when the whole-module passes decline, panic, or make the module larger than it was, the
//! module is written without them. Cost: O(output), and the passes'.

use super::function::Outcome;
use super::{Options, Status};
use crate::ir::op::codec::DecodeError;
use crate::module::{self, Declined, Settings};
use crate::opt::Level;
use crate::wasm::decode::Module;
use crate::wasm::encode::{self, Custom, Encoded};
use crate::wasm::indices::{Fate, IndexMaps, Space};
use crate::wasm::items::Items;
use crate::wasm::remap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::available_parallelism;

/// An encoded module.
#[derive(Default)]
pub(super) struct Written {
    pub encoded: Encoded,
    /// What the user should know about the whole-module passes.
    pub warning: Option<String>,
    renumbered: Option<Renumbered>,
}

/// What the whole-module passes did.
struct Renumbered {
    plan: module::Plan,
    maps: IndexMaps,
    body_sizes: Vec<usize>,
}

impl Written {
    /// Which function of the input the output's defined function `index` is, among the defined.
    pub fn input_index(&self, module: &Module<'_>, index: usize) -> usize {
        let Some(Renumbered { maps, .. }) = &self.renumbered else { return index };
        let order = maps.space(Space::Func).order();
        let mut defined = order.iter().filter_map(|old| old.checked_sub(module.first_defined()));
        defined.nth(index).map_or(index, |old| old as usize)
    }

    /// Whether the whole-module passes had a part in it.
    pub fn is_renumbered(&self) -> bool {
        self.renumbered.is_some()
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

/// Writes the module with the bodies of `outcomes`; runs the whole-module passes if `whole`.
pub(super) fn write(
    module: &Module<'_>,
    outcomes: &mut [Outcome],
    options: &Options,
    whole: bool,
) -> Written {
    let bodies: Vec<Option<Vec<u8>>> =
        outcomes.iter_mut().map(|outcome| outcome.body.take()).collect();
    let custom =
        Custom { strip_debug: options.strip_debug, strip_producers: options.strip_producers };
    let written = encode(module, &bodies, options, custom, whole);
    for (outcome, body) in outcomes.iter_mut().zip(bodies) {
        outcome.body = body;
    }
    written
}

fn encode(
    module: &Module<'_>,
    bodies: &[Option<Vec<u8>>],
    options: &Options,
    custom: Custom,
    whole: bool,
) -> Written {
    let plain = |warning| Written {
        encoded: encode::encode(module, bodies, custom),
        warning,
        renumbered: None,
    };
    let settings = settings(options);
    if !whole || !(settings.reach || settings.dedup || settings.reorder) {
        return plain(None);
    }
    let attempt = || renumbered(module, bodies, settings, custom);
    match catch_unwind(AssertUnwindSafe(attempt)) {
        Ok(Ok(Some(written))) => written,
        Ok(Ok(None)) => plain(None),
        Ok(Err(why)) => plain(Some(format!("items of the module stay as they are: {why}"))),
        Err(_) => plain(Some("items of the module stay as they are: internal error".to_string())),
    }
}

fn settings(options: &Options) -> Settings {
    let runs = |name: &str| {
        options.level != Level::O0 && !options.skip_passes.iter().any(|skipped| skipped == name)
    };
    Settings {
        reach: runs("reach"),
        dedup: runs("dedup"),
        reorder: runs("reorder"),
        keep_imports: options.keep_imports,
        jobs: options.jobs.or_else(|| available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
    }
}

/// The module after the whole-module passes, if they do anything good.
fn renumbered(
    module: &Module<'_>,
    bodies: &[Option<Vec<u8>>],
    settings: Settings,
    custom: Custom,
) -> Result<Option<Written>, Declined> {
    let items = Items::of(module)?;
    let plan = module::plan(module, &items, bodies, settings)?;
    let maps = plan.maps();
    if maps.is_identity() {
        return Ok(None);
    }
    let remapped = remap::encode(module, &items, bodies, &maps, custom, settings.jobs)
        .map_err(|error: DecodeError| Declined::from(error))?;
    // A segment that declares functions can be longer than what declared them before, and the
    // number of a function longer than that of the one it stands for.
    if remapped.encoded.bytes.len() > encode::encode(module, bodies, custom).bytes.len() {
        return Ok(None);
    }
    let renumbered = Renumbered { plan, maps, body_sizes: remapped.body_sizes };
    Ok(Some(Written { encoded: remapped.encoded, warning: None, renumbered: Some(renumbered) }))
}
