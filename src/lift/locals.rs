//! Locals during the walk: for each, the history of its values by position.
//!
//! Takes: assignments and control-flow events in source order. Gives: the value a local has
//! at any earlier position, which is what an edge recorded there must pass. Invariant:
//! entries of one history have increasing positions; the last entry is the value now; an
//! entry is either a value, the local's default, or *pending*: "whatever arrives at this
//! block", which becomes a block parameter only if somebody asks.
//!
//! Cost: O(1) per assignment; O(locals assigned inside) at the end of a construct; a look-up
//! is O(log entries), mostly O(1) because recent positions are asked for.

use crate::ir::entities::{Block, Value};
use crate::ir::types::Type;
use cranelift_entity::EntityRef;

/// What an entry holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    Value(Value),
    Default,
    Pending(Block),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    position: u32,
    /// A value index, or one of the tags below in the two highest bits.
    word: u32,
}

const PENDING: u32 = 1 << 31;
const DEFAULT: u32 = 1 << 30;

impl Entry {
    fn known(self) -> Known {
        if self.word & PENDING != 0 {
            Known::Pending(Block::new((self.word & !PENDING) as usize))
        } else if self.word & DEFAULT != 0 {
            Known::Default
        } else {
            Known::Value(Value::new(self.word as usize))
        }
    }
}

#[derive(Default, Debug)]
pub(super) struct Locals {
    /// Type of every local, parameters first.
    pub types: Vec<Type>,
    history: Vec<Vec<Entry>>,
    /// Locals assigned since each open construct began; duplicates allowed.
    log: Vec<u32>,
    /// Per local, the serial of the construct that last logged it.
    logged_in: Vec<u32>,
    stamp: Vec<u32>,
    next_stamp: u32,
}

impl Locals {
    /// Starts a function: parameters have values, other locals their default.
    pub fn start(&mut self, params: &[Value], types: impl Iterator<Item = Type>) {
        self.types.clear();
        self.types.extend(types);
        let count = self.types.len();
        if self.history.len() < count {
            self.history.resize_with(count, Vec::new);
        }
        for (index, history) in self.history[..count].iter_mut().enumerate() {
            history.clear();
            if let Some(param) = params.get(index) {
                history.push(Entry { position: 0, word: param.index() as u32 });
            } else if self.types[index].has_default() {
                history.push(Entry { position: 0, word: DEFAULT });
            }
        }
        self.log.clear();
        self.logged_in.clear();
        self.logged_in.resize(count, u32::MAX);
        self.stamp.clear();
        self.stamp.resize(count, 0);
        self.next_stamp = 0;
    }

    /// Assigns `value` to `local` at `position`, inside the construct numbered `serial`.
    #[inline]
    pub fn set(&mut self, local: usize, position: u32, value: Value, serial: u32) {
        self.history[local].push(Entry { position, word: value.index() as u32 });
        if self.logged_in[local] != serial {
            self.logged_in[local] = serial;
            self.log.push(local as u32);
        }
    }

    /// The mark to give to [`Locals::pend_since`] for a construct that begins now.
    pub fn log_mark(&self) -> usize {
        self.log.len()
    }

    /// From `position` on, every local assigned since `mark` is what arrives at `block`.
    pub fn pend_since(&mut self, mark: usize, position: u32, block: Block) {
        self.next_stamp += 1;
        let word = PENDING | block.index() as u32;
        let mut kept = mark;
        for at in mark..self.log.len() {
            let local = self.log[at];
            let stamp = &mut self.stamp[local as usize];
            if *stamp != self.next_stamp {
                *stamp = self.next_stamp;
                self.log[kept] = local;
                kept += 1;
                self.history[local as usize].push(Entry { position, word });
            }
        }
        self.log.truncate(kept);
    }

    /// From `position` on, each of `locals` is what arrives at the loop header `block`.
    pub fn pend_all(&mut self, locals: &[u32], position: u32, block: Block) {
        self.next_stamp += 1;
        let word = PENDING | block.index() as u32;
        for &local in locals {
            let stamp = &mut self.stamp[local as usize];
            if *stamp != self.next_stamp {
                *stamp = self.next_stamp;
                // Assigned inside, even if only in code that is never reached.
                self.log.push(local);
                self.history[local as usize].push(Entry { position, word });
            }
        }
    }

    /// Index of the current entry of `local`; `None` if it was never assigned and has no
    /// default.
    #[inline]
    pub fn current(&self, local: usize) -> Option<usize> {
        self.history[local].len().checked_sub(1)
    }

    /// Index of the entry that `local` had just before `position`.
    pub fn before(&self, local: usize, position: u32) -> Option<usize> {
        let history = &self.history[local];
        let recent = history.len().saturating_sub(8);
        let mut at = history.len();
        while at > recent && history[at - 1].position >= position {
            at -= 1;
        }
        if at == recent && recent > 0 {
            at = history[..recent].partition_point(|entry| entry.position < position);
        }
        at.checked_sub(1)
    }

    /// [`Locals::before`], fast if the entry is `hint` or a little earlier.
    pub fn before_near(&self, local: usize, position: u32, hint: usize) -> Option<usize> {
        let history = &self.history[local];
        let is_before = |at: usize| history[at].position < position;
        // The entry is at or before the hint unless the next one is early enough too.
        if hint >= history.len() || (hint + 1 < history.len() && is_before(hint + 1)) {
            return self.before(local, position);
        }
        let mut late = hint + 1;
        let mut step = 1;
        while late > 0 {
            let probe = late.saturating_sub(step);
            if is_before(probe) {
                let found = history[probe..late].partition_point(|e| e.position < position);
                return Some(probe + found - 1);
            }
            late = probe;
            step *= 2;
        }
        None
    }

    /// Position of an entry.
    pub fn position(&self, local: usize, entry: usize) -> u32 {
        self.history[local][entry].position
    }

    /// What an entry holds.
    #[inline]
    pub fn known(&self, local: usize, entry: usize) -> Known {
        self.history[local][entry].known()
    }

    /// Replaces a pending entry by the value found for it.
    pub fn resolve(&mut self, local: usize, entry: usize, value: Value) {
        self.history[local][entry].word = value.index() as u32;
    }
}
