//! What tests of a reference's type say about other types.
//!
//! Takes: tests that hold or do not on the path. Gives: the lowest type that a reference is known
//! to have, and what follows for tests of other types. Invariant: of null nothing is said; who
//! asks knows that it is none. Cost: the tests of one reference.

use super::super::hierarchy::Heap;
use super::super::opcode::Opcode as O;
use super::super::term::{Node, Op, Terms};
use super::Facts;

/// Types that one reference is tested for, at most.
const TESTS: usize = 16;

impl Facts {
    /// Notes that something is known of a test.
    pub(super) fn note_test(&mut self, terms: &Terms, test: Node) {
        let term = terms.get(test);
        let tests = self.tests.entry(term.kids[0]).or_default();
        if tests.len() < TESTS && !tests.contains(&test) {
            tests.push(test);
        }
    }

    /// The heap type that a reference has on the path, unless it is null; zero if none is known.
    pub fn heap_type(&self, terms: &Terms, reference: Node) -> Heap {
        let own = terms.heap_type(reference);
        let Some(tests) = self.tests.get(&reference) else { return own };
        tests.iter().fold(own, |heap, &test| {
            let asked = terms.get(test).imm;
            let holds = self.value_of(terms, test) == Some(true);
            let lower = heap == 0 || terms.types.common(heap, asked) == heap;
            if holds && lower { asked } else { heap }
        })
    }

    /// Whether a test of a reference's type holds, because of others that do or do not.
    pub(super) fn concluded(&self, terms: &Terms, test: Node) -> Option<bool> {
        let term = terms.get(test);
        let reference = term.kids[0];
        if term.op != Op::Wasm(O::RefTestNonNull) {
            return None;
        }
        if let Some(holds) = terms.types.test(self.heap_type(terms, reference), term.imm) {
            return Some(holds);
        }
        let mut tests = self.tests.get(&reference)?.iter();
        let fails_above = |&other: &Node| {
            self.value_of(terms, other) == Some(false)
                && terms.types.test(term.imm, terms.get(other).imm) == Some(true)
        };
        tests.any(fails_above).then_some(false)
    }
}
