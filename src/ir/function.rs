//! A function in SSA form: blocks with parameters, instructions in a layout.
//!
//! Takes: calls that build it (lift, the text parser, passes). Gives: random access by
//! entity. Invariants, checked by the verifier: every block of [`Function::order`] ends in one
//! terminator; a value is defined once, by a block parameter or an instruction, and its
//! definition dominates its uses; each edge passes one argument per parameter of its target
//! (see [`Function::implicit_params`] for exception handlers).
//!
//! Lists (operands, parameters, a block's instructions) are slices of one bump vector per
//! kind: appending is O(1), rewriting in place is O(length) when the list does not grow, and
//! clearing a whole function keeps all storage. Nothing is ever freed one by one.

use super::entities::{Block, Edge, Inst, Region, Value};
use super::graph::Graph;
use super::op::{Flags, Op, Opcode, Pool};
use super::types::Type;
use cranelift_entity::{EntityRef, PrimaryMap, SecondaryMap, packed_option::PackedOption};
use std::sync::Arc;

/// A list inside one of the function's bump vectors.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Slice {
    start: u32,
    len: u32,
}

impl Slice {
    /// Number of elements.
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// How a value comes to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// Result number `.1` of an instruction.
    Result(Inst, u16),
    /// Parameter number `.1` of a block.
    Param(Block, u32),
}

/// A value's type and definition.
#[derive(Clone, Copy, Debug)]
pub struct ValueData {
    /// Type.
    pub ty: Type,
    /// Definition.
    pub def: ValueDef,
}

/// An instruction. Terminators and calls that may throw inside an exception region also have
/// edges.
#[derive(Clone, Copy, Debug)]
pub struct InstData {
    /// Operator and immediate.
    pub op: Op,
    args: Slice,
    first_result: PackedOption<Value>,
    results: u16,
    first_edge: u32,
    edges: u32,
}

/// A basic block.
#[derive(Clone, Copy, Debug)]
pub struct BlockData {
    params: Slice,
    insts: Slice,
    /// The instruction that ends the block.
    pub terminator: PackedOption<Inst>,
    /// Innermost exception region the block belongs to.
    pub region: PackedOption<Region>,
}

/// A control-flow edge.
#[derive(Clone, Copy, Debug)]
pub struct EdgeData {
    /// Target.
    pub block: Block,
    args: Slice,
}

/// One handler of an exception region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// Tag caught; `None` catches everything.
    pub tag: Option<u32>,
    /// Whether the exception reference is passed after the payload.
    pub with_ref: bool,
    /// Leading parameters of `block` that the exception provides.
    pub payload: u32,
    /// Where control goes.
    pub block: Block,
}

/// An exception region: entered by an `enter` terminator whose first edge is the body and
/// whose other edges are the handlers.
#[derive(Clone, Debug)]
pub struct RegionData {
    /// The region around this one.
    pub parent: Option<Region>,
    /// Whether it came from a legacy `try` (handlers are syntactic arms) or a `try_table`.
    pub legacy: bool,
    /// Handlers in the order they are tried.
    pub handlers: Vec<Handler>,
    /// Legacy `delegate`: the region, or the caller, whose handlers see what escapes here.
    pub delegate: Option<Option<Region>>,
}

/// A function in SSA form.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// Parameter types; the entry block's parameters.
    pub params: Vec<Type>,
    /// Result types.
    pub results: Vec<Type>,
    /// All values ever made.
    pub values: PrimaryMap<Value, ValueData>,
    /// All instructions ever made.
    pub insts: PrimaryMap<Inst, InstData>,
    /// All blocks ever made.
    pub blocks: PrimaryMap<Block, BlockData>,
    /// All edges ever made.
    pub edges: PrimaryMap<Edge, EdgeData>,
    /// Exception regions.
    pub regions: PrimaryMap<Region, RegionData>,
    /// The blocks that make up the function, entry first.
    pub order: Vec<Block>,
    /// Interned 16-byte immediates.
    pub pool: Pool,
    /// What a pass that runs several times has looked at in vain: a digest of what it saw, per
    /// instruction. It may be forgotten at any time.
    pub settled: SecondaryMap<Inst, u32>,
    /// The graph as it was when [`Graph::of`] was last asked for it.
    pub(super) graph: Arc<Graph>,
    value_lists: Vec<Value>,
    inst_lists: Vec<Inst>,
}

