//! What types say of references: which are never null, and which type is below which.
//!
//! Takes: the types of both modules in their common numbering, the input's declarations. Gives:
//! what is known of a value because of where it comes from, and whether all references of one
//! type have another, or none. Invariant: heap types are a forest with one parent each, so that
//! two types of which neither is above the other have no reference in common. A field says what
//! the first type that has it says: one of a later type may promise more, but the same term may
//! stand for the field of any object that has it. Cost: the depth of types.

use std::sync::Arc;

use wasmparser::{AbstractHeapType as A, HeapType, RefType, ValType};

use super::code::Inst;
use super::module::{Module, Space};
use super::opcode::Opcode as O;
use super::types::{CONCRETE, EXACT, TypeNumber, Types, concrete_word, heap_key};

/// The number in a word of a type that a module defines.
const NUMBER: u64 = u32::MAX as u64;

/// A heap type as one word, see [`super::types`]; zero where nothing is known.
pub type Heap = u64;

/// What a type says of its values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Static {
    /// They are references that are not null.
    pub never_null: bool,
    /// They are null or have this heap type.
    pub heap: Heap,
}

impl Static {
    /// A reference that is not null.
    pub const SOME: Static = Static { never_null: true, heap: 0 };

    /// Of a value type; `numbers` are those of the module's types.
    pub fn of(ty: ValType, numbers: &[TypeNumber]) -> Static {
        match ty {
            ValType::Ref(ty) => Static::of_reference(ty, numbers),
            _ => Static::default(),
        }
    }

    /// Of a reference type.
    pub fn of_reference(ty: RefType, numbers: &[TypeNumber]) -> Static {
        Static { never_null: !ty.is_nullable(), heap: heap_key(ty.heap_type(), numbers) }
    }
}

/// A defined type.
#[derive(Clone, Debug)]
pub struct Defined {
    /// The type above it.
    pub parent: Heap,
    /// What it is made of.
    pub parts: Parts,
}

/// What a defined type is made of.
#[derive(Clone, Debug)]
pub enum Parts {
    /// Results of a function, and its parameters.
    Function(Vec<Static>, Vec<Static>),
    /// Fields of a structure.
    Struct(Vec<Field>),
    /// Elements of an array.
    Array(Static),
    /// Something else.
    Other,
}

/// A field of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// What its type says of its value.
    pub holds: Static,
    /// Whether nobody can write it, and it is read as it was written.
    pub is_fixed: bool,
}

/// Types, with the declarations that refer to them.
#[derive(Default, Debug)]
pub struct Hierarchy {
    defined: Arc<Vec<Defined>>,
    globals: Vec<Static>,
    tables: Vec<Static>,
    functions: Vec<TypeNumber>,
    tags: Vec<TypeNumber>,
}

/// Types are part of the modules that are compared, not of what changes from round to round.
impl PartialEq for Hierarchy {
    fn eq(&self, _: &Hierarchy) -> bool {
        true
    }
}

impl Eq for Hierarchy {}

fn abstract_word(ty: A) -> Heap {
    heap_key(HeapType::Abstract { shared: false, ty }, &[])
}

impl Hierarchy {
    /// Of an input, with all types that are numbered.
    pub fn of(module: &Module<'_>, types: &Types) -> Hierarchy {
        let number = |&ty: &u32| module.types[ty as usize];
        Hierarchy {
            defined: Arc::clone(&types.defined),
            globals: module.globals.iter().map(|global| global.holds).collect(),
            tables: module.tables.iter().map(|table| table.entries).collect(),
            functions: module.funcs[..module.count(Space::Func)].iter().map(number).collect(),
            tags: module.tags.iter().map(number).collect(),
        }
    }

    /// Of a global's value.
    pub fn global(&self, index: u64) -> Static {
        self.globals.get(index as usize).copied().unwrap_or_default()
    }

    /// Of what an event gives.
    pub fn result(&self, inst: &Inst, index: u64) -> Static {
        let exact = |number: u64| Static { never_null: true, heap: EXACT | number };
        match inst.op {
            O::Call => self.result_of_function(u64::from(inst.a), index),
            O::CallIndirect | O::CallRef => self.result_of_type(inst.imm, index),
            O::StructNew | O::StructNewDefault | O::ArrayNew | O::ArrayNewDefault => {
                exact(inst.imm)
            }
            O::ArrayNewFixed | O::ArrayNewData | O::ArrayNewElem => exact(inst.imm >> 32),
            _ => Static::default(),
        }
    }

    /// Of a result of a function of the input.
    fn result_of_function(&self, function: u64, index: u64) -> Static {
        match self.functions.get(function as usize) {
            Some(&ty) => self.result_of_type(u64::from(ty), index),
            None => Static::default(),
        }
    }

    fn result_of_type(&self, ty: u64, index: u64) -> Static {
        match self.defined.get(ty as usize).map(|ty| &ty.parts) {
            Some(Parts::Function(results, _)) => {
                results.get(index as usize).copied().unwrap_or_default()
            }
            _ => Static::default(),
        }
    }

