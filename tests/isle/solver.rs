//! Z3, asked through its text interface.
//!
//! Takes: formulas. Gives: whether they hold for all inputs, or inputs for which they do not.
//! Invariant: only an `unsat` of Z3's counts as a proof. Cost: a process per thread.

use super::terms::{Id, Sort, Terms, mask};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// An answer about satisfiability.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Unsatisfiable,
    /// Values of the variables, in the order of [`Terms::vars`].
    Satisfiable(Vec<u128>),
    Unknown(String),
}

pub struct Solver {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Solver {
    /// Starts `z3`.
    pub fn start() -> std::io::Result<Solver> {
        let mut child = Command::new("z3")
            .args(["-in", "-smt2"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Ok(Solver { child, input, output })
    }

    /// Whether all of `asserted` and none of `refuted` can hold together. `effort` is in Z3's
    /// resource units, about a million a second: unlike seconds, they do not depend on the
    /// machine or its load.
    pub fn check(&mut self, terms: &Terms, asserted: &[Id], refuted: &[Id], effort: u32) -> Answer {
        let roots: Vec<Id> = asserted.iter().chain(refuted).copied().collect();
        let mut text = format!("(reset)\n(set-option :rlimit {effort})\n");
        text.push_str(&terms.smtlib(&roots));
        for &id in asserted {
            text.push_str(&format!("(assert {})\n", terms.label(id)));
        }
        for &id in refuted {
            text.push_str(&format!("(assert (not {}))\n", terms.label(id)));
        }
        text.push_str("(check-sat)\n(echo \"answered\")\n");
        let answer = self.ask(&text);
        match answer.trim() {
            "unsat" => Answer::Unsatisfiable,
            "sat" => Answer::Satisfiable(self.model(terms)),
            other => Answer::Unknown(other.to_string()),
        }
    }

    fn ask(&mut self, text: &str) -> String {
        self.input.write_all(text.as_bytes()).expect("z3 listens");
        self.input.flush().expect("z3 listens");
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("z3 answers");
            if read == 0 || line.trim() == "answered" {
                return answer;
            }
            answer.push_str(&line);
        }
    }

    fn model(&mut self, terms: &Terms) -> Vec<u128> {
        let ask: String =
            terms.vars.iter().map(|&id| format!("(eval {})\n", terms.label(id))).collect();
        let answer = self.ask(&format!("{ask}(echo \"answered\")\n"));
        let values: Vec<u128> = answer.lines().map(number).collect();
        assert_eq!(values.len(), terms.vars.len(), "{answer}");
        let width = |id: Id| match terms.sort(id) {
            Sort::Bv(width) => width,
            Sort::Bool => 1,
        };
        values.iter().zip(&terms.vars).map(|(value, &id)| value & mask(width(id))).collect()
    }
}

impl Drop for Solver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A value as Z3 prints it; what it leaves open is zero.
fn number(text: &str) -> u128 {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("#x") {
        u128::from_str_radix(digits, 16).unwrap_or(0)
    } else if let Some(digits) = text.strip_prefix("#b") {
        u128::from_str_radix(digits, 2).unwrap_or(0)
    } else {
        u128::from(text == "true")
    }
}
