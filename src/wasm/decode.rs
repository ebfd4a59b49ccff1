//! A module's sections, declarations and function bodies, validated except for the bodies.
//!
//! Takes: the bytes of a core module. Gives: [`Module`]: section ranges, the environment
//! functions are lifted in, the range of each body and, for each, the ticket with which
//! `wasmparser` validates it (in parallel, by whoever takes the body). Malformed input gives
//! an [`Error`] with its byte offset. Cost: O(bytes outside the code section).

use crate::ir::env::{
    Composite, Field, GlobalType, MemoryType, ModuleEnv, Storage, TableType, TypeDef,
};
use crate::ir::types::{Abstract, Heap, Type};
use rustc_hash::FxHashMap;
use std::fmt;
use std::ops::Range;
use wasmparser::{
    CompositeInnerType, FuncToValidate, Parser, Payload, SubType, TypeRef, ValType, ValidPayload,
    Validator, ValidatorResources, WasmFeatures, types::TypesRef,
};

/// Input that is not a valid module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// Byte offset in the input.
    pub offset: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {:#x}: {}", self.offset, self.message)
    }
}

impl From<wasmparser::Error> for Error {
    fn from(error: wasmparser::Error) -> Error {
        Error { offset: error.offset() as usize, message: error.message().to_string() }
    }
}

/// Section ids of the binary format that matter here.
pub mod id {
    /// Custom section.
    pub const CUSTOM: u8 = 0;
    /// Code section.
    pub const CODE: u8 = 10;
}

/// A section: its id and the range of its payload.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// Section id.
    pub id: u8,
    /// Payload, without id and size.
    pub payload: Range<usize>,
    /// Name of a custom section.
    pub name: Option<&'a str>,
}

/// A core module that borrows its bytes.
pub struct Module<'a> {
    /// The whole input.
    pub bytes: &'a [u8],
    /// All sections in order.
    pub sections: Vec<Section<'a>>,
    /// Declarations.
    pub env: ModuleEnv,
    /// Range of each defined function's body: local declarations to final `end`.
    pub bodies: Vec<Range<usize>>,
    /// One validation ticket per body.
    pub tickets: Vec<FuncToValidate<ValidatorResources>>,
}

impl fmt::Debug for Module<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Module({} bytes, {} bodies)", self.bytes.len(), self.bodies.len())
    }
}

/// The features modules may use: everything `wasmparser` knows for core modules.
pub fn features() -> WasmFeatures {
    WasmFeatures::all()
}

/// Whether the bytes begin like a component rather than a core module.
pub fn is_component(bytes: &[u8]) -> bool {
    Parser::is_component(bytes)
}

impl<'a> Module<'a> {
    /// Decodes a core module and validates all but the function bodies.
    pub fn decode(bytes: &'a [u8]) -> Result<Module<'a>, Error> {
        let mut module = Module {
            bytes,
            sections: Vec::new(),
            env: ModuleEnv::default(),
            bodies: Vec::new(),
            tickets: Vec::new(),
        };
        let mut validator = Validator::new_with_features(features());
        let mut parser = Parser::new(0);
        parser.set_features(features());
        for payload in parser.parse_all(bytes) {
            let payload = payload?;
            if let ValidPayload::Func(ticket, body) = validator.payload(&payload)? {
                module.bodies.push(range(body.range()));
                module.tickets.push(ticket);
            }
            module.section(&payload)?;
            if let Payload::TypeSection(_) = payload
                && let Some(types) = validator.types(0)
            {
                module.env.equal_types = equal_types(types, module.env.types.len() as u32);
            }
        }
        Ok(module)
    }

    /// Index of the first defined function.
    pub fn first_defined(&self) -> u32 {
        self.env.imported_funcs
    }

    /// Bytes of body number `index`.
    pub fn body(&self, index: usize) -> &'a [u8] {
        &self.bytes[self.bodies[index].clone()]
    }

