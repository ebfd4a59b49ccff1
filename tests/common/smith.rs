//! Random modules: what a seed stands for, and how such a module is run before and after.
//!
//! Takes: a seed. Gives: counts of what happened, or a description of the failure. The seed
//! picks one of the configurations and all random choices, so that a failing seed fails again
//! everywhere. Nothing is written. Cost: some milliseconds a seed.

use super::random::Random;
use super::run::{Effort, Engines, NotRun};
use super::structured::{self, Exceptions};
use super::{Refusal, Tally, optimise};
use arbitrary::Unstructured;
use selvedge::Options;
use wasm_smith::{Config, InstructionKind, InstructionKinds, MemoryOffsetChoices, Module};
use wasmparser::{Operator, Parser, Payload};

/// A kind of random modules.
pub struct Kind {
    /// Name for reports.
    pub name: &'static str,
    make: fn(&mut Random, Adjust) -> Option<Vec<u8>>,
}

/// Changes some settings of `wasm-smith`; modules made without it stay as they are.
pub type Adjust = fn(&mut Config);

/// All kinds; seed `n` is of kind `n % KINDS.len()`.
pub const KINDS: [Kind; 10] = [
    Kind { name: "control", make: |random, adjust| smith(random, adjust, control(), 6_000) },
    Kind { name: "numeric", make: |random, adjust| smith(random, adjust, numeric(), 6_000) },
    Kind { name: "memory", make: |random, adjust| smith(random, adjust, memory(), 6_000) },
    Kind { name: "objects", make: |random, adjust| smith(random, adjust, objects(), 6_000) },
    Kind { name: "everything", make: |random, adjust| smith(random, adjust, everything(), 6_000) },
    Kind { name: "long", make: |random, adjust| smith(random, adjust, long(), 30_000) },
    Kind { name: "exceptions", make: |random, adjust| smith(random, adjust, exceptions(), 6_000) },
    Kind {
        name: "structured",
        make: |random, _| Some(structured::module(random, Exceptions::None)),
    },
    Kind {
        name: "structured, exceptions",
        make: |random, _| Some(structured::module(random, Exceptions::Table)),
    },
    Kind {
        name: "structured, old exceptions",
        make: |random, _| Some(structured::module(random, Exceptions::Legacy)),
    },
];

/// A module of `wasm-smith`, from at most so many random bytes.
fn smith(random: &mut Random, adjust: Adjust, mut config: Config, bytes: usize) -> Option<Vec<u8>> {
    adjust(&mut config);
    let size = 1_000 + random.below(bytes - 1_000);
    let bytes = random.bytes(size);
    // Half of the modules run to the end of their functions more often.
    config.disallow_traps |= random.below(2) == 0;
    let module = Module::new(config, &mut Unstructured::new(&bytes)).ok()?;
    Some(module.to_bytes())
}

/// What all kinds have in common: small modules that export all they have, so that it is seen.
fn base() -> Config {
    Config {
        export_everything: true,
        min_funcs: 2,
        max_funcs: 12,
        max_imports: 8,
        max_globals: 6,
        max_types: 12,
        min_types: 2,
        max_tags: 3,
        max_instructions: 160,
        max_memories: 1,
        max_memory32_bytes: 4 << 16,
        max_memory64_bytes: 4 << 16,
        max_table_elements: 40,
        max_elements: 8,
        max_element_segments: 3,
        max_data_segments: 3,
        memory_offset_choices: MemoryOffsetChoices(95, 4, 1),
        bulk_memory_enabled: false,
        reference_types_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        threads_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        tail_call_enabled: false,
        memory64_enabled: false,
        wide_arithmetic_enabled: false,
        compact_imports_enabled: false,
        ..Config::default()
    }
}

fn without(kinds: &[InstructionKind]) -> InstructionKinds {
    let all = [
        InstructionKind::NumericInt,
        InstructionKind::VectorInt,
        InstructionKind::Reference,
        InstructionKind::Parametric,
        InstructionKind::Variable,
        InstructionKind::Table,
        InstructionKind::MemoryInt,
        InstructionKind::Control,
        InstructionKind::Aggregate,
        InstructionKind::Numeric,
        InstructionKind::Vector,
        InstructionKind::Memory,
    ];
    let kept: Vec<_> = all.into_iter().filter(|kind| !kinds.contains(kind)).collect();
    InstructionKinds::new(&kept)
}

/// Locals and branches, few operators, no traps: long paths through tangled control flow.
fn control() -> Config {
    Config {
        allowed_instructions: without(&[InstructionKind::Memory, InstructionKind::Table]),
        disallow_traps: true,
        max_instructions: 300,
        max_funcs: 6,
        ..base()
    }
}

