//! What fields of structures hold at a cut point.
//!
//! Takes: what the slots hold on first arrival. Gives: fields of objects, which become slots of
//! their own, so that they are related, weakened and taken as all others are. Invariant: only
//! fields that nobody can write, so that what a field holds is a matter of the object alone. A
//! path begins with objects that say what their fields hold. Cost: [`FIELDS`] slots.
//! Origin: scalar replacement, as facts.

use super::normal::Replacement;
use super::term::{Node, Op, Terms};

/// Fields that are followed at one cut point, at most, of each side.
const FIELDS: usize = 32;

/// A field of an object that a slot holds.
#[derive(Clone, Copy, Debug)]
pub struct Content {
    /// The slot, among its side's.
    pub object: usize,
    /// The field's name.
    pub imm: u64,
}

/// Fields worth following of what the slots of one side hold.
pub fn of(terms: &Terms, values: &[Node]) -> Vec<Content> {
    let mut contents = Vec::new();
    for (object, &value) in values.iter().enumerate() {
        let term = terms.get(value);
        if term.op != Op::Object || values[..object].contains(&value) {
            continue;
        }
        let heap = terms.heap_type(value);
        let fields = terms.items(term.kids[1]);
        for (number, &field) in (0..).zip(&fields) {
            let name = terms.types.fixed_field(heap, number).filter(|_| field != Node::NONE);
            if contents.len() < FIELDS {
                contents.extend(name.map(|imm| Content { object, imm }));
            }
        }
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
