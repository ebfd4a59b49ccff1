//! What the checker says.
//!
//! Takes: nothing. Gives: verdicts and reasons. Invariant: a function is identical, proved, or
//! not proved with a reason; there is no fourth case, and what was not looked at is not proved.

use std::fmt;

use super::module::Space;

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
    /// Conditions that hold on the path, readable, in the order in which they were met.
    pub path: Vec<String>,
    /// Constants in the terms and the conditions: where a difference may show.
    pub constants: Vec<u64>,
}

/// A run of both functions that ends differently.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Refutation {
    /// What is called: an export, or a function by its index in the input; none if instantiation
    /// is enough.
    pub call: Option<String>,
    /// The arguments.
    pub arguments: Vec<String>,
    /// What else the run depends on.
    pub setting: Vec<String>,
    /// Calls of imported functions, with their results, that are the same in both.
    pub calls: Vec<String>,
    /// What the input does then.
    pub before: String,
    /// What the output does.
    pub after: String,
}

/// What became of one function of the output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The same code, all indices meaning the same.
    Identical,
    /// Proved by normal forms.
    Proved,
    /// Proved by normal forms and Z3.
    Solved,
    /// Not proved.
    Unproved(Reason),
    /// Not proved, and wrong: a run shows it. The checker itself never says so.
    Refuted(Reason, Box<Refutation>),
}

impl Verdict {
    /// A word for it.
    pub fn key(&self) -> &'static str {
        match self {
            Verdict::Identical => "identical",
            Verdict::Proved => "normal-form",
            Verdict::Solved => "z3",
            Verdict::Unproved(_) => "unproved",
            Verdict::Refuted(..) => "refuted",
        }
    }

    /// Why the function is not proved, if it is not.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Verdict::Identical | Verdict::Proved | Verdict::Solved => None,
            Verdict::Unproved(reason) | Verdict::Refuted(reason, _) => Some(reason),
        }
    }
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
    /// State that functions have in common: memories, tables and mutable globals, by index in
    /// input and output; not what nobody reads.
    pub state: Vec<(Space, u32, u32)>,
    /// A run that ends differently although the functions may well be the same.
    pub refutation: Option<Refutation>,
}

impl Report {
    /// Whether the output is proved to do what the input does.
    pub fn proved(&self) -> bool {
        self.declarations.is_empty()
            && self.refutation.is_none()
            && self.functions.iter().all(|f| f.verdict.reason().is_none())
    }

    /// Whether a run shows that the output does something else.
    pub fn refuted(&self) -> bool {
        let is_refuted = |f: &Function| matches!(f.verdict, Verdict::Refuted(..));
        self.refutation.is_some() || self.functions.iter().any(is_refuted)
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
        let Mismatch { what, offsets, origin, terms, .. } = &**mismatch;
        write!(
            f,
            "{what} differ at {:#x} and {:#x}, on a path from {:#x} and {:#x}\n  before: {}\n  after:  {}",
            offsets.0, offsets.1, origin.0, origin.1, terms.0, terms.1
        )
    }
}

impl fmt::Display for Refutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.call())?;
        for line in &self.setting {
            writeln!(f, "  where {line}")?;
        }
        for line in &self.calls {
            writeln!(f, "  calls {line}")?;
        }
        write!(f, "  before: {}\n  after:  {}", self.before, self.after)
    }
}

impl Refutation {
    /// The call with its arguments.
    pub fn call(&self) -> String {
        match &self.call {
            Some(name) => format!("{name}({})", self.arguments.join(", ")),
            None => "instantiation".to_string(),
        }
    }
}
