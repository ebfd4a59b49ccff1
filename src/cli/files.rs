//! Modules and reports in and out of files.
//!
//! Takes: paths, `-` for standard input and output. Gives: a module's bytes, translated when
//! they are WebAssembly text. Invariant: an output file is written beside its place and
//! renamed, so a failure never leaves a half-written one, and input and output may be the same
//! file. What is not a regular file (a pipe, a device) is written directly.

use super::Failure;
use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;

/// The path that means standard input or output.
pub const STANDARD: &str = "-";

/// Reads a module, binary or text.
pub fn read_module(path: &str) -> Result<Vec<u8>, Failure> {
    let bytes = read(path)?;
    if bytes.starts_with(b"\0asm") {
        return Ok(bytes);
    }
    if !looks_like_text(&bytes) {
        let message = match bytes.len() {
            0 => "the file is empty".to_string(),
            _ => "not a WebAssembly module: neither binary (it would begin with \\0asm) \
                  nor text"
                .to_string(),
        };
        return Err(Failure::about(path, message));
    }
    let text = String::from_utf8(bytes).map_err(|error| Failure::about(path, error))?;
    wat::Parser::new()
        .parse_str(Some(Path::new(path)), &text)
        .map_err(|error| Failure::Failed(error.to_string()))
}

/// Whether something other than blanks and control characters comes first.
fn looks_like_text(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|&byte| byte == b'(' || byte == b';')
}

/// Reads a text.
pub fn read_text(path: &str) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| Failure::about(path, error))
}

fn read(path: &str) -> Result<Vec<u8>, Failure> {
    let result = if path == STANDARD {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    result.map_err(|error| Failure::about(path, error))
}

/// Writes a file, whole or not at all.
pub fn write(path: &str, bytes: &[u8]) -> Result<(), Failure> {
    if path == STANDARD {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes)?;
        return Ok(out.flush()?);
    }
    replace(Path::new(path), bytes).map_err(|error| Failure::about(path, error))
}

/// Refuses to show binary on a terminal.
pub fn check_not_terminal(path: &str) -> Result<(), Failure> {
    if path == STANDARD && std::io::stdout().is_terminal() {
        let message = "refusing to write a binary module to the terminal: \
                       use `-o FILE`, or `-S` for text";
        return Err(Failure::Usage(message.to_string()));
    }
    Ok(())
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A link is followed: what it points to is replaced, not the link.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|data| !data.is_file()) {
        return fs::write(path, bytes);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let permissions = {
        use std::os::unix::fs::PermissionsExt;
        fs::Permissions::from_mode(0o666)
    };
    #[cfg(unix)]
    builder.permissions(permissions);
    let mut file = builder.prefix(".selvedge").tempfile_in(parent.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    if let Some(data) = existing {
        fs::set_permissions(file.path(), data.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}
