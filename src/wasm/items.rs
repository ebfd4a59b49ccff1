//! The items of a module one by one: where each stands and what decides its fate.
//!
//! Takes: a decoded module. Gives: [`Items`]: byte ranges of type groups, imports, tables,
//! memories, globals, tags, exports and segments, and of segments where they go and whether
//! that can trap. Invariant: ranges are in index order and each is one item, whole. Cost:
//! O(bytes outside the code section).

use super::decode::{self, Module};
use super::indices::Space;
use crate::ir::op::codec::Reader;
use std::ops::Range;
use wasmparser::{
    BinaryReader, ConstExpr, DataKind, Element, ElementItems, ElementKind, FromReader, Import,
    Operator, RefType, SectionLimited, TypeRef,
};

/// Types that stand or fall together: a recursion group, or one type.
#[derive(Clone, Debug)]
pub struct Group {
    /// Index of the first type.
    pub first: u32,
    /// Number of types.
    pub len: u32,
    /// Its bytes.
    pub bytes: Range<usize>,
}

/// An imported item.
#[derive(Clone, Debug)]
pub struct Imported<'a> {
    /// What kind of item it is.
    pub space: Space,
    /// Its index in that space.
    pub index: u32,
    /// Module and name.
    pub names: (&'a str, &'a str),
    /// Kind and type. Imports that share a module name and a type share these bytes.
    pub ty: Range<usize>,
    /// How it is written down.
    pub form: ImportForm,
}

/// How an import is written down; those of one group share what they have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportForm {
    /// Alone.
    Single,
    /// In a group of this number that has one module name.
    SharedModule(u32),
    /// In a group of this number that has one module name and one type.
    SharedType(u32),
}

/// When a segment is copied, and where to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// When an instruction says so.
    Passive,
    /// Never: it declares functions.
    Declared,
    /// At instantiation, into a table or memory.
    Active {
        /// The table or memory.
        target: u32,
        /// Whether it fits for certain, whatever is imported.
        fits: bool,
    },
}

/// A data or element segment.
#[derive(Clone, Debug)]
pub struct Segment {
    /// When it is copied, and where to.
    pub mode: Mode,
    /// Whether it has no elements.
    pub is_empty: bool,
    /// Elements are function indices or expressions of type `funcref`.
    pub is_plain: bool,
    /// Its bytes.
    pub bytes: Range<usize>,
}

/// All items but functions.
#[derive(Clone, Default, Debug)]
pub struct Items<'a> {
    /// Types.
    pub groups: Vec<Group>,
    /// Imports, in order.
    pub imports: Vec<Imported<'a>>,
    /// Declared tables, memories, globals, tags.
    pub tables: Vec<Range<usize>>,
    #[allow(missing_docs)]
    pub memories: Vec<Range<usize>>,
    #[allow(missing_docs)]
    pub globals: Vec<Range<usize>>,
    #[allow(missing_docs)]
    pub tags: Vec<Range<usize>>,
    /// Exports: bytes, and what is exported.
    pub exports: Vec<(Range<usize>, Space, u32)>,
    /// The start function.
    pub start: Option<u32>,
    /// Element segments.
    pub elements: Vec<Segment>,
    /// Data segments.
    pub data: Vec<Segment>,
    /// Elements that each table has at least, imports first.
    table_sizes: Vec<u64>,
    imported: [u32; Space::COUNT],
}

type Result<T> = std::result::Result<T, decode::Error>;

