//! Values for modules under test: made by type, and described so that two runs compare.
//!
//! Takes: a type and a number, or a value. Gives: the same value for the same number in every
//! run, or a text that is equal for values nobody can tell apart. Objects are described by
//! their contents to a small depth, functions by their type, since their identity is not the
//! same in two stores. Cost: O(size of the description).

use super::host::{Host, stub};
use std::fmt::Write;
use wasmtime::{
    AnyRef, ArrayRef, ArrayRefPre, AsContext, AsContextMut, ExnRef, ExnRefPre, ExnType, ExternRef,
    HeapType, I31, Ref, RefType, Rooted, StoreContextMut, StructRef, StructRefPre, Tag, V128, Val,
    ValType,
};

/// Integers at which operators change what they do.
const INTEGERS: [i64; 12] =
    [0, 1, -1, i64::MIN, i64::MAX, 2, 7, i32::MIN as i64, i32::MAX as i64, 100, 0x1_0000, -128];

/// Floats at which operators change what they do; the NaNs are quiet and signalling.
const FLOATS: [u64; 12] = [
    0,
    0x3ff0_0000_0000_0000,
    0xbff0_0000_0000_0000,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000,
    0x7ff4_0000_0000_0001,
    0x8000_0000_0000_0000,
    0x0000_0000_0000_0001,
    0x41e0_0000_0000_0000,
    0xc1e0_0000_0020_0000,
    0x4059_0ccc_cccc_cccd,
];

/// The same in single precision.
const SMALL_FLOATS: [u32; 12] = [
    0,
    0x3f80_0000,
    0xbf80_0000,
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0x7fa0_0001,
    0x8000_0000,
    0x0000_0001,
    0x4f00_0000,
    0xcf00_0001,
    0x42c8_6666,
];

/// Nesting to which values are made and described.
const DEPTH: usize = 3;

/// Value number `choice` of a type; `None` if no host can make one.
pub fn make(store: StoreContextMut<'_, Host>, ty: &ValType, choice: usize) -> Option<Val> {
    make_nested(store, ty, choice, DEPTH)
}

fn make_nested(
    store: StoreContextMut<'_, Host>,
    ty: &ValType,
    choice: usize,
    depth: usize,
) -> Option<Val> {
    let integer = INTEGERS[choice % INTEGERS.len()];
    Some(match ty {
        ValType::I32 => Val::I32(match integer {
            i64::MIN => i32::MIN,
            i64::MAX => i32::MAX,
            small => small as i32,
        }),
        ValType::I64 => Val::I64(integer),
        ValType::F32 => Val::F32(SMALL_FLOATS[choice % SMALL_FLOATS.len()]),
        ValType::F64 => Val::F64(FLOATS[choice % FLOATS.len()]),
        ValType::V128 => {
            let [low, high] = [choice, choice / 2].map(|i| FLOATS[i % FLOATS.len()]);
            Val::V128(V128::from(u128::from(low) << 64 | u128::from(high) | integer as u128))
        }
        ValType::Ref(ty) => return make_reference(store, ty, choice, depth),
    })
}

fn make_reference(
    mut store: StoreContextMut<'_, Host>,
    ty: &RefType,
    choice: usize,
    depth: usize,
) -> Option<Val> {
    let null = ty.is_nullable().then(|| Val::null_ref(ty.heap_type()));
    if (choice.is_multiple_of(3) && null.is_some()) || depth == 0 {
        return null;
    }
    let i31 = |store: &mut StoreContextMut<'_, Host>| {
        AnyRef::from_i31(store.as_context_mut(), I31::wrapping_i32(choice as i32)).into()
    };
    let made: Option<Val> = match ty.heap_type() {
        HeapType::Extern => {
            ExternRef::new(store.as_context_mut(), choice as u32).ok().map(Val::from)
        }
        HeapType::Any | HeapType::Eq | HeapType::I31 => Some(i31(&mut store)),
        HeapType::Func => {
            let ty = wasmtime::FuncType::new(store.engine(), [], []);
            Some(stub(&mut store, ty, "callback").into())
        }
        HeapType::ConcreteFunc(ty) => Some(stub(&mut store, ty.clone(), "callback").into()),
        HeapType::ConcreteStruct(ty) => {
            let mut fields = Vec::new();
            for field in ty.fields() {
                let field = field.element_type().unpack().clone();
                fields.push(make_nested(store.as_context_mut(), &field, choice, depth - 1)?);
            }
            let allocator = StructRefPre::new(store.as_context_mut(), ty.clone());
            StructRef::new(store.as_context_mut(), &allocator, &fields).ok().map(Val::from)
        }
        HeapType::ConcreteArray(ty) => {
            let element = ty.element_type().unpack().clone();
            let element = make_nested(store.as_context_mut(), &element, choice, depth - 1)?;
            let allocator = ArrayRefPre::new(store.as_context_mut(), ty.clone());
            let length = (choice % 4) as u32;
            ArrayRef::new(store.as_context_mut(), &allocator, &element, length).ok().map(Val::from)
        }
        _ => None,
    };
    made.or(null)
}

