//! Modules as text, whole or function by function.
//!
//! Takes: bytes of a module. Gives: its text as `wasmprinter` writes it, one operator a line,
//! or the text of single functions cut out of it. Cost: O(text).

use crate::wasm::decode;
use wasmprinter::{Config, PrintFmtWrite};

/// The text of a module.
pub(super) fn of_module(wasm: &[u8]) -> Result<String, String> {
    let mut text = String::new();
    Config::new()
        .features(decode::features())
        .print(wasm, &mut PrintFmtWrite(&mut text))
        .map_err(|error| format!("the module cannot be printed: {error:#}"))?;
    Ok(text)
}

/// The text of each defined function, in order, moved to the left margin. Relies on
/// `wasmprinter`'s indentation: fields of the module begin after two spaces.
pub(super) fn of_functions(wasm: &[u8]) -> Result<Vec<String>, String> {
    let text = of_module(wasm)?;
    let mut functions: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("  (func ") {
            functions.push(String::new());
            inside = true;
        }
        if let Some(function) = functions.last_mut()
            && inside
        {
            function.push_str(line.strip_prefix("  ").unwrap_or(line));
            function.push('\n');
            let whole = line.starts_with("  (func ") && is_closed(line);
            inside = !whole && line != "  )";
        }
    }
    Ok(functions)
}

/// Whether every parenthesis of a function's first line closes on it.
fn is_closed(line: &str) -> bool {
    line.matches('(').count() == line.matches(')').count()
}