/// Arithmetic, scalar and vector.
fn numeric() -> Config {
    Config {
        simd_enabled: true,
        relaxed_simd_enabled: true,
        wide_arithmetic_enabled: true,
        max_instructions: 240,
        ..base()
    }
}

/// Memories and tables of all sorts.
fn memory() -> Config {
    Config {
        bulk_memory_enabled: true,
        reference_types_enabled: true,
        memory64_enabled: true,
        threads_enabled: true,
        tail_call_enabled: true,
        max_memories: 3,
        max_tables: 3,
        min_memories: 1,
        ..base()
    }
}

/// Garbage-collected objects, function references, exceptions.
fn objects() -> Config {
    Config {
        bulk_memory_enabled: true,
        reference_types_enabled: true,
        gc_enabled: true,
        exceptions_enabled: true,
        tail_call_enabled: true,
        max_tables: 3,
        ..base()
    }
}

/// All that the engine runs.
fn everything() -> Config {
    Config {
        simd_enabled: true,
        relaxed_simd_enabled: true,
        wide_arithmetic_enabled: true,
        threads_enabled: true,
        memory64_enabled: true,
        max_memories: 3,
        ..objects()
    }
}

/// Few long functions with operators of all kinds.
fn long() -> Config {
    Config { min_funcs: 1, max_funcs: 3, max_instructions: 3_000, ..everything() }
}

/// Control flow with exceptions.
fn exceptions() -> Config {
    Config {
        reference_types_enabled: true,
        gc_enabled: true,
        exceptions_enabled: true,
        tail_call_enabled: true,
        min_tags: 2,
        allowed_instructions: without(&[
            InstructionKind::Memory,
            InstructionKind::Table,
            InstructionKind::Aggregate,
            InstructionKind::Vector,
        ]),
        ..base()
    }
}

/// How much of each module is executed.
pub const EFFORT: Effort =
    Effort { fuel: 20_000, vectors: 3, hostile: true, instances: 12, states: true };

/// The kind and the module that belong to a seed.
pub fn module(seed: u64) -> Option<(&'static Kind, Vec<u8>)> {
    module_with(seed, |_| {})
}

/// As [`module`], with some settings changed where `wasm-smith` makes it.
pub fn module_with(seed: u64, adjust: Adjust) -> Option<(&'static Kind, Vec<u8>)> {
    let kind = &KINDS[(seed % KINDS.len() as u64) as usize];
    let bytes = (kind.make)(&mut Random::new(seed), adjust)?;
    Some((kind, bytes))
}

/// Checks one module.
pub fn check_module(
    engines: &Engines,
    bytes: &[u8],
    options: Options,
    tally: &mut Tally,
) -> Result<(), String> {
    let output = optimise(bytes, options).map_err(|refusal| match refusal {
        Refusal::Invalid(error) => format!("a valid module is refused: {error}"),
        Refusal::Bug(what) => what,
    })?;
    tally.add_report(&output);
    if may_wait(bytes) {
        tally.add("modules not run: may wait for ever");
        return Ok(());
    }
    match engines.compare(bytes, &output.bytes, EFFORT)? {
        Ok(runs) => tally.add_runs(&runs),
        Err(NotRun::Imports) => tally.add("modules not run: imports"),
        Err(NotRun::Unsupported(why)) => {
            // Without the offset, which differs.
            let why = why.trim().rsplit(": ").next().unwrap_or_default();
            tally.add(&format!("modules not run: {why}"));
        }
    }
    Ok(())
}

/// Whether a module waits on a shared memory: nobody would ever notify it.
fn may_wait(bytes: &[u8]) -> bool {
    let mut shared = false;
    let mut waits = false;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.expect("the module is valid") {
            Payload::MemorySection(reader) => {
                shared |= reader.into_iter().any(|ty| ty.is_ok_and(|ty| ty.shared));
            }
            Payload::ImportSection(reader) => {
                shared |= reader.into_imports().any(|import| {
                    matches!(import, Ok(import)
                        if matches!(import.ty, wasmparser::TypeRef::Memory(ty) if ty.shared))
                });
            }
            Payload::CodeSectionEntry(body) => {
                let operators = body.get_operators_reader().expect("the body is valid");
                waits |= operators.into_iter().any(|operator| {
                    matches!(
                        operator,
                        Ok(Operator::MemoryAtomicWait32 { .. }
                            | Operator::MemoryAtomicWait64 { .. })
                    )
                });
            }
            _ => {}
        }
    }
    shared && waits
}