    /// Of what an exception of a tag carries.
    pub fn thrown(&self, tag: Option<u32>, index: u64) -> Static {
        let ty = tag.and_then(|tag| self.tags.get(tag as usize));
        match ty.and_then(|&ty| self.defined.get(ty as usize)).map(|ty| &ty.parts) {
            Some(Parts::Function(_, params)) => {
                params.get(index as usize).copied().unwrap_or_default()
            }
            _ => Static::default(),
        }
    }

    /// Of what an operator without effects gives, by its immediate.
    pub fn read(&self, op: O, imm: u64) -> Static {
        match op {
            O::StructGet => match self.defined.get((imm >> 32) as usize).map(|ty| &ty.parts) {
                Some(Parts::Struct(fields)) => {
                    fields.get(imm as u32 as usize).map_or(Static::default(), |field| field.holds)
                }
                _ => Static::default(),
            },
            O::ArrayGet => match self.defined.get(imm as usize).map(|ty| &ty.parts) {
                Some(&Parts::Array(element)) => element,
                _ => Static::default(),
            },
            O::TableGet => self.tables.get(imm as usize).copied().unwrap_or_default(),
            O::RefFunc => match self.functions.get(imm as usize) {
                Some(&ty) => Static { never_null: true, heap: concrete_word(u64::from(ty)) },
                None => Static::SOME,
            },
            O::RefI31 => Static { never_null: true, heap: abstract_word(A::I31) },
            _ => Static::default(),
        }
    }

    /// Of what a call of a function of the input gives, by `function << 16 | result`.
    pub fn called(&self, imm: u64) -> Static {
        match imm & 0xffff {
            index @ 0..0x8000 => self.result_of_function(imm >> 16, index),
            _ => Static::default(),
        }
    }

    /// Whether a type is a defined type of arrays.
    pub fn is_array(&self, heap: Heap) -> bool {
        let defined = self.defined.get((heap & NUMBER) as usize);
        heap & (CONCRETE | EXACT) != 0
            && defined.is_some_and(|ty| matches!(ty.parts, Parts::Array(_)))
    }

    /// The name of a structure's field, if nobody can write it.
    pub fn fixed_field(&self, heap: Heap, index: u32) -> Option<u64> {
        let mut owner = heap & NUMBER;
        let fields = |number: u64| match &self.defined.get(number as usize)?.parts {
            Parts::Struct(fields) => fields.get(index as usize).copied(),
            _ => None,
        };
        let is_defined = heap & (CONCRETE | EXACT) != 0;
        fields(owner).filter(|field| is_defined && field.is_fixed)?;
        while let Some(ty) = self.defined.get(owner as usize)
            && ty.parent != 0
            && ty.parent & NUMBER < owner
            && fields(ty.parent & NUMBER).is_some()
        {
            owner = ty.parent & NUMBER;
        }
        Some(owner << 32 | u64::from(index))
    }

    /// Whether all references of a type that are not null have another type, or none has.
    pub fn test(&self, of: Heap, asked: Heap) -> Option<bool> {
        if of == 0 || asked == 0 {
            return None;
        }
        if self.is_below(of, asked) {
            return Some(true);
        }
        let bottoms = [A::None, A::NoExtern, A::NoFunc, A::NoExn, A::NoCont];
        let has_nothing = |heap| bottoms.iter().any(|&ty| abstract_word(ty) == heap);
        if has_nothing(of) || has_nothing(asked) || self.is_below(asked, of) {
            return None;
        }
        Some(false)
    }

    /// The lowest type above two; zero if none is known.
    pub fn common(&self, a: Heap, b: Heap) -> Heap {
        let mut at = a;
        while at != 0 && (b == 0 || !self.is_below(b, at)) {
            at = if b == 0 { 0 } else { self.above(at) };
        }
        at
    }

    fn is_below(&self, below: Heap, above: Heap) -> bool {
        let mut at = below;
        while at != 0 && at != above {
            at = self.above(at);
        }
        at == above
    }

    /// The type above a type; zero above the highest.
    fn above(&self, heap: Heap) -> Heap {
        if heap & EXACT != 0 {
            return concrete_word(heap & NUMBER);
        }
        if heap & CONCRETE != 0 {
            let Some(ty) = self.defined.get((heap & NUMBER) as usize) else { return 0 };
            return match ty.parts {
                // Supertypes have lower numbers; so this ends.
                _ if ty.parent != 0 && ty.parent & NUMBER < heap & NUMBER => ty.parent,
                Parts::Function(..) => abstract_word(A::Func),
                Parts::Struct(_) => abstract_word(A::Struct),
                Parts::Array(_) => abstract_word(A::Array),
                Parts::Other => 0,
            };
        }
        let eq = abstract_word(A::Eq);
        if [A::Struct, A::Array, A::I31].iter().any(|&ty| abstract_word(ty) == heap) {
            eq
        } else if heap == eq {
            abstract_word(A::Any)
        } else {
            0
        }
    }
}
