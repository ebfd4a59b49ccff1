//! The blocks that variables are live in, for up to 64 variables at a time.
//!
//! Takes: variables with their definitions and their last uses in other blocks. Gives: the
//! intervals of each, sorted, disjoint and joined where they touch. Invariant: between groups
//! all words are zero again, so that only blocks that matter are ever looked at.
//!
//! From each use up to the definition, as for a single variable, but a block's word says it of
//! all variables of a group at once. Variables are numbered in the order in which the code
//! mentions them, so those of a group mostly live in the same blocks, and walking up costs
//! little more than for one. Blocks wait in a set and are taken from the last one on: reverse
//! postorder brings together what arrives from several successors.
//!
//! Cost: O(blocks some variable of a group is live in, their edges, intervals) per group, plus
//! a 64th of the blocks passed over. From: Boissinot et al., "Revisiting Out-of-SSA
//! Translation" (2009), with bit vectors across variables.

use super::flow::Flow;
use super::live::{Interval, Live, Var};
use crate::ir::words::{GROUP, bits};

/// A set of variables of a group, of which there are [`GROUP`] at most.
type Vars = u64;

const NONE: u32 = u32::MAX;

/// What is known of one block, a bit per variable.
#[derive(Clone, Copy, Debug)]
struct BlockState {
    /// Live at the start.
    into: Vars,
    /// Those of `into` that the block's predecessors have not heard of.
    fresh: Vars,
    /// Live at the end.
    out: Vars,
    /// Defined here.
    home: Vars,
    /// First of the block's [`Use`]s.
    uses: u32,
}

const UNTOUCHED: BlockState = BlockState { into: 0, fresh: 0, out: 0, home: 0, uses: NONE };

/// A position up to which a variable is wanted, and the block's next one.
#[derive(Clone, Copy, Debug)]
struct Use {
    bit: u32,
    position: u32,
    next: u32,
}

/// A piece of a variable's live range.
#[derive(Clone, Copy, Debug)]
struct Piece {
    bit: u32,
    interval: Interval,
}

#[derive(Default, Debug)]
pub(super) struct Reach {
    blocks: Vec<BlockState>,
    uses: Vec<Use>,
    /// Blocks with something fresh, a bit each; how many there are, and the highest word.
    waiting: Vec<u64>,
    count: usize,
    highest: usize,
    /// Blocks that have a state.
    touched: Vec<u64>,
    pieces: Vec<Piece>,
}

impl Reach {
    /// Makes room for a function.
    pub fn start(&mut self, flow: &Flow) {
        let blocks = flow.blocks.len();
        if self.blocks.len() < blocks {
            self.blocks.resize(blocks, UNTOUCHED);
            self.waiting.resize(blocks.div_ceil(64), 0);
            self.touched.resize(blocks.div_ceil(64), 0);
        }
    }

    /// Appends the intervals of `vars`, a group whose variables all have uses outside the block
    /// that defines them, to those of `live`.
    pub fn group(&mut self, live: &mut Live, flow: &Flow, vars: &[u32]) {
        self.uses.clear();
        for (bit, &var) in vars.iter().enumerate() {
            let home = live.vars[var as usize].home;
            self.blocks[home as usize].home |= 1 << bit;
            self.touch(home);
            for &(block, position) in live.remote_uses(var) {
                self.note_use(block, bit, position);
                self.want(block, 1 << bit);
            }
        }
        self.climb(live, flow);
        self.collect(live, vars);
        self.distribute(live, vars);
    }

    #[inline]
    fn touch(&mut self, block: u32) {
        self.touched[block as usize / 64] |= 1 << (block % 64);
    }

    fn note_use(&mut self, block: u32, bit: usize, position: u32) {
        let first = &mut self.blocks[block as usize].uses;
        let next = std::mem::replace(first, self.uses.len() as u32);
        self.uses.push(Use { bit: bit as u32, position, next });
    }

    /// Notes that variables are live at the start of `block`.
    #[inline]
    fn want(&mut self, block: u32, vars: Vars) {
        let state = &mut self.blocks[block as usize];
        let new = vars & !state.into;
        if new == 0 {
            return;
        }
        state.into |= new;
        if state.fresh == 0 {
            let word = block as usize / 64;
            self.waiting[word] |= 1 << (block % 64);
            self.touched[word] |= 1 << (block % 64);
            self.count += 1;
            self.highest = self.highest.max(word);
        }
        state.fresh |= new;
    }

