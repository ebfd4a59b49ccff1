//! The text form, written.
//!
//! Takes: a function. Gives: text that [`parse`](super::parse) reads back to a function that
//! prints alike. Result types are written where the operator table does not fix them, so the
//! text needs no module beside it. Cost: O(text). Format: `docs/ir.md`.

use super::op::{Imm, Op};
use super::types::Type;
use super::{Block, Edge, Function, Inst, Value};
use std::fmt::{self, Display, Write};

/// Wraps a function for printing under a name.
pub struct Printed<'a> {
    /// What follows `function %`; letters, digits and `_ . $ -` only.
    pub name: &'a str,
    /// The function.
    pub func: &'a Function,
}

impl Display for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let func = self.func;
        write!(f, "function %{}({})", self.name, Commas(&func.params))?;
        if !func.results.is_empty() {
            write!(f, " -> {}", Commas(&func.results))?;
        }
        f.write_str(" {\n")?;
        for (region, data) in func.regions.iter() {
            write!(f, "{region} = {}", if data.legacy { "try" } else { "try_table" })?;
            if let Some(parent) = data.parent {
                write!(f, " in {parent}")?;
            }
            for handler in &data.handlers {
                match handler.tag {
                    Some(tag) => write!(f, ", catch tag{tag}")?,
                    None => write!(f, ", catch_all")?,
                }
                if handler.with_ref {
                    f.write_str(" ref")?;
                }
                write!(f, " {} {}", handler.payload, handler.block)?;
            }
            match data.delegate {
                Some(Some(scope)) => write!(f, ", delegate {scope}")?,
                Some(None) => f.write_str(", delegate caller")?,
                None => {}
            }
            f.write_str("\n")?;
        }
        for &block in &func.order {
            write_block(f, func, block)?;
        }
        f.write_str("}\n")
    }
}

/// Writes a block: its head, then a line per instruction.
pub(super) fn write_block(f: &mut impl Write, func: &Function, block: Block) -> fmt::Result {
    write!(f, "{block}")?;
    let params = func.block_params(block);
    if !params.is_empty() {
        f.write_str("(")?;
        for (index, &param) in params.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{param}: {}", func.ty(param))?;
        }
        f.write_str(")")?;
    }
    if let Some(region) = func.blocks[block].region.expand() {
        write!(f, " in {region}")?;
    }
    f.write_str(":\n")?;
    for inst in func.block_insts_and_terminator(block) {
        f.write_str("    ")?;
        write_inst(f, func, inst)?;
        f.write_str("\n")?;
    }
    Ok(())
}

/// Writes one instruction, without indentation or line end.
pub fn write_inst(f: &mut impl Write, func: &Function, inst: Inst) -> fmt::Result {
    let op = func.insts[inst].op;
    let mut results = func.inst_results(inst).peekable();
    if results.peek().is_some() {
        let typed = !has_fixed_results(op);
        for (index, value) in results.enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{value}")?;
            if typed {
                write!(f, ": {}", func.ty(value))?;
            }
        }
        f.write_str(" = ")?;
    }
    f.write_str(op.info().text)?;
    write_immediate(f, func, op)?;
    let mut separator = " ";
    for &arg in func.args(inst) {
        write!(f, "{separator}{arg}")?;
        separator = ", ";
    }
    if op.flags().any(super::Flags::TERMINATOR) && !op.flags().any(super::Flags::THROWS) {
        for edge in func.edges_of(inst) {
            f.write_str(separator)?;
            write_edge(f, func, edge)?;
            separator = ", ";
        }
    } else if func.edge_count(inst) > 0 {
        separator = " unwind ";
        for edge in func.edges_of(inst) {
            f.write_str(separator)?;
            write_edge(f, func, edge)?;
            separator = ", ";
        }
    }
    Ok(())
}

fn write_edge(f: &mut impl Write, func: &Function, edge: Edge) -> fmt::Result {
    write!(f, "{}", func.edges[edge].block)?;
    let args: &[Value] = func.edge_args(edge);
    if args.is_empty() { Ok(()) } else { write!(f, "({})", Commas(args)) }
}

