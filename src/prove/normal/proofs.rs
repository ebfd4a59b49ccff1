//! The normaliser is proved on all terms of some shapes: for all values of their leaves.
//!
//! Takes: every operator over leaves and chosen constants, then every operator over those
//! results, and a sample of a third level. Shows: each time a constructor gives something other
//! than the plain operator, Z3 proves the two equal, and what is said about certain bits of the
//! result. By induction over the steps, whole terms mean what they should. A failure prints both
//! terms and values of the leaves. Operands that trap say nothing; floats are their bits.
//!
//! `SELVEDGE_SHAPES=N` takes one in `N` of the second level, for a longer or shorter run.
//!
//! Needs the program `z3`; its resource limit decides, never time. Cost: about a minute.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::opcode::{Class, Opcode as O};
use super::super::print::readable;
use super::super::term::{Node, Op, Terms, Width};
use super::eval::mix;
use super::tests::OPERATORS;
use Width::{W32, W64};

/// What a question about one step may cost, and one about many steps at once.
const EFFORT: u32 = 60_000_000;
const BATCH_EFFORT: u32 = 6_000_000;
/// Steps asked about at once.
const BATCH: usize = 48;
/// Of so many terms of the second level one is taken.
const SHARE: u64 = 150;

/// An operator's constructor applied to operands, and what it gave.
#[derive(Clone, Copy)]
struct Step {
    op: Applied,
    args: [Node; 3],
    result: Node,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Applied {
    Operator(O),
    Select(Width),
}

/// All steps, over one set of terms.
struct Shapes {
    terms: Terms,
    steps: Vec<Step>,
    seen: HashSet<(Applied, [Node; 3])>,
}

fn constants(width: Width) -> Vec<u64> {
    let top = width.sign();
    let shared = [0, 1, 2, 3, 7, 8, 24, 31, 0x80, 0xff, 0xff00, 0xffff];
    let own = [top, top - 1, top + 1, width.mask(), width.mask() - 1, !0xff, top >> 1];
    let mut all: Vec<u64> = shared.into_iter().chain(own.map(|n| n & width.mask())).collect();
    if width == W64 {
        all.extend([32, 63, 0xffff_ffff, 0x8000_0000, 0x1_0000_0000, 56]);
    }
    all
}

impl Shapes {
    fn leaves(&mut self, width: Width) -> [Node; 2] {
        [0, 1].map(|index| self.terms.leaf(Op::Entry, 2 * index + u64::from(width == W64)))
    }

    fn constants(&mut self, width: Width) -> Vec<Node> {
        constants(width).into_iter().map(|k| self.terms.constant(width, k)).collect()
    }

    /// Applies an operator; none if it traps for certain.
    fn apply(&mut self, op: Applied, args: [Node; 3]) -> Option<Node> {
        let result = match op {
            Applied::Select(_) => self.terms.select(args[0], args[1], args[2]),
            Applied::Operator(op) => {
                if traps(op) && self.terms.value(args[1]) == Some(0) {
                    return None;
                }
                let count = if takes_two(op) { 2 } else { 1 };
                self.terms.operator(op, 0, &args[..count])
            }
        };
        if self.seen.insert((op, args)) {
            self.steps.push(Step { op, args, result });
        }
        Some(result)
    }

