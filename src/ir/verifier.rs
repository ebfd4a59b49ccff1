//! Checks the invariants of a function in SSA form.
//!
//! Takes: a function and, to check types of operators that refer to the module, its
//! environment. Gives: every violation found, in words. Cost: O(function), plus dominators.
//! Runs after every pass in debug builds and tests.

mod immediates;
mod regions;

use super::cfg::Cfg;
use super::dominators::Dominators;
use super::entities::{Block, Edge, Inst, Value};
use super::op::Opcode;
use super::types::Type;
use super::{Flags, Function, ModuleEnv, ValueDef};
use cranelift_entity::{EntityRef, SecondaryMap};

/// Violations of the IR's invariants, one sentence each.
pub type Errors = Vec<String>;

struct Verifier<'a> {
    func: &'a Function,
    env: Option<&'a ModuleEnv>,
    cfg: Cfg,
    dominators: Dominators,
    /// Block and position of each instruction in the layout.
    place: SecondaryMap<Inst, Option<(Block, u32)>>,
    errors: Errors,
}

/// Verifies `func`. Without `env`, operators that refer to the module are only checked for
/// what needs no module.
pub fn verify(func: &Function, env: Option<&ModuleEnv>) -> Result<(), Errors> {
    let mut verifier = Verifier {
        func,
        env,
        cfg: Cfg::default(),
        dominators: Dominators::default(),
        place: SecondaryMap::new(),
        errors: Vec::new(),
    };
    verifier.layout();
    if verifier.errors.is_empty() {
        verifier.region_names();
    }
    if verifier.errors.is_empty() {
        verifier.cfg.compute(func);
        verifier.dominators.compute(func, &verifier.cfg);
        for &block in &func.order {
            verifier.block(block);
        }
        verifier.order();
        verifier.regions();
    }
    if verifier.errors.is_empty() { Ok(()) } else { Err(verifier.errors) }
}

