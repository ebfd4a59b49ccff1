//! A module written again with some function bodies replaced, and items dropped or renumbered.
//!
//! Takes: a decoded module, its items, per defined function a new body (in the old numbering)
//! or none, and [`IndexMaps`]. Gives: the bytes of a module in the new numbering. Invariants:
//! sections come in the order of the input; those left empty vanish; every index and every
//! length has its shortest encoding; nothing else differs from what
//! [`encode`](super::encode::encode) gives. Cost: O(output); code on `jobs`
//! threads, on whose number nothing depends.

use super::chunks;
use super::decode::{Module, id};
use super::encode::{Custom, CustomFate, Encoded, custom_fate, section_size, write_section};
use super::indices::{IndexMaps, Space};
use super::items::{ImportForm, Imported, Items};
use super::names::BRANCH_HINTS;
use super::renumber::{self, Marks};
use super::transcribe::{Indices, Transcriber};
use crate::ir::op::codec::DecodeError;
use crate::ir::op::leb;
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;

/// A renumbered module, in parts, so that its size is known before it is put together.
#[derive(Debug, Default)]
pub struct Remapped {
    /// All sections, heads included.
    parts: Vec<Vec<u8>>,
    /// Custom sections dropped because they would no longer be true.
    dropped: Vec<String>,
    /// Size of each function's body, by its number among the input's defined functions; 0 for
    /// those that are gone.
    pub body_sizes: Vec<usize>,
}

impl Remapped {
    /// Length of the module.
    pub fn size(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    /// The module. Parts are freed as they are copied.
    pub fn encoded(self) -> Encoded {
        let mut bytes = Vec::with_capacity(self.size());
        self.parts.into_iter().for_each(|part| bytes.extend_from_slice(&part));
        Encoded { bytes, dropped: self.dropped }
    }

    fn custom_section(
        &mut self,
        name: &str,
        payload: Cow<'_, [u8]>,
        maps: &IndexMaps,
        code: &Code,
    ) {
        let renumbered = match name {
            "name" => renumber::names(&payload, maps).map(Cow::Owned),
            BRANCH_HINTS => {
                let marks = code.marks.as_ref();
                marks.and_then(|marks| renumber::hints(&payload, maps, marks)).map(Cow::Owned)
            }
            _ => Some(payload),
        };
        match renumbered {
            Some(payload) if payload.is_empty() => {}
            Some(payload) => {
                let mut section = Vec::with_capacity(section_size(payload.len()));
                write_section(&mut section, id::CUSTOM, &payload);
                self.parts.push(section);
            }
            None => self.dropped.push(name.to_string()),
        }
    }

    fn non_empty_section(&mut self, id: u8, (count, items): Content) {
        self.section_of_parts(id, count, vec![items]);
    }

    fn section_of_parts(&mut self, id: u8, count: u32, parts: Vec<Vec<u8>>) {
        if count == 0 {
            return;
        }
        let is_vector = !matches!(id, START | DATA_COUNT);
        let head = if is_vector { leb::unsigned_size(count.into()) as usize } else { 0 };
        let len: usize = parts.iter().map(Vec::len).sum();
        let mut start = vec![id];
        leb::write_unsigned(&mut start, (head + len) as u64);
        if is_vector {
            leb::write_unsigned(&mut start, count.into());
        }
        self.parts.push(start);
        self.parts.extend(parts);
    }
}

type Result<T> = std::result::Result<T, DecodeError>;

/// Renumbers, and notes whether code refers to data segments.
struct Renumber<'m> {
    maps: &'m IndexMaps,
    uses_data: bool,
}

impl Indices for Renumber<'_> {
    #[inline]
    fn index(&mut self, space: Space, old: u32) -> u32 {
        self.uses_data |= space == Space::Data;
        let mut maps = self.maps;
        maps.index(space, old)
    }
}

/// Encodes `module` in the numbering of `maps`, with `bodies[i]` in place of the body of
/// defined function `i`.
///
/// # Errors
/// If a part of the module is not understood: then it cannot be renumbered.
pub fn encode(
    module: &Module<'_>,
    items: &Items<'_>,
    bodies: &[Option<&[u8]>],
    maps: &IndexMaps,
    custom: Custom,
    jobs: NonZeroUsize,
) -> Result<Remapped> {
    let mut code = Code::write(module, bodies, maps, jobs)?;
    let writer = Writer { module, items, maps };
    let mut out = Remapped { parts: vec![module.bytes[..8].to_vec()], ..Remapped::default() };
    let mut elements_written = false;
    for section in &module.sections {
        if let Some(name) = section.name {
            match custom_fate(module, bodies, custom, section, true) {
                CustomFate::Stripped => {}
                CustomFate::Untrue => out.dropped.push(name.to_string()),
                CustomFate::Payload(payload) => out.custom_section(name, payload, maps, &code),
            }
            continue;
        }
        // What declared functions may have been no element segment.
        if matches!(section.id, 10..=12) && !elements_written && !maps.declare.is_empty() {
            out.non_empty_section(9, writer.elements()?);
            elements_written = true;
        }
        elements_written |= section.id == 9;
        match section.id {
            id::CODE => {
                let parts = std::mem::take(&mut code.bytes);
                out.section_of_parts(id::CODE, code.count, parts);
            }
            12 if !code.uses_data => {}
            other => out.non_empty_section(other, writer.section(other)?),
        }
    }
    out.body_sizes = code.sizes;
    Ok(out)
}

