//! The kinds of filetest, one row each.
//!
//! Takes: a [`Test`]. Gives: its output. Supporting another stage or pass means adding its
//! row to [`KINDS`]. Errors are for tests that cannot be run at all; what a stage refuses is
//! output. Cost: that of the stages.

use super::source::{Language, Test};
use super::subject::{self, Subject};
use super::{alias, analyses, effects, slots, text};
use crate::ir::effects::EffectTable;
use crate::ir::{ModuleEnv, verifier};
use crate::lower::Lowerer;
use crate::module;
use crate::opt::pipeline::{PASSES, Pipeline};
use crate::opt::{Context, Goal};
use crate::optimizer::{FunctionReport, Level, Optimizer, Options, Prove, Report};
use crate::wasm::decode::Module;
use crate::wasm::encode;
use std::fmt::Write;
use std::num::NonZeroUsize;

/// A row of the table of kinds.
pub(super) struct Kind {
    /// What the directive `test` names.
    pub name: &'static str,
    /// What it runs, in a sentence.
    pub about: &'static str,
    run: fn(&Test<'_>) -> Result<String, String>,
}

const fn kind(
    name: &'static str,
    about: &'static str,
    run: fn(&Test<'_>) -> Result<String, String>,
) -> Kind {
    Kind { name, about, run }
}

/// Every kind of filetest.
pub(super) static KINDS: &[Kind] = &[
    kind("ir", "Parses SSA text and prints it, or the parser's error.", ir),
    kind("verifier", "Lists the invariants that SSA functions violate.", verify),
    kind("cfg", "Lists each block's predecessors and successors.", analyses::cfg),
    kind("dominators", "Draws the dominator tree.", analyses::dominators),
    kind("loops", "Draws the loop nesting forest.", analyses::loops),
    kind("liveness", "Lists the values live into and out of each block.", analyses::liveness),
    kind("alias", "Tells memory accesses apart.", alias::alias),
    kind("effects", "Says what a call of each function may do.", effects::effects),
    kind("facts", "Lists what is known of values, block by block.", analyses::facts),
    kind("lift", "Lifts a module's functions to SSA.", lift),
    kind("lower", "Lowers functions in SSA form; those of a module are lifted first.", lower),
    kind("slots", "Lowers functions and lists their locals.", locals),
    kind("roundtrip", "Optimises a module at -O0, without passes.", roundtrip),
    kind("prove", "Shows what the checker says about two modules.", super::prove::run),
    #[cfg(feature = "refute")]
    kind("refute", "Also runs what is not proved, to show a difference.", super::prove::refute),
    kind("malformed", "Gives the optimiser a module that it must refuse.", malformed),
];

/// The output of a test.
pub(super) fn run(test: &Test<'_>) -> Result<String, String> {
    match KINDS.iter().find(|kind| kind.name == test.kind) {
        Some(kind) => (kind.run)(test),
        None if test.kind.starts_with("opt ") => level(test),
        None if test.kind.starts_with("module ") => whole(test, level_of(test, "module -O")?),
        None if PASSES.iter().any(|pass| pass.name == test.kind) => passes(test),
        None => {
            let kinds = KINDS.iter().map(|kind| kind.name);
            let names =
                kinds.chain(PASSES.iter().map(|pass| pass.name)).chain(["opt -Oz", "module -Oz"]);
            let names: Vec<&str> = names.collect();
            Err(format!("there is no test `{}`; there are {}", test.kind, names.join(", ")))
        }
    }
}

pub(super) fn require(test: &Test<'_>, language: Language) -> Result<(), String> {
    if test.language == language {
        return Ok(());
    }
    let wanted = if language == Language::Wat { ".wat" } else { ".ssa" };
    Err(format!("`{}` tests are `{wanted}` files", test.kind))
}

// ---- SSA ----

fn ir(test: &Test<'_>) -> Result<String, String> {
    require(test, Language::Ssa)?;
    let (_, functions) = subject::parse_ssa(test.head)?;
    let functions = match functions {
        Ok(functions) => functions,
        Err(error) => return Ok(format!("error: {error}")),
    };
    let texts: Result<Vec<String>, String> =
        functions.iter().map(|(name, func)| subject::printed(name, func)).collect();
    Ok(texts?.join("\n"))
}

fn verify(test: &Test<'_>) -> Result<String, String> {
    require(test, Language::Ssa)?;
    let (header, functions) = subject::parse_ssa(test.head)?;
    let functions = functions.map_err(|error| error.to_string())?;
    let env: Option<ModuleEnv> = match header {
        Some(header) => {
            let wasm = subject::assemble(header)?;
            Some(Module::decode(&wasm).map_err(|error| error.to_string())?.env)
        }
        None => None,
    };
    let mut out = String::new();
    for (name, func) in &functions {
        let errors = verifier::verify(func, env.as_ref()).err().unwrap_or_default();
        if errors.is_empty() {
            let _ = writeln!(out, "%{name}: ok");
        }
        for error in errors {
            let _ = writeln!(out, "%{name}: {error}");
        }
    }
    Ok(out)
}

// ---- stages ----

fn lift(test: &Test<'_>) -> Result<String, String> {
    require(test, Language::Wat)?;
    let subject = Subject::load(test)?.verified()?;
    in_ssa(test, &subject)
}

/// The functions in SSA form, or the reasons why they were declined.
fn in_ssa(test: &Test<'_>, subject: &Subject) -> Result<String, String> {
    let mut texts = Vec::new();
    for (_, item) in subject.shown(test) {
        texts.push(match &item.func {
            Ok(func) => subject::printed(&item.name, func)?,
            Err(reason) => format!("%{}: declined: {reason}\n", item.name),
        });
    }
    Ok(texts.join("\n"))
}

/// Runs the pass that the test is named after, and shows its output in SSA form.
fn passes(test: &Test<'_>) -> Result<String, String> {
    let mut subject = Subject::load(test)?.verified()?;
    let module = Module::decode(&subject.wasm).map_err(|error| error.to_string())?;
    let pipeline = Pipeline::named([test.kind.as_str()])?;
    let effects = effects_of(test, &module);
    let (goal, features) = (test.goal, test.features());
    let cx = Context { env: &module.env, effects: &effects, goal, features, facts: true };
    for item in &mut subject.items {
        if let Ok(func) = &mut item.func {
            pipeline.run(func, &cx, |_, _| {});
            verifier::verify(func, Some(&module.env))
                .map_err(|errors| format!("%{}: {}", item.name, errors.join("; ")))?;
        }
    }
    in_ssa(test, &subject)
}

/// What calls do. The functions of SSA text stand in the module without their code.
fn effects_of(test: &Test<'_>, module: &Module<'_>) -> EffectTable {
    match test.language {
        Language::Wat => module::effects(module, NonZeroUsize::MIN),
        Language::Ssa => EffectTable::new(&module.env),
    }
}

/// The level that the kind of a test names behind `prefix`.
fn level_of(test: &Test<'_>, prefix: &str) -> Result<Level, String> {
    let letters = test.kind.strip_prefix(prefix);
    let level = letters.and_then(Level::from_letters);
    level.ok_or_else(|| format!("`{}` names no level", test.kind))
}

/// Runs the passes of a level, and shows the functions as they come out of lowering.
fn level(test: &Test<'_>) -> Result<String, String> {
    let level = level_of(test, "opt -O")?;
    let mut subject = Subject::load(test)?.verified()?;
    let module = Module::decode(&subject.wasm).map_err(|error| error.to_string())?;
    let (env, effects) = (&module.env, &effects_of(test, &module));
    let (goal, features) = (Goal::of(level), test.features());
    let cx = Context { env, effects, goal, features, facts: true };
    for item in &mut subject.items {
        if let Ok(func) = &mut item.func {
            let mut failed = Ok(());
            Pipeline::of(level).run(func, &cx, |_, func| {
                if failed.is_ok() {
                    failed = verifier::verify(func, Some(&module.env));
                }
            });
            failed.map_err(|errors| format!("%{}: {}", item.name, errors.join("; ")))?;
        }
    }
    lowered(test, &subject, Goal::of(level) == Goal::Speed)
}

fn lower(test: &Test<'_>) -> Result<String, String> {
    lowered(test, &Subject::load(test)?.verified()?, false)
}

/// Lowers each function, and shows its size and code.
fn lowered(test: &Test<'_>, subject: &Subject, for_speed: bool) -> Result<String, String> {
    let module = Module::decode(&subject.wasm).map_err(|error| error.to_string())?;
    let mut bodies: Vec<Option<Vec<u8>>> = vec![None; module.bodies.len()];
    let mut heads = Vec::new();
    for (body, item) in subject.shown(test) {
        let lowered = item.func.as_ref().map_err(Clone::clone).and_then(|func| {
            let mut lowerer = Lowerer::default();
            lowerer.check = true;
            lowerer.prefer_speed(for_speed);
            let mut bytes = Vec::new();
            let result = lowerer.lower(&module.env, func, &mut bytes);
            result.map(|()| bytes).map_err(|declined| declined.to_string())
        });
        let head = match &lowered {
            Ok(bytes) if test.language == Language::Ssa => format!("{} bytes", bytes.len()),
            Ok(bytes) => format!("{} -> {} bytes", module.body(body).len(), bytes.len()),
            Err(reason) => format!("declined: {reason}"),
        };
        heads.push((body, format!("%{}: {head}\n", item.name)));
        bodies[body] = lowered.ok();
    }
    let bodies: Vec<Option<&[u8]>> = bodies.iter().map(Option::as_deref).collect();
    let wasm = encode::encode(&module, &bodies, encode::Custom::default()).bytes;
    subject::validate(&wasm).map_err(|error| format!("the output is not valid: {error}"))?;
    let functions = text::of_functions(&wasm)?;
    let texts: Vec<String> = heads
        .into_iter()
        .map(|(body, head)| if bodies[body].is_some() { head + &functions[body] } else { head })
        .collect();
    Ok(texts.join("\n"))
}

/// Lowers functions as [`lower`] does, and shows their locals instead of their code.
fn locals(test: &Test<'_>) -> Result<String, String> {
    let subject = Subject::load(test)?.verified()?;
    let module = Module::decode(&subject.wasm).map_err(|error| error.to_string())?;
    let mut out = String::new();
    for (_, item) in subject.shown(test) {
        let func = item.func.as_ref().map_err(Clone::clone)?;
        let mut lowerer = Lowerer::default();
        lowerer.check = true;
        let mut bytes = Vec::new();
        lowerer.lower(&module.env, func, &mut bytes).map_err(|declined| declined.to_string())?;
        let _ = write!(out, "%{}: {}", item.name, slots::describe(&bytes, &func.params)?);
    }
    Ok(out)
}

// ---- whole modules ----

fn optimizer(test: &Test<'_>, level: Level) -> Optimizer {
    Optimizer::new(Options {
        keep_bigger: test.keep_bigger,
        check_lowering: true,
        jobs: NonZeroUsize::new(1),
        prove: Prove::Off,
        enable: test.enable,
        disable: test.disable,
        ..Options::at(level)
    })
}

fn roundtrip(test: &Test<'_>) -> Result<String, String> {
    whole(test, Level::O0)
}

/// Runs the whole optimiser, but for proofs.
fn whole(test: &Test<'_>, level: Level) -> Result<String, String> {
    require(test, Language::Wat)?;
    let input = subject::assemble(test.head)?;
    let output = optimizer(test, level).optimize(&input).map_err(|error| error.to_string())?;
    subject::validate(&output.bytes)
        .map_err(|error| format!("the output is not valid: {error}"))?;
    let Some(wanted) = &test.function else {
        return Ok(summary(&output.report) + &text::of_module(&output.bytes)?);
    };
    let functions = &output.report.functions;
    let shown = |f: &FunctionReport| test.shows(f.name.as_deref().unwrap_or(""), f.index as usize);
    let at = functions.iter().position(shown);
    let at = at.ok_or_else(|| format!("there is no function `{wanted}`"))?;
    Ok(outcome(&functions[at]) + &text::of_functions(&output.bytes)?[at])
}

/// Sizes of the module and what became of each function, without times.
fn summary(report: &Report) -> String {
    let (input, output) = (report.input, report.output);
    let mut out = format!("module: {} -> {} bytes\n", input.bytes, output.bytes);
    let _ = writeln!(out, "code: {} -> {} bytes", input.code_bytes, output.code_bytes);
    for function in &report.functions {
        out.push_str(&outcome(function));
    }
    for warning in &report.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

fn outcome(function: &FunctionReport) -> String {
    let name = match &function.name {
        Some(name) => format!("${name}"),
        None => format!("function {}", function.index),
    };
    let status = function.status.as_str();
    let (before, after) = (function.bytes_before, function.bytes_after);
    let reason = function.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
    format!("{name}: {before} -> {after} bytes, {status}{reason}\n")
}

fn malformed(test: &Test<'_>) -> Result<String, String> {
    require(test, Language::Wat)?;
    let input = subject::assemble(test.head)?;
    match optimizer(test, Level::O0).optimize(&input) {
        Ok(_) => Err("the module is accepted, but should not be".to_string()),
        Err(error) => Ok(format!("error: {error}")),
    }
}
