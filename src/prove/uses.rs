//! What the bodies of a module do to its items, all bodies together.
//!
//! Takes: a module and what its validation left to do. Gives: [`Uses`], after having validated
//! every body. Invariant: what an operator newer than the semantics table may do counts as done.
//! Cost: two walks over all bodies, on several threads.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use wasmparser::{BinaryReaderError, FuncToValidate, FunctionBody, Operator, ValidatorResources};

use super::module::{Module, Unusable};
use super::opcode::Opcode;
use super::threads;

/// A body that is still to be validated.
pub type Ticket = FuncToValidate<ValidatorResources>;

/// What bodies do.
#[derive(Clone, Default, Debug)]
pub struct Uses {
    /// Globals that some body writes to.
    pub written: BTreeSet<u32>,
    /// Globals whose value some body asks for.
    pub asked: BTreeSet<u32>,
    /// Functions of which some body takes a reference.
    pub taken: BTreeSet<u32>,
    /// Tables of which some body reads entries.
    pub read: BTreeSet<u32>,
    /// Tables copied: from, to.
    pub copied: BTreeSet<(u32, u32)>,
    /// Segments copied into tables: from, to.
    pub filled: BTreeSet<(u32, u32)>,
    /// Element segments that become arrays.
    pub arrays: BTreeSet<u32>,
    /// Something unknown is done: anything may be written or read.
    pub unknown: bool,
}

impl Uses {
    fn operator(&mut self, operator: &Operator<'_>) {
        match *operator {
            Operator::GlobalSet { global_index } => drop(self.written.insert(global_index)),
            Operator::GlobalGet { global_index } => drop(self.asked.insert(global_index)),
            Operator::RefFunc { function_index } => drop(self.taken.insert(function_index)),
            Operator::TableGet { table } => drop(self.read.insert(table)),
            Operator::TableCopy { dst_table, src_table } => {
                self.copied.insert((src_table, dst_table));
            }
            Operator::TableInit { elem_index, table } => {
                self.filled.insert((elem_index, table));
            }
            Operator::ArrayNewElem { array_elem_index, .. }
            | Operator::ArrayInitElem { array_elem_index, .. } => {
                self.arrays.insert(array_elem_index);
            }
            _ => {
                let opcode = Opcode::of(operator);
                self.unknown |= opcode.is_none_or(Opcode::touches_globals);
            }
        }
    }

    fn join(&mut self, mut other: Uses) {
        self.written.append(&mut other.written);
        self.asked.append(&mut other.asked);
        self.taken.append(&mut other.taken);
        self.read.append(&mut other.read);
        self.copied.append(&mut other.copied);
        self.filled.append(&mut other.filled);
        self.arrays.append(&mut other.arrays);
        self.unknown |= other.unknown;
    }

    /// Whether some body writes to a global.
    pub fn writes(&self, global: u32) -> bool {
        self.unknown || self.written.contains(&global)
    }

    /// Whether some body asks for the value of a global.
    pub fn reads(&self, global: u32) -> bool {
        self.unknown || self.asked.contains(&global)
    }
}

/// Bodies that one thread takes at a time: so many bytes.
const CHUNK_BYTES: usize = 64 << 10;

/// Validates all bodies and finds out what they do.
pub fn all(module: &Module<'_>, tickets: &[Ticket], jobs: NonZeroUsize) -> Result<Uses, Unusable> {
    let mut chunks = vec![0];
    let mut bytes = 0;
    for (index, body) in module.bodies.iter().enumerate() {
        bytes += body.range().count();
        if bytes > CHUNK_BYTES {
            chunks.push(index + 1);
            bytes = 0;
        }
    }
    chunks.push(module.bodies.len());
    let order: Vec<u32> = (0..chunks.len() as u32 - 1).collect();
    let work = |_: &mut (), chunk: u32| {
        let range = chunks[chunk as usize]..chunks[chunk as usize + 1];
        let mut uses = Uses::default();
        for index in range {
            body(&module.bodies[index], &tickets[index], &mut uses)?;
        }
        Ok::<_, BinaryReaderError>(uses)
    };
    let mut all = Uses::default();
    for result in threads::each(&order, jobs, || (), work) {
        all.join(result.ok_or_else(|| Unusable("no thread could be started".into()))??);
    }
    Ok(all)
}

fn body(
    body: &FunctionBody<'_>,
    ticket: &Ticket,
    uses: &mut Uses,
) -> Result<(), BinaryReaderError> {
    let ticket = FuncToValidate {
        resources: ticket.resources.clone(),
        index: ticket.index,
        ty: ticket.ty,
        features: ticket.features,
    };
    ticket.into_validator(Default::default()).validate(body)?;
    let mut reader = body.get_operators_reader()?;
    while !reader.eof() {
        uses.operator(&reader.read()?);
    }
    Ok(())
}
