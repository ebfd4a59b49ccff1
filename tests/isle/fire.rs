//! Runs a rule: builds an instance of its left side and asks the compiled rules about it.
//!
//! Takes: a rule, a typing and values of its variables that meet its conditions. Gives: the
//! instance with its parameters' values and the facts the conditions ask for, and what the
//! right side would be. Invariant: terms are built by mnemonic, not by the prelude's own glue,
//! which is thereby checked. Cost: O(size).

use super::formula::Formula;
use super::graph::{Toy, constant};
use super::root;
use super::spec::Val;
use super::terms::Values;
use super::typing::{Kind, Typing};
use cranelift_isle::ast::{Expr, Pattern, Rule};
use selvedge::ir::{Op, Type, Value};
use selvedge::opt::facts::Facts;
use selvedge::opt::rules::Graph;
use std::collections::HashMap;

/// An instance of a rule's left side.
pub struct Instance {
    pub toy: Toy,
    /// The value the entry term is asked about.
    pub value: Value,
    /// The entry term's other arguments: a mask or an offset.
    pub number: u64,
    pub params: HashMap<Value, u128>,
    /// What the right side is; `None` if it calls entry terms or is an address.
    pub expected: Option<Value>,
}

struct Builder<'a> {
    formula: &'a Formula,
    typing: &'a Typing,
    values: &'a Values,
    toy: Toy,
    names: HashMap<String, Value>,
    params: HashMap<Value, u128>,
    wildcards: usize,
}

/// Builds an instance for the given values of the formula's variables.
pub fn instance(rule: &Rule, typing: &Typing, formula: &Formula, values: &Values) -> Instance {
    let mut builder = Builder {
        formula,
        typing,
        values,
        toy: Toy::default(),
        names: HashMap::new(),
        params: HashMap::new(),
        wildcards: 0,
    };
    let (entry, args) = root(rule);
    let (at, number) = match (entry.0.as_str(), args) {
        ("simplify_masked", [_, read, x]) => (x, builder.number(read)),
        ("simplify_address", [_, x, offset]) => (x, builder.number(offset)),
        (_, [x]) => (x, 0),
        _ => panic!("an entry term of another shape"),
    };
    let value = builder.pattern(at, None);
    for iflet in &rule.iflets {
        builder.facts_of(&iflet.expr);
    }
    builder.facts_of(&rule.expr);
    let expected = builder.expr(&rule.expr);
    let Builder { toy, params, .. } = builder;
    Instance { toy, value, number, params, expected }
}

impl Builder<'_> {
    /// Value of a constant in a pattern.
    fn number(&self, pattern: &Pattern) -> u64 {
        match pattern {
            Pattern::ConstInt { val, .. } => *val as u64,
            Pattern::Var { var, .. } => self.named(&var.0) as u64,
            _ => 0,
        }
    }

    fn named(&self, name: &str) -> u128 {
        match &self.formula.env[name] {
            Val::Term(id) => self.values.of(*id),
            value => panic!("{name} is {value:?}"),
        }
    }

    fn type_of(&self, kind: &Kind) -> Type {
        match kind {
            Kind::Bv(32) => Type::I32,
            Kind::Bv(64) => Type::I64,
            _ => Type::V128,
        }
    }

    /// A value that matches a pattern. Parameters take the type their user wants.
    fn pattern(&mut self, pattern: &Pattern, want: Option<Type>) -> Value {
        match pattern {
            Pattern::Var { var, .. } => {
                if let Some(&value) = self.names.get(&var.0) {
                    return value;
                }
                let ty = want.unwrap_or_else(|| self.type_of(self.typing.at(pattern.pos())));
                let value = self.toy.param(ty);
                self.params.insert(value, self.named(&var.0));
                self.names.insert(var.0.clone(), value);
                value
            }
            Pattern::Wildcard { .. } => {
                let ty = want.unwrap_or_else(|| self.type_of(self.typing.at(pattern.pos())));
                let value = self.toy.param(ty);
                // Nothing may depend on it.
                self.wildcards += 1;
                self.params.insert(value, 0x1234_5678 * self.wildcards as u128);
                value
            }
            Pattern::BindPattern { var, subpat, .. } => {
                let value = self.pattern(subpat, want);
                self.names.insert(var.0.clone(), value);
                value
            }
            Pattern::Term { sym, args, .. } => {
                let ty = self.first_type(args.iter().map(|arg| arg.pos()));
                if let Some(bits) = args.last().filter(|_| is_constant(&sym.0)) {
                    let bits = match bits {
                        Pattern::Var { var, .. } => self.named(&var.0),
                        Pattern::ConstInt { val, .. } => *val as u128,
                        _ => 5,
                    };
                    return self.constant(&sym.0, ty, bits);
                }
                let text = mnemonic(&sym.0, ty.as_deref());
                let wants = operand_types(&text, ty.as_deref());
                let args: Vec<&Pattern> =
                    args.iter().filter(|arg| self.is_value(arg.pos())).collect();
                let args: Vec<&Pattern> = in_order(&sym.0, args);
                let args: Vec<Value> = args
                    .into_iter()
                    .enumerate()
                    .map(|(at, arg)| self.pattern(arg, wants.get(at).copied()))
                    .collect();
                self.toy.apply(&text, &args)
            }
            _ => panic!("a pattern of another shape"),
        }
    }

    fn constant(&mut self, term: &str, ty: Option<String>, bits: u128) -> Value {
        if term == "vconst" {
            let index = self.toy.intern(bits);
            return self.toy.make(Op::v128(index), &[]);
        }
        let ty = named_type(ty.as_deref().unwrap_or("I64"));
        self.toy.make(constant(ty, bits as u64), &[])
    }

    /// The named type among a term's arguments.
    fn first_type(&self, args: impl Iterator<Item = cranelift_isle::lexer::Pos>) -> Option<String> {
        args.map(|pos| self.typing.at(pos)).find_map(|kind| match kind {
            Kind::Type(name) => Some(name.clone()),
            _ => None,
        })
    }

    /// Whether an argument is a value: neither a type nor a lane index.
    fn is_value(&self, pos: cranelift_isle::lexer::Pos) -> bool {
        !matches!(self.typing.at(pos), Kind::Type(_) | Kind::Bv(8))
    }

    /// Takes the facts that a condition asks for into the graph.
    fn facts_of(&mut self, expr: &Expr) {
        let mut asked: Vec<(String, String)> = Vec::new();
        visit(expr, &mut |term, args| {
            if let Some(Expr::Var { name, .. }) = args.last() {
                asked.push((term.to_string(), name.0.clone()));
            }
        });
        for (term, name) in asked {
            let Some(&value) = self.names.get(&name) else { continue };
            let unknown = Facts::unknown(self.toy.ty(value));
            let subject = &self.formula.env[&name];
            let answers = &self.formula.answers;
            let answer =
                answers.iter().find(|(t, args, _)| *t == term && args.last() == Some(subject));
            let answer = answer.and_then(|(_, _, result)| match result {
                Val::Term(id) => Some(self.values.of(*id) as u64),
                _ => None,
            });
            let facts = self.toy.facts.entry(value).or_insert(unknown);
            match (term.as_str(), answer) {
                ("zeros", Some(bits)) => facts.zero |= bits,
                ("ones", Some(bits)) => facts.one |= bits,
                ("least", Some(bound)) => facts.least = bound,
                ("most", Some(bound)) => facts.most = bound,
                ("signed_width", Some(width)) => facts.signed = width as u8,
                ("headroom", Some(room)) => drop(self.toy.headroom.insert(value, room)),
                ("is_bool", _) => (facts.most, facts.zero) = (1, !1),
                _ => {}
            }
        }
    }

    /// What the right side makes.
    fn expr(&mut self, expr: &Expr) -> Option<Value> {
        match expr {
            Expr::Var { name, .. } => self.names.get(&name.0).copied(),
            Expr::Let { .. } => None,
            Expr::Term { sym, args, .. } => {
                if sym.0.starts_with("simplify") || sym.0 == "address" {
                    return None;
                }
                let ty = self.first_type(args.iter().map(|arg| arg.pos()));
                if let Some(bits) = args.last().filter(|_| is_constant(&sym.0)) {
                    let bits = self.formula.expr_at(bits.pos()).map(|id| self.values.of(id))?;
                    return Some(self.constant(&sym.0, ty, bits));
                }
                let text = mnemonic(&sym.0, ty.as_deref());
                let args: Vec<&Expr> = args.iter().filter(|arg| self.is_value(arg.pos())).collect();
                let args: Option<Vec<Value>> =
                    in_order(&sym.0, args).into_iter().map(|arg| self.expr(arg)).collect();
                Some(self.toy.apply(&text, &args?))
            }
            _ => None,
        }
    }
}

