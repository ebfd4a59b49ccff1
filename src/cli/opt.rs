//! `selvedge opt`: a module in, a smaller module out.

use super::features::FeatureFlags;
use super::functions::Names;
use super::progress::Bar;
use super::{Failure, files, stats};
use clap::ArgAction;
use selvedge::ir::print::Printed;
use selvedge::wasm::decode::Module;
use selvedge::{AfterPass, Level, Optimizer, Options, Output, Prove, Watch};
use std::fmt::Display;
use std::io::Write;
use std::num::NonZeroUsize;
use std::time::Instant;

#[derive(clap::Args)]
pub struct Args {
    /// Module to optimise: .wasm or .wat, `-` for standard input
    pub input: String,
    /// Where the result goes, `-` for standard output; may be the input file
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Optimisation level: 0 to 4, s or z
    #[arg(short = 'O', value_name = "LEVEL", default_value = "2", value_parser = level)]
    level: Level,
    /// Run these passes, once, instead of the level's (see `selvedge passes`)
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = pass)]
    passes: Option<Vec<String>>,
    /// Leave a pass out; may be given several times
    #[arg(long, value_name = "NAME", value_parser = pass)]
    skip_pass: Vec<String>,
    /// Print what each pass did and how long it took
    #[arg(long)]
    time_passes: bool,
    /// Print functions as SSA after this pass, `lift` or `all`, to standard error; may be
    /// given several times
    #[arg(long, value_name = "PASS", value_parser = stage_or_all)]
    print_after: Vec<String>,
    /// With --print-after: only this function, by its index in the module or its name
    #[arg(long, value_name = "N|NAME", requires = "print_after")]
    func: Option<String>,
    /// Keep a function's new body even if it is larger (for measuring)
    #[arg(long)]
    keep_bigger: bool,
    /// Threads to use [default: all]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Write text instead of binary (to standard output unless -o is given)
    #[arg(short = 'S', long)]
    emit_text: bool,
    /// Keep the name section (the default; accepted for compatibility)
    #[arg(short = 'g', conflicts_with = "strip_debug")]
    keep_names: bool,
    /// Drop names and debug information
    #[arg(long)]
    strip_debug: bool,
    /// Drop the `producers` section
    #[arg(long)]
    strip_producers: bool,
    /// Drop the `target_features` section
    #[arg(long)]
    strip_target_features: bool,
    #[command(flatten)]
    features: FeatureFlags,
    /// Keep imports that nothing uses
    #[arg(long)]
    keep_imports: bool,
    /// Prove the output: what is not proved is done again with fewer passes or put back (fast;
    /// full: with Z3); what is put back is an error (require)
    #[arg(long, value_name = "MODE", default_value = default_prove(), value_parser = prove)]
    prove: Prove,
    /// Check every lowering symbolically (always on in debug builds)
    #[arg(long)]
    check_lowering: bool,
    /// Print what was done; twice, function by function
    #[arg(long, action = ArgAction::Count)]
    stats: u8,
    /// Write what was done as JSON
    #[arg(long, value_name = "FILE")]
    stats_json: Option<String>,
}

pub(super) fn level(letters: &str) -> Result<Level, String> {
    Level::from_letters(letters).ok_or_else(|| {
        let all: Vec<String> = Level::ALL.iter().map(|(_, name)| format!("-O{name}")).collect();
        format!("no such level; there are {}", all.join(", "))
    })
}

fn prove(name: &str) -> Result<Prove, String> {
    let row = Prove::ALL.iter().find(|row| row.1 == name);
    let all: Vec<&str> = Prove::ALL.iter().map(|row| row.1).collect();
    row.map(|row| row.0).ok_or_else(|| format!("expected one of {}", all.join(", ")))
}

fn default_prove() -> &'static str {
    let row = Prove::ALL.iter().find(|row| row.0 == Prove::default());
    row.map_or("", |row| row.1)
}

fn pass(name: &str) -> Result<String, String> {
    super::passes::check(name).map(|()| name.to_string())
}

/// What `print --after` takes.
pub(super) fn stage(name: &str) -> Result<String, String> {
    super::passes::check_stage(name).map(|()| name.to_string())
}

/// What `--print-after` takes.
fn stage_or_all(name: &str) -> Result<String, String> {
    if name == ALL { Ok(name.to_string()) } else { stage(name) }
}

/// Stands for every pass after `--print-after`.
const ALL: &str = "all";

impl Args {
    fn options(&self) -> Options {
        Options {
            level: self.level,
            keep_bigger: self.keep_bigger,
            jobs: self.jobs,
            prove: self.prove,
            check_lowering: self.check_lowering,
            strip_debug: self.strip_debug,
            strip_producers: self.strip_producers,
            strip_target_features: self.strip_target_features,
            enable: self.features.enable,
            disable: self.features.disable,
            passes: self.passes.clone(),
            skip_passes: self.skip_pass.clone(),
            keep_imports: self.keep_imports,
        }
    }

