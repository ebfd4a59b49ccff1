//! Random terms mean the same before and after normalising.

use std::collections::HashMap;

use super::super::facts::Facts;
use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms, Width};
use super::Replacement;
use super::eval::{Valuation, mix};

const VALUATIONS: usize = 12;
type Values = [u64; VALUATIONS];

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        mix(self.0, 0x5151)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A number near where things change.
    fn number(&mut self, bits: u32) -> u64 {
        let near = self.below(5) as u64;
        let value = match self.below(6) {
            0 => near.wrapping_sub(2),
            1 => (1u64 << self.below(bits as usize)).wrapping_add(near).wrapping_sub(2),
            2 => (1u64 << self.below(bits as usize)).wrapping_sub(1) << self.below(8),
            3 => !(1u64 << self.below(bits as usize)).wrapping_sub(near),
            4 => self.next() & 0xff,
            _ => self.next(),
        };
        if bits == 32 { value & 0xffff_ffff } else { value }
    }
}

/// Terms with what they must mean.
struct Pool {
    terms: Terms,
    /// By width.
    values: [Vec<(Node, Values)>; 2],
    valuations: Vec<Valuation>,
    memory: Node,
}

fn index(width: Width) -> usize {
    usize::from(width == Width::W64)
}

impl Pool {
    fn new(random: &mut Random) -> Pool {
        let mut pool = Pool {
            terms: Terms::default(),
            values: [Vec::new(), Vec::new()],
            valuations: (0..VALUATIONS)
                .map(|_| Valuation {
                    seed: random.next(),
                    leaves: HashMap::new(),
                    done: HashMap::new(),
                })
                .collect(),
            memory: Node::NONE,
        };
        for width in [Width::W32, Width::W64] {
            for leaf in 0..4 {
                let node = pool.terms.leaf(Op::Entry, leaf * 2 + index(width) as u64);
                let values = std::array::from_fn(|_| random.number(width.bits()));
                for (valuation, &value) in pool.valuations.iter_mut().zip(&values) {
                    valuation.leaves.insert(node, value);
                }
                pool.values[index(width)].push((node, values));
            }
        }
        pool.memory = pool.terms.leaf(Op::Entry, 99);
        pool
    }

    fn pick(&mut self, width: Width, random: &mut Random) -> (Node, Values) {
        if random.below(3) == 0 {
            let value = random.number(width.bits());
            return (self.terms.constant(width, value), [value; VALUATIONS]);
        }
        let values = &self.values[index(width)];
        // New ones more often, so that terms get deep.
        let from = if random.below(2) == 0 { values.len().saturating_sub(8) } else { 0 };
        values[from + random.below(values.len() - from)]
    }

    fn push(&mut self, width: Width, node: Node, values: Values) {
        let term = self.terms.get(node);
        for (valuation, &value) in self.valuations.iter_mut().zip(&values) {
            let got = valuation.value(&self.terms, node) & width.mask();
            let text = || super::super::print::readable(&self.terms, node);
            assert_eq!(got, value, "{}", text());
            assert_eq!(value & term.zeros, 0, "bits said to be clear: {}", text());
            assert_eq!(!value & term.ones, 0, "bits said to be set: {}", text());
        }
        self.values[index(width)].push((node, values));
    }

    fn step(&mut self, random: &mut Random) {
        let (op, width, result) = OPERATORS[random.below(OPERATORS.len())];
        let (a, x) = self.pick(width, random);
        let (b, y) = self.pick(width, random);
        let two = op.arity() == Some((2, 1));
        let node = match two {
            true => self.terms.operator(op, 0, &[a, b]),
            false => self.terms.operator(op, 0, &[a]),
        };
        let values: Values = std::array::from_fn(|i| apply(op, width, x[i], y[i]));
        if values.contains(&TRAPS) {
            return;
        }
        self.push(result, node, values);
    }

