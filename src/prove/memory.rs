//! Memory: stores as chains, loads looked up in them.
//!
//! A place is a base, a constant that is added to it modulo the address space, and a size. Two
//! places with one base are apart if each begins at or after the end of the other, going round
//! the address space; that is right for accesses that are in bounds, and those that are not
//! have trapped. Of different bases nothing is known. Along a chain stores with one base are in
//! the order of their constants, and a store that a later one covers is gone. Bytes of constants
//! next to each other are one constant, however they were stored; a store that covers some of them
//! leaves the others.
//!
//! Cost: [`STEPS`] stores are looked at, at most.

use super::opcode::Opcode as O;
use super::summary::State;
use super::term::{Node, Op, Terms, Width, low_mask};

/// Stores that a load or store looks at, at most.
const STEPS: usize = 1024;
/// Stores that a store looks at, at most, while a function has so many terms: each that goes below
/// others makes these anew.
const BY_TERMS: [(usize, usize); 3] = [(90_000, STEPS), (1 << 17, 48), (usize::MAX, 6)];

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

/// A store of a run: stores with one base.
#[derive(Clone, Copy)]
struct Part {
    offset: u64,
    bytes: u8,
    value: Node,
}

type Run = smallvec::SmallVec<[Part; 8]>;

/// The bits of `size` stored bytes that begin `shift` bytes after a load, and which they are.
fn moved(value: u64, size: u8, shift: u64, mask: u64) -> (u64, u64) {
    let bits = low_mask(u32::from(size) * 8);
    let before = shift.wrapping_neg() & mask;
    if shift < 8 {
        ((value & bits) << (8 * shift), bits << (8 * shift))
    } else if before < 8 {
        ((value & bits) >> (8 * before), bits >> (8 * before))
    } else {
        (0, 0)
    }
}

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
        // Bytes found in stores of constants, as bits and as which of them are known.
        let (mut found, mut known) = (0u64, 0u64);
        // Below this store all that may overlap has been looked through.
        let mut below = memory;
        for _ in 0..STEPS {
            let term = self.get(at);
            let Op::Store(stored) = term.op else { break };
            if term.kids[1] != base || (stored ^ size) & WIDE != 0 {
                break;
            }
            let stored = size_and_mask(stored).0;
            at = term.kids[0];
            let place = (term.imm, stored);
            match overlap(place, (offset, bytes), mask) {
                Overlap::Apart if known == 0 => below = at,
                Overlap::Apart => {}
                Overlap::Covers(skip) if known == 0 => {
                    match self.part(term.kids[2], stored, skip, bytes) {
                        Some(value) => return value,
                        None => break,
                    }
                }
                _ => {
                    let Some(value) = self.value(term.kids[2]).filter(|_| bytes <= 8) else {
                        break;
                    };
                    let shift = term.imm.wrapping_sub(offset) & mask;
                    let (value, which) = moved(value, stored, shift, mask);
                    found |= value & !known;
                    known |= which;
                    if known & low_mask(u32::from(bytes) * 8) == low_mask(u32::from(bytes) * 8) {
                        let width = if bytes == 8 { Width::W64 } else { Width::W32 };
                        return self.constant(width, found & low_mask(u32::from(bytes) * 8));
                    }
                }
            }
        }
        let bits = u32::from(bytes) * 8;
        self.intern(Op::Load(size), offset, [below, base, Node::NONE], bits)
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
        let mut kept: Run = Run::new();
        let mut at = memory;
        let mut constants = self.value(value).is_some();
        let row = BY_TERMS.iter().find(|row| self.len() < row.0);
        let steps = row.map_or(0, |row| row.1);
        for _ in 0..steps {
            let term = self.get(at);
            let Op::Store(other) = term.op else { break };
            if term.kids[1] != base || (other ^ size) & WIDE != 0 {
                break;
            }
            let other = size_and_mask(other).0;
            let part = Part { offset: term.imm, bytes: other, value: term.kids[2] };
            // Stores that overlap stay in their order.
            let in_order = |above: &Part| {
                part.offset.checked_add(u64::from(other)).is_some_and(|end| end <= above.offset)
            };
            if !kept.last().is_none_or(in_order) {
                break;
            }
            match overlap((offset, bytes), (term.imm, other), mask) {
                Overlap::Covers(_) => constants |= self.value(part.value).is_some(),
                Overlap::Apart => kept.push(part),
                Overlap::Partial => {
                    if !self.cut(part, (offset, bytes), mask, &mut kept) {
                        break;
                    }
                    constants = true;
                }
            }
            at = term.kids[0];
        }
        // Below which of them it belongs.
        let above = kept.iter().take_while(|part| part.offset > offset).count();
        kept.insert(above, Part { offset, bytes, value });
        if constants {
            kept = self.joined(&kept, mask);
        }
        for part in kept.iter().rev() {
            let tagged = part.bytes | size & WIDE;
            at = self.intern(Op::Store(tagged), part.offset, [at, base, part.value], 64);
        }
        at
    }

    /// Keeps what a new store leaves of a constant; not if it is none.
    fn cut(&mut self, old: Part, new: (u64, u8), mask: u64, kept: &mut Run) -> bool {
        let Some(value) = self.value(old.value) else { return false };
        let mut left: Vec<Part> = Vec::new();
        for byte in 0..old.bytes {
            let offset = old.offset.wrapping_add(u64::from(byte)) & mask;
            if overlap(new, (offset, 1), mask) == Overlap::Apart {
                let value = self.constant(Width::W32, value >> (8 * byte) & 0xff);
                left.push(Part { offset, bytes: 1, value });
            }
        }
        left.sort_unstable_by_key(|part| std::cmp::Reverse(part.offset));
        kept.extend(left);
        true
    }

    /// Constants next to each other as few stores: whatever stores wrote them, they are the same
    /// then. Eight bytes at a time from the lowest offset, then four, two, one.
    fn joined(&mut self, run: &[Part], mask: u64) -> Run {
        let mut result = Run::new();
        // From the lowest offset.
        let mut parts = run.iter().rev().peekable();
        let mut bytes: Vec<u8> = Vec::new();
        while let Some(part) = parts.next() {
            let Some(value) = self.value(part.value).filter(|_| part.bytes <= 8) else {
                result.push(*part);
                continue;
            };
            bytes.clear();
            let start = part.offset;
            bytes.extend_from_slice(&value.to_le_bytes()[..part.bytes as usize]);
            while let Some(next) = parts.peek()
                && next.bytes <= 8
                && next.offset == start.wrapping_add(bytes.len() as u64)
                && let Some(value) = self.value(next.value)
            {
                bytes.extend_from_slice(&value.to_le_bytes()[..next.bytes as usize]);
                parts.next();
            }
            let before_end = (mask - start).saturating_add(1);
            let split = usize::try_from(before_end).unwrap_or(usize::MAX).min(bytes.len());
            self.chunks(start, &bytes[..split], &mut result);
            if split < bytes.len() {
                self.chunks(0, &bytes[split..], &mut result);
            }
        }
        result.sort_by_key(|part| std::cmp::Reverse(part.offset));
        result
    }

    fn chunks(&mut self, start: u64, mut bytes: &[u8], out: &mut Run) {
        let mut offset = start;
        while !bytes.is_empty() {
            let size = [8, 4, 2].into_iter().find(|&size| size <= bytes.len()).unwrap_or(1);
            let mut word = [0; 8];
            word[..size].copy_from_slice(&bytes[..size]);
            let width = if size == 8 { Width::W64 } else { Width::W32 };
            let value = self.constant(width, u64::from_le_bytes(word));
            out.push(Part { offset, bytes: size as u8, value });
            offset += size as u64;
            bytes = &bytes[size..];
        }
    }

    /// A global's value.
    pub fn global(&mut self, state: Node, index: u64) -> Node {
        let mut at = state;
        loop {
            let term = self.get(at);
            match term.op {
                Op::SetGlobal if term.imm == index => return term.kids[1],
                Op::SetGlobal => at = term.kids[0],
                Op::After(O::GlobalSet) => {
                    let written = State::in_mask(term.imm, index);
                    at = term.kids[usize::from(written)];
                }
                _ => return self.read(Op::Global, index, [at, Node::NONE, Node::NONE]),
            }
        }
    }

    /// Globals after something that may have written those of a mask: these are as in `after`,
    /// the others as before.
    pub fn kept_globals(&mut self, before: Node, after: Node, mask: u64) -> Node {
        self.intern(Op::After(O::GlobalSet), mask, [before, after, Node::NONE], 64)
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
