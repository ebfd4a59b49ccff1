//! What was done to a module.
//!
//! Takes: outcomes per function. Gives: [`Report`], for people and machines. Cost: O(functions).

use std::collections::BTreeMap;

/// Sizes of a module.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sizes {
    /// Whole module.
    pub bytes: usize,
    /// All function bodies.
    pub code_bytes: usize,
    /// Defined functions.
    pub functions: usize,
}

/// What became of a function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// It has a new body.
    Optimised,
    /// The new body was no improvement.
    Unchanged,
    /// Some stage declined it.
    Kept,
    /// It is gone: nothing needs it, or another one is equal.
    Removed,
}

impl Status {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Optimised => "optimised",
            Status::Unchanged => "unchanged",
            Status::Kept => "kept",
            Status::Removed => "removed",
        }
    }
}

/// What was done to a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionReport {
    /// Index in the module.
    pub index: u32,
    /// Name, if the module gives one.
    pub name: Option<String>,
    /// Size of the body before.
    pub bytes_before: usize,
    /// Size of the body after.
    pub bytes_after: usize,
    /// What became of it.
    pub status: Status,
    /// Why it is not optimised.
    pub reason: Option<String>,
    /// Time it took, in microseconds.
    pub micros: u64,
}

/// Time and effect of a pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassReport {
    /// Name of the pass.
    pub name: &'static str,
    /// Time over all functions and threads, in microseconds.
    pub micros: u64,
    /// Functions it changed; for passes over the whole module, items.
    pub changed: usize,
}

/// What was done to a module.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// The module before.
    pub input: Sizes,
    /// The module after.
    pub output: Sizes,
    /// One entry per defined function, in order.
    pub functions: Vec<FunctionReport>,
    /// One entry per pass.
    pub passes: Vec<PassReport>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Report {
    /// Number of functions with a status.
    pub fn count(&self, status: Status) -> usize {
        self.functions.iter().filter(|function| function.status == status).count()
    }

    /// Reasons for which functions kept their bodies, with how many and how many bytes.
    pub fn reasons(&self) -> BTreeMap<&str, (usize, usize)> {
        let mut reasons = BTreeMap::new();
        for function in self.functions.iter().filter(|f| f.status == Status::Kept) {
            let reason = function.reason.as_deref().unwrap_or("unknown");
            let entry: &mut (usize, usize) = reasons.entry(reason).or_default();
            entry.0 += 1;
            entry.1 += function.bytes_before;
        }
        reasons
    }
}