impl Function {
    /// Empties the function, keeping all storage.
    pub fn clear(&mut self) {
        self.params.clear();
        self.results.clear();
        self.values.clear();
        self.insts.clear();
        self.blocks.clear();
        self.edges.clear();
        self.regions.clear();
        self.order.clear();
        self.pool.clear();
        self.settled.clear();
        self.value_lists.clear();
        self.inst_lists.clear();
    }

    /// The entry block.
    pub fn entry(&self) -> Block {
        self.order[0]
    }

    // ---- values ----

    /// Type of a value.
    #[inline]
    pub fn ty(&self, value: Value) -> Type {
        self.values[value].ty
    }

    /// The operator that produces `value`, if an instruction does.
    #[inline]
    pub fn def_op(&self, value: Value) -> Option<(Inst, Op)> {
        match self.values[value].def {
            ValueDef::Result(inst, _) => Some((inst, self.insts[inst].op)),
            ValueDef::Param(..) => None,
        }
    }

    /// The constant that `value` is, if it is one.
    #[inline]
    pub fn constant(&self, value: Value) -> Option<Op> {
        self.def_op(value).map(|(_, op)| op).filter(|op| op.flags().any(Flags::CONSTANT))
    }

    // ---- blocks ----

    /// Makes a block, not yet in [`Function::order`].
    pub fn make_block(&mut self) -> Block {
        self.blocks.push(BlockData {
            params: Slice::default(),
            insts: Slice::default(),
            terminator: None.into(),
            region: None.into(),
        })
    }

    /// Adds a parameter to `block`.
    pub fn append_param(&mut self, block: Block, ty: Type) -> Value {
        let index = self.blocks[block].params.len;
        let value = self.values.push(ValueData { ty, def: ValueDef::Param(block, index) });
        push_to(&mut self.value_lists, &mut self.blocks[block].params, value);
        value
    }

    /// Parameters of `block`.
    #[inline]
    pub fn block_params(&self, block: Block) -> &[Value] {
        &self.value_lists[self.blocks[block].params.range()]
    }

    /// Replaces the parameters of `block`; the values' definitions follow.
    pub fn set_block_params(&mut self, block: Block, params: &[Value]) {
        for (index, &param) in params.iter().enumerate() {
            self.values[param].def = ValueDef::Param(block, index as u32);
        }
        assign(&mut self.value_lists, &mut self.blocks[block].params, params);
    }

    /// How many leading parameters of `block` an exception provides: 0 except for handlers.
    pub fn implicit_params(&self, block: Block) -> usize {
        if self.regions.is_empty() {
            return 0;
        }
        let handlers = self.regions.values().flat_map(|r| &r.handlers);
        handlers.filter(|h| h.block == block).map(|h| h.payload as usize).max().unwrap_or(0)
    }

    /// Instructions of `block` in order, the terminator excluded.
    #[inline]
    pub fn block_insts(&self, block: Block) -> &[Inst] {
        &self.inst_lists[self.blocks[block].insts.range()]
    }