impl<'a> Items<'a> {
    /// The items of `module`.
    pub fn of(module: &Module<'a>) -> Result<Items<'a>> {
        let mut items = Items::default();
        for section in module.sections.iter().filter(|section| section.name.is_none()) {
            items.section(module, section.id, section.payload.clone())?;
        }
        Ok(items)
    }

    /// Number of imported items of `space`.
    pub fn imported(&self, space: Space) -> u32 {
        self.imported[space as usize]
    }

    /// Number of items of `space`, imports included.
    pub fn count(&self, module: &Module<'_>, space: Space) -> usize {
        match space {
            Space::Type => module.env.types.len(),
            Space::Func => module.env.funcs.len(),
            Space::Table => module.env.tables.len(),
            Space::Memory => module.env.memories.len(),
            Space::Global => module.env.globals.len(),
            Space::Tag => module.env.tags.len(),
            Space::Elem => self.elements.len(),
            Space::Data => self.data.len(),
        }
    }

    fn section(&mut self, module: &Module<'a>, id: u8, payload: Range<usize>) -> Result<()> {
        match id {
            1 => self.types(module, payload)?,
            2 => self.imports(module, payload)?,
            4 => {
                for (range, table) in each::<wasmparser::Table<'_>>(module, payload)? {
                    self.table_sizes.push(table.ty.initial);
                    self.tables.push(range);
                }
            }
            5 => self.memories = ranges::<wasmparser::MemoryType>(module, payload)?,
            6 => self.globals = ranges::<wasmparser::Global<'_>>(module, payload)?,
            7 => {
                for (range, export) in each::<wasmparser::Export<'_>>(module, payload)? {
                    self.exports.push((range, space_of(export.kind), export.index));
                }
            }
            8 => self.start = Reader::new(module.bytes, payload.start).u32().ok(),
            9 => {
                for (range, element) in each::<Element<'_>>(module, payload)? {
                    self.elements.push(self.element(range, &element));
                }
            }
            11 => {
                for (range, data) in each::<wasmparser::Data<'_>>(module, payload)? {
                    self.data.push(data_segment(module, range, &data));
                }
            }
            13 => self.tags = ranges::<wasmparser::TagType>(module, payload)?,
            _ => {}
        }
        Ok(())
    }

    fn types(&mut self, module: &Module<'a>, payload: Range<usize>) -> Result<()> {
        let mut first = 0;
        for (bytes, group) in each::<wasmparser::RecGroup>(module, payload)? {
            let len = group.types().len() as u32;
            self.groups.push(Group { first, len, bytes });
            first += len;
        }
        Ok(())
    }

    fn imports(&mut self, module: &Module<'a>, payload: Range<usize>) -> Result<()> {
        use wasmparser::Imports;
        for (group, (bytes, imports)) in (0..).zip(each::<Imports<'a>>(module, payload)?) {
            match imports {
                Imports::Single(_, import) => {
                    let start = after_string(module, after_string(module, bytes.start));
                    self.import(import, start..bytes.end, ImportForm::Single);
                }
                Imports::Compact1 { module: from, items } => {
                    let end = items.range().end as usize;
                    let items: Vec<_> = items.into_iter_with_offsets().collect();
                    for (number, item) in items.iter().enumerate() {
                        let (start, item) = item.as_ref().map_err(|error| error.clone())?;
                        let next = items.get(number + 1).and_then(|next| next.as_ref().ok());
                        let end = next.map_or(end, |next| next.0 as usize);
                        let import = Import { module: from, name: item.name, ty: item.ty };
                        let start = after_string(module, *start as usize);
                        self.import(import, start..end, ImportForm::SharedModule(group));
                    }
                }
                Imports::Compact2 { module: from, ty, names } => {
                    // Module name, an empty name, and the byte that says which form this is.
                    let start = after_string(module, after_string(module, bytes.start)) + 1;
                    for name in names.clone() {
                        let import = Import { module: from, name: name?, ty };
                        let ty = start..names.range().start as usize;
                        self.import(import, ty, ImportForm::SharedType(group));
                    }
                }
            }
        }
        Ok(())
    }

    fn import(&mut self, import: Import<'a>, ty: Range<usize>, form: ImportForm) {
        let space = match import.ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => Space::Func,
            TypeRef::Table(_) => Space::Table,
            TypeRef::Memory(_) => Space::Memory,
            TypeRef::Global(_) => Space::Global,
            TypeRef::Tag(_) => Space::Tag,
        };
        if let TypeRef::Table(ty) = import.ty {
            self.table_sizes.push(ty.initial);
        }
        let index = self.imported(space);
        self.imported[space as usize] += 1;
        let names = (import.module, import.name);
        self.imports.push(Imported { space, index, names, ty, form });
    }

    fn element(&self, bytes: Range<usize>, element: &Element<'_>) -> Segment {
        let (len, is_plain) = match &element.items {
            ElementItems::Functions(items) => (items.count(), true),
            ElementItems::Expressions(ty, items) => (items.count(), *ty == RefType::FUNCREF),
        };
        let mode = match &element.kind {
            ElementKind::Passive => Mode::Passive,
            ElementKind::Declared => Mode::Declared,
            ElementKind::Active { table_index, offset_expr } => {
                let target = table_index.unwrap_or(0);
                let size = self.table_sizes.get(target as usize).copied().unwrap_or(0);
                Mode::Active { target, fits: fits(offset_expr, len.into(), size) }
            }
        };
        Segment { mode, is_empty: len == 0, is_plain, bytes }
    }
}

