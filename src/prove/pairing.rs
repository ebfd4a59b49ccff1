//! Guesses which items of an output stand for which of the input.
//!
//! Takes: two modules and what is known. Gives: [`Maps`]. Items are found by import, export and
//! name, in element segments, as bodies that differ in indices alone, as callees at the same
//! place of bodies that correspond, and by their neighbours; the surest signs first. Functions
//! that are left over join those in whose place the output calls another one. Invariant: types
//! agree; apart from that everything may be wrong, and costs only proofs. Cost: near-linear.

use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

use super::maps::{Fate, Map, Maps};
use super::module::{ConstStep, Global, Module, Place, Space};
use super::references::Observed;
use super::sketch::{self, Sketch};

/// Completes what is known.
pub fn find(before: &Module<'_>, after: &Module<'_>, known: &Map, observed: &Observed) -> Maps {
    let mut search = Search::new(before, after, known);
    search.declared();
    search.by_position();
    search.segments();
    search.globals(false);
    search.elements();
    search.bodies();
    search.follow();
    search.globals(false);
    search.elements();
    search.follow();
    search.neighbours();
    search.follow();
    search.twins();
    search.follow();
    search.globals(false);
    search.globals(true);
    search.others();
    search.join();
    Maps::of(&search.map, before, after, observed)
}

/// How much a sign is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// The modules say so: whatever differs is a difference.
    Told,
    /// The same place of the same thing: functions may share a counterpart.
    Sure,
    /// A guess: what has a counterpart keeps it.
    Likely,
}

struct Search<'a, 'm, 'n> {
    before: &'a Module<'m>,
    after: &'a Module<'n>,
    map: Map,
    /// Items of the output that stand for something.
    taken: [Vec<bool>; Space::COUNT],
    sketches: Rc<[Vec<Sketch>; 2]>,
    /// Pairs of functions whose bodies are to be compared.
    pending: Vec<(u32, u32)>,
    /// Pairs of bodies that do not call the same number of times.
    uneven: Vec<(u32, u32)>,
    /// Functions of the input in whose place the output calls one that has a counterpart.
    joins: Vec<(u32, u32)>,
}

