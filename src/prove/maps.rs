//! Which items of the output stand for which items of the input.
//!
//! Takes: a [`Map`], which whoever made the output says, or `pairing` guesses. Gives: [`Maps`]
//! for both directions. Invariant: several functions of the input may have one counterpart, of
//! all other items one at most. Nothing here is trusted: declarations are compared under the
//! maps (`declarations`), and each pair of functions is proved; a wrong map makes proofs fail.
//! Cost: O(items).

use std::fmt;

use super::module::{Module, Space};
use super::references::Observed;

/// No counterpart.
pub const NONE: u32 = u32::MAX;

/// What is known of an item of the input.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Fate {
    /// Nothing: its counterpart is to be found.
    #[default]
    Unknown,
    /// The output has nothing that stands for it.
    Gone,
    /// This item of the output stands for it.
    At(u32),
}

/// From the input's items to the output's. Functions may share a counterpart.
///
/// ```
/// use selvedge::prove::{Fate, Map, Space};
///
/// let map: Map = "func 3 2   # two functions became one\n func 4 2\n global 0 -".parse()?;
/// assert_eq!(map.get(Space::Func, 4), Fate::At(2));
/// assert_eq!(map.get(Space::Global, 0), Fate::Gone);
/// assert_eq!(map.get(Space::Func, 0), Fate::Unknown);
/// # Ok::<(), selvedge::prove::BadMap>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Map {
    fates: [Vec<Fate>; Space::COUNT],
}

impl Map {
    /// The map under which the first so many items of each space keep their numbers.
    pub fn identity(count: impl Fn(Space) -> usize) -> Map {
        let all = |space| (0..count(space) as u32).map(Fate::At).collect();
        Map { fates: Space::ALL.map(all) }
    }

    /// What is known of an item.
    pub fn get(&self, space: Space, before: u32) -> Fate {
        self.fates[space as usize].get(before as usize).copied().unwrap_or_default()
    }

    /// Says what becomes of an item.
    pub fn set(&mut self, space: Space, before: u32, fate: Fate) {
        let fates = &mut self.fates[space as usize];
        if fates.len() <= before as usize {
            fates.resize(before as usize + 1, Fate::Unknown);
        }
        fates[before as usize] = fate;
    }

    /// Whether an item of the input may have a counterpart that is not known.
    pub(super) fn is_open(&self, module: &Module<'_>) -> bool {
        Space::ALL.into_iter().any(|space| {
            let mut all = 0..module.count(space) as u32;
            all.any(|index| self.get(space, index) == Fate::Unknown)
        })
    }
}

/// A line of a map that says nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadMap {
    /// Counted from one.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for BadMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for BadMap {}

/// Words for spaces in the text form.
const WORDS: [&str; Space::COUNT] = ["func", "table", "memory", "global", "tag", "data", "elem"];

/// The highest number of an item: modules have fewer.
const MAX_INDEX: u32 = 100_000_000;

impl std::str::FromStr for Map {
    type Err = BadMap;

    /// Reads lines `SPACE BEFORE AFTER`, where AFTER is `-` for what is gone; `#` begins a
    /// comment.
    fn from_str(text: &str) -> Result<Map, BadMap> {
        let mut map = Map::default();
        for (number, line) in text.lines().enumerate() {
            let bad = |what: String| BadMap { line: number + 1, what };
            let code = line.split('#').next().unwrap_or_default();
            let words: Vec<&str> = code.split_whitespace().collect();
            let [space, before, after] = words[..] else {
                if words.is_empty() {
                    continue;
                }
                return Err(bad("expected `SPACE BEFORE AFTER`".into()));
            };
            let place = WORDS.iter().position(|word| *word == space);
            let place =
                place.ok_or_else(|| bad(format!("`{space}` is none of {}", WORDS.join(", "))))?;
            let number = |text: &str| match text.parse() {
                Ok(number) if number <= MAX_INDEX => Ok(number),
                _ => Err(bad(format!("`{text}` is no index"))),
            };
            let fate = if after == "-" { Fate::Gone } else { Fate::At(number(after)?) };
            map.set(Space::ALL[place], number(before)?, fate);
        }
        Ok(map)
    }
}

