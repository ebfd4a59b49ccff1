//! What can go wrong with a module.
//!
//! Takes: errors of decoding and validation. Gives: [`Error`], which says where in the input
//! and in which function. Cost: O(1).

use crate::wasm::decode;
use std::fmt;

/// An input that cannot be optimised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// Byte offset in the input, if the error is about the input.
    pub offset: Option<usize>,
    /// Index and name of the function it is in, if it is in one.
    pub function: Option<(u32, Option<String>)>,
    /// What is wrong.
    pub message: String,
}

impl Error {
    /// Options that make no sense.
    pub(crate) fn usage(message: &str) -> Error {
        Error { offset: None, function: None, message: message.to_string() }
    }

    /// Something that had to be proved is not.
    pub(crate) fn unproved(function: Option<(u32, Option<String>)>, why: String) -> Error {
        Error { offset: None, function, message: why }
    }

    /// An error that is not the input's fault.
    pub(crate) fn internal(message: &str) -> Error {
        let message = format!("{message}; this is a bug in selvedge, please report it");
        Error { offset: None, function: None, message }
    }
}

impl From<decode::Error> for Error {
    fn from(error: decode::Error) -> Error {
        Error { offset: Some(error.offset), function: None, message: error.message }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(offset) = self.offset {
            write!(f, "at byte {offset:#x}")?;
        }
        if let Some((index, name)) = &self.function {
            let space = if self.offset.is_some() { " in " } else { "" };
            write!(f, "{space}function {index}")?;
            if let Some(name) = name {
                write!(f, " ({name})")?;
            }
        }
        let is_placed = self.offset.is_some() || self.function.is_some();
        let separator = if is_placed { ": " } else { "" };
        write!(f, "{separator}{}", self.message)
    }
}

impl std::error::Error for Error {}