    /// Instructions of `block` and its terminator.
    pub fn block_insts_and_terminator(&self, block: Block) -> impl Iterator<Item = Inst> + '_ {
        let terminator = self.blocks[block].terminator.expand();
        self.block_insts(block).iter().copied().chain(terminator)
    }

    /// Appends an instruction to `block`'s layout.
    #[inline]
    pub fn append_inst(&mut self, block: Block, inst: Inst) {
        push_to(&mut self.inst_lists, &mut self.blocks[block].insts, inst);
    }

    /// Replaces `block`'s layout.
    #[inline]
    pub fn set_block_insts(&mut self, block: Block, insts: &[Inst]) {
        assign(&mut self.inst_lists, &mut self.blocks[block].insts, insts);
    }

    /// The terminator of `block`.
    ///
    /// # Panics
    /// If the block has none, which the verifier reports as an error.
    #[inline]
    pub fn terminator(&self, block: Block) -> Inst {
        self.blocks[block].terminator.expect("every block in the layout has a terminator")
    }

    /// Edges that leave `block` at its end.
    #[inline]
    pub fn successors(&self, block: Block) -> impl DoubleEndedIterator<Item = Edge> + use<> {
        self.edges_of(self.terminator(block))
    }

    // ---- instructions ----

    /// Makes an instruction with `results` values of the given types. It is not in any layout.
    #[inline]
    pub fn make_inst(&mut self, op: Op, args: &[Value], results: &[Type]) -> Inst {
        let args = append(&mut self.value_lists, args);
        let inst = self.insts.next_key();
        let first = self.values.next_key();
        for (index, &ty) in results.iter().enumerate() {
            self.values.push(ValueData { ty, def: ValueDef::Result(inst, index as u16) });
        }
        self.insts.push(InstData {
            op,
            args,
            first_result: if results.is_empty() { None.into() } else { first.into() },
            results: results.len() as u16,
            first_edge: 0,
            edges: 0,
        })
    }

    /// Makes an instruction with at most one result and appends it to `block`'s layout. Gives
    /// the result.
    #[inline]
    pub fn append_new(
        &mut self,
        block: Block,
        op: Op,
        args: &[Value],
        result: Option<Type>,
    ) -> Option<Value> {
        let args = append(&mut self.value_lists, args);
        let inst = self.insts.next_key();
        let value = result.map(|ty| {
            let def = ValueDef::Result(inst, 0);
            self.values.push(ValueData { ty, def })
        });
        let results = u16::from(value.is_some());
        let first_result = value.into();
        self.insts.push(InstData { op, args, first_result, results, first_edge: 0, edges: 0 });
        self.append_inst(block, inst);
        value
    }

    /// Declares values `first..first + count`, already made, to be the results of `inst`.
    pub(super) fn set_results(&mut self, inst: Inst, first: Value, count: usize) {
        self.insts[inst].first_result = first.into();
        self.insts[inst].results = count as u16;
    }

    /// Operands of `inst`.
    #[inline]
    pub fn args(&self, inst: Inst) -> &[Value] {
        &self.value_lists[self.insts[inst].args.range()]
    }

    /// Operands of `inst`, to be rewritten in place.
    #[inline]
    pub fn args_mut(&mut self, inst: Inst) -> &mut [Value] {
        &mut self.value_lists[self.insts[inst].args.range()]
    }

    /// Replaces the operands of `inst`.
    pub fn set_args(&mut self, inst: Inst, args: &[Value]) {
        assign(&mut self.value_lists, &mut self.insts[inst].args, args);
    }

    /// Every operand list ever made, dead ones and lists of other kinds included, to be
    /// rewritten in place.
    pub(crate) fn all_lists_mut(&mut self) -> &mut [Value] {
        &mut self.value_lists
    }

    /// Results of `inst`: consecutive values.
    #[inline]
    pub fn inst_results(&self, inst: Inst) -> impl DoubleEndedIterator<Item = Value> + use<> {
        let data = &self.insts[inst];
        let first = data.first_result.expand().map_or(0, |v| v.index());
        (first..first + data.results as usize).map(Value::new)
    }

    /// The only result of `inst`, or `None` if it has none or several.
    #[inline]
    pub fn result(&self, inst: Inst) -> Option<Value> {
        let data = &self.insts[inst];
        if data.results == 1 { data.first_result.expand() } else { None }
    }

    /// Number of results of `inst`.
    #[inline]
    pub fn result_count(&self, inst: Inst) -> usize {
        self.insts[inst].results as usize
    }

    // ---- edges ----

    /// Gives `inst` edges to `targets`, without arguments.
    pub fn set_targets(&mut self, inst: Inst, targets: &[Block]) {
        let first = self.edges.len() as u32;
        for &block in targets {
            self.edges.push(EdgeData { block, args: Slice::default() });
        }
        self.insts[inst].first_edge = first;
        self.insts[inst].edges = targets.len() as u32;
    }

    /// Edges of a terminator or a throwing instruction, in order.
    #[inline]
    pub fn edges_of(&self, inst: Inst) -> impl DoubleEndedIterator<Item = Edge> + use<> {
        let data = &self.insts[inst];
        (data.first_edge..data.first_edge + data.edges).map(|e| Edge::new(e as usize))
    }

    /// Number of edges of `inst`.
    #[inline]
    pub fn edge_count(&self, inst: Inst) -> usize {
        self.insts[inst].edges as usize
    }

    /// Arguments of an edge.
    #[inline]
    pub fn edge_args(&self, edge: Edge) -> &[Value] {
        &self.value_lists[self.edges[edge].args.range()]
    }

    /// Arguments of an edge, to be rewritten in place.
    #[inline]
    pub fn edge_args_mut(&mut self, edge: Edge) -> &mut [Value] {
        &mut self.value_lists[self.edges[edge].args.range()]
    }

    /// Replaces the arguments of an edge.
    pub fn set_edge_args(&mut self, edge: Edge, args: &[Value]) {
        assign(&mut self.value_lists, &mut self.edges[edge].args, args);
    }

    /// Ends `block` with a terminator that has the given edges' targets.
    pub fn terminate(&mut self, block: Block, op: Op, args: &[Value], targets: &[Block]) -> Inst {
        let inst = self.make_inst(op, args, &[]);
        self.set_targets(inst, targets);
        self.blocks[block].terminator = inst.into();
        inst
    }

    /// Ends `block` with an unconditional branch.
    pub fn terminate_br(&mut self, block: Block, target: Block, args: &[Value]) -> Inst {
        let inst = self.terminate(block, Op::new(Opcode::Br), &[], &[target]);
        let edge = Edge::new(self.insts[inst].first_edge as usize);
        self.set_edge_args(edge, args);
        inst
    }

    /// Applies `map` to every operand and edge argument of the function's live lists.
    pub fn map_uses(&mut self, mut map: impl FnMut(Value) -> Value) {
        for index in 0..self.order.len() {
            let block = self.order[index];
            for at in self.blocks[block].insts.range() {
                self.map_uses_of(self.inst_lists[at], &mut map);
            }
            if let Some(terminator) = self.blocks[block].terminator.expand() {
                self.map_uses_of(terminator, &mut map);
            }
        }
    }

    #[inline]
    fn map_uses_of(&mut self, inst: Inst, mut map: impl FnMut(Value) -> Value) {
        for arg in self.args_mut(inst) {
            *arg = map(*arg);
        }
        for edge in self.edges_of(inst) {
            for arg in self.edge_args_mut(edge) {
                *arg = map(*arg);
            }
        }
    }
}

