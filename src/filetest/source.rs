//! A filetest's text: directives, code, expected output.
//!
//! Takes: the text of a file. Gives: [`Test`]. Directives are the `;;!` lines at the start;
//! the expected output is the run of `;;` lines at the end; what lies between is the code,
//! its comments included. Invariant: [`Test::head`] is everything but the expected output, so
//! line numbers in it are line numbers of the file. Cost: O(text).

use crate::opt::{Features, Goal};
use crate::wasm::features::PROPOSALS;

/// The two languages filetests are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Language {
    /// A WebAssembly module.
    Wat,
    /// Functions in SSA form, behind an optional `(module …)` that declares their environment.
    Ssa,
}

/// A filetest.
#[derive(Debug)]
pub(super) struct Test<'a> {
    pub language: Language,
    /// `test`: which row of the table of kinds runs.
    pub kind: String,
    /// `function`: the only function to show, by name or index.
    pub function: Option<String>,
    /// `keep-bigger`: new bodies are used even when they are larger.
    pub keep_bigger: bool,
    /// `goal`: what a pass prefers.
    pub goal: Goal,
    /// `mvp`: a pass may introduce no operators of later proposals.
    pub mvp: bool,
    /// `enable`, `disable`: proposals whose operators may be introduced, or may not, separated by
    /// commas.
    pub enable: Features,
    pub disable: Features,
    /// `map`: which items of two modules correspond, separated by commas.
    pub map: Option<String>,
    /// `solver`: Z3 may be asked. Where it cannot, the test passes as it stands.
    pub solver: bool,
    /// Directives and code.
    pub head: &'a str,
    /// Lines of expected output, without `;;`.
    pub expected: Vec<&'a str>,
}

impl<'a> Test<'a> {
    /// Reads a file's text.
    pub fn parse(text: &'a str, extension: &str) -> Result<Test<'a>, String> {
        let language = match extension {
            "wat" => Language::Wat,
            "ssa" => Language::Ssa,
            other => return Err(format!("`.{other}` is neither `.wat` nor `.ssa`")),
        };
        let (head, expected) = split(text);
        let mut test = Test {
            language,
            kind: String::new(),
            function: None,
            keep_bigger: false,
            goal: Goal::Size,
            mvp: false,
            enable: Features::NONE,
            disable: Features::NONE,
            map: None,
            solver: false,
            head,
            expected,
        };
        let mut seen = Vec::new();
        for (number, line) in head.lines().enumerate() {
            let Some(directive) = line.strip_prefix(";;!") else {
                break;
            };
            let key =
                test.directive(directive).map_err(|what| format!("line {}: {what}", number + 1))?;
            if seen.contains(&key) {
                return Err(format!("line {}: `{key}` is given twice", number + 1));
            }
            seen.push(key);
        }
        if test.kind.is_empty() {
            return Err("the first line must be a directive such as `;;! test = \"lift\"`".into());
        }
        Ok(test)
    }

    fn directive(&mut self, text: &'a str) -> Result<&'a str, String> {
        let (key, value) = text.split_once('=').ok_or("expected `key = value`")?;
        let (key, value) = (key.trim(), value.trim());
        match key {
            "test" => self.kind = string(value)?,
            "function" => self.function = Some(string(value)?),
            "keep-bigger" => self.keep_bigger = boolean(value)?,
            "goal" => self.goal = goal(&string(value)?)?,
            "mvp" => self.mvp = boolean(value)?,
            "enable" => self.enable = proposals(&string(value)?)?,
            "disable" => self.disable = proposals(&string(value)?)?,
            "solver" => self.solver = boolean(value)?,
            "map" => self.map = Some(string(value)?),
            _ => return Err(format!("unknown directive `{key}`")),
        }
        Ok(key)
    }

    /// Proposals whose operators a pass that runs by itself may introduce.
    pub fn features(&self) -> Features {
        let all = if self.mvp { Features::MVP } else { Features::ALL };
        all.union(self.enable).minus(self.disable)
    }

    /// Whether a function belongs to the output. `index` is its index in the module.
    pub fn shows(&self, name: &str, index: usize) -> bool {
        self.function.as_ref().is_none_or(|wanted| wanted == name || *wanted == index.to_string())
    }
}

fn string(value: &str) -> Result<String, String> {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.is_empty() && !inner.contains('"') => Ok(inner.to_string()),
        _ => Err(format!("expected a string in quotes, found `{value}`")),
    }
}

fn proposals(names: &str) -> Result<Features, String> {
    names.split(',').map(str::trim).try_fold(Features::NONE, |all, name| {
        let row = PROPOSALS.iter().find(|row| row.flag == name);
        let row = row.ok_or_else(|| format!("there is no proposal `{name}`"))?;
        Ok(row.feature.map_or(all, |feature| all.with(feature)))
    })
}

fn goal(name: &str) -> Result<Goal, String> {
    match name {
        "size" => Ok(Goal::Size),
        "balance" => Ok(Goal::Balance),
        "speed" => Ok(Goal::Speed),
        _ => Err(format!("expected `size`, `balance` or `speed`, found `{name}`")),
    }
}

fn boolean(value: &str) -> Result<bool, String> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("expected `true` or `false`, found `{value}`")),
    }
}

