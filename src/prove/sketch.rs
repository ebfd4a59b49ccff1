//! Bodies in outline, to recognise functions that were renumbered.
//!
//! Takes: a module. Gives: for each body a hash of its operators without indices, and the items
//! it refers to, in order. Invariant: none that anybody relies on: sketches only make guesses.
//! Cost: a walk over all bodies.

use std::hash::Hasher;

use wasmparser::{BinaryReaderError, BlockType, FunctionBody, Operator};

use super::hash::Mixer;
use super::module::{Module, Space};
use super::opcode::Opcode;

/// A body in outline.
#[derive(Clone, Default, Debug)]
pub struct Sketch {
    /// Equal for bodies that differ in indices alone.
    pub skeleton: u64,
    /// Items referred to, in order.
    pub uses: Vec<(Space, u32)>,
    /// Functions referred to, in order.
    pub calls: Vec<u32>,
}

/// Sketches of all bodies.
pub fn all(module: &Module<'_>) -> Vec<Sketch> {
    // The module is valid, so there are no errors; a guess may be wrong in any case.
    module.bodies.iter().map(|body| sketch(module, body).unwrap_or_default()).collect()
}

fn sketch(module: &Module<'_>, body: &FunctionBody<'_>) -> Result<Sketch, BinaryReaderError> {
    let mut sketch = Sketch::default();
    let mut hash = Mixer::default();
    let (bytes, start) = (body.as_bytes(), body.range().start);
    let mut reader = body.get_operators_reader()?;
    let mut from = reader.original_position();
    hash.write(&bytes[..(from - start) as usize]);
    while !reader.eof() {
        let operator = reader.read()?;
        let to = reader.original_position();
        hash.write_u64(Opcode::of(&operator).map_or(0, |op| op as u64));
        let ty = |index: u32| u64::from(module.types[index as usize]);
        let mut refer = |space, index| sketch.uses.push((space, index));
        match operator {
            Operator::Call { function_index }
            | Operator::ReturnCall { function_index }
            | Operator::RefFunc { function_index } => {
                refer(Space::Func, function_index);
                sketch.calls.push(function_index);
            }
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                refer(Space::Global, global_index);
            }
            Operator::CallIndirect { type_index, table_index }
            | Operator::ReturnCallIndirect { type_index, table_index } => {
                hash.write_u64(ty(type_index));
                refer(Space::Table, table_index);
            }
            Operator::Block { blockty: BlockType::FuncType(index) }
            | Operator::Loop { blockty: BlockType::FuncType(index) }
            | Operator::If { blockty: BlockType::FuncType(index) } => hash.write_u64(ty(index)),
            Operator::TableGet { table }
            | Operator::TableSet { table }
            | Operator::TableSize { table }
            | Operator::TableGrow { table }
            | Operator::TableFill { table } => refer(Space::Table, table),
            Operator::TableCopy { dst_table, src_table } => {
                refer(Space::Table, dst_table);
                refer(Space::Table, src_table);
            }
            Operator::TableInit { elem_index, table } => {
                refer(Space::Element, elem_index);
                refer(Space::Table, table);
            }
            Operator::ElemDrop { elem_index } => refer(Space::Element, elem_index),
            Operator::MemoryInit { data_index, .. } | Operator::DataDrop { data_index } => {
                refer(Space::Data, data_index);
            }
            Operator::ArrayNewData { array_data_index, .. }
            | Operator::ArrayInitData { array_data_index, .. } => {
                refer(Space::Data, array_data_index);
            }
            Operator::ArrayNewElem { array_elem_index, .. }
            | Operator::ArrayInitElem { array_elem_index, .. } => {
                refer(Space::Element, array_elem_index);
            }
            Operator::Throw { tag_index } | Operator::Catch { tag_index } => {
                refer(Space::Tag, tag_index);
            }
            _ if has_indices(&operator) => {}
            _ => hash.write(&bytes[(from - start) as usize..(to - start) as usize]),
        }
        from = to;
    }
    sketch.skeleton = hash.finish();
    Ok(sketch)
}

/// Whether immediates of an operator may be types, which can be renumbered.
fn has_indices(operator: &Operator<'_>) -> bool {
    let opcode = Opcode::of(operator);
    opcode.is_none_or(|opcode| {
        matches!(opcode.proposal(), "gc" | "function_references" | "exceptions")
            || matches!(opcode, Opcode::TypedSelect | Opcode::RefNull)
    })
}
