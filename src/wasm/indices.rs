//! Index spaces, and what becomes of the items in them.
//!
//! Takes: for each item of a module whether it is kept, dropped, or the same as another, and
//! optionally a new order. Gives: [`IndexMaps`], from old indices to new ones. Invariants: kept
//! items are numbered without gaps, imports before definitions; an item that is the same as
//! another has that one's number. Cost: O(items).

/// A kind of things that a module numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Space {
    Type,
    Func,
    Table,
    Memory,
    Global,
    Tag,
    Elem,
    Data,
}

impl Space {
    /// Number of spaces.
    pub const COUNT: usize = 8;
    /// All spaces, `ALL[space as usize] == space`.
    pub const ALL: [Space; Space::COUNT] = [
        Space::Type,
        Space::Func,
        Space::Table,
        Space::Memory,
        Space::Global,
        Space::Tag,
        Space::Elem,
        Space::Data,
    ];
}

/// What becomes of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It stays.
    Kept,
    /// Nothing that stays refers to it.
    Dropped,
    /// Whoever refers to it refers to this kept item instead.
    Same(u32),
}

/// From old to new indices of one space.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct SpaceMap {
    new: Vec<u32>,
    order: Vec<u32>,
    identity: bool,
}

impl SpaceMap {
    const NONE: u32 = u32::MAX;

    /// The map for items with these fates, of which the kept ones come in the given `order`:
    /// all of them, each once.
    pub fn new(fates: &[Fate], order: Vec<u32>) -> SpaceMap {
        let mut new = vec![SpaceMap::NONE; fates.len()];
        for (position, &old) in order.iter().enumerate() {
            debug_assert_eq!(fates[old as usize], Fate::Kept);
            new[old as usize] = position as u32;
        }
        for (old, fate) in fates.iter().enumerate() {
            if let Fate::Same(other) = fate {
                new[old] = new[*other as usize];
            }
        }
        let identity = order.len() == fates.len()
            && order.iter().enumerate().all(|(new, &old)| new as u32 == old);
        SpaceMap { new, order, identity }
    }

    /// The new index of `old`; none if nothing may refer to it any more.
    pub fn get(&self, old: u32) -> Option<u32> {
        self.new.get(old as usize).copied().filter(|&new| new != SpaceMap::NONE)
    }

    /// Number of old items.
    pub fn count(&self) -> usize {
        self.new.len()
    }

    /// The old indices of the items that are left, in their new order.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Whether every item keeps its number.
    pub fn is_identity(&self) -> bool {
        self.identity
    }

    /// Whether `old` is left under its own name, rather than dropped or merged.
    pub fn is_kept(&self, old: u32) -> bool {
        self.get(old).is_some_and(|new| self.order[new as usize] == old)
    }
}

/// From old to new indices of every space.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct IndexMaps {
    spaces: [SpaceMap; Space::COUNT],
    /// Functions (old indices) to be declared by an additional element segment, since
    /// `ref.func` needs a declaration and what declared them is gone.
    pub declare: Vec<u32>,
}

impl IndexMaps {
    /// Maps made of one for each space.
    pub fn new(spaces: [SpaceMap; Space::COUNT], declare: Vec<u32>) -> IndexMaps {
        IndexMaps { spaces, declare }
    }

    /// The map of one space.
    pub fn space(&self, space: Space) -> &SpaceMap {
        &self.spaces[space as usize]
    }

    /// Whether nothing changes at all.
    pub fn is_identity(&self) -> bool {
        self.declare.is_empty() && self.spaces.iter().all(SpaceMap::is_identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_close_and_equals_share() {
        let fates = [Fate::Kept, Fate::Dropped, Fate::Kept, Fate::Same(2), Fate::Same(0)];
        let map = SpaceMap::new(&fates, vec![0, 2]);
        let all: Vec<_> = (0..6).map(|old| map.get(old)).collect();
        assert_eq!(all, [Some(0), None, Some(1), Some(1), Some(0), None]);
        assert!(!map.is_identity() && map.is_kept(2) && !map.is_kept(3) && !map.is_kept(1));
        let swapped = SpaceMap::new(&[Fate::Kept; 2], vec![1, 0]);
        assert!(!swapped.is_identity());
        assert!(SpaceMap::new(&[Fate::Kept; 2], vec![0, 1]).is_identity());
    }
}
