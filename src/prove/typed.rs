//! References as numbers, and what types say of them.
//!
//! Takes: what declarations say of a value, operators that test references. Gives: terms. Null is
//! zero, whatever its type, and every other reference is odd. Invariant: nothing else is said of
//! a reference's number, so that what holds for all numbers that fit holds for references, and
//! known bits, bounds at cut points and facts carry whether something is null as they carry any
//! other truth. A term's type follows from the term alone. Cost: the depth of types.

use super::hierarchy::{Heap, Static};
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};

impl Terms {
    /// A leaf of which its type says something.
    pub fn typed_leaf(&mut self, op: Op, imm: u64, ty: Static) -> Node {
        let leaf = self.intern_known(op, imm, [Node::NONE; 3], (0, u64::from(ty.never_null)));
        self.set_heap_type(leaf, ty.heap);
        leaf
    }

    /// Notes the heap type of a leaf.
    pub fn set_heap_type(&mut self, leaf: Node, heap: Heap) {
        if heap != 0 {
            self.leaves.insert(leaf, heap);
        }
    }

    /// What is read of the state, or a reference that is made.
    pub fn read(&mut self, op: Op, imm: u64, kids: [Node; 3]) -> Node {
        let never = self.declared(op, imm).never_null;
        self.intern_known(op, imm, kids, (0, u64::from(never)))
    }

    fn declared(&self, op: Op, imm: u64) -> Static {
        match op {
            Op::Wasm(op) => self.types.read(op, imm),
            Op::Global => self.types.global(imm),
            Op::After(O::Call) => self.types.called(imm),
            _ => Static::default(),
        }
    }

    /// The heap type that a reference has, unless it is null; zero if nothing is known.
    pub fn heap_type(&self, reference: Node) -> Heap {
        let term = self.get(reference);
        match term.op {
            Op::Entry | Op::Cut | Op::Event => {
                self.leaves.get(&reference).copied().unwrap_or_default()
            }
            Op::Object => self.heap_type(term.kids[0]),
            op => self.declared(op, term.imm).heap,
        }
    }

    /// Whether a reference is null.
    pub fn is_null(&mut self, reference: Node) -> Node {
        self.eqz(Width::W64, reference)
    }

    /// Whether a reference has a type, given by its heap type's word.
    pub fn has_type(&mut self, heap: Heap, nullable: bool, reference: Node) -> Node {
        let null = self.is_null(reference);
        let has = self.operator(O::RefTestNonNull, heap, &[reference]);
        if nullable {
            return self.or(Width::W32, null, has);
        }
        // That it is no null either is said apart, for the paths on which it has the type.
        let some = self.not(null);
        self.and(Width::W32, some, has)
    }

    /// Whether a reference that is not null has a type; of null nobody asks.
    pub fn tested(&mut self, heap: Heap, reference: Node) -> Node {
        match self.types.test(self.heap_type(reference), heap) {
            Some(has) => self.constant(Width::W32, u64::from(has)),
            None => self.opaque(O::RefTestNonNull, heap, &[reference]),
        }
    }
}
