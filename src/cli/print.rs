//! `selvedge print`: functions as SSA, as they are lifted or after a pass, as text or drawn.

use super::functions::Names;
use super::{Failure, files, opt};
use selvedge::ir::Function;
use selvedge::ir::dot::Dot;
use selvedge::ir::print::Printed;
use selvedge::lift::Lifter;
use selvedge::opt::pipeline::Pipeline;
use selvedge::wasm::decode::Module;
use selvedge::{AfterPass, LIFT, Level, Optimizer, Options, Watch};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{BufWriter, Write};
use std::sync::Mutex;

#[derive(clap::Args)]
pub struct Args {
    /// Module to show: .wasm or .wat, `-` for standard input
    input: String,
    /// Show only this function: its index in the module, or its name
    #[arg(long, value_name = "N|NAME")]
    func: Option<String>,
    /// Show functions as they are after the level's first run of this pass
    #[arg(long, value_name = "PASS", value_parser = opt::stage)]
    after: Option<String>,
    /// Level whose passes run before, with --after: 0 to 4, s or z
    #[arg(short = 'O', value_name = "LEVEL", default_value = "z", value_parser = opt::level)]
    #[arg(requires = "after")]
    level: Level,
    /// Draw control flow graphs in the language of Graphviz
    #[arg(long)]
    dot: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Failure> {
    let bytes = files::read_module(&args.input)?;
    let about = |error: &dyn Display| Failure::about(&args.input, error);
    if selvedge::wasm::decode::is_component(&bytes) {
        return Err(about(&"components are not shown yet: extract the core module first"));
    }
    let module = Module::decode(&bytes).map_err(|error| about(&error))?;
    validate(&bytes).map_err(|error| about(&error))?;
    let names = Names::of(&module);
    let first = module.first_defined();
    let wanted = match &args.func {
        None => (first..first + module.bodies.len() as u32).collect(),
        Some(text) => vec![names.find(text).map_err(|error| about(&error))?],
    };
    let texts = match args.after.as_deref() {
        None | Some(LIFT) => None,
        Some(pass) => Some(after(&bytes, args, &names, &wanted, pass)?),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut lifter = Lifter::default();
    let mut func = Function::default();
    for index in wanted {
        let title = names.title(index);
        let comment = if args.dot { "//" } else { ";;" };
        writeln!(out, "{comment} function {title}")?;
        let text = texts.as_ref().and_then(|texts| texts.get(&index));
        if let Some(text) = text {
            writeln!(out, "{text}")?;
            continue;
        }
        let ty = module.env.funcs[index as usize];
        match lifter.lift(&module.env, ty, module.body((index - first) as usize), &mut func) {
            Ok(()) => writeln!(out, "{}", shown(args, &names.printable(index), &func))?,
            Err(declined) => writeln!(out, "{comment} not lifted: {declined}\n")?,
        }
    }
    Ok(out.flush()?)
}

/// A function in the form that is asked for.
fn shown(args: &Args, name: &str, func: &Function) -> String {
    match args.dot {
        true => Dot { name, func }.to_string(),
        false => Printed { name, func }.to_string(),
    }
}

/// The functions wanted, after the first run of `pass`. Those that are not lifted are missing.
fn after(
    bytes: &[u8],
    args: &Args,
    names: &Names,
    wanted: &[u32],
    pass: &str,
) -> Result<BTreeMap<u32, String>, Failure> {
    if !Pipeline::of(args.level).runs(pass) {
        return Err(Failure::Usage(format!("the level does not run `{pass}`: give another -O")));
    }
    let texts = Mutex::new(BTreeMap::new());
    let see = |seen: &AfterPass<'_>| {
        if seen.pass == pass && wanted.binary_search(&seen.index).is_ok() {
            let mut texts = texts.lock().unwrap_or_else(|lock| lock.into_inner());
            texts
                .entry(seen.index)
                .or_insert_with(|| shown(args, &names.printable(seen.index), seen.func));
        }
    };
    opt::quiet_panics();
    let watch = Watch { after_pass: Some(&see), ..Watch::default() };
    Optimizer::new(Options::at(args.level))
        .optimize_watched(bytes, watch)
        .map_err(|error| Failure::about(&args.input, error))?;
    Ok(texts.into_inner().unwrap_or_else(|lock| lock.into_inner()))
}

/// Lifting relies on validation.
fn validate(bytes: &[u8]) -> Result<(), String> {
    let features = selvedge::wasm::decode::features();
    let mut validator = wasmparser::Validator::new_with_features(features);
    validator.validate_all(bytes).map(|_| ()).map_err(|error| error.to_string())
}
