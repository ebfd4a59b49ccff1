//! The loops of two bodies: how far they reach, and at which numbers their counters may end.
//!
//! Takes: blocks of both sides. Gives: for a pair of headers whether an arrival comes from within
//! the loop, and the numbers that the loop's own blocks compare with. Invariant: none that a proof
//! relies on: bounds of values are guessed from these numbers, and then inferred. A loop reaches
//! from its header to the last block that goes back there, by offset. Cost: linear, but for
//! sorting blocks.

use super::code::{BlockId, Code, End, Inst};
use super::hash::Map;
use super::opcode::Opcode as O;
use super::term::Width;

/// Numbers of one loop, at most.
const MOST: usize = 64;

/// Loops of the input and of the output.
#[derive(Default)]
pub struct Loops([Map<BlockId, Loop>; 2]);

/// One loop.
#[derive(Default)]
struct Loop {
    /// Offsets of its header and of the last block that goes there.
    extent: (u32, u32),
    numbers: Numbers,
}

/// Where a counter may end, sorted.
#[derive(Default)]
struct Numbers {
    /// For greatest values: what counts up ends there or one before.
    up: Vec<u64>,
    /// For least values: what counts down ends there, one before, or one beyond.
    down: Vec<u64>,
    /// Whether signed numbers are compared.
    signed: bool,
    /// Registers to which a constant is added, and whether they grow.
    counters: Vec<(u32, bool)>,
}

/// The loops of a pair of headers.
#[derive(Clone, Copy)]
pub struct Ends<'a>([Option<&'a Loop>; 2]);

impl Loops {
    /// Those of two functions.
    pub fn of(codes: [&Code; 2]) -> Loops {
        Loops(codes.map(all))
    }

    /// The loops of a pair of blocks, if one of them is a header, and the path to them begins
    /// in one of the loops.
    pub fn back(
        &self,
        codes: [&Code; 2],
        from: (BlockId, BlockId),
        to: (BlockId, BlockId),
    ) -> Option<Ends<'_>> {
        let own = [self.0[0].get(&to.0), self.0[1].get(&to.1)];
        let offsets = [(codes[0], from.0), (codes[1], from.1)]
            .map(|(code, block)| code.blocks[block as usize].offset);
        let within = own.iter().zip(offsets).any(|(own, offset)| {
            own.is_some_and(|own| own.extent.0 <= offset && offset <= own.extent.1)
        });
        within.then_some(Ends(own))
    }
}

impl Ends<'_> {
    fn numbers(&self) -> impl Iterator<Item = &Numbers> {
        self.0.iter().flatten().map(|own| &own.numbers)
    }

    /// The least number that what has grown to `high` may end at.
    pub fn above(&self, high: u64) -> Option<u64> {
        let next =
            |own: &Numbers| own.up.get(own.up.partition_point(|&number| number < high)).copied();
        self.numbers().filter_map(next).min()
    }

    /// The greatest number that what has shrunk to `low` may end at.
    pub fn below(&self, low: u64) -> Option<u64> {
        let next = |own: &Numbers| {
            let at = own.down.partition_point(|&number| number <= low).checked_sub(1)?;
            own.down.get(at).copied()
        };
        self.numbers().filter_map(next).max()
    }

    /// Whether a register of one side counts upwards, or downwards.
    pub fn counts(&self, side: usize, register: u32) -> Option<bool> {
        let counters = &self.0[side]?.numbers.counters;
        counters.iter().find(|counter| counter.0 == register).map(|counter| counter.1)
    }

    /// Whether signed numbers are compared.
    pub fn signed(&self) -> bool {
        self.numbers().any(|own| own.signed)
    }
}

