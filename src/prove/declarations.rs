//! Everything of a module that is not code: compared under the index maps.
//!
//! Takes: both modules and maps. Gives: what differs, as sentences; none if instantiation and
//! everything that a host or a function sees of the declarations is the same. Invariant: the
//! maps are total on what the output uses, injective but for functions that are not imported,
//! and respect imports, exports, types and first values. Items of the input without counterpart
//! are fine only if nothing can tell: they are neither exported nor the target of a segment that
//! may trap or that a host can see. References of functions are equal if they are the same
//! function's; those in tables that are only called through, if calls of them are ([`Observed`]).

use super::maps::{self, Maps};
use super::module::{ConstCode, ConstStep, Module, Place, Space};
use super::opcode::Opcode;
use super::references::Observed;

/// What differs.
pub fn differences(
    before: &Module<'_>,
    after: &Module<'_>,
    maps: &Maps,
    observed: [&Observed; 2],
) -> Vec<String> {
    let mut check = Check { before, after, maps, observed, wrong: Vec::new() };
    check.injective();
    check.imports();
    check.exports();
    check.items();
    check.start();
    check.elements();
    check.data();
    check.wrong
}

struct Check<'a, 'm> {
    before: &'a Module<'m>,
    after: &'a Module<'m>,
    maps: &'a Maps,
    /// References of both modules.
    observed: [&'a Observed; 2],
    wrong: Vec<String>,
}

impl Check<'_, '_> {
    fn say(&mut self, text: impl Into<String>) {
        self.wrong.push(text.into());
    }

    fn injective(&mut self) {
        for space in &self.maps.clashes {
            self.say(format!("one {} of the output stands for two", space.name()));
        }
        // A reference of an imported function is the host's.
        let imported = self.after.imported(Space::Func) as u32;
        let mut used: Vec<u32> =
            self.maps.forward.iter().copied().filter(|&func| func < imported).collect();
        used.sort_unstable();
        if used.windows(2).any(|pair| pair[0] == pair[1]) {
            self.say("one imported function of the output stands for two");
        }
    }

    /// The output's imports are some of the input's, in their order.
    fn imports(&mut self) {
        let (before, after) = (self.before.import_numbers(), self.after.import_numbers());
        let mut at = 0;
        for (import, &number) in self.after.imports.iter().zip(&after) {
            let found = (at..before.len()).find(|&index| {
                let other = &self.before.imports[index];
                self.maps.space(import.space).get(number as usize) == Some(&before[index])
                    && other.space == import.space
            });
            let Some(found) = found else {
                let (module, field) = import.name;
                self.say(format!("import {module}.{field} has no counterpart"));
                continue;
            };
            let other = &self.before.imports[found];
            if other.name != import.name || other.ty != import.ty {
                let (module, field) = import.name;
                self.say(format!("import {module}.{field} differs"));
            }
            at = found + 1;
        }
    }

    fn exports(&mut self) {
        if self.before.exports.len() != self.after.exports.len() {
            self.say("different numbers of exports");
        }
        for (a, b) in self.before.exports.iter().zip(&self.after.exports) {
            let same = a.0 == b.0 && a.1 == b.1;
            if !same || self.maps.space(b.1).get(b.2 as usize) != Some(&a.2) {
                self.say(format!("export {} differs", b.0));
            }
        }
    }

    /// Declarations of tables, memories, globals, tags and types of functions.
    fn items(&mut self) {
        for (old, &index) in self.maps.forward.iter().enumerate() {
            let is_import = |module: &Module<'_>, index| index < module.imported(Space::Func);
            let imported = is_import(self.after, index as usize);
            if index != maps::NONE && imported != is_import(self.before, old) {
                self.say(format!("function {index} is imported in one module only"));
            }
        }
        for space in [Space::Table, Space::Memory, Space::Global, Space::Tag] {
            let map = self.maps.space(space);
            for (index, &old) in map.iter().enumerate().filter(|(_, old)| **old != maps::NONE) {
                let name = space.name();
                let imported = index < self.after.imported(space);
                if imported != ((old as usize) < self.before.imported(space)) {
                    self.say(format!("{name} {index} is imported in one module only"));
                }
                if !self.same_item(space, old as usize, index) {
                    self.say(format!("{name} {index} differs"));
                }
            }
        }
    }

    fn same_item(&self, space: Space, old: usize, new: usize) -> bool {
        let (before, after) = (self.before, self.after);
        match space {
            Space::Table => {
                let (a, b) = (&before.tables[old], &after.tables[new]);
                let seen = self.observed[0].tables[old] || self.observed[1].tables[new];
                a.key == b.key && self.same_first(a.init.as_ref(), b.init.as_ref(), seen)
            }
            Space::Memory => before.memories[old].key == after.memories[new].key,
            Space::Global => {
                let (a, b) = (&before.globals[old], &after.globals[new]);
                a.key == b.key && self.same_first(a.init.as_ref(), b.init.as_ref(), true)
            }
            Space::Tag => {
                let (a, b) = (before.tags[old], after.tags[new]);
                before.types[a as usize] == after.types[b as usize]
            }
            Space::Func | Space::Data | Space::Element => false,
        }
    }

