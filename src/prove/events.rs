//! Events: what both sides must do in the same order.
//!
//! Takes: a path on which both sides wait at an operator that can be seen from outside, or that
//! gives a value which nobody can foresee. Gives: the paths after it, one for each handler that may
//! catch what it throws and one for its return. Invariant: operands and state are equal before,
//! and results and state are arbitrary but equal after.

use smallvec::{SmallVec, smallvec};

use super::accesses::any_loaded;
use super::code::{BlockId, Inst};
use super::facts::Scope;
use super::hierarchy::Static;
use super::machine::{self, Item};
use super::objects;
use super::opcode::{Class, Opcode as O};
use super::product::{Path, Product, Stop};
use super::summary::{State, Summary, stops};
use super::term::{Node, Op, Terms, Width};

/// What an event gives.
pub type Given = SmallVec<[Node; 2]>;

/// An allocation of the input that the output has not made.
#[derive(Clone)]
pub struct Spare {
    /// The operator.
    pub event: u32,
    /// Its operands.
    pub args: SmallVec<[Node; 6]>,
    /// The object.
    pub object: Node,
}

/// Blocks of the output in which an allocation is looked for.
const LOOK_AHEAD: usize = 32;

impl Product<'_, '_> {
    /// Both sides are at an operator that the other must do too.
    pub(super) fn event(
        &mut self,
        path: &mut Path,
        paths: &mut Vec<Path>,
        (a, b): (u32, u32),
    ) -> Result<bool, Stop> {
        let [source, target] = self.question.codes;
        let (x, y) = (source.insts[a as usize], target.insts[b as usize]);
        if !self.same_event(&x, &y) || path.source.args.len() != path.target.args.len() {
            return self.fail(path, "what comes next", Node::NONE, Node::NONE);
        }
        for index in 0..path.source.args.len() {
            let (a, b) = (path.source.args[index], path.target.args[index]);
            self.require(path, "operands", a, b)?;
        }
        path.target.show_operands();
        let allocates = allocates(x.op);
        if !allocates {
            self.meet(path)?;
            self.same_state(path)?;
        }
        // A path may come to one operator twice; its results are other values then.
        path.events += 1;
        let name = path.events << 44 | u64::from(a) << 20;
        let summary = self.summary(&x);
        if summary.stops & stops::THROWS != 0 {
            self.handlers(path, paths, name, (&x, &y))?;
        }
        let ends = |op: O| {
            matches!(
                op,
                O::Throw
                    | O::ThrowRef
                    | O::Rethrow
                    | O::ReturnCall
                    | O::ReturnCallIndirect
                    | O::ReturnCallRef
            )
        };
        if ends(x.op) {
            self.check_repeated(path, &[])?;
            return Ok(false);
        }
        let results = x.gives;
        let again = self.outcome(path, &x);
        let known = again.filter(|&key| !self.work.facts.is_passed(Scope::Both, key));
        let mut values = Vec::new();
        for result in 0..u64::from(results) {
            values.push(match known {
                Some(key) => self.result(key, result),
                None if x.op.class() == Class::Load => {
                    any_loaded(&mut self.work.terms, x.op, name | result)
                }
                None => {
                    let terms = &mut self.work.terms;
                    let ty = terms.types.result(&x, result);
                    let leaf = terms.typed_leaf(Op::Event, name | result, ty);
                    with_fields(terms, leaf, &x, &path.source.args)
                }
            });
        }
        if let Some(key) = known {
            self.work.facts.pass(Scope::Both, key);
        }
        match (x.op.class(), &values[..]) {
            (Class::Load, &[value]) if x.takes == 1 => {
                let key = (x.op, x.a, path.source.args[0], path.source.args[1]);
                path.loads.push((key, value));
            }
            _ if allocates => {}
            _ => path.loads.clear(),
        }
        if !allocates {
            self.renew(path, &x, summary.writes, name | 1 << 18);
        }
        for machine in [&mut path.source, &mut path.target] {
            machine.stack.extend(&values);
            machine.item = Item::Ready;
        }
        if ends(y.op) {
            // The call in the tail returns what it gave.
            path.target.item = Item::Return;
        }
        Ok(true)
    }

    /// The term that stands for the source's call not coming back, if a second call with the same
    /// operands would do what the first did.
    fn outcome(&mut self, path: &Path, inst: &Inst) -> Option<Node> {
        if inst.op != O::Call {
            return None;
        }
        let summary = self.question.around.calls.function(inst.a);
        if !summary.is_repeatable() {
            return None;
        }
        let terms = &mut self.work.terms;
        let all = path.source.operands(terms, &path.source.args, summary.reads);
        let imm = u64::from(inst.a) << 16 | 0xffff;
        Some(terms.intern(Op::After(O::Call), imm, [all, Node::NONE, Node::NONE], 1))
    }

