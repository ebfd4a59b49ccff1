//! Drops what nothing reachable refers to: functions, tables, memories, globals, tags, types,
//! segments and imports.
//!
//! Takes: the module with the bodies its functions will have. Gives: fates, and the functions
//! that `ref.func` needs declared. Roots are exports, the start function, and active segments
//! that a host can see (their table or memory is imported) or that may trap; other active
//! segments live exactly as long as their target. Invariant: everything a kept item refers to
//! is kept; recursion groups stay whole, so no type changes its identity. An import that is
//! not used is dropped unless the user keeps imports. Cost: O(module).
//! From: tree shaking; wasm-opt calls it remove-unused-module-elements.
//! Declines: nothing that can be read. Elements of a reachable table all count as reachable,
//! even those no call can match by type.

use super::{Declined, Input, Plan};
use crate::ir::op::Opcode;
use crate::ir::op::codec::DecodeError;
use crate::wasm::indices::{Fate, Space};
use crate::wasm::items::{Mode, Segment};
use crate::wasm::transcribe::{Indices, Transcriber};
use std::ops::Range;

/// Marks what cannot be reached as dropped.
pub(super) fn run(
    input: &Input<'_, '_>,
    plan: &mut Plan,
    keep_imports: bool,
) -> Result<(), Declined> {
    let mut walk = Walk::new(input, plan);
    walk.roots(keep_imports);
    walk.follow()?;
    let Marks { live, referenced, declared, .. } = walk.visitor.indices;
    for (fates, live) in plan.fates.iter_mut().zip(&live) {
        for (fate, live) in fates.iter_mut().zip(live) {
            if !live && *fate == Fate::Kept {
                *fate = Fate::Dropped;
            }
        }
    }
    let declare = (0..).zip(referenced.iter().zip(&declared));
    plan.declare = declare
        .filter(|(_, (referenced, declared))| **referenced && !**declared)
        .map(|(index, _)| index)
        .collect();
    Ok(())
}

/// What was seen to be reachable.
struct Marks<'p> {
    plan: &'p Plan,
    live: [Vec<bool>; Space::COUNT],
    pending: Vec<(Space, u32)>,
    /// Functions that bodies take references of.
    referenced: Vec<bool>,
    /// Functions that something outside of bodies refers to, which declares them.
    declared: Vec<bool>,
}

impl Marks<'_> {
    fn mark(&mut self, space: Space, index: u32) {
        let index = self.plan.resolve(space, index);
        if let Some(live) = self.live[space as usize].get_mut(index as usize)
            && !*live
        {
            *live = true;
            self.pending.push((space, index));
        }
    }
}

/// References outside of bodies.
impl Indices for Marks<'_> {
    fn index(&mut self, space: Space, old: u32) -> u32 {
        if space == Space::Func {
            self.declared[old as usize] = true;
        }
        self.mark(space, old);
        old
    }
}

struct Walk<'m, 'a, 'p> {
    input: &'m Input<'m, 'a>,
    visitor: Transcriber<'m, Marks<'p>>,
    /// Active segments that live as long as their table or memory.
    elements_of: Vec<Vec<u32>>,
    data_of: Vec<Vec<u32>>,
    /// Type bytes of imported items, by space.
    imports: [Vec<Range<usize>>; Space::COUNT],
    /// The group of each type.
    groups: Vec<u32>,
}

