//! Proposals a module uses or declares.
//!
//! Takes: a decoded module. Gives: [`used`]: what its `target_features` section says it may
//! use, and what its code does use. Malformed sections declare nothing. Cost: O(code), one
//! decoding scan that ends when everything in question has been found.

use super::decode::Module;
use crate::ir::op::codec::{DecodeError, Reader, Scratch};
use crate::ir::op::{Feature, Pool};

/// Names of the `target_features` section for the proposals that rules introduce operators of.
const NAMES: [(&str, Feature); 1] = [("sign-ext", Feature::SignExtension)];

/// The proposals of [`NAMES`] that the module uses or declares.
pub fn used(module: &Module<'_>) -> Vec<Feature> {
    let mut found = Vec::new();
    for section in &module.sections {
        if section.name == Some("target_features") {
            declared(&module.bytes[section.payload.clone()], &mut found);
        }
    }
    let mut missing: Vec<Feature> =
        NAMES.iter().map(|row| row.1).filter(|feature| !found.contains(feature)).collect();
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
        let known = NAMES.iter().find(|row| row.0.as_bytes() == name);
        // `+` uses and `=` requires; `-` forbids.
        if let Some(&(_, feature)) = known.filter(|_| prefix != b'-') {
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
