//! Which items of the output stand for which items of the input.
//!
//! Takes: guesses, from `pairing`. Gives: for each index space the input's index of each item of
//! the output. Invariant: a wrong guess can only make a proof fail, because declarations are
//! compared under the same maps (`modules`) and every use of a function pair is proved.

/// No counterpart.
pub const NONE: u32 = u32::MAX;

/// From the output's indices to the input's.
#[derive(Clone, Default, Debug)]
#[allow(missing_docs)]
pub struct Maps {
    pub funcs: Vec<u32>,
    pub tables: Vec<u32>,
    pub memories: Vec<u32>,
    pub globals: Vec<u32>,
    pub tags: Vec<u32>,
    pub data: Vec<u32>,
    pub elements: Vec<u32>,
}

impl Maps {
    /// Every index to itself.
    pub fn identity(module: &super::module::Module<'_>) -> Maps {
        let all = |count: usize| (0..count as u32).collect();
        Maps {
            funcs: all(module.funcs.len()),
            tables: all(module.tables.len()),
            memories: all(module.memories.len()),
            globals: all(module.globals.len()),
            tags: all(module.tags.len()),
            data: all(module.data.len()),
            elements: all(module.elements.len()),
        }
    }
}
