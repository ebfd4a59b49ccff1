//! What a function can see of its module: types, signatures, globals, tables, memories.
//!
//! Takes: declarations, filled in by `wasm::decode`. Gives: operand and result types of
//! operators whose table row says `*`, and subtyping. Invariant: read-only while functions
//! are processed, so all threads share one. Cost: O(operands) per signature, O(depth of the
//! declared hierarchy) per subtype test.

use super::op::{Op, Opcode};
use super::types::{Abstract, Heap, Type};
use smallvec::SmallVec;

/// Storage of a struct field or array element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// Packed 8 bits.
    I8,
    /// Packed 16 bits.
    I16,
    /// A whole value.
    Value(Type),
}

/// A struct field or array element type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// How the value is stored.
    pub storage: Storage,
    /// Whether it can be written.
    pub mutable: bool,
}

impl Field {
    /// The type an access puts on the stack.
    pub fn unpacked(self) -> Type {
        match self.storage {
            Storage::Value(ty) => ty,
            _ => Type::I32,
        }
    }
}

/// A defined type of the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Composite {
    /// A function type: parameters, results.
    Func(Box<[Type]>, Box<[Type]>),
    /// A struct type.
    Struct(Box<[Field]>),
    /// An array type.
    Array(Field),
    /// A type the IR does not model (continuations).
    Other,
}

/// A defined type with its declared supertype.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeDef {
    /// Structure.
    pub composite: Composite,
    /// Declared direct supertype.
    pub supertype: Option<u32>,
}

/// A global's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GlobalType {
    /// Type of the content.
    pub ty: Type,
    /// Whether `global.set` is allowed.
    pub mutable: bool,
}

/// A table's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableType {
    /// Type of the elements.
    pub element: Type,
    /// Whether indices are 64 bits wide.
    pub is64: bool,
}

/// A memory's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemoryType {
    /// Whether addresses are 64 bits wide.
    pub is64: bool,
    /// Whether other threads may access it.
    pub shared: bool,
    /// Bytes present from the start; memories never shrink.
    pub min_bytes: u64,
}

/// Everything a function body can refer to, by module index.
#[derive(Clone, Default, Debug)]
pub struct ModuleEnv {
    /// Defined types.
    pub types: Vec<TypeDef>,
    /// For each type the first that is equal to it (types are equal by structure); those that
    /// are not listed have no equal.
    pub equal_types: Vec<u32>,
    /// Type index of each function, imports first.
    pub funcs: Vec<u32>,
    /// Number of imported functions.
    pub imported_funcs: u32,
    /// Globals, imports first.
    pub globals: Vec<GlobalType>,
    /// Number of imported globals.
    pub imported_globals: u32,
    /// Tables, imports first.
    pub tables: Vec<TableType>,
    /// Memories, imports first.
    pub memories: Vec<MemoryType>,
    /// Number of imported memories.
    pub imported_memories: u32,
    /// Type index of each tag, imports first.
    pub tags: Vec<u32>,
}

/// Operand and result types of one operator.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Signature {
    /// Operand types, bottom of the stack first.
    pub params: SmallVec<[Type; 4]>,
    /// Result types, bottom of the stack first.
    pub results: SmallVec<[Type; 2]>,
}

const NULLABLE_ANY: Type = Type::reference(true, Heap::Abstract(Abstract::Any));
const NULLABLE_EQ: Type = Type::reference(true, Heap::Abstract(Abstract::Eq));
const NULLABLE_ARRAY: Type = Type::reference(true, Heap::Abstract(Abstract::Array));
const NULLABLE_I31: Type = Type::reference(true, Heap::Abstract(Abstract::I31));
const NULLABLE_EXTERN: Type = Type::reference(true, Heap::Abstract(Abstract::Extern));

impl ModuleEnv {
    /// Parameters and results of function type `index`.
    pub fn func_type(&self, index: u32) -> Option<(&[Type], &[Type])> {
        match &self.types.get(index as usize)?.composite {
            Composite::Func(params, results) => Some((params, results)),
            _ => None,
        }
    }

    /// Parameters and results of function `index`.
    pub fn signature_of(&self, index: u32) -> Option<(&[Type], &[Type])> {
        self.func_type(*self.funcs.get(index as usize)?)
    }

