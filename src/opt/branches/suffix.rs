//! The common end of several blocks, found by walking them backward in lockstep.
//!
//! Takes: blocks that end alike. Gives, step by step: [`Suffix`], which instructions are the same
//! in all of them, and what the ends need from before that differs: *open* values, which a
//! shared block would take as parameters. Instructions with effects are matched in their order;
//! pure ones follow their uses. Invariant: whatever uses a result of a matched instruction is
//! matched too, so the matched ones can be moved behind all others. Bytes saved are
//! [`Suffix::gain`]. Cost: O(blocks) a step, times the open values.

use super::super::cost;
use super::facts::same_value;
use crate::ir::{Block, Edge, Flags, Function, Inst, Opcode, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use smallvec::SmallVec;

/// What is open at most; more parameters hardly ever pay.
const MAX_OPEN: usize = 6;

/// A value of each block, in the blocks' order.
type Tuple = SmallVec<[Value; 4]>;

/// A place of the first block that reads a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Site {
    Operand(Inst, u32),
    Argument(Edge, u32),
}

/// Values that differ, with the places that read them.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub values: Tuple,
    pub sites: SmallVec<[Site; 2]>,
}

/// Tables that stay the same while suffixes of one function are compared.
pub(super) struct Tables {
    pub uses: SecondaryMap<Value, u32>,
    pub home: SecondaryMap<Value, PackedOption<Block>>,
}

/// Why a walk ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// The next instructions are not alike.
    Differs,
    /// There is nothing more, or what there is cannot be moved.
    Over,
}

pub(super) struct Suffix<'a> {
    func: &'a Function,
    tables: &'a Tables,
    pub members: &'a [Block],
    /// Per block: instructions before this position have not been looked at.
    cursor: SmallVec<[usize; 8]>,
    pub open: Vec<Open>,
    /// Per block: what was matched, from the end.
    pub matched: Vec<Vec<Inst>>,
    /// Bytes of what was matched, once.
    bytes: u32,
}

impl<'a> Suffix<'a> {
    /// The blocks' terminators, which must be alike; `None` if they cannot be shared.
    pub fn new(func: &'a Function, tables: &'a Tables, members: &'a [Block]) -> Option<Self> {
        let mut suffix = Suffix {
            func,
            tables,
            members,
            cursor: members.iter().map(|&block| func.block_insts(block).len()).collect(),
            open: Vec::new(),
            matched: vec![Vec::new(); members.len()],
            bytes: 0,
        };
        let ends: SmallVec<[Inst; 8]> =
            members.iter().map(|&block| func.terminator(block)).collect();
        let op = func.insts[ends[0]].op;
        suffix.bytes = match op.code {
            // Mostly the branch becomes the shared block's, or both fall through.
            Opcode::Br => 0,
            Opcode::BrIf => 2,
            Opcode::BrTable => 2 + func.edge_count(ends[0]) as u32,
            _ => op.encoded_size(),
        };
        suffix.read_all(&ends).then_some(())?;
        suffix.absorb();
        Some(suffix)
    }

    fn block_count(&self) -> i64 {
        self.members.len() as i64
    }

    /// Matches the instructions with effects that come next, going backward.
    pub fn step(&mut self) -> Result<(), End> {
        let mut next: SmallVec<[Inst; 8]> = SmallVec::new();
        for index in 0..self.members.len() {
            next.push(self.previous(index).ok_or(End::Over)?.1);
        }
        if !next.iter().all(|&inst| self.alike(next[0], inst)) {
            return Err(End::Differs);
        }
        if !self.close_results(&next) || !self.read_all(&next) {
            return Err(End::Over);
        }
        for (index, &inst) in next.iter().enumerate() {
            self.matched[index].push(inst);
            if let Some((at, _)) = self.previous(index) {
                self.cursor[index] = at;
            }
        }
        self.bytes += self.func.insts[next[0]].op.encoded_size();
        self.absorb();
        if self.open.len() > MAX_OPEN { Err(End::Over) } else { Ok(()) }
    }