impl<'m, 'a, 'p> Walk<'m, 'a, 'p> {
    fn new(input: &'m Input<'m, 'a>, plan: &'p Plan) -> Walk<'m, 'a, 'p> {
        let functions = input.count(Space::Func);
        let marks = Marks {
            plan,
            live: Space::ALL.map(|space| vec![false; input.count(space)]),
            pending: Vec::new(),
            referenced: vec![false; functions],
            declared: vec![false; functions],
        };
        let mut imports: [Vec<Range<usize>>; Space::COUNT] = Default::default();
        for import in &input.items.imports {
            imports[import.space as usize].push(import.ty.clone());
        }
        let mut groups = vec![0; input.count(Space::Type)];
        for (number, group) in (0..).zip(&input.items.groups) {
            groups[group.first as usize..][..group.len as usize].fill(number);
        }
        Walk {
            input,
            visitor: Transcriber::visitor(marks),
            elements_of: vec![Vec::new(); input.count(Space::Table)],
            data_of: vec![Vec::new(); input.count(Space::Memory)],
            imports,
            groups,
        }
    }

    fn mark(&mut self, space: Space, index: u32) {
        self.visitor.indices.mark(space, index);
    }

    fn roots(&mut self, keep_imports: bool) {
        let items = self.input.items;
        for &(_, space, index) in &items.exports {
            // As an index outside of bodies, which declares functions.
            self.visitor.indices.index(space, index);
        }
        if let Some(start) = items.start {
            self.mark(Space::Func, start);
        }
        if keep_imports {
            for import in &items.imports {
                self.mark(import.space, import.index);
            }
        }
        self.segments(Space::Elem, &items.elements);
        self.segments(Space::Data, &items.data);
    }

    /// Marks the active segments that are roots, and files the others with their targets.
    fn segments(&mut self, space: Space, segments: &[Segment]) {
        let targets = if space == Space::Elem { Space::Table } else { Space::Memory };
        let imported = self.input.items.imported(targets);
        for (index, segment) in (0..).zip(segments) {
            let Mode::Active { target, fits } = segment.mode else { continue };
            if !fits || (target < imported && !segment.is_empty) {
                self.mark(space, index);
            } else if !segment.is_empty {
                let of =
                    if space == Space::Elem { &mut self.elements_of } else { &mut self.data_of };
                of[target as usize].push(index);
            }
        }
    }

    fn follow(&mut self) -> Result<(), Declined> {
        while let Some((space, index)) = self.visitor.indices.pending.pop() {
            self.item(space, index)?;
        }
        Ok(())
    }

    /// Marks what an item refers to.
    fn item(&mut self, space: Space, index: u32) -> Result<(), Declined> {
        let items = self.input.items;
        match space {
            Space::Table => {
                for segment in std::mem::take(&mut self.elements_of[index as usize]) {
                    self.mark(Space::Elem, segment);
                }
            }
            Space::Memory => {
                for segment in std::mem::take(&mut self.data_of[index as usize]) {
                    self.mark(Space::Data, segment);
                }
            }
            _ => {}
        }
        if let Some(ty) = self.imports[space as usize].get(index as usize) {
            let ty = ty.clone();
            return self.visit(ty, Transcriber::import_type);
        }
        let defined = (index - items.imported(space)) as usize;
        match space {
            Space::Type => self.type_group(index),
            Space::Func => {
                self.function(index);
                Ok(())
            }
            Space::Table => self.visit(items.tables[defined].clone(), Transcriber::table),
            Space::Memory => Ok(()),
            Space::Global => self.visit(items.globals[defined].clone(), Transcriber::global),
            Space::Tag => self.visit(items.tags[defined].clone(), Transcriber::tag),
            Space::Elem => {
                let segment = &items.elements[defined];
                let item = match segment.is_plain {
                    true => |visitor: &mut Visitor<'m, 'p>| visitor.element(true),
                    false => |visitor: &mut Visitor<'m, 'p>| visitor.element(false),
                };
                self.visit(segment.bytes.clone(), item)
            }
            Space::Data => self.visit(items.data[defined].bytes.clone(), Transcriber::data),
        }
    }

    fn type_group(&mut self, index: u32) -> Result<(), Declined> {
        let items = self.input.items;
        let group = &items.groups[self.groups[index as usize] as usize];
        for member in group.first..group.first + group.len {
            self.visitor.indices.live[Space::Type as usize][member as usize] = true;
        }
        self.visit(group.bytes.clone(), Transcriber::type_group)
    }

    fn function(&mut self, index: u32) {
        self.mark(Space::Type, self.input.module.env.funcs[index as usize]);
        let input = self.input;
        if let Some(summary) = input.summary(index) {
            for used in &summary.uses {
                self.mark(used.space, used.index);
            }
            for op in summary.references.iter().filter(|op| op.code == Opcode::RefFunc) {
                self.visitor.indices.referenced[op.index() as usize] = true;
            }
        }
    }

    fn visit(
        &mut self,
        bytes: Range<usize>,
        item: fn(&mut Visitor<'m, 'p>) -> Result<(), DecodeError>,
    ) -> Result<(), Declined> {
        self.visitor.set_input(&self.input.module.bytes[bytes]);
        Ok(item(&mut self.visitor)?)
    }
}

type Visitor<'m, 'p> = Transcriber<'m, Marks<'p>>;