impl<'a, 'm, 'n> Search<'a, 'm, 'n> {
    fn new(before: &'a Module<'m>, after: &'a Module<'n>, known: &Map) -> Search<'a, 'm, 'n> {
        let mut search = Search {
            before,
            after,
            map: known.clone(),
            taken: Space::ALL.map(|space| vec![false; after.count(space)]),
            sketches: Rc::new([sketch::all(before), sketch::all(after)]),
            pending: Vec::new(),
            uneven: Vec::new(),
            joins: Vec::new(),
        };
        for space in Space::ALL {
            for old in 0..before.count(space) as u32 {
                if let Fate::At(new) = known.get(space, old)
                    && let Some(taken) = search.taken[space as usize].get_mut(new as usize)
                {
                    *taken = true;
                    if space == Space::Func {
                        search.pending.push((old, new));
                    }
                }
            }
        }
        search
    }

    fn is_open(&self, space: Space, old: u32) -> bool {
        self.map.get(space, old) == Fate::Unknown
    }

    fn is_free(&self, space: Space, new: u32) -> bool {
        self.taken[space as usize].get(new as usize) == Some(&false)
    }

    /// Makes two items correspond if that is possible.
    fn pair(&mut self, space: Space, old: u32, new: u32, sign: Sign) -> bool {
        let shares = sign == Sign::Sure && space == Space::Func;
        if !self.is_open(space, old) || !(shares || self.is_free(space, new)) {
            return false;
        }
        if sign != Sign::Told && !self.alike(space, old, new) {
            return false;
        }
        self.map.set(space, old, Fate::At(new));
        self.taken[space as usize][new as usize] = true;
        if space == Space::Func {
            self.pending.push((old, new));
        }
        true
    }

    /// Whether two items are of one kind.
    fn alike(&self, space: Space, old: u32, new: u32) -> bool {
        let (before, after) = (self.before, self.after);
        let (a, b) = (old as usize, new as usize);
        if (a < before.imported(space)) != (b < after.imported(space)) {
            return false;
        }
        match space {
            Space::Func => {
                before.types[before.funcs[a] as usize] == after.types[after.funcs[b] as usize]
            }
            Space::Table => before.tables[a].key == after.tables[b].key,
            Space::Memory => before.memories[a].key == after.memories[b].key,
            Space::Global => outline_of_global(before, a) == outline_of_global(after, b),
            Space::Tag => {
                before.types[before.tags[a] as usize] == after.types[after.tags[b] as usize]
            }
            Space::Data => before.data[a].bytes == after.data[b].bytes,
            Space::Element => {
                let segments = [&before.elements[a], &after.elements[b]];
                // A declaration means nothing to anybody but validation.
                segments.iter().all(|segment| segment.place != Place::Declared)
                    && outline_of_element(before, a) == outline_of_element(after, b)
            }
        }
    }

    /// Imports, exports, the start function, names.
    fn declared(&mut self) {
        let (before, after) = (self.before, self.after);
        let mut at = 0;
        let old_numbers = before.import_numbers();
        for (import, new) in after.imports.iter().zip(after.import_numbers()) {
            let same = |other: &super::module::Import<'_>| {
                (other.name, other.space, &other.ty) == (import.name, import.space, &import.ty)
            };
            if let Some(found) = before.imports[at..].iter().position(same) {
                self.pair(import.space, old_numbers[at + found], new, Sign::Likely);
                at += found + 1;
            }
        }
        let exports: HashMap<&str, (Space, u32)> =
            before.exports.iter().map(|&(name, space, index)| (name, (space, index))).collect();
        for &(name, space, new) in &after.exports {
            if let Some(&(_, old)) = exports.get(name).filter(|export| export.0 == space) {
                self.pair(space, old, new, Sign::Told);
            }
        }
        if let (Some(old), Some(new)) = (before.start, after.start) {
            self.pair(Space::Func, old, new, Sign::Sure);
        }
    }

    /// If nothing seems to have been renumbered, items keep their numbers; otherwise functions
    /// keep their names.
    fn by_position(&mut self) {
        for space in Space::ALL {
            let count = self.before.count(space) as u32;
            let moved = |old: u32| match self.map.get(space, old) {
                Fate::At(new) => new != old,
                Fate::Gone => true,
                Fate::Unknown => !self.alike(space, old, old),
            };
            let same = count == self.after.count(space) as u32 && !(0..count).any(moved);
            if same && (space != Space::Func || self.bodies_stay()) {
                for index in 0..count {
                    self.pair(space, index, index, Sign::Likely);
                }
            }
        }
        for (old, new) in unique_pairs(
            self.before.names.iter().map(|&(index, name)| (name, index)),
            self.after.names.iter().map(|&(index, name)| (name, index)),
        ) {
            if (old as usize) < self.before.funcs.len() && (new as usize) < self.after.funcs.len() {
                self.pair(Space::Func, old, new, Sign::Likely);
            }
        }
    }

    /// Whether most bodies that can be recognised are where they were.
    fn bodies_stay(&self) -> bool {
        let pairs = self.recognised();
        let stay = pairs.iter().filter(|(old, new)| old == new).count();
        2 * stay >= pairs.len()
    }

    /// Functions whose bodies are the only ones of their kind on both sides.
    fn recognised(&self) -> Vec<(u32, u32)> {
        let [old, new] = self.bodies_by_kind(|_, _| true);
        unique_pairs(old.into_iter(), new.into_iter())
    }

    /// Skeletons and types of the bodies of both sides, with the functions' indices.
    fn bodies_by_kind(&self, wanted: impl Fn(usize, u32) -> bool) -> [Vec<((u64, u32), u32)>; 2] {
        [0, 1].map(|side| {
            let mut list = Vec::new();
            let first = if side == 0 { self.before } else { self.after }.imported(Space::Func);
            for (sketch, index) in self.sketches[side].iter().zip(first as u32..) {
                if wanted(side, index) {
                    list.push(((sketch.skeleton, self.func_type(side, index)), index));
                }
            }
            list
        })
    }

    fn func_type(&self, side: usize, index: u32) -> u32 {
        match side {
            0 => self.before.types[self.before.funcs[index as usize] as usize],
            _ => self.after.types[self.after.funcs[index as usize] as usize],
        }
    }

    /// Segments in their order.
    fn segments(&mut self) {
        self.in_order(Space::Data);
        self.in_order(Space::Element);
    }

    /// Pairs items of a space that are alike, segments of one kind, in order.
    fn in_order(&mut self, space: Space) {
        let place = |side: usize, index: u32| match (space, side) {
            (Space::Data, 0) => Some(&self.before.data[index as usize].place),
            (Space::Data, _) => Some(&self.after.data[index as usize].place),
            (Space::Element, 0) => Some(&self.before.elements[index as usize].place),
            (Space::Element, _) => Some(&self.after.elements[index as usize].place),
            _ => None,
        };
        let count = self.before.count(space) as u32;
        let mut pairs = Vec::new();
        let mut from = 0;
        for new in (0..self.after.count(space) as u32).filter(|&new| self.is_free(space, new)) {
            let found = (from..count).take(REACH).find(|&old| {
                let places = place(0, old).zip(place(1, new));
                self.is_open(space, old)
                    && places.is_none_or(|(a, b)| kind(a) == kind(b))
                    && self.alike(space, old, new)
            });
            if let Some(old) = found {
                pairs.push((old, new));
                from = old + 1;
            }
        }
        for (old, new) in pairs {
            self.pair(space, old, new, Sign::Likely);
        }
    }

    /// Globals that begin with the same value: the only ones, or, for want of something better,
    /// as many on both sides whatever functions they refer to.
    fn globals(&mut self, last: bool) {
        for _ in 0..DEPTH {
            let mut groups: HashMap<FirstValue<'a>, [Vec<u32>; 2]> = HashMap::new();
            let (before, after) = (self.before, self.after);
            let open = (0..before.globals.len() as u32).filter(|&o| self.is_open(Space::Global, o));
            for old in open {
                let known = |space, index| match self.map.get(space, index) {
                    Fate::At(new) => Some(new),
                    _ => None,
                };
                if let Some(value) = first_value(&before.globals[old as usize], known, last) {
                    groups.entry(value).or_default()[0].push(old);
                }
            }
            let free = (0..after.globals.len() as u32).filter(|&n| self.is_free(Space::Global, n));
            for new in free {
                let own = |_, index| Some(index);
                if let Some(value) = first_value(&after.globals[new as usize], own, last)
                    && let Some(group) = groups.get_mut(&value)
                {
                    group[1].push(new);
                }
            }
            let mut found: Vec<(u32, u32)> = Vec::new();
            for [old, new] in groups.into_values() {
                if old.len() == new.len() && (last || old.len() == 1) {
                    found.extend(old.into_iter().zip(new));
                }
            }
            found.sort_unstable();
            let mut changed = false;
            for (old, new) in found {
                changed |= self.pair(Space::Global, old, new, Sign::Likely);
            }
            if !changed {
                return;
            }
        }
    }

    /// Functions at the same place of segments that correspond.
    fn elements(&mut self) {
        for old in 0..self.before.elements.len() {
            let Fate::At(new) = self.map.get(Space::Element, old as u32) else { continue };
            let (before, after) = (self.before, self.after);
            let Some(segment) = after.elements.get(new as usize) else { continue };
            if segment.place == Place::Declared {
                continue;
            }
            for (a, b) in before.elements[old].items.iter().zip(&segment.items) {
                if let ([ConstStep::Func(a)], [ConstStep::Func(b)]) = (&a[..], &b[..]) {
                    self.pair(Space::Func, *a, *b, Sign::Sure);
                }
            }
        }
        for (old, new) in self.pairs_of(Space::Global) {
            let (before, after) = (self.before, self.after);
            let inits = (&before.globals[old as usize].init, &after.globals[new as usize].init);
            let (Some(a), Some(b)) = inits else { continue };
            for (a, b) in a.iter().zip(b) {
                if let (ConstStep::Func(a), ConstStep::Func(b)) = (a, b) {
                    self.pair(Space::Func, *a, *b, Sign::Sure);
                }
            }
        }
    }

    fn pairs_of(&self, space: Space) -> Vec<(u32, u32)> {
        let all = 0..self.before.count(space) as u32;
        let pairs = all.filter_map(|old| match self.map.get(space, old) {
            Fate::At(new) if (new as usize) < self.after.count(space) => Some((old, new)),
            _ => None,
        });
        pairs.collect()
    }

    fn bodies(&mut self) {
        for (old, new) in self.recognised() {
            self.pair(Space::Func, old, new, Sign::Likely);
        }
    }

    /// Compares the bodies of functions that correspond, until nothing new is found.
    fn follow(&mut self) {
        loop {
            if let Some((old, new)) = self.pending.pop() {
                self.compare(old, new);
            } else if let Some((old, new)) = self.uneven.pop() {
                self.compare_ends(old, new);
            } else {
                return;
            }
        }
    }

    /// Where the sketches of a pair are, if both have bodies.
    fn sketched(&self, old: u32, new: u32) -> Option<[usize; 2]> {
        let imported = [self.before, self.after].map(|module| module.imported(Space::Func));
        let old = (old as usize).checked_sub(imported[0])?;
        let new = (new as usize).checked_sub(imported[1])?;
        (old < self.sketches[0].len() && new < self.sketches[1].len()).then_some([old, new])
    }

    fn compare(&mut self, old: u32, new: u32) {
        let Some([a, b]) = self.sketched(old, new) else { return };
        let sketches = Rc::clone(&self.sketches);
        let (a, b) = (&sketches[0][a], &sketches[1][b]);
        if a.skeleton == b.skeleton && a.uses.len() == b.uses.len() {
            for (&(space, x), &(other, y)) in a.uses.iter().zip(&b.uses) {
                if space == other {
                    self.pair(space, x, y, Sign::Sure);
                }
            }
        } else if a.calls.len() == b.calls.len() {
            for (&x, &y) in a.calls.iter().zip(&b.calls) {
                self.call(x, y);
            }
        } else {
            self.uneven.push((old, new));
        }
    }

    /// Calls from the begin and from the end, as long as they can be the same.
    fn compare_ends(&mut self, old: u32, new: u32) {
        let Some([a, b]) = self.sketched(old, new) else { return };
        let sketches = Rc::clone(&self.sketches);
        let (a, b) = (&sketches[0][a], &sketches[1][b]);
        let mut ends: [Vec<(u32, u32)>; 2] = Default::default();
        ends[0].extend(a.calls.iter().copied().zip(b.calls.iter().copied()));
        ends[1].extend(a.calls.iter().rev().copied().zip(b.calls.iter().rev().copied()));
        for list in ends {
            for (x, y) in list {
                let known = match self.map.get(Space::Func, x) {
                    Fate::Unknown => self.alike(Space::Func, x, y),
                    fate => fate == Fate::At(y),
                };
                if !known {
                    break;
                }
                self.call(x, y);
            }
        }
    }

    /// The output calls `new` where the input calls `old`, as it seems.
    fn call(&mut self, old: u32, new: u32) {
        if !self.pair(Space::Func, old, new, Sign::Likely) && self.is_open(Space::Func, old) {
            self.joins.push((old, new));
        }
    }

    /// Functions between two that correspond, if there are as many on both sides.
    fn neighbours(&mut self) {
        let pairs = self.pairs_of(Space::Func);
        let mut by_new: Vec<(u32, u32)> = pairs.iter().map(|&(old, new)| (new, old)).collect();
        by_new.sort_unstable();
        by_new.dedup_by_key(|pair| pair.0);
        let ends = (self.after.funcs.len() as u32, self.before.funcs.len() as u32);
        by_new.push(ends);
        for gap in by_new.windows(2) {
            let [(new, old), (next_new, next_old)] = *gap else { continue };
            if next_old > old && next_new - new == next_old - old {
                for step in 1..next_new - new {
                    self.pair(Space::Func, old + step, new + step, Sign::Likely);
                }
            }
        }
    }

    /// Bodies of one kind of which there are as many on both sides, in order.
    fn twins(&mut self) {
        let wanted = |side: usize, index: u32| match side {
            0 => self.is_open(Space::Func, index),
            _ => self.is_free(Space::Func, index),
        };
        let [old, new] = self.bodies_by_kind(wanted);
        let groups = |list: Vec<((u64, u32), u32)>| {
            let mut groups: HashMap<(u64, u32), Vec<u32>> = HashMap::new();
            list.into_iter().for_each(|(kind, index)| groups.entry(kind).or_default().push(index));
            groups
        };
        let (old, new) = (groups(old), groups(new));
        let mut pairs = Vec::new();
        for (kind, members) in &old {
            if let Some(others) = new.get(kind).filter(|others| others.len() == members.len()) {
                pairs.extend(members.iter().copied().zip(others.iter().copied()));
            }
        }
        pairs.sort_unstable();
        for (old, new) in pairs {
            self.pair(Space::Func, old, new, Sign::Likely);
        }
    }

    /// What is left of other spaces, in order.
    fn others(&mut self) {
        for space in [Space::Table, Space::Memory, Space::Global, Space::Tag] {
            self.in_order(space);
        }
    }

    /// Functions that seem to have become one with others.
    fn join(&mut self) {
        for (old, new) in std::mem::take(&mut self.joins) {
            self.pair(Space::Func, old, new, Sign::Sure);
        }
        self.follow();
        for (old, new) in std::mem::take(&mut self.joins) {
            self.pair(Space::Func, old, new, Sign::Sure);
        }
    }
}

