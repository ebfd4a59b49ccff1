//! The control-flow graph that is lowered: numbered blocks, edges with their moves.
//!
//! Takes: a function and its value tables. Gives: [`Flow`]. Compared with the SSA graph,
//! blocks that only return have become edges to [`EXIT`] with the results as operands, blocks
//! that only jump are looked through, and edges whose value a terminator produces go through
//! a block of their own. Invariant: block numbers are a reverse postorder for the blocks that
//! come from SSA; split blocks are numbered after them and have one edge out.
//! Cost: O(blocks + edges * arguments).

use super::chains::Chains;
use super::frequency::Frequency;
use super::values::Values;
use crate::ir::entities::{Block, Edge, Inst, Region, Value};
use crate::ir::op::Opcode;
use crate::ir::{Flags, Function, ValueDef};
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use smallvec::SmallVec;

/// Target number of edges that leave the function with its results.
pub(super) const EXIT: u32 = u32::MAX;

/// How a block ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Term {
    /// One edge.
    Goto,
    /// Two edges: condition true, condition false.
    If,
    /// `br_table`: one edge per entry, default last.
    Table,
    /// `br_on_*`: taken, not taken.
    BrOn,
    /// `enter`: the region's body, then its handlers.
    Enter,
    /// No edges: the last operator does not come back.
    Stop,
}

/// A range of one of [`Flow`]'s pools.
pub(super) type Range = (u32, u32);

#[derive(Clone, Copy, Debug)]
pub(super) struct FlowBlock {
    /// The SSA block; `None` for split blocks.
    pub ir: PackedOption<Block>,
    pub term: Term,
    /// The SSA terminator, when there is one.
    pub inst: PackedOption<Inst>,
    pub edges: Range,
    /// Values that are on the operand stack when the block begins, bottom first.
    pub stack_in: Range,
    pub region: PackedOption<Region>,
    /// Edges of throwing instructions inside the block: a range of [`Flow::exceptional`].
    pub exceptional: Range,
    /// A handler that is laid out as an arm of a legacy `try`. Everything it dominates stays
    /// in the arm, so its payload goes to locals before any construct opens.
    pub is_arm: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct FlowEdge {
    pub from: u32,
    pub to: u32,
    /// Parameters with their arguments: the moves the edge must make.
    pub moves: Range,
    /// Operands that travel on the stack, bottom first.
    pub stack: Range,
    /// The throwing instruction that takes the edge, for exceptional edges.
    pub thrower: PackedOption<Inst>,
    /// Leads back to a loop header; known once `structure` has numbered the blocks.
    pub is_back: bool,
}

#[derive(Default, Debug)]
pub(super) struct Flow {
    pub blocks: Vec<FlowBlock>,
    pub edges: Vec<FlowEdge>,
    pub moves: Vec<(Value, Value)>,
    pub values: Vec<Value>,
    /// Number of blocks that come from SSA.
    pub from_ssa: u32,
    /// SSA blocks whose conditional branch leads to one place with the same arguments on both
    /// sides: their condition is not needed.
    pub undecided: Vec<Block>,
    /// Edges of throwing instructions, grouped by instruction in code order.
    pub exceptional: Vec<u32>,
    /// Which blocks run straight on into which.
    pub chains: Chains,
    number: SecondaryMap<Block, u32>,
    kind: SecondaryMap<Block, Kind>,
    /// Place of each SSA block in the layout.
    position: SecondaryMap<Block, u32>,
    pred_starts: Vec<u32>,
    preds: Vec<u32>,
    /// The block each edge of `preds` comes from.
    pred_blocks: Vec<u32>,
}

/// What an SSA block is for the flow graph.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
enum Kind {
    #[default]
    Normal,
    /// Nothing but `return`.
    Exit,
    /// Nothing but a jump.
    Forward,
}

/// What `block` is, seen by itself.
fn kind_of(func: &Function, values: &Values, block: Block) -> Kind {
    let inst = func.terminator(block);
    let kind = match func.insts[inst].op.code {
        Opcode::Return => Kind::Exit,
        Opcode::Br => Kind::Forward,
        _ => return Kind::Normal,
    };
    if !func.block_insts(block).iter().all(|&inst| values.is_absent(inst)) {
        return Kind::Normal;
    }
    let only_passed_on = |&param: &Value| {
        let info = values.info(param);
        let own = func
            .edges_of(inst)
            .map(|edge| func.edge_args(edge).iter().filter(|&&arg| arg == param).count());
        info.uses == 0 && info.edge_uses as usize == own.sum::<usize>()
    };
    let passes = kind == Kind::Exit || func.block_params(block).iter().all(only_passed_on);
    if passes { kind } else { Kind::Normal }
}

type Args = SmallVec<[Value; 8]>;

impl Flow {
    /// Builds the graph.
    pub fn build(&mut self, func: &Function, values: &Values) {
        self.clear();
        self.classify(func, values);
        for &block in &func.order {
            if self.kind[block] == Kind::Normal {
                self.number[block] = self.blocks.len() as u32;
                self.blocks.push(FlowBlock {
                    ir: block.into(),
                    term: Term::Stop,
                    inst: func.blocks[block].terminator,
                    edges: (0, 0),
                    stack_in: (0, 0),
                    region: func.blocks[block].region,
                    exceptional: (0, 0),
                    is_arm: false,
                });
            }
        }
        self.from_ssa = self.blocks.len() as u32;
        for number in 0..self.from_ssa {
            self.terminate(func, number);
        }
        self.handlers(func);
    }

