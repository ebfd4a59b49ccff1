//! Terms of vectors mean what the operators mean.
//!
//! Takes: random formulas of bitwise operators and operators by lanes. Shows: the normaliser's
//! term has the value that the specification gives, evaluated here bit by bit. What is bitwise is
//! evaluated for every combination of bits that the atoms can have at a place, at every place: all
//! values there are. Formulas that are equal there are one term.

use std::collections::HashMap;

use super::super::opcode::Opcode as O;
use super::super::print::readable;
use super::super::term::{Node, Op, Terms, Width};
use super::Replacement;
use super::eval::{Valuation, mix};
use super::lanes::rotation;

const BITWISE: [O; 6] =
    [O::V128Not, O::V128And, O::V128AndNot, O::V128Or, O::V128Xor, O::V128Bitselect];

/// Numbers of leaves that are numbers, not vectors.
const NUMBERS: u64 = 1000;

/// A vector with this atom's part of all combinations of seven atoms, one at each place.
fn all_combinations(atom: u32) -> u128 {
    (0..128).fold(0, |all, place| all | u128::from(place >> atom & 1 == 1) << place)
}

/// What a bitwise operator means, at one place.
fn bit(op: O, [a, b, c]: [bool; 3]) -> bool {
    match op {
        O::V128Not => !a,
        O::V128And => a && b,
        O::V128AndNot => a && !b,
        O::V128Or => a || b,
        O::V128Xor => a != b,
        O::V128Bitselect => (a && c) || (b && !c),
        _ => unreachable!("{op:?}"),
    }
}

fn lanes_of(bits: u32, x: u128) -> impl Iterator<Item = u128> {
    (0..128 / bits).map(move |lane| lane_of(bits, lane, x))
}

fn lane_of(bits: u32, lane: u32, x: u128) -> u128 {
    x >> (lane * bits) & (u128::MAX >> (128 - bits))
}

fn sign_extended(bits: u32, x: u128) -> i64 {
    (x as u64 as i64) << (64 - bits) >> (64 - bits)
}

/// What an operator means, by the specification. Numbers are zero-extended.
fn meaning(op: O, imm: u64, args: &[u128]) -> u128 {
    let [a, b, c] = std::array::from_fn(|at| args.get(at).copied().unwrap_or(0));
    let name = op.name();
    let (shape, name) = name.split_once('_').unwrap_or_default();
    let bits = match shape {
        "i8x16" => 8,
        "i16x8" => 16,
        "i32x4" | "f32x4" => 32,
        "i64x2" | "f64x2" => 64,
        _ => 128,
    };
    let from_lanes = |lane: &dyn Fn(u32) -> u128| {
        let mask = u128::MAX >> (128 - bits);
        (0..128 / bits).fold(0, |all, at| all | (lane(at) & mask) << (at * bits))
    };
    let by = b as u32 % bits;
    let lane = lane_of(bits, imm as u32 & (128 / bits - 1), a);
    match name {
        "splat" => from_lanes(&|_| a),
        "extract_lane" | "extract_lane_u" => lane,
        "extract_lane_s" => u128::from(sign_extended(bits, lane) as u32),
        "replace_lane" => {
            from_lanes(&|at| if u64::from(at) == imm { b } else { lane_of(bits, at, a) })
        }
        "shl" => from_lanes(&|at| lane_of(bits, at, a) << by),
        "shr_u" => from_lanes(&|at| lane_of(bits, at, a) >> by),
        "shr_s" => from_lanes(&|at| (sign_extended(bits, lane_of(bits, at, a)) >> by) as u128),
        "any_true" => u128::from(lanes_of(8, a).any(|byte| byte != 0)),
        _ => {
            let at = |x: u128, place: u32| x >> place & 1 == 1;
            let value = |place| bit(op, [at(a, place), at(b, place), at(c, place)]);
            (0..128).fold(0, |all, place| all | u128::from(value(place)) << place)
        }
    }
}

