//! A module written again with some function bodies replaced.
//!
//! Takes: a decoded module and, per defined function, a new body or none. Gives: the bytes of
//! a module that differs in those bodies, in the custom sections that would otherwise lie
//! about them, and in nothing else: other payloads are copied byte for byte, section sizes get
//! their shortest encoding. Cost: O(output).

use super::decode::{Module, Section, id};
use super::names;
use crate::ir::op::leb;
use std::borrow::Cow;

/// What happens to custom sections.
#[derive(Clone, Copy, Default, Debug)]
pub struct Custom {
    /// Drop names and debug information.
    pub strip_debug: bool,
    /// Drop the record of the tools that made the module.
    pub strip_producers: bool,
    /// Drop the list of the proposals that the module may use.
    pub strip_target_features: bool,
}

/// An encoded module and what its user should know about it.
#[derive(Debug, Default)]
pub struct Encoded {
    /// The module.
    pub bytes: Vec<u8>,
    /// Custom sections dropped because they would no longer be true.
    pub dropped: Vec<String>,
}

/// Encodes `module` with `bodies[i]` in place of the body of defined function `i`.
pub fn encode(module: &Module<'_>, bodies: &[Option<&[u8]>], custom: Custom) -> Encoded {
    let mut out = Encoded { bytes: Vec::with_capacity(module.bytes.len()), dropped: Vec::new() };
    out.bytes.extend_from_slice(&module.bytes[..8]);
    let changed = bodies.iter().any(Option::is_some);
    for section in &module.sections {
        let payload = &module.bytes[section.payload.clone()];
        match section.name {
            None if section.id == id::CODE && changed => code_section(&mut out, module, bodies),
            None => write_section(&mut out.bytes, section.id, payload),
            Some(name) => custom_section(&mut out, module, bodies, custom, section, name),
        }
    }
    out
}

/// Appends a section.
pub(super) fn write_section(out: &mut Vec<u8>, id: u8, payload: &[u8]) {
    out.push(id);
    leb::write_unsigned(out, payload.len() as u64);
    out.extend_from_slice(payload);
}

/// Length of what [`encode`] gives.
pub fn size(module: &Module<'_>, bodies: &[Option<&[u8]>], custom: Custom) -> usize {
    let changed = bodies.iter().any(Option::is_some);
    let payload = |section: &Section<'_>| match section.name {
        None if section.id == id::CODE && changed => Some(code_size(module, bodies)),
        None => Some(section.payload.len()),
        Some(_) => match custom_fate(module, bodies, custom, section, changed) {
            CustomFate::Payload(payload) => Some(payload.len()),
            CustomFate::Stripped | CustomFate::Untrue => None,
        },
    };
    let sections = module.sections.iter().filter_map(payload);
    8 + sections.map(section_size).sum::<usize>()
}

/// Length of a section with its head.
pub(super) fn section_size(payload: usize) -> usize {
    1 + sized(payload)
}

/// Length of so many bytes with their length in front.
fn sized(len: usize) -> usize {
    leb::unsigned_size(len as u64) as usize + len
}

/// Length of the code section's payload.
fn code_size(module: &Module<'_>, bodies: &[Option<&[u8]>]) -> usize {
    let len = |(index, body): (usize, &Option<&[u8]>)| {
        sized(body.map_or(module.bodies[index].len(), <[u8]>::len))
    };
    let count = leb::unsigned_size(bodies.len() as u64) as usize;
    count + bodies.iter().enumerate().map(len).sum::<usize>()
}

fn code_section(out: &mut Encoded, module: &Module<'_>, bodies: &[Option<&[u8]>]) {
    let body = |index: usize| bodies[index].unwrap_or_else(|| module.body(index));
    out.bytes.push(id::CODE);
    leb::write_unsigned(&mut out.bytes, code_size(module, bodies) as u64);
    leb::write_unsigned(&mut out.bytes, bodies.len() as u64);
    for index in 0..bodies.len() {
        leb::write_unsigned(&mut out.bytes, body(index).len() as u64);
        out.bytes.extend_from_slice(body(index));
    }
}

/// What becomes of a custom section.
pub(super) enum CustomFate<'a> {
    /// The user does not want it.
    Stripped,
    /// It would no longer be true.
    Untrue,
    /// It stays, with this payload.
    Payload(Cow<'a, [u8]>),
}

/// What becomes of the custom section `name` when some code `changed`.
pub(super) fn custom_fate<'a>(
    module: &Module<'a>,
    bodies: &[Option<&[u8]>],
    custom: Custom,
    section: &Section<'_>,
    changed: bool,
) -> CustomFate<'a> {
    let payload = &module.bytes[section.payload.clone()];
    let name = section.name.unwrap_or_default();
    let is_debug = name.starts_with(".debug_") || name.starts_with("reloc..debug_");
    let maps_code = is_debug || matches!(name, "sourceMappingURL" | "external_debug_info");
    if custom.strip_debug && (maps_code || name == "name") {
        return CustomFate::Stripped;
    }
    let is_unwanted = match name {
        "producers" => custom.strip_producers,
        "target_features" => custom.strip_target_features,
        _ => false,
    };
    if is_unwanted {
        return CustomFate::Stripped;
    }
    // These speak of byte offsets in code that is no longer there.
    let is_metadata = name.starts_with("metadata.code.") && name != names::BRANCH_HINTS;
    if changed && (maps_code || is_metadata) {
        return CustomFate::Untrue;
    }
    let rewritten = match name {
        "name" if changed => names::without_changed_locals(module, payload, bodies).map(Cow::Owned),
        names::BRANCH_HINTS if changed => {
            names::hints_of_unchanged(module, payload, bodies).map(Cow::Owned)
        }
        _ => Some(Cow::Borrowed(payload)),
    };
    rewritten.map_or(CustomFate::Untrue, CustomFate::Payload)
}

fn custom_section(
    out: &mut Encoded,
    module: &Module<'_>,
    bodies: &[Option<&[u8]>],
    custom: Custom,
    section: &Section<'_>,
    name: &str,
) {
    let changed = bodies.iter().any(Option::is_some);
    match custom_fate(module, bodies, custom, section, changed) {
        CustomFate::Stripped => {}
        CustomFate::Untrue => out.dropped.push(name.to_string()),
        CustomFate::Payload(payload) => write_section(&mut out.bytes, id::CUSTOM, &payload),
    }
}