    fn clear(&mut self) {
        self.blocks.clear();
        self.edges.clear();
        self.moves.clear();
        self.values.clear();
        self.exceptional.clear();
        self.undecided.clear();
        self.number.clear();
        self.kind.clear();
        self.position.clear();
    }

    fn classify(&mut self, func: &Function, values: &Values) {
        self.number.resize(func.blocks.len());
        self.kind.resize(func.blocks.len());
        self.position.resize(func.blocks.len());
        for (at, &block) in func.order.iter().enumerate() {
            self.position[block] = at as u32;
        }
        let mut any = false;
        for &block in &func.order[1..] {
            self.kind[block] = kind_of(func, values, block);
            any |= self.kind[block] != Kind::Normal;
        }
        if !any {
            return;
        }
        // Loop headers stay: looking through an endless empty loop would not end. Handlers
        // stay too.
        for (at, &block) in func.order.iter().enumerate() {
            let may_throw = func.blocks[block].region.is_some();
            for &inst in func.block_insts(block).iter().filter(|_| may_throw) {
                for edge in func.edges_of(inst) {
                    self.kind[func.edges[edge].block] = Kind::Normal;
                }
            }
            let inst = func.terminator(block);
            let op = func.insts[inst].op;
            let exceptional = op.code == Opcode::Enter || op.flags().any(Flags::THROWS);
            for edge in func.edges_of(inst) {
                let target = func.edges[edge].block;
                if exceptional || self.position[target] as usize <= at {
                    self.kind[target] = Kind::Normal;
                }
            }
        }
    }

    /// Where an edge really leads, with the arguments that arrive there.
    fn resolve(&self, func: &Function, edge: Edge) -> (u32, Option<Block>, Args) {
        let mut target = func.edges[edge].block;
        let mut args: Args = func.edge_args(edge).into();
        loop {
            let inst = func.terminator(target);
            let passed: &[Value] = match self.kind[target] {
                Kind::Normal => return (self.number[target], Some(target), args),
                Kind::Exit => func.args(inst),
                Kind::Forward => func.edges_of(inst).next().map_or(&[], |e| func.edge_args(e)),
            };
            let passed: Args = passed
                .iter()
                .map(|&value| match func.values[value].def {
                    ValueDef::Param(block, index) if block == target => args[index as usize],
                    _ => value,
                })
                .collect();
            args = passed;
            if self.kind[target] == Kind::Exit {
                return (EXIT, None, args);
            }
            if let Some(next) = func.edges_of(inst).next() {
                target = func.edges[next].block;
            }
        }
    }

    /// Adds an edge whose arguments are all moves, or operands if it leaves the function.
    fn edge(&mut self, func: &Function, from: u32, to: u32, at: Option<Block>, args: &[Value]) {
        let moves_start = self.moves.len() as u32;
        let stack_start = self.values.len() as u32;
        match at {
            Some(block) => {
                let params = func.block_params(block);
                let implicit = params.len() - args.len();
                self.moves.extend(params[implicit..].iter().copied().zip(args.iter().copied()));
            }
            None => self.values.extend_from_slice(args),
        }
        self.edges.push(FlowEdge {
            from,
            to,
            moves: (moves_start, self.moves.len() as u32),
            stack: (stack_start, self.values.len() as u32),
            thrower: None.into(),
            is_back: false,
        });
    }

