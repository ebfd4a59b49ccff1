//! Which non-nullable locals validation knows to be set.
//!
//! Takes: reads, writes and constructs in the order they are emitted. Gives: the locals that
//! are read where WebAssembly's structural rule does not see a write, although one dominates
//! the read. The rule: a `local.get` of a non-nullable local needs a write in the same or an
//! enclosing construct that is still open; `else` and `end` forget what their arm wrote. Such
//! locals are declared nullable, and `ref.as_non_null` follows where a use refuses null.
//!
//! Cost: O(1) per event, amortised. From: the validation rules of the typed function
//! references proposal.

use super::slots::Slots;
use crate::ir::Function;
use crate::ir::types::Type;

#[derive(Default, Debug)]
pub(super) struct Initial {
    /// Declared type of every local.
    types: Vec<Type>,
    params: usize,
    /// Whether any local is a reference; else there is nothing to note.
    has_references: bool,
    written: Vec<bool>,
    /// Locals written since each open construct began.
    log: Vec<u32>,
    opened: Vec<usize>,
    /// Locals read too early for the rule.
    pub early: Vec<u32>,
}

impl Initial {
    /// Starts a body with the given locals.
    pub fn start(&mut self, func: &Function, slots: &Slots) {
        self.types.clear();
        self.types.extend_from_slice(&func.params);
        for &(count, ty) in &slots.declarations {
            self.types.resize(self.types.len() + count as usize, ty);
        }
        self.params = func.params.len();
        self.has_references = self.types.iter().any(|ty| ty.is_ref());
        self.written.clear();
        self.written.resize(self.types.len(), false);
        self.log.clear();
        self.opened.clear();
        self.early.clear();
    }

    /// Notes a read; whether the local is declared to admit null.
    #[inline]
    pub fn read(&mut self, local: u32) -> bool {
        self.has_references && self.note_read(local)
    }

    fn note_read(&mut self, local: u32) -> bool {
        let index = local as usize;
        let needs_write = index >= self.params && !self.types[index].has_default();
        if needs_write && !self.written[index] {
            self.early.push(local);
        }
        self.types[index].is_nullable()
    }

    /// Whether only non-null references may be written to the local.
    #[inline]
    pub fn refuses_null(&self, local: u32) -> bool {
        self.has_references && {
            let ty = self.types[local as usize];
            ty.is_ref() && !ty.is_nullable()
        }
    }

    /// Notes a write; whether it is the first in its construct, and whether the local is
    /// declared to admit null.
    #[inline]
    pub fn write(&mut self, local: u32) -> (bool, bool) {
        if self.has_references { self.note_write(local) } else { (false, false) }
    }

    fn note_write(&mut self, local: u32) -> (bool, bool) {
        let index = local as usize;
        let first = !std::mem::replace(&mut self.written[index], true);
        if first {
            self.log.push(local);
        }
        (first, self.types[index].is_nullable())
    }

    /// Takes back the last write, which turned out not to be needed.
    pub fn unwrite(&mut self) {
        if let Some(local) = self.log.pop() {
            self.written[local as usize] = false;
        }
    }

    /// A construct opens.
    pub fn open(&mut self) {
        self.opened.push(self.log.len());
    }

    /// An arm of the innermost construct ends: its writes are forgotten.
    pub fn end_arm(&mut self) {
        let start = self.opened.last().copied().unwrap_or(0);
        for local in self.log.drain(start..) {
            self.written[local as usize] = false;
        }
    }

    /// The innermost construct ends.
    pub fn close(&mut self) {
        self.end_arm();
        self.opened.pop();
    }
}
