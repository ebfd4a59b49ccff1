//! Every way to type a rule.
//!
//! Takes: a rule and the terms' forms. Gives: typings: a sort for each variable and each
//! occurrence of a term, consistent with the forms. A rule whose type is a variable thus gets
//! one typing per width, and each is proved. Invariant: all typings that exist are found.
//! Cost: exponential in the occurrences in the worst case; forms are few and unification cuts
//! almost everything.

use super::{Program, root};
use cranelift_isle::ast::{Expr, Ident, ModelType, Pattern, Rule};
use cranelift_isle::lexer::Pos;
use std::collections::HashMap;

/// What a variable or term ranges over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    Bv(u32),
    Type(String),
    Unit,
    Bool,
}

/// Sorts by position of the pattern or expression in the source, and of variables by name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Typing {
    places: HashMap<(usize, usize), Kind>,
}

impl Typing {
    pub fn at(&self, pos: Pos) -> &Kind {
        self.places.get(&(pos.file, pos.offset)).unwrap_or_else(|| panic!("untyped: {pos:?}"))
    }

    /// Short text: the named types and widths, for reports.
    pub fn text(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        let mut places: Vec<_> = self.places.iter().collect();
        places.sort_by_key(|(at, _)| **at);
        for (_, kind) in places {
            if let Kind::Type(name) = kind
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
        names.join(" ")
    }
}

/// Index of a set of places with one sort.
type Slot = usize;

#[derive(Clone, Default)]
struct Slots {
    parent: Vec<Slot>,
    kinds: Vec<Option<Kind>>,
}

impl Slots {
    fn fresh(&mut self, kind: Option<Kind>) -> Slot {
        self.parent.push(self.parent.len());
        self.kinds.push(kind);
        self.parent.len() - 1
    }

    fn find(&self, mut slot: Slot) -> Slot {
        while self.parent[slot] != slot {
            slot = self.parent[slot];
        }
        slot
    }

    #[must_use]
    fn assign(&mut self, slot: Slot, kind: &Kind) -> bool {
        let slot = self.find(slot);
        let known = self.kinds[slot].get_or_insert_with(|| kind.clone());
        known == kind
    }

    #[must_use]
    fn union(&mut self, a: Slot, b: Slot) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return true;
        }
        self.parent[a] = b;
        match self.kinds[a].take() {
            Some(kind) => self.assign(b, &kind),
            None => true,
        }
    }
}

/// A use of a term: the slots of its arguments and its result.
struct Occurrence {
    term: String,
    args: Vec<Slot>,
    ret: Slot,
}

struct Collector<'a> {
    program: &'a Program,
    slots: Slots,
    vars: HashMap<String, Slot>,
    places: Vec<((usize, usize), Slot)>,
    occurrences: Vec<Occurrence>,
    clash: bool,
}

impl Collector<'_> {
    fn place(&mut self, pos: Pos, slot: Slot) -> Slot {
        self.places.push(((pos.file, pos.offset), slot));
        slot
    }

    fn unify(&mut self, a: Slot, b: Slot) {
        self.clash |= !self.slots.union(a, b);
    }

    fn var(&mut self, name: &str) -> Slot {
        match self.vars.get(name) {
            Some(&slot) => slot,
            None => {
                let slot = self.slots.fresh(None);
                self.vars.insert(name.to_string(), slot);
                slot
            }
        }
    }

    /// The sort that an ISLE type has whatever the form, if its model says.
    fn of_isle_type(&self, ty: &Ident) -> Option<Kind> {
        match self.program.models.get(&ty.0) {
            Some(model) => kind_of(model),
            None if ty.0 == "bool" => Some(Kind::Bool),
            None => None,
        }
    }

    fn term(&mut self, sym: &Ident, args: Vec<Slot>) -> Slot {
        let decl = self.program.decl(sym);
        assert_eq!(decl.arg_tys.len(), args.len(), "{}: arguments", self.program.at(sym.1));
        for (ty, &slot) in decl.arg_tys.iter().zip(&args) {
            if let Some(kind) = self.of_isle_type(ty) {
                self.clash |= !self.slots.assign(slot, &kind);
            }
        }
        let ret = self.of_isle_type(&decl.ret_ty);
        let ret = self.slots.fresh(ret);
        self.occurrences.push(Occurrence { term: sym.0.clone(), args, ret });
        ret
    }

    fn pattern(&mut self, pattern: &Pattern) -> Slot {
        let slot = match pattern {
            Pattern::Var { var, .. } => self.var(&var.0),
            Pattern::BindPattern { var, subpat, .. } => {
                let (var, inner) = (self.var(&var.0), self.pattern(subpat));
                self.unify(var, inner);
                inner
            }
            Pattern::ConstBool { .. } => self.slots.fresh(Some(Kind::Bool)),
            Pattern::ConstInt { .. } | Pattern::Wildcard { .. } => self.slots.fresh(None),
            Pattern::ConstPrim { val, .. } => self.slots.fresh(Some(Kind::Type(val.0.clone()))),
            Pattern::Term { sym, args, .. } => {
                let args = args.iter().map(|arg| self.pattern(arg)).collect();
                self.term(sym, args)
            }
            Pattern::And { subpats, .. } => {
                let slot = self.slots.fresh(None);
                for subpat in subpats {
                    let inner = self.pattern(subpat);
                    self.unify(slot, inner);
                }
                slot
            }
            Pattern::MacroArg { .. } => unreachable!("only inside ISLE"),
        };
        self.place(pattern.pos(), slot)
    }

    fn expr(&mut self, expr: &Expr) -> Slot {
        let slot = match expr {
            Expr::Var { name, .. } => self.var(&name.0),
            Expr::ConstBool { .. } => self.slots.fresh(Some(Kind::Bool)),
            Expr::ConstInt { .. } => self.slots.fresh(None),
            Expr::ConstPrim { val, .. } => self.slots.fresh(Some(Kind::Type(val.0.clone()))),
            Expr::Term { sym, args, .. } => {
                let args = args.iter().map(|arg| self.expr(arg)).collect();
                self.term(sym, args)
            }
            Expr::Let { defs, body, .. } => {
                for def in defs {
                    let value = self.expr(&def.val);
                    let var = self.var(&def.var.0);
                    self.unify(var, value);
                }
                self.expr(body)
            }
        };
        self.place(expr.pos(), slot)
    }
}

