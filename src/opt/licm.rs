//! Moves what is the same in every round of a loop in front of it.
//!
//! Takes: SSA, full layout. Gives: loops whose invariant computations stand in the block that
//! leads to them, which is made if there is none. Invariants: what moves is pure and has
//! operands from outside the loop; or reads state that nothing in the loop writes, nor another
//! thread; if it may trap, the loop's header runs it before anything that can be noticed, so
//! that entering the loop means running it.
//!
//! Speeds up, but a value that lives longer takes a local for longer. Constants stay, since
//! reading a local takes as long, and so does what is not computed in every round. Cost:
//! O(instructions * depth of loops) a round, at most [`ROUNDS`]; each round moves what it finds
//! out of one loop. From: Aho et al., "Compilers", 2nd ed., 9.5.

use super::{Context, branches, uses};
use crate::guard::Guard;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::effects::{EffectTable, State};
use crate::ir::loops::{Loop, Loops};
use crate::ir::{Block, Edge, Flags, Function, Inst, Op, Opcode, Value};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;

/// Loops that something is moved out of, at most.
const ROUNDS: u32 = 4;
/// Values that a loop gets from before it, at most: each takes a local all the while.
const MAX_MOVED: usize = 16;

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    let mut changed = false;
    for _ in 0..ROUNDS {
        if !round(func, cx.effects) {
            break;
        }
        changed = true;
    }
    changed
}

fn round(func: &mut Function, effects: &EffectTable) -> bool {
    let cfg = Cfg::of(func);
    let dominators = Dominators::of(func, &cfg);
    let loops = Loops::of(&cfg, &dominators);
    let mut members: Vec<Vec<Block>> = vec![Vec::new(); loops.iter().count()];
    for &block in &cfg.rpo {
        let mut at = loops.innermost(block);
        while let Some(this) = at {
            members[this.as_u32() as usize].push(block);
            at = loops.parent(this);
        }
    }
    let mut motion = Motion {
        home: branches::homes(func),
        uses: uses::count(func),
        func,
        effects,
        cfg: &cfg,
        dominators: &dominators,
        loops: &loops,
        is_invariant: SecondaryMap::new(),
        before: SecondaryMap::new(),
        around: SecondaryMap::new(),
    };
    motion.is_invariant.resize(motion.func.insts.len());
    let mut changed = false;
    // Inner loops first.
    for this in loops.iter().rev() {
        changed |= motion.empty(this, &members[this.as_u32() as usize]);
    }
    let before = motion.before;
    if changed {
        let order = std::mem::take(&mut func.order);
        for block in order {
            func.order.extend(before[block].expand());
            func.order.push(block);
        }
    }
    changed
}

struct Motion<'a> {
    func: &'a mut Function,
    effects: &'a EffectTable,
    cfg: &'a Cfg,
    dominators: &'a Dominators,
    loops: &'a Loops,
    home: SecondaryMap<Value, PackedOption<Block>>,
    uses: SecondaryMap<Value, u32>,
    /// Instructions of the current loop that could move.
    is_invariant: SecondaryMap<Inst, bool>,
    /// Blocks made in front of headers.
    before: SecondaryMap<Block, PackedOption<Block>>,
    /// The innermost loop around each block made.
    around: SecondaryMap<Block, PackedOption<Loop>>,
}

