//! What has to be proved of a rule.
//!
//! Takes: a rule with a typing. Gives: assumptions (the left side matches, its operators did
//! not trap, the conditions hold) and the goal: the entry term's meaning between the value
//! that matched and the right side, that no operator of the right side traps, and that the
//! root does not. Invariant: every name the rule binds is a free variable or defined by the
//! specs; nothing is instantiated. Cost: O(size).

use super::spec::{Env, Meaning, Val};
use super::terms::{Id, Sort, Terms};
use super::typing::{Kind, Typing};
use super::{Program, root};
use cranelift_isle::ast::{Expr, Ident, Pattern, Rule, SpecExpr, SpecOp};

pub struct Formula {
    pub terms: Terms,
    pub assumptions: Vec<Id>,
    pub goal: Id,
    /// The value that matched and the one that replaces it.
    pub left: Id,
    pub right: Id,
    /// What the rule's names stand for.
    pub env: Env,
    /// Constants of the program or computed from them: what is of ISLE's type `u64`.
    pub constants: Vec<Id>,
}

impl Formula {
    /// The terms, and one that says that `x` is `value`.
    pub fn with_value(&self, x: Id, value: u128) -> (Terms, Id) {
        let mut terms = self.terms.clone();
        let value = terms.bits(terms.width(x), value);
        let is = terms.smt("=", &[x, value]);
        (terms, is)
    }

    /// The terms, and one that says that `x` is `value` or more.
    pub fn with_at_least(&self, x: Id, value: u128) -> (Terms, Id) {
        let mut terms = self.terms.clone();
        let value = terms.bits(terms.width(x), value);
        let is = terms.smt("bvuge", &[x, value]);
        (terms, is)
    }

    /// The terms, and one that says that the low bits of `x` are `value`.
    pub fn with_low_bits(&self, x: Id, bits: u32, value: u128) -> (Terms, Id) {
        let mut terms = self.terms.clone();
        let low = terms.extract(bits - 1, 0, x);
        let value = terms.bits(bits, value);
        let is = terms.smt("=", &[low, value]);
        (terms, is)
    }
}

struct Builder<'a> {
    program: &'a Program,
    typing: &'a Typing,
    terms: Terms,
    env: Env,
    assumptions: Vec<Id>,
    obligations: Vec<Id>,
    constants: Vec<Id>,
    /// Results of helpers by their arguments.
    answers: Vec<(String, Vec<Val>, Val)>,
}

/// Where a term stands: its meaning is assumed, but that it does not trap may be an obligation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Operand on the left: it has a value, so it did not trap.
    Matched,
    /// The root: it may still trap, so it must not.
    Root,
    /// Condition or right side.
    Made,
}

/// The formula of a rule under a typing.
pub fn of(program: &Program, rule: &Rule, typing: &Typing) -> Formula {
    let mut builder = Builder {
        program,
        typing,
        terms: Terms::default(),
        env: Env::new(),
        assumptions: Vec::new(),
        obligations: Vec::new(),
        constants: Vec::new(),
        answers: Vec::new(),
    };
    let (entry, args) = root(rule);
    let args: Vec<Val> = args.iter().map(|arg| builder.pattern(arg, Side::Root)).collect();
    for iflet in &rule.iflets {
        let value = builder.expr(&iflet.expr);
        builder.matches(&iflet.pattern, value);
    }
    let right = builder.expr(&rule.expr);
    let mut names = builder.names(entry, &args);
    names.insert("result".to_string(), right.clone());
    let spec = program.spec(entry);
    let mut goals: Vec<Id> =
        spec.provides.iter().map(|provide| builder.meaning().truth(provide, &names)).collect();
    goals.append(&mut builder.obligations);
    let goal = builder.terms.all(&goals);
    let left = match args.last() {
        Some(Val::Term(id)) => *id,
        value => panic!("{}: matches {value:?}", program.at(rule.pos)),
    };
    let Val::Term(right) = right else { panic!("{}: makes no value", program.at(rule.pos)) };
    let Builder { terms, assumptions, env, constants, .. } = builder;
    Formula { terms, assumptions, goal, left, right, env, constants }
}

