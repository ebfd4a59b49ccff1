//! Terms as numbers, for tests: what each operator of a term means, written a second time.

use std::collections::HashMap;

use super::super::memory::WIDE;
use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms, Width};

/// Values of leaves: everything that is arbitrary is a hash of this seed and its name.
pub struct Valuation {
    pub seed: u64,
    pub leaves: HashMap<Node, u64>,
    pub done: HashMap<Node, u64>,
}

pub fn mix(a: u64, b: u64) -> u64 {
    let x = (a ^ b.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (x ^ x >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ x >> 32
}

impl Valuation {
    /// A byte of a memory.
    pub fn byte(&mut self, terms: &Terms, memory: Node, address: u64) -> u8 {
        let mut at = memory;
        loop {
            let term = terms.get(at);
            let Op::Store(size) = term.op else {
                return mix(mix(self.seed, u64::from(at.0)), address) as u8;
            };
            let start = self.value(terms, term.kids[1]).wrapping_add(term.imm) as u32;
            let into = (address as u32).wrapping_sub(start);
            if into < u32::from(size & !WIDE) {
                return (self.value(terms, term.kids[2]) >> (8 * into)) as u8;
            }
            at = term.kids[0];
        }
    }

    pub fn value(&mut self, terms: &Terms, node: Node) -> u64 {
        if let Some(&value) = self.leaves.get(&node).or_else(|| self.done.get(&node)) {
            return value;
        }
        let term = terms.get(node);
        let [x, y, z] = term.kids;
        let mut get = |kid: Node| self.value(terms, kid);
        let value = match term.op {
            Op::Const(_) => term.imm,
            Op::Add(w) => get(x).wrapping_add(get(y)) & w.mask(),
            Op::Mul(w) => get(x).wrapping_mul(get(y)) & w.mask(),
            Op::And(w) => get(x) & get(y) & w.mask(),
            Op::Or(w) => (get(x) | get(y)) & w.mask(),
            Op::Xor(w) => (get(x) ^ get(y)) & w.mask(),
            Op::Shl(w) => get(x) << (get(y) % u64::from(w.bits())) & w.mask(),
            Op::ShrU(w) => (get(x) & w.mask()) >> (get(y) % u64::from(w.bits())),
            Op::ShrS(w) => (w.signed(get(x)) >> (get(y) % u64::from(w.bits()))) as u64 & w.mask(),
            Op::Rotl(Width::W32) => u64::from((get(x) as u32).rotate_left(get(y) as u32 % 32)),
            Op::Rotl(Width::W64) => get(x).rotate_left(get(y) as u32 % 64),
            Op::Eq(w) => u64::from((get(x) ^ get(y)) & w.mask() == 0),
            Op::LtS(w) => u64::from(w.signed(get(x)) < w.signed(get(y))),
            Op::LtU(w) => u64::from(get(x) & w.mask() < get(y) & w.mask()),
            Op::SignExt(w) => {
                let shift = 64 - term.imm;
                ((get(x) << shift) as i64 >> shift) as u64 & w.mask()
            }
            Op::ExtU => get(x) & 0xffff_ffff,
            Op::ExtS => get(x) as u32 as i32 as i64 as u64,
            Op::Wrap => get(x) & 0xffff_ffff,
            Op::Select => {
                if get(x) as u32 != 0 {
                    get(y)
                } else {
                    get(z)
                }
            }
            Op::Load(size) => {
                let start = get(y).wrapping_add(term.imm) as u32;
                let byte = |this: &mut Self, i: u32| {
                    u64::from(this.byte(terms, x, u64::from(start.wrapping_add(i)))) << (8 * i)
                };
                (0..u32::from(size & !WIDE)).fold(0, |all, i| all | byte(self, i))
            }
            Op::Wasm(op) => {
                let args = [get(x), if y == Node::NONE { 0 } else { get(y) }];
                count_or_divide(op, args).unwrap_or_else(|| {
                    let bits = mix(mix(self.seed, op as u64), mix(args[0], args[1]));
                    bits & !term.zeros
                })
            }
            _ => mix(self.seed, u64::from(node.0)),
        };
        self.done.insert(node, value);
        value
    }
}

fn count_or_divide(op: O, [a, b]: [u64; 2]) -> Option<u64> {
    let (x, y) = (a as u32, b as u32);
    Some(match op {
        O::I32Clz => u64::from(x.leading_zeros()),
        O::I32Ctz => u64::from(x.trailing_zeros()),
        O::I32Popcnt => u64::from(x.count_ones()),
        O::I64Clz => u64::from(a.leading_zeros()),
        O::I64Ctz => u64::from(a.trailing_zeros()),
        O::I64Popcnt => u64::from(a.count_ones()),
        O::I32DivU => u64::from(x.checked_div(y).unwrap_or(7)),
        O::I32RemU => u64::from(x.checked_rem(y).unwrap_or(7)),
        O::I64DivU => a.checked_div(b).unwrap_or(7),
        O::I64RemU => a.checked_rem(b).unwrap_or(7),
        O::I32DivS => u64::from((x as i32).checked_div(y as i32).unwrap_or(7) as u32),
        O::I32RemS if y != 0 => u64::from((x as i32).wrapping_rem(y as i32) as u32),
        O::I64DivS => (a as i64).checked_div(b as i64).unwrap_or(7) as u64,
        O::I64RemS if b != 0 => (a as i64).wrapping_rem(b as i64) as u64,
        O::I32RemS | O::I64RemS => 7,
        _ => return None,
    })
}
