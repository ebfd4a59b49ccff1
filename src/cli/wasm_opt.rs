//! The command line of `wasm-opt`, for when the program is called by that name.
//!
//! Takes: the arguments that build scripts give `wasm-opt`. Gives: the same work done by this
//! optimiser. Flags fall in four groups, listed below: those that are honoured, optimisations
//! that this optimiser does under other names or not at all, permissions that it does not need,
//! and everything else, which is refused, since the output would not be what was asked for.
//! Invariant: levels and passes run in the order in which they are given.

use super::features::FeatureFlags;
use super::{Failure, files, opt};
use selvedge::{Level, Optimizer, Options, Report};
use std::fmt::Display;
use std::io::Write;

/// The name that this command line answers to.
pub const NAME: &str = "wasm-opt";

/// Passes of `wasm-opt` with ours that do the same; none where lowering always does it.
const PASSES: &[(&str, &[&str])] = &[
    ("coalesce-locals", &[]),
    ("coalesce-locals-learning", &[]),
    ("code-folding", &["merge-identical", "merge-tails"]),
    ("const-hoisting", &[]),
    ("dce", &["fold-branches"]),
    ("duplicate-function-elimination", &["dedup"]),
    ("generate-stack-ir", &[]),
    ("local-cse", &["gvn"]),
    ("merge-blocks", &["merge-blocks"]),
    ("merge-locals", &[]),
    ("optimize-added-constants", &["simplify"]),
    ("optimize-instructions", &["simplify"]),
    ("optimize-stack-ir", &[]),
    ("precompute", &["simplify", "fold-branches"]),
    ("precompute-propagate", &["simplify", "fold-branches"]),
    ("remove-unused-brs", &["fold-branches", "merge-blocks", "merge-conditions"]),
    ("remove-unused-module-elements", &["reach"]),
    ("remove-unused-names", &[]),
    ("remove-unused-nonfunction-module-elements", &["reach"]),
    ("reorder-functions", &["reorder"]),
    ("reorder-globals", &["reorder"]),
    ("reorder-locals", &[]),
    ("rereloop", &[]),
    ("rse", &[]),
    ("simplify-locals", &[]),
    ("simplify-locals-nonesting", &[]),
    ("simplify-locals-nostructure", &[]),
    ("simplify-locals-notee", &[]),
    ("simplify-locals-notee-nostructure", &[]),
    ("ssa", &[]),
    ("ssa-nomerge", &[]),
    ("vacuum", &["merge-blocks"]),
];

/// Optimisations without counterpart: leaving them out changes no behaviour.
const NOT_DONE: &[&str] = &[
    "abstract-type-refining",
    "cfp",
    "cfp-reftest",
    "code-pushing",
    "dae",
    "dae-optimizing",
    "dae2",
    "dfo",
    "directize",
    "duplicate-import-elimination",
    "flatten",
    "global-refining",
    "gsi",
    "gto",
    "gufa",
    "gufa-optimizing",
    "heap2local",
    "heap-store-optimization",
    "inlining",
    "inlining-optimizing",
    "licm",
    "local-subtyping",
    "memory-packing",
    "merge-similar-functions",
    "minimize-rec-groups",
    "monomorphize",
    "once-reduction",
    "optimize-casts",
    "pick-load-signs",
    "roundtrip",
    "signature-pruning",
    "signature-refining",
    "simplify-globals",
    "simplify-globals-optimizing",
    "tuple-optimization",
    "type-merging",
    "type-refining",
    "type-ssa",
    "unsubtyping",
    "untee",
];

/// Permissions and formalities: using none of them is within what they allow.
const NOT_NEEDED: &[&str] = &[
    "closed-world",
    "converge",
    "detect-features",
    "fast-math",
    "hybrid",
    "ignore-implicit-traps",
    "inline-functions-with-loops",
    "low-memory-unused",
    "no-validation",
    "nominal",
    "structural",
    "traps-never-happen",
    "zero-filled-memory",
];

/// Permissions with a value.
const NOT_NEEDED_WITH_VALUE: &[&str] = &[
    "always-inline-max-function-size",
    "flexible-inline-max-function-size",
    "max-func-params",
    "one-caller-inline-max-function-size",
    "partial-inlining-ifs",
];