    /// From where variables are wanted up to where they are defined.
    fn climb(&mut self, live: &Live, flow: &Flow) {
        let has_throws = !flow.exceptional.is_empty();
        while self.count > 0 {
            let word = self.waiting[self.highest];
            if word == 0 {
                self.highest -= 1;
                continue;
            }
            let bit = 63 - word.leading_zeros();
            let block = self.highest as u32 * 64 + bit;
            self.waiting[self.highest] ^= 1 << bit;
            self.count -= 1;
            let vars = std::mem::take(&mut self.blocks[block as usize].fresh);
            for (index, &pred) in flow.pred_blocks(block).iter().enumerate() {
                if has_throws {
                    let edge = flow.preds(block)[index];
                    if let Some(inst) = flow.edges[edge as usize].thrower.expand() {
                        self.throw(pred, vars, live.throw_position(inst).map_or(0, |at| at + 1));
                        continue;
                    }
                }
                let state = &mut self.blocks[pred as usize];
                state.out |= vars;
                let vars = vars & !state.home;
                self.want(pred, vars);
            }
        }
        self.highest = 0;
    }

    /// Variables are wanted by a handler, up to the position of what throws in `pred`.
    fn throw(&mut self, pred: u32, vars: Vars, position: u32) {
        for bit in bits(vars) {
            self.note_use(pred, bit, position);
        }
        let vars = vars & !self.blocks[pred as usize].home;
        self.want(pred, vars);
    }

    /// Goes through the blocks in order and lists the pieces of the variables' live ranges.
    fn collect(&mut self, live: &Live, vars: &[u32]) {
        self.pieces.clear();
        let mut state = Open { begin: [0; GROUP], last: [0; GROUP], piece: [NONE; GROUP] };
        // Variables live at the end of the last block, and the block behind that.
        let (mut open, mut next) = (0, 0);
        for word in 0..self.touched.len() {
            for bit in bits(std::mem::take(&mut self.touched[word])) {
                let block = (word * GROUP + bit) as u32;
                let BlockState { into, out, home, mut uses, .. } =
                    std::mem::replace(&mut self.blocks[block as usize], UNTOUCHED);
                let into = into & !home;
                let ends = if block == next { open & !into } else { open };
                for bit in bits(ends) {
                    state.close(&mut self.pieces, bit, live.start_of(next));
                }
                let start = live.start_of(block);
                let begins = if block == next { into & !open } else { into };
                bits(begins).for_each(|bit| state.begin[bit] = start);
                let ends = (into | home) & !out;
                for bit in bits(home) {
                    let Var { def, last, .. } = live.vars[vars[bit] as usize];
                    (state.begin[bit], state.last[bit]) = (def, last);
                }
                while ends != 0 && uses != NONE {
                    let Use { bit, position, next } = self.uses[uses as usize];
                    let last = &mut state.last[bit as usize];
                    *last = position.max(*last);
                    uses = next;
                }
                for bit in bits(ends) {
                    let end = state.last[bit].max(state.begin[bit] + 1);
                    state.close(&mut self.pieces, bit, end);
                }
                (open, next) = ((into | home) & out, block + 1);
            }
        }
        for bit in bits(open) {
            state.close(&mut self.pieces, bit, live.start_of(next));
        }
    }

    /// Moves the pieces to where each variable's intervals are.
    fn distribute(&mut self, live: &mut Live, vars: &[u32]) {
        let mut ends = [0; GROUP];
        for piece in &self.pieces {
            ends[piece.bit as usize] += 1;
        }
        let mut end = live.intervals.len() as u32;
        for (bit, &var) in vars.iter().enumerate() {
            let start = end;
            end += ends[bit];
            ends[bit] = start;
            live.vars[var as usize].intervals = (start, end);
        }
        live.intervals.resize(end as usize, (0, 0));
        for piece in &self.pieces {
            let place = &mut ends[piece.bit as usize];
            live.intervals[*place as usize] = piece.interval;
            *place += 1;
        }
    }
}

/// The current piece of each variable.
struct Open {
    /// Where it begins.
    begin: [u32; GROUP],
    /// Last use in the current block, at least; earlier blocks do not matter.
    last: [u32; GROUP],
    /// The variable's last piece.
    piece: [u32; GROUP],
}

impl Open {
    /// Ends the current piece of a variable; one that touches the last is one with it.
    #[inline]
    fn close(&mut self, pieces: &mut Vec<Piece>, bit: usize, end: u32) {
        let start = self.begin[bit];
        if let Some(last) = pieces.get_mut(self.piece[bit] as usize)
            && last.interval.1 >= start
        {
            last.interval.1 = last.interval.1.max(end);
            return;
        }
        self.piece[bit] = pieces.len() as u32;
        pieces.push(Piece { bit: bit as u32, interval: (start, end) });
    }
}
