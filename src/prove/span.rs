//! What is known of one arbitrary value at a cut point: where it lies, its lowest bits, its type
//! if it is a reference.
//!
//! Takes: a term on arrival, with what is known on the path. Gives: a [`Span`] that holds all of
//! its values. Invariant: a span is widened to a span that holds both; each of its bounds is
//! widened [`STEPS`] times at most, first to numbers that the functions compare with, then to the
//! powers of two that matter, then to all there are. So a counter that runs to a constant, by
//! whatever comparison, ends up between its first value and that constant. Cost: constant.
//! Origin: intervals and congruences with thresholds (Cousot and Cousot 1977).

use super::code::{Code, End, Inst};
use super::facts::Facts;
use super::hierarchy::{Heap, Hierarchy};
use super::opcode::Opcode as O;
use super::term::{Node, Terms, Width, low_mask};

/// Lowest bits that are followed.
const LOW: u8 = 0x3f;
/// Widenings to numbers at the ends of loops.
const FIRST: u8 = 5;
/// Widenings to numbers that the functions name, at most; then come [`LEVELS`].
const STEPS: u8 = 8;
/// All widenings, at most.
const ALL: u8 = 15;
/// Where truth values, bytes, half words, words and numbers end.
const LEVELS: [u64; 6] = [1, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];
/// Numbers to widen to, at most.
const MOST: usize = 256;

/// Values between two bounds whose lowest bits are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Least value, unsigned.
    pub low: u64,
    /// Greatest value.
    pub high: u64,
    /// Of the lowest bits, those that are clear.
    zeros: u8,
    /// Those that are set.
    ones: u8,
    steps: u8,
    /// The heap type that it has, unless it is null; zero if nothing is known.
    pub heap: Heap,
}

impl Span {
    /// Of a value on a path.
    pub fn on_path(terms: &Terms, facts: &Facts, value: Node) -> Span {
        let heap = facts.heap_type(terms, value);
        let own = Span { heap, ..Span::of(terms, value) };
        let width = if own.high > Width::W32.mask() { Width::W64 } else { Width::W32 };
        let (low, high) = facts.range(terms, false, width, value);
        if low > high || low < 0 {
            return own;
        }
        let (low, high) = (own.low.max(low as u64), own.high.min(high as u64));
        if low > high { own } else { Span { low, high, ..own } }
    }

    /// Of a value, wherever it is.
    pub fn of(terms: &Terms, value: Node) -> Span {
        let (zeros, ones) = (terms.zeros(Width::W64, value), terms.ones(value));
        let known = low_mask((zeros | ones).trailing_ones()) as u8 & LOW;
        let (low, high) = (ones, !zeros);
        let heap = terms.heap_type(value);
        Span { low, high, zeros: zeros as u8 & known, ones: ones as u8 & known, steps: 0, heap }
    }

    /// Bits that are clear and set in all values.
    pub fn known_bits(&self) -> (u64, u64) {
        let zeros = u64::from(self.zeros) | !low_mask(64 - self.high.leading_zeros());
        (zeros, u64::from(self.ones))
    }

    /// Whether all of another's values are among these.
    pub fn holds(&self, other: &Span, types: &Hierarchy) -> bool {
        types.common(self.heap, other.heap) == self.heap
            && self.low <= other.low
            && other.high <= self.high
            && self.zeros & !other.zeros == 0
            && self.ones & !other.ones == 0
    }

    /// Both's values.
    pub fn union(&self, other: &Span, types: &Hierarchy) -> Span {
        let (zeros, ones) = (self.zeros & other.zeros, self.ones & other.ones);
        // None above one that is not known: a counter would lose them one by one.
        let known = low_mask((zeros | ones).trailing_ones()) as u8;
        Span {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            zeros: zeros & known,
            ones: ones & known,
            steps: self.steps.max(other.steps),
            heap: types.common(self.heap, other.heap),
        }
    }

