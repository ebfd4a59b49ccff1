//! Which references of functions somebody can compare, keep or call from outside.
//!
//! Takes: a module with what its bodies do. Gives: [`Observed`]. A function that is only called,
//! directly or through a table from which nobody reads, shows no identity, so several such
//! functions may have one counterpart. Invariant: conservative; what is not recognised as
//! harmless is observed. Cost: O(items), and the tables' copies.

use super::module::{ConstCode, ConstStep, Module, Place, Space};

/// What is observed.
#[derive(Clone, Default, Debug)]
pub struct Observed {
    /// Functions of which a reference gets somewhere other than into a table that is only called
    /// through.
    pub functions: Vec<bool>,
    /// Tables from which entries are read, by this module or by others.
    pub tables: Vec<bool>,
    /// Segments that get into such tables, or into arrays.
    pub elements: Vec<bool>,
}

impl Observed {
    /// What is observed of a module's references.
    pub fn of(module: &Module<'_>) -> Observed {
        let uses = &module.uses;
        let mut observed = Observed {
            functions: vec![uses.unknown; module.count(Space::Func)],
            tables: vec![uses.unknown; module.count(Space::Table)],
            elements: vec![uses.unknown; module.count(Space::Element)],
        };
        observed.tables[..module.imported(Space::Table)].fill(true);
        for &(_, space, index) in &module.exports {
            match space {
                Space::Func => observed.functions[index as usize] = true,
                Space::Table => observed.tables[index as usize] = true,
                _ => {}
            }
        }
        uses.read.iter().for_each(|&table| observed.tables[table as usize] = true);
        uses.arrays.iter().for_each(|&element| observed.elements[element as usize] = true);
        // Tables are few.
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for &(from, to) in &uses.copied {
                if observed.tables[to as usize] && !observed.tables[from as usize] {
                    observed.tables[from as usize] = true;
                    changed = true;
                }
            }
        }
        for &(element, table) in &uses.filled {
            observed.elements[element as usize] |= observed.tables[table as usize];
        }
        for (index, element) in module.elements.iter().enumerate() {
            if let Place::Active(table, _) = element.place {
                observed.elements[index] |= observed.tables[table as usize];
            }
        }
        observed.functions(module);
        observed
    }

    fn functions(&mut self, module: &Module<'_>) {
        let functions = &mut self.functions;
        module.uses.taken.iter().for_each(|&func| functions[func as usize] = true);
        let mut see = |code: &ConstCode| {
            for step in code {
                if let ConstStep::Func(func) = step {
                    functions[*func as usize] = true;
                }
            }
        };
        module.globals.iter().filter_map(|global| global.init.as_ref()).for_each(&mut see);
        for (index, element) in module.elements.iter().enumerate() {
            // A declaration puts nothing anywhere.
            if self.elements[index] && element.place != Place::Declared {
                element.items.iter().for_each(&mut see);
            }
        }
        for (index, table) in module.tables.iter().enumerate() {
            if self.tables[index] {
                table.init.iter().for_each(&mut see);
            }
        }
    }
}
