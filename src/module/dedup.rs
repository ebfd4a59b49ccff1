//! Merges functions that are equal.
//!
//! Takes: the module with the bodies its functions will have. Gives: fates of functions.
//! Functions are equal if their types are and their bodies are, up to calls of functions that
//! are equal; cycles of calls may be equal as a whole. Invariant: of functions whose identity
//! can be observed ([`escape`]) no two become one. A merged function's callers call the one
//! that stays. Cost: O(n log n) in the bytes of bodies that have an equal, plus one walk over
//! all bodies.
//! From: partition refinement (Hopcroft, "An n log n algorithm for minimizing states in a
//! finite automaton", 1971); wasm-opt's duplicate-function-elimination goes the other way and
//! misses cycles.

use super::escape;
use super::{Declined, Input, Plan};
use crate::ir::op::{Op, Opcode};
use crate::wasm::indices::{Fate, Space};
use crate::wasm::transcribe::{Indices, Transcriber};
use rustc_hash::FxHashMap;

/// Merges equal functions.
pub(super) fn run(input: &Input<'_, '_>, plan: &mut Plan) -> Result<(), Declined> {
    let candidates = alike(input, plan);
    if candidates.is_empty() {
        return Ok(());
    }
    let mut classes = Classes::new(input, candidates)?;
    classes.refine();
    let escapes = escape::escaping(input, plan)?;
    let fates = &mut plan.fates[Space::Func as usize];
    for group in &mut classes.groups {
        group.sort_unstable();
        let observed = group.iter().copied().find(|&function| escapes[function as usize]);
        let Some(stays) = observed.or(group.first().copied()) else { continue };
        for &function in group.iter().filter(|&&function| !escapes[function as usize]) {
            if function != stays {
                fates[function as usize] = Fate::Same(stays);
            }
        }
    }
    Ok(())
}

/// A body with its calls taken out: what is left is compared byte by byte.
pub(super) struct Skeleton<'m> {
    equal_types: &'m [u32],
    /// Functions that the body refers to, in order.
    callees: Vec<Callee>,
    by_identity: bool,
}

/// A function referred to in a body. References of functions are equal only if they are the
/// same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Callee {
    function: u32,
    by_identity: bool,
}

impl<'m> Skeleton<'m> {
    pub fn new(input: &Input<'m, '_>) -> Skeleton<'m> {
        let equal_types = &input.module.env.equal_types;
        Skeleton { equal_types, callees: Vec::new(), by_identity: false }
    }

    /// Forgets the callees.
    pub fn clear(&mut self) {
        self.callees.clear();
    }
}

impl Indices for Skeleton<'_> {
    #[inline]
    fn index(&mut self, space: Space, old: u32) -> u32 {
        match space {
            Space::Func => {
                self.callees.push(Callee { function: old, by_identity: self.by_identity });
                0
            }
            Space::Type => self.equal_types.get(old as usize).copied().unwrap_or(old),
            _ => old,
        }
    }

    #[inline]
    fn operator(&mut self, op: Op) {
        self.by_identity = op.code == Opcode::RefFunc;
    }
}

/// A skeleton, and what it refers to.
type Anatomy = (Vec<u8>, Vec<Callee>);

/// Writes skeletons.
struct Bones<'m, 'a> {
    input: &'m Input<'m, 'a>,
    writer: Transcriber<'m, Skeleton<'m>>,
}

impl<'m, 'a> Bones<'m, 'a> {
    fn new(input: &'m Input<'m, 'a>) -> Bones<'m, 'a> {
        Bones { input, writer: Transcriber::new(Skeleton::new(input)) }
    }

    /// The skeleton of a function. None for imports.
    fn of(&mut self, function: u32) -> Result<Option<Anatomy>, Declined> {
        let Some(body) = self.input.body(function) else { return Ok(None) };
        self.writer.set_input(body);
        self.writer.body(&mut [])?;
        let skeleton = std::mem::take(self.writer.output());
        Ok(Some((skeleton, std::mem::take(&mut self.writer.indices.callees))))
    }
}