    fn section(&mut self, payload: &Payload<'a>) -> Result<(), Error> {
        if let Payload::CustomSection(custom) = payload {
            let payload = range(custom.range());
            self.sections.push(Section { id: id::CUSTOM, payload, name: Some(custom.name()) });
            return Ok(());
        }
        if let Some((id, payload)) = payload.as_section() {
            self.sections.push(Section { id, payload: range(payload), name: None });
        }
        let env = &mut self.env;
        match payload {
            Payload::TypeSection(reader) => {
                for group in reader.clone() {
                    env.types.extend(group?.into_types().map(|ty| type_def(&ty)));
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.clone().into_imports() {
                    match import?.ty {
                        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                            env.funcs.push(ty);
                            env.imported_funcs += 1;
                        }
                        TypeRef::Table(ty) => env.tables.push(table(ty)),
                        TypeRef::Memory(ty) => {
                            env.memories.push(memory(ty));
                            env.imported_memories += 1;
                        }
                        TypeRef::Global(ty) => {
                            env.globals.push(global(ty));
                            env.imported_globals += 1;
                        }
                        TypeRef::Tag(ty) => env.tags.push(ty.func_type_idx),
                    }
                }
            }
            Payload::CodeSectionStart { count, .. } => {
                self.bodies.reserve_exact(*count as usize);
                self.tickets.reserve_exact(*count as usize);
            }
            Payload::FunctionSection(reader) => {
                for ty in reader.clone() {
                    env.funcs.push(ty?);
                }
            }
            Payload::TableSection(reader) => {
                for entry in reader.clone() {
                    env.tables.push(table(entry?.ty));
                }
            }
            Payload::MemorySection(reader) => {
                for entry in reader.clone() {
                    env.memories.push(memory(entry?));
                }
            }
            Payload::TagSection(reader) => {
                for entry in reader.clone() {
                    env.tags.push(entry?.func_type_idx);
                }
            }
            Payload::GlobalSection(reader) => {
                for entry in reader.clone() {
                    env.globals.push(global(entry?.ty));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// For each type the first with the same identity.
fn equal_types(types: TypesRef<'_>, count: u32) -> Vec<u32> {
    let mut first = FxHashMap::default();
    (0..count)
        .map(|index| *first.entry(types.core_type_at_in_module(index)).or_insert(index))
        .collect()
}

pub(super) fn range(range: Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn table(ty: wasmparser::TableType) -> TableType {
    TableType { element: value_type(ValType::Ref(ty.element_type)), is64: ty.table64 }
}

fn memory(ty: wasmparser::MemoryType) -> MemoryType {
    let page = ty.page_size_log2.unwrap_or(16);
    let min_bytes = ty.initial.checked_shl(page).unwrap_or(0);
    MemoryType { is64: ty.memory64, shared: ty.shared, min_bytes }
}

fn global(ty: wasmparser::GlobalType) -> GlobalType {
    GlobalType { ty: value_type(ty.content_type), mutable: ty.mutable }
}

/// Types the IR does not model make the whole definition opaque, so that functions which
/// use it are declined.
fn type_def(ty: &SubType) -> TypeDef {
    let supertype = ty.supertype_idxs.first().and_then(|index| index.unpack().as_module_index());
    let known = |types: &[ValType]| -> Option<Box<[Type]>> {
        let types: Box<[Type]> = types.iter().map(|&ty| value_type(ty)).collect();
        (!types.contains(&Type::UNKNOWN)).then_some(types)
    };
    let composite = match &ty.composite_type.inner {
        _ if ty.composite_type.shared => None,
        CompositeInnerType::Func(func) => known(func.params())
            .zip(known(func.results()))
            .map(|(params, results)| Composite::Func(params, results)),
        CompositeInnerType::Struct(ty) => {
            let fields: Option<Box<[Field]>> = ty.fields.iter().map(field).collect();
            fields.map(Composite::Struct)
        }
        CompositeInnerType::Array(ty) => field(&ty.0).map(Composite::Array),
        CompositeInnerType::Cont(_) => None,
    };
    TypeDef { composite: composite.unwrap_or(Composite::Other), supertype }
}

fn field(ty: &wasmparser::FieldType) -> Option<Field> {
    let storage = match ty.element_type {
        wasmparser::StorageType::I8 => Storage::I8,
        wasmparser::StorageType::I16 => Storage::I16,
        wasmparser::StorageType::Val(ty) => Storage::Value(value_type(ty)),
    };
    (storage != Storage::Value(Type::UNKNOWN)).then_some(Field { storage, mutable: ty.mutable })
}

/// A value type; [`Type::UNKNOWN`] for what the IR does not model (shared, exact and
/// continuation references).
pub fn value_type(ty: ValType) -> Type {
    match ty {
        ValType::I32 => Type::I32,
        ValType::I64 => Type::I64,
        ValType::F32 => Type::F32,
        ValType::F64 => Type::F64,
        ValType::V128 => Type::V128,
        ValType::Ref(ty) => match heap_type(ty.heap_type()) {
            Some(heap) => Type::reference(ty.is_nullable(), heap),
            None => Type::UNKNOWN,
        },
    }
}

fn heap_type(ty: wasmparser::HeapType) -> Option<Heap> {
    use wasmparser::{AbstractHeapType as A, HeapType};
    let heap = match ty {
        HeapType::Concrete(index) => Heap::Concrete(index.as_module_index()?),
        HeapType::Exact(_) | HeapType::Abstract { shared: true, .. } => return None,
        HeapType::Abstract { ty, .. } => Heap::Abstract(match ty {
            A::Func => Abstract::Func,
            A::Extern => Abstract::Extern,
            A::Any => Abstract::Any,
            A::None => Abstract::None,
            A::NoExtern => Abstract::NoExtern,
            A::NoFunc => Abstract::NoFunc,
            A::Eq => Abstract::Eq,
            A::Struct => Abstract::Struct,
            A::Array => Abstract::Array,
            A::I31 => Abstract::I31,
            A::Exn => Abstract::Exn,
            A::NoExn => Abstract::NoExn,
            A::Cont | A::NoCont => return None,
        }),
    };
    Some(heap)
}
