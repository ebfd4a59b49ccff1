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
        self.slots.clear();
        for &ty in &func.params {
            self.slots.push(Slot { ty, accesses: 0, is_param: true, intervals: Vec::new() });
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
                .unwrap_or_else(|| self.fresh(classes.class(class).ty));
            self.put(classes, class, slot);
        }
        self.order = order;
        self.number();
    }

    fn put(&mut self, classes: &Classes, class: u32, slot: u32) {
        let data = &mut self.slots[slot as usize];
        data.accesses += classes.class(class).accesses;
        intervals::insert(&mut data.intervals, classes.intervals_of(class), &mut self.scratch);
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
        (0..self.slots.len() as u32).find(|&slot| self.fits(classes, class, slot))
    }

    fn fresh(&mut self, ty: Type) -> u32 {
        self.slots.push(Slot { ty, accesses: 0, is_param: false, intervals: Vec::new() });
        self.slots.len() as u32 - 1
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
        let mut order: Vec<usize> = (params..self.slots.len()).collect();
        let mut types: Vec<Type> = Vec::new();
        for slot in &self.slots[params..] {
            if !types.contains(&slot.ty) {
                types.push(slot.ty);
            }
        }
        let group = |slot: usize| types.iter().position(|&ty| ty == self.slots[slot].ty);
        let narrow = WIDE.saturating_sub(params);
        if order.len() > narrow {
            order.sort_by_key(|&slot| std::cmp::Reverse(self.slots[slot].accesses));
            let (hot, cold) = order.split_at_mut(narrow);
            hot.sort_by_key(|&slot| (group(slot), std::cmp::Reverse(self.slots[slot].accesses)));
            // The cold groups begin with the type the hot ones end with.
            let joined = hot.last().and_then(|&slot| group(slot));
            cold.sort_by_key(|&slot| (group(slot) != joined, group(slot)));
        } else {
            order.sort_by_key(|&slot| (group(slot), std::cmp::Reverse(self.slots[slot].accesses)));
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
