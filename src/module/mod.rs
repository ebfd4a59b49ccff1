//! Whole-module passes: which items stay, which are one, and in what order they are numbered.
//!
//! Takes: a decoded module and the bodies that its functions will have. Gives: a [`Plan`], from
//! which `wasm::remap` writes the module. Nothing is changed here. Invariants: a plan refers to
//! nothing that it drops; imports keep their order; exports are untouched. A module with types
//! or operators that are not understood is declined. Cost: near-linear in the module.

mod dedup;
mod escape;
mod reach;
mod reorder;
mod summary;
mod types;

use crate::ir::op::codec::DecodeError;
use crate::wasm::decode::{self, Module};
use crate::wasm::indices::{Fate, IndexMaps, Space, SpaceMap};
use crate::wasm::items::Items;
use std::fmt;
use std::num::NonZeroUsize;
use summary::Summary;

/// Which passes run, and how.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Drop what nothing reachable refers to.
    pub reach: bool,
    /// Merge functions that are equal, and types.
    pub dedup: bool,
    /// Give short numbers to what is used often.
    pub reorder: bool,
    /// Keep imports that nothing uses.
    pub keep_imports: bool,
    /// Threads to use; the plan does not depend on it.
    pub jobs: NonZeroUsize,
}

/// The names of the passes, by which they are switched off.
pub const PASSES: [&str; 3] = ["reach", "dedup", "reorder"];

/// Why a module is not renumbered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declined(String);

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<DecodeError> for Declined {
    fn from(error: DecodeError) -> Declined {
        Declined(error.to_string())
    }
}

impl From<decode::Error> for Declined {
    fn from(error: decode::Error) -> Declined {
        Declined(error.to_string())
    }
}

/// What the passes look at.
struct Input<'m, 'a> {
    module: &'m Module<'a>,
    items: &'m Items<'a>,
    bodies: &'m [Option<Vec<u8>>],
    /// One for each defined function.
    summaries: Vec<Summary>,
}

impl<'m> Input<'m, '_> {
    /// The body that function `index` will have; none for imports.
    fn body(&self, index: u32) -> Option<&'m [u8]> {
        let index = index.checked_sub(self.module.first_defined())? as usize;
        let new = self.bodies.get(index)?.as_deref();
        Some(new.unwrap_or_else(|| self.module.body(index)))
    }

    /// What the body of function `index` refers to; none for imports.
    fn summary(&self, index: u32) -> Option<&Summary> {
        self.summaries.get(index.checked_sub(self.module.first_defined())? as usize)
    }

    /// Number of items of `space`.
    fn count(&self, space: Space) -> usize {
        self.items.count(self.module, space)
    }
}

/// What becomes of every item.
#[derive(Clone, Debug)]
pub struct Plan {
    fates: [Vec<Fate>; Space::COUNT],
    /// New orders; spaces without one keep theirs.
    orders: [Option<Vec<u32>>; Space::COUNT],
    /// Functions to declare, see [`IndexMaps::declare`].
    declare: Vec<u32>,
}

impl Plan {
    /// The plan that keeps everything.
    fn new(input: &Input<'_, '_>) -> Plan {
        Plan {
            fates: Space::ALL.map(|space| vec![Fate::Kept; input.count(space)]),
            orders: Default::default(),
            declare: Vec::new(),
        }
    }

    /// What becomes of item `index` of `space`.
    pub fn fate(&self, space: Space, index: u32) -> Fate {
        self.fates[space as usize].get(index as usize).copied().unwrap_or(Fate::Dropped)
    }

    fn is_kept(&self, space: Space, index: u32) -> bool {
        self.fate(space, index) == Fate::Kept
    }

    /// The item that stands for item `index` of `space`.
    fn resolve(&self, space: Space, index: u32) -> u32 {
        match self.fate(space, index) {
            Fate::Same(other) => other,
            _ => index,
        }
    }

    /// Indices of the kept items of `space`, in their old order.
    fn kept(&self, space: Space) -> impl Iterator<Item = u32> + use<'_> {
        let fates = self.fates[space as usize].iter();
        (0..).zip(fates).filter(|(_, fate)| **fate == Fate::Kept).map(|(index, _)| index)
    }

    /// From old indices to new ones.
    pub fn maps(&self) -> IndexMaps {
        let spaces = Space::ALL.map(|space| {
            let order = self.orders[space as usize].clone();
            let order = order.unwrap_or_else(|| self.kept(space).collect());
            SpaceMap::new(&self.fates[space as usize], order)
        });
        IndexMaps::new(spaces, self.declare.clone())
    }
}

/// Runs the passes over `module`, whose functions will have the given bodies.
///
/// # Errors
/// If a part of the module is not understood; then it must not be renumbered.
pub fn plan(
    module: &Module<'_>,
    items: &Items<'_>,
    bodies: &[Option<Vec<u8>>],
    settings: Settings,
) -> Result<Plan, Declined> {
    let mut input = Input { module, items, bodies, summaries: Vec::new() };
    input.summaries = summary::all(&input, settings.jobs)?;
    let mut plan = Plan::new(&input);
    if settings.dedup {
        types::merge(&input, &mut plan);
    }
    if settings.reach {
        reach::run(&input, &mut plan, settings.keep_imports)?;
    }
    if settings.dedup {
        dedup::run(&input, &mut plan)?;
    }
    if settings.reorder {
        reorder::run(&input, &mut plan)?;
    }
    Ok(plan)
}
