//! What the checker says.
//!
//! Takes: nothing. Gives: verdicts and reasons. Invariant: a function is identical, proved, or
//! not proved with a reason; there is no fourth case, and what was not looked at is not proved.

use std::fmt;

/// Why a function is not proved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The checker does not know this.
    Unsupported(&'static str),
    /// The output refers to an item that stands for none of the input's.
    NoCounterpart,
    /// Different types.
    Signature,
    /// More work than is allowed.
    Budget(&'static str),
    /// The two do not do the same on some path, as far as the checker can see.
    Mismatch(Box<Mismatch>),
    /// The checker failed.
    Internal,
}

/// Where two functions differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// What differs: one of a few words.
    pub what: &'static str,
    /// Byte offsets in input and output.
    pub offsets: (u32, u32),
    /// Byte offsets of the cut points where the path began.
    pub origin: (u32, u32),
    /// Both terms, readable.
    pub terms: (String, String),
}

/// What became of one function of the output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The same code, all indices meaning the same.
    Identical,
    /// Proved by normal forms.
    Proved,
    /// Not proved.
    Unproved(Reason),
}

/// One pair of functions.
#[derive(Clone, Debug)]
pub struct Function {
    /// Index in the input; none if the output's function stands for none of it.
    pub before: Option<u32>,
    /// Index in the output.
    pub after: u32,
    /// The name, if there is one.
    pub name: Option<String>,
    /// Bytes of the output's body.
    pub bytes: usize,
    /// What became of it.
    pub verdict: Verdict,
    /// Microseconds spent.
    pub micros: u64,
}

/// Everything about a pair of modules.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What differs in declarations; empty if all is well.
    pub declarations: Vec<String>,
    /// All pairs of functions, in the order of the output.
    pub functions: Vec<Function>,
}

impl Report {
    /// Whether the output is proved to do what the input does.
    pub fn proved(&self) -> bool {
        self.declarations.is_empty()
            && self.functions.iter().all(|f| !matches!(f.verdict, Verdict::Unproved(_)))
    }
}

impl Reason {
    /// A short name for counting.
    pub fn key(&self) -> String {
        match self {
            Reason::Unsupported(what) => format!("unsupported: {what}"),
            Reason::NoCounterpart => "no counterpart".into(),
            Reason::Signature => "signature".into(),
            Reason::Budget(what) => format!("budget: {what}"),
            Reason::Mismatch(mismatch) => format!("mismatch: {}", mismatch.what),
            Reason::Internal => "internal error".into(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reason::Mismatch(mismatch) = self else { return f.write_str(&self.key()) };
        let Mismatch { what, offsets, origin, terms } = &**mismatch;
        write!(
            f,
            "{what} differ at {:#x} and {:#x}, on a path from {:#x} and {:#x}\n  before: {}\n  after:  {}",
            offsets.0, offsets.1, origin.0, origin.1, terms.0, terms.1
        )
    }
}
