//! What validation asks of immediates beyond types.
//!
//! Takes: an instruction. Gives: violations: lanes inside the vector, alignments up to the
//! width of the access, offsets that fit the address, writes to mutable places only. Cost:
//! O(1) per instruction.

use super::Verifier;
use crate::ir::env::Composite;
use crate::ir::op::Imm;
use crate::ir::{Feature, Inst, Opcode, Type};

/// Lane indices of a shuffle choose among both operands.
const SHUFFLE_LANES: u8 = 32;

impl Verifier<'_> {
    pub(super) fn immediates(&mut self, inst: Inst) {
        let op = self.func.insts[inst].op;
        let text = op.info().text;
        match op.info().imm {
            Imm::Lane | Imm::MemArgLane if op.lane() >= lanes(text, op.info().access) => {
                self.complain(format!("{inst}: `{text}` has no lane {}", op.lane()));
            }
            Imm::Shuffle => {
                let lanes = self.func.pool.get(op.bits()).to_le_bytes();
                if let Some(lane) = lanes.iter().find(|&&lane| lane >= SHUFFLE_LANES) {
                    self.complain(format!("{inst}: `{text}` has no lane {lane}"));
                }
            }
            _ => {}
        }
        if matches!(op.info().imm, Imm::MemArg | Imm::MemArgLane) {
            let natural = op.info().access.trailing_zeros();
            let atomic = op.info().feature == Feature::Threads;
            if u32::from(op.align()) > natural || (atomic && u32::from(op.align()) != natural) {
                let bytes = 1u64 << op.align().min(63);
                self.complain(format!("{inst}: `{text}` cannot be aligned to {bytes}"));
            }
            let address = self.env.and_then(|env| env.address_type(op.index()));
            if address == Some(Type::I32) && op.offset() > u64::from(u32::MAX) {
                self.complain(format!("{inst}: the offset of `{text}` exceeds 32 bits"));
            }
        }
        if self.writes_constant(inst) {
            self.complain(format!("{inst}: `{text}` writes what is not mutable"));
        }
        if op.code == Opcode::Select
            && self.func.args(inst).first().is_some_and(|&arg| self.func.ty(arg).is_ref())
        {
            self.complain(format!("{inst}: `select` of references must state their type"));
        }
    }

    /// Whether the module declares what `inst` writes to be immutable.
    fn writes_constant(&self, inst: Inst) -> bool {
        let op = self.func.insts[inst].op;
        let Some(env) = self.env else {
            return false;
        };
        let composite = || env.types.get(op.index() as usize).map(|ty| &ty.composite);
        match op.code {
            Opcode::GlobalSet => env.globals.get(op.index() as usize).is_some_and(|g| !g.mutable),
            Opcode::StructSet => match composite() {
                Some(Composite::Struct(fields)) => {
                    fields.get(op.index2() as usize).is_some_and(|field| !field.mutable)
                }
                _ => false,
            },
            Opcode::ArraySet
            | Opcode::ArrayFill
            | Opcode::ArrayCopy
            | Opcode::ArrayInitData
            | Opcode::ArrayInitElem => {
                matches!(composite(), Some(Composite::Array(field)) if !field.mutable)
            }
            _ => false,
        }
    }
}

/// Number of lanes that an operator chooses among: of its shape, or of its access's width.
fn lanes(text: &str, access: u8) -> u8 {
    if let Some(lanes) = 16u8.checked_div(access) {
        return lanes;
    }
    let shape = text.split('.').next().unwrap_or("");
    shape.split('x').nth(1).and_then(|lanes| lanes.parse().ok()).unwrap_or(0)
}