fn visit(expr: &Expr, see: &mut impl FnMut(&str, &[Expr])) {
    if let Expr::Term { sym, args, .. } = expr {
        see(&sym.0, args);
        args.iter().for_each(|arg| visit(arg, see));
    }
}

fn is_constant(term: &str) -> bool {
    ["iconst", "iconst_s", "fconst", "vconst"].contains(&term)
}

/// Operands in the operator's order: a select's condition comes last.
fn in_order<'a, T>(term: &str, args: Vec<&'a T>) -> Vec<&'a T> {
    match (term, &args[..]) {
        ("select", [c, x, y]) => vec![x, y, c],
        _ => args,
    }
}

fn named_type(name: &str) -> Type {
    match name {
        "I32" => Type::I32,
        "I64" => Type::I64,
        "F32" => Type::F32,
        "F64" => Type::F64,
        _ => Type::V128,
    }
}

/// The types an operator's operands have.
fn operand_types(text: &str, ty: Option<&str>) -> Vec<Type> {
    if text == "select" {
        let ty = named_type(ty.unwrap_or("I32"));
        return vec![ty, ty, Type::I32];
    }
    let code = selvedge::ir::Opcode::from_text(text).unwrap_or_else(|| panic!("no {text}"));
    code.info().sig.params().iter().filter_map(|&letter| Type::from_letter(letter)).collect()
}

/// The mnemonic that a term stands for at a type, by the names' own logic.
fn mnemonic(term: &str, ty: Option<&str>) -> String {
    let term = term.strip_suffix("_any").unwrap_or(term);
    let ty = ty.map(str::to_lowercase).unwrap_or_default();
    match term {
        "select" => "select".to_string(),
        "wrap" => "i32.wrap_i64".to_string(),
        "sextend" => "i64.extend_i32_s".to_string(),
        "uextend" => "i64.extend_i32_u".to_string(),
        "extend32_s" => "i64.extend32_s".to_string(),
        "extend8_s" | "extend16_s" => format!("{ty}.{term}"),
        "to_bits" => format!("{}.reinterpret_{ty}", ty.replace('f', "i")),
        "from_bits" => format!("{ty}.reinterpret_{}", ty.replace('f', "i")),
        "fpromote" => "f64.promote_f32".to_string(),
        "bitselect" | "any_true" => format!("v128.{term}"),
        "splat" | "extract_lane" | "extract_lane_s" | "extract_lane_u" => format!("{ty}.{term}"),
        _ if term.starts_with('v') => format!("v128.{}", &term[1..]),
        _ => format!("{ty}.{}", &term[1..]),
    }
}
