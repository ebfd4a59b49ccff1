//! Value types, four bytes each, and the reference-type lattice they live in.
//!
//! Takes: nothing. Gives: [`Type`], a packed value type that compares and hashes as one word.
//! Invariant: two equal `Type`s print and encode alike. Concrete heap types are *module*
//! type indices, so types of different modules must not be mixed. Cost: O(1).

use std::fmt;

/// A WebAssembly value type, packed into one word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Type(u32);

const REF: u32 = 1 << 31;
const NULLABLE: u32 = 1 << 30;
const CONCRETE: u32 = 1 << 29;
const INDEX: u32 = (1 << 24) - 1;

/// The abstract heap types, with the byte that encodes each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Abstract {
    NoExn = 0x74,
    NoFunc = 0x73,
    NoExtern = 0x72,
    None = 0x71,
    Func = 0x70,
    Extern = 0x6f,
    Any = 0x6e,
    Eq = 0x6d,
    I31 = 0x6c,
    Struct = 0x6b,
    Array = 0x6a,
    Exn = 0x69,
}

impl Abstract {
    /// All abstract heap types with their text names and the text of their nullable reference.
    pub const ALL: [(Abstract, &'static str, &'static str); 12] = [
        (Abstract::NoExn, "noexn", "nullexnref"),
        (Abstract::NoFunc, "nofunc", "nullfuncref"),
        (Abstract::NoExtern, "noextern", "nullexternref"),
        (Abstract::None, "none", "nullref"),
        (Abstract::Func, "func", "funcref"),
        (Abstract::Extern, "extern", "externref"),
        (Abstract::Any, "any", "anyref"),
        (Abstract::Eq, "eq", "eqref"),
        (Abstract::I31, "i31", "i31ref"),
        (Abstract::Struct, "struct", "structref"),
        (Abstract::Array, "array", "arrayref"),
        (Abstract::Exn, "exn", "exnref"),
    ];

    /// The abstract heap type that a byte encodes, if any.
    pub fn from_byte(byte: u8) -> Option<Abstract> {
        Abstract::ALL.iter().map(|row| row.0).find(|a| *a as u8 == byte)
    }
}

/// What a reference points at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Heap {
    /// One of the built-in hierarchies' members.
    Abstract(Abstract),
    /// A type of the module, by index.
    Concrete(u32),
}

impl Type {
    /// 32-bit integer.
    pub const I32: Type = Type(0);
    /// 64-bit integer.
    pub const I64: Type = Type(1);
    /// 32-bit float.
    pub const F32: Type = Type(2);
    /// 64-bit float.
    pub const F64: Type = Type(3);
    /// 128-bit vector.
    pub const V128: Type = Type(4);
    /// Nullable reference to any function.
    pub const FUNCREF: Type = Type(REF | NULLABLE | Abstract::Func as u32);
    /// Nullable reference to an exception.
    pub const EXNREF: Type = Type(REF | NULLABLE | Abstract::Exn as u32);
    /// A reference the IR does not model. Functions that meet one are declined.
    pub const UNKNOWN: Type = Type(REF);

    /// A reference to `heap`.
    pub const fn reference(nullable: bool, heap: Heap) -> Type {
        let null = if nullable { NULLABLE } else { 0 };
        match heap {
            Heap::Abstract(a) => Type(REF | null | a as u32),
            Heap::Concrete(index) => Type(REF | null | CONCRETE | (index & INDEX)),
        }
    }

    /// Whether this is a reference type.
    pub const fn is_ref(self) -> bool {
        self.0 & REF != 0
    }

    /// Whether this is a reference type that admits null.
    pub const fn is_nullable(self) -> bool {
        self.0 & NULLABLE != 0
    }

    /// Whether a local of this type starts with a default value (zero or null).
    pub const fn has_default(self) -> bool {
        !self.is_ref() || self.is_nullable()
    }

    /// What the reference points at; `None` for numbers and vectors.
    pub fn heap(self) -> Option<Heap> {
        if !self.is_ref() {
            None
        } else if self.0 & CONCRETE != 0 {
            Some(Heap::Concrete(self.0 & INDEX))
        } else {
            Abstract::from_byte(self.0 as u8).map(Heap::Abstract)
        }
    }

