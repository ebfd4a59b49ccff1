//! Custom sections after renumbering: names and branch hints.
//!
//! Takes: a payload that is true of the old numbering, and the maps. Gives: one that is true of
//! the new: names of dropped items go, a merged item goes by the name of the one it became,
//! entries are sorted again. Subsections of unknown meaning are left out, since they may hold
//! indices. Malformed payloads give `None`. Cost: O(n log n).

use super::indices::{IndexMaps, Space, SpaceMap};
use super::names::{after_name, string};
use crate::ir::op::codec::Reader;
use crate::ir::op::leb;
use rustc_hash::FxHashMap;

/// Spaces of the name section's subsections, and whether names are one level deeper.
fn subsection(id: u8) -> Option<(Space, bool)> {
    Some(match id {
        1 => (Space::Func, false),
        2 | 3 => (Space::Func, true),
        4 => (Space::Type, false),
        5 => (Space::Table, false),
        6 => (Space::Memory, false),
        7 => (Space::Global, false),
        8 => (Space::Elem, false),
        9 => (Space::Data, false),
        10 => (Space::Type, true),
        11 => (Space::Tag, false),
        _ => return None,
    })
}

/// The name section. Empty if it names nothing any more.
pub fn names(payload: &[u8], maps: &IndexMaps) -> Option<Vec<u8>> {
    let mut reader = after_name(payload)?;
    let mut out = payload[..reader.pos()].to_vec();
    let head = out.len();
    while !reader.at_end() {
        let id = reader.byte().ok()?;
        let content = string(payload, &mut reader)?;
        let kept = match subsection(id) {
            Some((space, deep)) => name_map(content, maps.space(space), deep)?,
            None if id == 0 => content.to_vec(),
            None => continue,
        };
        if !kept.is_empty() {
            out.push(id);
            leb::write_unsigned(&mut out, kept.len() as u64);
            out.extend_from_slice(&kept);
        }
    }
    if out.len() == head {
        out.clear();
    }
    Some(out)
}

/// A map from indices to names or, if `deep`, to maps whose own indices stay.
fn name_map(content: &[u8], map: &SpaceMap, deep: bool) -> Option<Vec<u8>> {
    let mut reader = Reader::new(content, 0);
    let mut entries: Vec<(u32, &[u8])> = Vec::new();
    for _ in 0..reader.u32().ok()? {
        let old = reader.u32().ok()?;
        let start = reader.pos();
        let inner = if deep { reader.u32().ok()? } else { 1 };
        for _ in 0..inner {
            if deep {
                reader.u32().ok()?;
            }
            string(content, &mut reader)?;
        }
        if let Some(new) = map.get(old).filter(|_| map.is_kept(old)) {
            entries.push((new, &content[start..reader.pos()]));
        }
    }
    Some(sorted_entries(entries))
}

/// A vector of entries by ascending index; nothing if there are none.
fn sorted_entries(mut entries: Vec<(u32, &[u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    if entries.is_empty() {
        return out;
    }
    entries.sort_by_key(|&(index, _)| index);
    leb::write_unsigned(&mut out, entries.len() as u64);
    for (index, bytes) in entries {
        leb::write_unsigned(&mut out, index.into());
        out.extend_from_slice(bytes);
    }
    out
}

/// Offsets that branch hints speak of, ascending, by function.
pub type Marks = FxHashMap<u32, Vec<u32>>;

/// The offsets that a section of branch hints speaks of.
pub fn marks(payload: &[u8]) -> Option<Marks> {
    let mut reader = after_name(payload)?;
    let mut marks = Marks::default();
    for _ in 0..reader.u32().ok()? {
        let function = reader.u32().ok()?;
        let mut offsets: Vec<u32> = Vec::new();
        for _ in 0..reader.u32().ok()? {
            let offset = reader.u32().ok()?;
            // Validation does not look at these.
            if offsets.last().is_some_and(|&last| last >= offset) {
                return None;
            }
            offsets.push(offset);
            string(payload, &mut reader)?;
        }
        marks.insert(function, offsets);
    }
    Some(marks)
}

/// The branch hints. `marks` are the new offsets.
pub fn hints(payload: &[u8], maps: &IndexMaps, marks: &Marks) -> Option<Vec<u8>> {
    let mut reader = after_name(payload)?;
    let head = reader.pos();
    let mut functions: Vec<(u32, Vec<u8>)> = Vec::new();
    for _ in 0..reader.u32().ok()? {
        let old = reader.u32().ok()?;
        let mut hints = Vec::new();
        let count = reader.u32().ok()?;
        leb::write_unsigned(&mut hints, count.into());
        for number in 0..count as usize {
            reader.u32().ok()?;
            leb::write_unsigned(&mut hints, (*marks.get(&old)?.get(number)?).into());
            let hint = string(payload, &mut reader)?;
            leb::write_unsigned(&mut hints, hint.len() as u64);
            hints.extend_from_slice(hint);
        }
        let map = maps.space(Space::Func);
        if let Some(new) = map.get(old).filter(|_| map.is_kept(old)) {
            functions.push((new, hints));
        }
    }
    let entries: Vec<_> = functions.iter().map(|(new, bytes)| (*new, &bytes[..])).collect();
    let entries = sorted_entries(entries);
    if entries.is_empty() {
        return Some(entries);
    }
    Some([&payload[..head], &entries].concat())
}
