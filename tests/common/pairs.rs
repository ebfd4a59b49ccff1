//! The checker's filetests as pairs of modules.
//!
//! Takes: `filetests/prove`. Gives: files of a kind, and what is in one. Cost: reading the files.

use selvedge::prove::Map;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a kind, `accept` or `reject`, in order.
pub fn files(kind: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests/prove").join(kind);
    let entries = fs::read_dir(directory).expect("the directory can be read");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the directory can be read").path()).collect();
    files.sort();
    files
}

/// The modules of a file, each of which begins a line, and what it says about which items
/// correspond.
pub fn read(path: &Path) -> ([Vec<u8>; 2], Map) {
    let text = fs::read_to_string(path).expect("the file can be read");
    let starts: Vec<usize> = text.match_indices("\n(module").map(|(at, _)| at + 1).collect();
    let [first, second] = starts[..] else { panic!("{} has two modules", path.display()) };
    let end = text.find("\n;; %").or_else(|| text.find("\n;; declarations")).unwrap_or(text.len());
    let modules = [&text[first..second], &text[second..end.max(second)]].map(|text| {
        wat::parse_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    let map = text.lines().find_map(|line| line.strip_prefix(";;! map = "));
    let map = map.unwrap_or_default().trim_matches('"').replace(',', "\n");
    (modules, map.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