/// Short forms.
const SHORT: &[(&str, &str)] = &[
    ("S", "emit-text"),
    ("aimfs", "always-inline-max-function-size"),
    ("all", "all-features"),
    ("c", "converge"),
    ("ffm", "fast-math"),
    ("fimfs", "flexible-inline-max-function-size"),
    ("g", "debuginfo"),
    ("h", "help"),
    ("ifwl", "inline-functions-with-loops"),
    ("iit", "ignore-implicit-traps"),
    ("lmu", "low-memory-unused"),
    ("mvp", "mvp-features"),
    ("n", "no-validation"),
    ("o", "output"),
    ("ocimfs", "one-caller-inline-max-function-size"),
    ("ism", "input-source-map"),
    ("ol", "optimize-level"),
    ("osm", "output-source-map"),
    ("osu", "output-source-map-url"),
    ("pii", "partial-inlining-ifs"),
    ("q", "quiet"),
    ("s", "shrink-level"),
    ("tnh", "traps-never-happen"),
    ("uim", "zero-filled-memory"),
];

/// One run of the optimiser.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Level(Level),
    Passes(Vec<String>),
}

/// What the arguments ask for.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Request {
    input: Option<String>,
    output: Option<String>,
    steps: Vec<Step>,
    features: FeatureFlags,
    emit_text: bool,
    keep_names: bool,
    strip_debug: bool,
    strip_producers: bool,
    strip_target_features: bool,
    quiet: bool,
    /// What to do instead of working, if anything.
    only: Option<Only>,
    /// Flags that have no effect here, for the user to know.
    notes: Vec<String>,
    speed: Option<String>,
    shrink: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Only {
    Help,
    Version,
}

/// Whether the program was called by the name of `wasm-opt`.
pub fn is_called(program: Option<&String>) -> bool {
    let path = program.map(std::path::Path::new);
    path.and_then(|path| path.file_stem()).is_some_and(|name| name == NAME)
}

/// Does what `wasm-opt` would with these arguments, the program's name left out.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let request = Request::parse(arguments).map_err(Failure::Usage)?;
    match request.only {
        Some(Only::Help) => write!(std::io::stdout(), "{}", help())?,
        Some(Only::Version) => {
            writeln!(std::io::stdout(), "{NAME} (selvedge {})", env!("CARGO_PKG_VERSION"))?;
        }
        None => return request.work(),
    }
    Ok(())
}

fn help() -> String {
    let passes: Vec<String> = PASSES.iter().map(|row| format!("--{}", row.0)).collect();
    format!(
        "selvedge {}, called as {NAME}.\n\n\
         Usage: {NAME} INFILE -o FILE [-O0..-O4|-Os|-Oz] [-S] [-g] [--strip-debug]\n    \
         [--strip-producers] [--strip-target-features] [--enable-FEATURE] [--disable-FEATURE]\n    \
         [--all-features] [--mvp-features] [-q] [PASSES]\n\n\
         Passes: {}\n\n\
         See docs/cli.md for flags that have no effect here, and `selvedge opt --help`.\n",
        env!("CARGO_PKG_VERSION"),
        passes.join(" ")
    )
}

