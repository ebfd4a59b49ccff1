//! Everything of a module that is not code: compared under the index maps.
//!
//! Takes: both modules and maps. Gives: what differs, as sentences; none if instantiation and
//! everything that a host or a function sees of the declarations is the same. Invariant: the
//! maps are total on what the output uses, injective, and respect imports, exports, types and
//! first values. Items of the input without counterpart are fine only if nothing can tell: they
//! are neither exported nor the target of a segment that may trap.

use super::maps::{self, Maps};
use super::module::{ConstCode, ConstStep, Module, Place, Space};
use super::opcode::Opcode;

/// What differs.
pub fn differences(before: &Module<'_>, after: &Module<'_>, maps: &Maps) -> Vec<String> {
    let mut check = Check { before, after, maps, wrong: Vec::new() };
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
    wrong: Vec<String>,
}

impl Check<'_, '_> {
    fn say(&mut self, text: impl Into<String>) {
        self.wrong.push(text.into());
    }

    fn map(&self, space: Space) -> &[u32] {
        match space {
            Space::Func => &self.maps.funcs,
            Space::Table => &self.maps.tables,
            Space::Memory => &self.maps.memories,
            Space::Global => &self.maps.globals,
            Space::Tag => &self.maps.tags,
        }
    }

    fn injective(&mut self) {
        let maps = self.maps;
        let spaces = [
            ("function", &maps.funcs),
            ("table", &maps.tables),
            ("memory", &maps.memories),
            ("global", &maps.globals),
            ("tag", &maps.tags),
            ("data segment", &maps.data),
            ("element segment", &maps.elements),
        ];
        for (name, map) in spaces {
            let mut used: Vec<u32> = map.iter().copied().filter(|&i| i != maps::NONE).collect();
            used.sort_unstable();
            if used.windows(2).any(|pair| pair[0] == pair[1]) {
                self.say(format!("two items of the output stand for one {name}"));
            }
        }
    }

