//! Makes a failing module small.
//!
//! Takes: a module, a plan and a question: does this fail as well? Gives: a smaller module and a
//! shorter plan that still fail. Passes, exports, function bodies, single instructions and
//! locals go, or become constants, as long as the module validates and fails; then whatever is
//! unreachable goes. Nothing needs to be known about operators, so that every proposal is
//! reduced alike. Invariant: every step makes plan or module shorter, so it ends.
//!
//! Cost: O(n log n) to O(n²) questions for n instructions, [`QUESTIONS`] at most.
//! From: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).

use super::plan::Plan;
use super::validate;
use selvedge::ir::op::leb;
use selvedge::module::{self, Settings};
use selvedge::wasm::decode::Module;
use selvedge::wasm::encode::{self, Custom};
use selvedge::wasm::items::Items;
use selvedge::wasm::remap;
use std::num::NonZeroUsize;
use std::ops::Range;
use wasmparser::{BinaryReader, ExportSectionReader, FunctionBody, WasmFeatures};

/// Questions asked at most.
const QUESTIONS: usize = 20_000;

/// Whether a module fails under a plan in the way that matters.
pub type Fails<'a> = &'a dyn Fn(&[u8], &Plan) -> bool;

/// A failing module and its plan.
pub struct Reducer<'a> {
    pub bytes: Vec<u8>,
    pub plan: Plan,
    fails: Fails<'a>,
    questions: usize,
}

/// Makes a module that fails under a plan small, and the plan short.
pub fn reduce<'a>(bytes: &[u8], plan: &Plan, fails: Fails<'a>) -> Reducer<'a> {
    let mut reducer = Reducer { bytes: bytes.to_vec(), plan: plan.clone(), fails, questions: 0 };
    // Large steps first: few functions make the questions cheap.
    reducer.clear_bodies();
    loop {
        let before = (reducer.bytes.clone(), reducer.plan.clone());
        reducer.passes();
        reducer.exports();
        reducer.reachable();
        for index in 0..reducer.body_count() {
            reducer.instructions(index);
            reducer.constructs(index);
            reducer.locals(index);
        }
        if reducer.is_tired() || (reducer.bytes.clone(), reducer.plan.clone()) == before {
            return reducer;
        }
    }
}

/// Code of a body that does nothing and has any type.
const TRAP: &[u8] = &[0, 0x00, 0x0b];

/// What may stand in place of some instructions: nothing, `unreachable`, `drop`, a constant or
/// `local.get 0`, the last two also with operands dropped before.
const SUBSTITUTES: &[&[u8]] = &[
    &[],
    &[0x00],
    &[0x1a],
    &[0x41, 0],
    &[0x42, 0],
    &[0x20, 0],
    &[0x1a, 0x1a],
    &[0x1a, 0x41, 0],
    &[0x1a, 0x42, 0],
    &[0x1a, 0x1a, 0x41, 0],
    &[0x1a, 0x1a, 0x42, 0],
    &[0x43, 0, 0, 0, 0],
    &[0x44, 0, 0, 0, 0, 0, 0, 0, 0],
];

/// A body in parts.
struct Body {
    /// Declarations: how many locals of which encoded type.
    locals: Vec<(u32, Vec<u8>)>,
    /// Encoded instructions, the last `end` included.
    code: Vec<Vec<u8>>,
}

impl Body {
    fn parse(bytes: &[u8]) -> Option<Body> {
        let body = FunctionBody::new(BinaryReader::new_features(bytes, 0, WasmFeatures::all()));
        let mut reader = body.get_locals_reader().ok()?;
        let mut locals = Vec::new();
        for _ in 0..reader.get_count() {
            let start = reader.original_position() as usize;
            let (count, _) = reader.read().ok()?;
            let size = leb_len(&bytes[start..]);
            let end = reader.original_position() as usize;
            locals.push((count, bytes[start + size..end].to_vec()));
        }
        let operators = body.get_operators_reader().ok()?.into_iter_with_offsets();
        let starts: Option<Vec<usize>> =
            operators.map(|operator| Some(operator.ok()?.1 as usize)).collect();
        let mut starts = starts?;
        starts.push(bytes.len());
        let code = starts.windows(2).map(|pair| bytes[pair[0]..pair[1]].to_vec()).collect();
        Some(Body { locals, code })
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        leb::write_unsigned(&mut bytes, self.locals.len() as u64);
        for (count, ty) in &self.locals {
            leb::write_unsigned(&mut bytes, (*count).into());
            bytes.extend(ty);
        }
        bytes.extend(self.code.concat());
        bytes
    }

    /// The body with `substitute` in place of some instructions.
    fn with(&self, range: Range<usize>, substitute: &[u8]) -> Vec<u8> {
        let mut code = self.code.clone();
        code.splice(range, [substitute.to_vec()]);
        Body { locals: self.locals.clone(), code }.bytes()
    }