/// Number of items, and their bytes.
type Content = (u32, Vec<u8>);

/// Ids of the sections that hold one number instead of a vector.
const START: u8 = 8;
const DATA_COUNT: u8 = 12;

/// The code section to be, made first since branch hints stand before it and speak of it.
struct Code {
    count: u32,
    /// Bodies with their sizes, in parts.
    bytes: Vec<Vec<u8>>,
    sizes: Vec<usize>,
    marks: Option<Marks>,
    uses_data: bool,
}

/// Bytes from which on code goes to another vector, so that what has been copied can be freed
/// and growing does not double the memory.
const PART_BYTES: usize = 1 << 20;

/// The code of a run of functions.
#[derive(Default)]
struct Part {
    /// What comes before `bytes`.
    full: Vec<Vec<u8>>,
    bytes: Vec<u8>,
    /// By number among the input's defined functions.
    sizes: Vec<(u32, usize)>,
    marks: Vec<(u32, Vec<u32>)>,
    uses_data: bool,
}

impl Code {
    fn write(
        module: &Module<'_>,
        bodies: &[Option<&[u8]>],
        maps: &IndexMaps,
        jobs: NonZeroUsize,
    ) -> Result<Code> {
        let mut hints = module.sections.iter().filter(|section| section.name == Some(BRANCH_HINTS));
        // There should be one such section; where there are more, none is believed.
        let hints = hints.next().filter(|_| hints.next().is_none());
        let mut marks =
            hints.and_then(|hints| renumber::marks(&module.bytes[hints.payload.clone()]));
        let first = module.first_defined();
        let order = maps.space(Space::Func).order().iter();
        let order: Vec<u32> = order.filter_map(|old| old.checked_sub(first)).collect();
        let body =
            |index: u32| bodies[index as usize].unwrap_or_else(|| module.body(index as usize));
        let weights: Vec<usize> = order.iter().map(|&index| body(index).len()).collect();
        let parts = chunks::each_range(&weights, jobs, |range| {
            let mut part = Part::default();
            let mut transcriber = Transcriber::new(Renumber { maps, uses_data: false });
            for &index in &order[range] {
                let old = first + index;
                // Hints about a body that was replaced are gone.
                let is_old = bodies[index as usize].is_none();
                let here = marks.as_ref().and_then(|marks| marks.get(&old)).filter(|_| is_old);
                let mut here = here.cloned().unwrap_or_default();
                transcriber.set_input(body(index));
                transcriber.body(&mut here)?;
                let body = transcriber.output();
                part.sizes.push((index, body.len()));
                leb::write_unsigned(&mut part.bytes, body.len() as u64);
                part.bytes.append(body);
                if part.bytes.len() >= PART_BYTES {
                    part.full.push(std::mem::take(&mut part.bytes));
                }
                if !here.is_empty() {
                    part.marks.push((old, here));
                }
            }
            part.uses_data = transcriber.indices.uses_data;
            Ok(part)
        });
        let mut code = Code {
            count: order.len() as u32,
            bytes: Vec::new(),
            sizes: vec![0; bodies.len()],
            marks: None,
            uses_data: false,
        };
        for part in parts {
            let mut part = part?;
            code.bytes.append(&mut part.full);
            code.bytes.push(std::mem::take(&mut part.bytes));
            code.uses_data |= part.uses_data;
            for (index, size) in part.sizes {
                code.sizes[index as usize] = size;
            }
            if let Some(marks) = &mut marks {
                marks.extend(part.marks);
            }
        }
        code.marks = marks;
        Ok(code)
    }
}

/// Writes all sections but code.
struct Writer<'m> {
    module: &'m Module<'m>,
    items: &'m Items<'m>,
    maps: &'m IndexMaps,
}

type Transcribe<'a, 'm> = fn(&mut Transcriber<'a, &'m IndexMaps>) -> Result<()>;

impl<'m> Writer<'m> {
    fn section(&self, id: u8) -> Result<Content> {
        let items = self.items;
        match id {
            1 => self.types(),
            2 => self.imports(),
            3 => Ok(self.functions()),
            4 => self.defined(Space::Table, &items.tables, Transcriber::table),
            5 => self.defined(Space::Memory, &items.memories, Transcriber::memory),
            6 => self.defined(Space::Global, &items.globals, Transcriber::global),
            7 => {
                let exports = items.exports.iter().map(|(bytes, ..)| bytes.clone());
                self.transcribe(exports, Transcriber::export)
            }
            START => Ok(self.number(items.start.and_then(|f| self.maps.space(Space::Func).get(f)))),
            9 => self.elements(),
            11 => {
                let order = self.maps.space(Space::Data).order();
                let data = order.iter().map(|&old| items.data[old as usize].bytes.clone());
                self.transcribe(data, Transcriber::data)
            }
            DATA_COUNT => Ok(self.number(Some(self.maps.space(Space::Data).order().len() as u32))),
            13 => self.defined(Space::Tag, &items.tags, Transcriber::tag),
            _ => Err(DecodeError::UnknownOpcode(id.into())),
        }
    }

