//! Mutation of modules: wrong changes made on purpose, for testing who should notice.
//!
//! Takes: a module. Gives: its function bodies one by one ([`Subject`]), changes of single
//! operators ([`edit`]), modules put together again, and what calling one function of two
//! modules shows ([`execute`]). Cost: linear in the module.

pub mod edit;
pub mod execute;

use std::collections::BTreeMap;
use std::ops::Range;
use wasm_encoder::{CodeSection, ExportKind, ExportSection, RawSection};
use wasmparser::{
    ExternalKind, FuncToValidate, FunctionBody, Parser, Payload, TypeRef, ValType, ValidPayload,
    Validator, ValidatorResources, WasmFeatures,
};

/// A valid module, taken apart as far as mutating it needs.
pub struct Subject {
    pub bytes: Vec<u8>,
    /// Bytes of each body, its locals included.
    pub bodies: Vec<Range<usize>>,
    pub imported: u32,
    /// Number of all globals.
    pub globals: u32,
    /// Parameters and results of each function, imported ones first.
    pub functions: Vec<(Vec<ValType>, Vec<ValType>)>,
    memories: u32,
    tables: u32,
    validators: Vec<FuncToValidate<ValidatorResources>>,
}

impl Subject {
    /// Takes a module apart; `None` if it is not valid.
    pub fn of(bytes: &[u8]) -> Option<Subject> {
        let mut subject = Subject {
            bytes: bytes.to_vec(),
            bodies: Vec::new(),
            imported: 0,
            globals: 0,
            functions: Vec::new(),
            memories: 0,
            tables: 0,
            validators: Vec::new(),
        };
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.ok()?;
            match &payload {
                Payload::ImportSection(section) => {
                    for import in section.clone().into_imports() {
                        match import.ok()?.ty {
                            TypeRef::Func(_) | TypeRef::FuncExact(_) => subject.imported += 1,
                            TypeRef::Global(_) => subject.globals += 1,
                            TypeRef::Memory(_) => subject.memories += 1,
                            TypeRef::Table(_) => subject.tables += 1,
                            TypeRef::Tag(_) => {}
                        }
                    }
                }
                Payload::GlobalSection(section) => subject.globals += section.count(),
                Payload::MemorySection(section) => subject.memories += section.count(),
                Payload::TableSection(section) => subject.tables += section.count(),
                _ => {}
            }
            match &payload {
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    subject.bodies.push(range.start as usize..range.end as usize);
                    subject.validators.push(validator.code_section_entry(body).ok()?);
                }
                payload => {
                    let ValidPayload::End(types) = validator.payload(payload).ok()? else {
                        continue;
                    };
                    let types = types.as_ref();
                    let count = subject.imported + subject.bodies.len() as u32;
                    subject.functions.extend((0..count).map(|index| {
                        let ty = types[types.core_function_at(index)].unwrap_func();
                        (ty.params().to_vec(), ty.results().to_vec())
                    }));
                }
            }
        }
        Some(subject)
    }

    /// Bytes of a body.
    pub fn body(&self, index: usize) -> &[u8] {
        &self.bytes[self.bodies[index].clone()]
    }

    /// Whether other bytes are a valid body of a function.
    pub fn accepts(&self, index: usize, body: &[u8]) -> bool {
        let entry = &self.validators[index];
        let entry = FuncToValidate {
            resources: entry.resources.clone(),
            index: entry.index,
            ty: entry.ty,
            features: entry.features,
        };
        let reader = wasmparser::BinaryReader::new_features(body, 0, WasmFeatures::all());
        entry.into_validator(Default::default()).validate(&FunctionBody::new(reader)).is_ok()
    }

    /// The module with other bodies in place of some.
    pub fn with(&self, bodies: &BTreeMap<usize, Vec<u8>>) -> Vec<u8> {
        self.rebuilt(|index| bodies.get(&index).map_or(self.body(index), Vec::as_slice), None)
    }

    /// The module with one body of its own, all others those of `other`.
    pub fn with_one(&self, other: &Subject, index: usize, body: &[u8]) -> Vec<u8> {
        self.rebuilt(|at| if at == index { body } else { other.body(at) }, None)
    }

    /// The module with everything exported that can be looked at, and the function of this index
    /// in the whole space as `subject`.
    pub fn exposing(&self, function: u32) -> Vec<u8> {
        self.rebuilt(|index| self.body(index), Some(function))
    }

    fn rebuilt<'a>(&'a self, body: impl Fn(usize) -> &'a [u8], function: Option<u32>) -> Vec<u8> {
        let mut module = wasm_encoder::Module::new();
        let mut exported = function.is_none();
        for payload in Parser::new(0).parse_all(&self.bytes) {
            let payload = payload.expect("it has been parsed before");
            let section = payload.as_section();
            // Exports stand between globals and start function.
            let late = section.as_ref().is_some_and(|section| matches!(section.0, 8..=12));
            if let Some(function) = function
                && !exported
                && (late || matches!(payload, Payload::ExportSection(_) | Payload::End(_)))
            {
                module.section(&self.exports(function));
                exported = true;
            }
            match payload {
                Payload::ExportSection(_) if function.is_some() => {}
                Payload::CodeSectionStart { .. } => {
                    let mut code = CodeSection::new();
                    for index in 0..self.bodies.len() {
                        code.raw(body(index));
                    }
                    module.section(&code);
                }
                Payload::CustomSection(_) => {}
                _ => {
                    if let Some((id, range)) = section {
                        let data = &self.bytes[range.start as usize..range.end as usize];
                        module.section(&RawSection { id, data });
                    }
                }
            }
        }
        module.finish()
    }

    /// The module's own exports but functions, and all that can be looked at.
    fn exports(&self, function: u32) -> ExportSection {
        let mut exports = ExportSection::new();
        exports.export("subject", ExportKind::Func, function);
        for payload in Parser::new(0).parse_all(&self.bytes) {
            let Ok(Payload::ExportSection(section)) = payload else { continue };
            for export in section.into_iter().flatten() {
                let kind = match export.kind {
                    ExternalKind::Memory => ExportKind::Memory,
                    ExternalKind::Global => ExportKind::Global,
                    ExternalKind::Table => ExportKind::Table,
                    ExternalKind::Tag => ExportKind::Tag,
                    ExternalKind::Func | ExternalKind::FuncExact => continue,
                };
                exports.export(export.name, kind, export.index);
            }
        }
        let all = [
            ("memory", ExportKind::Memory, self.memories),
            ("global", ExportKind::Global, self.globals),
            ("table", ExportKind::Table, self.tables),
        ];
        for (word, kind, count) in all {
            for index in 0..count {
                exports.export(&format!("subject {word} {index}"), kind, index);
            }
        }
        exports
    }
}
