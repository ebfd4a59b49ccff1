//! The programs that tests run on: those under `fixtures/`, and a few small ones.
//!
//! Takes: the project's directory. Gives: names and bytes. Cost: reading the files.

use std::fs;
use std::path::Path;

/// A program.
pub struct Fixture {
    /// Path below the project's directory, or the name of a small one.
    pub name: String,
    /// The module.
    pub bytes: Vec<u8>,
}

/// Directories under `fixtures/` that hold no inputs: what fixtures are made from, and what
/// they become.
const NOT_INPUTS: [&str; 2] = ["src", "golden"];

/// All programs, in order of their names.
pub fn all() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut fixtures: Vec<Fixture> = SMALL
        .iter()
        .map(|(name, text)| Fixture {
            name: name.to_string(),
            bytes: wat::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}")),
        })
        .collect();
    collect(root, Path::new("fixtures"), &mut fixtures);
    fixtures.sort_by(|a, b| a.name.cmp(&b.name));
    fixtures
}

fn collect(root: &Path, directory: &Path, fixtures: &mut Vec<Fixture>) {
    let Ok(entries) = fs::read_dir(root.join(directory)) else {
        return;
    };
    for entry in entries {
        let file_name = entry.expect("the directory can be read").file_name();
        let path = directory.join(&file_name);
        let full = root.join(&path);
        if full.is_dir() && !NOT_INPUTS.iter().any(|name| file_name == *name) {
            collect(root, &path, fixtures);
        }
        if path.extension().is_some_and(|extension| extension == "wasm" || extension == "wat") {
            let bytes = fs::read(full).expect("the file can be read");
            let name = path.to_string_lossy().into_owned();
            let bytes = wat::parse_bytes(&bytes)
                .unwrap_or_else(|error| panic!("{name}: {error}"))
                .into_owned();
            fixtures.push(Fixture { name, bytes });
        }
    }
}

/// Programs small enough to stand here.
const SMALL: &[(&str, &str)] = &[
    ("small: loop with a global and a host", include_str!("small/host.wat")),
    ("small: old exceptions", include_str!("small/legacy.wat")),
    ("small: exceptions", include_str!("small/exceptions.wat")),
    ("small: objects", include_str!("small/objects.wat")),
    ("small: traps", include_str!("small/traps.wat")),
];