impl Motion<'_> {
    /// Moves what can and pays out of one loop.
    fn empty(&mut self, this: Loop, members: &[Block]) -> bool {
        let header = self.loops.header(this);
        if header == self.func.entry() {
            return false;
        }
        let found = self.find(this, members);
        if found.is_empty() {
            return false;
        }
        let roots = self.roots(this, members, &found);
        if roots.is_empty() {
            return self.forget(&found);
        }
        let Some(place) = self.place(header) else {
            return self.forget(&found);
        };
        // Operands before users: `found` is in layout order.
        let mut is_moved: SecondaryMap<Inst, bool> = SecondaryMap::new();
        let mut work = roots;
        while let Some(inst) = work.pop() {
            if !std::mem::replace(&mut is_moved[inst], true) {
                let operands = self.func.args(inst).iter().filter_map(|&arg| self.func.def_op(arg));
                work.extend(operands.map(|def| def.0).filter(|&inst| self.is_invariant[inst]));
            }
        }
        let moved: Vec<Inst> = found.iter().copied().filter(|&inst| is_moved[inst]).collect();
        self.forget(&found);
        self.take_out(members, &is_moved);
        for &inst in &moved {
            self.bring_constants(place, inst, this);
            self.func.append_inst(place, inst);
            for value in self.func.inst_results(inst) {
                self.home[value] = place.into();
            }
        }
        true
    }

    /// Clears the marks of the current loop.
    fn forget(&mut self, found: &[Inst]) -> bool {
        found.iter().for_each(|&inst| self.is_invariant[inst] = false);
        false
    }

    /// Instructions of the loop that could stand in front of it, in layout order.
    fn find(&mut self, this: Loop, members: &[Block]) -> Vec<Inst> {
        let written = self.written(members);
        let header = self.loops.header(this);
        let mut found = Vec::new();
        for &block in members {
            // Whether everything up to here runs whenever the loop is entered, unnoticed.
            let mut is_certain = block == header;
            for &inst in self.func.block_insts(block) {
                let op = self.func.insts[inst].op;
                const NOTICED: Flags =
                    Flags::WRITES.with(Flags::THROWS).with(Flags::HOST).with(Flags::ORDERED);
                if op.flags().any(NOTICED) {
                    is_certain = false;
                    continue;
                }
                let fits = !op.flags().any(Flags::CONSTANT)
                    && self.func.result(inst).is_some()
                    && self.may_move(op, written)
                    && (is_certain
                        || !op.flags().any(Flags::TRAPS)
                        || Guard::InvariantTrap.is_off())
                    && self.func.args(inst).iter().all(|&arg| self.is_outside(this, arg));
                if fits {
                    self.is_invariant[inst] = true;
                    found.push(inst);
                }
            }
        }
        found
    }

    /// What the loop may write.
    fn written(&self, members: &[Block]) -> State {
        let mut written = State::NONE;
        for &block in members {
            for inst in self.func.block_insts_and_terminator(block) {
                let op = self.func.insts[inst].op;
                if !op.flags().is_pure() {
                    written = written.with(self.effects.of(op).writes);
                }
            }
        }
        written
    }

    /// Whether an operator gives the same in every round of a loop that writes no more than
    /// `written`, if its operands do.
    fn may_move(&self, op: Op, written: State) -> bool {
        let flags = op.flags();
        if flags.any(Flags::ALLOCATES.with(Flags::TERMINATOR).with(Flags::STRUCTURE)) {
            return false;
        }
        if flags.is_pure() {
            return true;
        }
        let effects = self.effects.of(op);
        !effects.varies && (!effects.reads.meets(written) || Guard::InvariantState.is_off())
    }

    /// Whether `value` is the same in every round.
    fn is_outside(&self, this: Loop, value: Value) -> bool {
        if let Some((inst, op)) = self.func.def_op(value)
            && (op.flags().any(Flags::CONSTANT) || self.is_invariant[inst])
        {
            return true;
        }
        match self.home[value].expand() {
            // Blocks made in front of a loop are in none of those inside it.
            Some(home) => !self.is_member(this, home),
            None => false,
        }
    }

    fn is_member(&self, this: Loop, block: Block) -> bool {
        if self.cfg.is_reachable(block) {
            return self.loops.contains(this, block);
        }
        // Made in this round, in front of a header.
        let around = self.around[block].expand();
        around.is_some_and(|outer| self.loops.contains(this, self.loops.header(outer)))
    }

    /// Those of `found` that what stays uses, run in every round, and worth a local.
    fn roots(&self, this: Loop, members: &[Block], found: &[Inst]) -> Vec<Inst> {
        let header = self.loops.header(this);
        let every_round = |block: Block| {
            let mut preds = self.cfg.preds(header).iter();
            preds.all(|&(pred, _)| {
                !self.dominators.dominates(header, pred) || self.dominators.dominates(block, pred)
            })
        };
        let mut in_moved: SecondaryMap<Value, u32> = SecondaryMap::new();
        for &inst in found {
            self.func.args(inst).iter().for_each(|&arg| in_moved[arg] += 1);
        }
        let mut roots = Vec::new();
        for &block in members.iter().filter(|&&block| every_round(block)) {
            for &inst in self.func.block_insts(block) {
                let is_root = self.is_invariant[inst]
                    && self.func.result(inst).is_some_and(|value| {
                        self.uses[value] > in_moved[value] && self.steps(inst, 0) > 1
                    });
                if is_root && roots.len() < MAX_MOVED {
                    roots.push(inst);
                }
            }
        }
        roots
    }

    /// Operators of the tree that would move.
    fn steps(&self, inst: Inst, depth: u32) -> u32 {
        let args = self.func.args(inst).iter();
        let count = args.map(|&arg| match self.func.def_op(arg) {
            Some((inner, _)) if depth < 4 && self.is_invariant[inner] => {
                self.steps(inner, depth + 1)
            }
            _ => 1,
        });
        1 + count.sum::<u32>()
    }

    /// The block that leads to `header` and nowhere else; made if the loop has none.
    fn place(&mut self, header: Block) -> Option<Block> {
        if let Some(made) = self.before[header].expand() {
            return Some(made);
        }
        let entering: Vec<(Block, Edge)> = self
            .cfg
            .preds(header)
            .iter()
            .copied()
            .filter(|&(pred, _)| !self.dominators.dominates(header, pred))
            .collect();
        let region = self.func.blocks[header].region;
        let is_plain = |pred: Block| {
            let code = self.func.insts[self.func.terminator(pred)].op.code;
            self.func.blocks[pred].region == region
                && matches!(code, Opcode::Br | Opcode::BrIf | Opcode::BrTable)
        };
        if entering.is_empty() || !entering.iter().all(|&(pred, _)| is_plain(pred)) {
            return None;
        }
        if let [(pred, edge)] = entering[..]
            && branches::jump(self.func, pred) == Some(edge)
        {
            return Some(pred);
        }
        let made = self.func.make_block();
        self.func.blocks[made].region = region;
        let types: Vec<_> =
            self.func.block_params(header).iter().map(|&param| self.func.ty(param)).collect();
        let params: Vec<Value> =
            types.into_iter().map(|ty| self.func.append_param(made, ty)).collect();
        self.func.terminate_br(made, header, &params);
        for (_, edge) in entering {
            self.func.edges[edge].block = made;
        }
        self.before[header] = made.into();
        self.around[made] =
            self.loops.headed_by(header).and_then(|this| self.loops.parent(this)).into();
        Some(made)
    }

    fn take_out(&mut self, members: &[Block], is_moved: &SecondaryMap<Inst, bool>) {
        for &block in members {
            let insts = self.func.block_insts(block);
            if insts.iter().any(|&inst| is_moved[inst]) {
                let left: Vec<Inst> =
                    insts.iter().copied().filter(|&inst| !is_moved[inst]).collect();
                self.func.set_block_insts(block, &left);
            }
        }
    }

    /// Makes the constants that `inst` uses from inside the loop at its new place.
    fn bring_constants(&mut self, place: Block, inst: Inst, this: Loop) {
        for at in 0..self.func.args(inst).len() {
            let arg = self.func.args(inst)[at];
            let inside = self.home[arg].expand().is_some_and(|home| self.is_member(this, home));
            if let Some((_, op)) = self.func.def_op(arg)
                && op.flags().any(Flags::CONSTANT)
                && inside
            {
                let ty = self.func.ty(arg);
                if let Some(made) = self.func.append_new(place, op, &[], Some(ty)) {
                    self.func.args_mut(inst)[at] = made;
                    self.home[made] = place.into();
                    self.uses[made] = 1;
                }
            }
        }
    }
}