    /// The instruction with effects before the cursor of a block, and its position.
    pub fn previous(&self, index: usize) -> Option<(usize, Inst)> {
        let insts = &self.func.block_insts(self.members[index])[..self.cursor[index]];
        let has_effect = |&inst: &Inst| !self.func.insts[inst].op.flags().is_pure();
        let at = insts.iter().rposition(has_effect)?;
        Some((at, insts[at]))
    }

    /// Same operator, results and targets.
    pub fn alike(&self, a: Inst, b: Inst) -> bool {
        let func = self.func;
        let types = |inst| func.inst_results(inst).map(|value| func.ty(value));
        let targets = |inst| func.edges_of(inst).map(|edge| func.edges[edge].block);
        func.insts[a].op == func.insts[b].op
            && func.args(a).len() == func.args(b).len()
            && types(a).eq(types(b))
            && targets(a).eq(targets(b))
    }

    /// Whether all reads of the instructions' results are matched already; takes them off the
    /// open values.
    fn close_results(&mut self, insts: &[Inst]) -> bool {
        let func = self.func;
        for result in 0..func.result_count(insts[0]) {
            let values: Tuple =
                insts.iter().filter_map(|&inst| func.inst_results(inst).nth(result)).collect();
            if values.iter().all(|&value| self.tables.uses[value] == 0) {
                continue;
            }
            let Some(at) = self.open.iter().position(|open| open.values == values) else {
                return false;
            };
            if !self.is_closed(&self.open[at]) {
                return false;
            }
            self.close(at);
        }
        true
    }

    /// Whether nothing that is not matched reads the values.
    fn is_closed(&self, open: &Open) -> bool {
        open.values.iter().all(|&value| self.tables.uses[value] as usize == open.sites.len())
    }

    fn close(&mut self, at: usize) {
        let open = self.open.swap_remove(at);
        // One read is nested, more are of a local.
        let sites = open.sites.len() as u32;
        self.bytes += if sites > 1 { cost::TEE + cost::GET * (sites - 1) } else { 0 };
    }

    /// Adds what the instructions read to the open values; fails on types that differ.
    fn read_all(&mut self, insts: &[Inst]) -> bool {
        let func = self.func;
        for at in 0..func.args(insts[0]).len() {
            let values = insts.iter().map(|&inst| func.args(inst)[at]).collect();
            if !self.read(values, Site::Operand(insts[0], at as u32)) {
                return false;
            }
        }
        let lists: SmallVec<[SmallVec<[Edge; 4]>; 8]> =
            insts.iter().map(|&inst| func.edges_of(inst).collect()).collect();
        for (number, &first) in lists[0].iter().enumerate() {
            for at in 0..func.edge_args(first).len() {
                let values = lists.iter().map(|edges| func.edge_args(edges[number])[at]).collect();
                if !self.read(values, Site::Argument(first, at as u32)) {
                    return false;
                }
            }
        }
        true
    }

    fn read(&mut self, values: Tuple, site: Site) -> bool {
        let func = self.func;
        if values[1..].iter().all(|&value| same_value(func, values[0], value)) {
            self.bytes += match func.constant(values[0]) {
                Some(op) => op.encoded_size(),
                None => cost::GET,
            };
            return true;
        }
        if values.iter().any(|&value| func.ty(value) != func.ty(values[0])) {
            return false;
        }
        match self.open.iter_mut().find(|open| open.values == values) {
            Some(open) => open.sites.push(site),
            None => self.open.push(Open { values, sites: SmallVec::from_slice(&[site]) }),
        }
        true
    }

    /// Matches pure instructions whose results are open and read nowhere else.
    fn absorb(&mut self) {
        let mut at = 0;
        while at < self.open.len() {
            let Some(insts) = self.pure(&self.open[at]) else {
                at += 1;
                continue;
            };
            self.close(at);
            self.bytes += self.func.insts[insts[0]].op.encoded_size();
            for (matched, &inst) in self.matched.iter_mut().zip(&insts) {
                matched.push(inst);
            }
            // Types were compared: operands of equal operators.
            self.read_all(&insts);
            at = 0;
        }
    }

