//! Locals of lowered functions: what is declared, in how many bytes, and how often it is used.
//!
//! Takes: an encoded body and the types of the function's parameters. Gives: a line for the
//! declarations and one for each run of locals that are alike. Cost: O(body).

use crate::ir::op::codec::{DecodeError, Reader, Scratch};
use crate::ir::op::{Imm, Pool};
use crate::ir::types::Type;
use std::fmt::Write;

/// A local as the body shows it.
struct Local {
    ty: Type,
    is_param: bool,
    /// Instructions that name it.
    accesses: u32,
}

impl Local {
    fn is_like(&self, other: &Local) -> bool {
        (self.ty, self.is_param, self.accesses) == (other.ty, other.is_param, other.accesses)
    }
}

/// Describes the locals of `body`.
pub(super) fn describe(body: &[u8], params: &[Type]) -> Result<String, String> {
    read(body, params).map_err(|error| format!("the body cannot be read: {error}"))
}

fn read(body: &[u8], params: &[Type]) -> Result<String, DecodeError> {
    let mut reader = Reader::new(body, 0);
    let local = |ty, is_param| Local { ty, is_param, accesses: 0 };
    let mut locals: Vec<Local> = params.iter().map(|&ty| local(ty, true)).collect();
    let mut groups = Vec::new();
    for _ in 0..reader.u32()? {
        let count = reader.u32()?;
        let ty = reader.ty()?;
        groups.push(format!("{count} {ty}"));
        locals.extend((0..count).map(|_| local(ty, false)));
    }
    let declared = reader.pos();
    let (mut pool, mut scratch) = (Pool::default(), Scratch::default());
    while !reader.at_end() {
        let op = reader.op(&mut pool, &mut scratch)?;
        if op.info().imm == Imm::Local {
            locals[op.index() as usize].accesses += 1;
        }
    }
    let groups = if groups.is_empty() { "none".to_string() } else { groups.join(", ") };
    let mut out = format!("{} bytes, {declared} for declarations: {groups}\n", body.len());
    let mut first = 0;
    while let Some(local) = locals.get(first) {
        let run = locals[first..].iter().take_while(|other| other.is_like(local)).count();
        let last = first + run - 1;
        let range = if run == 1 { first.to_string() } else { format!("{first} to {last}") };
        let kind = if local.is_param { "parameter " } else { "" };
        let _ = writeln!(out, "  {range}: {kind}{}, named {} times", local.ty, local.accesses);
        first += run;
    }
    Ok(out)
}
