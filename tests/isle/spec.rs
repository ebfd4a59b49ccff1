//! Meanings: `spec` expressions as formulas.
//!
//! Takes: a spec expression and values for its names. Gives: a value: a term, a type, or a
//! number, which becomes a vector of the width its neighbours have. Invariant: nothing is
//! guessed; what is not understood is an error of the test. Cost: O(size).

use super::Program;
use super::terms::{Id, Sort, Terms};
use super::typing::Kind;
use cranelift_isle::ast::{ModelType, SpecExpr, SpecOp};
use std::collections::HashMap;

/// What a name of a spec or rule stands for.
#[derive(Clone, PartialEq, Debug)]
pub enum Val {
    Term(Id),
    Type(String),
    Int(i128),
    Unit,
}

pub type Env = HashMap<String, Val>;

/// Bits of a named type.
pub fn width_of_type(name: &str) -> u32 {
    match name {
        "I8x16" => 8,
        "I16x8" => 16,
        "I32" | "F32" | "I32x4" | "F32x4" => 32,
        "I64" | "F64" | "I64x2" | "F64x2" => 64,
        "V128" => 128,
        _ => panic!("no width of {name}"),
    }
}

pub struct Meaning<'a> {
    pub program: &'a Program,
    pub terms: &'a mut Terms,
}

impl Meaning<'_> {
    /// A truth value.
    pub fn truth(&mut self, expr: &SpecExpr, env: &Env) -> Id {
        let id = self.term(expr, env, None);
        assert_eq!(self.terms.sort(id), Sort::Bool, "{}", self.program.at(expr.pos()));
        id
    }

    /// A term; numbers become vectors of the wanted width.
    pub fn term(&mut self, expr: &SpecExpr, env: &Env, want: Option<u32>) -> Id {
        let value = self.value(expr, env, want);
        self.coerce(value, want, expr)
    }

    fn coerce(&mut self, value: Val, want: Option<u32>, expr: &SpecExpr) -> Id {
        match (value, want) {
            (Val::Term(id), _) => id,
            (Val::Int(value), Some(width)) => self.terms.bits(width, value as u128),
            (value, _) => panic!("{}: {value:?} is no term", self.program.at(expr.pos())),
        }
    }

    fn int(&mut self, expr: &SpecExpr, env: &Env) -> i128 {
        match self.value(expr, env, None) {
            Val::Int(value) => value,
            value => panic!("{}: {value:?} is no number", self.program.at(expr.pos())),
        }
    }

    fn value(&mut self, expr: &SpecExpr, env: &Env, want: Option<u32>) -> Val {
        match expr {
            SpecExpr::ConstInt { val, .. } => Val::Int(*val),
            SpecExpr::ConstBitVec { val, width, .. } => {
                Val::Term(self.terms.bits(*width as u32, *val))
            }
            SpecExpr::ConstBool { val, .. } => Val::Term(self.terms.bool(*val)),
            SpecExpr::Var { var, .. } => env
                .get(&var.0)
                .unwrap_or_else(|| panic!("{}: `{}` is unknown", self.program.at(var.1), var.0))
                .clone(),
            SpecExpr::Let { defs, body, .. } => {
                let mut inner = env.clone();
                for (name, value) in defs {
                    let value = self.value(value, &inner, None);
                    inner.insert(name.0.clone(), value);
                }
                self.value(body, &inner, want)
            }
            SpecExpr::Expand { name, args, .. } => {
                let known = self.program.macros.get(&name.0);
                let (params, body) = known.unwrap_or_else(|| panic!("no macro `{}`", name.0));
                let values = args.iter().map(|arg| self.value(arg, env, None));
                let inner = params.iter().cloned().zip(values.collect::<Vec<_>>()).collect();
                self.value(body, &inner, want)
            }
            SpecExpr::As { x, ty: ModelType::BitVec(width), .. } => {
                Val::Term(self.term(x, env, width.map(|width| width as u32)))
            }
            SpecExpr::Op { op, args, .. } => self.op(expr, op, args, env, want),
            _ => panic!("{}: not understood", self.program.at(expr.pos())),
        }
    }

    fn op(
        &mut self,
        expr: &SpecExpr,
        op: &SpecOp,
        args: &[SpecExpr],
        env: &Env,
        want: Option<u32>,
    ) -> Val {
        match op {
            SpecOp::Add => return Val::Int(args.iter().map(|arg| self.int(arg, env)).sum()),
            SpecOp::WidthOf => {
                return Val::Int(match self.value(&args[0], env, None) {
                    Val::Term(id) => self.terms.width(id).into(),
                    Val::Type(name) => width_of_type(&name).into(),
                    value => panic!("{}: width of {value:?}", self.program.at(expr.pos())),
                });
            }
            SpecOp::Int2BV => {
                let (width, value) = (self.int(&args[0], env), self.int(&args[1], env));
                return Val::Term(self.terms.bits(width as u32, value as u128));
            }
            SpecOp::Eq => {
                let values = self.alike(args, env, None);
                if let [Val::Type(a), Val::Type(b)] = &values[..] {
                    return Val::Term(self.terms.bool(a == b));
                }
            }
            _ => {}
        }
        Val::Term(match op {
            SpecOp::Extract => {
                let (high, low) = (self.int(&args[0], env), self.int(&args[1], env));
                let x = self.term(&args[2], env, None);
                self.terms.extract(high as u32, low as u32, x)
            }
            SpecOp::ZeroExt | SpecOp::SignExt => {
                let width = self.int(&args[0], env) as u32;
                let x = self.term(&args[1], env, None);
                self.terms.extend(*op == SpecOp::SignExt, width, x)
            }
            SpecOp::If => {
                let c = self.truth(&args[0], env);
                let arms = self.terms_alike(&args[1..], env, want);
                self.terms.ite(c, arms[0], arms[1])
            }
            SpecOp::Clz => {
                let x = self.term(&args[0], env, want);
                self.terms.clz(x)
            }
            SpecOp::Popcnt => {
                let x = self.term(&args[0], env, want);
                self.terms.popcnt(x)
            }
            SpecOp::Rev => {
                let x = self.term(&args[0], env, want);
                self.terms.reverse(x)
            }
            SpecOp::Replicate => {
                let width = self.int(&args[0], env) as u32;
                let x = self.term(&args[1], env, None);
                let copies = vec![x; (width / self.terms.width(x)) as usize];
                self.terms.smt("concat", &copies)
            }
            SpecOp::ToFP | SpecOp::ToFPFromFP => {
                let width = self.int(&args[0], env) as u32;
                let x = self.term(&args[1], env, None);
                self.terms.convert(*op == SpecOp::ToFP, width, x)
            }
            SpecOp::FPEq
            | SpecOp::FPLt
            | SpecOp::FPGt
            | SpecOp::FPLe
            | SpecOp::FPGe
            | SpecOp::FPIsNaN => {
                let args = self.terms_alike(args, env, None);
                self.terms.float(float_name(op), &args)
            }
            _ => {
                let args = self.terms_alike(args, env, want);
                self.terms.smt(smt_name(op), &args)
            }
        })
    }

    /// Values of arguments of one sort: numbers take the width of the others.
    fn alike(&mut self, args: &[SpecExpr], env: &Env, want: Option<u32>) -> Vec<Val> {
        let mut values: Vec<Val> = args.iter().map(|arg| self.value(arg, env, want)).collect();
        let width = values.iter().find_map(|value| match value {
            Val::Term(id) => match self.terms.sort(*id) {
                Sort::Bv(width) => Some(width),
                Sort::Bool => None,
            },
            _ => None,
        });
        for value in &mut values {
            if let (Val::Int(number), Some(width)) = (&*value, width.or(want)) {
                *value = Val::Term(self.terms.bits(width, *number as u128));
            }
        }
        values
    }

    fn terms_alike(&mut self, args: &[SpecExpr], env: &Env, want: Option<u32>) -> Vec<Id> {
        let values = self.alike(args, env, want);
        values.into_iter().zip(args).map(|(value, arg)| self.coerce(value, want, arg)).collect()
    }

    /// A new variable of a kind.
    pub fn fresh(&mut self, name: &str, kind: &Kind) -> Val {
        match kind {
            Kind::Bv(width) => Val::Term(self.terms.var(name, Sort::Bv(*width))),
            Kind::Bool => Val::Term(self.terms.var(name, Sort::Bool)),
            Kind::Type(name) => Val::Type(name.clone()),
            Kind::Unit => Val::Unit,
        }
    }
}