    /// The instructions that define open values, if they can be matched: each in its block, with
    /// at most one operand that will certainly stay open.
    fn pure(&self, open: &Open) -> Option<SmallVec<[Inst; 8]>> {
        let func = self.func;
        if !self.is_closed(open) {
            return None;
        }
        let mut insts: SmallVec<[Inst; 8]> = SmallVec::new();
        for (&value, &block) in open.values.iter().zip(self.members) {
            let (inst, op) = func.def_op(value)?;
            let fits = op.flags().is_pure()
                && !op.flags().any(Flags::CONSTANT)
                && self.tables.home[value] == block.into()
                && func.result(inst).is_some();
            fits.then(|| insts.push(inst))?;
        }
        if !insts.iter().all(|&inst| self.alike(insts[0], inst)) {
            return None;
        }
        let args = func.args(insts[0]).len();
        let column = |at: usize| insts.iter().map(move |&inst| func.args(inst)[at]);
        let types_agree = (0..args).all(|at| {
            let ty = func.ty(func.args(insts[0])[at]);
            column(at).all(|value| func.ty(value) == ty)
        });
        let stays_open = |&at: &usize| {
            let first = func.args(insts[0])[at];
            let differs = !column(at).all(|value| same_value(func, first, value));
            differs
                && column(at).zip(self.members).any(|(value, &block)| {
                    let own = self.tables.home[value] == block.into();
                    !own || func.def_op(value).is_none() || func.constant(value).is_some()
                })
        };
        (types_agree && (0..args).filter(stays_open).count() <= 1).then_some(insts)
    }

    /// Bytes saved by a shared block for what is matched so far. `replaces_join`: every way to
    /// the place the blocks lead to comes from them.
    pub fn gain(&self, replaces_join: bool) -> i64 {
        let count = self.block_count();
        let end = self.func.insts[self.func.terminator(self.members[0])].op.code;
        // A `block … end`, and a branch there from all but one.
        let overhead = match end {
            Opcode::Br if replaces_join => 0,
            Opcode::Br => 3,
            _ => 3 + 2 * (count - 1),
        };
        let stack = self.first_read();
        let mut gain = (count - 1) * i64::from(self.bytes) - overhead;
        for (index, open) in self.open.iter().enumerate() {
            let sites = open.sites.len() as i64;
            let is_edge_argument = end == Opcode::Br
                && open.sites.iter().all(|site| matches!(site, Site::Argument(..)));
            if is_edge_argument && sites == 1 {
                // Passed on as it was passed before.
                continue;
            }
            let rests = Some(index) == stack;
            for (member, &value) in open.values.iter().enumerate() {
                let (before, after) = self.moving(member, value, sites, rests);
                gain += before - after;
            }
            gain -= match rests {
                true if sites > 1 => i64::from(cost::TEE) + i64::from(cost::GET) * (sites - 1),
                true => 0,
                false => i64::from(cost::GET) * sites,
            };
        }
        gain
    }

    /// Bytes of reading `value` at each of its sites, and of handing it over.
    fn moving(&self, member: usize, value: Value, sites: i64, rests: bool) -> (i64, i64) {
        let write = if rests { 0 } else { i64::from(cost::TEE) };
        let get = i64::from(cost::GET);
        let own = self.tables.home[value] == self.members[member].into();
        match self.func.constant(value) {
            Some(op) => {
                let bytes = i64::from(op.encoded_size());
                (bytes * sites, bytes + write)
            }
            None if own && self.func.def_op(value).is_some() && self.is_only_here(value, sites) => {
                (if sites > 1 { get * sites } else { 0 }, write)
            }
            // In a local already, which may become the parameter's.
            None => (get * sites, if rests { get } else { 1 }),
        }
    }

    fn is_only_here(&self, value: Value, sites: i64) -> bool {
        i64::from(self.tables.uses[value]) == sites
    }

    /// The open value that the shared block would read first, if it does so from the stack: the
    /// leftmost operand of its first instruction.
    fn first_read(&self) -> Option<usize> {
        let layout = self.func.block_insts(self.members[0]);
        let matched = &self.matched[0];
        let first = layout.iter().find(|inst| matched.contains(inst));
        let first = first.copied().unwrap_or_else(|| self.func.terminator(self.members[0]));
        self.open.iter().position(|open| {
            open.sites.iter().any(|site| matches!(site, Site::Operand(inst, 0) if *inst == first))
        })
    }
}
