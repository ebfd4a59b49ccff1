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
    /// The passes that introduce some of these where they may.
    pub introduced_by: &'static [&'static str],
}

const fn row(flag: &'static str, declared: &'static str, feature: Option<Feature>) -> Proposal {
    Proposal { flag, declared, feature, introduced_by: &[] }
}

impl Proposal {
    const fn by(self, introduced_by: &'static [&'static str]) -> Proposal {
        Proposal { introduced_by, ..self }
    }
}

/// Every proposal that a flag can name.
pub const PROPOSALS: &[Proposal] = &[
    row("sign-ext", "sign-ext", Some(Feature::SignExtension)).by(&["simplify"]),
    row("mutable-globals", "mutable-globals", None),
    row("nontrapping-float-to-int", "nontrapping-fptoint", Some(Feature::SaturatingFloatToInt)),
    row("bulk-memory", "bulk-memory", Some(Feature::BulkMemory)),
    row("bulk-memory-opt", "bulk-memory-opt", Some(Feature::BulkMemory)),
    row("call-indirect-overlong", "call-indirect-overlong", None),
    row("reference-types", "reference-types", Some(Feature::ReferenceTypes))
        .by(&["references", "select-values"]),
    row("multivalue", "multivalue", None),
    row("simd", "simd128", Some(Feature::Simd)),
    row("relaxed-simd", "relaxed-simd", Some(Feature::RelaxedSimd)),
    row("threads", "atomics", Some(Feature::Threads)),
    row("tail-call", "tail-call", Some(Feature::TailCall)).by(&["tail-calls"]),
    row("exception-handling", "exception-handling", Some(Feature::Exceptions)),
    row(
        "typed-function-references",
        "typed-function-references",
        Some(Feature::FunctionReferences),
    )
    .by(&["references", "tail-calls"]),
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

/// What else a module may use that uses a proposal: those that it builds upon.
const fn implied(feature: Feature) -> &'static [Feature] {
    match feature {
        Feature::Gc => &[Feature::FunctionReferences, Feature::ReferenceTypes],
        Feature::FunctionReferences => &[Feature::ReferenceTypes],
        _ => &[],
    }
}

/// The proposals that some pass introduces operators of.
fn introduced() -> impl Iterator<Item = Feature> {
    PROPOSALS.iter().filter(|row| !row.introduced_by.is_empty()).filter_map(|row| row.feature)
}

/// The proposals that some pass introduces operators of and the module uses or declares.
pub fn used(module: &Module<'_>) -> Vec<Feature> {
    let mut search = Search { missing: introduced().collect(), found: Vec::new() };
    for section in &module.sections {
        if section.name == Some("target_features") {
            declared(&module.bytes[section.payload.clone()], &mut search);
        }
    }
    for index in 0..module.bodies.len() {
        if search.missing.is_empty() {
            break;
        }
        in_body(module.body(index), &mut search);
    }
    search.found
}

/// What has been found, and what has not.
struct Search {
    missing: Vec<Feature>,
    found: Vec<Feature>,
}

impl Search {
    /// The module uses or declares a proposal.
    fn note(&mut self, feature: Feature) {
        let is_given = |other: &Feature| *other == feature || implied(feature).contains(other);
        while let Some(at) = self.missing.iter().position(is_given) {
            self.found.push(self.missing.swap_remove(at));
        }
    }
}

fn declared(payload: &[u8], search: &mut Search) {
    let mut reader = Reader::new(payload, 0);
    let _ = read_declared(payload, &mut reader, search);
}

/// The section: its name, then prefixed feature names.
fn read_declared<'a>(
    payload: &'a [u8],
    reader: &mut Reader<'a>,
    search: &mut Search,
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
        // `+` uses and `=` requires; `-` forbids.
        if let Some(feature) = known.and_then(|row| row.feature).filter(|_| prefix != b'-') {
            search.note(feature);
        }
    }
    Some(())
}

fn in_body(body: &[u8], search: &mut Search) {
    let mut reader = Reader::new(body, 0);
    let _ = read_body(&mut reader, search);
}

fn read_body(reader: &mut Reader<'_>, search: &mut Search) -> Result<(), DecodeError> {
    for _ in 0..reader.u32()? {
        reader.u32()?;
        reader.ty()?;
    }
    let (mut pool, mut scratch) = (Pool::default(), Scratch::default());
    while !reader.at_end() && !search.missing.is_empty() {
        let feature = reader.op(&mut pool, &mut scratch)?.info().feature;
        if feature != Feature::Mvp {
            search.note(feature);
        }
    }
    Ok(())
}