impl Request {
    fn parse(arguments: &[String]) -> Result<Request, String> {
        let mut request = Request::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if !argument.starts_with('-') || argument == files::STANDARD {
                if let Some(other) = request.input.replace(argument.clone()) {
                    return Err(format!("two inputs: `{other}` and `{argument}`"));
                }
                continue;
            }
            let (flag, value) = match argument.split_once('=') {
                Some((flag, value)) => (flag, Some(value.to_string())),
                None => (argument.as_str(), None),
            };
            let name = match flag.strip_prefix("--") {
                Some(name) => name,
                None => long_form(&flag[1..]),
            };
            let mut value_of = || {
                let next = || rest.next().cloned();
                let missing = || format!("`{argument}` wants a value");
                value.clone().or_else(next).ok_or_else(missing)
            };
            let is_known = match name {
                "output" => {
                    request.output = Some(value_of()?);
                    true
                }
                "optimize-level" => {
                    request.speed = Some(value_of()?);
                    true
                }
                "shrink-level" => {
                    request.shrink = Some(value_of()?);
                    true
                }
                _ if NOT_NEEDED_WITH_VALUE.contains(&name) => {
                    value_of()?;
                    request.note(argument, "there is no inlining")
                }
                _ => request.flag(argument, name),
            };
            if !is_known {
                return Err(format!("`{argument}` is not supported: {}", reason(name)));
            }
        }
        request.levels_by_number()?;
        Ok(request)
    }

    /// Takes a flag without value into account. Whether there is such a flag.
    fn flag(&mut self, argument: &str, name: &str) -> bool {
        if let Some(letters) = argument.strip_prefix("-O") {
            // `-O` alone is `-Os` there.
            let letters = if letters.is_empty() { "s" } else { letters };
            let level = Level::from_letters(letters);
            self.steps.extend(level.map(Step::Level));
            return level.is_some();
        }
        match name {
            "emit-text" => self.emit_text = true,
            "debuginfo" => self.keep_names = true,
            "strip-debug" | "strip" => self.strip_debug = true,
            "strip-producers" => self.strip_producers = true,
            "strip-target-features" => self.strip_target_features = true,
            // New code has none anyway.
            "strip-dwarf" => {}
            "quiet" => self.quiet = true,
            "help" => self.only = Some(Only::Help),
            "version" => self.only = Some(Only::Version),
            _ if self.features.apply(name) => {}
            _ if NOT_NEEDED.contains(&name) => return self.note(argument, "it changes nothing"),
            _ if NOT_DONE.contains(&name) => return self.note(argument, "there is no such pass"),
            _ => {
                let Some(row) = PASSES.iter().find(|row| row.0 == name) else { return false };
                self.passes(row.1);
            }
        }
        true
    }

    fn note(&mut self, argument: &str, why: &str) -> bool {
        self.notes.push(format!("`{argument}` has no effect here: {why}"));
        true
    }

    /// Adds passes to the present step.
    fn passes(&mut self, names: &[&str]) {
        let names = names.iter().map(|name| name.to_string());
        match self.steps.last_mut() {
            Some(Step::Passes(passes)) => passes.extend(names),
            _ => self.steps.push(Step::Passes(names.collect())),
        }
    }

    /// `--optimize-level` and `--shrink-level` as a level, if there is one.
    fn levels_by_number(&mut self) -> Result<(), String> {
        let letters = match (self.speed.as_deref(), self.shrink.as_deref()) {
            (None, None) => return Ok(()),
            (_, Some("2")) => "z",
            (_, Some("1")) => "s",
            (speed, None | Some("0")) => speed.unwrap_or("2"),
            (_, Some(other)) => return Err(format!("there is no shrink level `{other}`")),
        };
        let level = Level::from_letters(letters).filter(|_| !letters.is_empty());
        let level = level.ok_or_else(|| format!("there is no optimize level `{letters}`"))?;
        self.steps.push(Step::Level(level));
        Ok(())
    }

    fn work(&self) -> Result<(), Failure> {
        let missing = || Failure::Usage("there is no input file".to_string());
        let path = self.input.as_deref().ok_or_else(missing)?;
        if !self.quiet {
            self.notes.iter().for_each(|note| super::say(&format!("{NAME}: note: {note}\n")));
        }
        let Some(output) = &self.output else {
            return Err(Failure::Usage("there is no output: give `-o FILE`".to_string()));
        };
        if !self.emit_text {
            files::check_not_terminal(output)?;
        }
        opt::quiet_panics();
        let mut bytes = files::read_module(path)?;
        for options in self.runs() {
            let result = Optimizer::new(options)
                .optimize(&bytes)
                .map_err(|error| Failure::about(path, opt::hinted(&error)))?;
            self.warn(path, &result.report);
            bytes = result.bytes;
        }
        if self.emit_text {
            let text = wasmprinter::print_bytes(&bytes);
            let text = text.map_err(|error| Failure::about(path, &error as &dyn Display))?;
            return files::write(output, text.as_bytes());
        }
        files::write(output, &bytes)
    }

    fn warn(&self, path: &str, report: &Report) {
        if !self.quiet {
            report
                .warnings
                .iter()
                .for_each(|text| super::say(&format!("{NAME}: warning: {path}: {text}\n")));
        }
    }

    /// The options of each run. Without level and passes there is one that only writes anew.
    fn runs(&self) -> Vec<Options> {
        let rewrite = [Step::Level(Level::O0)];
        let steps = if self.steps.is_empty() { &rewrite[..] } else { &self.steps[..] };
        let last = steps.len() - 1;
        let options = |(at, step): (usize, &Step)| {
            let (level, passes) = match step {
                Step::Level(level) => (*level, None),
                Step::Passes(passes) => (Level::Oz, Some(passes.clone())),
            };
            Options {
                level,
                passes,
                // Names are written only if they are asked for, except in text.
                strip_debug: at == last
                    && (self.strip_debug || !self.keep_names && !self.emit_text),
                strip_producers: self.strip_producers,
                strip_target_features: at == last && self.strip_target_features,
                enable: self.features.enable,
                disable: self.features.disable,
                ..Options::default()
            }
        };
        steps.iter().enumerate().map(options).collect()
    }
}