    /// The `else`s and the `end` of the construct that begins at `start`, if one does.
    fn rest_of(&self, start: usize) -> Option<Vec<usize>> {
        let mut depth = 0_usize;
        let mut rest = Vec::new();
        for (at, code) in self.code.iter().enumerate().skip(start) {
            match code[0] {
                BLOCK | LOOP | IF | TRY | TRY_TABLE => depth += 1,
                END | DELEGATE => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        rest.push(at);
                        return Some(rest);
                    }
                }
                ELSE | CATCH | CATCH_ALL if depth == 1 => rest.push(at),
                _ if depth == 0 => return None,
                _ => {}
            }
        }
        None
    }
}

const BLOCK: u8 = 0x02;
const LOOP: u8 = 0x03;
const IF: u8 = 0x04;
const ELSE: u8 = 0x05;
const TRY: u8 = 0x06;
const CATCH: u8 = 0x07;
const END: u8 = 0x0b;
const DELEGATE: u8 = 0x18;
const CATCH_ALL: u8 = 0x19;
const DROP: u8 = 0x1a;
const TRY_TABLE: u8 = 0x1f;

fn leb_len(bytes: &[u8]) -> usize {
    1 + bytes.iter().take_while(|&&byte| byte & 0x80 != 0).count()
}

impl Reducer<'_> {
    /// Whether there are too few questions left to go on.
    fn is_tired(&self) -> bool {
        self.questions >= QUESTIONS
    }

    fn body_count(&self) -> usize {
        Module::decode(&self.bytes).map_or(0, |module| module.bodies.len())
    }

    /// Takes a smaller module if it fails too: one of fewer bytes, or of smaller ones.
    fn try_bytes(&mut self, bytes: Vec<u8>) -> bool {
        let is_smaller = (bytes.len(), &bytes) < (self.bytes.len(), &self.bytes);
        if !is_smaller || self.is_tired() || validate(&bytes).is_err() {
            return false;
        }
        self.questions += 1;
        let fails = (self.fails)(&bytes, &self.plan);
        if fails {
            self.bytes = bytes;
        }
        fails
    }

    /// Takes a shorter list of passes if the module fails with it too.
    fn try_passes(&mut self, passes: Vec<String>) -> bool {
        let plan = Plan { passes: Some(passes), ..self.plan.clone() };
        if self.is_tired() {
            return false;
        }
        self.questions += 1;
        let fails = (self.fails)(&self.bytes, &plan);
        if fails {
            self.plan = plan;
        }
        fails
    }

    fn passes(&mut self) {
        if self.plan.passes.is_none() && !self.try_passes(self.plan.listed()) {
            return;
        }
        let mut size = self.plan.listed().len();
        while size > 0 {
            let mut start = 0;
            while start < self.plan.listed().len() {
                let mut shorter = self.plan.listed();
                shorter.drain(start..(start + size).min(shorter.len()));
                if !self.try_passes(shorter) {
                    start += size;
                }
            }
            size /= 2;
        }
    }

    /// The module with some bodies replaced.
    fn with_bodies(&self, new: &[(usize, Vec<u8>)]) -> Option<Vec<u8>> {
        let module = Module::decode(&self.bytes).ok()?;
        let mut bodies: Vec<Option<&[u8]>> = vec![None; module.bodies.len()];
        for (index, body) in new {
            *bodies.get_mut(*index)? = Some(body);
        }
        Some(encode::encode(&module, &bodies, Custom::default()).bytes)
    }

    /// Replaces bodies by one that traps, as many at a time as possible.
    fn clear_bodies(&mut self) {
        let count = self.body_count();
        let mut size = count;
        while size > 0 {
            for start in (0..count).step_by(size) {
                let end = (start + size).min(count);
                let new: Vec<_> = (start..end).map(|index| (index, TRAP.to_vec())).collect();
                self.with_bodies(&new).map(|bytes| self.try_bytes(bytes));
            }
            size /= 2;
        }
    }

    fn body(&self, index: usize) -> Option<Body> {
        let module = Module::decode(&self.bytes).ok()?;
        (index < module.bodies.len()).then(|| Body::parse(module.body(index)))?
    }

    fn try_body(&mut self, index: usize, body: Vec<u8>) -> bool {
        self.with_bodies(&[(index, body)]).is_some_and(|bytes| self.try_bytes(bytes))
    }

    /// Removes or simplifies runs of instructions, long ones first.
    fn instructions(&mut self, index: usize) {
        let Some(mut body) = self.body(index) else { return };
        let mut size = body.code.len() - 1;
        while size > 0 {
            let mut start = 0;
            // The last `end` stays.
            while start < body.code.len() - 1 {
                let range = start..(start + size).min(body.code.len() - 1);
                let smaller = SUBSTITUTES
                    .iter()
                    .any(|substitute| self.try_body(index, body.with(range.clone(), substitute)));
                match self.body(index) {
                    Some(new) if smaller => body = new,
                    _ => start += size,
                }
            }
            size /= 2;
        }
    }

    /// Removes constructs: all of them, or around what they hold.
    fn constructs(&mut self, index: usize) {
        let mut start = 0;
        while let Some(body) = self.body(index).filter(|body| start < body.code.len()) {
            let smaller = body.rest_of(start).is_some_and(|rest| {
                let end = rest[rest.len() - 1];
                // The first arm, with what an `if` takes dropped.
                let arm = body.code[start + 1..rest[0]].concat();
                self.try_body(index, body.with(start..end + 1, &arm))
                    || self
                        .try_body(index, body.with(start..end + 1, &[&[DROP][..], &arm].concat()))
                    || SUBSTITUTES
                        .iter()
                        .any(|code| self.try_body(index, body.with(start..end + 1, code)))
            });
            start += usize::from(!smaller);
        }
    }

    /// Removes locals at the end of the declarations.
    fn locals(&mut self, index: usize) {
        while let Some(mut body) = self.body(index) {
            let Some(last) = body.locals.last_mut() else { return };
            last.0 = last.0.saturating_sub(1);
            if last.0 == 0 {
                body.locals.pop();
            }
            if !self.try_body(index, body.bytes()) {
                return;
            }
        }
    }

    /// Removes exports, then the start function.
    fn exports(&mut self) {
        let mut index = 0;
        while let Some(bytes) = without_export(&self.bytes, index) {
            index += usize::from(!self.try_bytes(bytes));
        }
        let start = without_section(&self.bytes, START);
        start.map(|bytes| self.try_bytes(bytes));
    }

    /// Removes what nothing reachable refers to.
    fn reachable(&mut self) {
        if let Some(bytes) = only_reachable(&self.bytes) {
            self.try_bytes(bytes);
        }
    }
}