    fn terminate(&mut self, func: &Function, number: u32) {
        let Some(inst) = self.blocks[number as usize].inst.expand() else {
            return;
        };
        let op = func.insts[inst].op;
        let start = self.edges.len() as u32;
        let term = match op.code {
            Opcode::Return => {
                self.edge(func, number, EXIT, None, func.args(inst));
                Term::Goto
            }
            Opcode::Br => Term::Goto,
            Opcode::BrIf => Term::If,
            Opcode::BrTable => Term::Table,
            Opcode::BrOnNull | Opcode::BrOnNonNull | Opcode::BrOnCast | Opcode::BrOnCastFail => {
                Term::BrOn
            }
            Opcode::Enter => Term::Enter,
            _ => Term::Stop,
        };
        for (index, edge) in func.edges_of(inst).enumerate() {
            let target = func.edges[edge].block;
            match term {
                Term::Stop => continue,
                Term::Enter if index > 0 => {
                    self.edge(func, number, self.number[target], None, &[]);
                }
                _ if self.kind[target] == Kind::Normal => {
                    let args = func.edge_args(edge);
                    self.edge(func, number, self.number[target], Some(target), args);
                }
                _ => {
                    let (to, at, args) = self.resolve(func, edge);
                    self.edge(func, number, to, at, &args);
                }
            }
        }
        let mut term = term;
        if term == Term::If && self.are_same(start, start + 1) {
            self.edges.truncate(start as usize + 1);
            term = Term::Goto;
            self.undecided.extend(self.blocks[number as usize].ir.expand());
        }
        let block = &mut self.blocks[number as usize];
        block.term = term;
        block.edges = (start, self.edges.len() as u32);
        if term == Term::BrOn {
            self.split_produced(func, inst, start);
        }
        self.exceptional_edges(func, number);
    }

    /// Whether two edges lead to one place with the same arguments.
    fn are_same(&self, a: u32, b: u32) -> bool {
        self.edges[a as usize].to == self.edges[b as usize].to
            && self.moves_of(a) == self.moves_of(b)
            && self.stack_of(a) == self.stack_of(b)
    }

    /// Results of `br_on_*` arrive on the stack of a block of their own.
    fn split_produced(&mut self, func: &Function, inst: Inst, start: u32) {
        let op = func.insts[inst].op;
        let mut results = func.inst_results(inst);
        let taken = if op.code == Opcode::BrOnNull { None } else { results.next() };
        for (edge, produced) in [(start, taken), (start + 1, results.next())] {
            if let Some(value) = produced {
                let split = self.split(edge);
                let at = self.values.len() as u32;
                self.values.push(value);
                self.blocks[split as usize].stack_in = (at, at + 1);
            }
        }
    }

    /// Edges of throwing instructions, which stand in the middle of the block.
    fn exceptional_edges(&mut self, func: &Function, number: u32) {
        let Some(block) = self.blocks[number as usize].ir.expand() else {
            return;
        };
        if func.blocks[block].region.is_none() {
            return;
        }
        let start = self.exceptional.len() as u32;
        for inst in func.block_insts_and_terminator(block) {
            if !func.insts[inst].op.flags().any(Flags::THROWS) {
                continue;
            }
            for edge in func.edges_of(inst) {
                let target = func.edges[edge].block;
                let args: Args = func.edge_args(edge).into();
                let at = self.edges.len() as u32;
                self.edge(func, number, self.number[target], Some(target), &args);
                self.edges[at as usize].thrower = inst.into();
                self.exceptional.push(at);
            }
        }
        self.blocks[number as usize].exceptional = (start, self.exceptional.len() as u32);
    }

    /// A handler's payload is on the stack when it begins.
    fn handlers(&mut self, func: &Function) {
        for region in func.regions.values() {
            for handler in &region.handlers {
                if let Some(number) = self.number_of(handler.block) {
                    let payload = &func.block_params(handler.block)[..handler.payload as usize];
                    let start = self.values.len() as u32;
                    self.values.extend_from_slice(payload);
                    let block = &mut self.blocks[number as usize];
                    block.stack_in = (start, self.values.len() as u32);
                    block.is_arm = region.legacy;
                }
            }
        }
    }

    /// The flow block that an SSA block became.
    pub fn number_of(&self, block: Block) -> Option<u32> {
        let number = self.number[block];
        let is_it = self.blocks.get(number as usize).is_some_and(|b| b.ir == block.into());
        is_it.then_some(number)
    }

    /// Puts a new block in the middle of an edge; the moves and operands go to its second
    /// half.
    pub fn split(&mut self, edge: u32) -> u32 {
        let old = self.edges[edge as usize];
        let split = self.blocks.len() as u32;
        let second = self.edges.len() as u32;
        let region = self.blocks[old.from as usize].region;
        self.blocks.push(FlowBlock {
            ir: None.into(),
            term: Term::Goto,
            inst: None.into(),
            edges: (second, second + 1),
            stack_in: (0, 0),
            region,
            exceptional: (0, 0),
            is_arm: false,
        });
        self.edges.push(FlowEdge { from: split, ..old });
        let first = &mut self.edges[edge as usize];
        first.to = split;
        (first.moves, first.stack) = ((0, 0), (0, 0));
        split
    }