/// Separates the trailing run of comment lines. Directives are never part of it.
fn split(text: &str) -> (&str, Vec<&str>) {
    let mut head = text.trim_end();
    let mut expected = Vec::new();
    loop {
        let start = head.rfind('\n').map_or(0, |at| at + 1);
        let line = &head[start..];
        match line.strip_prefix(";;") {
            Some(rest) if !rest.starts_with('!') => {
                expected.push(rest.strip_prefix(' ').unwrap_or(rest).trim_end());
            }
            _ => break,
        }
        head = &head[..start];
        head = head.strip_suffix('\n').unwrap_or(head);
        if start == 0 {
            break;
        }
    }
    expected.reverse();
    (head, expected)
}

/// The text of a file with `head` that expects `lines`.
pub(super) fn with_expected(head: &str, lines: &[&str]) -> String {
    let mut text = head.trim_end().to_string();
    text.push('\n');
    for line in lines {
        text.push_str(";;");
        if !line.is_empty() {
            text.push(' ');
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// Splits the `(module …)` in front of SSA functions from them. The functions come back with
/// blank lines in its place, so that their line numbers stay true.
pub(super) fn split_header(text: &str) -> Result<(Option<&str>, String), String> {
    let Some(start) = first_token(text).filter(|&at| text[at..].starts_with('(')) else {
        return Ok((None, text.to_string()));
    };
    let end = start + closing(&text[start..]).ok_or("the header's parentheses do not close")?;
    let blank: String = text[..end].chars().filter(|&c| c == '\n').collect();
    Ok((Some(&text[start..end]), blank + &text[end..]))
}

/// Offset of the first character that is neither blank nor in a line comment.
fn first_token(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if !trimmed.is_empty() && !trimmed.starts_with(';') {
            return Some(offset + line.len() - trimmed.len());
        }
        offset += line.len();
    }
    None
}

/// Offset just behind the parenthesis that closes the one `text` begins with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if in_string => drop(chars.next()),
            '"' => in_string = !in_string,
            _ if in_string => {}
            ';' if text[at..].starts_with(";;") => {
                chars.by_ref().find(|&(_, c)| c == '\n')?;
            }
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 1),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        ";;! test = \"lift\"\n;;! function = \"f\"\n;; Why.\n(module)\n;; a\n;;\n;;  b\n";

    #[test]
    fn parts() {
        let test = Test::parse(TEXT, "wat").unwrap();
        assert_eq!((test.kind.as_str(), test.function.as_deref()), ("lift", Some("f")));
        assert_eq!(test.expected, ["a", "", " b"]);
        assert!(test.head.ends_with("(module)"));
        assert_eq!(with_expected(test.head, &test.expected), TEXT);
    }

    #[test]
    fn bad_directives() {
        for (text, error) in [
            ("(module)", "the first line must be a directive such as `;;! test = \"lift\"`"),
            (";;! test = lift", "line 1: expected a string in quotes, found `lift`"),
            (";;! test = \"ir\"\n;;! tset = \"ir\"", "line 2: unknown directive `tset`"),
            (";;! test = \"ir\"\n;;! test = \"ir\"", "line 2: `test` is given twice"),
            (";;! keep-bigger = 1", "line 1: expected `true` or `false`, found `1`"),
            (";;! test", "line 1: expected `key = value`"),
        ] {
            assert_eq!(Test::parse(text, "wat").unwrap_err(), error);
        }
        assert!(Test::parse(TEXT, "txt").is_err());
    }

    #[test]
    fn headers() {
        let text = "; (\n(module ;; )\n  (data \")\\\")\"))\nfunction";
        let (header, rest) = split_header(text).unwrap();
        assert_eq!(header, Some("(module ;; )\n  (data \")\\\")\"))"));
        assert_eq!(rest, "\n\n\nfunction".replacen('\n', "", 0));
        assert_eq!(split_header("; (\nfunction").unwrap().0, None);
        assert!(split_header("(module").is_err());
    }
}
