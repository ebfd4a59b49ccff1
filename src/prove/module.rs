//! A module as the checker sees it: declarations, and where each body lies.
//!
//! Takes: bytes. Gives: [`Module`], after validation by `wasmparser`. Invariant: everything that
//! later stages rely on (types of stack code, indices in range) holds by that validation; what
//! is unknown here makes the module unusable for the checker. Cost: linear.

use std::num::NonZeroUsize;

use smallvec::{SmallVec, smallvec};
use wasmparser::{
    CompositeInnerType, ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, FunctionBody,
    HeapType, Operator, Parser, Payload, RefType, TableInit, TypeRef, ValType, ValidPayload,
    Validator, WasmFeatures,
};

use super::hierarchy::Static;
use super::objects;
use super::opcode::Opcode;
use super::types::{TypeNumber, Types, heap_key, reference_key, value_key};
use super::uses::{self, Uses};

/// What a type index stands for, as far as stack code needs it.
pub enum Shape {
    /// Parameters and results.
    Func(Vec<ValType>, Vec<ValType>),
    /// For each field whether it may be written.
    Struct(Vec<bool>),
    /// An array: whether its elements may be written.
    Array(bool),
    /// Something else.
    Other,
}

/// A kind of item with an index space of its own. Segments can be neither imported nor exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs)]
pub enum Space {
    Func,
    Table,
    Memory,
    Global,
    Tag,
    Data,
    Element,
}

impl Space {
    /// Number of spaces.
    pub const COUNT: usize = 7;

    /// All spaces, `ALL[space as usize] == space`.
    pub const ALL: [Space; Space::COUNT] = [
        Space::Func,
        Space::Table,
        Space::Memory,
        Space::Global,
        Space::Tag,
        Space::Data,
        Space::Element,
    ];

    /// What one of its items is called.
    pub fn name(self) -> &'static str {
        match self {
            Space::Func => "function",
            Space::Table => "table",
            Space::Memory => "memory",
            Space::Global => "global",
            Space::Tag => "tag",
            Space::Data => "data segment",
            Space::Element => "element segment",
        }
    }
}

/// An import: names, kind, type as words.
pub struct Import<'a> {
    /// Module and field.
    pub name: (&'a str, &'a str),
    /// Which index space it adds to.
    pub space: Space,
    /// The type, equal for equal types of both modules.
    pub ty: Vec<u64>,
}

/// One step of a constant expression.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ConstStep {
    /// An operator with immediates that are no indices.
    Plain(Opcode, [u64; 2]),
    /// `global.get`.
    Global(u32),
    /// `ref.func`.
    Func(u32),
}

/// A constant expression. Most are one step; some modules have a hundred thousand segments.
pub type ConstCode = SmallVec<[ConstStep; 1]>;

/// A memory's declaration.
pub struct Memory {
    /// Whether addresses have 64 bits.
    pub wide: bool,
    /// Whether other threads may write to it.
    pub shared: bool,
    /// Bytes it has at least, always.
    pub least: u64,
    /// The declaration in words.
    pub key: Vec<u64>,
}

/// A table's declaration.
pub struct Table {
    /// What its type says of its entries.
    pub entries: Static,
    /// The declaration in words.
    pub key: Vec<u64>,
    /// What its entries are at first, for tables that are not imported.
    pub init: Option<ConstCode>,
}

/// A global's declaration.
pub struct Global {
    /// What its type says of its value.
    pub holds: Static,
    /// Whether it can change.
    pub mutable: bool,
    /// The declaration in words.
    pub key: Vec<u64>,
    /// Its first value; none if imported.
    pub init: Option<ConstCode>,
}

/// Where a segment goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// Nowhere by itself.
    Passive,
    /// Into the memory or table of this index, at this offset.
    Active(u32, ConstCode),
    /// Nowhere; it only declares references.
    Declared,
}

/// A data segment.
pub struct Data<'a> {
    /// Where it goes.
    pub place: Place,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// An element segment.
pub struct Element {
    /// Where it goes.
    pub place: Place,
    /// The type of its items.
    pub ty: u64,
    /// Its items.
    pub items: Vec<ConstCode>,
}