/// Whether the operator table alone tells the result types.
pub(super) fn has_fixed_results(op: Op) -> bool {
    let sig = &op.info().sig;
    !sig.custom && sig.results().iter().all(|&letter| Type::from_letter(letter).is_some())
}

/// The words that introduce index immediates, in the order they are written.
pub(super) fn index_words(imm: Imm) -> &'static [&'static str] {
    match imm {
        Imm::Memory => &["mem"],
        Imm::MemoryMemory => &["mem", "mem"],
        Imm::DataMemory => &["data", "mem"],
        Imm::Data => &["data"],
        Imm::Elem => &["elem"],
        Imm::ElemTable => &["elem", "table"],
        Imm::Table => &["table"],
        Imm::TableTable => &["table", "table"],
        Imm::Function => &["func"],
        Imm::Global => &["global"],
        Imm::Local => &["local"],
        Imm::Tag => &["tag"],
        Imm::Type => &["type"],
        Imm::TypeTable => &["type", "table"],
        Imm::TypeField => &["type", "field"],
        Imm::TypeCount => &["type", "count"],
        Imm::TypeData => &["type", "data"],
        Imm::TypeElem => &["type", "elem"],
        Imm::TypeType => &["type", "type"],
        Imm::Region => &["region"],
        _ => &[],
    }
}

/// Writes the immediate of `op`, with a leading space where there is one.
pub fn write_immediate(f: &mut impl Write, func: &Function, op: Op) -> fmt::Result {
    match op.info().imm {
        Imm::I32 | Imm::I64 => write!(f, " {}", op.int()),
        Imm::F32 => {
            write_float(f, f64::from(f32::from_bits(op.bits() as u32)), op.bits(), 23, 8, {
                |f: &mut dyn Write| write!(f, "{:?}", f32::from_bits(op.bits() as u32))
            })
        }
        Imm::F64 => write_float(f, f64::from_bits(op.bits()), op.bits(), 52, 11, {
            |f: &mut dyn Write| write!(f, "{:?}", f64::from_bits(op.bits()))
        }),
        Imm::V128 | Imm::Shuffle => write!(f, " {:#034x}", func.pool.get(op.c)),
        Imm::Lane => write!(f, " lane={}", op.lane()),
        Imm::MemArg | Imm::MemArgLane => {
            if op.info().imm == Imm::MemArgLane {
                write!(f, " lane={}", op.lane())?;
            }
            if op.index() != 0 {
                write!(f, " mem={}", op.index())?;
            }
            if op.offset() != 0 {
                write!(f, " offset={}", op.offset())?;
            }
            if 1u64 << op.align() != u64::from(op.info().access) {
                write!(f, " align={}", 1u64 << op.align())?;
            }
            Ok(())
        }
        Imm::HeapType => match op.ty().heap() {
            Some(heap) => write!(f, " {heap}"),
            None => f.write_str(" ?"),
        },
        Imm::SelectType => write!(f, " {}", op.ty()),
        Imm::BranchCast => write!(f, " {} {}", op.ty(), op.ty2()),
        Imm::Label if op.code == super::Opcode::Rethrow => write!(f, " region{}", op.index()),
        imm => {
            for (word, index) in index_words(imm).iter().zip([op.index(), op.index2()]) {
                write!(f, " {word}{index}")?;
            }
            Ok(())
        }
    }
}

/// Finite floats in the shortest decimal that reads back; NaNs by their payload.
fn write_float(
    f: &mut impl Write,
    value: f64,
    bits: u64,
    fraction: u32,
    exponent: u32,
    shortest: impl Fn(&mut dyn Write) -> fmt::Result,
) -> fmt::Result {
    let sign = if bits >> (fraction + exponent) & 1 == 1 { "-" } else { "" };
    f.write_str(" ")?;
    if value.is_nan() {
        write!(f, "{sign}nan:{:#x}", bits & ((1 << fraction) - 1))
    } else if value.is_infinite() {
        write!(f, "{sign}inf")
    } else {
        shortest(f)
    }
}

/// A list with commas between.
pub(crate) struct Commas<'a, T>(pub &'a [T]);

impl<T: Display> Display for Commas<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{item}")?;
        }
        Ok(())
    }
}