/// Items of the input looked at for one of the output.
const REACH: usize = 10_000;

/// Globals whose values need one another are found in so many steps at most.
const DEPTH: usize = 16;

/// A global's declaration and value in the output's numbering.
type FirstValue<'a> = (&'a [u64], Vec<(u32, Option<&'a ConstStep>)>);

fn first_value<'a>(
    global: &'a Global,
    known: impl Fn(Space, u32) -> Option<u32>,
    any_function: bool,
) -> Option<FirstValue<'a>> {
    let steps = global.init.as_ref()?.iter().map(|step| match step {
        ConstStep::Global(index) => known(Space::Global, *index).map(|index| (index, None)),
        ConstStep::Func(_) if any_function => Some((u32::MAX, None)),
        ConstStep::Func(index) => known(Space::Func, *index).map(|index| (index, None)),
        ConstStep::Plain(..) => Some((0, Some(step))),
    });
    Some((&global.key, steps.collect::<Option<_>>()?))
}

/// Pairs of what has a key that occurs once on both sides, in the order of the first.
fn unique_pairs<K: Hash + Eq + Copy>(
    old: impl Iterator<Item = (K, u32)>,
    new: impl Iterator<Item = (K, u32)>,
) -> Vec<(u32, u32)> {
    let mut found: HashMap<K, [Option<u32>; 2]> = HashMap::new();
    let mut twice: HashMap<K, [bool; 2]> = HashMap::new();
    let mut note = |side: usize, key: K, index: u32| {
        let entry = &mut found.entry(key).or_default()[side];
        if entry.replace(index).is_some() {
            twice.entry(key).or_default()[side] = true;
        }
    };
    old.for_each(|(key, index)| note(0, key, index));
    new.for_each(|(key, index)| note(1, key, index));
    let mut pairs: Vec<(u32, u32)> = found
        .into_iter()
        .filter(|(key, _)| !twice.contains_key(key))
        .filter_map(|(_, [old, new])| old.zip(new))
        .collect();
    pairs.sort_unstable();
    pairs
}

/// Where a segment goes, without indices.
fn kind(place: &Place) -> (u8, Option<usize>) {
    match place {
        Place::Passive => (0, None),
        Place::Active(_, offset) => (1, Some(offset.len())),
        Place::Declared => (2, None),
    }
}

/// What is the same of a constant whatever the numbering.
fn outline(code: &[ConstStep]) -> Vec<Option<&ConstStep>> {
    code.iter().map(|step| Some(step).filter(|step| matches!(step, ConstStep::Plain(..)))).collect()
}

fn outline_of_global<'a>(
    module: &'a Module<'_>,
    index: usize,
) -> (&'a [u64], Option<Vec<Option<&'a ConstStep>>>) {
    let global = &module.globals[index];
    (&global.key, global.init.as_deref().map(outline))
}

fn outline_of_element<'a>(
    module: &'a Module<'_>,
    index: usize,
) -> (u64, usize, Option<Vec<Option<&'a ConstStep>>>) {
    let element = &module.elements[index];
    let offset = match &element.place {
        Place::Active(_, offset) => Some(outline(offset)),
        _ => None,
    };
    (element.ty, element.items.len(), offset)
}
