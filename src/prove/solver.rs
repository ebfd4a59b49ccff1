//! A second opinion by Z3, where normal forms do not show that two terms are equal.
//!
//! Takes: two terms and what is known on the path. Gives: whether Z3 finds that they can never
//! differ. Invariant: terms are numbers of 64 bits, as in `normal::eval`: operators of 32 bits
//! look at the low half and leave the high half clear; memories, floats but for their bits, and
//! all other operators are functions that nobody knows. "Unknown" counts as "may differ". Each
//! question has a process of its own, and Z3's own measure of work limits it, never time, so
//! that answers are the same on every machine with that version. Cost: bounded by that limit and by
//! the size of the formula.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::process::{Command, Stdio};

use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};

/// Whether this build asks Z3: cargo feature `z3`.
pub const BUILT: bool = cfg!(feature = "z3");

/// What a question may cost, in Z3's units.
const EFFORT: u32 = 4_000_000;
/// Terms of a question, at most: of the two terms, and with all that is known.
const OWN_TERMS: usize = 400;
const ALL_TERMS: usize = 900;

/// Whether Z3 can be asked; if not, why.
///
/// # Errors
/// When this build does not ask it, or there is no such program.
pub fn available() -> Result<(), String> {
    if !BUILT {
        return Err("this build does not ask Z3: build it with `cargo build --release \
                    --features z3`, and have the program `z3` in the path"
            .to_string());
    }
    match answer("(assert false)\n(check-sat)\n").as_deref() {
        Some("unsat") => Ok(()),
        _ => Err("the program `z3` cannot be run: install it (package z3)".to_string()),
    }
}

/// What is known on a path: terms with their values, and conditions that do not hold.
pub struct Known {
    /// Terms that have the value of a constant.
    pub values: Vec<(Node, Node)>,
    /// Conditions that both sides have passed.
    pub passed: Vec<Node>,
}

/// Whether two terms can never differ, given what is known; of no terms, whether it contradicts
/// itself.
pub fn agree(terms: &Terms, known: &Known, sides: Option<(Node, Node)>) -> bool {
    let Some(text) = question(terms, known, sides) else { return false };
    answer(&text).as_deref() == Some("unsat")
}

