//! How hard to work, and towards what.
//!
//! Takes: the letters after `-O`. Gives: [`Level`]; what each runs is in [`super::pipeline`].

/// How hard to work, and towards what.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Level {
    /// No passes: lift to SSA and lower again.
    O0,
    /// One quick round.
    O1,
    /// Size and speed in balance.
    #[default]
    O2,
    /// Speed first.
    O3,
    /// Speed first, at any cost in time.
    O4,
    /// Size, where speed does not suffer.
    Os,
    /// Size first.
    Oz,
}

impl Level {
    /// All levels with the letters that name them after `-O`.
    pub const ALL: [(Level, &'static str); 7] = [
        (Level::O0, "0"),
        (Level::O1, "1"),
        (Level::O2, "2"),
        (Level::O3, "3"),
        (Level::O4, "4"),
        (Level::Os, "s"),
        (Level::Oz, "z"),
    ];

    /// The level named by the letters after `-O`; none at all is the default level.
    pub fn from_letters(letters: &str) -> Option<Level> {
        match letters {
            "" => Some(Level::default()),
            _ => Level::ALL.iter().find(|row| row.1 == letters).map(|row| row.0),
        }
    }
}
