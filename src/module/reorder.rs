//! Numbers functions, globals and types so that those used most have the shortest indices.
//!
//! Takes: the module with the bodies its functions will have. Gives: orders of functions,
//! globals and types. What is used most comes first, but within the indices of one encoded
//! length everything keeps its old order, since neighbours are alike and compress well.
//! Invariant: imports keep their places; a global or type group comes after all it refers to;
//! where a new order would not save bytes, the old one stays, so that a second run changes
//! nothing.
//! Cost: O(module), and sorting. From: wasm-opt's reorder-functions, reorder-globals.

use super::{Declined, Input, Plan};
use crate::ir::op::codec::DecodeError;
use crate::ir::op::leb;
use crate::wasm::indices::Space;
use crate::wasm::transcribe::{Indices, Transcriber};
use std::cmp::Reverse;
use std::ops::Range;

/// Gives `plan` new orders where they are of use.
pub(super) fn run(input: &Input<'_, '_>, plan: &mut Plan) -> Result<(), Declined> {
    let uses = count(input, plan)?;
    let mut orders = Vec::new();
    for space in [Space::Func, Space::Global, Space::Type] {
        let units = match space {
            Space::Type => type_groups(input, plan, &uses),
            _ => one_by_one(input, plan, &uses, space),
        };
        let needs = match space {
            Space::Func => Vec::new(),
            Space::Global => global_needs(input, plan)?,
            _ => type_needs(input, plan)?,
        };
        let size = if space == Space::Type { signed } else { unsigned };
        let order = order(&units, &needs, size);
        if uses.bytes(space, order.iter().copied()) < uses.bytes(space, plan.kept(space)) {
            orders.push((space, order));
        }
    }
    for (space, order) in orders {
        plan.orders[space as usize] = Some(order);
    }
    Ok(())
}

/// How often each item is referred to.
struct Uses<'p> {
    plan: &'p Plan,
    counts: [Vec<u32>; Space::COUNT],
    /// Of types, how often as a signed number.
    signed: Vec<u32>,
}

impl Uses<'_> {
    fn add(&mut self, space: Space, index: u32, count: u32, signed: u32) {
        let stands = self.plan.resolve(space, index) as usize;
        if let Some(sum) = self.counts[space as usize].get_mut(stands) {
            *sum = sum.saturating_add(count);
        }
        if space == Space::Type
            && let Some(sum) = self.signed.get_mut(stands)
        {
            *sum = sum.saturating_add(signed);
        }
    }

    /// Bytes that references of items in this order take.
    fn bytes(&self, space: Space, order: impl Iterator<Item = u32>) -> u64 {
        let cost = |(new, old): (u32, u32)| {
            let count = self.counts[space as usize][old as usize];
            let signed_uses = if space == Space::Type { self.signed[old as usize] } else { 0 };
            u64::from(count - signed_uses) * u64::from(unsigned(new))
                + u64::from(signed_uses) * u64::from(signed(new))
        };
        (0..).zip(order).map(cost).sum()
    }
}

impl Indices for Uses<'_> {
    fn index(&mut self, space: Space, old: u32) -> u32 {
        self.add(space, old, 1, 0);
        old
    }

    fn signed_type(&mut self, old: u32) -> u32 {
        self.add(Space::Type, old, 1, 1);
        old
    }
}

