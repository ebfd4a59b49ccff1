//! What each function body refers to, found in one walk for all passes.
//!
//! Takes: bodies. Gives: a [`Summary`] per defined function: the items it uses and how often,
//! the operators that move references of functions about, and a hash of the body without its
//! callees. Invariant: a use is listed once per item; equal skeletons have equal hashes. Cost:
//! O(bytes of bodies), on several threads.

use super::dedup::Skeleton;
use super::{Declined, Input};
use crate::ir::op::{Op, Opcode};
use crate::wasm::chunks;
use crate::wasm::indices::Space;
use crate::wasm::transcribe::{Indices, Transcriber};
use rustc_hash::FxHasher;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::num::NonZeroUsize;
use std::ops::Range;

/// An item that a body refers to, and how often it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Use {
    pub space: Space,
    pub index: u32,
    pub count: u32,
    /// How often as a signed number; of `count`.
    pub signed: u32,
}

/// What a body refers to.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    pub uses: Box<[Use]>,
    /// Operators that take references of functions, or move them between tables and segments.
    pub references: Box<[Op]>,
    /// Length and hash of the skeleton.
    pub skeleton: (usize, u64),
}

/// The summary of every defined function.
pub(super) fn all(input: &Input<'_, '_>, jobs: NonZeroUsize) -> Result<Vec<Summary>, Declined> {
    let weights: Vec<usize> = input.module.bodies.iter().map(|body| body.len()).collect();
    let parts = chunks::each_range(&weights, jobs, |range| some(input, range));
    let mut all = Vec::with_capacity(weights.len());
    for part in parts {
        all.append(&mut part?);
    }
    Ok(all)
}

fn some(input: &Input<'_, '_>, range: Range<usize>) -> Result<Vec<Summary>, Declined> {
    let mut writer = Transcriber::new(Collector {
        skeleton: Skeleton::new(input),
        counts: Space::ALL.map(|space| vec![0; input.count(space)]),
        signed: vec![0; input.count(Space::Type)],
        seen: Vec::new(),
        references: BTreeSet::new(),
    });
    let first = input.module.first_defined();
    let mut summaries = Vec::with_capacity(range.len());
    for index in range {
        let Some(body) = input.body(first + index as u32) else { continue };
        writer.set_input(body);
        writer.body(&mut [])?;
        let mut hasher = FxHasher::default();
        writer.output().hash(&mut hasher);
        let skeleton = (writer.output().len(), hasher.finish());
        writer.output().clear();
        summaries.push(writer.indices.finish(skeleton));
    }
    Ok(summaries)
}

/// What is found in a body.
struct Collector<'m> {
    skeleton: Skeleton<'m>,
    /// Uses in the present body; zero between bodies.
    counts: [Vec<u32>; Space::COUNT],
    /// Of types, those as signed numbers.
    signed: Vec<u32>,
    /// Items whose counts are not zero.
    seen: Vec<(Space, u32)>,
    references: BTreeSet<Op>,
}

impl Collector<'_> {
    fn finish(&mut self, skeleton: (usize, u64)) -> Summary {
        let (counts, signed) = (&mut self.counts, &mut self.signed);
        let uses = self.seen.drain(..).map(|(space, index)| {
            let count = std::mem::take(&mut counts[space as usize][index as usize]);
            let signed = match space {
                Space::Type => std::mem::take(&mut signed[index as usize]),
                _ => 0,
            };
            Use { space, index, count, signed }
        });
        let uses = uses.collect();
        let references = std::mem::take(&mut self.references).into_iter().collect();
        self.skeleton.clear();
        Summary { uses, references, skeleton }
    }
}

impl Indices for Collector<'_> {
    #[inline]
    fn index(&mut self, space: Space, old: u32) -> u32 {
        if let Some(count) = self.counts[space as usize].get_mut(old as usize) {
            if *count == 0 {
                self.seen.push((space, old));
            }
            *count = count.saturating_add(1);
        }
        self.skeleton.index(space, old)
    }

    fn signed_type(&mut self, old: u32) -> u32 {
        if let Some(count) = self.signed.get_mut(old as usize) {
            *count = count.saturating_add(1);
        }
        self.index(Space::Type, old)
    }

    #[inline]
    fn operator(&mut self, op: Op) {
        use Opcode::*;
        if matches!(
            op.code,
            RefFunc | TableGet | TableCopy | TableInit | ArrayNewElem | ArrayInitElem
        ) {
            self.references.insert(op);
        }
        self.skeleton.operator(op);
    }
}