    /// The output's imports are some of the input's, in their order.
    fn imports(&mut self) {
        let index = |module: &Module<'_>| {
            let mut counts = [0u32; 5];
            let numbers: Vec<u32> = module
                .imports
                .iter()
                .map(|import| {
                    counts[import.space as usize] += 1;
                    counts[import.space as usize] - 1
                })
                .collect();
            numbers
        };
        let (before, after) = (index(self.before), index(self.after));
        let mut at = 0;
        for (import, &number) in self.after.imports.iter().zip(&after) {
            let found = (at..before.len()).find(|&index| {
                let other = &self.before.imports[index];
                self.map(import.space).get(number as usize) == Some(&before[index])
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
            if !same || self.map(b.1).get(b.2 as usize) != Some(&a.2) {
                self.say(format!("export {} differs", b.0));
            }
        }
    }

    /// Declarations of tables, memories, globals, tags and types of functions.
    fn items(&mut self) {
        for (index, &old) in self.maps.funcs.iter().enumerate() {
            let imported = index < self.after.imported_funcs;
            if old != maps::NONE && imported != ((old as usize) < self.before.imported_funcs) {
                self.say(format!("function {index} is imported in one module only"));
            }
        }
        for (index, &old) in self.maps.tables.iter().enumerate() {
            let Some(before) = self.before.tables.get(old as usize) else { continue };
            let after = &self.after.tables[index];
            let first = self.same_first(before.init.as_ref(), after.init.as_ref());
            if before.key != after.key || !first {
                self.say(format!("table {index} differs"));
            }
        }
        for (index, &old) in self.maps.memories.iter().enumerate() {
            let Some(before) = self.before.memories.get(old as usize) else { continue };
            if before.key != self.after.memories[index].key {
                self.say(format!("memory {index} differs"));
            }
        }
        let memories = |module: &Module<'_>| {
            module.imports.iter().filter(|import| import.space == Space::Memory).count()
        };
        for (index, &old) in self.maps.memories.iter().enumerate() {
            let imported = index < memories(self.after);
            if old != maps::NONE && imported != ((old as usize) < memories(self.before)) {
                self.say(format!("memory {index} is imported in one module only"));
            }
        }
        for (index, &old) in self.maps.globals.iter().enumerate() {
            let Some(before) = self.before.globals.get(old as usize) else { continue };
            let after = &self.after.globals[index];
            let first = self.same_first(before.init.as_ref(), after.init.as_ref());
            if before.key != after.key || !first {
                self.say(format!("global {index} differs"));
            }
        }
        for (index, &old) in self.maps.tags.iter().enumerate() {
            let Some(&before) = self.before.tags.get(old as usize) else { continue };
            let after = self.after.tags[index];
            if self.before.types[before as usize] != self.after.types[after as usize] {
                self.say(format!("tag {index} differs"));
            }
        }
        let tags = |module: &Module<'_>| {
            module.imports.iter().filter(|import| import.space == Space::Tag).count()
        };
        for (index, &old) in self.maps.tags.iter().enumerate() {
            let imported = index < tags(self.after);
            if old != maps::NONE && imported != ((old as usize) < tags(self.before)) {
                self.say(format!("tag {index} is imported in one module only"));
            }
        }
    }

    fn same_first(&self, before: Option<&ConstCode>, after: Option<&ConstCode>) -> bool {
        match (before, after) {
            (None, None) => true,
            (Some(before), Some(after)) => self.same_code(before, after),
            _ => false,
        }
    }

    fn same_code(&self, before: &ConstCode, after: &ConstCode) -> bool {
        let mapped = |map: &[u32], new: u32, old: u32| map.get(new as usize) == Some(&old);
        before.len() == after.len()
            && before.iter().zip(after).all(|pair| match pair {
                (ConstStep::Global(old), ConstStep::Global(new)) => {
                    mapped(&self.maps.globals, *new, *old)
                }
                (ConstStep::Func(old), ConstStep::Func(new)) => {
                    mapped(&self.maps.funcs, *new, *old)
                }
                (old, new) => old == new,
            })
    }

    fn start(&mut self) {
        let start = self.after.start.and_then(|start| self.maps.funcs.get(start as usize));
        if self.before.start.as_ref() != start {
            self.say("the start function differs");
        }
    }

    fn same_place(&self, before: &Place, after: &Place, map: &[u32]) -> bool {
        match (before, after) {
            (Place::Active(old, from), Place::Active(new, to)) => {
                map.get(*new as usize) == Some(old) && self.same_code(from, to)
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
            let items = before.items.len() == after.items.len()
                && before.items.iter().zip(&after.items).all(|(a, b)| self.same_code(a, b));
            let place = self.same_place(&before.place, &after.place, &self.maps.tables);
            if !items || !place || before.ty != after.ty {
                self.say(format!("element segment {index} differs"));
            }
        }
        for (index, element) in self.before.elements.iter().enumerate() {
            let Place::Active(table, offset) = &element.place else { continue };
            if self.maps.elements.contains(&(index as u32)) {
                continue;
            }
            let size = self.before.tables.get(*table as usize).map_or(0, |table| table.key[2]);
            let fits = within(offset, element.items.len() as u64, size);
            if !fits || self.maps.tables.contains(table) && !element.items.is_empty() {
                self.say(format!("element segment {index} of the input is missing"));
            }
        }
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
        for (index, data) in self.before.data.iter().enumerate() {
            let Place::Active(memory, offset) = &data.place else { continue };
            if self.maps.data.contains(&(index as u32)) {
                continue;
            }
            let size = self.before.memories.get(*memory as usize).map_or(0, |m| m.least);
            let fits = within(offset, data.bytes.len() as u64, size);
            if !fits || self.maps.memories.contains(memory) && !data.bytes.is_empty() {
                self.say(format!("data segment {index} of the input is missing"));
            }
        }
    }
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
