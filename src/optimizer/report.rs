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
    /// Its new body was not proved.
    Reverted,
    /// It is gone: nothing needs it, or another one is equal.
    Removed,
}

/// What shows that a function of the output does what one of the input does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Proof {
    /// Nothing: proofs are off.
    Off,
    /// It is the same operator by operator.
    Identical,
    /// Normal forms.
    NormalForm,
    /// Normal forms and Z3.
    Z3,
    /// It is the same again, since its new body was not proved.
    Reverted,
    /// Nothing: it is gone, and nothing needs it.
    Unneeded,
}

impl Proof {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Proof::Off => "off",
            Proof::Identical => "identical",
            Proof::NormalForm => "normal-form",
            Proof::Z3 => "z3",
            Proof::Reverted => "reverted",
            Proof::Unneeded => "unneeded",
        }
    }
}

impl Status {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Optimised => "optimised",
            Status::Unchanged => "unchanged",
            Status::Kept => "kept",
            Status::Reverted => "reverted",
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
    /// Why it is not optimised, or not with every pass.
    pub reason: Option<String>,
    /// What shows that it does what it did.
    pub proof: Proof,
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

    /// Functions and their bytes in the input, by what shows that they are as they were.
    pub fn proofs(&self) -> BTreeMap<Proof, (usize, usize)> {
        let mut proofs: BTreeMap<Proof, (usize, usize)> = BTreeMap::new();
        for function in &self.functions {
            let entry = proofs.entry(function.proof).or_default();
            entry.0 += 1;
            entry.1 += function.bytes_before;
        }
        proofs
    }

    /// Reasons for which functions have a status, with how many and how many bytes.
    pub fn reasons(&self, status: Status) -> BTreeMap<&str, (usize, usize)> {
        let mut reasons = BTreeMap::new();
        for function in self.functions.iter().filter(|f| f.status == status) {
            let Some(reason) = function.reason.as_deref() else {
                continue;
            };
            let entry: &mut (usize, usize) = reasons.entry(reason).or_default();
            entry.0 += 1;
            entry.1 += function.bytes_before;
        }
        reasons
    }
}