    /// The same reference type with the given nullability; numbers are unchanged.
    #[must_use]
    pub const fn with_null(self, nullable: bool) -> Type {
        if !self.is_ref() {
            self
        } else if nullable {
            Type(self.0 | NULLABLE)
        } else {
            Type(self.0 & !NULLABLE)
        }
    }

    /// The word that represents this type inside an operator's immediate.
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// The inverse of [`Type::to_bits`].
    pub const fn from_bits(bits: u32) -> Type {
        Type(bits)
    }

    /// Bytes of this type's encoding.
    pub fn encoded_size(self) -> u32 {
        match self.heap() {
            None => 1,
            Some(Heap::Abstract(_)) if self.is_nullable() => 1,
            Some(heap) => 1 + heap.encoded_size(),
        }
    }

    /// Appends the binary encoding.
    pub fn encode(self, out: &mut Vec<u8>) {
        match self.heap() {
            None => out.push(0x7f - self.0 as u8),
            Some(Heap::Abstract(a)) if self.is_nullable() => out.push(a as u8),
            Some(heap) => {
                out.push(if self.is_nullable() { 0x63 } else { 0x64 });
                heap.encode(out);
            }
        }
    }

    /// The numeric or vector type that `letter` stands for in the operator table.
    pub const fn from_letter(letter: u8) -> Option<Type> {
        match letter {
            b'i' => Some(Type::I32),
            b'l' => Some(Type::I64),
            b'f' => Some(Type::F32),
            b'd' => Some(Type::F64),
            b'v' => Some(Type::V128),
            _ => None,
        }
    }

    /// Width in bits of a number or vector; 0 for references.
    pub const fn bits(self) -> u32 {
        match self {
            Type::I32 | Type::F32 => 32,
            Type::I64 | Type::F64 => 64,
            Type::V128 => 128,
            _ => 0,
        }
    }
}

impl Heap {
    /// Bytes of this heap type's encoding.
    pub fn encoded_size(self) -> u32 {
        match self {
            Heap::Abstract(_) => 1,
            Heap::Concrete(index) => super::op::leb::signed_size(i64::from(index)),
        }
    }

    /// Appends the binary encoding.
    pub fn encode(self, out: &mut Vec<u8>) {
        match self {
            Heap::Abstract(a) => out.push(a as u8),
            Heap::Concrete(index) => super::op::leb::write_signed(out, i64::from(index)),
        }
    }
}

impl fmt::Display for Heap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Heap::Concrete(index) => write!(f, "type{index}"),
            Heap::Abstract(a) => {
                let row = Abstract::ALL.iter().find(|row| row.0 == *a);
                f.write_str(row.map_or("?", |row| row.1))
            }
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self, self.heap()) {
            (_, Some(Heap::Abstract(a))) if self.is_nullable() => {
                let row = Abstract::ALL.iter().find(|row| row.0 == a);
                f.write_str(row.map_or("?", |row| row.2))
            }
            (_, Some(heap)) => {
                let null = if self.is_nullable() { "null " } else { "" };
                write!(f, "(ref {null}{heap})")
            }
            (Type::I32, None) => f.write_str("i32"),
            (Type::I64, None) => f.write_str("i64"),
            (Type::F32, None) => f.write_str("f32"),
            (Type::F64, None) => f.write_str("f64"),
            _ => f.write_str("v128"),
        }
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_round_trips() {
        for nullable in [false, true] {
            for (a, ..) in Abstract::ALL {
                let ty = Type::reference(nullable, Heap::Abstract(a));
                assert_eq!((ty.heap(), ty.is_nullable()), (Some(Heap::Abstract(a)), nullable));
            }
            let ty = Type::reference(nullable, Heap::Concrete(1_000_000));
            assert_eq!(ty.heap(), Some(Heap::Concrete(1_000_000)));
        }
    }

    #[test]
    fn encoded_size_is_what_encode_writes() {
        let concrete = |n| Type::reference(true, Heap::Concrete(n));
        for ty in [Type::I32, Type::V128, Type::FUNCREF, concrete(3), concrete(64), concrete(8192)]
        {
            let mut out = Vec::new();
            ty.encode(&mut out);
            assert_eq!(out.len() as u32, ty.encoded_size(), "{ty}");
        }
    }
}
