//! A module with more exports, so that its functions can be called and its state looked at.
//!
//! Takes: a valid module's bytes and what to export. Gives: bytes of a module that does the same
//! under the same names and has further exports. With [`Watch::Nans`] it also sets a global, whose
//! export is [`NAN_MADE`], when an operator gives a NaN whose bits the specification leaves open.
//! Invariant: indices stay; custom sections go. Gives nothing where a section is not understood.
//! Cost: linear.

use wasm_encoder::{BlockType, Encode, Instruction};
use wasmparser::{
    BinaryReader, CompositeInnerType, FunctionBody, Operator, Parser, Payload, TypeRef,
};

use crate::prove::{Rounded, Space};

/// The name under which the global is exported that tells whether a NaN was made.
pub const NAN_MADE: &str = "selvedge nan";

/// The name under which an item is exported.
pub fn name(space: Space, index: u32) -> String {
    format!("selvedge {} {index}", space.name())
}

/// What else the module does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Nothing.
    Nothing,
    /// It notes that a NaN was made.
    Nans,
}

/// A module's sections, as far as they are changed.
#[derive(Default)]
struct Sections<'a> {
    /// Numbers and contents, custom ones left out.
    all: Vec<(u8, Vec<u8>)>,
    /// Parameters of each function type.
    types: Vec<u32>,
    /// Type of each function.
    funcs: Vec<u32>,
    imported_funcs: usize,
    globals: u32,
    bodies: Vec<FunctionBody<'a>>,
}

/// Section numbers in the order in which they stand.
const ORDER: [u8; 13] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];
const GLOBALS: u8 = 6;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

/// The module with these items exported too.
pub fn expose(bytes: &[u8], items: &[(Space, u32)], watch: Watch) -> Option<Vec<u8>> {
    let mut sections = Sections::read(bytes)?;
    let mut exports = Vec::new();
    for &(space, index) in items {
        export(&mut exports, &name(space, index), kind(space)?, index);
    }
    let mut count = items.len() as u32;
    if watch == Watch::Nans {
        let global = sections.globals;
        sections.append(GLOBALS, 1, &[0x7f, 1, 0x41, 0, 0x0b])?;
        export(&mut exports, NAN_MADE, 3, global);
        count += 1;
        sections.watch_nans(global)?;
    }
    sections.append(EXPORTS, count, &exports)?;
    let mut out = b"\0asm\x01\0\0\0".to_vec();
    for (number, contents) in &sections.all {
        out.push(*number);
        contents[..].encode(&mut out);
    }
    Some(out)
}

/// How the binary format calls a kind of item.
fn kind(space: Space) -> Option<u8> {
    match space {
        Space::Func => Some(0),
        Space::Table => Some(1),
        Space::Memory => Some(2),
        Space::Global => Some(3),
        Space::Tag => Some(4),
        Space::Data | Space::Element => None,
    }
}

fn export(out: &mut Vec<u8>, name: &str, kind: u8, index: u32) {
    name.encode(out);
    out.push(kind);
    index.encode(out);
}

/// A number at the begin of some bytes, and how long it is.
fn leading(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut reader = BinaryReader::new(bytes, 0);
    let value = reader.read_var_u32().ok()?;
    Some((value, reader.original_position() as usize))
}

impl<'a> Sections<'a> {
    fn read(bytes: &'a [u8]) -> Option<Sections<'a>> {
        let mut sections = Sections::default();
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.ok()?;
            if let Some((number, range)) = payload.as_section()
                && number != 0
            {
                let range = range.start as usize..range.end as usize;
                sections.all.push((number, bytes.get(range)?.to_vec()));
            }
            sections.payload(payload)?;
        }
        Some(sections)
    }

    fn payload(&mut self, payload: Payload<'a>) -> Option<()> {
        match payload {
            Payload::TypeSection(reader) => {
                for group in reader {
                    for ty in group.ok()?.types() {
                        self.types.push(match &ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => ty.params().len() as u32,
                            _ => 0,
                        });
                    }
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    match import.ok()?.ty {
                        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => self.funcs.push(ty),
                        TypeRef::Global(_) => self.globals += 1,
                        _ => {}
                    }
                }
                self.imported_funcs = self.funcs.len();
            }
            Payload::FunctionSection(reader) => {
                for ty in reader {
                    self.funcs.push(ty.ok()?);
                }
            }
            Payload::GlobalSection(reader) => self.globals += reader.count(),
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            _ => {}
        }
        Some(())
    }

    /// Adds entries to a section, which may have to be made.
    fn append(&mut self, number: u8, count: u32, entries: &[u8]) -> Option<()> {
        let rank = |number: u8| ORDER.iter().position(|&other| other == number);
        let at = match self.all.iter().position(|section| section.0 == number) {
            Some(at) => at,
            None => {
                let later = |section: &(u8, Vec<u8>)| rank(section.0) > rank(number);
                let at = self.all.iter().position(later).unwrap_or(self.all.len());
                self.all.insert(at, (number, vec![0]));
                at
            }
        };
        let contents = &self.all[at].1;
        let (old, length) = leading(contents)?;
        let mut new = Vec::with_capacity(contents.len() + entries.len() + 1);
        old.checked_add(count)?.encode(&mut new);
        new.extend(&contents[length..]);
        new.extend(entries);
        self.all[at].1 = new;
        Some(())
    }

    /// Lets every operator that may make a NaN set the global if it does.
    fn watch_nans(&mut self, global: u32) -> Option<()> {
        if self.bodies.is_empty() {
            return Some(());
        }
        let mut code = Vec::new();
        self.bodies.len().encode(&mut code);
        for (index, body) in self.bodies.iter().enumerate() {
            let ty = *self.funcs.get(self.imported_funcs + index)?;
            let params = *self.types.get(ty as usize)?;
            watched(body, params, global)?[..].encode(&mut code);
        }
        let section = self.all.iter_mut().find(|section| section.0 == CODE)?;
        section.1 = code;
        Some(())
    }
}