/// Z3's answer.
fn answer(text: &str) -> Option<String> {
    let mut child = Command::new("z3")
        .args(["-in", "-smt2", &format!("rlimit={EFFORT}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // A process that ends before it has read everything gives no answer.
    let written = child.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
    let mut output = String::new();
    let read = child.stdout.take().map(|mut out| out.read_to_string(&mut output));
    let _ = child.wait();
    (written?.is_ok() && read?.is_ok()).then(|| output.trim().to_string())
}

/// The question as text, if it is not too large.
fn question(terms: &Terms, known: &Known, sides: Option<(Node, Node)>) -> Option<String> {
    let mut needed = Needed::default();
    if let Some((a, b)) = sides
        && !(needed.add(terms, a, OWN_TERMS) && needed.add(terms, b, OWN_TERMS))
    {
        return None;
    }
    let mut asserts = String::new();
    for &(node, value) in &known.values {
        let Op::Const(width) = terms.op(value) else { continue };
        if terms.op(node) != terms.op(value) && needed.add(terms, node, ALL_TERMS) {
            let (node, value) = (low(width, node), number(width, terms.get(value).imm));
            let _ = writeln!(asserts, "(assert (= {node} {value}))");
        }
    }
    for &node in &known.passed {
        if needed.add(terms, node, ALL_TERMS) {
            let _ = writeln!(asserts, "(assert (= n{} {}))", node.0, number(Width::W64, 0));
        }
    }
    let mut text = "(set-logic QF_UFBV)\n".to_string();
    let mut functions: HashMap<(Op, u64, usize), usize> = HashMap::new();
    let mut nodes: Vec<Node> = needed.seen.into_iter().collect();
    // Operands have smaller numbers.
    nodes.sort_unstable();
    for node in nodes {
        define(terms, node, &mut functions, &mut text);
    }
    text.push_str(&asserts);
    if let Some((a, b)) = sides {
        let _ = writeln!(text, "(assert (distinct n{} n{}))", a.0, b.0);
    }
    text.push_str("(check-sat)\n");
    Some(text)
}

/// Terms that a question mentions.
#[derive(Default)]
struct Needed {
    seen: HashSet<Node>,
}

impl Needed {
    /// Adds a term with its parts, unless that would be more than `most` in all.
    fn add(&mut self, terms: &Terms, root: Node, most: usize) -> bool {
        let mut new = Vec::new();
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            if node == Node::NONE || self.seen.contains(&node) {
                continue;
            }
            if self.seen.len() >= most {
                for node in new {
                    self.seen.remove(&node);
                }
                return false;
            }
            self.seen.insert(node);
            new.push(node);
            stack.extend(terms.get(node).kids);
        }
        true
    }
}

fn number(width: Width, value: u64) -> String {
    match width {
        Width::W32 => format!("#x{:08x}", value as u32),
        Width::W64 => format!("#x{value:016x}"),
    }
}

/// A term's value at a width.
fn low(width: Width, node: Node) -> String {
    match width {
        Width::W32 => format!("((_ extract 31 0) n{})", node.0),
        Width::W64 => format!("n{}", node.0),
    }
}

/// A value of a width as 64 bits.
fn wide(width: Width, text: &str) -> String {
    match width {
        Width::W32 => format!("((_ zero_extend 32) {text})"),
        Width::W64 => text.to_string(),
    }
}

fn define(
    terms: &Terms,
    node: Node,
    functions: &mut HashMap<(Op, u64, usize), usize>,
    out: &mut String,
) {
    let term = terms.get(node);
    if let Some(meaning) = meaning(terms, node) {
        let _ = writeln!(out, "(define-fun n{} () (_ BitVec 64) {meaning})", node.0);
        return;
    }
    let kids: Vec<Node> = term.kids.into_iter().take_while(|&kid| kid != Node::NONE).collect();
    if kids.is_empty() {
        let _ = writeln!(out, "(declare-const n{} (_ BitVec 64))", node.0);
    } else {
        let next = functions.len();
        let function = *functions.entry((term.op, term.imm, kids.len())).or_insert(next);
        if function == next {
            let sorts = " (_ BitVec 64)".repeat(kids.len());
            let _ = writeln!(out, "(declare-fun f{function} ({sorts}) (_ BitVec 64))");
        }
        let kids: String = kids.iter().map(|kid| format!(" n{}", kid.0)).collect();
        let _ = writeln!(out, "(define-fun n{} () (_ BitVec 64) (f{function}{kids}))", node.0);
    }
    let (clear, set) = (number(Width::W64, term.zeros), number(Width::W64, term.ones));
    if term.zeros != 0 {
        let zero = number(Width::W64, 0);
        let _ = writeln!(out, "(assert (= (bvand n{} {clear}) {zero}))", node.0);
    }
    if term.ones != 0 {
        let _ = writeln!(out, "(assert (= (bvand n{} {set}) {set}))", node.0);
    }
}

/// What an operator gives, where that is known.
fn meaning(terms: &Terms, node: Node) -> Option<String> {
    let term = terms.get(node);
    let [x, y, z] = term.kids;
    let binary = |width: Width, name: &str| {
        wide(width, &format!("({name} {} {})", low(width, x), low(width, y)))
    };
    let amount = |width: Width| {
        let last = number(width, u64::from(width.bits() - 1));
        format!("(bvand {} {last})", low(width, y))
    };
    let shift = |width: Width, name: &str| {
        wide(width, &format!("({name} {} {})", low(width, x), amount(width)))
    };
    let flag =
        |text: String| format!("(ite {text} {} {})", number(Width::W64, 1), number(Width::W64, 0));
    let compare =
        |width: Width, name: &str| flag(format!("({name} {} {})", low(width, x), low(width, y)));
    Some(match term.op {
        Op::Const(_) => number(Width::W64, term.imm),
        Op::Add(w) => binary(w, "bvadd"),
        Op::Mul(w) => binary(w, "bvmul"),
        Op::And(w) => binary(w, "bvand"),
        Op::Or(w) => binary(w, "bvor"),
        Op::Xor(w) => binary(w, "bvxor"),
        Op::Shl(w) => shift(w, "bvshl"),
        Op::ShrU(w) => shift(w, "bvlshr"),
        Op::ShrS(w) => shift(w, "bvashr"),
        Op::Rotl(w) => {
            let (value, by) = (low(w, x), amount(w));
            let last = number(w, u64::from(w.bits() - 1));
            let back = format!("(bvand (bvneg {by}) {last})");
            wide(w, &format!("(bvor (bvshl {value} {by}) (bvlshr {value} {back}))"))
        }
        Op::Eq(w) => compare(w, "="),
        Op::LtS(w) => compare(w, "bvslt"),
        Op::LtU(w) => compare(w, "bvult"),
        Op::SignExt(w) => {
            let (own, bits) = (u64::from(w.bits()), term.imm);
            if bits == 0 || bits > own {
                return None;
            }
            let part = format!("((_ extract {} 0) n{})", bits - 1, x.0);
            wide(w, &format!("((_ sign_extend {}) {part})", own - bits))
        }
        Op::ExtU | Op::Wrap => wide(Width::W32, &low(Width::W32, x)),
        Op::ExtS => format!("((_ sign_extend 32) {})", low(Width::W32, x)),
        Op::Select => {
            let zero = number(Width::W32, 0);
            format!("(ite (= {} {zero}) n{} n{})", low(Width::W32, x), z.0, y.0)
        }
        // A divisor of zero has trapped, so that its quotient is of no interest.
        Op::Wasm(op) if y != Node::NONE && z == Node::NONE => match op {
            O::I32DivU => binary(Width::W32, "bvudiv"),
            O::I32DivS => binary(Width::W32, "bvsdiv"),
            O::I32RemU => binary(Width::W32, "bvurem"),
            O::I32RemS => binary(Width::W32, "bvsrem"),
            O::I64DivU => binary(Width::W64, "bvudiv"),
            O::I64DivS => binary(Width::W64, "bvsdiv"),
            O::I64RemU => binary(Width::W64, "bvurem"),
            O::I64RemS => binary(Width::W64, "bvsrem"),
            _ => return None,
        },
        _ => return None,
    })
}
