//! How long operators take, as the mid-end weighs forms of the same value against each other.
//!
//! Takes: a row's mnemonic and flags. Gives: cycles from operands to result on processors of
//! today, once an engine has compiled the code, with the first level of the cache for memory.
//! They are only compared, so what counts is which of two operators takes longer; constants and
//! locals count one, as engines that interpret have it. Cost: none, rows are made at compile time.
//!
//! Source: the order of magnitude that published tables of latencies agree on.

use super::Flags;

/// Mnemonics' parts with the cycles of integers and of floats, vectors by their lanes. The first
/// that fits holds.
const ROWS: &[(&[u8], u8, u8)] = &[
    // Copies bits.
    (b".abs", 1, 1),
    (b".neg", 1, 1),
    (b".copysign", 1, 1),
    (b".reinterpret", 1, 1),
    (b".splat", 1, 1),
    (b"_lane", 2, 2),
    // Computes.
    (b".div", 20, 13),
    (b".rem", 20, 20),
    (b".sqrt", 16, 16),
    (b"mul", 3, 4),
    (b".dot", 5, 5),
    (b".clz", 3, 3),
    (b".ctz", 3, 3),
    (b".popcnt", 3, 3),
    (b".trunc_", 6, 4),
    (b".convert_", 5, 5),
    // Memory, tables and objects.
    (b".atomic", 20, 20),
    (b".fill", 20, 20),
    (b".copy", 20, 20),
    (b".init", 20, 20),
    (b".grow", 100, 100),
    (b".load", 4, 4),
    (b".store", 1, 1),
    (b".get", 4, 4),
    (b".cast", 4, 4),
    (b".test", 4, 4),
];

/// Cycles of whatever else floats do.
const FLOAT: u8 = 4;
/// Cycles of a call, its callee's work apart.
const CALL: u8 = 10;

/// Estimated cycles of the operator of a row.
pub(super) const fn of(text: &[u8], flags: Flags) -> u8 {
    if flags.any(Flags::CONSTANT) || begins(text, b"local") {
        return 1;
    }
    if flags.any(Flags::STRUCTURE) {
        return 0;
    }
    if flags.all(Flags::CALLS) || flags.any(Flags::ALLOCATES) {
        return CALL;
    }
    let is_float = text[0] == b'f';
    let mut row = 0;
    while row < ROWS.len() {
        let (part, integer, float) = ROWS[row];
        if contains(text, part) {
            return if is_float { float } else { integer };
        }
        row += 1;
    }
    if is_float { FLOAT } else { 1 }
}

const fn begins(text: &[u8], part: &[u8]) -> bool {
    is_at(text, part, 0)
}

const fn contains(text: &[u8], part: &[u8]) -> bool {
    let mut at = 0;
    while at + part.len() <= text.len() {
        if is_at(text, part, at) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_at(text: &[u8], part: &[u8], at: usize) -> bool {
    let mut index = 0;
    while index < part.len() {
        if at + index >= text.len() || text[at + index] != part[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::Opcode;

    #[test]
    fn operators_by_their_mnemonics() {
        let all = [
            ("i32.add", 1),
            ("i32.const", 1),
            ("local.tee", 1),
            ("block", 0),
            ("i32.mul", 3),
            ("i64.rem_u", 20),
            ("f64.add", 4),
            ("f64.div", 13),
            ("f64.abs", 1),
            ("f32x4.mul", 4),
            ("i32x4.add", 1),
            ("i32.trunc_f64_s", 6),
            ("f64.trunc", 4),
            ("i32.load8_u", 4),
            ("f64.store", 1),
            ("global.get", 4),
            ("call", 10),
            ("struct.new", 10),
            ("memory.copy", 20),
            ("i32.atomic.rmw.add", 20),
            ("select", 1),
        ];
        for (text, cycles) in all {
            assert_eq!(Opcode::from_text(text).unwrap().info().cycles, cycles, "{text}");
        }
    }
}