    fn step_other(&mut self, random: &mut Random) {
        let width = if random.below(2) == 0 { Width::W32 } else { Width::W64 };
        let (c, z) = self.pick(Width::W32, random);
        let (a, x) = self.pick(width, random);
        let (b, y) = self.pick(width, random);
        let size = [1u8, 2, 4, 8][random.below(4)];
        let wide = if size == 8 { Width::W64 } else { Width::W32 };
        match random.below(3) {
            0 => {
                let node = self.terms.select(c, a, b);
                let values = std::array::from_fn(|i| if z[i] != 0 { x[i] } else { y[i] });
                self.push(width, node, values);
            }
            1 => {
                let (value, _) = self.pick(wide, random);
                let (base, offset) = self.terms.place(c, random.below(12) as u64, size);
                self.memory = self.terms.store(self.memory, base, offset, size, value);
            }
            _ => {
                let extra = random.below(12) as u64;
                let (base, offset) = self.terms.place(c, extra, size);
                // What is there, byte by byte.
                let values = std::array::from_fn(|i| {
                    let start = z[i].wrapping_add(extra);
                    (0..u64::from(size)).fold(0, |all, at| {
                        let address = u64::from(start.wrapping_add(at) as u32);
                        let valuation = &mut self.valuations[i];
                        all | u64::from(valuation.byte(&self.terms, self.memory, address))
                            << (8 * at)
                    })
                });
                let node = self.terms.load(self.memory, base, offset, size);
                self.push(wide, node, values);
            }
        }
    }
}

const TRAPS: u64 = 0x7472_6170_7472_6170;

/// What an operator means, by the specification.
fn apply(op: O, width: Width, a: u64, b: u64) -> u64 {
    let (s, t) = (width.signed(a), width.signed(b));
    let bits = u64::from(width.bits());
    let name = op.name();
    let (_, name) = name.split_once('_').unwrap_or_default();
    let truth = u64::from;
    let value = match name {
        "add" => a.wrapping_add(b),
        "sub" => a.wrapping_sub(b),
        "mul" => a.wrapping_mul(b),
        "and" => a & b,
        "or" => a | b,
        "xor" => a ^ b,
        "shl" => a << (b % bits),
        "shr_u" => a >> (b % bits),
        "shr_s" => (s >> (b % bits)) as u64,
        "rotl" if bits == 32 => u64::from((a as u32).rotate_left((b % 32) as u32)),
        "rotr" if bits == 32 => u64::from((a as u32).rotate_right((b % 32) as u32)),
        "rotl" => a.rotate_left((b % 64) as u32),
        "rotr" => a.rotate_right((b % 64) as u32),
        "eq" => truth(a == b),
        "ne" => truth(a != b),
        "lt_s" => truth(s < t),
        "gt_s" => truth(s > t),
        "le_s" => truth(s <= t),
        "ge_s" => truth(s >= t),
        "lt_u" => truth(a < b),
        "gt_u" => truth(a > b),
        "le_u" => truth(a <= b),
        "ge_u" => truth(a >= b),
        "eqz" => truth(a == 0),
        "clz" if bits == 32 => u64::from((a as u32).leading_zeros()),
        "ctz" if bits == 32 => u64::from((a as u32).trailing_zeros()),
        "clz" => u64::from(a.leading_zeros()),
        "ctz" => u64::from(a.trailing_zeros()),
        "popcnt" => u64::from(a.count_ones()),
        "div_u" | "rem_u" | "div_s" | "rem_s" if b == 0 => return TRAPS,
        "div_u" => a / b,
        "rem_u" => a % b,
        "div_s" if t == -1 && a == width.sign() => return TRAPS,
        "div_s" => s.wrapping_div(t) as u64,
        "rem_s" => s.wrapping_rem(t) as u64,
        "extend8_s" => a as u8 as i8 as u64,
        "extend16_s" => a as u16 as i16 as u64,
        "extend32_s" | "extend_i32_s" => a as u32 as i32 as u64,
        "extend_i32_u" | "wrap_i64" => return a & 0xffff_ffff,
        "neg" => a ^ width.sign(),
        "abs" => a & !width.sign(),
        "copysign" => a & !width.sign() | b & width.sign(),
        _ => unreachable!("{name}"),
    };
    if name == "extend_i32_s" { value } else { value & width.mask() }
}

