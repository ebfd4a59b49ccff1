//! Which blocks of the two sides are matched, and other choices where one led to a failure.
//!
//! Takes: blocks at which both sides have come together. Gives: whether they are a pair, or who
//! goes on first. Loop headers are always a pair; of other joins any two may be one, and which are
//! is a guess. When the paths at a pair fail, the guess is taken back: the pair goes, with every
//! pair to which paths from it have led, since their relations may be weak because of it, and
//! what led to them is followed again. Invariant: each pair that is there and does not wait has had
//! all its paths followed, from its present relation, to exits that match or to pairs that are
//! there. Cost: the paths that are followed again; [`ATTEMPTS`] guesses are taken back.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::code::BlockId;
use super::machine::Machine;
use super::product::{ENTRY, Path, Product};
use super::relation::Relation;
use super::verdict::Reason;

/// How to go on when both wait at blocks that need not be matched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Match,
    StepSource,
    StepTarget,
    StepBoth,
}

/// Attempts with other alignments, at most.
const ATTEMPTS: usize = 40;
/// The same, where another body may do as well.
const FEW_ATTEMPTS: usize = 8;
/// Among them those that realign another pair than the one where a failure was, at most.
const BLAMED: usize = 6;

impl Product<'_, '_> {
    /// Proves that all paths match, with one alignment or another.
    pub(super) fn attempts(&mut self) -> Result<(), Reason> {
        self.begin();
        let mut first = None;
        let attempts = if self.question.hurried { FEW_ATTEMPTS } else { ATTEMPTS };
        for _ in 0..attempts {
            let reason = match self.follow() {
                Ok(()) => return Ok(()),
                Err(reason) => reason,
            };
            let again = matches!(reason, Reason::Mismatch(_) | Reason::Budget("blocks on a path"));
            if !again {
                return Err(first.unwrap_or(reason));
            }
            if first.is_none() {
                self.limits.retry(self.work.done());
            }
            let reason = first.get_or_insert(reason).clone();
            match self.ban() {
                Some(key) => self.retract(key),
                None => return Err(reason),
            }
        }
        Err(first.unwrap_or(Reason::Internal))
    }

    fn begin(&mut self) {
        self.work.terms.clear();
        self.work.with.fit();
        self.work.scratch.fit();
        self.work.facts.fit();
        self.work.terms.work = 0;
        self.work.facts.asked.set(0);
        self.pairs.clear();
        self.index.clear();
        self.queue.clear();
        self.banned.clear();
        self.blamed = 0;
        self.onward.clear();
        self.fresh = true;
    }

    /// After a failure, the pair of blocks that is aligned in another way from now on, if that is
    /// worth a try: where the path could not end, or where it began, or one whose paths have
    /// weakened what was known there.
    fn ban(&mut self) -> Option<(BlockId, BlockId)> {
        let mut seen = vec![false; self.pairs.len()];
        let mut next: VecDeque<usize> = VecDeque::new();
        if let Some(key) = self.culprit.take() {
            if self.realign(key) {
                return Some(key);
            }
            next.extend(self.index.get(&key));
        }
        next.extend(Some(self.origin).filter(|&origin| origin != ENTRY));
        while let Some(pair) = next.pop_front() {
            if std::mem::replace(&mut seen[pair], true) {
                continue;
            }
            let data = &self.pairs[pair];
            let key = (data.source, data.target);
            next.extend(data.weakened.iter().rev());
            let far = pair != self.origin;
            if far && self.blamed == BLAMED {
                break;
            }
            if self.realign(key) {
                self.blamed += usize::from(far);
                return Some(key);
            }
        }
        None
    }

    /// Aligns a pair of blocks in another way from now on, if there is one.
    fn realign(&mut self, key: (BlockId, BlockId)) -> bool {
        if self.headers(key) != (false, false) {
            return false;
        }
        let next = match self.banned.get(&key) {
            None => Align::StepSource,
            Some(Align::StepSource) => Align::StepTarget,
            Some(Align::StepTarget) => Align::StepBoth,
            _ => return false,
        };
        self.banned.insert(key, next);
        true
    }

    /// Forgets a pair and all to which it led; what led to them waits again.
    fn retract(&mut self, key: (BlockId, BlockId)) {
        let mut gone = vec![false; self.pairs.len()];
        let mut stack: Vec<usize> = self.index.get(&key).copied().into_iter().collect();
        while let Some(pair) = stack.pop() {
            if std::mem::replace(&mut gone[pair], true) {
                continue;
            }
            let data = &mut self.pairs[pair];
            stack.append(&mut data.onward);
            data.waiting = false;
            data.relation = Relation::default();
            data.weakened.clear();
            self.index.remove(&(data.source, data.target));
        }
        let leads = |onward: &[usize]| onward.iter().any(|&pair| gone[pair]);
        // What failed was not followed to its end.
        self.fresh |= self.origin == ENTRY || leads(&self.onward);
        self.onward.retain(|&pair| !gone[pair]);
        for pair in 0..self.pairs.len() {
            let data = &mut self.pairs[pair];
            if !gone[pair] && (pair == self.origin || leads(&data.onward)) {
                data.onward.retain(|&pair| !gone[pair]);
                self.enqueue(pair);
            }
        }
    }

    pub(super) fn align(&mut self, key: (BlockId, BlockId), path: &Path) -> Align {
        match self.headers(key) {
            (true, true) => Align::Match,
            (true, false) => Align::StepTarget,
            (false, true) => Align::StepSource,
            (false, false) => match self.banned.get(&key) {
                Some(&align) => align,
                None => self.lagging(path),
            },
        }
    }

    /// Which side has to go on first, so that both have done the same so far.
    fn lagging(&mut self, path: &Path) -> Align {
        let (a, b) = (&path.source, &path.target);
        if a.parts == b.parts && self.windows_differ(path).is_none() {
            return Align::Match;
        }
        let done = |machine: &Machine| (machine.writes, machine.windows.len());
        match done(a).cmp(&done(b)) {
            Ordering::Less => Align::StepSource,
            Ordering::Greater => Align::StepTarget,
            Ordering::Equal => Align::Match,
        }
    }

    /// Whether the blocks of a pair are loop headers.
    pub(super) fn headers(&self, key: (BlockId, BlockId)) -> (bool, bool) {
        let [source, target] = self.question.codes;
        (source.blocks[key.0 as usize].header, target.blocks[key.1 as usize].header)
    }
}