    /// Both's values and more, so that this ends.
    pub fn widened(&self, other: &Span, numbers: &Numbers, types: &Hierarchy) -> Span {
        let mut all = self.union(other, types);
        all.steps = self.steps + 1;
        let level = LEVELS.into_iter().find(|&level| all.high <= level).unwrap_or(u64::MAX);
        if all.steps > ALL {
            return Span { low: 0, high: u64::MAX, zeros: 0, ones: 0, steps: ALL, heap: 0 };
        }
        let named = all.steps <= STEPS;
        let numbers = if self.steps < FIRST { &numbers.ends } else { &numbers.all };
        if all.high > self.high {
            let next = numbers.up.partition_point(|&number| number < all.high);
            let next = numbers.up.get(next).copied().filter(|&next| named && next < level);
            all.high = next.unwrap_or(level);
        }
        if all.low < self.low {
            let next = numbers.down.partition_point(|&number| number <= all.low);
            let next = next.checked_sub(1).and_then(|at| numbers.down.get(at)).copied();
            all.low = next.filter(|_| named).unwrap_or(0);
        }
        all
    }
}

/// Numbers to widen to: those that functions compare with, and their neighbours.
#[derive(Default)]
pub struct Numbers {
    /// Where loops begin or go round.
    ends: Named,
    /// Anywhere.
    all: Named,
}

/// Numbers to widen to, sorted.
#[derive(Default)]
struct Named {
    /// For greatest values: what counts up ends there or one before.
    up: Vec<u64>,
    /// For least values: what counts down ends there, one before, or one beyond.
    down: Vec<u64>,
}

impl Numbers {
    /// Those of two functions.
    pub fn of(codes: [&Code; 2]) -> Numbers {
        let mut numbers = Numbers::default();
        for code in codes {
            for block in &code.blocks {
                let insts = &code.insts[block.insts.0 as usize..block.insts.1 as usize];
                let goes_round = match block.end {
                    End::Branch(yes, no) => {
                        [yes, no].iter().any(|edge| code.blocks[edge.block as usize].header)
                    }
                    _ => false,
                };
                for number in compared(insts) {
                    numbers.all.add(number);
                    if block.header || goes_round {
                        numbers.ends.add(number);
                    }
                }
            }
        }
        numbers.ends.sort();
        numbers.all.sort();
        numbers
    }
}

impl Named {
    fn add(&mut self, number: u64) {
        self.up.extend([number - 1, number]);
        self.down.extend([number - 1, number, number.saturating_add(1)]);
    }

    fn sort(&mut self) {
        for numbers in [&mut self.up, &mut self.down] {
            numbers.extend([0, 1]);
            numbers.sort_unstable();
            numbers.dedup();
            numbers.truncate(MOST);
        }
    }
}

/// Numbers above one that operators compare with.
fn compared(insts: &[Inst]) -> impl Iterator<Item = u64> {
    insts.iter().enumerate().filter_map(|(at, inst)| {
        let width = match inst.op {
            O::I32Const => Width::W32,
            O::I64Const => Width::W64,
            _ => return None,
        };
        let number = inst.imm & width.mask();
        let mut after = insts[at + 1..].iter().take(2);
        (number > 1 && after.any(|next| compares(next.op))).then_some(number)
    })
}

fn compares(op: O) -> bool {
    use O::{
        I32Eq, I32GeS, I32GeU, I32GtS, I32GtU, I32LeS, I32LeU, I32LtS, I32LtU, I32Ne, I64Eq,
        I64GeS, I64GeU, I64GtS, I64GtU, I64LeS, I64LeU, I64LtS, I64LtU, I64Ne,
    };
    matches!(
        op,
        I32Eq
            | I32Ne
            | I32LtS
            | I32LtU
            | I32GtS
            | I32GtU
            | I32LeS
            | I32LeU
            | I32GeS
            | I32GeU
            | I64Eq
            | I64Ne
            | I64LtS
            | I64LtU
            | I64GtS
            | I64GtU
            | I64LeS
            | I64LeU
            | I64GeS
            | I64GeU
    )
}