impl Verifier<'_> {
    fn complain(&mut self, what: String) {
        self.errors.push(what);
    }

    /// Entities exist, nothing is in two places, blocks end in terminators.
    fn layout(&mut self) {
        let func = self.func;
        if func.order.is_empty() {
            return self.complain("the function has no blocks".into());
        }
        let mut seen: SecondaryMap<Block, bool> = SecondaryMap::new();
        for &block in &func.order {
            if block.index() >= func.blocks.len() || seen[block] {
                self.complain(format!("{block} is missing or twice in the order"));
                continue;
            }
            seen[block] = true;
            let Some(terminator) = func.blocks[block].terminator.expand() else {
                self.complain(format!("{block} has no terminator"));
                continue;
            };
            for (at, inst) in func.block_insts_and_terminator(block).enumerate() {
                if self.place[inst].replace((block, at as u32)).is_some() {
                    self.complain(format!("{inst} is in two places"));
                }
                let ends = func.insts[inst].op.flags().any(Flags::TERMINATOR);
                let text = func.insts[inst].op.info().text;
                let invoke = func.insts[inst].op.flags().any(Flags::STRUCTURE);
                if ends != (inst == terminator) || invoke {
                    self.complain(format!("{block}: `{text}` stands in a wrong place"));
                }
            }
        }
        for &block in &func.order {
            if func.blocks[block].terminator.is_some() {
                let insts: Vec<Inst> = func.block_insts_and_terminator(block).collect();
                for edge in insts.into_iter().flat_map(|inst| func.edges_of(inst)) {
                    if !seen[func.edges[edge].block] {
                        let target = func.edges[edge].block;
                        self.complain(format!("{block}: edge to {target}, which is not there"));
                    }
                }
            }
        }
    }

    fn block(&mut self, block: Block) {
        let func = self.func;
        if block == func.entry() {
            let types: Vec<Type> = func.block_params(block).iter().map(|&v| func.ty(v)).collect();
            if types != func.params {
                self.complain("the entry's parameters are not the function's".into());
            }
            if !self.cfg.preds(block).is_empty() {
                self.complain("the entry has a predecessor".into());
            }
        }
        for (index, &param) in func.block_params(block).iter().enumerate() {
            if func.values[param].def != ValueDef::Param(block, index as u32) {
                self.complain(format!("{param} is not parameter {index} of {block}"));
            }
        }
        let insts: Vec<Inst> = func.block_insts_and_terminator(block).collect();
        for inst in insts {
            for (index, value) in func.inst_results(inst).enumerate() {
                if func.values[value].def != ValueDef::Result(inst, index as u16) {
                    self.complain(format!("{value} is not result {index} of {inst}"));
                }
            }
            for &arg in func.args(inst) {
                self.use_of(arg, inst, None);
            }
            self.types(inst);
            self.immediates(inst);
            self.edges(block, inst);
        }
    }

    /// A use must be dominated by its definition; results of terminators exist on their own
    /// edges only.
    fn use_of(&mut self, value: Value, user: Inst, edge: Option<Edge>) {
        let func = self.func;
        let Some((block, at)) = self.place[user] else {
            return;
        };
        let text = func.insts[user].op.info().text;
        if value.index() >= func.values.len() {
            return self.complain(format!("{block}: `{text}` uses {value}, which is not there"));
        }
        let dominated = match func.values[value].def {
            ValueDef::Param(home, index) => {
                func.block_params(home).get(index as usize) == Some(&value)
                    && (home == block || self.dominators.dominates(home, block))
            }
            ValueDef::Result(inst, _) => match self.place[inst] {
                Some(_) if func.insts[inst].op.flags().any(Flags::TERMINATOR) => {
                    inst == user && edge.is_some_and(|edge| self.is_given_on(value, inst, edge))
                }
                Some((home, place)) if home == block => place < at,
                Some((home, _)) => self.dominators.dominates(home, block),
                None => false,
            },
        };
        if !dominated && self.cfg.is_reachable(block) {
            self.complain(format!("{block}: `{text}` uses {value}, which does not dominate it"));
        }
    }

    /// Whether `edge` is the one of its terminator on which the result `value` exists.
    fn is_given_on(&self, value: Value, inst: Inst, edge: Edge) -> bool {
        let first = match self.func.insts[inst].op.code {
            // Null has no value to pass.
            Opcode::BrOnNull => 1,
            _ => 0,
        };
        let number = self.func.inst_results(inst).position(|result| result == value);
        number.is_some_and(|number| self.func.edges_of(inst).nth(first + number) == Some(edge))
    }

    fn types(&mut self, inst: Inst) {
        let func = self.func;
        let op = func.insts[inst].op;
        let args = func.args(inst);
        let text = op.info().text;
        let arity = match op.code {
            Opcode::Return => Some(func.results.len()),
            Opcode::Br | Opcode::Enter => Some(0),
            Opcode::BrIf
            | Opcode::BrTable
            | Opcode::BrOnNull
            | Opcode::BrOnNonNull
            | Opcode::BrOnCast
            | Opcode::BrOnCastFail => Some(1),
            _ => None,
        };
        if let Some(arity) = arity {
            if args.len() != arity {
                self.complain(format!("{inst}: `{text}` takes {arity} operands"));
            }
            return self.terminator_types(inst);
        }
        let no_module = ModuleEnv::default();
        let env = self.env.unwrap_or(&no_module);
        let operand = |depth: usize| {
            args.len().checked_sub(depth + 1).map_or(Type::I32, |at| func.ty(args[at]))
        };
        if let Some((from, to)) = env.conversion(op, operand(0)) {
            self.subtype(operand(0), from, text);
            let result = func.result(inst).map(|v| func.ty(v));
            if !result.is_some_and(|result| self.is_subtype(to, result)) {
                self.complain(format!("{inst}: result of `{text}` has a wrong type"));
            }
            return;
        }
        let Some(sig) = env.signature(op, operand) else {
            if self.env.is_some() {
                self.complain(format!("{inst}: `{text}` names what the module does not have"));
            }
            return;
        };
        if sig.params.len() != args.len() {
            return self.complain(format!("{inst}: `{text}` takes {} operands", sig.params.len()));
        }
        for (&arg, &ty) in args.iter().zip(&sig.params) {
            self.subtype(func.ty(arg), ty, text);
        }
        if op.flags().all(Flags::CALLS.with(Flags::TERMINATOR)) {
            return self.tail_call_results(inst, &sig.results);
        }
        let results: Vec<Type> = func.inst_results(inst).map(|v| func.ty(v)).collect();
        // An operand may have become more precise since the result was made.
        let given = sig.results.iter().zip(&results);
        if results.len() != sig.results.len()
            || !given.into_iter().all(|(&given, &result)| self.is_subtype(given, result))
        {
            self.complain(format!("{inst}: results of `{text}` have wrong types"));
        }
    }

    /// What a tail call gives is what the function gives.
    fn tail_call_results(&mut self, inst: Inst, results: &[Type]) {
        let text = self.func.insts[inst].op.info().text;
        let wanted = &self.func.results;
        if results.len() != wanted.len() || self.func.result_count(inst) > 0 {
            return self.complain(format!("{inst}: `{text}` gives {} results", results.len()));
        }
        for (&ty, &wanted) in results.iter().zip(wanted) {
            self.subtype(ty, wanted, text);
        }
    }

    /// Operands and results of terminators whose arity is known to be right.
    fn terminator_types(&mut self, inst: Inst) {
        let func = self.func;
        let op = func.insts[inst].op;
        let text = op.info().text;
        let operand = func.args(inst).first().map(|&arg| func.ty(arg)).filter(|ty| ty.is_ref());
        // What is left when the cast fails: without null if the cast would have taken it.
        let rest = if op.ty2().is_nullable() { op.ty().with_null(false) } else { op.ty() };
        let given = match (op.code, operand) {
            (Opcode::Return, _) => {
                for (&arg, &ty) in func.args(inst).iter().zip(&func.results) {
                    self.subtype(func.ty(arg), ty, text);
                }
                return;
            }
            (Opcode::BrIf | Opcode::BrTable, _) => {
                return self.subtype(func.ty(func.args(inst)[0]), Type::I32, text);
            }
            (Opcode::BrOnNull | Opcode::BrOnNonNull, Some(ty)) => vec![ty.with_null(false)],
            (Opcode::BrOnCast, Some(_)) => vec![op.ty2(), rest],
            (Opcode::BrOnCastFail, Some(_)) => vec![rest, op.ty2()],
            (Opcode::Br | Opcode::Enter, _) => return,
            _ => return self.complain(format!("{inst}: `{text}` takes a reference")),
        };
        if let (Opcode::BrOnCast | Opcode::BrOnCastFail, Some(operand)) = (op.code, operand) {
            self.subtype(operand, op.ty(), text);
        }
        if func.result_count(inst) != given.len() {
            return self.complain(format!("{inst}: `{text}` has {} results", given.len()));
        }
        for (ty, value) in given.into_iter().zip(func.inst_results(inst)) {
            self.subtype(ty, func.ty(value), text);
        }
    }

    fn is_subtype(&self, sub: Type, sup: Type) -> bool {
        match self.env {
            Some(env) => env.is_subtype(sub, sup),
            // Without the module only numbers can be told apart.
            None => sub == sup || (sub.is_ref() && sup.is_ref()),
        }
    }

    fn subtype(&mut self, sub: Type, sup: Type, text: &str) {
        if !self.is_subtype(sub, sup) {
            self.complain(format!("`{text}`: {sub} where {sup} is expected"));
        }
    }

    fn edges(&mut self, block: Block, inst: Inst) {
        let func = self.func;
        let op = func.insts[inst].op;
        let count = func.edge_count(inst);
        let expected = match op.code {
            Opcode::Br => 1..=1,
            Opcode::BrIf
            | Opcode::BrOnNull
            | Opcode::BrOnNonNull
            | Opcode::BrOnCast
            | Opcode::BrOnCastFail => 2..=2,
            Opcode::BrTable | Opcode::Enter => 1..=usize::MAX,
            _ if op.flags().any(Flags::THROWS) && func.blocks[block].region.is_some() => {
                0..=usize::MAX
            }
            _ => 0..=0,
        };
        if !expected.contains(&count) {
            self.complain(format!("{block}: `{}` has {count} edges", op.info().text));
        }
        for (index, edge) in func.edges_of(inst).enumerate() {
            let target = func.edges[edge].block;
            let args = func.edge_args(edge);
            let entering = op.code == Opcode::Enter && index > 0;
            let implicit = func.implicit_params(target);
            let params = func.block_params(target);
            let wanted = params.len().saturating_sub(implicit);
            if entering && args.is_empty() {
                continue;
            }
            if args.len() != wanted {
                self.complain(format!(
                    "{block}: edge to {target} passes {} arguments for {wanted}",
                    args.len()
                ));
                continue;
            }
            for (&arg, &param) in args.iter().zip(&params[implicit..]) {
                self.use_of(arg, inst, Some(edge));
                self.subtype(func.ty(arg), func.ty(param), "edge");
            }
        }
    }

    /// Every block is reachable, and edges go forward or to a dominator.
    fn order(&mut self) {
        for (number, block) in self.func.order.iter().copied().enumerate() {
            if number > 0 && self.dominators.idom(block).is_none() {
                self.complain(format!("{block} cannot be reached"));
            }
            for (pred, _) in self.cfg.preds(block).to_vec() {
                let backward = self.cfg.rpo_number[pred] as usize >= number;
                if backward && !self.dominators.dominates(block, pred) {
                    self.complain(format!("the edge from {pred} to {block} goes backward"));
                }
            }
        }
    }
}
