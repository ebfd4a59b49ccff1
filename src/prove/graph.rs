//! Facts about a body's blocks: which are loop headers, which locals are live at their begin.
//!
//! Takes: blocks. Gives: header marks, [`Live`]. Invariant: every cycle passes a header: the
//! targets of back edges of a depth-first walk. Cost: linear for headers; for liveness rounds of
//! bit-set unions, few for structured code.

use super::code::{BlockId, Code};
use super::opcode::Opcode;

/// Marks the targets of back edges.
pub fn mark_headers(code: &mut Code) {
    let count = code.blocks.len();
    let mut state = vec![0u8; count];
    let mut headers = Vec::new();
    let mut stack: Vec<(BlockId, Vec<BlockId>)> = Vec::new();
    let successors = |block: BlockId| {
        let mut list = Vec::new();
        code.successors(block, |next| list.push(next));
        list
    };
    stack.push((0, successors(0)));
    state[0] = 1;
    while let Some((block, rest)) = stack.last_mut() {
        let Some(next) = rest.pop() else {
            state[*block as usize] = 2;
            stack.pop();
            continue;
        };
        match state[next as usize] {
            0 => {
                state[next as usize] = 1;
                stack.push((next, successors(next)));
            }
            1 => headers.push(next),
            _ => {}
        }
    }
    for header in headers {
        let block = &mut code.blocks[header as usize];
        block.header = true;
        block.merge = true;
    }
}

/// Registers that may still be read, for each block's begin.
pub struct Live {
    words: usize,
    bits: Vec<u64>,
}

impl Live {
    /// Computes liveness.
    pub fn of(code: &Code) -> Live {
        let words = (code.registers as usize).div_ceil(64);
        let count = code.blocks.len();
        let mut live = Live { words, bits: vec![0; words * count] };
        let mut kills = vec![0u64; words * count];
        for block in 0..count {
            live.scan(code, block, &mut kills);
        }
        let mut order: Vec<BlockId> = (0..count as BlockId).collect();
        order.sort_by_key(|&block| std::cmp::Reverse(code.blocks[block as usize].offset));
        let mut out = vec![0u64; words];
        loop {
            let mut changed = false;
            for &block in &order {
                out.fill(0);
                code.successors(block, |next| {
                    let from = next as usize * words;
                    for (word, &bits) in out.iter_mut().zip(&live.bits[from..from + words]) {
                        *word |= bits;
                    }
                });
                let from = block as usize * words;
                for (at, &word) in out.iter().enumerate() {
                    let new = live.bits[from + at] | word & !kills[from + at];
                    changed |= new != live.bits[from + at];
                    live.bits[from + at] = new;
                }
            }
            if !changed {
                return live;
            }
        }
    }

    /// Reads before writes of a block go into `bits`, writes into `kills`.
    fn scan(&mut self, code: &Code, block: usize, kills: &mut [u64]) {
        let from = block * self.words;
        let (first, last) = code.blocks[block].insts;
        let mut throws = false;
        for inst in &code.insts[first as usize..last as usize] {
            throws |= inst.handlers != 0;
            let (word, bit) = (from + inst.a as usize / 64, 1u64 << (inst.a % 64));
            match inst.op {
                Opcode::LocalGet | Opcode::Rethrow if kills[word] & bit == 0 => {
                    self.bits[word] |= bit;
                }
                // What handlers read must not be hidden by writes after the call.
                Opcode::LocalSet | Opcode::LocalTee if !throws => kills[word] |= bit,
                _ => {}
            }
        }
    }

    /// Registers that are live at a block's begin.
    pub fn at(&self, block: BlockId) -> impl Iterator<Item = u32> + '_ {
        let from = block as usize * self.words;
        self.bits[from..from + self.words].iter().enumerate().flat_map(|(index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    index as u32 * 64 + bit
                })
            })
        })
    }
}