const EXPORTS: u8 = 7;
const START: u8 = 8;

/// The module without one of its sections.
fn without_section(bytes: &[u8], id: u8) -> Option<Vec<u8>> {
    let module = Module::decode(bytes).ok()?;
    let mut out = bytes[..8].to_vec();
    let mut found = false;
    for section in &module.sections {
        found |= section.id == id;
        if section.id != id {
            write_section(&mut out, section.id, &bytes[section.payload.clone()]);
        }
    }
    found.then_some(out)
}

fn write_section(out: &mut Vec<u8>, id: u8, payload: &[u8]) {
    out.push(id);
    leb::write_unsigned(out, payload.len() as u64);
    out.extend(payload);
}

/// The module without export number `index`, if it has so many.
fn without_export(bytes: &[u8], index: usize) -> Option<Vec<u8>> {
    let module = Module::decode(bytes).ok()?;
    let mut out = bytes[..8].to_vec();
    for section in &module.sections {
        let payload = &bytes[section.payload.clone()];
        if section.id != EXPORTS {
            write_section(&mut out, section.id, payload);
            continue;
        }
        let reader = BinaryReader::new_features(payload, 0, WasmFeatures::all());
        let reader = ExportSectionReader::new(reader).ok()?;
        let offsets: Option<Vec<usize>> = reader
            .into_iter_with_offsets()
            .map(|entry| Some(entry.ok()?.0 as usize))
            .chain([Some(payload.len())])
            .collect();
        let mut entries: Vec<&[u8]> =
            offsets?.windows(2).map(|pair| &payload[pair[0]..pair[1]]).collect();
        if index >= entries.len() {
            return None;
        }
        entries.remove(index);
        let mut rest = Vec::new();
        leb::write_unsigned(&mut rest, entries.len() as u64);
        rest.extend(entries.concat());
        write_section(&mut out, EXPORTS, &rest);
    }
    Some(out)
}

fn only_reachable(bytes: &[u8]) -> Option<Vec<u8>> {
    let module = Module::decode(bytes).ok()?;
    let items = Items::of(&module).ok()?;
    let bodies = vec![None; module.bodies.len()];
    let settings = Settings {
        reach: true,
        dedup: false,
        reorder: false,
        keep_imports: false,
        jobs: NonZeroUsize::MIN,
    };
    let plan = module::plan(&module, &items, &bodies, settings).ok()?;
    let custom = Custom { strip_debug: true, strip_producers: true, ..Custom::default() };
    let maps = plan.maps();
    let written = remap::encode(&module, &items, &bodies, &maps, custom, settings.jobs).ok()?;
    Some(written.encoded().bytes)
}
