//! Bitwise operators of vectors: truth tables.
//!
//! Takes: vectors in normal form. Gives: the term of `v128.not`, `and`, `andnot`, `or`, `xor`,
//! `bitselect` on them. A bit of the result depends on the bits of the operands at its own place
//! alone, so that a formula is a function of the bits of its *atoms*, vectors that are no such
//! formula: one line for each set of atoms that have a one, and on each line the result at all
//! places, a vector of its own where constants take part. Invariant: formulas of at most
//! [`MOST`] atoms are one term if and only if they are equal for all values of the atoms: atoms
//! are sorted, and those on which no line depends are left out. With more, the operands become
//! atoms themselves. Cost: at most 64 lines an operator, found at once where no constants but
//! zeros and ones take part. Origin: truth tables of cuts, as in logic
//! synthesis.

use std::ops::{BitAnd, BitOr, Not};

use smallvec::{SmallVec, smallvec};

use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms, Width};

/// Atoms of a formula, at most: its truth table fits into a word.
const MOST: usize = 6;
/// Atoms that are operands of the term themselves; more are a list.
const INLINE: usize = 3;

type Atoms = SmallVec<[Node; MOST]>;

/// A vector whose bits are a function of the bits of others at the same place.
#[derive(Clone)]
struct Formula {
    /// Sorted, none twice.
    atoms: Atoms,
    /// The result where the `i`-th atom has a one if bit `i` of the line's number is set.
    lines: SmallVec<[u128; 8]>,
}

impl Formula {
    fn constant(value: u128) -> Formula {
        Formula { atoms: SmallVec::new(), lines: smallvec![value] }
    }

    fn atom(node: Node) -> Formula {
        Formula { atoms: smallvec![node], lines: smallvec![0, u128::MAX] }
    }

    /// The line that a line of a formula over more atoms stands for. Bit `i` of the result is the
    /// bit of `line` for the atom that is this formula's `i`-th.
    fn line_of(&self, all: &[Node], line: usize) -> usize {
        let mut own = 0;
        let mut next = 0;
        for (at, atom) in all.iter().enumerate() {
            if self.atoms.get(next) == Some(atom) {
                own |= (line >> at & 1) << next;
                next += 1;
            }
        }
        own
    }

    /// Leaves out atoms on which nothing depends.
    fn reduce(&mut self) {
        for at in (0..self.atoms.len()).rev() {
            let bit = 1 << at;
            let without = (0..self.lines.len()).filter(|line| line & bit == 0);
            if without.clone().all(|line| self.lines[line] == self.lines[line | bit]) {
                self.lines = without.map(|line| self.lines[line]).collect();
                self.atoms.remove(at);
            }
        }
    }

    /// The lines as bits, if the result is the same at all places.
    fn table(&self) -> Option<u64> {
        let mut table = 0;
        for (at, &line) in self.lines.iter().enumerate() {
            match line {
                0 => {}
                u128::MAX => table |= 1 << at,
                _ => return None,
            }
        }
        Some(table)
    }
}

/// A vector with a one where the line of a formula with this table says so.
fn line(table: u64, at: usize) -> u128 {
    if table >> at & 1 != 0 { u128::MAX } else { 0 }
}

impl Terms {
    /// The result of a bitwise operator; none if it is another one.
    pub fn bitwise(&mut self, op: O, args: &[Node]) -> Option<Node> {
        // Lines are numbered by the operands, the first one lowest.
        let table = match op {
            O::V128Not => 0b01,
            O::V128And => 0b1000,
            O::V128AndNot => 0b0010,
            O::V128Or => 0b1110,
            O::V128Xor => 0b0110,
            // The first where the third has a one, else the second.
            O::V128Bitselect => 0b1010_1100,
            _ => return None,
        };
        let lines = (0..1 << args.len()).map(|at| line(table, at)).collect();
        Some(self.compose(args, lines))
    }

    /// A term of [`Op::Bitwise`] with other operands, of which there are as many as before.
    pub fn rebuild_bitwise(&mut self, count: u8, imm: u64, kids: [Node; 3]) -> Node {
        let (atoms, lines) = self.parts(count, imm, kids);
        self.compose(&atoms, lines)
    }

    /// A constant vector.
    pub fn vector(&mut self, value: u128) -> Node {
        let low = self.constant(Width::W64, value as u64);
        let high = self.constant(Width::W64, (value >> 64) as u64);
        self.intern(Op::Wasm(O::V128Const), 0, [low, high, Node::NONE], 64)
    }

    /// A vector's value if it is a constant.
    pub fn vector_value(&self, node: Node) -> Option<u128> {
        let term = self.get(node);
        if term.op != Op::Wasm(O::V128Const) {
            return None;
        }
        let (low, high) = (self.value(term.kids[0])?, self.value(term.kids[1])?);
        Some(u128::from(high) << 64 | u128::from(low))
    }