    fn result(&mut self, outcome: Node, result: u64) -> Node {
        let term = self.work.terms.get(outcome);
        self.work.terms.read(term.op, term.imm & !0xffff | result, term.kids)
    }

    /// A call that only the input does, and that has come back with these operands in this state:
    /// it comes back again with the same results.
    pub(super) fn called(&mut self, path: &Path, event: u32, other: &Item) -> Option<Vec<Node>> {
        let [source, target] = self.question.codes;
        let inst = &source.insts[event as usize];
        let outcome = self.outcome(path, inst)?;
        if !self.work.facts.is_passed(Scope::Both, outcome) {
            return None;
        }
        if let Item::Event(other) = other
            && self.same_event(inst, &target.insts[*other as usize])
            && path.source.args == path.target.args
        {
            return None;
        }
        Some((0..u64::from(inst.gives)).map(|result| self.result(outcome, result)).collect())
    }

    /// A load of shared memory that only the input does, of a place that it has just loaded:
    /// it may have found the same value there.
    pub(super) fn loaded(&self, path: &Path, event: u32, other: &Item) -> Option<Node> {
        let [source, target] = self.question.codes;
        let inst = &source.insts[event as usize];
        if inst.op.class() != Class::Load {
            return None;
        }
        if let Item::Event(other) = other
            && self.same_event(inst, &target.insts[*other as usize])
            && path.source.args == path.target.args
        {
            return None;
        }
        let key = (inst.op, inst.a, *path.source.args.first()?, *path.source.args.get(1)?);
        path.loads.iter().find(|load| load.0 == key).map(|load| load.1)
    }

    /// If an event of the input is one that the output need not do, what it gives: an allocation,
    /// a call that only allocates, or a load of shared memory. Nobody notices a load that is no
    /// atomic one, nor does it order anything; whether it traps has been noted apart from it.
    pub(super) fn unneeded(&mut self, path: &Path, event: u32, other: &Item) -> Option<Given> {
        let [source, target] = self.question.codes;
        let inst = &source.insts[event as usize];
        let loads = inst.op.class() == Class::Load && inst.takes == 1;
        let calls = inst.op == O::Call && self.summary(inst).is_unneeded();
        if !loads && !calls && !allocates(inst.op) {
            return None;
        }
        if let Item::Event(other) = other
            && self.same_event(inst, &target.insts[*other as usize])
            && self.same_operands(&path.source.args, &path.target.args)
        {
            return None;
        }
        let name = (path.events + 1) << 44 | u64::from(event) << 20;
        let terms = &mut self.work.terms;
        if loads {
            return Some(smallvec![any_loaded(terms, inst.op, name)]);
        }
        let given = (0..u64::from(inst.gives)).map(|result| {
            let ty = terms.types.result(inst, result);
            let leaf = terms.typed_leaf(Op::Event, name | result, ty);
            with_fields(terms, leaf, inst, &path.source.args)
        });
        Some(given.collect())
    }

    fn same_operands(&mut self, these: &[Node], others: &[Node]) -> bool {
        these.len() == others.len() && these.iter().zip(others).all(|(&a, &b)| self.equal(a, b))
    }

    /// If the output allocates what the input has allocated before, and nobody has asked for until
    /// now: which of these it is, and what it gave. If somebody had seen or changed it, the states
    /// would differ, as what the output does not have is in one of them.
    pub(super) fn spared(&mut self, path: &Path, event: u32) -> Option<usize> {
        let [source, target] = self.question.codes;
        let inst = &target.insts[event as usize];
        if path.spare.is_empty() || !allocates(inst.op) {
            return None;
        }
        if let Item::Event(other) = path.source.item
            && self.same_event(&source.insts[other as usize], inst)
            && self.same_operands(&path.source.args, &path.target.args)
        {
            return None;
        }
        path.spare.iter().position(|spare| {
            self.same_event(&source.insts[spare.event as usize], inst)
                && self.same_operands(&spare.args, &path.target.args)
        })
    }

    /// Whether the output may come from a block to an allocation like one of the input's before it
    /// comes to the header of a loop.
    pub(super) fn makes_soon(&self, event: u32, block: BlockId) -> bool {
        let [source, target] = self.question.codes;
        let inst = &source.insts[event as usize];
        if !allocates(inst.op) {
            return true;
        }
        let mut seen: SmallVec<[BlockId; LOOK_AHEAD]> = SmallVec::from_slice(&[block]);
        let mut at = 0;
        while let Some(&block) = seen.get(at) {
            at += 1;
            let (from, to) = target.blocks[block as usize].insts;
            let insts = &target.insts[from as usize..to as usize];
            if at == LOOK_AHEAD || insts.iter().any(|other| self.same_event(inst, other)) {
                return true;
            }
            target.successors(block, |next| {
                if !target.blocks[next as usize].header && !seen.contains(&next) {
                    seen.push(next);
                }
            });
        }
        false
    }

