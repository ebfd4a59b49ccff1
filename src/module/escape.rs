//! Which functions have an identity that somebody can observe.
//!
//! Takes: the module and the plan so far. Gives: for each function whether it escapes: it is
//! exported, or a reference of it is taken where the reference can be compared, stored or
//! handed to a host. References in element segments escape only if a table they get into is
//! imported, exported or read with `table.get`, directly or by way of `table.copy`, or if
//! their segment fills arrays. Calls through a table show no identity. Invariant: conservative;
//! what is not recognised as harmless escapes. Cost: O(module).

use super::{Declined, Input, Plan};
use crate::ir::op::{Op, Opcode};
use crate::wasm::indices::Space;
use crate::wasm::items::Mode;
use crate::wasm::transcribe::{Indices, Transcriber};

/// For each function, whether its identity is observable.
pub(super) fn escaping(input: &Input<'_, '_>, plan: &Plan) -> Result<Vec<bool>, Declined> {
    let items = input.items;
    let mut flow = Flow {
        escapes: vec![false; input.count(Space::Func)],
        table_read: vec![false; input.count(Space::Table)],
        elem_read: vec![false; input.count(Space::Elem)],
        copies: Vec::new(),
        fills: Vec::new(),
        in_segment: false,
    };
    for import in items.imports.iter().filter(|import| import.space == Space::Table) {
        flow.table_read[import.index as usize] = true;
    }
    for &(_, space, index) in &items.exports {
        match space {
            Space::Func => flow.escapes[index as usize] = true,
            Space::Table => flow.table_read[index as usize] = true,
            _ => {}
        }
    }
    for (index, segment) in (0..).zip(&items.elements) {
        if let Mode::Active { target, .. } = segment.mode {
            flow.fills.push((index, target));
        }
    }
    let mut visitor = Transcriber::visitor(flow);
    for index in plan.kept(Space::Func) {
        if let Some(summary) = input.summary(index) {
            summary.references.iter().for_each(|&op| visitor.indices.operator(op));
        }
    }
    for index in plan.kept(Space::Global) {
        if let Some(defined) = index.checked_sub(items.imported(Space::Global)) {
            visitor.set_input(&input.module.bytes[items.globals[defined as usize].clone()]);
            visitor.global()?;
        }
    }
    visitor.indices.propagate();
    in_tables(input, plan, &mut visitor)?;
    Ok(visitor.indices.escapes)
}

/// Adds the functions in segments and initial values that get into tables somebody reads.
fn in_tables<'m>(
    input: &'m Input<'m, '_>,
    plan: &Plan,
    visitor: &mut Transcriber<'m, Flow>,
) -> Result<(), Declined> {
    let items = input.items;
    for index in plan.kept(Space::Elem).filter(|&elem| !is_declaration(input, elem)) {
        if visitor.indices.elem_read[index as usize] {
            let segment = &items.elements[index as usize];
            visitor.set_input(&input.module.bytes[segment.bytes.clone()]);
            visitor.indices.in_segment = true;
            visitor.element(segment.is_plain)?;
            visitor.indices.in_segment = false;
        }
    }
    for index in plan.kept(Space::Table) {
        let defined = index.checked_sub(items.imported(Space::Table));
        if let Some(defined) = defined.filter(|_| visitor.indices.table_read[index as usize]) {
            visitor.set_input(&input.module.bytes[items.tables[defined as usize].clone()]);
            visitor.table()?;
        }
    }
    Ok(())
}

fn is_declaration(input: &Input<'_, '_>, elem: u32) -> bool {
    input.items.elements[elem as usize].mode == Mode::Declared
}

/// Where references go.
struct Flow {
    escapes: Vec<bool>,
    table_read: Vec<bool>,
    elem_read: Vec<bool>,
    /// From table to table.
    copies: Vec<(u32, u32)>,
    /// From segment to table.
    fills: Vec<(u32, u32)>,
    /// Set where every function index is a reference that escapes.
    in_segment: bool,
}

impl Flow {
    /// Follows references backwards from what is read.
    fn propagate(&mut self) {
        // Tables are few.
        loop {
            let mut changed = false;
            for &(from, to) in &self.copies {
                if self.table_read[to as usize] && !self.table_read[from as usize] {
                    self.table_read[from as usize] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        for &(elem, table) in &self.fills {
            self.elem_read[elem as usize] |= self.table_read[table as usize];
        }
    }
}

impl Indices for Flow {
    #[inline]
    fn index(&mut self, space: Space, old: u32) -> u32 {
        if space == Space::Func && self.in_segment {
            self.escapes[old as usize] = true;
        }
        old
    }

    #[inline]
    fn operator(&mut self, op: Op) {
        match op.code {
            Opcode::RefFunc => self.escapes[op.index() as usize] = true,
            Opcode::TableGet => self.table_read[op.index() as usize] = true,
            Opcode::TableCopy => self.copies.push((op.index2(), op.index())),
            Opcode::TableInit => self.fills.push((op.index(), op.index2())),
            Opcode::ArrayNewElem | Opcode::ArrayInitElem => {
                self.elem_read[op.index2() as usize] = true;
            }
            _ => {}
        }
    }
}
