//! Accesses that are in bounds because others were.
//!
//! Takes: bases with the extents that were accessed from them. Gives: whether an access is in
//! bounds for certain. Invariant: each bound says that the sum of its base and its extent, which
//! does not wrap, lies within the memory; memories never shrink. Cost: constant: the bases of one
//! stem, and [`SPREAD`] conclusions from each new bound.

use super::facts::{Facts, Scope, Undo};
use super::term::{Node, Op, Terms, Width};

/// Parts of a base that are looked at.
const ATOMS: usize = 4;
/// Bounds that follow from one bound, at most.
const SPREAD: usize = 48;
/// Bases that are remembered for one stem, at most.
const BASES: usize = 24;

impl Facts {
    /// How far beyond a base a memory is known to reach.
    pub fn bound(&self, scope: Scope, memory: u32, base: Node) -> Option<u64> {
        let both = self.bounds.get(&(Scope::Both, memory, base)).copied();
        let own = self.bounds.get(&(scope, memory, base)).copied();
        both.max(own)
    }

    /// Notes that base + extent is in bounds.
    pub fn set_bound(
        &mut self,
        terms: &mut Terms,
        scope: Scope,
        memory: u32,
        base: Node,
        extent: u64,
    ) {
        let kind = self.memories.get(memory as usize);
        let width = if kind.is_some_and(|kind| kind.wide) { Width::W64 } else { Width::W32 };
        if scope == Scope::Both {
            // No memory is larger than its address space. What only one side has passed says
            // nothing of the path: that side has trapped, and the other must be shown to.
            let least = self.range(terms, false, width, base).0;
            self.contradiction |= least + i128::from(extent) > 1i128 << width.bits();
        }
        let mut next = smallvec::SmallVec::<[(Node, u64); 4]>::new();
        next.push((base, extent));
        for _ in 0..SPREAD {
            let Some((base, extent)) = next.pop() else { return };
            let key = (scope, memory, base);
            let old = self.bounds.get(&key).copied();
            if old.is_some_and(|old| old >= extent) {
                continue;
            }
            self.bounds.insert(key, extent);
            self.trail.push(Undo::Bound(key, old));
            let (stem, constant) = terms.base_and_constant(width, base);
            let bases = self.bases.entry((memory, stem)).or_default();
            if bases.len() < BASES && !bases.iter().any(|&(_, other)| other == base) {
                bases.push((constant, base));
            }
            // Bases below this one reach as far, if what lies between is in bounds.
            let bases = self.bases.get(&(memory, stem)).into_iter().flatten();
            for &(other, base) in bases.filter(|item| item.1 != base) {
                let between = constant.wrapping_sub(other) & width.mask();
                let bound = self.bound(scope, memory, base).unwrap_or(0);
                let reach = between.saturating_add(extent);
                if between < bound && reach > bound {
                    next.push((base, reach));
                }
                // And this one as far as those above it.
                let between = other.wrapping_sub(constant) & width.mask();
                let reach = between.saturating_add(bound);
                if bound > 0 && between < extent && reach > extent {
                    next.push((key.2, reach));
                }
            }
            // A sum that cannot wrap is as good as its parts.
            let most = self.range(terms, false, width, stem).1;
            if constant != 0 && most + i128::from(constant) <= i128::from(width.mask()) {
                next.push((stem, extent.saturating_add(constant)));
            }
        }
    }

    /// Whether base + extent is in bounds: because the memory is never smaller, or because an
    /// access that passed reached as far from a base not above this one: then the sum of that
    /// base and what lies between does not wrap.
    pub fn in_bounds(
        &self,
        terms: &mut Terms,
        scope: Scope,
        memory: u32,
        base: Node,
        extent: u64,
    ) -> bool {
        if self.bound(scope, memory, base).is_some_and(|bound| bound >= extent) {
            return true;
        }
        let Some(kind) = self.memories.get(memory as usize) else { return false };
        let width = if kind.wide { Width::W64 } else { Width::W32 };
        let most = self.range(terms, false, width, base).1;
        if most + i128::from(extent) <= i128::from(kind.least) {
            return true;
        }
        let (stem, constant) = terms.base_and_constant(width, base);
        let mask = width.mask();
        let near = |other: u64, base: Node| {
            // How far this base lies above the other one.
            let between = i128::from(constant.wrapping_sub(other) & mask);
            let bound = self.bound(scope, memory, base).map_or(0, i128::from);
            between < bound && between + i128::from(extent) <= bound
        };
        if let Some(bases) = self.bases.get(&(memory, stem))
            && bases.iter().any(|&(other, base)| near(other, base))
        {
            return true;
        }
        if self.bases.is_empty() || !matches!(terms.op(stem), Op::Add(_)) {
            return false;
        }
        // A base plus something small.
        let mut atoms = smallvec::SmallVec::<[Node; ATOMS]>::new();
        let mut rest = stem;
        while let Op::Add(_) = terms.op(rest) {
            if atoms.len() + 1 == ATOMS {
                return false;
            }
            let kids = terms.get(rest).kids;
            atoms.push(kids[1]);
            rest = kids[0];
        }
        atoms.push(rest);
        atoms.into_iter().any(|atom| {
            let Some(bases) = self.bases.get(&(memory, atom)) else { return false };
            let rest = terms.sub(width, base, atom);
            [false, true].into_iter().any(|signed| {
                let (least, most) = self.range(terms, signed, width, rest);
                bases.iter().any(|&(other, base)| {
                    let other = i128::from(width.signed(other));
                    let bound = self.bound(scope, memory, base).map_or(0, i128::from);
                    least >= other && most - other + i128::from(extent) <= bound
                })
            })
        })
    }
}