/// A module's declarations.
#[derive(Default)]
#[allow(missing_docs)]
pub struct Module<'a> {
    pub types: Vec<TypeNumber>,
    pub shapes: Vec<Shape>,
    /// The supertype of each type.
    pub parents: Vec<Option<u32>>,
    pub imports: Vec<Import<'a>>,
    /// Type index of each function, imported ones first.
    pub funcs: Vec<u32>,
    pub tables: Vec<Table>,
    pub memories: Vec<Memory>,
    pub globals: Vec<Global>,
    /// Type index of each tag.
    pub tags: Vec<u32>,
    pub exports: Vec<(&'a str, Space, u32)>,
    pub start: Option<u32>,
    pub elements: Vec<Element>,
    pub data: Vec<Data<'a>>,
    /// Bodies of the functions that are not imported.
    pub bodies: Vec<FunctionBody<'a>>,
    /// Names of functions, where there are any.
    pub names: Vec<(u32, &'a str)>,
    /// What the bodies do.
    pub uses: Uses,
    imported: [u32; Space::COUNT],
}

/// Why a module cannot be looked at.
#[derive(Debug)]
pub struct Unusable(pub String);

impl From<wasmparser::BinaryReaderError> for Unusable {
    fn from(error: wasmparser::BinaryReaderError) -> Unusable {
        Unusable(error.to_string())
    }
}

impl<'a> Module<'a> {
    /// Validates and reads a module. `types` is shared by the modules that are compared.
    pub fn parse(
        bytes: &'a [u8],
        types: &mut Types,
        jobs: NonZeroUsize,
    ) -> Result<Module<'a>, Unusable> {
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        let mut module = Module::default();
        let mut tickets = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let ValidPayload::Func(ticket, _) = validator.payload(&payload)? {
                tickets.push(ticket);
            }
            module.payload(payload, types)?;
        }
        module.uses = uses::all(&module, &tickets, jobs)?;
        Ok(module)
    }

    /// Number of items of a space, imports included.
    pub fn count(&self, space: Space) -> usize {
        match space {
            Space::Func => self.funcs.len(),
            Space::Table => self.tables.len(),
            Space::Memory => self.memories.len(),
            Space::Global => self.globals.len(),
            Space::Tag => self.tags.len(),
            Space::Data => self.data.len(),
            Space::Element => self.elements.len(),
        }
    }

    /// Number of imported items of a space; they come first.
    pub fn imported(&self, space: Space) -> usize {
        self.imported[space as usize] as usize
    }

    /// The index of each import in its space.
    pub fn import_numbers(&self) -> Vec<u32> {
        let mut counts = [0; Space::COUNT];
        let number = |import: &Import<'_>| {
            counts[import.space as usize] += 1;
            counts[import.space as usize] - 1
        };
        self.imports.iter().map(number).collect()
    }

    /// Bytes of the body of a function; none for imports.
    pub fn body(&self, func: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get((func as usize).checked_sub(self.imported(Space::Func))?)
    }

    fn payload(&mut self, payload: Payload<'a>, types: &mut Types) -> Result<(), Unusable> {
        match payload {
            Payload::Version { encoding, .. } if encoding != wasmparser::Encoding::Module => {
                return Err(Unusable("a component, not a module".into()));
            }
            Payload::TypeSection(reader) => {
                for group in reader {
                    let group = group?;
                    types.group(&group, &mut self.types);
                    self.shapes.extend(group.types().map(shape));
                    self.parents.extend(group.types().map(objects::parent));
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    let import = import?;
                    let (space, ty) = self.import(&import.ty);
                    self.imported[space as usize] += 1;
                    self.imports.push(Import { name: (import.module, import.name), space, ty });
                }
            }
            Payload::FunctionSection(reader) => {
                for ty in reader {
                    self.funcs.push(ty?);
                }
            }
            Payload::TableSection(reader) => {
                for table in reader {
                    let table = table?;
                    let init = match &table.init {
                        TableInit::RefNull => ConstCode::new(),
                        TableInit::Expr(code) => self.const_code(code)?,
                    };
                    let key = self.table_key(&table.ty);
                    let entries = Static::of_reference(table.ty.element_type, &self.types);
                    self.tables.push(Table { entries, key, init: Some(init) });
                }
            }
            Payload::MemorySection(reader) => {
                for memory in reader {
                    self.memories.push(declared_memory(&memory?));
                }
            }
            Payload::TagSection(reader) => {
                for tag in reader {
                    self.tags.push(tag?.func_type_idx);
                }
            }
            Payload::GlobalSection(reader) => {
                for global in reader {
                    let global = global?;
                    let init = self.const_code(&global.init_expr)?;
                    let key = self.global_key(&global.ty);
                    self.globals.push(self.global(&global.ty, key, Some(init)));
                }
            }
            Payload::ExportSection(reader) => {
                for export in reader {
                    let export = export?;
                    let space = match export.kind {
                        ExternalKind::Func | ExternalKind::FuncExact => Space::Func,
                        ExternalKind::Table => Space::Table,
                        ExternalKind::Memory => Space::Memory,
                        ExternalKind::Global => Space::Global,
                        ExternalKind::Tag => Space::Tag,
                    };
                    self.exports.push((export.name, space, export.index));
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(reader) => {
                for element in reader {
                    let element = self.element(element?)?;
                    self.elements.push(element);
                }
            }
            Payload::DataSection(reader) => {
                self.data.reserve_exact(reader.count() as usize);
                for data in reader {
                    let data = data?;
                    let place = match &data.kind {
                        DataKind::Passive => Place::Passive,
                        DataKind::Active { memory_index, offset_expr } => {
                            Place::Active(*memory_index, self.const_code(offset_expr)?)
                        }
                    };
                    self.data.push(Data { place, bytes: data.data });
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(custom) if custom.name() == "name" => {
                self.names = function_names(&custom).unwrap_or_default();
            }
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, ty: &TypeRef) -> (Space, Vec<u64>) {
        match ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                self.funcs.push(*ty);
                (Space::Func, vec![u64::from(self.types[*ty as usize])])
            }
            TypeRef::Table(ty) => {
                let key = self.table_key(ty);
                let entries = Static::of_reference(ty.element_type, &self.types);
                self.tables.push(Table { entries, key: key.clone(), init: None });
                (Space::Table, key)
            }
            TypeRef::Memory(ty) => {
                let memory = declared_memory(ty);
                let key = memory.key.clone();
                self.memories.push(memory);
                (Space::Memory, key)
            }
            TypeRef::Global(ty) => {
                let key = self.global_key(ty);
                self.globals.push(self.global(ty, key.clone(), None));
                (Space::Global, key)
            }
            TypeRef::Tag(ty) => {
                self.tags.push(ty.func_type_idx);
                (Space::Tag, vec![u64::from(self.types[ty.func_type_idx as usize])])
            }
        }
    }

    fn table_key(&self, ty: &wasmparser::TableType) -> Vec<u64> {
        let element = self.reference(ty.element_type);
        let flags = u64::from(ty.table64) | u64::from(ty.shared) << 1;
        vec![element, flags, ty.initial, ty.maximum.unwrap_or(u64::MAX)]
    }

    fn global_key(&self, ty: &wasmparser::GlobalType) -> Vec<u64> {
        let flags = u64::from(ty.mutable) | u64::from(ty.shared) << 1;
        vec![value_key(ty.content_type, &self.types), flags]
    }

    fn global(
        &self,
        ty: &wasmparser::GlobalType,
        key: Vec<u64>,
        init: Option<ConstCode>,
    ) -> Global {
        let holds = Static::of(ty.content_type, &self.types);
        Global { holds, mutable: ty.mutable, key, init }
    }

    /// A reference type as a word that means the same in both modules.
    pub fn reference(&self, ty: RefType) -> u64 {
        reference_key(ty, &self.types)
    }

    fn element(&self, element: wasmparser::Element<'a>) -> Result<Element, Unusable> {
        let place = match &element.kind {
            ElementKind::Passive => Place::Passive,
            ElementKind::Declared => Place::Declared,
            ElementKind::Active { table_index, offset_expr } => {
                Place::Active(table_index.unwrap_or(0), self.const_code(offset_expr)?)
            }
        };
        let (ty, items) = match element.items {
            ElementItems::Functions(reader) => {
                let items = reader.into_iter().map(|func| Ok(smallvec![ConstStep::Func(func?)]));
                (RefType::FUNC, items.collect::<Result<_, Unusable>>()?)
            }
            ElementItems::Expressions(ty, reader) => {
                let items = reader.into_iter().map(|code| self.const_code(&code?));
                (ty, items.collect::<Result<_, Unusable>>()?)
            }
        };
        Ok(Element { place, ty: self.reference(ty), items })
    }

    fn const_code(&self, code: &ConstExpr<'_>) -> Result<ConstCode, Unusable> {
        let mut steps = ConstCode::new();
        for operator in code.get_operators_reader() {
            let operator = operator?;
            let unknown = || Unusable(format!("unknown constant operator {operator:?}"));
            let opcode = Opcode::of(&operator).ok_or_else(unknown)?;
            let ty = |index: u32| u64::from(self.types[index as usize]);
            let words = match operator {
                Operator::End => continue,
                Operator::GlobalGet { global_index } => {
                    steps.push(ConstStep::Global(global_index));
                    continue;
                }
                Operator::RefFunc { function_index } => {
                    steps.push(ConstStep::Func(function_index));
                    continue;
                }
                Operator::I32Const { value } => [u64::from(value as u32), 0],
                Operator::I64Const { value } => [value as u64, 0],
                Operator::F32Const { value } => [u64::from(value.bits()), 0],
                Operator::F64Const { value } => [value.bits(), 0],
                Operator::V128Const { value } => {
                    let bits = value.i128() as u128;
                    [bits as u64, (bits >> 64) as u64]
                }
                Operator::RefNull { hty } => [self.null_key(hty), 0],
                Operator::StructNew { struct_type_index }
                    if self.drop_defaults(struct_type_index, &mut steps) =>
                {
                    let words = [ty(struct_type_index), 0];
                    steps.push(ConstStep::Plain(Opcode::StructNewDefault, words));
                    continue;
                }
                Operator::StructNew { struct_type_index }
                | Operator::StructNewDefault { struct_type_index } => [ty(struct_type_index), 0],
                Operator::ArrayNew { array_type_index }
                | Operator::ArrayNewDefault { array_type_index } => [ty(array_type_index), 0],
                Operator::ArrayNewFixed { array_type_index, array_size } => {
                    [ty(array_type_index), u64::from(array_size)]
                }
                _ if Opcode::PLAIN[opcode as usize] => [0, 0],
                _ => return Err(unknown()),
            };
            steps.push(ConstStep::Plain(opcode, words));
        }
        Ok(steps)
    }

    /// Parameters and results of a function type.
    pub fn signature(&self, ty: u32) -> Option<(&[ValType], &[ValType])> {
        match self.shapes.get(ty as usize) {
            Some(Shape::Func(params, results)) => Some((params, results)),
            _ => None,
        }
    }

    /// A word for the null reference of a type: one for each hierarchy of types.
    pub fn null_key(&self, ty: HeapType) -> u64 {
        use wasmparser::AbstractHeapType as A;
        let abstract_ty = match ty {
            HeapType::Abstract { ty, .. } => ty,
            HeapType::Concrete(index) | HeapType::Exact(index) => {
                let index = index.as_module_index().unwrap_or(u32::MAX);
                match self.shapes.get(index as usize) {
                    Some(Shape::Func(..)) => A::Func,
                    Some(Shape::Struct(_) | Shape::Array(_)) => A::Any,
                    _ => return heap_key(ty, &self.types),
                }
            }
        };
        match abstract_ty {
            A::Func | A::NoFunc => 1,
            A::Any | A::None | A::Eq | A::Struct | A::Array | A::I31 => 2,
            A::Extern | A::NoExtern => 3,
            A::Exn | A::NoExn => 4,
            _ => heap_key(ty, &self.types),
        }
    }
}

fn shape(ty: &wasmparser::SubType) -> Shape {
    match &ty.composite_type.inner {
        CompositeInnerType::Func(ty) => Shape::Func(ty.params().to_vec(), ty.results().to_vec()),
        CompositeInnerType::Struct(ty) => {
            Shape::Struct(ty.fields.iter().map(|field| field.mutable).collect())
        }
        CompositeInnerType::Array(ty) => Shape::Array(ty.0.mutable),
        CompositeInnerType::Cont(_) => Shape::Other,
    }
}

fn declared_memory(ty: &wasmparser::MemoryType) -> Memory {
    let page = ty.page_size_log2.unwrap_or(16);
    let flags = u64::from(ty.memory64) | u64::from(ty.shared) << 1 | u64::from(page) << 8;
    Memory {
        wide: ty.memory64,
        shared: ty.shared,
        least: ty.initial.checked_mul(1 << page.min(16)).unwrap_or(0),
        key: vec![flags, ty.initial, ty.maximum.unwrap_or(u64::MAX)],
    }
}

fn function_names<'a>(custom: &wasmparser::CustomSectionReader<'a>) -> Option<Vec<(u32, &'a str)>> {
    let wasmparser::KnownCustom::Name(reader) = custom.as_known() else { return None };
    for subsection in reader {
        if let Ok(wasmparser::Name::Function(map)) = subsection {
            let names = map.into_iter().map(|naming| naming.map(|n| (n.index, n.name)));
            return names.collect::<Result<_, _>>().ok();
        }
    }
    None
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unusable {}
