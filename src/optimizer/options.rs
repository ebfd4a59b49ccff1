//! What the user asks for.
//!
//! Takes: nothing. Gives: [`Options`]. Invariant: the bytes of the output depend on
//! the input and on these options, not on [`Options::jobs`]. Cost: O(1).

use crate::opt::{Features, Level};
use std::num::NonZeroUsize;

/// Whether the output is proved to do what the input does (`docs/proving.md`).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Prove {
    /// Nothing is proved.
    Off,
    /// What is not proved is done again with fewer passes, or put back as it was.
    #[default]
    Fast,
    /// As [`Prove::Fast`], with Z3 where normal forms are not enough.
    Full,
    /// As [`Prove::Fast`], and it is an error if anything has to be put back.
    Require,
}

impl Prove {
    /// All modes with their names on the command line.
    pub const ALL: [(Prove, &'static str); 4] = [
        (Prove::Off, "off"),
        (Prove::Fast, "fast"),
        (Prove::Full, "full"),
        (Prove::Require, "require"),
    ];
}

/// Settings of an [`Optimizer`](super::Optimizer).
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How hard to work.
    pub level: Level,
    /// Keep a new body even if it is larger than the old one. For measuring.
    pub keep_bigger: bool,
    /// Threads to use; as many as the machine has if `None`.
    pub jobs: Option<NonZeroUsize>,
    /// Whether the output is proved, and what becomes of functions that are not.
    pub prove: Prove,
    /// Check every lowering symbolically. Always on in debug builds.
    pub check_lowering: bool,
    /// Drop names and debug information.
    pub strip_debug: bool,
    /// Drop the `producers` section.
    pub strip_producers: bool,
    /// Drop the `target_features` section, after having read it.
    pub strip_target_features: bool,
    /// Proposals whose operators may be introduced although the input neither uses nor
    /// declares them.
    pub enable: Features,
    /// Proposals whose operators are not introduced even if the input has them. What the input
    /// has stays. Wins over `enable`.
    pub disable: Features,
    /// Run these passes, once, instead of the level's; those of whole modules come last.
    pub passes: Option<Vec<String>>,
    /// Passes to leave out, by name. Names that no pass has are ignored.
    pub skip_passes: Vec<String>,
    /// Keep imports that nothing uses.
    pub keep_imports: bool,
}

impl Options {
    /// The default options at a level.
    pub fn at(level: Level) -> Options {
        Options { level, ..Options::default() }
    }
}