macro_rules! both {
    ($($short:ident $long:ident),*) => {
        &[
            $((O::$short, Width::W32, Width::W32), (O::$long, Width::W64, Width::W64),)*
            (O::I32Eq, Width::W32, Width::W32), (O::I64Eq, Width::W64, Width::W32),
            (O::I32Ne, Width::W32, Width::W32), (O::I64Ne, Width::W64, Width::W32),
            (O::I32LtS, Width::W32, Width::W32), (O::I64LtS, Width::W64, Width::W32),
            (O::I32GtS, Width::W32, Width::W32), (O::I64GtS, Width::W64, Width::W32),
            (O::I32LeS, Width::W32, Width::W32), (O::I64LeS, Width::W64, Width::W32),
            (O::I32GeS, Width::W32, Width::W32), (O::I64GeS, Width::W64, Width::W32),
            (O::I32LtU, Width::W32, Width::W32), (O::I64LtU, Width::W64, Width::W32),
            (O::I32GtU, Width::W32, Width::W32), (O::I64GtU, Width::W64, Width::W32),
            (O::I32LeU, Width::W32, Width::W32), (O::I64LeU, Width::W64, Width::W32),
            (O::I32GeU, Width::W32, Width::W32), (O::I64GeU, Width::W64, Width::W32),
            (O::I32Eqz, Width::W32, Width::W32), (O::I64Eqz, Width::W64, Width::W32),
            (O::I64Extend32S, Width::W64, Width::W64),
            (O::I64ExtendI32S, Width::W32, Width::W64),
            (O::I64ExtendI32U, Width::W32, Width::W64),
            (O::I32WrapI64, Width::W64, Width::W32),
        ]
    };
}

pub const OPERATORS: &[(O, Width, Width)] = both!(
    I32Add I64Add, I32Sub I64Sub, I32Mul I64Mul, I32And I64And, I32Or I64Or, I32Xor I64Xor,
    I32Shl I64Shl, I32ShrU I64ShrU, I32ShrS I64ShrS, I32Rotl I64Rotl, I32Rotr I64Rotr,
    I32Clz I64Clz, I32Ctz I64Ctz, I32Popcnt I64Popcnt, I32DivU I64DivU, I32RemU I64RemU,
    I32DivS I64DivS, I32RemS I64RemS, I32Extend8S I64Extend8S, I32Extend16S I64Extend16S,
    F32Neg F64Neg, F32Abs F64Abs, F32Copysign F64Copysign
);

#[test]
fn terms_mean_what_the_operators_mean() {
    let mut random = Random(1);
    for _ in 0..3000 {
        let mut pool = Pool::new(&mut random);
        for _ in 0..40 {
            match random.below(4) {
                0 => pool.step_other(&mut random),
                _ => pool.step(&mut random),
            }
        }
    }
}

#[test]
fn facts_follow_from_what_was_assumed() {
    let mut random = Random(77);
    let mut decided = 0;
    for _ in 0..1500 {
        let mut pool = Pool::new(&mut random);
        for _ in 0..30 {
            pool.step(&mut random);
        }
        let mut facts = Facts::default();
        facts.clear();
        let all = pool.values[0].clone();
        for _ in 0..5 {
            let (node, values) = all[random.below(all.len())];
            facts.assume(&mut pool.terms, node, values[0] != 0);
            let text = || super::super::print::readable(&pool.terms, node);
            assert!(!facts.contradiction, "{} is {}", text(), values[0]);
        }
        let mut with = Replacement::default();
        assert!(!facts.contradictory(&mut pool.terms, &mut with));
        for &(node, values) in &all {
            if let Some(known) = facts.decide(&mut pool.terms, node) {
                assert_eq!(known, values[0] != 0);
                decided += 1;
            }
            let unsigned = facts.range(&pool.terms, false, Width::W32, node);
            let value = i128::from(values[0]);
            let text = || super::super::print::readable(&pool.terms, node);
            assert!((unsigned.0..=unsigned.1).contains(&value), "{value} {unsigned:?} {}", text());
            let signed = facts.range(&pool.terms, true, Width::W32, node);
            let value = i128::from(Width::W32.signed(values[0]));
            assert!((signed.0..=signed.1).contains(&value), "{value} {signed:?} {}", text());
            let simpler = facts.simplify(&mut pool.terms, node, &mut with, 4096).unwrap_or(node);
            let got = pool.valuations[0].value(&pool.terms, simpler) & Width::W32.mask();
            assert_eq!(got, values[0]);
        }
    }
    assert!(decided > 10_000, "only {decided} conditions were decided");
}
