//! What a filetest is about: a module, and functions of it in SSA form.
//!
//! Takes: a [`Test`]. Gives: a [`Subject`]. A `.wat` file is assembled and its functions are
//! lifted; the functions of an `.ssa` file are added, without code, to the module their header
//! declares, so that they see its types, imports, globals and each other. Invariant:
//! function `i` of the subject is the body `first + i` of the module. Cost: that of the stages.

use super::source::{self, Language, Test};
use crate::ir::parse::{self, ParseError};
use crate::ir::print::Printed;
use crate::ir::types::{Heap, Type};
use crate::ir::{Function, verifier};
use crate::lift::Lifter;
use crate::wasm::decode::{self, Module};
use crate::wasm::names;
use std::fmt::Write;

/// A function with the name the output calls it by.
#[derive(Debug)]
pub(super) struct Item {
    pub name: String,
    /// Index in the module.
    pub index: usize,
    /// The function, or why it was not lifted.
    pub func: Result<Function, String>,
}

/// A module and its functions.
#[derive(Debug)]
pub(super) struct Subject {
    pub wasm: Vec<u8>,
    /// Number of the first body that `items` describe.
    pub first: usize,
    pub items: Vec<Item>,
}

impl Subject {
    /// Loads the test's code.
    pub fn load(test: &Test<'_>) -> Result<Subject, String> {
        let subject = match test.language {
            Language::Wat => from_wat(test.head)?,
            Language::Ssa => {
                let (header, functions) = parse_ssa(test.head)?;
                let functions = functions.map_err(|error| error.to_string())?;
                from_ssa(header, functions)?
            }
        };
        if let Some(wanted) = &test.function
            && !subject.items.iter().any(|item| test.shows(&item.name, item.index))
        {
            return Err(format!("there is no function `{wanted}`"));
        }
        Ok(subject)
    }

    /// The subject, if all its functions keep the invariants.
    pub fn verified(self) -> Result<Subject, String> {
        let module = Module::decode(&self.wasm).map_err(|error| error.to_string())?;
        for item in &self.items {
            let Ok(func) = &item.func else {
                continue;
            };
            if let Err(errors) = verifier::verify(func, Some(&module.env)) {
                return Err(format!("%{} does not verify: {}", item.name, errors.join("; ")));
            }
        }
        Ok(self)
    }

    /// The functions the test wants to see, each with the number of its body.
    pub fn shown<'a>(&'a self, test: &'a Test<'_>) -> impl Iterator<Item = (usize, &'a Item)> {
        let all = self.items.iter().enumerate().map(|(at, item)| (self.first + at, item));
        all.filter(|(_, item)| test.shows(&item.name, item.index))
    }
}

/// The bytes of a module in text form.
pub(super) fn assemble(text: &str) -> Result<Vec<u8>, String> {
    wat::parse_str(text).map_err(|error| format!("the module does not assemble: {error}"))
}

fn from_wat(text: &str) -> Result<Subject, String> {
    let wasm = assemble(text)?;
    validate(&wasm).map_err(|error| format!("the module is not valid: {error}"))?;
    let module = Module::decode(&wasm).map_err(|error| error.to_string())?;
    let names = names::function_names(&module);
    let mut lifter = Lifter::default();
    let mut items = Vec::new();
    for body in 0..module.bodies.len() {
        let index = module.first_defined() as usize + body;
        let mut func = Function::default();
        let lifted =
            lifter.lift(&module.env, module.env.funcs[index], module.body(body), &mut func);
        items.push(Item {
            name: names[index].as_deref().map_or(format!("func{index}"), printable),
            index,
            func: lifted.map(|()| func).map_err(|declined| declined.to_string()),
        });
    }
    Ok(Subject { first: 0, items, wasm })
}

/// A name with everything replaced that the text form does not allow in one.
fn printable(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "_.$-".contains(c) { c } else { '_' };
    name.chars().map(allowed).collect()
}

/// Functions of SSA text with their names, or what is wrong with it.
pub(super) type Parsed = Result<Vec<(String, Function)>, ParseError>;

/// Header and functions of an `.ssa` file.
pub(super) fn parse_ssa(text: &str) -> Result<(Option<&str>, Parsed), String> {
    let (header, functions) = source::split_header(text)?;
    Ok((header, parse::parse_functions(&functions)))
}

/// The module that `functions` belong to: what the header declares and, for each of them, a
/// function of its type that does nothing.
pub(super) fn from_ssa(
    header: Option<&str>,
    functions: Vec<(String, Function)>,
) -> Result<Subject, String> {
    let mut text = header.unwrap_or("(module)").to_string();
    text.pop();
    for (name, func) in &functions {
        let _ = write!(text, "\n(func ${name}");
        for (word, types) in [("param", &func.params), ("result", &func.results)] {
            for &ty in types {
                let _ = write!(text, " ({word} {})", wat_type(ty));
            }
        }
        text.push_str(" unreachable)");
    }
    text.push(')');
    let wasm = assemble(&text)?;
    let module = Module::decode(&wasm).map_err(|error| error.to_string())?;
    let first = module.bodies.len() - functions.len();
    let first_index = module.first_defined() as usize + first;
    let items = functions.into_iter().enumerate().map(|(at, (name, func))| Item {
        name,
        index: first_index + at,
        func: Ok(func),
    });
    let items = items.collect();
    Ok(Subject { wasm, first, items })
}

/// A type as WebAssembly's text format writes it: concrete types are bare indices there.
fn wat_type(ty: Type) -> String {
    match ty.heap() {
        Some(Heap::Concrete(index)) => {
            format!("(ref {}{index})", if ty.is_nullable() { "null " } else { "" })
        }
        _ => ty.to_string(),
    }
}

/// The text of a function, having checked that the parser reads it back.
pub(super) fn printed(name: &str, func: &Function) -> Result<String, String> {
    let text = Printed { name, func }.to_string();
    let reparsed = parse::parse_functions(&text);
    match reparsed.as_deref() {
        Ok([(again, func)]) if Printed { name: again, func }.to_string() == text => Ok(text),
        Ok(_) => Err(format!("%{name} does not print alike after parsing its text:\n{text}")),
        Err(error) => Err(format!("the text of %{name} does not parse: {error}\n{text}")),
    }
}

/// Validates a module with every feature the optimiser knows.
pub(super) fn validate(wasm: &[u8]) -> Result<(), String> {
    let mut validator = wasmparser::Validator::new_with_features(decode::features());
    match validator.validate_all(wasm) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
