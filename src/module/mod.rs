//! Whole-module passes: which items stay, which are one, and in what order they are numbered.
//!
//! Takes: a decoded module and the bodies that its functions will have. Gives: a [`Plan`], from
//! which `wasm::remap` writes the module. Nothing is changed here. Invariants: a plan refers to
//! nothing that it drops; imports keep their order; exports are untouched. A module with types
//! or operators that are not understood is declined. Cost: near-linear in the module.

mod components;
mod dedup;
mod effects;
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
use std::time::{Duration, Instant};
use summary::Summary;

pub use effects::effects;

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

impl Settings {
    /// The same without any pass.
    pub fn nothing(self) -> Settings {
        Settings { reach: false, dedup: false, reorder: false, ..self }
    }

    /// Whether each of [`PASSES`] runs.
    pub fn runs(self) -> [bool; PASSES.len()] {
        [self.reach, self.dedup, self.reorder]
    }
}

/// A row of the table of whole-module passes.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// What `--passes` calls it.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
}

/// The passes over whole modules, which come after those over functions.
pub static PASSES: [Pass; 3] = [
    Pass { name: "reach", about: "drops what nothing reachable refers to, imports included" },
    Pass { name: "dedup", about: "makes equal functions one, and equal types" },
    Pass { name: "reorder", about: "gives the shortest indices to what is used most" },
];

const REACH: usize = 0;
const DEDUP: usize = 1;
const REORDER: usize = 2;

/// What a pass did.
#[derive(Clone, Copy, Default, Debug)]
pub struct Effort {
    /// How long it took.
    pub time: Duration,
    /// Items that it dropped, merged or moved.
    pub changed: usize,
}

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
    bodies: &'m [Option<&'m [u8]>],
    /// One for each defined function.
    summaries: Vec<Summary>,
}

impl<'m> Input<'m, '_> {
    /// The body that function `index` will have; none for imports.
    fn body(&self, index: u32) -> Option<&'m [u8]> {
        let index = index.checked_sub(self.module.first_defined())? as usize;
        let new = *self.bodies.get(index)?;
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
    /// One for each of [`PASSES`].
    pub efforts: [Effort; PASSES.len()],
}

impl Plan {
    /// The plan that keeps everything.
    fn new(input: &Input<'_, '_>) -> Plan {
        Plan {
            fates: Space::ALL.map(|space| vec![Fate::Kept; input.count(space)]),
            orders: Default::default(),
            declare: Vec::new(),
            efforts: Default::default(),
        }
    }

    /// Runs a pass and notes what it did.
    fn run(
        &mut self,
        pass: usize,
        run: impl FnOnce(&mut Plan) -> Result<(), Declined>,
    ) -> Result<(), Declined> {
        let start = Instant::now();
        let before = self.changes();
        run(self)?;
        self.efforts[pass].changed += self.changes() - before;
        self.efforts[pass].time += start.elapsed();
        Ok(())
    }

    /// Number of items that are not where they were.
    fn changes(&self) -> usize {
        let gone = self.fates.iter().flatten().filter(|&&fate| fate != Fate::Kept).count();
        let moved = Space::ALL.iter().zip(&self.orders).map(|(&space, order)| {
            let places = order.iter().flatten().zip(self.kept(space));
            places.filter(|(new, old)| *new != old).count()
        });
        gone + moved.sum::<usize>()
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
    bodies: &[Option<&[u8]>],
    settings: Settings,
) -> Result<Plan, Declined> {
    let mut input = Input { module, items, bodies, summaries: Vec::new() };
    input.summaries = summary::all(&input, settings.jobs)?;
    let mut plan = Plan::new(&input);
    if settings.dedup {
        plan.run(DEDUP, |plan| {
            types::merge(&input, plan);
            Ok(())
        })?;
    }
    if settings.reach {
        plan.run(REACH, |plan| reach::run(&input, plan, settings.keep_imports))?;
    }
    if settings.dedup {
        plan.run(DEDUP, |plan| dedup::run(&input, plan))?;
    }
    if settings.reorder {
        plan.run(REORDER, |plan| reorder::run(&input, plan))?;
    }
    Ok(plan)
}
