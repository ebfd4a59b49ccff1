//! SSA to WebAssembly stack code.
//!
//! Takes: a function in SSA form, full layout, reducible. Gives: the bytes of a body that does
//! the same. Nothing of the original nesting or locals is used; every choice is made by
//! encoded bytes. `docs/lowering.md` has the algorithm with its evidence.
//!
//! The steps, each in the file of its name: [`values`] counts uses, [`flow`] numbers the graph,
//! [`joins`] chooses operands that travel on the stack, [`trees`] builds stack code, [`live`]
//! finds where locals are wanted, [`coalesce`] merges parameters with arguments, [`slots`]
//! assigns local indices, [`copies`] places the moves that remain, [`structure`] nests,
//! [`shape`] shortens, [`emit`] writes.
//!
//! Cost: near-linear in the function's size; see each step.

mod chains;
mod checker;
mod coalesce;
mod code;
mod constants;
mod copies;
mod early;
mod emit;
mod exits;
mod flow;
mod frequency;
mod initial;
mod intervals;
mod joins;
mod live;
mod reach;
mod references;
mod shape;
mod slots;
mod split;
mod structure;
mod tree;
mod trees;
mod untouched;
mod values;

use crate::ir::{Function, ModuleEnv};
use code::{Negation, Step};
use std::fmt;
use tree::Expected;

/// Why a function was not lowered. It then keeps its original bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Declined {
    /// The lowering checker found the result to be wrong.
    CheckFailed(String),
    /// Constructs would nest deeper than the walk allows.
    TooDeep,
    /// More instructions or values than an index holds.
    TooLarge,
    /// A shape no step handles.
    Unsupported(&'static str),
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Declined::CheckFailed(what) => write!(f, "lowering check failed: {what}"),
            Declined::TooDeep => f.write_str("nesting is too deep"),
            Declined::TooLarge => f.write_str("function is too large"),
            Declined::Unsupported(what) => write!(f, "unsupported: {what}"),
        }
    }
}

/// Attempts before no parameter at all may arrive on the stack; each bans those that made it
/// fail.
const ATTEMPTS: u32 = 8;

/// Reusable storage for lowering one function after another.
#[derive(Default, Debug)]
pub struct Lowerer {
    /// Whether each result is checked; see [`checker`].
    pub check: bool,
    frequency: frequency::Frequency,
    values: values::Values,
    flow: flow::Flow,
    builder: trees::Builder,
    code: trees::StackCode,
    live: live::Live,
    classes: coalesce::Classes,
    slots: slots::Slots,
    copies: copies::Copies,
    structure: structure::Structure,
    tree: tree::Tree,
    shape: shape::Shape,
    negations: Vec<Negation>,
    /// Flow blocks that only go on to the next one.
    silent: Vec<bool>,
    partners: Vec<(u32, u32)>,
    /// Parameters that may not arrive on the stack: an earlier attempt failed on them.
    banned: Vec<crate::ir::Value>,
    levels: emit::Levels,
    initial: initial::Initial,
    references: references::References,
    /// Whether any value of the function is a reference.
    has_references: bool,
}

impl Lowerer {
    /// Whether what runs often matters more than bytes.
    pub fn prefer_speed(&mut self, prefer: bool) {
        self.frequency.matters = prefer;
    }

    /// Lowers `func` and appends the body (local declarations to final `end`) to `out`.
    pub fn lower(
        &mut self,
        env: &ModuleEnv,
        func: &Function,
        out: &mut Vec<u8>,
    ) -> Result<(), Declined> {
        if func.values.len().max(func.insts.len()) >= code::MAX_ENTITIES {
            return Err(Declined::TooLarge);
        }
        self.banned.clear();
        self.has_references = func.values.values().any(|data| data.ty.is_ref());
        let mut attempts = 0;
        loop {
            let known = self.banned.len();
            self.allocate(env, func);
            if self.banned.len() == known {
                break;
            }
            attempts += 1;
            if attempts == ATTEMPTS {
                let params = func.order.iter().flat_map(|&block| func.block_params(block));
                self.banned.extend(params);
            }
        }
        self.find_silent();
        self.find_negations(func);
        let for_speed = self.frequency.matters;
        let input = structure::Input {
            env,
            func,
            silent: &self.silent,
            negations: &self.negations,
            for_speed,
        };
        let plain = self.structure.run(input, &mut self.flow, &mut self.tree)?;
        let (expected, falls_out) = results(env, func);
        let input = shape::Input {
            func,
            flow: &self.flow,
            negations: &self.negations,
            falls_out,
            for_speed,
        };
        let list = self.shape.run(input, &mut self.tree, plain);
        let start = out.len();
        if self.check {
            let emitter = self.emitter(func, out);
            checker::check(&emitter, list).map_err(Declined::CheckFailed)?;
        }
        self.emitter(func, out).body(list, expected);
        if !self.initial.early.is_empty() {
            out.truncate(start);
            self.slots.renull(&self.initial.early);
            self.emitter(func, out).body(list, expected);
        }
        Ok(())
    }