    /// Atoms and lines of a term of [`Op::Bitwise`].
    fn parts(&self, count: u8, imm: u64, kids: [Node; 3]) -> (Atoms, SmallVec<[u128; 8]>) {
        let count = usize::from(count);
        // No table says that the result is zero everywhere.
        if imm == 0 {
            let lines = self.items(kids[1]);
            let lines = lines.iter().map(|&line| self.vector_value(line).unwrap_or(0)).collect();
            return (Atoms::from_slice(&self.items(kids[0])), lines);
        }
        let atoms = match count <= INLINE {
            true => Atoms::from_slice(&kids[..count]),
            false => Atoms::from_slice(&self.items(kids[0])),
        };
        (atoms, (0..1 << count).map(|at| line(imm, at)).collect())
    }

    /// A vector as a formula of others.
    fn formula(&self, node: Node) -> Formula {
        if let Some(value) = self.vector_value(node) {
            return Formula::constant(value);
        }
        let term = self.get(node);
        let Op::Bitwise(count) = term.op else { return Formula::atom(node) };
        let (atoms, lines) = self.parts(count, term.imm, term.kids);
        Formula { atoms, lines }
    }

    /// The function with these lines of at most [`MOST`] operands.
    fn compose(&mut self, args: &[Node], lines: SmallVec<[u128; 8]>) -> Node {
        let mut inner: SmallVec<[Formula; MOST]> =
            args.iter().map(|&arg| self.formula(arg)).collect();
        let mut all = union(&inner);
        if all.len() > MOST {
            for (formula, &arg) in inner.iter_mut().zip(args) {
                if !formula.atoms.is_empty() {
                    *formula = Formula::atom(arg);
                }
            }
            all = union(&inner);
        }
        self.work += 1 << all.len();
        let mut formula = match same_everywhere(&inner, &lines, &all) {
            Some(lines) => Formula { atoms: all, lines },
            None => {
                let value = |at: usize| {
                    let own = |formula: &Formula| formula.lines[formula.line_of(&all, at)];
                    let values: SmallVec<[u128; MOST]> = inner.iter().map(own).collect();
                    apply(&lines, &values)
                };
                let lines = (0..1 << all.len()).map(value).collect();
                Formula { atoms: all, lines }
            }
        };
        formula.reduce();
        self.formula_term(&formula)
    }

    /// The term of a formula whose atoms all matter.
    fn formula_term(&mut self, formula: &Formula) -> Node {
        let Formula { atoms, lines } = formula;
        match (&atoms[..], &lines[..]) {
            ([], &[value]) => return self.vector(value),
            (&[atom], [0, u128::MAX]) => return atom,
            _ => {}
        }
        let mut kids = [Node::NONE; 3];
        let table = formula.table();
        if table.is_some() && atoms.len() <= INLINE {
            kids[..atoms.len()].copy_from_slice(atoms);
        } else {
            kids[0] = self.tuple(atoms);
        }
        if table.is_none() {
            let lines: SmallVec<[Node; 8]> = lines.iter().map(|&line| self.vector(line)).collect();
            kids[1] = self.tuple(&lines);
        }
        self.intern(Op::Bitwise(atoms.len() as u8), table.unwrap_or(0), kids, 64)
    }
}

/// All atoms of some formulas.
fn union(formulas: &[Formula]) -> Atoms {
    let mut all: Atoms =
        formulas.iter().flat_map(|formula| formula.atoms.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The lines of a function of formulas over all their atoms, where every line is the same at all
/// places: bits of a word stand for the lines, so that all are found at once.
fn same_everywhere(inner: &[Formula], lines: &[u128], all: &[Node]) -> Option<SmallVec<[u128; 8]>> {
    /// The lines on which the first, second, and so on of [`MOST`] atoms has a one.
    const ONES: [u64; MOST] = [
        0xaaaa_aaaa_aaaa_aaaa,
        0xcccc_cccc_cccc_cccc,
        0xf0f0_f0f0_f0f0_f0f0,
        0xff00_ff00_ff00_ff00,
        0xffff_0000_ffff_0000,
        0xffff_ffff_0000_0000,
    ];
    let words = |lines: &[u128]| -> Option<SmallVec<[u64; 8]>> {
        let same = |&line: &u128| (line == 0 || line == u128::MAX).then_some(line as u64);
        lines.iter().map(same).collect()
    };
    let mut values: SmallVec<[u64; MOST]> = SmallVec::new();
    for formula in inner {
        let ones = all.iter().zip(ONES).filter(|(atom, _)| formula.atoms.contains(atom));
        let ones: SmallVec<[u64; MOST]> = ones.map(|(_, ones)| ones).collect();
        values.push(apply(&words(&formula.lines)?, &ones));
    }
    let table = apply(&words(lines)?, &values);
    Some((0..1 << all.len()).map(|at| line(table, at)).collect())
}

/// A function's result for these values of its operands. At each place one line counts: halves of
/// the lines are chosen by the last operand, of these halves by the one before, and so on.
fn apply<T>(lines: &[T], values: &[T]) -> T
where
    T: Copy + BitAnd<Output = T> + BitOr<Output = T> + Not<Output = T>,
{
    let mut left: SmallVec<[T; 8]> = SmallVec::from_slice(lines);
    for &value in values.iter().rev() {
        let half = left.len() / 2;
        for at in 0..half {
            left[at] = left[at] & !value | left[half + at] & value;
        }
        left.truncate(half);
    }
    left[0]
}