    fn same_first(
        &self,
        before: Option<&ConstCode>,
        after: Option<&ConstCode>,
        observed: bool,
    ) -> bool {
        match (before, after) {
            (None, None) => true,
            (Some(before), Some(after)) => self.same_code(before, after, observed),
            _ => false,
        }
    }

    /// Whether two constants are equal; if references are not `observed`, calls of them are.
    fn same_code(&self, before: &ConstCode, after: &ConstCode, observed: bool) -> bool {
        let mapped = |map: &[u32], new: u32, old: u32| map.get(new as usize) == Some(&old);
        before.len() == after.len()
            && before.iter().zip(after).all(|pair| match pair {
                (ConstStep::Global(old), ConstStep::Global(new)) => {
                    mapped(&self.maps.globals, *new, *old)
                }
                (ConstStep::Func(old), ConstStep::Func(new)) => {
                    mapped(&self.maps.funcs, *new, *old)
                        || !observed && self.maps.related(*old, *new)
                }
                (old, new) => old == new,
            })
    }

    /// Which function runs shows no identity.
    fn start(&mut self) {
        let same = match (self.before.start, self.after.start) {
            (Some(before), Some(after)) => self.maps.related(before, after),
            (before, after) => before == after,
        };
        if !same {
            self.say("the start function differs");
        }
    }

    fn same_place(&self, before: &Place, after: &Place, map: &[u32]) -> bool {
        match (before, after) {
            (Place::Active(old, from), Place::Active(new, to)) => {
                map.get(*new as usize) == Some(old) && self.same_code(from, to, true)
            }
            (before, after) => before == after,
        }
    }

    fn elements(&mut self) {
        if !in_order(&self.maps.elements) {
            self.say("element segments are in another order");
        }
        for (index, &old) in self.maps.elements.iter().enumerate() {
            let after = &self.after.elements[index];
            let Some(before) = self.before.elements.get(old as usize) else {
                if !matches!(after.place, Place::Declared) {
                    self.say(format!("element segment {index} is new"));
                }
                continue;
            };
            let seen = self.observed[0].elements[old as usize] || self.observed[1].elements[index];
            let items = before.items.len() == after.items.len()
                && before.items.iter().zip(&after.items).all(|(a, b)| self.same_code(a, b, seen));
            let place = self.same_place(&before.place, &after.place, &self.maps.tables);
            if !items || !place || before.ty != after.ty {
                self.say(format!("element segment {index} differs"));
            }
        }
        let kept = used(&self.maps.elements, self.before.elements.len());
        for (index, element) in self.before.elements.iter().enumerate().filter(|(i, _)| !kept[*i]) {
            let Place::Active(table, offset) = &element.place else { continue };
            let size = self.before.tables.get(*table as usize).map_or(0, |table| table.key[2]);
            if !self.may_go(Space::Table, *table, offset, element.items.len() as u64, size) {
                self.say(format!("element segment {index} of the input is missing"));
            }
        }
    }

    /// Whether nobody can tell that an active segment is missing.
    fn may_go(
        &self,
        targets: Space,
        target: u32,
        offset: &ConstCode,
        length: u64,
        size: u64,
    ) -> bool {
        let hidden = target as usize >= self.before.imported(targets)
            && !self.maps.space(targets).contains(&target);
        within(offset, length, size) && (hidden || length == 0)
    }

    fn data(&mut self) {
        if !in_order(&self.maps.data) {
            self.say("data segments are in another order");
        }
        for (index, &old) in self.maps.data.iter().enumerate() {
            let after = &self.after.data[index];
            let Some(before) = self.before.data.get(old as usize) else {
                self.say(format!("data segment {index} is new"));
                continue;
            };
            let place = self.same_place(&before.place, &after.place, &self.maps.memories);
            if before.bytes != after.bytes || !place {
                self.say(format!("data segment {index} differs"));
            }
        }
        let kept = used(&self.maps.data, self.before.data.len());
        for (index, data) in self.before.data.iter().enumerate().filter(|(i, _)| !kept[*i]) {
            let Place::Active(memory, offset) = &data.place else { continue };
            let size = self.before.memories.get(*memory as usize).map_or(0, |m| m.least);
            if !self.may_go(Space::Memory, *memory, offset, data.bytes.len() as u64, size) {
                self.say(format!("data segment {index} of the input is missing"));
            }
        }
    }
}

/// Which of so many items have counterparts.
fn used(map: &[u32], count: usize) -> Vec<bool> {
    let mut used = vec![false; count];
    for &index in map {
        if let Some(entry) = used.get_mut(index as usize) {
            *entry = true;
        }
    }
    used
}

/// Whether counterparts have the order of the items.
fn in_order(map: &[u32]) -> bool {
    let known: Vec<u32> = map.iter().copied().filter(|&index| index != maps::NONE).collect();
    known.windows(2).all(|pair| pair[0] < pair[1])
}

/// Whether a segment certainly fits.
fn within(offset: &ConstCode, length: u64, size: u64) -> bool {
    match offset[..] {
        [ConstStep::Plain(Opcode::I32Const | Opcode::I64Const, [value, _])] => {
            value.checked_add(length).is_some_and(|end| end <= size)
        }
        _ => false,
    }
}