fn shuffled(a: u128, b: u128, lanes: [u8; 16]) -> u128 {
    let bytes = [a.to_le_bytes(), b.to_le_bytes()].concat();
    u128::from_le_bytes(lanes.map(|lane| bytes[usize::from(lane)]))
}

/// Values of leaves and of what was made of them.
struct Values {
    vectors: HashMap<Node, u128>,
    numbers: Valuation,
}

impl Values {
    fn of(&mut self, terms: &Terms, node: Node) -> u128 {
        if let Some(&value) = self.vectors.get(&node) {
            return value;
        }
        let term = terms.get(node);
        let kids: Vec<Node> = term.kids.into_iter().take_while(|&kid| kid != Node::NONE).collect();
        let value = match term.op {
            Op::Wasm(O::V128Const) => {
                let word = |at: usize| u128::from(terms.get(kids[at]).imm);
                word(0) | word(1) << 64
            }
            Op::Wasm(O::I8x16Shuffle) => {
                let list = listed(terms, kids[0]);
                let word = |at: usize| u128::from(terms.get(list[at]).imm);
                let lanes = (word(2) | word(3) << 64).to_le_bytes();
                shuffled(self.of(terms, list[0]), self.of(terms, list[1]), lanes)
            }
            Op::Wasm(op) => {
                let args: Vec<u128> = kids.iter().map(|&kid| self.of(terms, kid)).collect();
                meaning(op, term.imm, &args)
            }
            Op::Bitwise(count) => {
                let whole = term.imm != 0;
                let inline = whole && count <= 3;
                let atoms = if inline { kids.clone() } else { listed(terms, kids[0]) };
                assert_eq!(atoms.len(), usize::from(count));
                let lines = if whole { Vec::new() } else { listed(terms, kids[1]) };
                let lines: Vec<u128> = lines.iter().map(|&line| self.of(terms, line)).collect();
                let atoms: Vec<u128> = atoms.iter().map(|&atom| self.of(terms, atom)).collect();
                let place = |place: u32| {
                    let at = |x: u128| x >> place & 1;
                    let line = atoms.iter().rev().fold(0, |line, &atom| line << 1 | at(atom));
                    let known = || u128::from(term.imm >> line & 1);
                    lines.get(line as usize).map_or_else(known, |&line| at(line))
                };
                (0..128).fold(0, |all, at| all | place(at) << at)
            }
            _ => u128::from(self.numbers.value(terms, node)),
        };
        self.vectors.insert(node, value);
        value
    }
}

fn listed(terms: &Terms, list: Node) -> Vec<Node> {
    let [rest, item, _] = terms.get(list).kids;
    if rest == Node::NONE {
        assert_eq!(terms.op(list), Op::Pair);
        return Vec::new();
    }
    let mut items = listed(terms, rest);
    items.push(item);
    items
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 += 1;
        mix(self.0, 0x7665_6374)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn wide(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }

    /// A number near where things change, or any.
    fn number(&mut self) -> u64 {
        match self.below(4) {
            0 => [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff_ffff, 1 << 63][self.below(9)],
            1 => self.next() & 0xff,
            2 => self.next() << 32,
            _ => self.next(),
        }
    }
}

/// Formulas of the first atoms, with the values that they must have. Constants are as `constant`
/// makes them.
fn formulas(
    terms: &mut Terms,
    random: &mut Random,
    atoms: u64,
    constant: &dyn Fn(&mut Random) -> u128,
) -> Vec<(Node, u128)> {
    let mut pool: Vec<(Node, u128)> = (0..atoms)
        .map(|atom| (terms.leaf(Op::Entry, atom), all_combinations(atom as u32)))
        .collect();
    for _ in 0..40 {
        let op = BITWISE[random.below(BITWISE.len())];
        let count = op.arity().map_or(0, |(takes, _)| takes);
        let args: Vec<(Node, u128)> = (0..count)
            .map(|_| match random.below(6) {
                0 => {
                    let value = constant(random);
                    (terms.vector(value), value)
                }
                _ => pool[random.below(pool.len())],
            })
            .collect();
        let nodes: Vec<Node> = args.iter().map(|arg| arg.0).collect();
        let values: Vec<u128> = args.iter().map(|arg| arg.1).collect();
        pool.push((terms.operator(op, 0, &nodes), meaning(op, 0, &values)));
    }
    pool
}

