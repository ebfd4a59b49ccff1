//! Compiles rules to Rust: the optimiser's, `src/opt/rules/*.isle`, and the checker's,
//! `src/prove/normal/rules/*.isle`.
//!
//! Takes: the files of each, in the order of their names. Gives: `rules.rs` and `prove_rules.rs`
//! in the output directory, which a `generated.rs` beside each includes. The two share nothing.
//! An error in a rule is an error of the build.

use cranelift_isle::codegen::{CodegenOptions, Prefix};
use std::path::{Path, PathBuf};

fn main() {
    compile("src/opt/rules", "rules.rs");
    compile("src/prove/normal/rules", "prove_rules.rs");
}

fn compile(name: &str, output: &str) {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folder = root.join(name);
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = std::fs::read_dir(&folder).expect("the rules are part of the sources");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "isle"));
    files.sort();
    let options = CodegenOptions {
        exclude_global_allow_pragmas: true,
        // The generated comments must not depend on where the sources lie.
        prefixes: vec![Prefix { prefix: folder.display().to_string(), name: name.into() }],
        split_match_arms: true,
        ..CodegenOptions::default()
    };
    let code = cranelift_isle::compile::from_files(&files, &options)
        .unwrap_or_else(|errors| panic!("the rules do not compile:\n{errors}"));
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join(output), code).expect("the output can be written");
}