    /// For calls and throws: the function type called, and the type of the operand above the
    /// arguments (table index or reference), if there is one.
    pub fn callee(&self, op: Op) -> Option<(&[Type], &[Type], Option<Type>)> {
        use Opcode::*;
        let (ty, extra) = match op.code {
            Call | ReturnCall => (*self.funcs.get(op.index() as usize)?, None),
            CallIndirect | ReturnCallIndirect => {
                (op.index(), Some(self.table_index_type(op.index2())?))
            }
            CallRef | ReturnCallRef => {
                (op.index(), Some(Type::reference(true, Heap::Concrete(op.index()))))
            }
            Throw => (*self.tags.get(op.index() as usize)?, None),
            _ => return None,
        };
        let (params, results) = self.func_type(ty)?;
        Some((params, results, extra))
    }

    /// The type of addresses into memory `index`.
    pub fn address_type(&self, index: u32) -> Option<Type> {
        let memory = self.memories.get(index as usize)?;
        Some(if memory.is64 { Type::I64 } else { Type::I32 })
    }

    /// The type of indices into table `index`.
    pub fn table_index_type(&self, index: u32) -> Option<Type> {
        let table = self.tables.get(index as usize)?;
        Some(if table.is64 { Type::I64 } else { Type::I32 })
    }

    fn field(&self, op: Op) -> Option<Field> {
        match &self.types.get(op.index() as usize)?.composite {
            Composite::Struct(fields) => fields.get(op.index2() as usize).copied(),
            _ => None,
        }
    }

    fn element(&self, ty: u32) -> Option<Field> {
        match &self.types.get(ty as usize)?.composite {
            Composite::Array(field) => Some(*field),
            _ => None,
        }
    }

    /// The type a letter of the operator table stands for in `op`.
    pub fn letter(&self, op: Op, letter: u8) -> Option<Type> {
        match letter {
            b'a' => {
                let second = matches!(op.code, Opcode::MemoryInit);
                self.address_type(if second { op.index2() } else { op.index() })
            }
            b't' => {
                let second = matches!(op.code, Opcode::TableInit);
                self.table_index_type(if second { op.index2() } else { op.index() })
            }
            _ => Type::from_letter(letter),
        }
    }

    /// Operand and result types of `op`; `operand(i)` is the type of operand `i` counted from
    /// the *last* (0 is the top of the stack), for operators polymorphic in it. `None` if the
    /// operator names something the module does not have, or is not one SSA has.
    pub fn signature(&self, op: Op, operand: impl Fn(usize) -> Type) -> Option<Signature> {
        let sig = &op.info().sig;
        if !sig.custom {
            let types = |letters: &[u8]| -> Option<SmallVec<[Type; 4]>> {
                letters.iter().map(|&l| self.letter(op, l)).collect()
            };
            return Some(Signature {
                params: types(sig.params())?,
                results: types(sig.results())?.into_iter().collect(),
            });
        }
        if let Some((params, results, extra)) = self.callee(op) {
            let mut params: SmallVec<[Type; 4]> = params.into();
            params.extend(extra);
            let results = if op.code == Opcode::Throw { &[] } else { results };
            return Some(Signature { params, results: results.into() });
        }
        self.reference_signature(op, &operand).or_else(|| self.aggregate_signature(op))
    }

    /// The type of operand `index` of `op`, if no other operand has a say in it and the operator
    /// is not a rare one. Where there is an answer, it is that of [`ModuleEnv::signature`], which
    /// takes longer.
    pub fn operand(&self, op: Op, index: usize) -> Option<Type> {
        use Opcode::*;
        let sig = &op.info().sig;
        if !sig.custom {
            return self.letter(op, *sig.params().get(index)?);
        }
        let own = || Type::reference(true, Heap::Concrete(op.index()));
        match (op.code, index) {
            (Call | CallIndirect | CallRef, _) => {
                let (params, _, extra) = self.callee(op)?;
                params.get(index).copied().or(extra)
            }
            (StructGet | StructGetS | StructGetU | StructSet, 0)
            | (ArrayGet | ArrayGetS | ArrayGetU | ArraySet, 0) => Some(own()),
            (StructSet, 1) => self.field(op).map(Field::unpacked),
            (StructNew, _) => match self.composite(op.index())? {
                Composite::Struct(fields) => fields.get(index).copied().map(Field::unpacked),
                _ => None,
            },
            (GlobalSet, 0) => self.globals.get(op.index() as usize).map(|global| global.ty),
            (RefTest | RefTestNull | RefCast | RefCastNull, 0) => Some(self.top_of(op.ty())),
            _ => None,
        }
    }