fn values(vectors: impl IntoIterator<Item = (Node, u128)>) -> Values {
    let numbers = Valuation { seed: 5, leaves: HashMap::new(), done: HashMap::new() };
    Values { vectors: vectors.into_iter().collect(), numbers }
}

/// Random formulas of so many atoms have the value that they must have, at all places.
fn have_their_value(seed: u64, atoms: usize, constant: &dyn Fn(&mut Random) -> u128) {
    let mut random = Random(seed);
    for _ in 0..400 {
        let mut terms = Terms::default();
        let pool = formulas(&mut terms, &mut random, atoms as u64, constant);
        let mut found = values(pool[..atoms].iter().copied());
        for (node, value) in pool {
            assert_eq!(found.of(&terms, node), value, "{}", readable(&terms, node));
        }
    }
}

/// All combinations of seven atoms at once; ones and zeros are the only constants.
#[test]
fn formulas_have_their_value_for_all_values_of_atoms() {
    have_their_value(1, 7, &|random| [0, u128::MAX][random.below(2)]);
}

/// Constants that differ from place to place: the same in four blocks, each of which has all
/// combinations of five atoms.
#[test]
fn constants_take_part_place_by_place() {
    have_their_value(2, 5, &|random| {
        let mut block =
            |at: u32| u128::from(random.below(2) == 1) * (0xffff_ffff_u128 << (32 * at));
        (0..4).map(&mut block).sum()
    });
}

/// Any constants and values, more atoms than a table has.
#[test]
fn large_formulas_have_their_value() {
    let mut random = Random(3);
    for _ in 0..400 {
        let mut terms = Terms::default();
        let mut pool: Vec<(Node, u128)> =
            (0..12).map(|atom| (terms.leaf(Op::Entry, atom), random.wide())).collect();
        let mut found = values(pool.iter().copied());
        for _ in 0..60 {
            let op = BITWISE[random.below(BITWISE.len())];
            let pick = |random: &mut Random| match random.below(8) {
                0 => None,
                1..3 => Some(random.below(pool.len())),
                _ => Some(pool.len() - 1 - random.below(6)),
            };
            let args: [(Node, u128); 3] = std::array::from_fn(|_| match pick(&mut random) {
                Some(at) => pool[at],
                None => {
                    let value = random.wide();
                    (terms.vector(value), value)
                }
            });
            let count = op.arity().map_or(0, |(takes, _)| takes);
            let node = terms.operator(op, 0, &args.map(|arg| arg.0)[..count]);
            let value = meaning(op, 0, &args.map(|arg| arg.1)[..count]);
            assert_eq!(found.of(&terms, node), value, "{}", readable(&terms, node));
            pool.push((node, value));
        }
    }
}

#[test]
fn equal_formulas_are_one_term() {
    let mut random = Random(4);
    let mut met = 0;
    for _ in 0..400 {
        let mut terms = Terms::default();
        let constant = |random: &mut Random| {
            let mut block =
                |at: u32| u128::from(random.below(2) == 1) * (0xffff_ffff_u128 << (32 * at));
            (0..4).map(&mut block).sum()
        };
        let mut by_value: HashMap<u128, Node> = HashMap::new();
        for (node, value) in formulas(&mut terms, &mut random, 5, &constant) {
            let first = *by_value.entry(value).or_insert(node);
            met += u32::from(first == node);
            assert_eq!(node, first, "{}", readable(&terms, node));
        }
    }
    assert!(met > 1000, "only {met} formulas met an equal one");
}