    /// What an event may do, as far as calls are concerned.
    fn summary(&self, inst: &Inst) -> Summary {
        let around = self.question.around;
        match inst.op {
            O::Call | O::ReturnCall => around.calls.function(inst.a),
            O::CallIndirect | O::ReturnCallIndirect | O::CallRef | O::ReturnCallRef => {
                around.calls.by_type(inst.imm)
            }
            _ => Summary::ALL,
        }
    }

    /// After an event nothing is known about the state that it may write.
    fn renew(&mut self, path: &mut Path, inst: &Inst, writes: State, imm: u64) {
        let grows = matches!(inst.op, O::MemoryGrow | O::TableGrow);
        let parts = if grows { machine::WORLD + 1 } else { self.parts() };
        for part in 0..parts {
            if machine::touches(part, writes) {
                let leaf = self.work.terms.leaf(Op::Event, imm | part as u64);
                path.source.write_some(&mut self.work.terms, part, leaf, writes);
            }
            // Both states were equal.
            let after = path.source.parts[part];
            path.target.set_part(part, after);
        }
    }

    pub(super) fn same_event(&self, x: &Inst, y: &Inst) -> bool {
        let same_op = x.op == y.op
            || objects::allocate_alike(x.op, y.op)
            || matches!(
                (x.op, y.op),
                (O::Call, O::ReturnCall)
                    | (O::CallIndirect, O::ReturnCallIndirect)
                    | (O::CallRef, O::ReturnCallRef)
            );
        let same_item = match x.op {
            O::Call | O::ReturnCall => (self.question.related)(x.a, y.a),
            O::Rethrow => true,
            _ => x.a == y.a,
        };
        // Of accesses the offset is among the operands.
        let same_imm = x.imm == y.imm || matches!(x.op.class(), Class::Load | Class::Store);
        same_op && same_item && x.b == y.b && same_imm
    }

    /// If the event throws: each handler that may catch it.
    pub(super) fn handlers(
        &mut self,
        path: &Path,
        paths: &mut Vec<Path>,
        event: u64,
        (x, y): (&Inst, &Inst),
    ) -> Result<(), Stop> {
        let [source, target] = self.question.codes;
        let (xs, ys) = (source.clauses(x.handlers), target.clauses(y.handlers));
        if xs.len() != ys.len() || xs.iter().zip(&ys).any(|(x, y)| x.tag != y.tag) {
            return self.fail(path, "handlers", Node::NONE, Node::NONE).map(|_| ());
        }
        for (number, (x, y)) in xs.iter().zip(&ys).enumerate() {
            let mut next = Path {
                mark: self.work.facts.mark(),
                assumption: None,
                loads: Vec::new(),
                from: None,
                ..path.clone()
            };
            let imm = event | 1 << 19 | (number as u64) << 10;
            let thrown = self.work.terms.typed_leaf(Op::Event, imm | 0x3ff, Static::SOME);
            let parts = self.parts();
            for (machine, clause, code) in
                [(&mut next.source, x, source), (&mut next.target, y, target)]
            {
                machine.stack.truncate(clause.height as usize);
                for index in 0..u64::from(clause.payload) {
                    let terms = &mut self.work.terms;
                    let ty = terms.types.thrown(x.tag, index);
                    machine.stack.push(terms.typed_leaf(Op::Event, imm | index, ty));
                }
                if clause.reference {
                    machine.stack.push(thrown);
                }
                if let Some(register) = clause.save {
                    machine.regs[register as usize] = thrown;
                }
                for part in 0..parts {
                    let imm = event | 1 << 18 | 1 << 17 | part as u64;
                    let leaf = self.work.terms.leaf(Op::Event, imm);
                    machine.set_part(part, leaf);
                }
                machine.item = Item::Ready;
                machine.arrive(code, clause.block);
            }
            paths.push(next);
        }
        Ok(())
    }
}

/// What an event gives, with its fields if it is a structure that is not made by default, or with
/// its length if it is an array.
fn with_fields(terms: &mut Terms, leaf: Node, inst: &Inst, args: &[Node]) -> Node {
    let fields = match (inst.op, args) {
        (O::StructNew, [_, ..]) => terms.tuple(args),
        (O::ArrayNew, &[_, length]) | (O::ArrayNewDefault, &[length]) => terms.tuple(&[length]),
        (O::ArrayNewFixed, _) => {
            let length = terms.constant(Width::W32, inst.imm & u64::from(u32::MAX));
            terms.tuple(&[length])
        }
        _ => return leaf,
    };
    terms.object(leaf, fields)
}

/// Allocations change nothing that was there.
pub(super) fn allocates(op: O) -> bool {
    matches!(
        op,
        O::StructNew
            | O::StructNewDefault
            | O::ArrayNew
            | O::ArrayNewDefault
            | O::ArrayNewFixed
            | O::ArrayNewData
            | O::ArrayNewElem
    )
}