    fn emitter<'a>(&'a mut self, func: &'a Function, out: &'a mut Vec<u8>) -> emit::Emitter<'a> {
        emit::Emitter {
            func,
            flow: &self.flow,
            values: &self.values,
            code: &self.code,
            live: &self.live,
            classes: &self.classes,
            slots: &self.slots,
            copies: &self.copies,
            tree: &self.tree,
            shape: &self.shape,
            negations: &self.negations,
            out,
            levels: &mut self.levels,
            level: 0,
            last_set: None,
            initial: &mut self.initial,
            may_be_null: false,
            has_early: false,
        }
    }

    /// From SSA to stack code with slots and moves.
    fn allocate(&mut self, env: &ModuleEnv, func: &Function) {
        self.values.sweep(func, &[]);
        self.flow.build(func, &self.values);
        if !self.flow.undecided.is_empty() {
            // Conditions nobody needs any more may free whole chains.
            self.values.sweep(func, &self.flow.undecided);
            self.flow.build(func, &self.values);
        }
        self.frequency.compute(func, &self.flow);
        exits::place(func, &mut self.flow, self.frequency.matters);
        self.flow.compute_preds();
        self.flow.compute_chains(&self.frequency);
        self.values.place_in(func, &self.flow);
        joins::choose(func, &mut self.flow, &mut self.values, &self.banned);
        self.values.keep_shared(&self.flow, self.frequency.matters);
        let has_references = self.has_references;
        let input = trees::Input { env, func, values: &self.values, has_references };
        self.builder.run(input, &mut self.flow, &mut self.code);
        self.live.compute(func, &self.flow, &self.values, &self.code);
        self.live.split_params(func, &self.flow);
        if self.has_references {
            self.references.compute(env, func, &self.flow, &self.values);
        } else {
            self.references.clear();
        }
        let decided = coalesce::Input {
            env,
            func,
            flow: &self.flow,
            values: &self.values,
            live: &self.live,
            references: &self.references,
            frequency: &self.frequency,
        };
        self.classes.compute(&decided);
        self.find_partners();
        let end = self.live.start_of(self.flow.blocks.len() as u32);
        self.slots.assign(func, &self.classes, &self.partners, end);
        let decided = copies::Allocation {
            func,
            values: &self.values,
            live: &self.live,
            classes: &self.classes,
            code: &self.code,
            for_speed: self.frequency.matters,
        };
        self.copies.place(&mut self.flow, &decided, &mut self.slots, &mut self.banned);
    }

    /// Pairs of classes between which a move remains, both ways, sorted. Marks the edges that
    /// still have something to do.
    fn find_partners(&mut self) {
        self.partners.clear();
        self.copies.unsettled.clear();
        self.copies.unsettled.resize(self.flow.edges.len(), false);
        for edge in 0..self.flow.edges.len() as u32 {
            for &(param, arg) in self.live.move_vars(&self.flow, edge) {
                let param = self.live.written_by_edges(param);
                if arg == live::UNDEFINED || arg == param {
                    continue;
                }
                let (param, arg) = (self.classes.find(param), self.classes.find(arg));
                if param != arg {
                    self.partners.extend([(param, arg), (arg, param)]);
                    self.copies.unsettled[edge as usize] = true;
                }
            }
        }
        for pass in &self.values.constant_moves {
            self.copies.unsettled[pass.edge as usize] = true;
            if let (Some(param), Some(zero)) =
                (self.live.param_var(pass.param), self.live.var(pass.constant))
            {
                let (a, b) = (self.classes.find(param), self.classes.find(zero));
                if a != b {
                    self.partners.extend([(a, b), (b, a)]);
                }
            }
        }
        self.partners.sort_unstable();
    }

    /// Which flow blocks have neither code nor moves.
    fn find_silent(&mut self) {
        self.silent.clear();
        for block in 0..self.flow.blocks.len() as u32 {
            let is_silent = self.flow.blocks[block as usize].term == flow::Term::Goto
                && self.code.block(block).is_empty()
                && self.copies.after(block).is_empty()
                && self.flow.stack_in(block).is_empty();
            self.silent.push(is_silent);
        }
    }

    /// How each block's condition is negated, if it has one.
    fn find_negations(&mut self, func: &Function) {
        self.negations.clear();
        for block in 0..self.flow.blocks.len() as u32 {
            let last = match self.flow.blocks[block as usize].term {
                flow::Term::If => self.code.block(block).last().map(|code| code.step()),
                _ => None,
            };
            let op = match last {
                Some(Step::Op(inst)) => Some(func.insts[inst].op),
                Some(Step::Mirrored(inst)) => Some(code::mirrored(func.insts[inst].op)),
                _ => None,
            };
            self.negations.push(Negation::of(op));
        }
    }
}

/// What the function's body must leave on the stack, and whether nested constructs can leave
/// it by falling off their ends.
fn results(env: &ModuleEnv, func: &Function) -> (Expected, bool) {
    match func.results[..] {
        [] => (Expected::Nothing, true),
        [ty] => (Expected::Value(ty), true),
        _ => {
            let index = structure::type_of_results(env, func.results.iter().copied());
            (Expected::Several(index), index.is_some())
        }
    }
}
