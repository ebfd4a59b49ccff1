//! Merges recursion groups that are equal, to the first of them.
//!
//! Takes: the identities that `wasm::decode` found. Gives: fates of types. Invariant: types are
//! equal by structure, so that nobody, casts and hosts included, can tell; a reference never
//! comes to point at a later type than before. Cost: O(types).

use super::{Input, Plan};
use crate::wasm::indices::{Fate, Space};

/// Merges types.
pub(super) fn merge(input: &Input<'_, '_>, plan: &mut Plan) {
    let equal = &input.module.env.equal_types;
    let fates = &mut plan.fates[Space::Type as usize];
    for group in &input.items.groups {
        // Members are equal to members at the same place of an equal group, or not at all.
        for index in group.first..group.first + group.len {
            match equal.get(index as usize) {
                Some(&first) if first < group.first => fates[index as usize] = Fate::Same(first),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::wasm::decode::Module;
    use crate::wasm::indices::{Fate, Space};
    use crate::wasm::items::Items;

    #[test]
    fn equal_groups_merge_and_shifted_ones_do_not() {
        let text = "(module
            (type $f (func (param i32)))
            (rec (type $a (struct)) (type (struct (field (ref $a)))))
            (type $g (func (param i32)))
            (rec (type $b (struct)) (type (struct (field (ref $b)))))
            (rec (type (struct)) (type (struct)) (type (struct (field (ref $b))))))";
        let bytes = wat::parse_str(text).unwrap();
        let module = Module::decode(&bytes).unwrap();
        let items = Items::of(&module).unwrap();
        let summaries = Vec::new();
        let input = super::Input { module: &module, items: &items, bodies: &[], summaries };
        let mut plan = super::Plan::new(&input);
        super::merge(&input, &mut plan);
        let fates: Vec<_> = (0..9).map(|index| plan.fate(Space::Type, index)).collect();
        let (kept, same) = (Fate::Kept, Fate::Same);
        let expected = [kept, kept, kept, same(0), same(1), same(2), kept, kept, kept];
        assert_eq!(fates, expected);
    }
}