fn long_form(short: &str) -> &str {
    SHORT.iter().find(|row| row.0 == short).map_or(short, |row| row.1)
}

/// Why a flag is refused, as far as it is known.
fn reason(name: &str) -> &'static str {
    if name.contains("source-map") {
        return "source maps are not rewritten; leave it out to drop them";
    }
    if name.starts_with("enable-") || name.starts_with("disable-") {
        return "there is no such proposal here";
    }
    if name.starts_with("print") || name.contains("metrics") {
        return "use `selvedge print` or `selvedge size` to look at a module";
    }
    "this optimiser preserves behaviour and does nothing else"
}

#[cfg(test)]
mod tests {
    use super::{NOT_DONE, NOT_NEEDED, PASSES, Request, SHORT, Step, is_called};
    use selvedge::{Level, module, opt::pipeline};

    fn parse(line: &str) -> Result<Request, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        Request::parse(&arguments)
    }

    #[test]
    fn name_is_recognised_with_directory_and_extension() {
        for (program, expected) in [
            ("wasm-opt", true),
            ("/usr/bin/wasm-opt", true),
            ("wasm-opt.exe", true),
            ("selvedge", false),
            ("my-wasm-opt", false),
        ] {
            assert_eq!(is_called(Some(&program.to_string())), expected, "{program}");
        }
    }

    #[test]
    fn steps_keep_their_order() {
        let request = parse("in.wasm --vacuum --dce -Oz --local-cse -o=out.wasm").unwrap();
        let passes = |names: &[&str]| Step::Passes(names.iter().map(|n| n.to_string()).collect());
        let steps =
            [passes(&["merge-blocks", "fold-branches"]), Step::Level(Level::Oz), passes(&["gvn"])];
        assert_eq!(request.steps, steps);
        assert_eq!(request.input.as_deref(), Some("in.wasm"));
        assert_eq!(request.output.as_deref(), Some("out.wasm"));
    }

    #[test]
    fn levels_by_letter_and_number() {
        for (line, level) in [
            ("-O", Level::Os),
            ("-O3", Level::O3),
            ("-ol 3", Level::O3),
            ("--optimize-level=3 --shrink-level 0", Level::O3),
            ("-s 1 -ol 2", Level::Os),
            ("--shrink-level=2", Level::Oz),
        ] {
            assert_eq!(parse(line).unwrap().steps, [Step::Level(level)], "{line}");
        }
        assert!(parse("-O9").is_err() && parse("-s 5").is_err() && parse("-ol z9").is_err());
    }

    #[test]
    fn what_would_change_behaviour_is_refused() {
        for line in ["--asyncify", "--output-source-map x", "-g3x", "--enable-nonsense", "--print"]
        {
            let error = parse(line).unwrap_err();
            assert!(error.contains("is not supported"), "{error}");
        }
        assert!(parse("a.wasm b.wasm").unwrap_err().contains("two inputs"));
        assert!(parse("a.wasm -o").unwrap_err().contains("wants a value"));
    }

    #[test]
    fn tables_name_what_exists_once() {
        for (name, ours) in PASSES {
            for pass in *ours {
                let is_function = pipeline::PASSES.iter().any(|row| row.name == *pass);
                let is_module = module::PASSES.iter().any(|row| row.name == *pass);
                assert!(is_function || is_module, "{name} stands for {pass}");
            }
        }
        let mut names: Vec<&str> = PASSES.iter().map(|row| row.0).collect();
        names.extend(NOT_DONE.iter().chain(NOT_NEEDED));
        names.extend(SHORT.iter().map(|row| row.0));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
