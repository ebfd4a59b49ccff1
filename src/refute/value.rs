//! Values that functions are called with, and that they give.
//!
//! Takes: types and bits. Gives: values of the interpreter, and text. Invariant: references are
//! null or numbered, so that those of two runs can be compared. Cost: constant.

use std::fmt;

use wasmi::{AsContext, AsContextMut, ExternRef, F32, F64, Nullable, V128, Val, ValType};

/// A value by its type and bits; a reference is null if they are 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Value {
    /// What it is.
    pub ty: ValType,
    /// Its bits; of an external reference the number that it was made with, plus one.
    pub bits: u128,
}

impl Value {
    /// The value of a type with these bits, as far as it has so many. References of functions
    /// are null: there is no function to refer to.
    pub fn new(ty: ValType, bits: u128) -> Value {
        let bits = match ty {
            ValType::I32 | ValType::F32 => u128::from(bits as u32),
            ValType::I64 | ValType::F64 => u128::from(bits as u64),
            ValType::V128 => bits,
            ValType::ExternRef => bits & 3,
            ValType::FuncRef => 0,
        };
        Value { ty, bits }
    }

    /// A value that came out of a run.
    pub fn seen(value: &Val, store: impl AsContext) -> Value {
        let (ty, bits) = match value {
            Val::I32(value) => (ValType::I32, u128::from(*value as u32)),
            Val::I64(value) => (ValType::I64, u128::from(*value as u64)),
            Val::F32(value) => (ValType::F32, u128::from(value.to_bits())),
            Val::F64(value) => (ValType::F64, u128::from(value.to_bits())),
            Val::V128(value) => (ValType::V128, value.as_u128()),
            Val::FuncRef(value) => (ValType::FuncRef, u128::from(!value.is_null())),
            Val::ExternRef(Nullable::Null) => (ValType::ExternRef, 0),
            Val::ExternRef(Nullable::Val(object)) => {
                let store = store.as_context();
                let number = object.data(store).downcast_ref::<u128>();
                (ValType::ExternRef, number.map_or(u128::MAX, |number| number + 1))
            }
        };
        Value { ty, bits }
    }

    /// The value for a run.
    pub fn make(self, mut store: impl AsContextMut) -> Val {
        match self.ty {
            ValType::I32 => Val::I32(self.bits as i32),
            ValType::I64 => Val::I64(self.bits as i64),
            ValType::F32 => Val::F32(F32::from_bits(self.bits as u32)),
            ValType::F64 => Val::F64(F64::from_bits(self.bits as u64)),
            ValType::V128 => Val::V128(V128::from(self.bits)),
            ValType::ExternRef if self.bits > 0 => {
                let object = ExternRef::new(store.as_context_mut(), self.bits - 1);
                Val::ExternRef(Nullable::Val(object))
            }
            ValType::ExternRef | ValType::FuncRef => Val::default_for_ty(self.ty),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.bits;
        match self.ty {
            ValType::I32 => write!(f, "i32 {}", bits as i32),
            ValType::I64 => write!(f, "i64 {}", bits as i64),
            ValType::F32 => match f32::from_bits(bits as u32) {
                value if value.is_nan() => write!(f, "f32 nan:{bits:#x}"),
                value => write!(f, "f32 {value:?}"),
            },
            ValType::F64 => match f64::from_bits(bits as u64) {
                value if value.is_nan() => write!(f, "f64 nan:{bits:#x}"),
                value => write!(f, "f64 {value:?}"),
            },
            ValType::V128 => write!(f, "v128 {bits:#x}"),
            ValType::FuncRef if bits == 0 => f.write_str("null"),
            ValType::FuncRef => f.write_str("a function"),
            ValType::ExternRef if bits == 0 => f.write_str("null"),
            ValType::ExternRef => write!(f, "reference {}", bits.wrapping_sub(1)),
        }
    }
}

/// Values with commas between them.
pub fn list(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