fn float_name(op: &SpecOp) -> &'static str {
    match op {
        SpecOp::FPEq => "fp.eq",
        SpecOp::FPLt => "fp.lt",
        SpecOp::FPGt => "fp.gt",
        SpecOp::FPLe => "fp.leq",
        SpecOp::FPGe => "fp.geq",
        _ => "fp.isNaN",
    }
}

fn smt_name(op: &SpecOp) -> &'static str {
    match op {
        SpecOp::Eq => "=",
        SpecOp::And => "and",
        SpecOp::Or => "or",
        SpecOp::Not => "not",
        SpecOp::Imp => "=>",
        SpecOp::BVNot => "bvnot",
        SpecOp::BVAnd => "bvand",
        SpecOp::BVOr => "bvor",
        SpecOp::BVXor => "bvxor",
        SpecOp::BVNeg => "bvneg",
        SpecOp::BVAdd => "bvadd",
        SpecOp::BVSub => "bvsub",
        SpecOp::BVMul => "bvmul",
        SpecOp::BVUdiv => "bvudiv",
        SpecOp::BVUrem => "bvurem",
        SpecOp::BVSdiv => "bvsdiv",
        SpecOp::BVSrem => "bvsrem",
        SpecOp::BVShl => "bvshl",
        SpecOp::BVLshr => "bvlshr",
        SpecOp::BVAshr => "bvashr",
        SpecOp::BVUle => "bvule",
        SpecOp::BVUlt => "bvult",
        SpecOp::BVUgt => "bvugt",
        SpecOp::BVUge => "bvuge",
        SpecOp::BVSlt => "bvslt",
        SpecOp::BVSle => "bvsle",
        SpecOp::BVSgt => "bvsgt",
        SpecOp::BVSge => "bvsge",
        SpecOp::Rotr => "rotr",
        SpecOp::Rotl => "rotl",
        SpecOp::Concat => "concat",
        _ => panic!("no SMT-LIB operator for {op:?}"),
    }
}
