//! `selvedge print`: functions as SSA.

use super::{Failure, files};
use selvedge::ir::Function;
use selvedge::ir::print::Printed;
use selvedge::lift::Lifter;
use selvedge::wasm::decode::Module;
use selvedge::wasm::names;
use std::io::{BufWriter, Write};

#[derive(clap::Args)]
pub struct Args {
    /// Module to show: .wasm or .wat, `-` for standard input
    input: String,
    /// Show only this function: its index in the module, or its name
    #[arg(long, value_name = "N|NAME")]
    func: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Failure> {
    let bytes = files::read_module(&args.input)?;
    let about = |error: &dyn std::fmt::Display| Failure::about(&args.input, error);
    if selvedge::wasm::decode::is_component(&bytes) {
        return Err(about(&"components are not shown yet: extract the core module first"));
    }
    let module = Module::decode(&bytes).map_err(|error| about(&error))?;
    validate(&bytes).map_err(|error| about(&error))?;
    let names = names::function_names(&module);
    let first = module.first_defined() as usize;
    let wanted = match &args.func {
        None => (0..module.bodies.len()).collect(),
        Some(text) => vec![find(text, &names, first, module.bodies.len()).map_err(|e| about(&e))?],
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut lifter = Lifter::default();
    let mut func = Function::default();
    for index in wanted {
        let name = names[first + index].as_deref();
        let ty = module.env.funcs[first + index];
        let title = first + index;
        writeln!(out, ";; function {title}{}", name.map_or(String::new(), |n| format!(" {n}")))?;
        match lifter.lift(&module.env, ty, module.body(index), &mut func) {
            Ok(()) => {
                let name = printable(name, title);
                writeln!(out, "{}", Printed { name: &name, func: &func })?;
            }
            Err(declined) => writeln!(out, ";; not lifted: {declined}\n")?,
        }
    }
    Ok(out.flush()?)
}

/// Lifting relies on validation.
fn validate(bytes: &[u8]) -> Result<(), String> {
    let features = selvedge::wasm::decode::features();
    let mut validator = wasmparser::Validator::new_with_features(features);
    validator.validate_all(bytes).map(|_| ()).map_err(|error| error.to_string())
}

/// A name with only the characters that the text form takes.
fn printable(name: Option<&str>, index: usize) -> String {
    let name = name.filter(|name| !name.is_empty());
    name.map_or(format!("f{index}"), |name| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.$-".contains(c);
        name.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
    })
}

/// The index among defined functions that `text` names.
fn find(text: &str, names: &[Option<String>], first: usize, count: usize) -> Result<usize, String> {
    let index = match text.parse::<usize>() {
        Ok(index) => index,
        Err(_) => names
            .iter()
            .position(|name| name.as_deref() == Some(text))
            .ok_or_else(|| format!("no function is named `{text}`"))?,
    };
    let defined = index.checked_sub(first).filter(|&index| index < count);
    defined.ok_or_else(|| match index < first {
        true => format!("function {index} is imported"),
        false => format!("there are only {} functions", first + count),
    })
}