/// The loops of a body, by their headers.
fn all(code: &Code) -> Map<BlockId, Loop> {
    let mut loops: Map<BlockId, Loop> = Map::default();
    let mut order: Vec<BlockId> = (0..code.blocks.len() as BlockId).collect();
    order.sort_by_key(|&block| code.blocks[block as usize].offset);
    for &block in &order {
        let data = &code.blocks[block as usize];
        edges(&data.end, |to| {
            let header = &code.blocks[to as usize];
            if header.header && header.offset <= data.offset {
                let own = loops.entry(to).or_default();
                own.extent = (header.offset, data.offset.max(own.extent.1));
            }
        });
    }
    if loops.is_empty() {
        return loops;
    }
    let mut around: Vec<(u32, BlockId)> = Vec::new();
    for &block in &order {
        let data = &code.blocks[block as usize];
        while around.last().is_some_and(|outer| outer.0 < data.offset) {
            around.pop();
        }
        if let Some(own) = loops.get(&block) {
            around.push((own.extent.1, block));
        }
        let insts = &code.insts[data.insts.0 as usize..data.insts.1 as usize];
        let mut note = |header: BlockId| {
            if let Some(own) = loops.get_mut(&header) {
                own.numbers.note(insts);
            }
        };
        let inner = around.last().map(|inner| inner.1);
        if let Some(inner) = inner {
            note(inner);
        }
        edges(&data.end, |to| {
            if Some(to) != inner && code.blocks[to as usize].header {
                note(to);
            }
        });
    }
    for own in loops.values_mut() {
        own.numbers.sort();
    }
    loops
}

fn edges(end: &End, mut visit: impl FnMut(BlockId)) {
    match end {
        End::Jump(edge) => visit(edge.block),
        End::Branch(yes, no) => {
            visit(yes.block);
            visit(no.block);
        }
        End::Switch(edges) => edges.iter().for_each(|edge| visit(edge.block)),
        End::Return | End::Trap => {}
    }
}

impl Numbers {
    /// Takes the numbers above one that operators compare with.
    fn note(&mut self, insts: &[Inst]) {
        for (at, inst) in insts.iter().enumerate() {
            let width = match inst.op {
                O::I32Const => Width::W32,
                O::I64Const => Width::W64,
                op => {
                    self.signed |= compares(op) == Some(true);
                    continue;
                }
            };
            if let Some(counter) = counter(insts, at, width)
                && self.counters.len() < MOST
            {
                self.counters.push(counter);
            }
            let number = inst.imm & width.mask();
            let mut after = insts[at + 1..].iter().take(2);
            let compared = after.any(|next| compares(next.op).is_some());
            if number > 1 && compared && self.up.len() < MOST {
                self.up.extend([number - 1, number]);
                self.down.extend([number - 1, number, number.saturating_add(1)]);
            }
        }
    }

    fn sort(&mut self) {
        for numbers in [&mut self.up, &mut self.down] {
            numbers.extend([0, 1]);
            numbers.sort_unstable();
            numbers.dedup();
        }
    }
}

/// The register to which the constant at a place is added, and whether it grows.
fn counter(insts: &[Inst], at: usize, width: Width) -> Option<(u32, bool)> {
    let [get, by, how, set] = insts.get(at.checked_sub(1)?..at + 3)? else { return None };
    let adds = match how.op {
        O::I32Add | O::I64Add => true,
        O::I32Sub | O::I64Sub => false,
        _ => return None,
    };
    let is_counter =
        get.op == O::LocalGet && matches!(set.op, O::LocalSet | O::LocalTee) && get.a == set.a;
    is_counter.then_some((get.a, adds == (width.signed(by.imm) > 0)))
}

/// Whether an operator that compares integers takes them as signed; none of other operators.
fn compares(op: O) -> Option<bool> {
    use O::{
        I32Eq, I32GeS, I32GeU, I32GtS, I32GtU, I32LeS, I32LeU, I32LtS, I32LtU, I32Ne, I64Eq,
        I64GeS, I64GeU, I64GtS, I64GtU, I64LeS, I64LeU, I64LtS, I64LtU, I64Ne,
    };
    match op {
        I32LtS | I32LeS | I32GtS | I32GeS | I64LtS | I64LeS | I64GtS | I64GeS => Some(true),
        I32Eq | I32Ne | I32LtU | I32LeU | I32GtU | I32GeU | I64Eq | I64Ne | I64LtU | I64LeU
        | I64GtU | I64GeU => Some(false),
        _ => None,
    }
}