/// Most lists are one or two items long, which is too short for a call of `memcpy` to pay.
#[inline]
fn append<T: Copy>(pool: &mut Vec<T>, items: &[T]) -> Slice {
    let start = pool.len() as u32;
    match *items {
        [] => {}
        [item] => pool.push(item),
        [first, second] => pool.extend([first, second]),
        _ => pool.extend_from_slice(items),
    }
    Slice { start, len: items.len() as u32 }
}

/// Appends one item to a list: in place when the list is the pool's last, else it moves there.
#[inline]
fn push_to<T: Copy>(pool: &mut Vec<T>, slice: &mut Slice, item: T) {
    if slice.is_empty() {
        slice.start = pool.len() as u32;
    } else if slice.range().end != pool.len() {
        let range = slice.range();
        slice.start = pool.len() as u32;
        pool.extend_from_within(range);
    }
    pool.push(item);
    slice.len += 1;
}

/// Replaces a list: in place when it does not grow.
fn assign<T: Copy>(pool: &mut Vec<T>, slice: &mut Slice, items: &[T]) {
    if items.len() <= slice.len() {
        let start = slice.start as usize;
        pool[start..start + items.len()].copy_from_slice(items);
        slice.len = items.len() as u32;
    } else {
        *slice = append(pool, items);
    }
}