/// Functions with equal types whose skeletons have equal hashes, in groups of two and more.
fn alike(input: &Input<'_, '_>, plan: &Plan) -> Vec<Vec<u32>> {
    let env = &input.module.env;
    let mut index: FxHashMap<(u32, (usize, u64)), usize> = FxHashMap::default();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for function in plan.kept(Space::Func) {
        let Some(summary) = input.summary(function) else { continue };
        let ty = env.funcs[function as usize];
        let ty = env.equal_types.get(ty as usize).copied().unwrap_or(ty);
        let group = *index.entry((ty, summary.skeleton)).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(function);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// A partition of the functions. Those that stand alone have their own number as class; group
/// `k` has the class `functions + k`.
struct Classes {
    functions: u32,
    class_of: Vec<u32>,
    groups: Vec<Vec<u32>>,
    callees: FxHashMap<u32, Vec<Callee>>,
    callers: FxHashMap<u32, Vec<u32>>,
    /// Groups to look at again.
    pending: Vec<u32>,
    is_pending: Vec<bool>,
}

impl Classes {
    /// The partition of `candidates` by skeleton, whatever is called.
    fn new(input: &Input<'_, '_>, candidates: Vec<Vec<u32>>) -> Result<Classes, Declined> {
        let functions = input.count(Space::Func) as u32;
        let mut classes = Classes {
            functions,
            class_of: (0..functions).collect(),
            groups: Vec::new(),
            callees: FxHashMap::default(),
            callers: FxHashMap::default(),
            pending: Vec::new(),
            is_pending: Vec::new(),
        };
        let mut bones = Bones::new(input);
        for candidates in candidates {
            // Equal hashes are a hint; this is the proof.
            let mut parts: Vec<Vec<u32>> = Vec::new();
            let mut index: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
            for function in candidates {
                let Some((skeleton, callees)) = bones.of(function)? else { continue };
                let part = *index.entry(skeleton).or_insert(parts.len());
                if part == parts.len() {
                    parts.push(Vec::new());
                }
                parts[part].push(function);
                classes.callees.insert(function, callees);
            }
            for part in parts {
                classes.add(part);
            }
        }
        for group in &classes.groups {
            for &function in group {
                for callee in &classes.callees[&function] {
                    let callers = classes.callers.entry(callee.function).or_default();
                    if callers.last() != Some(&function) {
                        callers.push(function);
                    }
                }
            }
        }
        Ok(classes)
    }

    /// Makes a class of `members`.
    fn add(&mut self, members: Vec<u32>) {
        if let [single] = members[..] {
            self.class_of[single as usize] = single;
            return;
        }
        let group = self.groups.len() as u32;
        for &member in &members {
            self.class_of[member as usize] = self.functions + group;
        }
        self.groups.push(members);
        self.pending.push(group);
        self.is_pending.push(true);
    }

    /// Splits classes until the members of each call members of the same classes.
    fn refine(&mut self) {
        while let Some(group) = self.pending.pop() {
            self.is_pending[group as usize] = false;
            let members = std::mem::take(&mut self.groups[group as usize]);
            let mut parts = self.split(members);
            // The largest part stays, so that a function moves only into smaller classes.
            let sizes = parts.iter().map(Vec::len).enumerate();
            let largest = sizes.max_by_key(|&(number, size)| (size, usize::MAX - number));
            let largest = largest.map_or(0, |(number, _)| number);
            self.groups[group as usize] = parts.swap_remove(largest);
            let mut moved: Vec<u32> = Vec::new();
            if let [single] = self.groups[group as usize][..] {
                self.groups[group as usize].clear();
                self.class_of[single as usize] = single;
                moved.push(single);
            }
            for part in parts {
                moved.extend_from_slice(&part);
                self.add(part);
            }
            self.moved(&moved);
        }
    }

    /// Parts of a class whose members refer to functions of the same classes.
    fn split(&self, members: Vec<u32>) -> Vec<Vec<u32>> {
        let mut parts: Vec<Vec<u32>> = Vec::new();
        let mut index: FxHashMap<Vec<Callee>, usize> = FxHashMap::default();
        for function in members {
            let mut key = self.callees[&function].clone();
            for callee in key.iter_mut().filter(|callee| !callee.by_identity) {
                callee.function = self.class_of[callee.function as usize];
            }
            let part = *index.entry(key).or_insert(parts.len());
            if part == parts.len() {
                parts.push(Vec::new());
            }
            parts[part].push(function);
        }
        parts
    }

    /// Looks again at the classes of whoever calls `functions`, which changed theirs.
    fn moved(&mut self, functions: &[u32]) {
        for function in functions {
            for caller in self.callers.get(function).into_iter().flatten() {
                let class = self.class_of[*caller as usize];
                let Some(group) = class.checked_sub(self.functions) else { continue };
                if !std::mem::replace(&mut self.is_pending[group as usize], true) {
                    self.pending.push(group);
                }
            }
        }
    }
}
