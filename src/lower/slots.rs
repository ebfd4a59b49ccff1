//! Gives every class of variables a local index.
//!
//! Takes: classes with their intervals and access counts. Gives: a slot per class and the
//! local declarations. Invariants: parameters keep their index; two classes in one slot have
//! equal types and disjoint intervals; a class that starts as zero is never in a parameter's
//! slot. Declarations are one group per type, unless there are more than 128 slots and more
//! groups save more second bytes of indices than they take.
//!
//! Greedy first fit by access count, O(classes * slots of the type * log intervals); may use
//! more slots than an exact colouring. Indices below 128 take one byte, so below that number
//! only the count of types matters.

use super::coalesce::Classes;
use super::intervals::{self, Cover};
use super::live::Interval;
use crate::guard::Guard;
use crate::ir::Function;
use crate::ir::op::leb;
use crate::ir::types::Type;

/// A local of the output.
#[derive(Debug)]
struct Slot {
    ty: Type,
    accesses: u32,
    is_param: bool,
    intervals: Vec<Interval>,
    /// Which of the types of the declared slots it has.
    group: usize,
    /// Its place in [`Slots::of_type`]: list and index.
    place: (u32, u32),
}

/// The slots of one type, in order, with what they cover: side by side, since most of them are
/// looked at to see only that they are taken.
#[derive(Debug)]
struct OfType {
    ty: Type,
    slots: Vec<(Cover, u32)>,
}

#[derive(Default, Debug)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// Slot of each variable; while classes are assigned, of their representatives only.
    slot_of: Vec<u32>,
    /// Final index of each slot, and of each variable's.
    index: Vec<u32>,
    index_of: Vec<u32>,
    /// Local declarations: how many of which type.
    pub declarations: Vec<(u32, Type)>,
    order: Vec<u32>,
    scratch: Vec<Interval>,
    of_type: Vec<OfType>,
    /// Storage of slots of earlier functions.
    spare: Vec<Vec<Interval>>,
    spare_lists: Vec<Vec<(Cover, u32)>>,
    /// Types of the declared slots, in order of appearance.
    types: Vec<Type>,
    /// See [`Cover::of`].
    shift: u32,
}

/// A class that is looking for a slot.
#[derive(Clone, Copy)]
struct Seeker<'a> {
    ty: Type,
    starts_zero: bool,
    intervals: &'a [Interval],
    cover: Cover,
}

const NONE: u32 = u32::MAX;

/// Indices from here on take two bytes.
const WIDE: usize = 128;