/// Atoms become other formulas, constants among them.
#[test]
fn formulas_keep_their_value_when_atoms_are_replaced() {
    let mut random = Random(5);
    for _ in 0..400 {
        let mut terms = Terms::default();
        let pool = formulas(&mut terms, &mut random, 6, &|random| random.wide());
        let mut with = Replacement::default();
        with.clear(1 << 12);
        let mut leaves = HashMap::new();
        let mut others = Vec::new();
        for atom in 0..6 {
            let new = terms.leaf(Op::Entry, 20 + atom);
            others.push((new, random.wide()));
        }
        for &(atom, _) in &pool[..6] {
            let (node, value) = match random.below(4) {
                0 => {
                    let value = random.wide();
                    (terms.vector(value), value)
                }
                1 => {
                    let [a, b] = [0; 2].map(|_| others[random.below(6)]);
                    (terms.operator(O::V128AndNot, 0, &[a.0, b.0]), a.1 & !b.1)
                }
                2 => (terms.vector(0), 0),
                _ => others[random.below(6)],
            };
            with.set(atom, node);
            leaves.insert(atom, value);
        }
        let mut before = values(leaves);
        let mut after = values(others);
        for (node, _) in pool {
            let replaced = terms.replace(node, &mut with).expect("the budget is enough");
            let text = || readable(&terms, node);
            assert_eq!(after.of(&terms, replaced), before.of(&terms, node), "{}", text());
        }
    }
}

const BY_LANES: [O; 31] = [
    O::I8x16Splat,
    O::I16x8Splat,
    O::I32x4Splat,
    O::I64x2Splat,
    O::F32x4Splat,
    O::F64x2Splat,
    O::I8x16ExtractLaneS,
    O::I8x16ExtractLaneU,
    O::I16x8ExtractLaneS,
    O::I16x8ExtractLaneU,
    O::I32x4ExtractLane,
    O::I64x2ExtractLane,
    O::F32x4ExtractLane,
    O::F64x2ExtractLane,
    O::I8x16ReplaceLane,
    O::I32x4ReplaceLane,
    O::F32x4ReplaceLane,
    O::F64x2ReplaceLane,
    O::V128AnyTrue,
    O::I8x16Shl,
    O::I8x16ShrS,
    O::I8x16ShrU,
    O::I16x8Shl,
    O::I16x8ShrS,
    O::I16x8ShrU,
    O::I32x4Shl,
    O::I32x4ShrS,
    O::I32x4ShrU,
    O::I64x2Shl,
    O::I64x2ShrS,
    O::I64x2ShrU,
];

/// Whether an operand of an operator by lanes is a number, and how wide; `None` for vectors.
fn number_operand(op: O, at: usize) -> Option<Width> {
    let (shape, name) = op.name().split_once('_').unwrap_or_default();
    let is_number = match name {
        "splat" => true,
        "replace_lane" | "shl" | "shr_s" | "shr_u" => at == 1,
        _ => false,
    };
    let long = matches!(shape, "i64x2" | "f64x2") && !name.starts_with("sh");
    is_number.then_some(if long { Width::W64 } else { Width::W32 })
}

fn gives_number(op: O) -> bool {
    op == O::V128AnyTrue || op.name().contains("extract")
}

