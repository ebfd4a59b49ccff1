//! Functions as the user names them, and as the text form does.
//!
//! Takes: a decoded module. Gives: indices and names. Cost: O(functions).

use selvedge::wasm::decode::Module;
use selvedge::wasm::names;

/// Names of a module's functions.
pub struct Names {
    names: Vec<Option<String>>,
    /// Index of the first function that is not imported.
    first: usize,
}

impl Names {
    /// The names in `module`.
    pub fn of(module: &Module<'_>) -> Names {
        Names { names: names::function_names(module), first: module.first_defined() as usize }
    }

    /// The index of the defined function that `text` names or numbers.
    pub fn find(&self, text: &str) -> Result<u32, String> {
        let index = match text.parse::<usize>() {
            Ok(index) => index,
            Err(_) => self
                .names
                .iter()
                .position(|name| name.as_deref() == Some(text))
                .ok_or_else(|| format!("no function is named `{text}`"))?,
        };
        match index {
            _ if index < self.first => Err(format!("function {index} is imported")),
            _ if index >= self.names.len() => {
                Err(format!("there are only {} functions", self.names.len()))
            }
            _ => Ok(index as u32),
        }
    }

    /// Number and name of a function, for titles.
    pub fn title(&self, index: u32) -> String {
        match self.names[index as usize].as_deref() {
            Some(name) => format!("{index} {name}"),
            None => index.to_string(),
        }
    }

    /// A name with only the characters that the text form takes.
    pub fn printable(&self, index: u32) -> String {
        let name = self.names[index as usize].as_deref().filter(|name| !name.is_empty());
        name.map_or(format!("f{index}"), |name| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "_.$-".contains(c);
            name.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
        })
    }
}
