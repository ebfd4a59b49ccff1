//! Memory: stores as chains, loads looked up in them.
//!
//! A place is a base, a constant that is added to it modulo the address space, and a size. Two
//! places with one base are apart if each begins at or after the end of the other, going round
//! the address space; that is right for accesses that are in bounds, and those that are not
//! have trapped. Of different bases nothing is known. Along a chain stores with one base are in
//! the order of their constants, and a store that a later one covers is gone.
//!
//! Cost: [`STEPS`] stores are looked at, at most.

use super::term::{Node, Op, Terms, Width};

/// Stores that a load or store looks at, at most.
const STEPS: usize = 48;

/// How two places with one base lie.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Overlap {
    Apart,
    /// The first holds all of the second, which begins so many bytes after it.
    Covers(u64),
    Partial,
}

/// How `inner` lies to `outer`: offsets modulo 2^64, sizes at most 16.
fn overlap(outer: (u64, u8), inner: (u64, u8), mask: u64) -> Overlap {
    let after = inner.0.wrapping_sub(outer.0) & mask;
    let before = outer.0.wrapping_sub(inner.0) & mask;
    if after >= u64::from(outer.1) && before >= u64::from(inner.1) {
        Overlap::Apart
    } else if after + u64::from(inner.1) <= u64::from(outer.1) {
        Overlap::Covers(after)
    } else {
        Overlap::Partial
    }
}

/// Places in memories with 64-bit addresses are marked by this bit of the size.
///
/// The distance of two places is taken modulo 2^32 or 2^64 after it.
pub const WIDE: u8 = 64;

fn size_and_mask(size: u8) -> (u8, u64) {
    match size & WIDE {
        0 => (size, u64::from(u32::MAX)),
        _ => (size & !WIDE, u64::MAX),
    }
}

impl Terms {
    /// `size` bytes of `memory` at `base + offset`, as an unsigned number of 32 bits for sizes
    /// up to 4, of 64 for 8, opaque for 16.
    pub fn load(&mut self, memory: Node, base: Node, offset: u64, size: u8) -> Node {
        let mut at = memory;
        let (bytes, mask) = size_and_mask(size);
        for _ in 0..STEPS {
            let term = self.get(at);
            let Op::Store(stored) = term.op else { break };
            if term.kids[1] != base || (stored ^ size) & WIDE != 0 {
                break;
            }
            let stored = size_and_mask(stored).0;
            match overlap((term.imm, stored), (offset, bytes), mask) {
                Overlap::Apart => at = term.kids[0],
                Overlap::Covers(skip) => match self.part(term.kids[2], stored, skip, bytes) {
                    Some(value) => return value,
                    None => break,
                },
                Overlap::Partial => break,
            }
        }
        let bits = u32::from(bytes) * 8;
        self.intern(Op::Load(size), offset, [at, base, Node::NONE], bits)
    }

    /// `bytes` bytes of a stored value, the first after `skip` bytes.
    fn part(&mut self, value: Node, stored: u8, skip: u64, bytes: u8) -> Option<Node> {
        if stored == bytes {
            return Some(match bytes {
                1 | 2 => self.and_const(Width::W32, value, (1 << (8 * bytes)) - 1),
                _ => value,
            });
        }
        if stored == 16 {
            return None;
        }
        let width = if stored == 8 { Width::W64 } else { Width::W32 };
        let amount = self.constant(width, skip * 8);
        let moved = self.shr_u(width, value, amount);
        let moved = if stored == 8 { self.wrap(moved) } else { moved };
        Some(match bytes {
            4 => moved,
            _ => self.and_const(Width::W32, moved, (1 << (8 * bytes)) - 1),
        })
    }

    /// `memory` after a store of the low `size` bytes of `value`.
    pub fn store(&mut self, memory: Node, base: Node, offset: u64, size: u8, value: Node) -> Node {
        let (bytes, mask) = size_and_mask(size);
        let value = match bytes {
            1 | 2 => self.low_bits(Width::W32, value, u32::from(bytes) * 8),
            _ => value,
        };
        // What is there already.
        if let Op::Load(loaded) = self.op(value)
            && loaded == size
        {
            let term = self.get(value);
            if term.kids[1] == base && term.imm == offset {
                let there = self.load(memory, base, offset, size);
                if there == value {
                    return memory;
                }
            }
        }
        // Stores of this run that stay, the outermost first.
        let mut kept: smallvec::SmallVec<[Node; 8]> = smallvec::SmallVec::new();
        let mut at = memory;
        for _ in 0..STEPS {
            let term = self.get(at);
            let Op::Store(other) = term.op else { break };
            if term.kids[1] != base || (other ^ size) & WIDE != 0 {
                break;
            }
            let other = size_and_mask(other).0;
            match overlap((offset, bytes), (term.imm, other), mask) {
                Overlap::Covers(_) => {}
                Overlap::Apart => kept.push(at),
                Overlap::Partial => break,
            }
            at = term.kids[0];
        }
        // Below which of them it belongs.
        let above = kept.iter().take_while(|&&node| self.get(node).imm > offset).count();
        let below = kept.split_off_at(above);
        let mut result = self.restack(at, &below);
        result = self.intern(Op::Store(size), offset, [result, base, value], 64);
        self.restack(result, &kept)
    }

    /// Puts stores, the outermost first, on top of a memory.
    fn restack(&mut self, memory: Node, stores: &[Node]) -> Node {
        stores.iter().rev().fold(memory, |below, &store| {
            let term = self.get(store);
            self.intern(term.op, term.imm, [below, term.kids[1], term.kids[2]], 64)
        })
    }

    /// A global's value.
    pub fn global(&mut self, state: Node, index: u64) -> Node {
        let mut at = state;
        loop {
            let term = self.get(at);
            match term.op {
                Op::SetGlobal if term.imm == index => return term.kids[1],
                Op::SetGlobal => at = term.kids[0],
                _ => return self.intern(Op::Global, index, [at, Node::NONE, Node::NONE], 64),
            }
        }
    }

    /// Globals after a write. Writes are in the order of their indices.
    pub fn set_global(&mut self, state: Node, index: u64, value: Node) -> Node {
        let mut above: smallvec::SmallVec<[Node; 8]> = smallvec::SmallVec::new();
        let mut at = state;
        loop {
            let term = self.get(at);
            match term.op {
                Op::SetGlobal if term.imm > index => above.push(at),
                Op::SetGlobal if term.imm == index => {
                    at = term.kids[0];
                    break;
                }
                _ => break,
            }
            at = term.kids[0];
        }
        let old = self.global(at, index);
        let mut result = at;
        if old != value {
            result = self.intern(Op::SetGlobal, index, [at, value, Node::NONE], 64);
        }
        above.iter().rev().fold(result, |below, &write| {
            let term = self.get(write);
            self.intern(term.op, term.imm, [below, term.kids[1], Node::NONE], 64)
        })
    }
}

trait SplitOffAt {
    fn split_off_at(&mut self, at: usize) -> Self;
}

impl SplitOffAt for smallvec::SmallVec<[Node; 8]> {
    fn split_off_at(&mut self, at: usize) -> Self {
        let tail = self[at..].iter().copied().collect();
        self.truncate(at);
        tail
    }
}