    /// A section that is one number, if there is one.
    fn number(&self, number: Option<u32>) -> Content {
        let mut out = Vec::new();
        if let Some(number) = number {
            leb::write_unsigned(&mut out, number.into());
        }
        (out.len() as u32, out)
    }

    fn transcribe(
        &self,
        ranges: impl Iterator<Item = Range<usize>>,
        item: Transcribe<'m, 'm>,
    ) -> Result<Content> {
        let mut transcriber = Transcriber::new(self.maps);
        let mut count = 0;
        for range in ranges {
            transcriber.set_input(&self.module.bytes[range]);
            item(&mut transcriber)?;
            transcriber.output();
            count += 1;
        }
        Ok((count, std::mem::take(transcriber.output())))
    }

    /// Items of `space` that are not imported.
    fn defined(
        &self,
        space: Space,
        ranges: &[Range<usize>],
        item: Transcribe<'m, 'm>,
    ) -> Result<Content> {
        let imported = self.items.imported(space);
        let order = self.maps.space(space).order().iter();
        let defined = order.filter_map(|old| old.checked_sub(imported));
        self.transcribe(defined.map(|index| ranges[index as usize].clone()), item)
    }

    fn types(&self) -> Result<Content> {
        // Types that are not the first of their group come with it.
        let mut first = vec![None; self.module.env.types.len()];
        for group in &self.items.groups {
            if let Some(entry) = first.get_mut(group.first as usize) {
                *entry = Some(group.bytes.clone());
            }
        }
        let order = self.maps.space(Space::Type).order().iter();
        let groups = order.filter_map(|&old| first[old as usize].clone());
        self.transcribe(groups, Transcriber::type_group)
    }

    fn functions(&self) -> Content {
        let mut out = Vec::new();
        let mut count = 0;
        let mut maps = self.maps;
        for &old in self.maps.space(Space::Func).order() {
            if old >= self.module.first_defined() {
                let ty = maps.index(Space::Type, self.module.env.funcs[old as usize]);
                leb::write_unsigned(&mut out, ty.into());
                count += 1;
            }
        }
        (count, out)
    }

    fn imports(&self) -> Result<Content> {
        let kept = |import: &&Imported<'_>| self.maps.space(import.space).is_kept(import.index);
        let kept: Vec<&Imported<'_>> = self.items.imports.iter().filter(kept).collect();
        let mut out = Vec::new();
        let mut count = 0;
        for group in kept.chunk_by(|a, b| a.form == b.form && a.form != ImportForm::Single) {
            count += 1;
            write_string(&mut out, group[0].names.0);
            match group[0].form {
                ImportForm::Single => {}
                ImportForm::SharedModule(_) => out.extend_from_slice(&[0, 0x7f]),
                ImportForm::SharedType(_) => {
                    out.extend_from_slice(&[0, 0x7e]);
                    self.import_type(&mut out, group[0])?;
                }
            }
            if group[0].form != ImportForm::Single {
                leb::write_unsigned(&mut out, group.len() as u64);
            }
            for import in group {
                write_string(&mut out, import.names.1);
                if !matches!(import.form, ImportForm::SharedType(_)) {
                    self.import_type(&mut out, import)?;
                }
            }
        }
        Ok((count, out))
    }

    fn import_type(&self, out: &mut Vec<u8>, import: &Imported<'_>) -> Result<()> {
        let ty = std::iter::once(import.ty.clone());
        out.append(&mut self.transcribe(ty, Transcriber::import_type)?.1);
        Ok(())
    }

    fn elements(&self) -> Result<Content> {
        let mut transcriber = Transcriber::new(self.maps);
        let mut count = 0;
        for &old in self.maps.space(Space::Elem).order() {
            let segment = &self.items.elements[old as usize];
            transcriber.set_input(&self.module.bytes[segment.bytes.clone()]);
            transcriber.element(segment.is_plain)?;
            transcriber.output();
            count += 1;
        }
        let mut out = std::mem::take(transcriber.output());
        if !self.maps.declare.is_empty() {
            count += 1;
            // A declarative segment of function indices.
            out.extend_from_slice(&[3, 0]);
            leb::write_unsigned(&mut out, self.maps.declare.len() as u64);
            let mut maps = self.maps;
            for &function in &self.maps.declare {
                leb::write_unsigned(&mut out, maps.index(Space::Func, function).into());
            }
        }
        Ok((count, out))
    }
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    leb::write_unsigned(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}