impl Builder<'_> {
    fn meaning(&mut self) -> Meaning<'_> {
        Meaning { program: self.program, terms: &mut self.terms }
    }

    fn names(&self, term: &Ident, args: &[Val]) -> Env {
        let spec = self.program.spec(term);
        assert_eq!(spec.args.len(), args.len(), "{}: spec", self.program.at(term.1));
        spec.args.iter().map(|arg| arg.0.clone()).zip(args.iter().cloned()).collect()
    }

    /// The result of a term: by definition if a `provide` gives one, else a new variable.
    fn apply(&mut self, term: &Ident, args: &[Val], kind: &Kind, side: Side) -> Val {
        let spec = self.program.spec(term).clone();
        let mut names = self.names(term, args);
        let mut provides = spec.provides.iter().collect::<Vec<_>>();
        let width = match kind {
            Kind::Bv(width) => Some(*width),
            _ => None,
        };
        let defined = provides.first().and_then(|provide| definition(provide));
        let result = match defined {
            Some(by) => {
                provides.remove(0);
                Val::Term(self.meaning().term(by, &names, width))
            }
            // A helper that is described rather than defined still answers alike each time.
            None => match self.answers.iter().find(|(t, a, _)| *t == term.0 && a == args) {
                Some((_, _, answer)) => return answer.clone(),
                None => {
                    let answer = self.meaning().fresh(&term.0, kind);
                    // An operator may choose anew each time, the bits of a NaN say.
                    if self.program.decl(term).pure {
                        self.answers.push((term.0.clone(), args.to_vec(), answer.clone()));
                    }
                    answer
                }
            },
        };
        if let (Val::Term(id), true) = (&result, self.program.decl(term).ret_ty.0 == "u64") {
            self.constants.push(*id);
        }
        if let (Val::Term(id), Some(width)) = (&result, width) {
            let sort = self.terms.sort(*id);
            assert_eq!(sort, Sort::Bv(width), "{}: `{}`", self.program.at(term.1), term.0);
        }
        names.insert("result".to_string(), result.clone());
        // A `match` holds of what matched and of a partial helper that succeeded.
        for fact in provides.into_iter().chain(&spec.matches) {
            let holds = self.meaning().truth(fact, &names);
            self.assumptions.push(holds);
        }
        for require in &spec.requires {
            let holds = self.meaning().truth(require, &names);
            match side {
                Side::Matched => self.assumptions.push(holds),
                Side::Root | Side::Made => self.obligations.push(holds),
            }
        }
        result
    }

    /// The value of a pattern, whose unbound names become variables.
    fn pattern(&mut self, pattern: &Pattern, side: Side) -> Val {
        let kind = |builder: &Self| builder.typing.at(pattern.pos()).clone();
        match pattern {
            Pattern::Var { var, .. } => match self.env.get(&var.0) {
                Some(value) => value.clone(),
                None => {
                    let kind = kind(self);
                    let value = self.meaning().fresh(&var.0, &kind);
                    self.env.insert(var.0.clone(), value.clone());
                    value
                }
            },
            Pattern::BindPattern { var, subpat, .. } => {
                let value = self.pattern(subpat, side);
                self.env.insert(var.0.clone(), value.clone());
                value
            }
            Pattern::ConstInt { val, .. } => self.number(*val, &kind(self)),
            Pattern::ConstBool { val, .. } => Val::Term(self.terms.bool(*val)),
            Pattern::ConstPrim { val, .. } => Val::Type(val.0.clone()),
            Pattern::Wildcard { .. } => {
                let kind = kind(self);
                self.meaning().fresh("_", &kind)
            }
            Pattern::Term { sym, args, .. } => {
                let inner = |arg| self.pattern(arg, Side::Matched);
                let args: Vec<Val> = args.iter().map(inner).collect();
                for (ty, arg) in self.program.decl(sym).arg_tys.iter().zip(&args) {
                    if let (true, Val::Term(id)) = (ty.0 == "u64", arg) {
                        self.constants.push(*id);
                    }
                }
                let kind = kind(self);
                self.apply(sym, &args, &kind, side)
            }
            Pattern::And { subpats, .. } => {
                let values: Vec<Val> = subpats.iter().map(|p| self.pattern(p, side)).collect();
                for value in &values[1..] {
                    self.equal(&values[0], value);
                }
                values[0].clone()
            }
            Pattern::MacroArg { .. } => unreachable!("only inside ISLE"),
        }
    }

    /// Assumes that a value matches a pattern.
    fn matches(&mut self, pattern: &Pattern, value: Val) {
        match pattern {
            Pattern::Wildcard { .. } => {}
            Pattern::Var { var, .. } if !self.env.contains_key(&var.0) => {
                self.env.insert(var.0.clone(), value);
            }
            _ => {
                let other = self.pattern(pattern, Side::Matched);
                self.equal(&other, &value);
            }
        }
    }

    fn equal(&mut self, a: &Val, b: &Val) {
        match (a, b) {
            (Val::Term(a), Val::Term(b)) => {
                let same = self.terms.smt("=", &[*a, *b]);
                self.assumptions.push(same);
            }
            _ => assert_eq!(a, b),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Val {
        match expr {
            Expr::Var { name, .. } => self.env[&name.0].clone(),
            Expr::ConstInt { val, .. } => {
                let kind = self.typing.at(expr.pos()).clone();
                self.number(*val, &kind)
            }
            Expr::ConstBool { val, .. } => Val::Term(self.terms.bool(*val)),
            Expr::ConstPrim { val, .. } => Val::Type(val.0.clone()),
            Expr::Term { sym, args, .. } => {
                let args: Vec<Val> = args.iter().map(|arg| self.expr(arg)).collect();
                let kind = self.typing.at(expr.pos()).clone();
                self.apply(sym, &args, &kind, Side::Made)
            }
            Expr::Let { defs, body, .. } => {
                for def in defs {
                    let value = self.expr(&def.val);
                    self.env.insert(def.var.0.clone(), value);
                }
                self.expr(body)
            }
        }
    }

    fn number(&mut self, value: i128, kind: &Kind) -> Val {
        match kind {
            Kind::Bv(width) => Val::Term(self.terms.bits(*width, value as u128)),
            kind => panic!("a number as {kind:?}"),
        }
    }
}

/// The right side of `(= result e)`.
fn definition(provide: &SpecExpr) -> Option<&SpecExpr> {
    match provide {
        SpecExpr::Op { op: SpecOp::Eq, args, .. } => match &args[..] {
            [SpecExpr::Var { var, .. }, by] if var.0 == "result" => Some(by),
            _ => None,
        },
        _ => None,
    }
}
