//! Gives every class of variables a local index.
//!
//! Takes: classes with their intervals and access counts. Gives: a slot per class and the
//! local declarations. Invariants: parameters keep their index; two classes in one slot have
//! equal types and disjoint intervals; a class that starts as zero is never in a parameter's
//! slot. Declarations are one group per type unless there are more than 128 slots, when the
//! most used come first.
//!
//! Greedy first fit by access count, O(classes * slots of the type * log intervals); may use
//! more slots than an exact colouring. Indices below 128 take one byte, so below that number
//! only the count of types matters.

use super::coalesce::Classes;
use super::intervals;
use super::live::Interval;
use crate::ir::Function;
use crate::ir::types::Type;

/// A local of the output.
#[derive(Debug)]
struct Slot {
    ty: Type,
    accesses: u32,
    is_param: bool,
    intervals: Vec<Interval>,
    /// The next slot of the same type.
    next: u32,
    /// Which of the types of the declared slots it has.
    group: usize,
}

#[derive(Default, Debug)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// Slot of each class, by its representative variable.
    slot_of: Vec<u32>,
    /// Final index of each slot.
    index: Vec<u32>,
    /// Local declarations: how many of which type.
    pub declarations: Vec<(u32, Type)>,
    order: Vec<u32>,
    scratch: Vec<Interval>,
    /// First and last slot of each type.
    of_type: Vec<(Type, u32, u32)>,
    /// Storage of slots of earlier functions.
    spare: Vec<Vec<Interval>>,
    /// Types of the declared slots, in order of appearance.
    types: Vec<Type>,
}

const NONE: u32 = u32::MAX;

/// Indices from here on take two bytes.
const WIDE: usize = 128;

impl Slots {
    /// The local index of a class.
    #[inline]
    pub fn index_of(&self, class: u32) -> u32 {
        self.index[self.slot_of[class as usize] as usize]
    }

    /// Whether local `index` holds something wanted at `position`.
    pub fn is_live_at(&self, class: u32, position: u32) -> bool {
        let slot = &self.slots[self.slot_of[class as usize] as usize];
        intervals::overlaps(&slot.intervals, (position, position + 1))
    }

    /// Whether the slot holds something wanted inside a range of positions.
    pub fn is_live_in(&self, class: u32, range: Interval) -> bool {
        let slot = &self.slots[self.slot_of[class as usize] as usize];
        range.0 < range.1 && intervals::overlaps(&slot.intervals, range)
    }

    /// Takes the slot for a range of positions that may touch what it is wanted for.
    pub fn occupy(&mut self, class: u32, range: Interval) {
        let slot = &mut self.slots[self.slot_of[class as usize] as usize];
        self.scratch.clear();
        intervals::union(&slot.intervals, &[range], &mut self.scratch);
        std::mem::swap(&mut slot.intervals, &mut self.scratch);
    }

    /// Recomputes the assignment. `partners` are pairs of classes between which moves remain.
    pub fn assign(&mut self, func: &Function, classes: &Classes, partners: &[(u32, u32)]) {
        self.spare.extend(self.slots.drain(..).map(|slot| slot.intervals));
        self.of_type.clear();
        for &ty in &func.params {
            self.make(ty, true);
        }
        self.order.clear();
        self.order.extend(classes.roots());
        self.slot_of.clear();
        self.slot_of.resize(classes.count(), NONE);
        let mut order = std::mem::take(&mut self.order);
        for &class in &order {
            if let Some(param) = classes.class(class).param {
                self.put(classes, class, param);
            }
        }
        order.retain(|&class| classes.class(class).param.is_none());
        order.sort_by_key(|&class| std::cmp::Reverse(classes.class(class).accesses));
        for &class in &order {
            let slot = self
                .partner_slot(classes, class, partners)
                .or_else(|| self.first_fit(classes, class))
                .unwrap_or_else(|| self.make(classes.class(class).ty, false));
            self.put(classes, class, slot);
        }
        self.order = order;
        self.number();
    }