fn data_segment(module: &Module<'_>, bytes: Range<usize>, data: &wasmparser::Data<'_>) -> Segment {
    let len = data.data.len() as u64;
    let mode = match &data.kind {
        DataKind::Passive => Mode::Passive,
        DataKind::Active { memory_index: target, offset_expr } => {
            let memory = module.env.memories.get(*target as usize);
            let size = memory.map_or(0, |memory| memory.min_bytes);
            Mode::Active { target: *target, fits: fits(offset_expr, len, size) }
        }
    };
    Segment { mode, is_empty: len == 0, is_plain: true, bytes }
}

/// Whether `len` items at a constant offset lie within `size`.
fn fits(offset: &ConstExpr<'_>, len: u64, size: u64) -> bool {
    let mut operators = offset.get_operators_reader();
    let start = match operators.read() {
        Ok(Operator::I32Const { value }) => u64::from(value as u32),
        Ok(Operator::I64Const { value }) => value as u64,
        _ => return false,
    };
    matches!(operators.read(), Ok(Operator::End))
        && start.checked_add(len).is_some_and(|end| end <= size)
}

fn space_of(kind: wasmparser::ExternalKind) -> Space {
    use wasmparser::ExternalKind;
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => Space::Func,
        ExternalKind::Table => Space::Table,
        ExternalKind::Memory => Space::Memory,
        ExternalKind::Global => Space::Global,
        ExternalKind::Tag => Space::Tag,
    }
}

/// Where the string at `pos` ends.
fn after_string(module: &Module<'_>, pos: usize) -> usize {
    let mut reader = Reader::new(module.bytes, pos);
    let len = reader.u32().unwrap_or(0) as usize;
    reader.pos() + len
}

/// The items of a section with their bytes.
fn each<'a, T: FromReader<'a>>(
    module: &Module<'a>,
    payload: Range<usize>,
) -> Result<Vec<(Range<usize>, T)>> {
    let bytes = &module.bytes[payload.clone()];
    let reader = BinaryReader::new_features(bytes, payload.start as u64, decode::features());
    let section = SectionLimited::<T>::new(reader)?;
    let mut items: Vec<(Range<usize>, T)> = Vec::with_capacity(section.count() as usize);
    for item in section.into_iter_with_offsets() {
        let (start, item) = item?;
        if let Some((range, _)) = items.last_mut() {
            range.end = start as usize;
        }
        items.push((start as usize..payload.end, item));
    }
    Ok(items)
}

fn ranges<'a, T: FromReader<'a>>(
    module: &Module<'a>,
    payload: Range<usize>,
) -> Result<Vec<Range<usize>>> {
    Ok(each::<T>(module, payload)?.into_iter().map(|(range, _)| range).collect())
}