    /// Selects, globals, tables, copies and plain references.
    fn reference_signature(&self, op: Op, operand: &dyn Fn(usize) -> Type) -> Option<Signature> {
        use Opcode::*;
        let make = |params: &[Type], results: &[Type]| {
            Some(Signature { params: params.into(), results: results.into() })
        };
        let table = || self.tables.get(op.index() as usize).map(|t| t.element);
        match op.code {
            Select => {
                let ty = operand(1);
                make(&[ty, ty, Type::I32], &[ty])
            }
            SelectT => make(&[op.ty(), op.ty(), Type::I32], &[op.ty()]),
            GlobalGet => make(&[], &[self.globals.get(op.index() as usize)?.ty]),
            GlobalSet => make(&[self.globals.get(op.index() as usize)?.ty], &[]),
            RefNull => make(&[], &[op.ty()]),
            RefFunc => {
                let ty = Heap::Concrete(*self.funcs.get(op.index() as usize)?);
                make(&[], &[Type::reference(false, ty)])
            }
            RefIsNull => make(&[operand(0)], &[Type::I32]),
            RefAsNonNull => make(&[operand(0)], &[operand(0).with_null(false)]),
            RefEq => make(&[NULLABLE_EQ, NULLABLE_EQ], &[Type::I32]),
            TableGet => make(&[self.table_index_type(op.index())?], &[table()?]),
            TableSet => make(&[self.table_index_type(op.index())?, table()?], &[]),
            TableGrow => {
                let index = self.table_index_type(op.index())?;
                make(&[table()?, index], &[index])
            }
            TableFill => {
                let index = self.table_index_type(op.index())?;
                make(&[index, table()?, index], &[])
            }
            MemoryCopy => {
                let (d, s) = (self.address_type(op.index())?, self.address_type(op.index2())?);
                make(&[d, s, if d == s { d } else { Type::I32 }], &[])
            }
            TableCopy => {
                let d = self.table_index_type(op.index())?;
                let s = self.table_index_type(op.index2())?;
                make(&[d, s, if d == s { d } else { Type::I32 }], &[])
            }
            ThrowRef => make(&[Type::EXNREF], &[]),
            Rethrow | Unreachable | Enter => make(&[], &[]),
            _ => None,
        }
    }

    /// Structs, arrays, casts and `i31`.
    fn aggregate_signature(&self, op: Op) -> Option<Signature> {
        use Opcode::*;
        let make = |params: &[Type], results: &[Type]| {
            Some(Signature { params: params.into(), results: results.into() })
        };
        let own = |nullable| Type::reference(nullable, Heap::Concrete(op.index()));
        let element = || self.element(op.index()).map(Field::unpacked);
        let i32 = Type::I32;
        match op.code {
            StructNew => match &self.types.get(op.index() as usize)?.composite {
                Composite::Struct(fields) => Some(Signature {
                    params: fields.iter().map(|f| f.unpacked()).collect(),
                    results: [own(false)].into_iter().collect(),
                }),
                _ => None,
            },
            StructNewDefault => make(&[], &[own(false)]),
            StructGet | StructGetS | StructGetU => {
                make(&[own(true)], &[self.field(op)?.unpacked()])
            }
            StructSet => make(&[own(true), self.field(op)?.unpacked()], &[]),
            ArrayNew => make(&[element()?, i32], &[own(false)]),
            ArrayNewDefault => make(&[i32], &[own(false)]),
            ArrayNewFixed => Some(Signature {
                params: SmallVec::from_elem(element()?, op.index2() as usize),
                results: [own(false)].into_iter().collect(),
            }),
            ArrayNewData | ArrayNewElem => make(&[i32, i32], &[own(false)]),
            ArrayGet | ArrayGetS | ArrayGetU => make(&[own(true), i32], &[element()?]),
            ArraySet => make(&[own(true), i32, element()?], &[]),
            ArrayLen => make(&[NULLABLE_ARRAY], &[i32]),
            ArrayFill => make(&[own(true), i32, element()?, i32], &[]),
            ArrayCopy => {
                let source = Type::reference(true, Heap::Concrete(op.index2()));
                make(&[own(true), i32, source, i32, i32], &[])
            }
            ArrayInitData | ArrayInitElem => make(&[own(true), i32, i32, i32], &[]),
            RefTest | RefTestNull => make(&[self.top_of(op.ty())], &[i32]),
            RefCast | RefCastNull => make(&[self.top_of(op.ty())], &[op.ty()]),
            RefI31 => make(&[i32], &[NULLABLE_I31.with_null(false)]),
            I31GetS | I31GetU => make(&[NULLABLE_I31], &[i32]),
            _ => None,
        }
    }