/// Counts uses in all that will be written.
fn count<'m, 'p>(input: &'m Input<'m, '_>, plan: &'p Plan) -> Result<Uses<'p>, Declined> {
    let items = input.items;
    let counts = Space::ALL.map(|space| vec![0; input.count(space)]);
    let uses = Uses { plan, counts, signed: vec![0; input.count(Space::Type)] };
    let mut visitor = Transcriber::visitor(uses);
    for index in plan.kept(Space::Func) {
        if let Some(summary) = input.summary(index) {
            visitor.indices.index(Space::Type, input.module.env.funcs[index as usize]);
            for used in &summary.uses {
                visitor.indices.add(used.space, used.index, used.count, used.signed);
            }
        }
    }
    let bytes = |range: &Range<usize>| &input.module.bytes[range.clone()];
    for import in items.imports.iter().filter(|it| plan.is_kept(it.space, it.index)) {
        visitor.set_input(bytes(&import.ty));
        visitor.import_type()?;
    }
    for (range, ..) in &items.exports {
        visitor.set_input(bytes(range));
        visitor.export()?;
    }
    for index in plan.kept(Space::Elem) {
        let segment = &items.elements[index as usize];
        visitor.set_input(bytes(&segment.bytes));
        visitor.element(segment.is_plain)?;
    }
    for index in plan.kept(Space::Global) {
        if let Some(defined) = index.checked_sub(items.imported(Space::Global)) {
            visitor.set_input(bytes(&items.globals[defined as usize]));
            visitor.global()?;
        }
    }
    for group in items.groups.iter().filter(|group| plan.is_kept(Space::Type, group.first)) {
        visitor.set_input(bytes(&group.bytes));
        visitor.type_group()?;
    }
    Ok(visitor.indices)
}

/// Items that are numbered in a row, and how often they are used.
struct Unit {
    items: Range<u32>,
    uses: u32,
    /// It cannot move.
    is_fixed: bool,
}

/// Each kept item of `space` for itself.
fn one_by_one(input: &Input<'_, '_>, plan: &Plan, uses: &Uses<'_>, space: Space) -> Vec<Unit> {
    let imported = input.items.imported(space);
    let unit = |index: u32| Unit {
        items: index..index + 1,
        uses: uses.counts[space as usize][index as usize],
        is_fixed: index < imported,
    };
    plan.kept(space).map(unit).collect()
}

/// The kept types by group.
fn type_groups(input: &Input<'_, '_>, plan: &Plan, uses: &Uses<'_>) -> Vec<Unit> {
    let groups = input.items.groups.iter();
    let kept = groups.filter(|group| plan.is_kept(Space::Type, group.first) && group.len > 0);
    let unit = |items: Range<u32>| Unit {
        uses: items.clone().map(|ty| uses.counts[Space::Type as usize][ty as usize]).sum(),
        items,
        is_fixed: false,
    };
    kept.map(|group| unit(group.first..group.first + group.len)).collect()
}

/// References of one space, as places in a list of units.
struct Needs<'p> {
    plan: &'p Plan,
    space: Space,
    /// The unit of each item.
    units: Vec<u32>,
    found: Vec<u32>,
}

impl Indices for Needs<'_> {
    fn index(&mut self, space: Space, old: u32) -> u32 {
        if space == self.space {
            let stands = self.plan.resolve(space, old);
            self.found.push(self.units[stands as usize]);
        }
        old
    }
}

