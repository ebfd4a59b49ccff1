//! Formulas: hash-consed terms over bit vectors and truth values.
//!
//! Takes: operators and arguments. Gives: terms, their SMT-LIB text and their value under an
//! assignment. Invariant: equal terms have equal ids; arguments come before their users, so
//! that printing and evaluating are one pass each. Cost: O(1) to make a term.

use std::collections::HashMap;
use std::fmt::Write;

/// Index of a term.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Id(u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sort {
    Bool,
    Bv(u32),
}

/// What a term is made by. `Smt` operators are SMT-LIB's of that name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    Var(String),
    Const(u128),
    Smt(&'static str),
    /// `high..=low`
    Extract(u32, u32),
    ZeroExt,
    SignExt,
    Ite,
    /// Comparison of floats given by their bits.
    Float(&'static str),
    /// Bits of the float that a signed integer, or a narrower float, becomes.
    FromInt,
    FromFloat,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Node {
    op: Op,
    args: Vec<Id>,
    sort: Sort,
}

#[derive(Clone, Default)]
pub struct Terms {
    nodes: Vec<Node>,
    index: HashMap<Node, Id>,
    pub vars: Vec<Id>,
}

pub fn mask(width: u32) -> u128 {
    if width >= 128 { u128::MAX } else { (1 << width) - 1 }
}

/// A value of `width` bits, sign-extended.
fn signed(width: u32, bits: u128) -> i128 {
    let unused = 128 - width;
    ((bits << unused) as i128) >> unused
}

impl Terms {
    fn push(&mut self, op: Op, args: &[Id], sort: Sort) -> Id {
        let node = Node { op, args: args.to_vec(), sort };
        if let Some(&id) = self.index.get(&node) {
            return id;
        }
        let id = Id(self.nodes.len() as u32);
        if matches!(node.op, Op::Var(_)) {
            self.vars.push(id);
        }
        self.nodes.push(node.clone());
        self.index.insert(node, id);
        id
    }

    pub fn sort(&self, id: Id) -> Sort {
        self.nodes[id.0 as usize].sort
    }

    /// Width of a bit vector.
    pub fn width(&self, id: Id) -> u32 {
        match self.sort(id) {
            Sort::Bv(width) => width,
            Sort::Bool => panic!("a truth value has no width"),
        }
    }

    pub fn is_var(&self, id: Id) -> bool {
        matches!(self.nodes[id.0 as usize].op, Op::Var(_))
    }

    pub fn name(&self, id: Id) -> &str {
        match &self.nodes[id.0 as usize].op {
            Op::Var(name) => name,
            _ => "?",
        }
    }

    /// A new variable; its name is made unique.
    pub fn var(&mut self, name: &str, sort: Sort) -> Id {
        let mut unique = name.to_string();
        let mut tail = 1;
        while self.vars.iter().any(|&id| self.name(id) == unique) {
            tail += 1;
            unique = format!("{name}.{tail}");
        }
        self.push(Op::Var(unique), &[], sort)
    }

    pub fn bits(&mut self, width: u32, value: u128) -> Id {
        self.push(Op::Const(value & mask(width)), &[], Sort::Bv(width))
    }

    pub fn bool(&mut self, value: bool) -> Id {
        self.push(Op::Const(value.into()), &[], Sort::Bool)
    }

    /// An SMT-LIB operator; comparisons and connectives give a truth value, all others a
    /// vector as wide as the first argument.
    pub fn smt(&mut self, op: &'static str, args: &[Id]) -> Id {
        let compares = ["=", "and", "or", "not", "=>"].contains(&op)
            || op.starts_with("bvu") && op != "bvudiv" && op != "bvurem"
            || ["bvslt", "bvsle", "bvsgt", "bvsge"].contains(&op);
        for pair in args.windows(2) {
            let (a, b) = (self.sort(pair[0]), self.sort(pair[1]));
            assert!(op == "concat" || a == b, "{op} of {a:?} and {b:?}");
        }
        let sort = match op {
            "concat" => Sort::Bv(args.iter().map(|&arg| self.width(arg)).sum()),
            _ if compares => Sort::Bool,
            _ => self.sort(args[0]),
        };
        self.push(Op::Smt(op), args, sort)
    }

    pub fn extract(&mut self, high: u32, low: u32, x: Id) -> Id {
        assert!(low <= high && high < self.width(x), "extract {high} {low}");
        if low == 0 && high + 1 == self.width(x) {
            return x;
        }
        self.push(Op::Extract(high, low), &[x], Sort::Bv(high - low + 1))
    }

    pub fn extend(&mut self, signed: bool, width: u32, x: Id) -> Id {
        assert!(width >= self.width(x), "an extension to fewer bits");
        if width == self.width(x) {
            return x;
        }
        let op = if signed { Op::SignExt } else { Op::ZeroExt };
        self.push(op, &[x], Sort::Bv(width))
    }

    pub fn ite(&mut self, c: Id, x: Id, y: Id) -> Id {
        assert_eq!(self.sort(x), self.sort(y), "arms of a conditional");
        self.push(Op::Ite, &[c, x, y], self.sort(x))
    }

    pub fn float(&mut self, op: &'static str, args: &[Id]) -> Id {
        self.push(Op::Float(op), args, Sort::Bool)
    }

    /// Bits of the float of `width` bits that an integer or a float becomes.
    pub fn convert(&mut self, from_int: bool, width: u32, x: Id) -> Id {
        let op = if from_int { Op::FromInt } else { Op::FromFloat };
        self.push(op, &[x], Sort::Bv(width))
    }

    pub fn all(&mut self, terms: &[Id]) -> Id {
        match terms {
            [] => self.bool(true),
            [one] => *one,
            _ => self.smt("and", terms),
        }
    }

    /// Bits in the other order.
    pub fn reverse(&mut self, x: Id) -> Id {
        let width = self.width(x);
        let bits: Vec<Id> = (0..width).map(|at| self.extract(at, at, x)).collect();
        self.smt("concat", &bits)
    }

    /// Leading zeros, by halves.
    pub fn clz(&mut self, x: Id) -> Id {
        let width = self.width(x);
        let (mut rest, mut count, mut part) = (x, self.bits(width, 0), width);
        while part > 1 {
            let half = part / 2;
            let high = self.extract(part - 1, half, rest);
            let low = self.extract(half - 1, 0, rest);
            let zero = self.bits(half, 0);
            let empty = self.smt("=", &[high, zero]);
            let step = self.bits(width, half.into());
            let more = self.smt("bvadd", &[count, step]);
            count = self.ite(empty, more, count);
            rest = self.ite(empty, low, high);
            part = half;
        }
        let zero = self.bits(1, 0);
        let none = self.smt("=", &[rest, zero]);
        let one = self.bits(width, 1);
        let more = self.smt("bvadd", &[count, one]);
        self.ite(none, more, count)
    }

    /// Number of ones, by adding halves.
    pub fn popcnt(&mut self, x: Id) -> Id {
        let width = self.width(x);
        let mut parts: Vec<Id> = (0..width)
            .map(|at| {
                let bit = self.extract(at, at, x);
                self.extend(false, width, bit)
            })
            .collect();
        while parts.len() > 1 {
            parts = parts.chunks(2).map(|pair| self.smt("bvadd", pair)).collect();
        }
        parts[0]
    }

    /// SMT-LIB declarations of the variables and definitions of all terms up to the roots'.
    pub fn smtlib(&self, roots: &[Id]) -> String {
        let mut used = vec![false; self.nodes.len()];
        for root in roots {
            used[root.0 as usize] = true;
        }
        for at in (0..self.nodes.len()).rev() {
            if used[at] {
                self.nodes[at].args.iter().for_each(|arg| used[arg.0 as usize] = true);
            }
        }
        let mut out = String::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let sort = match node.sort {
                Sort::Bool => "Bool".to_string(),
                Sort::Bv(width) => format!("(_ BitVec {width})"),
            };
            // Variables always, so that a model names them.
            let _ = match &node.op {
                Op::Var(_) => writeln!(out, "(declare-const t{at} {sort})"),
                _ if used[at] => writeln!(out, "(define-fun t{at} () {sort} {})", self.text(node)),
                _ => Ok(()),
            };
        }
        out
    }

    pub fn label(&self, id: Id) -> String {
        format!("t{}", id.0)
    }

    fn text(&self, node: &Node) -> String {
        let args = node.args.iter().map(|arg| format!(" t{}", arg.0)).collect::<String>();
        let first = node.args.first().map_or(0, |&arg| match self.sort(arg) {
            Sort::Bv(width) => width,
            Sort::Bool => 0,
        });
        let own = match node.sort {
            Sort::Bv(width) => width,
            Sort::Bool => 0,
        };
        match &node.op {
            Op::Var(_) => unreachable!("variables are declared"),
            Op::Const(value) if node.sort == Sort::Bool => (*value != 0).to_string(),
            Op::Const(value) => format!("(_ bv{value} {own})"),
            Op::Smt("rotl") => format!("(ext_rotate_left{args})"),
            // By way of the other direction, so that the prover sees one kind of rotation.
            Op::Smt("rotr") => {
                let [x, n] = node.args[..] else { unreachable!("two operands") };
                let around = format!("(bvand (bvneg t{}) (_ bv{} {own}))", n.0, own - 1);
                format!("(ext_rotate_left t{} {around})", x.0)
            }
            Op::Smt(op) => format!("({op}{args})"),
            Op::Extract(high, low) => format!("((_ extract {high} {low}){args})"),
            Op::ZeroExt => format!("((_ zero_extend {}){args})", own - first),
            Op::SignExt => format!("((_ sign_extend {}){args})", own - first),
            Op::Ite => format!("(ite{args})"),
            Op::Float(op) => {
                let format = format_of(first);
                let args = node.args.iter().map(|arg| format!(" ((_ to_fp {format}) t{})", arg.0));
                format!("({op}{})", args.collect::<String>())
            }
            Op::FromInt => format!("(fp.to_ieee_bv ((_ to_fp {}) RNE{args}))", format_of(own)),
            Op::FromFloat => {
                let inner = format!("((_ to_fp {}){args})", format_of(first));
                format!("(fp.to_ieee_bv ((_ to_fp {}) RNE {inner}))", format_of(own))
            }
        }
    }

    /// Values of all terms when variable number `i` of [`Terms::vars`] is `inputs[i]`.
    pub fn eval(&self, inputs: &[u128]) -> Values {
        let mut values: Vec<u128> = Vec::with_capacity(self.nodes.len());
        let mut inputs = inputs.iter();
        for node in &self.nodes {
            let args: Vec<u128> = node.args.iter().map(|arg| values[arg.0 as usize]).collect();
            let width = node.args.first().map_or(0, |&arg| match self.sort(arg) {
                Sort::Bv(width) => width,
                Sort::Bool => 1,
            });
            let value = match &node.op {
                Op::Var(_) => *inputs.next().expect("a value for each variable"),
                Op::Const(value) => *value,
                Op::Smt("concat") => node
                    .args
                    .iter()
                    .fold(0, |whole, &arg| whole << self.width(arg) | values[arg.0 as usize]),
                Op::Smt(op) => evaluate(op, width, &args),
                Op::Extract(_, low) => args[0] >> low,
                Op::ZeroExt => args[0],
                Op::SignExt => signed(width, args[0]) as u128,
                Op::Ite => args[if args[0] != 0 { 1 } else { 2 }],
                Op::Float(op) => evaluate_float(op, width, &args),
                Op::FromInt | Op::FromFloat => {
                    let value = match node.op {
                        Op::FromInt => signed(width, args[0]) as f64,
                        _ => float(width, args[0]),
                    };
                    match node.sort {
                        Sort::Bv(32) => (value as f32).to_bits().into(),
                        _ => value.to_bits().into(),
                    }
                }
            };
            values.push(match node.sort {
                Sort::Bool => value & 1,
                Sort::Bv(width) => value & mask(width),
            });
        }
        Values(values)
    }
}

/// Values of terms.
pub struct Values(Vec<u128>);

impl Values {
    pub fn of(&self, id: Id) -> u128 {
        self.0[id.0 as usize]
    }
}

fn evaluate(op: &str, width: u32, args: &[u128]) -> u128 {
    let (a, b) = (args[0], args.get(1).copied().unwrap_or(0));
    let (sa, sb) = (signed(width.max(1), a), signed(width.max(1), b));
    match op {
        "=" => (a == b).into(),
        "and" => args.iter().all(|&arg| arg != 0).into(),
        "or" => args.iter().any(|&arg| arg != 0).into(),
        "not" => u128::from(a == 0),
        "=>" => u128::from(a == 0 || b != 0),
        "bvnot" => !a,
        "bvneg" => a.wrapping_neg(),
        "bvand" => args.iter().fold(u128::MAX, |x, y| x & y),
        "bvor" => args.iter().fold(0, |x, y| x | y),
        "bvxor" => args.iter().fold(0, |x, y| x ^ y),
        "bvadd" => args.iter().fold(0, |x, y| x.wrapping_add(*y)),
        "bvmul" => a.wrapping_mul(b),
        "bvsub" => a.wrapping_sub(b),
        "bvudiv" => a.checked_div(b).unwrap_or(u128::MAX),
        "bvurem" => a.checked_rem(b).unwrap_or(a),
        "bvsdiv" => sa.checked_div(sb).unwrap_or(if sa < 0 { 1 } else { -1 }) as u128,
        "bvsrem" => sa.checked_rem(sb).unwrap_or(sa) as u128,
        "bvshl" => {
            if b < width.into() {
                a << b
            } else {
                0
            }
        }
        "bvlshr" => {
            if b < width.into() {
                a >> b
            } else {
                0
            }
        }
        "bvashr" => (sa >> b.min((width - 1).into())) as u128,
        "rotl" => rotate(width, a, b % u128::from(width)),
        "rotr" => rotate(width, a, u128::from(width) - b % u128::from(width)),
        "bvult" => (a < b).into(),
        "bvule" => (a <= b).into(),
        "bvugt" => (a > b).into(),
        "bvuge" => (a >= b).into(),
        "bvslt" => (sa < sb).into(),
        "bvsle" => (sa <= sb).into(),
        "bvsgt" => (sa > sb).into(),
        "bvsge" => (sa >= sb).into(),
        _ => panic!("no evaluation of {op}"),
    }
}

fn rotate(width: u32, a: u128, n: u128) -> u128 {
    let n = n as u32 % width;
    if n == 0 { a } else { a << n | a >> (width - n) }
}

/// SMT-LIB's parameters of the float format of `width` bits.
fn format_of(width: u32) -> &'static str {
    if width == 32 { "8 24" } else { "11 53" }
}

fn float(width: u32, bits: u128) -> f64 {
    match width {
        32 => f64::from(f32::from_bits(bits as u32)),
        _ => f64::from_bits(bits as u64),
    }
}

fn evaluate_float(op: &str, width: u32, args: &[u128]) -> u128 {
    let (a, b) = (float(width, args[0]), args.get(1).map_or(0.0, |&bits| float(width, bits)));
    let result = match op {
        "fp.eq" => a == b,
        "fp.lt" => a < b,
        "fp.gt" => a > b,
        "fp.leq" => a <= b,
        "fp.geq" => a >= b,
        "fp.isNaN" => a.is_nan(),
        _ => panic!("no evaluation of {op}"),
    };
    result.into()
}