    /// Applies every operator of a width to `nodes` with leaves and constants on either side;
    /// of these steps one in `share`.
    fn grow(&mut self, width: Width, nodes: &[Node], share: u64) -> [Vec<Node>; 2] {
        let [x, y] = self.leaves(width);
        let others: Vec<Node> = [x, y].into_iter().chain(self.constants(width)).collect();
        let condition = self.leaves(W32)[0];
        let mut out = [Vec::new(), Vec::new()];
        let mut number = 0;
        let mut chosen = |share: u64| {
            number += 1;
            mix(number, 0x7368_6170).is_multiple_of(share.max(1))
        };
        for &node in nodes {
            for &(op, takes, gives) in OPERATORS.iter().filter(|row| row.1 == width) {
                debug_assert_eq!(takes, width);
                let pairs: Vec<[Node; 3]> = match takes_two(op) {
                    true => others
                        .iter()
                        .flat_map(|&other| [[node, other, Node::NONE], [other, node, Node::NONE]])
                        .collect(),
                    false => vec![[node, Node::NONE, Node::NONE]],
                };
                // There is one way to apply an operator of one operand, so more are taken.
                let share = if takes_two(op) { share } else { share / 16 };
                for args in pairs {
                    if !chosen(share) {
                        continue;
                    }
                    let result = self.apply(Applied::Operator(op), args);
                    out[usize::from(gives == W64)].extend(result);
                }
            }
            for &other in &others {
                for (a, b) in [(node, other), (other, node)] {
                    if chosen(share) {
                        let result = self.apply(Applied::Select(width), [condition, a, b]);
                        out[usize::from(width == W64)].extend(result);
                    }
                }
                if width == W32 && chosen(share) {
                    out[0].extend(self.apply(Applied::Select(W32), [node, other, x]));
                }
            }
        }
        out.iter_mut().for_each(|list| {
            list.sort_unstable();
            list.dedup();
        });
        out
    }
}

fn takes_two(op: O) -> bool {
    op.arity() == Some((2, 1))
}

/// Quotients and remainders.
fn traps(op: O) -> bool {
    op.class() == Class::Partial && takes_two(op)
}

/// A third statement of what operators mean, in SMT-LIB; `w` is the operands' width.
fn smt_operator(op: O, w: u32, a: &str, b: &str) -> String {
    let name = op.name();
    let (_, name) = name.split_once('_').unwrap_or_default();
    let flag = |text: String| format!("(ite {text} (_ bv1 32) (_ bv0 32))");
    let amount = format!("(bvand {b} (_ bv{} {w}))", w - 1);
    let other = format!("(bvand (bvneg {b}) (_ bv{} {w}))", w - 1);
    let sign = format!("(_ bv{} {w})", 1u64 << (w - 1));
    let extend = |bits: u32, to: u32| {
        format!("((_ sign_extend {}) ((_ extract {} 0) {a}))", to - bits, bits - 1)
    };
    match name {
        "add" | "sub" | "mul" | "and" | "or" | "xor" => format!("(bv{name} {a} {b})"),
        "shl" => format!("(bvshl {a} {amount})"),
        "shr_u" => format!("(bvlshr {a} {amount})"),
        "shr_s" => format!("(bvashr {a} {amount})"),
        "rotl" => format!("(bvor (bvshl {a} {amount}) (bvlshr {a} {other}))"),
        "rotr" => format!("(bvor (bvlshr {a} {amount}) (bvshl {a} {other}))"),
        "eq" => flag(format!("(= {a} {b})")),
        "ne" => flag(format!("(distinct {a} {b})")),
        "eqz" => flag(format!("(= {a} (_ bv0 {w}))")),
        "lt_s" => flag(format!("(bvslt {a} {b})")),
        "gt_s" => flag(format!("(bvsgt {a} {b})")),
        "le_s" => flag(format!("(bvsle {a} {b})")),
        "ge_s" => flag(format!("(bvsge {a} {b})")),
        "lt_u" => flag(format!("(bvult {a} {b})")),
        "gt_u" => flag(format!("(bvugt {a} {b})")),
        "le_u" => flag(format!("(bvule {a} {b})")),
        "ge_u" => flag(format!("(bvuge {a} {b})")),
        "div_u" => format!("(bvudiv {a} {b})"),
        "div_s" => format!("(bvsdiv {a} {b})"),
        "rem_u" => format!("(bvurem {a} {b})"),
        "rem_s" => format!("(bvsrem {a} {b})"),
        "clz" => count(w, a, true),
        "ctz" => count(w, a, false),
        "popcnt" => ones(w, a),
        "extend8_s" => extend(8, w),
        "extend16_s" => extend(16, w),
        "extend32_s" => extend(32, 64),
        "extend_i32_s" => format!("((_ sign_extend 32) {a})"),
        "extend_i32_u" => format!("((_ zero_extend 32) {a})"),
        "wrap_i64" => format!("((_ extract 31 0) {a})"),
        "neg" => format!("(bvxor {a} {sign})"),
        "abs" => format!("(bvand {a} (bvnot {sign}))"),
        "copysign" => format!("(bvor (bvand {a} (bvnot {sign})) (bvand {b} {sign}))"),
        _ => unreachable!("{name}"),
    }
}

/// Zeros before the first one from the top, or from below.
fn count(w: u32, a: &str, leading: bool) -> String {
    let mut text = format!("(_ bv{w} {w})");
    for place in 0..w {
        // The bit that decides is tested last, so it stands outermost.
        let bit = if leading { place } else { w - 1 - place };
        let zeros = if leading { w - 1 - bit } else { bit };
        text = format!("(ite (= ((_ extract {bit} {bit}) {a}) #b1) (_ bv{zeros} {w}) {text})");
    }
    text
}

fn ones(w: u32, a: &str) -> String {
    let bit = |at: u32| format!("((_ zero_extend {}) ((_ extract {at} {at}) {a}))", w - 1);
    let sum: String = (0..w).map(|at| format!(" {}", bit(at))).collect();
    format!("(bvadd{sum})")
}

/// Bits of a node's value.
fn width_of(terms: &Terms, node: Node) -> u32 {
    let mut node = node;
    loop {
        let term = terms.get(node);
        return match term.op {
            Op::Const(w)
            | Op::Add(w)
            | Op::Mul(w)
            | Op::And(w)
            | Op::Or(w)
            | Op::Xor(w)
            | Op::Shl(w)
            | Op::ShrS(w)
            | Op::ShrU(w)
            | Op::Rotl(w)
            | Op::SignExt(w) => w.bits(),
            Op::Entry => [32, 64][term.imm as usize & 1],
            Op::ExtU | Op::ExtS => 64,
            Op::Select => {
                node = term.kids[1];
                continue;
            }
            Op::Wasm(op) => OPERATORS
                .iter()
                .find(|row| row.0 == op)
                .map_or_else(|| unreachable!("{op:?}"), |row| row.2.bits()),
            _ => 32,
        };
    }
}

/// What a node means, in terms of its operands.
fn smt_node(terms: &Terms, node: Node) -> String {
    let term = terms.get(node);
    let [a, b, c] = term.kids.map(|kid| format!("n{}", kid.0));
    let w = width_of(terms, term.kids[0]);
    let flag = |text: String| format!("(ite {text} (_ bv1 32) (_ bv0 32))");
    let amount = format!("(bvand {b} (_ bv{} {w}))", w - 1);
    match term.op {
        Op::Const(width) => format!("(_ bv{} {})", term.imm, width.bits()),
        Op::Add(_) => format!("(bvadd {a} {b})"),
        Op::Mul(_) => format!("(bvmul {a} {b})"),
        Op::And(_) => format!("(bvand {a} {b})"),
        Op::Or(_) => format!("(bvor {a} {b})"),
        Op::Xor(_) => format!("(bvxor {a} {b})"),
        Op::Shl(_) => format!("(bvshl {a} {amount})"),
        Op::ShrS(_) => format!("(bvashr {a} {amount})"),
        Op::ShrU(_) => format!("(bvlshr {a} {amount})"),
        Op::Rotl(_) => smt_operator(O::I32Rotl, w, &a, &b),
        Op::Eq(_) => flag(format!("(= {a} {b})")),
        Op::LtS(_) => flag(format!("(bvslt {a} {b})")),
        Op::LtU(_) => flag(format!("(bvult {a} {b})")),
        Op::SignExt(width) => {
            let (own, count) = (width.bits(), term.imm);
            format!(
                "((_ sign_extend {}) ((_ extract {} 0) {a}))",
                u64::from(own) - count,
                count - 1
            )
        }
        Op::ExtU => format!("((_ zero_extend 32) {a})"),
        Op::ExtS => format!("((_ sign_extend 32) {a})"),
        Op::Wrap => format!("((_ extract 31 0) {a})"),
        Op::Select => format!("(ite (distinct {a} (_ bv0 32)) {b} {c})"),
        Op::Wasm(op) => smt_operator(op, w, &a, &b),
        other => unreachable!("{other:?} is made from leaves of no kind that is here"),
    }
}

/// Declarations of all nodes that the steps are made of. Quotients inside operands may be any
/// number with the bits that they are said to have.
fn definitions(terms: &Terms, steps: &[Step]) -> String {
    let divided = steps.iter().filter(|step| matches!(step.op, Applied::Operator(op) if traps(op)));
    let results: HashSet<Node> =
        divided.filter(|step| !step.args.contains(&step.result)).map(|step| step.result).collect();
    let roots = steps.iter().flat_map(|step| step.args.into_iter().chain([step.result]));
    let mut needed: Vec<Node> = roots.filter(|&node| node != Node::NONE).collect();
    let mut seen: HashSet<Node> = needed.iter().copied().collect();
    let mut at = 0;
    while at < needed.len() {
        for kid in terms.get(needed[at]).kids {
            if kid != Node::NONE && seen.insert(kid) {
                needed.push(kid);
            }
        }
        at += 1;
    }
    // Operands have smaller numbers.
    needed.sort_unstable();
    needed.dedup();
    let mut text = String::new();
    for node in needed {
        let (n, width) = (node.0, width_of(terms, node));
        let _ = match terms.op(node) {
            Op::Entry => writeln!(text, "(declare-const n{n} (_ BitVec {width}))"),
            Op::Wasm(op) if traps(op) && !results.contains(&node) => {
                let term = terms.get(node);
                let mask = if width == 32 { W32.mask() } else { u64::MAX };
                let (clear, set) = (!term.zeros & mask, term.ones & mask);
                writeln!(
                    text,
                    "(declare-const f{n} (_ BitVec {width}))\n(define-fun n{n} () \
                     (_ BitVec {width}) (bvor (bvand f{n} (_ bv{clear} {width})) \
                     (_ bv{set} {width})))"
                )
            }
            _ => {
                let value = smt_node(terms, node);
                writeln!(text, "(define-fun n{n} () (_ BitVec {width}) {value})")
            }
        };
    }
    text
}

/// That a step is right, and what is said about the bits of its result.
fn goal(terms: &Terms, step: &Step) -> String {
    let [a, b, c] = step.args.map(|arg| format!("n{}", arg.0));
    let w = width_of(terms, step.args[0]);
    let (value, premise) = match step.op {
        Applied::Select(_) => (format!("(ite (distinct {a} (_ bv0 32)) {b} {c})"), String::new()),
        Applied::Operator(op) => {
            let mut premise = String::new();
            if traps(op) {
                let _ = write!(premise, "(distinct {b} (_ bv0 {w}))");
            }
            if matches!(op, O::I32DivS | O::I64DivS) {
                let least = format!("(_ bv{} {w})", 1u64 << (w - 1));
                let _ = write!(premise, " (not (and (= {a} {least}) (= {b} (bvnot (_ bv0 {w})))))");
            }
            (smt_operator(op, w, &a, &b), premise)
        }
    };
    let (result, known) = (step.result.0, bits(terms, step.result));
    format!("(=> (and true {premise}) (and (= n{result} {value}) {known}))")
}

/// What is said about the bits of a node.
fn bits(terms: &Terms, node: Node) -> String {
    let (n, width, term) = (node.0, width_of(terms, node), terms.get(node));
    let mask = if width == 32 { W32.mask() } else { u64::MAX };
    let (zeros, ones) = (term.zeros & mask, term.ones & mask);
    format!(
        "(and (= (bvand n{n} (_ bv{zeros} {width})) (_ bv0 {width})) \
         (= (bvand (bvnot n{n}) (_ bv{ones} {width})) (_ bv0 {width})))"
    )
}

struct Solver {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Solver {
    fn start() -> Solver {
        let mut child = Command::new("z3")
            .args(["-in", "-smt2"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the proofs need the program z3 (package z3 of most distributions)");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Solver { child, input, output }
    }

    fn ask(&mut self, text: &str) -> String {
        self.input.write_all(text.as_bytes()).expect("z3 listens");
        self.input.write_all(b"(echo \"answered\")\n").expect("z3 listens");
        self.input.flush().expect("z3 listens");
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("z3 answers");
            if read == 0 || line.trim() == "answered" {
                return answer.trim().to_string();
            }
            answer.push_str(&line);
        }
    }

    /// Whether all these steps are right if something holds.
    fn holds(&mut self, terms: &Terms, steps: &[Step], given: &str) -> String {
        let effort = if steps.len() == 1 { EFFORT } else { BATCH_EFFORT };
        let mut text = format!("(reset)\n(set-option :rlimit {effort})\n(set-logic QF_BV)\n");
        text.push_str(&definitions(terms, steps));
        let _ = writeln!(text, "(assert {given})");
        let goals: String = steps.iter().map(|step| format!(" {}", goal(terms, step))).collect();
        let _ = writeln!(text, "(assert (not (and true{goals})))\n(check-sat)");
        self.ask(&text)
    }

    /// Whether a selection is right both if its condition holds and if it does not: products on
    /// either side of it are hard to compare, each alone is easy.
    fn holds_by_cases(&mut self, terms: &Terms, step: &Step) -> bool {
        let Applied::Select(_) = step.op else { return false };
        let condition = format!("(= n{} (_ bv0 32))", step.args[0].0);
        let cases = [format!("(not {condition})"), condition];
        cases.iter().all(|case| self.holds(terms, &[*step], case) == "unsat")
    }

    /// What is wrong with some of these steps.
    fn judge(&mut self, terms: &Terms, steps: &[Step], wrong: &mut Vec<String>) {
        let answer = self.holds(terms, steps, "true");
        match (answer.as_str(), steps) {
            ("unsat", _) => {}
            ("unknown", [step]) if self.holds_by_cases(terms, step) => {}
            (answer, [step]) => {
                let values = match answer {
                    "sat" => self.ask("(get-model)\n"),
                    _ => String::new(),
                };
                wrong.push(format!("{answer}: {}\n{values}", describe(terms, step)));
            }
            (_, _) => {
                let (first, second) = steps.split_at(steps.len() / 2);
                self.judge(terms, first, wrong);
                self.judge(terms, second, wrong);
            }
        }
    }
}

impl Drop for Solver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn describe(terms: &Terms, step: &Step) -> String {
    let op = match step.op {
        Applied::Operator(op) => op.name().to_string(),
        Applied::Select(_) => "select".to_string(),
    };
    let args: Vec<String> = step
        .args
        .iter()
        .filter(|&&arg| arg != Node::NONE)
        .map(|&arg| readable(terms, arg))
        .collect();
    format!("{op}({}) became {}", args.join(", "), readable(terms, step.result))
}

/// Whether a step gave just the operator on its operands, about whose bits nothing is known.
/// What is said about a quotient's bits is for [`quotients_have_few_bits`].
fn is_plain(terms: &Terms, step: &Step) -> bool {
    let term = terms.get(step.result);
    let said = if width_of(terms, step.result) == 32 { W32.mask() } else { u64::MAX };
    let Applied::Operator(op) = step.op else { return false };
    let silent = term.zeros & said == 0 && term.ones == 0;
    term.op == Op::Wasm(op) && term.kids == step.args && (silent || traps(op))
}

#[test]
fn quotients_have_few_bits() {
    let bits = |x: u8| 8 - x.leading_zeros();
    for a in 0..=u8::MAX {
        for b in 1..=u8::MAX {
            assert!(bits(a / b) <= bits(a));
            assert!(bits(a % b) <= bits(b));
        }
    }
}

fn all_shapes(share: u64) -> Shapes {
    let mut shapes = Shapes { terms: Terms::default(), steps: Vec::new(), seen: HashSet::new() };
    let leaves = [W32, W64].map(|width| shapes.leaves(width)[0]);
    let mut level = [vec![leaves[0]], vec![leaves[1]]];
    // The first level whole, the second a share of it, the third a small one.
    for share in [1, share, share * 100] {
        let mut next = [Vec::new(), Vec::new()];
        for (width, nodes) in [W32, W64].into_iter().zip(&level) {
            let grown = shapes.grow(width, nodes, share);
            next.iter_mut().zip(grown).for_each(|(list, grown)| list.extend(grown));
        }
        level = next;
    }
    let Shapes { terms, steps, .. } = &mut shapes;
    steps.retain(|step| !is_plain(terms, step));
    shapes
}

/// Asks Z3 about all steps, on all processors.
fn prove(shapes: &Shapes) -> Vec<String> {
    // Division is hard: one at a time.
    let divides = |step: &Step| matches!(step.op, Applied::Operator(op) if traps(op));
    let (hard, easy): (Vec<Step>, Vec<Step>) = shapes.steps.iter().partition(|step| divides(step));
    let batches: Vec<&[Step]> = hard.chunks(1).chain(easy.chunks(BATCH)).collect();
    let next = AtomicUsize::new(0);
    let wrong = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut solver = Solver::start();
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut found = Vec::new();
                    solver.judge(&shapes.terms, batch, &mut found);
                    wrong.lock().expect("nobody panics").extend(found);
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().expect("nobody panics");
    wrong.sort();
    wrong
}

#[test]
fn every_step_on_small_shapes_is_proved() {
    let share = std::env::var("SELVEDGE_SHAPES");
    let share = share.map_or(SHARE, |text| text.parse().expect("SELVEDGE_SHAPES is a number"));
    let shapes = all_shapes(share);
    println!("{} steps", shapes.steps.len());
    let wrong = prove(&shapes);
    println!("{} steps, {} not proved", shapes.steps.len(), wrong.len());
    assert!(shapes.steps.len() > 10_000, "only {} steps", shapes.steps.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wrong_step_is_refuted() {
    let mut shapes = Shapes { terms: Terms::default(), steps: Vec::new(), seen: HashSet::new() };
    let [x, y] = shapes.leaves(W32);
    let op = Applied::Operator(O::I32Sub);
    let swapped = shapes.terms.sub(W32, y, x);
    shapes.steps.push(Step { op, args: [x, y, Node::NONE], result: swapped });
    // A right value with a wrong claim about its bits.
    let lie = shapes.terms.intern(Op::LtU(W32), 7, [x, y, Node::NONE], 0);
    let op = Applied::Operator(O::I32LtU);
    shapes.steps.push(Step { op, args: [x, y, Node::NONE], result: lie });
    let wrong = prove(&shapes);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong.iter().all(|text| text.starts_with("sat: ")), "{wrong:?}");
}
