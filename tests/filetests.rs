//! Runs every file under `filetests/`, each as a test of its own.
//!
//! Takes: the usual test arguments; `SELVEDGE_BLESS=1` rewrites expectations instead of
//! failing. The format is described in `docs/filetests.md`.

use libtest_mimic::{Arguments, Failed, Trial};
use selvedge::filetest;
use std::path::Path;

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests");
    let files = filetest::collect(&[&root]).expect("filetests/ can be read");
    let bless = filetest::blessing();
    let trials = files.into_iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        Trial::test(name, move || {
            filetest::run(&path, bless)
                .map(|_| ())
                .map_err(|what| Failed::from(format!("\n{what}")))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