    /// Replaces the moves of an edge.
    pub fn set_moves(&mut self, edge: u32, moves: &[(Value, Value)]) {
        let start = self.moves.len() as u32;
        self.moves.extend_from_slice(moves);
        self.edges[edge as usize].moves = (start, self.moves.len() as u32);
    }

    /// Leads `edge` to a split block that makes its moves and passes its operands.
    pub fn lead_to(&mut self, edge: u32, split: u32) {
        let entry = &mut self.edges[edge as usize];
        (entry.to, entry.moves, entry.stack) = (split, (0, 0), (0, 0));
    }

    /// Splits `edge` of a `br_table`, or leads it to the block that an earlier entry of the
    /// same table with the same target, moves and operands was split into.
    pub fn split_entry(&mut self, edge: u32) -> u32 {
        let FlowEdge { from, to, .. } = self.edges[edge as usize];
        let (start, _) = self.blocks[from as usize].edges;
        for earlier in start..edge {
            let split = self.edges[earlier as usize].to;
            if split == EXIT || split < self.from_ssa {
                continue;
            }
            let second = self.blocks[split as usize].edges.0;
            let same = self.edges[second as usize].to == to
                && self.moves_of(second) == self.moves_of(edge)
                && self.stack_of(second) == self.stack_of(edge);
            if same {
                self.lead_to(edge, split);
                return split;
            }
        }
        self.split(edge)
    }

    /// Edges that leave a block at its end.
    pub fn edges_of(&self, block: u32) -> std::ops::Range<u32> {
        let (start, end) = self.blocks[block as usize].edges;
        start..end
    }

    /// Edges of throwing instructions inside a block, in code order.
    pub fn exceptional_of(&self, block: u32) -> &[u32] {
        let (start, end) = self.blocks[block as usize].exceptional;
        &self.exceptional[start as usize..end as usize]
    }

    pub fn moves_of(&self, edge: u32) -> &[(Value, Value)] {
        let (start, end) = self.edges[edge as usize].moves;
        &self.moves[start as usize..end as usize]
    }

    pub fn stack_of(&self, edge: u32) -> &[Value] {
        let (start, end) = self.edges[edge as usize].stack;
        &self.values[start as usize..end as usize]
    }

    pub fn stack_in(&self, block: u32) -> &[Value] {
        let (start, end) = self.blocks[block as usize].stack_in;
        &self.values[start as usize..end as usize]
    }

    /// Steps at the beginning of a block's code that write its incoming operands to locals
    /// and stand before any construct that opens there.
    pub fn prefix(&self, block: u32) -> usize {
        if self.blocks[block as usize].is_arm { self.stack_in(block).len() } else { 0 }
    }

    /// The SSA block that a split block was split off; other blocks are their own.
    pub fn origin(&self, block: u32) -> u32 {
        let mut at = block;
        while at >= self.from_ssa {
            match self.preds(at).first() {
                Some(&edge) => at = self.edges[edge as usize].from,
                None => return block,
            }
        }
        at
    }

    /// Recomputes which blocks run straight on into which. Predecessors must be known.
    pub fn compute_chains(&mut self, frequency: &Frequency) {
        let mut chains = std::mem::take(&mut self.chains);
        chains.compute(self, frequency);
        self.chains = chains;
    }

    /// Recomputes predecessor lists: per block, the edges into it.
    pub fn compute_preds(&mut self) {
        let blocks = self.blocks.len();
        self.pred_starts.clear();
        self.pred_starts.resize(blocks + 2, 0);
        for edge in &self.edges {
            if edge.to != EXIT {
                self.pred_starts[edge.to as usize + 2] += 1;
            }
        }
        for block in 2..blocks + 2 {
            self.pred_starts[block] += self.pred_starts[block - 1];
        }
        self.preds.clear();
        self.preds.resize(self.pred_starts[blocks + 1] as usize, 0);
        self.pred_blocks.clear();
        self.pred_blocks.resize(self.preds.len(), 0);
        for (index, edge) in self.edges.iter().enumerate() {
            if edge.to != EXIT {
                let slot = &mut self.pred_starts[edge.to as usize + 1];
                self.preds[*slot as usize] = index as u32;
                self.pred_blocks[*slot as usize] = edge.from;
                *slot += 1;
            }
        }
    }

    fn pred_range(&self, block: u32) -> std::ops::Range<usize> {
        let block = block as usize;
        self.pred_starts[block] as usize..self.pred_starts[block + 1] as usize
    }

    /// Edges into `block`, as of the last [`Flow::compute_preds`].
    #[inline]
    pub fn preds(&self, block: u32) -> &[u32] {
        &self.preds[self.pred_range(block)]
    }

    /// Blocks that [`Flow::preds`] come from, one for each edge.
    #[inline]
    pub fn pred_blocks(&self, block: u32) -> &[u32] {
        &self.pred_blocks[self.pred_range(block)]
    }
}