/// A body that notes the NaNs it makes. Each kind of number has a further local, and so have the
/// conditions of selections: wasmi 2.0.0 looks through `i32.eqz` there, and then at the wrong value.
fn watched(body: &FunctionBody<'_>, params: u32, global: u32) -> Option<Vec<u8>> {
    let start = body.range().start;
    let bytes = body.as_bytes();
    let mut locals = params;
    let mut reader = body.get_locals_reader().ok()?;
    let groups = reader.get_count();
    for _ in 0..groups {
        locals = locals.checked_add(reader.read().ok()?.0)?;
    }
    let code = (reader.original_position() - start) as usize;
    let (_, first) = leading(bytes)?;
    let mut out = Vec::with_capacity(bytes.len() + 16);
    (groups + 4).encode(&mut out);
    out.extend(&bytes[first..code]);
    // One each of `f32`, `f64`, `v128`, `i32`.
    out.extend([1, 0x7d, 1, 0x7c, 1, 0x7b, 1, 0x7f]);
    let condition = locals.checked_add(3)?;
    let operators: Vec<(Operator<'_>, u64)> = body
        .get_operators_reader()
        .ok()?
        .into_iter_with_offsets()
        .collect::<Result<_, _>>()
        .ok()?;
    for (at, (operator, offset)) in operators.iter().enumerate() {
        if let Operator::Select | Operator::TypedSelect { .. } = operator {
            Instruction::LocalSet(condition).encode(&mut out);
            Instruction::LocalGet(condition).encode(&mut out);
        }
        let end = operators.get(at + 1).map_or(bytes.len(), |next| (next.1 - start) as usize);
        out.extend(&bytes[(offset - start) as usize..end]);
        if let Some(rounded) = Rounded::by(operator) {
            watch(&mut out, rounded, locals, global);
        }
    }
    Some(out)
}

/// Sets a global if the number on the stack is a NaN; `locals` is the first of those added.
fn watch(out: &mut Vec<u8>, rounded: Rounded, locals: u32, global: u32) {
    // Whether two of a kind differ, in a lane at least.
    use Instruction::*;
    let (local, differ): (u32, &[Instruction<'_>]) = match rounded {
        Rounded::F32 => (0, &[F32Ne]),
        Rounded::F64 => (1, &[F64Ne]),
        Rounded::F32x4 => (2, &[F32x4Ne, V128AnyTrue]),
        Rounded::F64x2 => (2, &[F64x2Ne, V128AnyTrue]),
    };
    let local = locals + local;
    let twice = [LocalTee(local), LocalGet(local), LocalGet(local)];
    let note = [If(BlockType::Empty), I32Const(1), GlobalSet(global), End];
    for instruction in twice.iter().chain(differ).chain(&note) {
        instruction.encode(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::Validator;

    #[test]
    fn further_exports_leave_a_module_valid() {
        for text in [
            "(module (func))",
            "(module (memory 1) (func (export \"a\")))",
            "(module (import \"m\" \"g\" (global i32)) (func (param i32) (result f32) (local i64)
               f32.const 1 local.get 0 f32.convert_i32_s f32.div))",
            "(module (func (param f64 v128) (result f64) local.get 1 local.get 1 f32x4.add drop
               block (result f64) local.get 0 f64.sqrt end) (func (result f64) f64.const 1))",
        ] {
            let bytes = wat::parse_str(text).expect("text of a module");
            for watch in [Watch::Nothing, Watch::Nans] {
                let bytes = expose(&bytes, &[(Space::Func, 0)], watch).expect("a module");
                Validator::new().validate_all(&bytes).expect("a valid module");
                let text = String::from_utf8_lossy(&bytes).into_owned();
                assert!(text.contains("selvedge function 0"));
                assert_eq!(text.contains(NAN_MADE), watch == Watch::Nans);
            }
        }
    }
}