#[test]
fn operators_by_lanes_have_their_value() {
    let mut random = Random(6);
    for _ in 0..1500 {
        let mut terms = Terms::default();
        let mut pool: Vec<(Node, u128)> =
            (0..3).map(|leaf| (terms.leaf(Op::Entry, leaf), random.wide())).collect();
        let mut found = values(pool.iter().copied());
        for _ in 0..40 {
            let op = BY_LANES[random.below(BY_LANES.len())];
            let count = op.arity().map_or(0, |(takes, _)| takes);
            let mut nodes = Vec::new();
            let mut args = Vec::new();
            for at in 0..count {
                let (node, value) = match number_operand(op, at) {
                    None => pool[pool.len() - 1 - random.below(pool.len().min(5))],
                    Some(width) => {
                        let value = random.number() & width.mask();
                        let node = match random.below(2) {
                            0 => terms.constant(width, value),
                            _ => terms.leaf(Op::Entry, NUMBERS + random.next() % (1 << 20)),
                        };
                        found.numbers.leaves.entry(node).or_insert(value);
                        let value = found.numbers.leaves[&node] & width.mask();
                        (node, u128::from(value))
                    }
                };
                nodes.push(node);
                args.push(value);
            }
            let places = op.name().split_once('x').map_or(1, |(_, rest)| {
                rest.split_once('_').and_then(|(n, _)| n.parse().ok()).unwrap_or(1)
            });
            let imm = match op.name().contains("place") || op.name().contains("extract") {
                true => random.next() % places,
                false => 0,
            };
            let node = terms.operator(op, imm, &nodes);
            let value = meaning(op, imm, &args);
            assert_eq!(found.of(&terms, node), value, "{op:?} {imm}: {}", readable(&terms, node));
            if !gives_number(op) {
                pool.push((node, value));
            }
        }
    }
}

/// Every bit of a shuffle's result is one bit of an operand, so that vectors with a single one
/// tell all.
#[test]
fn shuffles_have_their_value() {
    let mut random = Random(7);
    let mut all: Vec<[u8; 16]> = [16, 32, 64]
        .into_iter()
        .flat_map(|width| (0..width).step_by(8).map(move |by| rotation(width, by)))
        .collect();
    all.extend((0..200).map(|_| std::array::from_fn(|_| random.below(32) as u8)));
    all.extend((0..100).map(|_| std::array::from_fn(|_| 16 + random.below(16) as u8)));
    all.extend((0..100).map(|_| std::array::from_fn(|_| random.below(16) as u8)));
    for lanes in all {
        let mut terms = Terms::default();
        let [x, y] = [0, 1].map(|leaf| terms.leaf(Op::Entry, leaf));
        let two = terms.shuffle(x, y, lanes);
        let one = terms.shuffle(x, x, lanes);
        let mut with = Replacement::default();
        with.clear(1 << 12);
        with.set(y, x);
        let merged = terms.replace(two, &mut with).expect("the budget is enough");
        assert_eq!(one, merged);
        for bit in 0..256 {
            let [a, b] = [0, 1].map(|half| if bit / 128 == half { 1 << (bit % 128) } else { 0 });
            let mut found = values([(x, a), (y, b)]);
            assert_eq!(found.of(&terms, two), shuffled(a, b, lanes), "{lanes:?}");
            assert_eq!(found.of(&terms, one), shuffled(a, a, lanes), "{lanes:?}");
        }
    }
}

/// Rotations of lanes are the two shifts that programs write.
#[test]
fn rotated_lanes_are_shifts() {
    let shapes = [
        (16, O::I16x8Shl, O::I16x8ShrU),
        (32, O::I32x4Shl, O::I32x4ShrU),
        (64, O::I64x2Shl, O::I64x2ShrU),
    ];
    for (width, left, right) in shapes {
        for by in (8..width).step_by(8) {
            let mut terms = Terms::default();
            let x = terms.leaf(Op::Entry, 0);
            let amount = terms.constant(Width::W32, u64::from(by));
            let back = terms.constant(Width::W32, u64::from(width - by));
            let up = terms.operator(left, 0, &[x, amount]);
            let down = terms.operator(right, 0, &[x, back]);
            let both = terms.operator(O::V128Or, 0, &[down, up]);
            assert_eq!(terms.shuffle(x, x, rotation(width, by)), both, "{width} {by}");
        }
    }
}
