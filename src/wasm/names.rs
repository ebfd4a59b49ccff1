//! Custom sections that speak of functions' insides: names of locals and labels, branch hints.
//!
//! Takes: the payload of a custom section and which bodies changed. Gives: a payload that says
//! nothing false: in changed functions parameters keep their names, other locals and labels
//! lose theirs, branch hints go. Everything else is copied. Malformed payloads give `None`.
//! Also [`function_names`], for reports. Cost: O(payload).

use super::decode::Module;
use crate::ir::op::codec::Reader;
use crate::ir::op::leb;
use std::borrow::Cow;

/// Name of the custom section with branch hints.
pub const BRANCH_HINTS: &str = "metadata.code.branch_hint";

/// Subsections of the name section.
const FUNCTIONS: u8 = 1;
const LOCALS: u8 = 2;
const LABELS: u8 = 3;

/// The index of the defined function that `function` is, if its body changed.
fn changed(module: &Module<'_>, bodies: &[Option<&[u8]>], function: u32) -> Option<usize> {
    let index = function.checked_sub(module.first_defined())? as usize;
    bodies.get(index)?.is_some().then_some(index)
}

/// The bytes of a string or of anything else with its length in front.
pub(super) fn string<'a>(payload: &'a [u8], reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let len = reader.u32().ok()? as usize;
    let start = reader.pos();
    let text = payload.get(start..start.checked_add(len)?)?;
    *reader = Reader::new(payload, start + len);
    Some(text)
}

/// The section's name and the rest, copied up to where the content begins.
pub(super) fn after_name<'a>(payload: &'a [u8]) -> Option<Reader<'a>> {
    let mut reader = Reader::new(payload, 0);
    string(payload, &mut reader)?;
    Some(reader)
}

/// The name section without what changed functions made untrue.
pub fn without_changed_locals(
    module: &Module<'_>,
    payload: &[u8],
    bodies: &[Option<&[u8]>],
) -> Option<Vec<u8>> {
    let mut reader = after_name(payload)?;
    let mut out = Vec::with_capacity(payload.len());
    out.extend_from_slice(&payload[..reader.pos()]);
    while !reader.at_end() {
        let id = reader.byte().ok()?;
        let content = string(payload, &mut reader)?;
        let kept = match id {
            LOCALS | LABELS => Cow::Owned(indirect(module, content, bodies, id)?),
            _ => Cow::Borrowed(content),
        };
        out.push(id);
        leb::write_unsigned(&mut out, kept.len() as u64);
        out.extend_from_slice(&kept);
    }
    Some(out)
}

/// Filters a map from functions to maps from indices to names.
fn indirect(
    module: &Module<'_>,
    content: &[u8],
    bodies: &[Option<&[u8]>],
    id: u8,
) -> Option<Vec<u8>> {
    let mut reader = Reader::new(content, 0);
    let mut kept: Vec<u8> = Vec::with_capacity(content.len());
    let mut functions = 0u64;
    let mut names: Vec<u8> = Vec::new();
    for _ in 0..reader.u32().ok()? {
        let function = reader.u32().ok()?;
        let params = match changed(module, bodies, function) {
            None => u32::MAX,
            Some(_) if id == LABELS => 0,
            Some(_) => module.env.signature_of(function)?.0.len() as u32,
        };
        names.clear();
        let mut count = 0u64;
        for _ in 0..reader.u32().ok()? {
            let index = reader.u32().ok()?;
            let name = string(content, &mut reader)?;
            if index < params {
                leb::write_unsigned(&mut names, index.into());
                leb::write_unsigned(&mut names, name.len() as u64);
                names.extend_from_slice(name);
                count += 1;
            }
        }
        if count > 0 {
            functions += 1;
            leb::write_unsigned(&mut kept, function.into());
            leb::write_unsigned(&mut kept, count);
            kept.extend_from_slice(&names);
        }
    }
    let mut out = Vec::with_capacity(kept.len() + 5);
    leb::write_unsigned(&mut out, functions);
    out.extend_from_slice(&kept);
    Some(out)
}

/// The branch hints of functions whose bodies did not change.
pub fn hints_of_unchanged(
    module: &Module<'_>,
    payload: &[u8],
    bodies: &[Option<&[u8]>],
) -> Option<Vec<u8>> {
    let mut reader = after_name(payload)?;
    let head = payload[..reader.pos()].to_vec();
    let mut kept: Vec<u8> = Vec::new();
    let mut functions = 0u64;
    for _ in 0..reader.u32().ok()? {
        let start = reader.pos();
        let function = reader.u32().ok()?;
        for _ in 0..reader.u32().ok()? {
            reader.u32().ok()?;
            string(payload, &mut reader)?;
        }
        if changed(module, bodies, function).is_none() {
            functions += 1;
            kept.extend_from_slice(&payload[start..reader.pos()]);
        }
    }
    if functions == 0 {
        return None;
    }
    let mut out = head;
    leb::write_unsigned(&mut out, functions);
    out.extend_from_slice(&kept);
    Some(out)
}

/// Names of functions by index, as far as the name section gives them.
pub fn function_names(module: &Module<'_>) -> Vec<Option<String>> {
    let mut names = vec![None; module.env.funcs.len()];
    for section in module.sections.iter().filter(|section| section.name == Some("name")) {
        // A malformed section names nothing, which is no reason to fail.
        let _ = read_function_names(&module.bytes[section.payload.clone()], &mut names);
    }
    names
}

fn read_function_names(payload: &[u8], names: &mut [Option<String>]) -> Option<()> {
    let mut reader = after_name(payload)?;
    while !reader.at_end() {
        let id = reader.byte().ok()?;
        let content = string(payload, &mut reader)?;
        if id != FUNCTIONS {
            continue;
        }
        let mut reader = Reader::new(content, 0);
        for _ in 0..reader.u32().ok()? {
            let index = reader.u32().ok()?;
            let name = string(content, &mut reader)?;
            if let Some(slot) = names.get_mut(index as usize) {
                *slot = Some(String::from_utf8_lossy(name).into_owned());
            }
        }
    }
    Some(())
}