/// From the output's indices to the input's.
#[derive(Clone, Default, Debug)]
pub struct Maps {
    /// Of the functions of the input that a function stands for, the one whose references it is.
    pub funcs: Vec<u32>,
    /// From the input's functions to the output's.
    pub forward: Vec<u32>,
    #[allow(missing_docs)]
    pub tables: Vec<u32>,
    #[allow(missing_docs)]
    pub memories: Vec<u32>,
    #[allow(missing_docs)]
    pub globals: Vec<u32>,
    #[allow(missing_docs)]
    pub tags: Vec<u32>,
    #[allow(missing_docs)]
    pub data: Vec<u32>,
    #[allow(missing_docs)]
    pub elements: Vec<u32>,
    /// Spaces, functions apart, in which two items of the input have one counterpart.
    pub clashes: Vec<Space>,
}

impl Maps {
    /// Every index of one module to itself.
    pub fn identity(module: &Module<'_>) -> Maps {
        let all = |space| (0..module.count(space) as u32).collect();
        Maps {
            funcs: all(Space::Func),
            forward: all(Space::Func),
            tables: all(Space::Table),
            memories: all(Space::Memory),
            globals: all(Space::Global),
            tags: all(Space::Tag),
            data: all(Space::Data),
            elements: all(Space::Element),
            clashes: Vec::new(),
        }
    }

    /// The maps that a map says; what it leaves unknown is gone.
    pub fn of(map: &Map, before: &Module<'_>, after: &Module<'_>, observed: &Observed) -> Maps {
        let mut clashes = Vec::new();
        let mut forward = vec![NONE; before.count(Space::Func)];
        let mut back = |space: Space| {
            let mut back = vec![NONE; after.count(space)];
            for index in 0..before.count(space) as u32 {
                let Fate::At(at) = map.get(space, index) else { continue };
                let Some(entry) = back.get_mut(at as usize) else { continue };
                if space == Space::Func {
                    forward[index as usize] = at;
                    let is_seen = |func: u32| observed.functions[func as usize];
                    if *entry != NONE && (is_seen(*entry) || !is_seen(index)) {
                        continue;
                    }
                } else if *entry != NONE && !clashes.contains(&space) {
                    clashes.push(space);
                }
                *entry = index;
            }
            back
        };
        let [funcs, tables, memories, globals, tags, data, elements] = Space::ALL.map(&mut back);
        Maps { funcs, forward, tables, memories, globals, tags, data, elements, clashes }
    }

    /// Whether the two say the same.
    pub fn same(&self, other: &Maps) -> bool {
        self.forward == other.forward
            && self.clashes == other.clashes
            && Space::ALL.into_iter().all(|space| self.space(space) == other.space(space))
    }

    /// The input's counterparts of the output's items of a space.
    pub fn space(&self, space: Space) -> &[u32] {
        match space {
            Space::Func => &self.funcs,
            Space::Table => &self.tables,
            Space::Memory => &self.memories,
            Space::Global => &self.globals,
            Space::Tag => &self.tags,
            Space::Data => &self.data,
            Space::Element => &self.elements,
        }
    }

    /// For each function of the input the one whose references those of its counterpart are;
    /// itself if it has none.
    pub fn callees(&self) -> Vec<u32> {
        let callee = |(before, &after): (usize, &u32)| {
            self.funcs.get(after as usize).copied().unwrap_or(before as u32)
        };
        self.forward.iter().enumerate().map(callee).collect()
    }

    /// Whether a function of the output stands for one of the input in a call.
    pub fn related(&self, before: u32, after: u32) -> bool {
        self.forward.get(before as usize) == Some(&after) && after != NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read() {
        let map: Map = "# all\n\nfunc 1 0\n  func 2 0 # merged\ndata 0 -\n".parse().unwrap();
        assert_eq!(map.get(Space::Func, 0), Fate::Unknown);
        assert_eq!([1, 2].map(|index| map.get(Space::Func, index)), [Fate::At(0); 2]);
        assert_eq!(map.get(Space::Data, 0), Fate::Gone);
    }

    #[test]
    fn bad_lines_are_named() {
        for (text, message) in [
            ("func 1", "line 1: expected `SPACE BEFORE AFTER`"),
            (
                "\nfunk 1 2",
                "line 2: `funk` is none of func, table, memory, global, tag, data, elem",
            ),
            ("func - 1", "line 1: `-` is no index"),
            ("func 1 4294967295", "line 1: `4294967295` is no index"),
        ] {
            assert_eq!(text.parse::<Map>().unwrap_err().to_string(), message);
        }
    }
}
