//! What fields of structures hold at a cut point.
//!
//! Takes: what the slots hold on first arrival. Gives: fields of objects, which become slots of
//! their own, so that they are related, weakened and taken as all others are. Invariant: only
//! fields that nobody can write, so that what a field holds is a matter of the object alone. A
//! path begins with objects that say what their fields hold. Cost: [`FIELDS`] slots.
//! Origin: scalar replacement, as facts.

use super::normal::Replacement;
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms};

/// Fields that are followed at one cut point, at most, of each side.
const FIELDS: usize = 32;

/// Stands for the name of a field: an array's length.
const LENGTH: u64 = u64::MAX;

/// A field of an object that a slot holds.
#[derive(Clone, Copy, Debug)]
pub struct Content {
    /// The slot, among its side's; those of fields come after all others.
    pub object: usize,
    imm: u64,
}

impl Content {
    /// The number of the field in what [`Op::Object`] lists.
    pub fn number(self) -> u32 {
        if self.imm == LENGTH { 0 } else { self.imm as u32 }
    }

    /// What the field of an object holds.
    pub fn read(self, terms: &mut Terms, object: Node) -> Node {
        match self.imm {
            LENGTH => terms.operator(O::ArrayLen, 0, &[object]),
            imm => terms.fixed_field(object, imm),
        }
    }
}

/// Fields worth following of what the slots of one side hold, and of what these fields hold.
pub fn of(terms: &Terms, values: &[Node]) -> Vec<Content> {
    let mut contents = Vec::new();
    let mut values = values.to_vec();
    let mut object = 0;
    while let Some(&value) = values.get(object) {
        let term = terms.get(value);
        if term.op == Op::Object && !values[..object].contains(&value) {
            let heap = terms.heap_type(value);
            let length = terms.types.is_array(heap).then_some(LENGTH);
            for (number, &field) in (0..).zip(&terms.items(term.kids[1])) {
                let name = length.or_else(|| terms.types.fixed_field(heap, number));
                if let Some(imm) = name.filter(|_| field != Node::NONE && contents.len() < FIELDS) {
                    contents.push(Content { object, imm });
                    values.push(field);
                }
            }
        }
        object += 1;
    }
    contents
}

/// An object that a slot holds, one of its fields, the slot of what that holds.
pub type Part = (usize, u32, usize);

/// Puts what fields hold into the objects that are arbitrary values of a relation. `slots` are
/// its slots.
pub fn put_in(terms: &mut Terms, slots: &[Node], parts: &[Part], with: &mut Replacement) {
    let mut waiting: Vec<Node> = Vec::new();
    for &(object, ..) in parts {
        let object = slots[object];
        if terms.cut_leaf(object).is_some() && !waiting.contains(&object) {
            waiting.push(object);
        }
    }
    // An object that another one holds comes before it, where there is such an order.
    while !waiting.is_empty() {
        let of = |object: Node| parts.iter().filter(move |part| slots[part.0] == object);
        let is_free = |&object: &Node| of(object).all(|part| !waiting.contains(&slots[part.2]));
        let next = waiting.iter().position(is_free).unwrap_or(0);
        let object = waiting.swap_remove(next);
        let mut fields: Vec<Node> = Vec::new();
        for &(_, field, value) in of(object) {
            let field = field as usize;
            fields.resize(fields.len().max(field + 1), Node::NONE);
            let value = slots[value];
            fields[field] = terms.replace(value, with).unwrap_or(value);
        }
        let fields = terms.tuple(&fields);
        let known = terms.object(object, fields);
        with.set(object, known);
    }
}
