//! Maps from nodes as arrays.
//!
//! Takes: nodes, which are numbers without gaps. Gives: maps that need no hashing and that are
//! emptied at once: each entry says since which emptying it counts. Cost: an entry for each node
//! up to the greatest that was put in; [`NodeMap::fit`] gives large arrays back.

use super::term::Node;

/// Entries that are kept from one function to the next, at most.
const KEPT: usize = 1 << 16;

/// A map from nodes.
pub struct NodeMap<V> {
    /// Entries with this number count.
    now: u32,
    entries: Vec<(u32, V)>,
}

impl<V> Default for NodeMap<V> {
    fn default() -> NodeMap<V> {
        NodeMap { now: 1, entries: Vec::new() }
    }
}

impl<V: Copy + Default> NodeMap<V> {
    /// Empties it.
    pub fn clear(&mut self) {
        match self.now.checked_add(1) {
            Some(next) => self.now = next,
            None => *self = NodeMap::default(),
        }
    }

    /// Empties it, and gives back what only a large function needed.
    pub fn fit(&mut self) {
        self.clear();
        if self.entries.len() > KEPT {
            self.entries = Vec::new();
        }
    }

    /// What a node is mapped to.
    #[inline]
    pub fn get(&self, node: Node) -> Option<V> {
        match self.entries.get(node.0 as usize) {
            Some(&(since, value)) if since == self.now => Some(value),
            _ => None,
        }
    }

    /// Whether a node is mapped to something.
    #[inline]
    pub fn has(&self, node: Node) -> bool {
        self.entries.get(node.0 as usize).is_some_and(|entry| entry.0 == self.now)
    }

    /// Maps a node to a value. Gives the value that it had.
    #[inline]
    pub fn set(&mut self, node: Node, value: V) -> Option<V> {
        let at = node.0 as usize;
        if at >= self.entries.len() {
            self.entries.resize(at + 1, (0, V::default()));
        }
        let old = std::mem::replace(&mut self.entries[at], (self.now, value));
        (old.0 == self.now).then_some(old.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_count_until_the_map_is_emptied() {
        let mut map = NodeMap::default();
        assert_eq!((map.set(Node(7), 3), map.set(Node(7), 4)), (None, Some(3)));
        assert_eq!(
            (map.get(Node(7)), map.get(Node(6)), map.has(Node(900))),
            (Some(4), None, false)
        );
        map.clear();
        assert_eq!((map.get(Node(7)), map.set(Node(7), 5)), (None, None));
        map.now = u32::MAX;
        map.set(Node(8), 6);
        map.clear();
        assert_eq!((map.get(Node(8)), map.get(Node(7))), (None, None));
        map.set(Node(KEPT as u32), 1);
        map.fit();
        assert_eq!((map.has(Node(KEPT as u32)), map.entries.len()), (false, 0));
    }
}