    /// Result type of a conversion between the `any` and `extern` hierarchies, and its operand.
    pub fn conversion(&self, op: Op, operand: Type) -> Option<(Type, Type)> {
        let (from, to) = match op.code {
            Opcode::AnyConvertExtern => (NULLABLE_EXTERN, NULLABLE_ANY),
            Opcode::ExternConvertAny => (NULLABLE_ANY, NULLABLE_EXTERN),
            _ => return None,
        };
        Some((from, to.with_null(operand.is_nullable())))
    }

    /// The nullable top type of the hierarchy that `ty` belongs to.
    pub fn top_of(&self, ty: Type) -> Type {
        let top = match ty.heap() {
            Some(Heap::Abstract(a)) => match a {
                Abstract::Func | Abstract::NoFunc => Abstract::Func,
                Abstract::Extern | Abstract::NoExtern => Abstract::Extern,
                Abstract::Exn | Abstract::NoExn => Abstract::Exn,
                _ => Abstract::Any,
            },
            Some(Heap::Concrete(index)) => match self.composite(index) {
                Some(Composite::Func(..)) => Abstract::Func,
                _ => Abstract::Any,
            },
            None => return ty,
        };
        Type::reference(true, Heap::Abstract(top))
    }

    fn composite(&self, index: u32) -> Option<&Composite> {
        self.types.get(index as usize).map(|t| &t.composite)
    }

    /// Whether a value of type `sub` may stand where `sup` is expected.
    pub fn is_subtype(&self, sub: Type, sup: Type) -> bool {
        if sub == sup {
            return true;
        }
        let (Some(a), Some(b)) = (sub.heap(), sup.heap()) else {
            return false;
        };
        (sup.is_nullable() || !sub.is_nullable()) && self.is_sub_heap(a, b)
    }

    /// The first type that is equal to type `index`.
    fn first_equal(&self, index: u32) -> u32 {
        self.equal_types.get(index as usize).copied().unwrap_or(index)
    }

    fn is_sub_heap(&self, sub: Heap, sup: Heap) -> bool {
        use Abstract::*;
        match (sub, sup) {
            (Heap::Concrete(mut a), Heap::Concrete(b)) => loop {
                if self.first_equal(a) == self.first_equal(b) {
                    return true;
                }
                // Declared supertypes have smaller indices, so this ends.
                match self.types.get(a as usize).and_then(|t| t.supertype) {
                    Some(next) if next < a => a = next,
                    _ => return false,
                }
            },
            (Heap::Concrete(a), Heap::Abstract(b)) => match self.composite(a) {
                Some(Composite::Func(..)) => b == Func,
                Some(Composite::Struct(_)) => matches!(b, Struct | Eq | Any),
                Some(Composite::Array(_)) => matches!(b, Array | Eq | Any),
                _ => false,
            },
            (Heap::Abstract(a), Heap::Concrete(b)) => matches!(
                (a, self.composite(b)),
                (NoFunc, Some(Composite::Func(..)))
                    | (None, Some(Composite::Struct(_) | Composite::Array(_)))
            ),
            (Heap::Abstract(a), Heap::Abstract(b)) => {
                a == b
                    || match a {
                        None => matches!(b, I31 | Struct | Array | Eq | Any),
                        I31 | Struct | Array => matches!(b, Eq | Any),
                        Eq => b == Any,
                        NoFunc => b == Func,
                        NoExtern => b == Extern,
                        NoExn => b == Exn,
                        _ => false,
                    }
            }
        }
    }
}
