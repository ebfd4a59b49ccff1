//! Proposals a module uses or declares.
//!
//! Takes: a decoded module. Gives: [`used`]: what its `target_features` section says it may
//! use, and what its code does use. Malformed sections declare nothing. Cost: O(code), one
//! decoding scan that ends when everything in question has been found.

use super::decode::Module;
use crate::ir::op::codec::{DecodeError, Reader, Scratch};
use crate::ir::op::{Feature, Pool};

/// A proposal as tools call it.
#[derive(Clone, Copy, Debug)]
pub struct Proposal {
    /// What follows `--enable-` and `--disable-`.
    pub flag: &'static str,
    /// Its name in a `target_features` section.
    pub declared: &'static str,
    /// Its operators, if it has any of its own.
    pub feature: Option<Feature>,
}

const fn row(flag: &'static str, declared: &'static str, feature: Option<Feature>) -> Proposal {
    Proposal { flag, declared, feature }
}

/// Every proposal that a flag can name.
pub const PROPOSALS: &[Proposal] = &[
    row("sign-ext", "sign-ext", Some(Feature::SignExtension)),
    row("mutable-globals", "mutable-globals", None),
    row("nontrapping-float-to-int", "nontrapping-fptoint", Some(Feature::SaturatingFloatToInt)),
    row("bulk-memory", "bulk-memory", Some(Feature::BulkMemory)),
    row("bulk-memory-opt", "bulk-memory-opt", Some(Feature::BulkMemory)),
    row("call-indirect-overlong", "call-indirect-overlong", None),
    row("reference-types", "reference-types", Some(Feature::ReferenceTypes)),
    row("multivalue", "multivalue", None),
    row("simd", "simd128", Some(Feature::Simd)),
    row("relaxed-simd", "relaxed-simd", Some(Feature::RelaxedSimd)),
    row("threads", "atomics", Some(Feature::Threads)),
    row("tail-call", "tail-call", Some(Feature::TailCall)),
    row("exception-handling", "exception-handling", Some(Feature::Exceptions)),
    row(
        "typed-function-references",
        "typed-function-references",
        Some(Feature::FunctionReferences),
    ),
    row("gc", "gc", Some(Feature::Gc)),
    row("gc-nn-locals", "gc-nn-locals", None),
    row("memory64", "memory64", None),
    row("multimemory", "multimemory", None),
    row("extended-const", "extended-const", None),
    row("strings", "strings", None),
    row("shared-everything", "shared-everything", None),
    row("fp16", "fp16", None),
    row("stack-switching", "stack-switching", None),
    row("custom-descriptors", "custom-descriptors", None),
    row("wide-arithmetic", "wide-arithmetic", Some(Feature::WideArithmetic)),
];

/// The proposals that rules introduce operators of.
const INTRODUCED: [Feature; 1] = [Feature::SignExtension];

/// The proposals of [`INTRODUCED`] that the module uses or declares.
pub fn used(module: &Module<'_>) -> Vec<Feature> {
    let mut found = Vec::new();
    for section in &module.sections {
        if section.name == Some("target_features") {
            declared(&module.bytes[section.payload.clone()], &mut found);
        }
    }
    let mut missing: Vec<Feature> =
        INTRODUCED.into_iter().filter(|feature| !found.contains(feature)).collect();
    for index in 0..module.bodies.len() {
        if missing.is_empty() {
            break;
        }
        in_body(module.body(index), &mut missing, &mut found);
    }
    found
}

fn declared(payload: &[u8], found: &mut Vec<Feature>) {
    let mut reader = Reader::new(payload, 0);
    let _ = read_declared(payload, &mut reader, found);
}

/// The section: its name, then prefixed feature names.
fn read_declared<'a>(
    payload: &'a [u8],
    reader: &mut Reader<'a>,
    found: &mut Vec<Feature>,
) -> Option<()> {
    let string = |reader: &mut Reader<'a>| -> Option<&'a [u8]> {
        let len = reader.u32().ok()? as usize;
        let start = reader.pos();
        let text = payload.get(start..start.checked_add(len)?)?;
        *reader = Reader::new(payload, start + len);
        Some(text)
    };
    string(reader)?;
    for _ in 0..reader.u32().ok()? {
        let prefix = reader.byte().ok()?;
        let name = string(reader)?;
        let known = PROPOSALS.iter().find(|row| row.declared.as_bytes() == name);
        let introduced = known.and_then(|row| row.feature).filter(|f| INTRODUCED.contains(f));
        // `+` uses and `=` requires; `-` forbids.
        if let Some(feature) = introduced.filter(|_| prefix != b'-') {
            found.push(feature);
        }
    }
    Some(())
}

/// Moves what a body uses from `missing` to `found`.
fn in_body(body: &[u8], missing: &mut Vec<Feature>, found: &mut Vec<Feature>) {
    let mut reader = Reader::new(body, 0);
    let _ = read_body(&mut reader, missing, found);
}

fn read_body(
    reader: &mut Reader<'_>,
    missing: &mut Vec<Feature>,
    found: &mut Vec<Feature>,
) -> Result<(), DecodeError> {
    for _ in 0..reader.u32()? {
        reader.u32()?;
        reader.ty()?;
    }
    let (mut pool, mut scratch) = (Pool::default(), Scratch::default());
    while !reader.at_end() {
        let feature = reader.op(&mut pool, &mut scratch)?.info().feature;
        if let Some(at) = missing.iter().position(|&other| other == feature) {
            found.push(missing.swap_remove(at));
            if missing.is_empty() {
                break;
            }
        }
    }
    Ok(())
}
