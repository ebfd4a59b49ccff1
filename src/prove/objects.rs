//! What of structures and arrays has several names.
//!
//! Takes: types, constant expressions, operands of allocations. Gives: one form for all names of
//! a thing. A field that a type inherits is its supertype's: an access may name any type that has
//! it. What cannot be written is what it was when its object was made, and what is read of one
//! field does not depend on writes to another. An object all of whose fields are made zero or null
//! is the one that is made by default. A field of a new structure that cannot be written is what
//! it was made with.
//! Invariant: what gets one form is the same by the specification. Cost: the depth of types,
//! the number of operands, [`WRITES`] writes for each read.

use smallvec::SmallVec;
use wasmparser::{Operator, SubType};

use super::code::Inst;
use super::module::{ConstCode, ConstStep, Module, Shape};
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};
use super::types::TypeNumber;

/// Writes that a read looks through, at most.
const WRITES: usize = 32;

/// The index of a type's supertype.
pub fn parent(ty: &SubType) -> Option<u32> {
    ty.supertype_idxs.first().and_then(|parent| parent.unpack().as_module_index())
}

impl Module<'_> {
    /// The first type in the line of a structure's supertypes that has a field.
    pub fn owner_of_field(&self, ty: u32, field: u32) -> TypeNumber {
        self.owner(
            ty,
            |shape| matches!(shape, Shape::Struct(fields) if fields.len() > field as usize),
        )
    }

    /// The first type in the line of an array's supertypes.
    pub fn owner_of_elements(&self, ty: u32) -> TypeNumber {
        self.owner(ty, |shape| matches!(shape, Shape::Array(_)))
    }

    /// Whether nobody can write a field once its object is made.
    pub fn field_is_fixed(&self, ty: u32, field: u32) -> bool {
        match self.shapes.get(ty as usize) {
            Some(Shape::Struct(fields)) => fields.get(field as usize) == Some(&false),
            _ => false,
        }
    }

    /// Whether nobody can write the elements of an array once it is made.
    pub fn elements_are_fixed(&self, ty: u32) -> bool {
        matches!(self.shapes.get(ty as usize), Some(Shape::Array(false)))
    }

    /// Whether an operator reads a field or an element that nobody can write.
    pub fn reads_fixed(&self, operator: &Operator<'_>) -> bool {
        match *operator {
            Operator::StructGet { struct_type_index, field_index }
            | Operator::StructGetS { struct_type_index, field_index }
            | Operator::StructGetU { struct_type_index, field_index } => {
                self.field_is_fixed(struct_type_index, field_index)
            }
            Operator::ArrayGet { array_type_index }
            | Operator::ArrayGetS { array_type_index }
            | Operator::ArrayGetU { array_type_index } => self.elements_are_fixed(array_type_index),
            _ => false,
        }
    }

    fn owner(&self, ty: u32, has: impl Fn(&Shape) -> bool) -> TypeNumber {
        let mut at = ty;
        // Supertypes have lower indices.
        while let Some(&Some(parent)) = self.parents.get(at as usize)
            && parent < at
            && has(&self.shapes[parent as usize])
        {
            at = parent;
        }
        self.types[at as usize]
    }

    /// A constant structure, the steps that make its fields last in `steps`: whether all of them
    /// are zero or null. Then they go.
    pub fn drop_defaults(&self, ty: u32, steps: &mut ConstCode) -> bool {
        let Some(Shape::Struct(fields)) = self.shapes.get(ty as usize) else { return false };
        let Some(first) = steps.len().checked_sub(fields.len()) else { return false };
        let is_default = |step: &ConstStep| match step {
            ConstStep::Plain(O::RefNull, _) => true,
            ConstStep::Plain(
                O::I32Const | O::I64Const | O::F32Const | O::F64Const | O::V128Const,
                words,
            ) => *words == [0, 0],
            _ => false,
        };
        let all = steps[first..].iter().all(is_default);
        if all {
            steps.truncate(first);
        }
        all
    }
}

/// Operands of an allocation; none if they are what fields are by default.
pub fn without_defaults(terms: &Terms, inst: &Inst, args: &mut SmallVec<[Node; 6]>) {
    if inst.op == O::StructNew && args.iter().all(|&node| terms.value(node) == Some(0)) {
        args.clear();
    }
}

/// Whether two operators allocate alike, given equal operands without defaults.
pub fn allocate_alike(a: O, b: O) -> bool {
    let is_structure = |op| matches!(op, O::StructNew | O::StructNewDefault);
    is_structure(a) && is_structure(b)
}

/// Whether an operator reads a field or an element.
pub fn reads_object(op: O) -> bool {
    reads_field(op) || matches!(op, O::ArrayGet | O::ArrayGetS | O::ArrayGetU)
}

fn reads_field(op: O) -> bool {
    matches!(op, O::StructGet | O::StructGetS | O::StructGetU)
}

impl Terms {
    /// A structure with what is known of its fields.
    pub fn object(&mut self, reference: Node, fields: Node) -> Node {
        let term = self.get(reference);
        let kids = [reference, fields, Node::NONE];
        self.intern_known(Op::Object, 0, kids, (term.zeros, term.ones))
    }

    /// An array's length.
    pub fn length(&mut self, array: Node) -> Node {
        let object = self.get(array);
        if object.op == Op::Object
            && let Some(&length) = self.items(object.kids[1]).first()
            && length != Node::NONE
        {
            return length;
        }
        self.opaque(O::ArrayLen, 0, &[array])
    }

    /// What a field that nobody can write holds; `imm` is its name.
    pub fn fixed_field(&mut self, object: Node, imm: u64) -> Node {
        let nothing = self.constant(Width::W32, 0);
        let all = self.tuple(&[nothing, object]);
        let fixed = self.constant(Width::W64, 1);
        self.read_object(O::StructGet, imm, [all, fixed, Node::NONE])
    }

    /// What an operator reads of an object: of the oldest contents that give the same. Fields
    /// have their first owner's name, so that two names are two places; a structure is no array.
    pub fn read_object(&mut self, op: O, imm: u64, kids: [Node; 3]) -> Node {
        let mut items = self.items(kids[0]);
        let Some(&heap) = items.first() else {
            return self.read(Op::Wasm(op), imm, kids);
        };
        let mut before = heap;
        for _ in 0..WRITES {
            let write = self.get(before);
            let elsewhere = match write.op {
                Op::After(O::StructSet) => !reads_field(op) || write.imm != imm,
                Op::After(
                    O::ArraySet | O::ArrayFill | O::ArrayCopy | O::ArrayInitData | O::ArrayInitElem,
                ) => reads_field(op),
                _ => false,
            };
            match self.items(write.kids[0]).first() {
                Some(&first) if elsewhere => before = first,
                _ => break,
            }
        }
        // What cannot be written is read of no contents at all.
        let fixed = op == O::StructGet && self.value(before).is_some();
        if let Some(object) = items.get(1).map(|&object| self.get(object))
            && object.op == Op::Object
            && fixed
            && let Some(&value) = self.items(object.kids[1]).get(imm as u32 as usize)
            && value != Node::NONE
        {
            return value;
        }
        items[0] = before;
        let all = if before == heap { kids[0] } else { self.tuple(&items) };
        self.read(Op::Wasm(op), imm, [all, kids[1], Node::NONE])
    }
}