fn kind_of(model: &ModelType) -> Option<Kind> {
    match model {
        ModelType::BitVec(Some(width)) => Some(Kind::Bv(*width as u32)),
        ModelType::Unit => Some(Kind::Unit),
        ModelType::Bool => Some(Kind::Bool),
        ModelType::Named(name) => Some(Kind::Type(name.0.clone())),
        _ => None,
    }
}

/// All typings of a rule.
pub fn typings(program: &Program, rule: &Rule) -> Vec<Typing> {
    let mut collector = Collector {
        program,
        slots: Slots::default(),
        vars: HashMap::new(),
        places: Vec::new(),
        occurrences: Vec::new(),
        clash: false,
    };
    let (sym, args) = root(rule);
    let args = args.iter().map(|arg| collector.pattern(arg)).collect();
    let left = collector.term(sym, args);
    for iflet in &rule.iflets {
        let value = collector.expr(&iflet.expr);
        let pattern = collector.pattern(&iflet.pattern);
        collector.unify(value, pattern);
    }
    let right = collector.expr(&rule.expr);
    collector.unify(left, right);
    let mut found = Vec::new();
    if !collector.clash {
        let order: Vec<usize> = (0..collector.occurrences.len()).collect();
        solve(&collector, &order, collector.slots.clone(), &mut found);
    }
    found
}

/// Chooses a signature for each occurrence in turn, the most constrained first.
fn solve(cx: &Collector<'_>, open: &[usize], slots: Slots, found: &mut Vec<Typing>) {
    let mut best: Option<(usize, Vec<Slots>)> = None;
    for &at in open {
        let fits = choices(cx, &cx.occurrences[at], &slots);
        if best.as_ref().is_none_or(|(_, fewest)| fits.len() < fewest.len()) {
            let done = fits.len() <= 1;
            best = Some((at, fits));
            if done {
                break;
            }
        }
    }
    let Some((at, fits)) = best else {
        let mut typing = Typing::default();
        for &(place, slot) in &cx.places {
            // Wildcards in conditions may stay open; nothing reads them.
            if let Some(kind) = slots.kinds[slots.find(slot)].clone() {
                typing.places.insert(place, kind);
            }
        }
        if !found.contains(&typing) {
            found.push(typing);
        }
        return;
    };
    let rest: Vec<usize> = open.iter().copied().filter(|&other| other != at).collect();
    for slots in fits {
        solve(cx, &rest, slots, found);
    }
}

/// The ways an occurrence may be typed, given what is known.
fn choices(cx: &Collector<'_>, occurrence: &Occurrence, slots: &Slots) -> Vec<Slots> {
    let Some(signatures) = cx.program.signatures.get(&occurrence.term) else {
        return vec![slots.clone()];
    };
    let fits = signatures.iter().filter_map(|signature| {
        let mut slots = slots.clone();
        let pairs = occurrence.args.iter().zip(&signature.args);
        let pairs = pairs.chain([(&occurrence.ret, &signature.ret)]);
        for (&slot, model) in pairs {
            if let Some(kind) = kind_of(model)
                && !slots.assign(slot, &kind)
            {
                return None;
            }
        }
        Some(slots)
    });
    fits.collect()
}
