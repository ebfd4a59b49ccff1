//! Which values stand for values that go.
//!
//! Takes: replacements as a pass decides them. Gives: what stands for a value in the end.
//! Invariant: replacements form no cycles. Cost: O(log) a question, amortised, since questions
//! shorten the paths they follow. From: Tarjan, "Efficiency of a Good But Not Linear Set Union
//! Algorithm" (1975), without ranks: the pass says which of two values stays.

use crate::ir::{Function, Value};
use cranelift_entity::{SecondaryMap, packed_option::ReservedValue};

/// What stands for values that go.
#[derive(Debug)]
pub(super) struct Replacements {
    of: SecondaryMap<Value, Value>,
}

impl Replacements {
    /// Nothing is replaced.
    pub fn new(func: &Function) -> Replacements {
        let mut of = SecondaryMap::with_default(Value::reserved_value());
        of.resize(func.values.len());
        Replacements { of }
    }

    /// From now on, `by` stands for `value`.
    pub fn set(&mut self, value: Value, by: Value) {
        debug_assert_ne!(self.find(by), value, "no value stands for itself");
        self.of[value] = by;
    }

    /// Whether something else stands for `value`.
    pub fn is_replaced(&self, value: Value) -> bool {
        self.of[value] != Value::reserved_value()
    }

    /// What stands for `value` in the end.
    pub fn find(&mut self, value: Value) -> Value {
        let mut root = value;
        while self.is_replaced(root) {
            root = self.of[root];
        }
        let mut at = value;
        while at != root {
            at = std::mem::replace(&mut self.of[at], root);
        }
        root
    }

    /// Names all values by what stands for them.
    pub fn apply(&mut self, func: &mut Function) {
        func.map_uses(|value| self.find(value));
    }
}