/// An exception with values number `choice`; `None` if no host can make one.
pub fn make_exception(
    mut store: StoreContextMut<'_, Host>,
    tag: &Tag,
    choice: usize,
) -> Option<Rooted<ExnRef>> {
    let ty = tag.ty(store.as_context());
    let mut fields = Vec::new();
    for param in ty.ty().params() {
        fields.push(make(store.as_context_mut(), &param, choice)?);
    }
    let ty = ExnType::from_tag_type(&ty).ok()?;
    let allocator = ExnRefPre::new(store.as_context_mut(), ty);
    ExnRef::new(store.as_context_mut(), &allocator, tag, &fields).ok()
}

/// Describes values, separated by commas.
pub fn describe_all<T: 'static>(mut store: StoreContextMut<'_, T>, values: &[Val]) -> String {
    let mut out = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        describe(store.as_context_mut(), value, DEPTH, &mut out);
    }
    out
}

/// Describes a reference.
pub fn describe_ref<T: 'static>(store: StoreContextMut<'_, T>, value: Ref) -> String {
    describe_all(store, &[value.into()])
}

fn describe<T: 'static>(
    store: StoreContextMut<'_, T>,
    value: &Val,
    depth: usize,
    out: &mut String,
) {
    let written = match value {
        Val::I32(value) => write!(out, "i32 {value}"),
        Val::I64(value) => write!(out, "i64 {value}"),
        Val::F32(bits) => write!(out, "f32 {bits:#x}"),
        Val::F64(bits) => write!(out, "f64 {bits:#x}"),
        Val::V128(value) => write!(out, "v128 {:#x}", value.as_u128()),
        Val::FuncRef(None) => write!(out, "null func"),
        Val::FuncRef(Some(func)) => {
            let ty = func.ty(store.as_context());
            write!(out, "func {} -> {}", ty.params().len(), ty.results().len())
        }
        Val::ExternRef(None) => write!(out, "null extern"),
        Val::ExternRef(Some(value)) => {
            return describe_extern(store, *value, depth, out);
        }
        Val::AnyRef(None) => write!(out, "null any"),
        Val::AnyRef(Some(value)) => return describe_object(store, *value, depth, out),
        Val::ExnRef(None) => write!(out, "null exn"),
        Val::ExnRef(Some(exception)) => {
            return describe_exception(store, *exception, depth, out);
        }
        Val::ContRef(_) => write!(out, "cont"),
    };
    written.expect("writing to a string");
}

fn describe_extern<T: 'static>(
    mut store: StoreContextMut<'_, T>,
    value: Rooted<ExternRef>,
    depth: usize,
    out: &mut String,
) {
    let host = value.data(store.as_context()).ok().flatten();
    if let Some(number) = host.and_then(|data| data.downcast_ref::<u32>()) {
        write!(out, "extern {number}").expect("writing to a string");
        return;
    }
    out.push_str("extern of ");
    match AnyRef::convert_extern(store.as_context_mut(), value) {
        Ok(object) => describe_object(store, object, depth, out),
        Err(_) => out.push_str("something"),
    }
}

fn describe_object<T: 'static>(
    mut store: StoreContextMut<'_, T>,
    value: Rooted<AnyRef>,
    depth: usize,
    out: &mut String,
) {
    if let Ok(Some(number)) = value.as_i31(store.as_context()) {
        write!(out, "i31 {}", number.get_i32()).expect("writing to a string");
    } else if let Ok(Some(object)) = value.as_struct(store.as_context()) {
        let fields: Vec<Val> = object
            .fields(store.as_context_mut())
            .map(|fields| fields.collect())
            .unwrap_or_default();
        describe_fields(store, "struct", &fields, depth, out);
    } else if let Ok(Some(object)) = value.as_array(store.as_context()) {
        let length = object.len(store.as_context()).unwrap_or(0);
        let elements: Vec<Val> = object
            .elems(store.as_context_mut())
            .map(|elements| elements.take(16).collect())
            .unwrap_or_default();
        describe_fields(store, &format!("array of {length}"), &elements, depth, out);
    } else {
        // A host's value that came in as an external reference.
        out.push_str("any");
    }
}

fn describe_exception<T: 'static>(
    mut store: StoreContextMut<'_, T>,
    value: Rooted<ExnRef>,
    depth: usize,
    out: &mut String,
) {
    let fields: Vec<Val> =
        value.fields(store.as_context_mut()).map(|fields| fields.collect()).unwrap_or_default();
    describe_fields(store, "exn", &fields, depth, out);
}

fn describe_fields<T: 'static>(
    mut store: StoreContextMut<'_, T>,
    what: &str,
    fields: &[Val],
    depth: usize,
    out: &mut String,
) {
    out.push_str(what);
    out.push('{');
    for field in fields.iter().take(if depth == 0 { 0 } else { usize::MAX }) {
        describe(store.as_context_mut(), field, depth - 1, out);
        out.push(';');
    }
    out.push('}');
}