    /// Where the module goes, if anywhere.
    fn destination(&self) -> Result<Option<&str>, Failure> {
        let reports = self.stats > 0 || self.stats_json.is_some();
        match &self.output {
            Some(path) => Ok(Some(path)),
            None if self.emit_text => Ok(Some(files::STANDARD)),
            None if reports => Ok(None),
            None => Err(Failure::Usage("nothing to do: give `-o FILE` or `--stats`".into())),
        }
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Failure> {
    let destination = args.destination()?;
    if let (Some(path), false) = (destination, args.emit_text) {
        files::check_not_terminal(path)?;
    }
    if args.prove == Prove::Full {
        selvedge::prove::solver_available().map_err(Failure::Usage)?;
    }
    let start = Instant::now();
    let input = files::read_module(&args.input)?;
    let output = optimise(&input, args)?;
    drop(input);
    if let Some(path) = destination {
        if args.emit_text {
            let text = wasmprinter::print_bytes(&output.bytes)
                .map_err(|error| Failure::about(&args.input, error))?;
            files::write(path, text.as_bytes())?;
        } else {
            files::write(path, &output.bytes)?;
        }
    }
    for warning in &output.report.warnings {
        super::say(&format!("selvedge: warning: {}: {warning}\n", args.input));
    }
    let usage = stats::Usage::since(start);
    if let Some(path) = &args.stats_json {
        files::write(path, stats::json(&output.report, &usage).as_bytes())?;
    }
    if args.time_passes {
        super::say(&stats::passes(&output.report));
    }
    if args.stats > 0 {
        super::say(&stats::table(&output.report, &usage, args.stats > 1));
    }
    Ok(())
}

fn optimise(input: &[u8], args: &Args) -> Result<Output, Failure> {
    quiet_panics();
    let printer = match args.print_after.is_empty() {
        true => None,
        false => Some(Printer::new(input, args)?),
    };
    let print = |seen: &AfterPass<'_>| printer.iter().for_each(|printer| printer.show(seen));
    let bar = Bar::default();
    let progress = |done, all| bar.show(done, all);
    let watch = match printer {
        Some(_) => Watch { after_pass: Some(&print), progress: None },
        None => Watch { progress: Some(&progress), after_pass: None },
    };
    let result = Optimizer::new(args.options()).optimize_watched(input, watch);
    bar.finish();
    result.map_err(|error| Failure::about(&args.input, hinted(&error)))
}

/// What `--print-after` prints.
struct Printer<'a> {
    /// After which passes; empty after all.
    passes: Vec<&'a str>,
    /// Of which function, if not of all.
    only: Option<u32>,
    names: Names,
}

impl Printer<'_> {
    fn new<'a>(input: &[u8], args: &'a Args) -> Result<Printer<'a>, Failure> {
        let about = |error: &dyn Display| Failure::about(&args.input, error);
        if selvedge::wasm::decode::is_component(input) {
            return Err(about(&"components are not shown yet: extract the core module first"));
        }
        let module = Module::decode(input).map_err(|error| about(&error))?;
        let names = Names::of(&module);
        let only = args.func.as_ref().map(|text| names.find(text));
        let only = only.transpose().map_err(|error| about(&error))?;
        let all = args.print_after.iter().any(|pass| pass == ALL);
        let passes = args.print_after.iter().filter(|_| !all).map(String::as_str).collect();
        Ok(Printer { passes, only, names })
    }

    fn show(&self, seen: &AfterPass<'_>) {
        let is_wanted = self.only.is_none_or(|only| only == seen.index)
            && (self.passes.is_empty() || self.passes.contains(&seen.pass));
        if !is_wanted {
            return;
        }
        let change = if seen.changed { "" } else { ", no change" };
        let title = self.names.title(seen.index);
        let name = self.names.printable(seen.index);
        let text = Printed { name: &name, func: seen.func };
        // Whoever stops reading has seen enough; the work goes on.
        let _ = writeln!(
            std::io::stderr().lock(),
            ";; after {}, round {}{change}: function {title}\n{text}",
            seen.pass,
            seen.round
        );
    }
}

/// An error with what to do about it.
pub(super) fn hinted(error: &selvedge::Error) -> String {
    let hint = match error.offset {
        Some(_) => {
            "; the input is not valid WebAssembly, so nothing was written: \
                    look at the tool that made it"
        }
        None => "",
    };
    format!("{error}{hint}")
}

/// A panic in a function's work is counted in the report; it needs no trace on the terminal
/// unless someone asks for one.
pub(super) fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
