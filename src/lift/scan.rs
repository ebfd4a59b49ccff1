//! First pass over a body: decode once, and learn what later operators do to earlier ones.
//!
//! Takes: body bytes. Gives: the operators in a flat array with, noted in the immediates of
//! structured operators, whether a label is ever branched to, whether an `if` has an `else`,
//! which `sets` a loop contains and which arms a legacy `try` has. Invariant: positions are
//! indices into `ops` plus one; position 0 is the function's entry. Cost: O(bytes).

use super::Declined;
use crate::ir::op::codec::{Catch, Reader, Scratch};
use crate::ir::op::{Op, Opcode, Pool};
use crate::ir::types::Type;

/// An arm of a legacy `try`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arm {
    Catch(u32),
    CatchAll,
    Delegate(u32),
}

/// The label of a structured operator is a branch target.
const USED: u16 = 1;
/// The `if` has an `else`.
const HAS_ELSE: u16 = 2;

#[derive(Default, Debug)]
pub(super) struct Scan {
    /// Declared locals beyond the parameters.
    pub locals: Vec<Type>,
    pub ops: Vec<Op>,
    /// Labels of all `br_table`s.
    pub labels: Vec<u32>,
    /// Clauses of all `try_table`s.
    pub catches: Vec<Catch>,
    /// The local of each `local.set` and `local.tee`, in order.
    pub sets: Vec<u32>,
    /// Per loop, its range of `sets`.
    pub loops: Vec<(u32, u32)>,
    /// Per legacy `try`, its arms.
    pub tries: Vec<Vec<Arm>>,
    open: Vec<u32>,
    scratch: Scratch,
}

/// Functions with more locals than `wasmparser` admits cannot occur.
const MAX_LOCALS: u64 = 50_000;

/// What the scan noted in a structured operator: its ordinal among its kind, or where its
/// list begins.
fn set_ordinal(op: &mut Op, ordinal: usize) {
    op.c |= (ordinal as u64) << 32;
}

pub(super) fn ordinal(op: Op) -> usize {
    (op.c >> 32) as usize
}

/// Whether some branch targets the label of this `block`, `loop`, `if` or legacy `try`.
pub(super) fn label_is_used(op: Op) -> bool {
    op.a & USED != 0
}

/// Whether this `if` has an `else`.
pub(super) fn has_else(op: Op) -> bool {
    op.a & HAS_ELSE != 0
}

impl Scan {
    pub fn run(&mut self, body: &[u8], params: u32, pool: &mut Pool) -> Result<(), Declined> {
        self.clear();
        let mut reader = Reader::new(body, 0);
        let mut total = u64::from(params);
        for _ in 0..reader.u32()? {
            let count = reader.u32()?;
            total += u64::from(count);
            if total > MAX_LOCALS {
                return Err(Declined::Malformed);
            }
            let ty = reader.ty()?;
            self.locals.resize(self.locals.len() + count as usize, ty);
        }
        while !reader.at_end() {
            let op = reader.op(pool, &mut self.scratch)?;
            self.note(op)?;
        }
        if self.open.is_empty() { Ok(()) } else { Err(Declined::Malformed) }
    }

    fn clear(&mut self) {
        self.locals.clear();
        self.ops.clear();
        self.labels.clear();
        self.catches.clear();
        self.sets.clear();
        self.loops.clear();
        self.tries.clear();
        self.open.clear();
    }

    #[inline]
    fn note(&mut self, mut op: Op) -> Result<(), Declined> {
        use Opcode::*;
        let at = self.ops.len() as u32;
        match op.code {
            LocalSet | LocalTee => self.sets.push(op.index()),
            Block | If => self.open.push(at),
            Loop => {
                set_ordinal(&mut op, self.loops.len());
                self.loops.push((self.sets.len() as u32, 0));
                self.open.push(at);
            }
            Br | BrIf | BrOnNull | BrOnNonNull => self.mark(op.index()),
            BrOnCast | BrOnCastFail => {
                let label = self.scratch.labels[0];
                op.a = u16::try_from(label).map_err(|_| Declined::Unsupported("label depth"))?;
                self.mark(label);
            }
            BrTable => {
                op.c = self.labels.len() as u64;
                self.labels.extend_from_slice(&self.scratch.labels);
                for index in op.c as usize..self.labels.len() {
                    self.mark(self.labels[index]);
                }
            }
            TryTable => {
                set_ordinal(&mut op, self.catches.len());
                self.catches.extend_from_slice(&self.scratch.catches);
                for index in ordinal(op)..self.catches.len() {
                    self.mark(self.catches[index].label);
                }
                self.open.push(at);
            }
            Try => {
                set_ordinal(&mut op, self.tries.len());
                self.tries.push(Vec::new());
                self.open.push(at);
            }
            Else | Catch | CatchAll => self.arm(op)?,
            Delegate => {
                self.arm(op)?;
                self.open.pop();
            }
            End => self.close(),
            _ => {}
        }
        self.ops.push(op);
        Ok(())
    }

    /// Notes that the label at `depth` is a branch target; the function's own label needs none.
    fn mark(&mut self, depth: u32) {
        let at = self.open.len().checked_sub(depth as usize + 1).map(|i| self.open[i] as usize);
        if let Some(at) = at
            && self.ops[at].code != Opcode::TryTable
        {
            self.ops[at].a |= USED;
        }
    }

    fn arm(&mut self, op: Op) -> Result<(), Declined> {
        let open = *self.open.last().ok_or(Declined::Malformed)? as usize;
        let arm = match op.code {
            Opcode::Else => {
                self.ops[open].a |= HAS_ELSE;
                return Ok(());
            }
            Opcode::Catch => Arm::Catch(op.index()),
            Opcode::Delegate => Arm::Delegate(op.index()),
            _ => Arm::CatchAll,
        };
        if self.ops[open].code != Opcode::Try {
            return Err(Declined::Malformed);
        }
        self.tries[ordinal(self.ops[open])].push(arm);
        Ok(())
    }

    /// The function's own `end` finds nothing open.
    fn close(&mut self) {
        if let Some(at) = self.open.pop() {
            let op = self.ops[at as usize];
            if op.code == Opcode::Loop {
                self.loops[ordinal(op)].1 = self.sets.len() as u32;
            }
        }
    }
}