impl Slots {
    /// The local index of a variable, or of a class by any of its variables.
    #[inline]
    pub fn index_of(&self, var: u32) -> u32 {
        self.index_of[var as usize]
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

    /// Recomputes the assignment. `partners` are pairs of classes between which moves remain;
    /// all positions are below `end`.
    pub fn assign(
        &mut self,
        func: &Function,
        classes: &Classes,
        partners: &[(u32, u32)],
        end: u32,
    ) {
        self.spare.extend(self.slots.drain(..).map(|slot| slot.intervals));
        self.spare_lists.extend(self.of_type.drain(..).map(|list| list.slots));
        self.shift = Cover::shift(end);
        for &ty in &func.params {
            self.make(ty, true);
        }
        self.slot_of.clear();
        self.slot_of.resize(classes.count(), NONE);
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        for class in classes.roots() {
            match classes.class(class).param {
                Some(param) => self.put(classes, class, param, self.seeker(classes, class).cover),
                None => order.push(class),
            }
        }
        order.sort_by_key(|&class| std::cmp::Reverse(classes.class(class).accesses));
        for &class in &order {
            let seeker = self.seeker(classes, class);
            let slot = self
                .partner_slot(seeker, class, partners)
                .or_else(|| self.first_fit(seeker))
                .unwrap_or_else(|| self.make(seeker.ty, false));
            self.put(classes, class, slot, seeker.cover);
        }
        self.order = order;
        for var in 0..self.slot_of.len() {
            self.slot_of[var] = self.slot_of[classes.find(var as u32) as usize];
        }
        self.number();
    }

    fn seeker<'a>(&self, classes: &'a Classes, class: u32) -> Seeker<'a> {
        let data = classes.class(class);
        let intervals = classes.intervals_of(class);
        let cover = Cover::of(intervals, self.shift);
        Seeker { ty: data.ty, starts_zero: data.starts_zero, intervals, cover }
    }

    fn put(&mut self, classes: &Classes, class: u32, slot: u32, cover: Cover) {
        let data = &mut self.slots[slot as usize];
        data.accesses += classes.class(class).accesses;
        let (list, at) = data.place;
        self.of_type[list as usize].slots[at as usize].0.add(cover);
        intervals::insert(&mut data.intervals, classes.intervals_of(class));
        self.slot_of[class as usize] = slot;
    }

    /// Whether a class fits into a slot of its type, whose cover does not clash with its own.
    fn fits(&self, seeker: Seeker<'_>, cover: Cover, slot: u32) -> bool {
        let slot = &self.slots[slot as usize];
        let holds_argument = slot.is_param && seeker.starts_zero && Guard::ZeroLocal.is_on();
        !holds_argument
            && (seeker.cover.avoids(cover)
                || intervals::disjoint(seeker.intervals, &slot.intervals))
    }

    fn partner_slot(&self, seeker: Seeker<'_>, class: u32, partners: &[(u32, u32)]) -> Option<u32> {
        let at = partners.partition_point(|pair| pair.0 < class);
        partners[at..]
            .iter()
            .take_while(|pair| pair.0 == class)
            .map(|pair| self.slot_of[pair.1 as usize])
            .find(|&slot| slot != NONE && self.fits_partner(seeker, slot))
    }

    fn fits_partner(&self, seeker: Seeker<'_>, slot: u32) -> bool {
        let Slot { ty, place: (list, at), .. } = self.slots[slot as usize];
        let cover = self.of_type[list as usize].slots[at as usize].0;
        ty == seeker.ty && !seeker.cover.clashes(cover) && self.fits(seeker, cover, slot)
    }

    fn first_fit(&self, seeker: Seeker<'_>) -> Option<u32> {
        let list = self.of_type.iter().find(|list| list.ty == seeker.ty)?;
        let mut free = list.slots.iter().filter(|&&(cover, _)| !seeker.cover.clashes(cover));
        free.find(|&&(cover, slot)| self.fits(seeker, cover, slot)).map(|&(_, slot)| slot)
    }

    fn make(&mut self, ty: Type, is_param: bool) -> u32 {
        let new = self.slots.len() as u32;
        let known = self.of_type.iter().position(|list| list.ty == ty);
        let list = known.unwrap_or_else(|| {
            let mut slots = self.spare_lists.pop().unwrap_or_default();
            slots.clear();
            self.of_type.push(OfType { ty, slots });
            self.of_type.len() - 1
        });
        let place = (list as u32, self.of_type[list].slots.len() as u32);
        self.of_type[list].slots.push((Cover::default(), new));
        let mut intervals = self.spare.pop().unwrap_or_default();
        intervals.clear();
        self.slots.push(Slot { ty, accesses: 0, is_param, intervals, group: 0, place });
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

    /// Orders the slots: grouped by type; where that makes more than 128, in the cheaper of two
    /// ways: groups in one piece, or the most used slots of all types first.
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
        let narrow = WIDE.saturating_sub(params);
        if order.len() > narrow {
            let mut split = order.clone();
            self.order_whole(&mut order);
            self.order_split(&mut split, narrow);
            if self.order_cost(&split, narrow) < self.order_cost(&order, narrow) {
                order = split;
            }
        } else {
            order.sort_by_key(|&slot| (self.slots[slot].group, self.coldness(slot)));
        }
        self.index.clear();
        self.index.resize(self.slots.len(), 0);
        for (index, slot) in (0..params).chain(order.iter().copied()).enumerate() {
            self.index[slot] = index as u32;
        }
        self.index_of.clear();
        self.index_of.extend(self.slot_of.iter().map(|&slot| self.index[slot as usize]));
        self.declarations.clear();
        let mut declarations = std::mem::take(&mut self.declarations);
        declarations.extend(self.runs(&order));
        self.declarations = declarations;
    }

    /// Sorts a slot behind those that are used more.
    fn coldness(&self, slot: usize) -> std::cmp::Reverse<u32> {
        std::cmp::Reverse(self.slots[slot].accesses)
    }

    /// Every group in one piece, those whose slots are used most on average first.
    fn order_whole(&self, order: &mut [usize]) {
        let mut groups = vec![(0_u64, 0_u64); self.types.len()];
        for &slot in order.iter() {
            let slot = &self.slots[slot];
            groups[slot.group].0 += u64::from(slot.accesses);
            groups[slot.group].1 += 1;
        }
        let mut by_use: Vec<usize> = (0..groups.len()).collect();
        // Accesses per slot, compared without division.
        by_use.sort_by(|&a, &b| (groups[b].0 * groups[a].1).cmp(&(groups[a].0 * groups[b].1)));
        let mut rank = vec![0; groups.len()];
        for (at, &group) in by_use.iter().enumerate() {
            rank[group] = at;
        }
        order.sort_by_key(|&slot| (rank[self.slots[slot].group], self.coldness(slot)));
    }

    /// The `narrow` most used slots first, grouped; then the others, grouped. One group can have
    /// its two parts side by side.
    fn order_split(&self, order: &mut [usize], narrow: usize) {
        let group = |slot: usize| self.slots[slot].group;
        order.sort_by_key(|&slot| self.coldness(slot));
        let (hot, cold) = order.split_at_mut(narrow);
        let mut parts = vec![(false, false); self.types.len()];
        hot.iter().for_each(|&slot| parts[group(slot)].0 = true);
        cold.iter().for_each(|&slot| parts[group(slot)].1 = true);
        let joined = parts.iter().rposition(|&(hot, cold)| hot && cold);
        let is_joined = |slot: usize| Some(group(slot)) == joined;
        hot.sort_by_key(|&slot| (is_joined(slot), group(slot), self.coldness(slot)));
        cold.sort_by_key(|&slot| (!is_joined(slot), group(slot), self.coldness(slot)));
    }

    /// What an order costs, in bytes: second bytes of indices, and declarations.
    fn order_cost(&self, order: &[usize], narrow: usize) -> u64 {
        let wide = order[narrow..].iter().map(|&slot| u64::from(self.slots[slot].accesses));
        let mut groups = 0;
        let mut declarations = 0;
        for (count, ty) in self.runs(order) {
            groups += 1;
            declarations += leb::unsigned_size(count.into()) + ty.encoded_size();
        }
        wide.sum::<u64>() + u64::from(leb::unsigned_size(groups) + declarations)
    }

    /// The declarations that make slots in this order.
    fn runs(&self, order: &[usize]) -> impl Iterator<Item = (u32, Type)> {
        let chunks = order.chunk_by(|&a, &b| self.slots[a].ty == self.slots[b].ty);
        chunks.map(|run| (run.len() as u32, self.slots[run[0]].ty))
    }
}