    fn put(&mut self, classes: &Classes, class: u32, slot: u32) {
        let data = &mut self.slots[slot as usize];
        data.accesses += classes.class(class).accesses;
        intervals::insert(&mut data.intervals, classes.intervals_of(class));
        self.slot_of[class as usize] = slot;
    }

    fn fits(&self, classes: &Classes, class: u32, slot: u32) -> bool {
        let data = classes.class(class);
        let slot = &self.slots[slot as usize];
        slot.ty == data.ty
            && !(slot.is_param && data.starts_zero)
            && intervals::disjoint(classes.intervals_of(class), &slot.intervals)
    }

    fn partner_slot(&self, classes: &Classes, class: u32, partners: &[(u32, u32)]) -> Option<u32> {
        let at = partners.partition_point(|pair| pair.0 < class);
        partners[at..]
            .iter()
            .take_while(|pair| pair.0 == class)
            .map(|pair| self.slot_of[pair.1 as usize])
            .find(|&slot| slot != NONE && self.fits(classes, class, slot))
    }

    fn first_fit(&self, classes: &Classes, class: u32) -> Option<u32> {
        let ty = classes.class(class).ty;
        let mut slot = self.of_type.iter().find(|list| list.0 == ty)?.1;
        while slot != NONE && !self.fits(classes, class, slot) {
            slot = self.slots[slot as usize].next;
        }
        (slot != NONE).then_some(slot)
    }

    fn make(&mut self, ty: Type, is_param: bool) -> u32 {
        let new = self.slots.len() as u32;
        match self.of_type.iter_mut().find(|list| list.0 == ty) {
            Some((_, _, last)) => {
                self.slots[*last as usize].next = new;
                *last = new;
            }
            None => self.of_type.push((ty, new, new)),
        }
        let mut intervals = self.spare.pop().unwrap_or_default();
        intervals.clear();
        self.slots.push(Slot { ty, accesses: 0, is_param, intervals, next: NONE, group: 0 });
        new
    }

    /// Declares some locals nullable; indices change.
    pub fn renull(&mut self, locals: &[u32]) {
        for slot in 0..self.slots.len() {
            if locals.contains(&self.index[slot]) {
                let slot = &mut self.slots[slot];
                slot.ty = slot.ty.with_null(true);
            }
        }
        self.number();
    }

    /// Orders the slots: grouped by type, and where that makes more than 128, the most used
    /// ones grouped first.
    fn number(&mut self) {
        let params = self.slots.iter().take_while(|slot| slot.is_param).count();
        self.types.clear();
        for slot in &mut self.slots[params..] {
            let known = self.types.iter().position(|&ty| ty == slot.ty);
            slot.group = known.unwrap_or(self.types.len());
            if known.is_none() {
                self.types.push(slot.ty);
            }
        }
        let mut order: Vec<usize> = (params..self.slots.len()).collect();
        let group = |slot: usize| self.slots[slot].group;
        let accesses = |slot: usize| std::cmp::Reverse(self.slots[slot].accesses);
        let narrow = WIDE.saturating_sub(params);
        if order.len() > narrow {
            order.sort_by_key(|&slot| accesses(slot));
            let (hot, cold) = order.split_at_mut(narrow);
            hot.sort_by_key(|&slot| (group(slot), accesses(slot)));
            // The cold groups begin with the type the hot ones end with.
            let joined = hot.last().map(|&slot| group(slot));
            cold.sort_by_key(|&slot| (Some(group(slot)) != joined, group(slot)));
        } else {
            order.sort_by_key(|&slot| (group(slot), accesses(slot)));
        }
        self.index.clear();
        self.index.resize(self.slots.len(), 0);
        for (index, slot) in (0..params).chain(order.iter().copied()).enumerate() {
            self.index[slot] = index as u32;
        }
        self.declarations.clear();
        for slot in order {
            let ty = self.slots[slot].ty;
            match self.declarations.last_mut() {
                Some((count, last)) if *last == ty => *count += 1,
                _ => self.declarations.push((1, ty)),
            }
        }
    }
}