impl<'p> Needs<'p> {
    fn new(plan: &'p Plan, space: Space, count: usize) -> Needs<'p> {
        Needs { plan, space, units: vec![0; count], found: Vec::new() }
    }
}

/// For each kept global, the globals its initial value needs.
fn global_needs(input: &Input<'_, '_>, plan: &Plan) -> Result<Vec<Vec<u32>>, Declined> {
    let mut needs = Needs::new(plan, Space::Global, input.count(Space::Global));
    for (unit, index) in (0..).zip(plan.kept(Space::Global)) {
        needs.units[index as usize] = unit;
    }
    let imported = input.items.imported(Space::Global);
    let globals = plan.kept(Space::Global).map(|index| {
        let defined = index.checked_sub(imported);
        defined.map(|defined| input.items.globals[defined as usize].clone())
    });
    collect(input, needs, globals, Transcriber::global)
}

/// For each kept group of types, the groups it refers to.
fn type_needs(input: &Input<'_, '_>, plan: &Plan) -> Result<Vec<Vec<u32>>, Declined> {
    let mut needs = Needs::new(plan, Space::Type, input.count(Space::Type));
    let groups = input.items.groups.iter();
    let kept = groups.filter(|group| plan.is_kept(Space::Type, group.first) && group.len > 0);
    for (unit, group) in (0..).zip(kept.clone()) {
        needs.units[group.first as usize..][..group.len as usize].fill(unit);
    }
    collect(input, needs, kept.map(|group| Some(group.bytes.clone())), Transcriber::type_group)
}

type Visit<'m, 'p> = fn(&mut Transcriber<'m, Needs<'p>>) -> Result<(), DecodeError>;

fn collect<'m, 'p>(
    input: &'m Input<'m, '_>,
    needs: Needs<'p>,
    units: impl Iterator<Item = Option<Range<usize>>>,
    visit: Visit<'m, 'p>,
) -> Result<Vec<Vec<u32>>, Declined> {
    let mut visitor = Transcriber::visitor(needs);
    let mut all = Vec::new();
    for range in units {
        if let Some(range) = range {
            visitor.set_input(&input.module.bytes[range]);
            visit(&mut visitor)?;
        }
        all.push(std::mem::take(&mut visitor.indices.found));
    }
    Ok(all)
}

/// Encoded length of a function or global index.
fn unsigned(index: u32) -> u32 {
    leb::unsigned_size(index.into())
}

/// Encoded length of a type index as a heap or block type.
fn signed(index: u32) -> u32 {
    leb::signed_size(index.into())
}

/// The items of `units` in their new order. `needs[n]` are units that must come before unit
/// `n`, as they do now; none have needs if it is empty.
fn order(units: &[Unit], needs: &[Vec<u32>], size: fn(u32) -> u32) -> Vec<u32> {
    let mut favourites: Vec<u32> = (0..units.len() as u32).collect();
    favourites.sort_by_key(|&unit| {
        let Unit { items, uses, is_fixed } = &units[unit as usize];
        // Uses per item, as far as integers go.
        let density = u64::from(*uses) * 256 / items.len() as u64;
        (!is_fixed, Reverse(if *is_fixed { 0 } else { density }))
    });
    let mut length = vec![0; units.len()];
    let mut next = 0;
    let mut pending = Vec::new();
    for unit in favourites {
        pending.push(unit);
        while let Some(&unit) = pending.last() {
            let waits = needs.get(unit as usize).into_iter().flatten();
            let before = pending.len();
            if length[unit as usize] == 0 {
                pending.extend(waits.filter(|&&need| need < unit && length[need as usize] == 0));
            }
            if pending.len() > before {
                continue;
            }
            pending.pop();
            if length[unit as usize] == 0 {
                length[unit as usize] = size(next);
                next += units[unit as usize].items.len() as u32;
            }
        }
    }
    let mut order: Vec<u32> = (0..units.len() as u32).collect();
    order.sort_by_key(|&unit| length[unit as usize]);
    order.into_iter().flat_map(|unit| units[unit as usize].items.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(index: u32, uses: u32) -> Unit {
        Unit { items: index..index + 1, uses, is_fixed: index == 0 }
    }

    /// Two indices of length one, then two of length two, and so on.
    fn pairs(index: u32) -> u32 {
        1 + index / 2
    }

    #[test]
    fn most_used_first_and_neighbours_stay() {
        let units: Vec<Unit> = (0..).zip([0, 5, 9, 7, 8]).map(|(i, u)| unit(i, u)).collect();
        assert_eq!(order(&units, &[], pairs), [0, 2, 3, 4, 1]);
        assert_eq!(order(&units, &[], |_| 1), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn what_is_needed_comes_first() {
        let units: Vec<Unit> = (0..).zip([0, 1, 1, 9, 8]).map(|(i, u)| unit(i, u)).collect();
        let needs = [vec![], vec![], vec![1], vec![2, 1], vec![]];
        assert_eq!(order(&units, &needs, pairs), [0, 1, 2, 3, 4]);
        let needs = [vec![], vec![], vec![], vec![2], vec![]];
        assert_eq!(order(&units, &needs, pairs), [0, 2, 3, 4, 1]);
    }
}
