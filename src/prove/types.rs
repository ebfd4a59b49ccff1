//! Types of both modules in one numbering: equal types have equal numbers.
//!
//! Takes: recursion groups as the parser gives them. Gives: a number for each type such that two
//! types of one or of two modules have the same number exactly if they are the same type, by the
//! structure of their recursion groups. Cost: linear in the types, apart from hashing.

use std::collections::HashMap;
use std::sync::Arc;

use wasmparser::{CompositeInnerType, HeapType, RecGroup, RefType, StorageType, ValType};

use super::hierarchy::{Defined, Field, Parts, Static};
use super::objects;

/// Marks words of heap types that modules define.
pub const CONCRETE: u64 = 1 << 51;
/// Marks words of heap types that have no types below them.
pub const EXACT: u64 = 1 << 52;

/// The word of a defined type.
pub fn concrete_word(number: u64) -> u64 {
    CONCRETE | number
}

/// A type, the same number for equal types of both modules.
pub type TypeNumber = u32;

/// Numbers for types, shared by the modules that are compared.
#[derive(Default)]
pub struct Types {
    groups: HashMap<Vec<u64>, TypeNumber>,
    /// What each type is.
    pub defined: Arc<Vec<Defined>>,
}

/// Writes a group as words, its own types by their place in the group.
struct Spelling<'a> {
    words: Vec<u64>,
    known: &'a [TypeNumber],
}

const OWN: u64 = 1 << 40;

impl Types {
    /// Numbers for the types of a group, which begins at index `known.len()` of its module.
    pub fn group(&mut self, group: &RecGroup, known: &mut Vec<TypeNumber>) {
        let mut spelling = Spelling { words: Vec::new(), known };
        let mut count = 0;
        for ty in group.types() {
            spelling.sub_type(ty);
            count += 1;
        }
        let words = spelling.words;
        let next = self.defined.len() as TypeNumber;
        let first = *self.groups.entry(words).or_insert(next);
        known.extend(first..first + count);
        if first == next {
            let new = group.types().map(|ty| defined(ty, known));
            Arc::make_mut(&mut self.defined).extend(new);
        }
    }
}

impl Spelling<'_> {
    fn index(&self, index: Option<u32>) -> u64 {
        let Some(index) = index else { return u64::MAX };
        match self.known.get(index as usize) {
            Some(&number) => u64::from(number),
            None => OWN + u64::from(index) - self.known.len() as u64,
        }
    }

    fn sub_type(&mut self, ty: &wasmparser::SubType) {
        let composite = &ty.composite_type;
        let flags = u64::from(ty.is_final) | u64::from(composite.shared) << 1;
        self.words.extend([flags, ty.supertype_idxs.len() as u64]);
        for parent in &ty.supertype_idxs {
            let word = self.index(parent.unpack().as_module_index());
            self.words.push(word);
        }
        for described in [composite.descriptor_idx, composite.describes_idx] {
            let index = described.map(|index| self.index(index.unpack().as_module_index()));
            self.words.push(index.unwrap_or(u64::MAX - 1));
        }
        match &composite.inner {
            CompositeInnerType::Func(ty) => {
                self.words.extend([1, ty.params().len() as u64, ty.results().len() as u64]);
                for &ty in ty.params().iter().chain(ty.results()) {
                    let word = self.value(ty);
                    self.words.push(word);
                }
            }
            CompositeInnerType::Array(ty) => {
                self.words.push(2);
                self.field(&ty.0);
            }
            CompositeInnerType::Struct(ty) => {
                self.words.extend([3, ty.fields.len() as u64]);
                for field in &ty.fields {
                    self.field(field);
                }
            }
            CompositeInnerType::Cont(ty) => {
                let index = self.index(ty.0.unpack().as_module_index());
                self.words.extend([4, index]);
            }
        }
    }

    fn field(&mut self, field: &wasmparser::FieldType) {
        let word = match field.element_type {
            StorageType::I8 => 8,
            StorageType::I16 => 16,
            StorageType::Val(ty) => self.value(ty),
        };
        self.words.extend([word, u64::from(field.mutable)]);
    }

    fn value(&self, ty: ValType) -> u64 {
        value_word(ty, &|index| self.index(index))
    }
}

fn defined(ty: &wasmparser::SubType, numbers: &[TypeNumber]) -> Defined {
    let parent = objects::parent(ty).and_then(|parent| numbers.get(parent as usize));
    let all = |types: &[ValType]| types.iter().map(|&ty| Static::of(ty, numbers)).collect();
    let field = |field: &wasmparser::FieldType| match field.element_type {
        StorageType::Val(ty) => Static::of(ty, numbers),
        _ => Static::default(),
    };
    let parts = match &ty.composite_type.inner {
        CompositeInnerType::Func(ty) => Parts::Function(all(ty.results()), all(ty.params())),
        CompositeInnerType::Struct(ty) => {
            let of = |ty: &wasmparser::FieldType| {
                let is_whole = matches!(ty.element_type, StorageType::Val(_));
                Field { holds: field(ty), is_fixed: is_whole && !ty.mutable }
            };
            Parts::Struct(ty.fields.iter().map(of).collect())
        }
        CompositeInnerType::Array(ty) => Parts::Array(field(&ty.0)),
        CompositeInnerType::Cont(_) => Parts::Other,
    };
    Defined { parent: parent.map_or(0, |&parent| concrete_word(u64::from(parent))), parts }
}

fn value_word(ty: ValType, index: &dyn Fn(Option<u32>) -> u64) -> u64 {
    match ty {
        ValType::I32 => 100,
        ValType::I64 => 101,
        ValType::F32 => 102,
        ValType::F64 => 103,
        ValType::V128 => 104,
        ValType::Ref(ty) => reference_word(ty, index),
    }
}

fn reference_word(ty: RefType, index: &dyn Fn(Option<u32>) -> u64) -> u64 {
    let heap = heap_word(ty.heap_type(), index);
    (heap << 1 | u64::from(ty.is_nullable())) ^ 1 << 62
}

/// A heap type as one word; `index` gives the word of a type by its index in the module.
fn heap_word(ty: HeapType, index: &dyn Fn(Option<u32>) -> u64) -> u64 {
    match ty {
        HeapType::Abstract { shared, ty } => {
            1 << 50 | u64::from(shared) << 49 | u64::from(ty as u8)
        }
        HeapType::Concrete(concrete) => CONCRETE | index(concrete.as_module_index()),
        HeapType::Exact(concrete) => EXACT | index(concrete.as_module_index()),
    }
}

/// A reference type as one word; `numbers` are those of the module's types.
pub fn reference_key(ty: RefType, numbers: &[TypeNumber]) -> u64 {
    reference_word(ty, &|index| lookup(index, numbers))
}

/// A value type as one word.
pub fn value_key(ty: ValType, numbers: &[TypeNumber]) -> u64 {
    value_word(ty, &|index| lookup(index, numbers))
}

/// A heap type as one word.
pub fn heap_key(ty: HeapType, numbers: &[TypeNumber]) -> u64 {
    heap_word(ty, &|index| lookup(index, numbers))
}

fn lookup(index: Option<u32>, numbers: &[TypeNumber]) -> u64 {
    let number = index.and_then(|index| numbers.get(index as usize));
    number.map_or(u64::MAX, |&number| u64::from(number))
}
