//! `selvedge size`: what a module's bytes are spent on.

use super::{Failure, files};
use selvedge::wasm::decode::{Module, Section};
use selvedge::wasm::names;
use std::io::{BufWriter, Write};

#[derive(clap::Args)]
pub struct Args {
    /// Module to measure: .wasm or .wat, `-` for standard input
    input: String,
    /// Largest functions to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    functions: usize,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Failure> {
    let bytes = files::read_module(&args.input)?;
    let about = |error: &dyn std::fmt::Display| Failure::about(&args.input, error);
    if selvedge::wasm::decode::is_component(&bytes) {
        return Err(about(&"components are not measured yet: extract the core module first"));
    }
    let module = Module::decode(&bytes).map_err(|error| about(&error))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let total = bytes.len() as f64;
    writeln!(out, "{:>12}{:>9}  section", "bytes", "share")?;
    for section in &module.sections {
        let len = section.payload.len();
        let share = len as f64 / total * 100.0;
        writeln!(out, "{len:>12}{share:>7.1} %  {}", section_name(section))?;
    }
    writeln!(out, "{:>12}{:>9}  whole module", bytes.len(), "")?;
    largest(&mut out, &module, args.functions)?;
    Ok(out.flush()?)
}

fn largest(out: &mut impl Write, module: &Module<'_>, count: usize) -> std::io::Result<()> {
    let names = names::function_names(module);
    let mut order: Vec<usize> = (0..module.bodies.len()).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(module.bodies[index].len()), index));
    order.truncate(count);
    if order.is_empty() {
        return Ok(());
    }
    let code: usize = module.bodies.iter().map(|body| body.len()).sum();
    writeln!(out, "\n{:>12}{:>9}  function", "bytes", "share")?;
    for index in order {
        let len = module.bodies[index].len();
        let share = len as f64 / code as f64 * 100.0;
        let function = module.first_defined() as usize + index;
        let name = names[function].as_deref().unwrap_or("");
        writeln!(out, "{len:>12}{share:>7.1} %  {function} {name}")?;
    }
    writeln!(out, "{code:>12}{:>9}  {} functions", "", module.bodies.len())
}

fn section_name(section: &Section<'_>) -> String {
    const NAMES: [&str; 14] = [
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "data count",
        "tag",
    ];
    match section.name {
        Some(name) => format!("custom {name}"),
        None => NAMES.get(usize::from(section.id)).map_or("unknown", |name| name).to_string(),
    }
}
