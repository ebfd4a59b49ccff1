//! Splits a parameter's live range at its first read.
//!
//! Takes: live ranges. Gives: for some block parameters a second variable that holds the
//! value from the block's start to its first read there, where it is copied (`get; tee`,
//! two bytes more). Invariant: the two variables' intervals follow each other.
//!
//! A loop such as `for (p = …; …; p = q) { q = p + 1; … use p … }` needs two locals at once,
//! so `p` and `q` cannot be one; but the short piece of `p` can be merged with `q`, and one
//! `tee` at the top replaces a `get; set` on every edge back. Done where the edges' moves
//! that the parameter itself stands in the way of weigh more than the `tee`.
//!
//! Cost: O(moves * log intervals). From: live-range splitting at loop headers, as people
//! write it by hand.

use super::flow::{Flow, Term};
use super::intervals;
use super::live::{Interval, Live, UNDEFINED, Var};
use crate::ir::Function;
use crate::ir::entities::Value;

/// Bytes of the copy.
const TEE: u32 = 2;

impl Live {
    /// Splits the parameters that are worth it.
    pub fn split_params(&mut self, func: &Function, flow: &Flow) {
        let mut weights = std::mem::take(&mut self.weights);
        weights.clear();
        for (index, edge) in flow.edges.iter().enumerate() {
            let moves = self.move_vars(flow, index as u32);
            if moves.is_empty() {
                continue;
            }
            let weight = match flow.blocks[edge.from as usize].term {
                _ if edge.thrower.is_some() => continue,
                Term::Goto | Term::Stop | Term::Enter => 4,
                Term::If | Term::Table | Term::BrOn => 9,
            };
            for &(param, arg) in moves {
                if arg != UNDEFINED && param != arg && self.is_in_own_way(func, param, arg) {
                    weights.push((self.vars[param as usize].value, weight));
                }
            }
        }
        weights.sort_unstable();
        for group in weights.chunk_by(|a, b| a.0 == b.0) {
            if group.iter().map(|weighed| weighed.1).sum::<u32>() > TEE {
                self.split_param(group[0].0);
            }
        }
        self.weights = weights;
    }

    /// The piece of a parameter's range before its first read, if it is read in its block.
    fn head(&self, var: u32) -> Option<Interval> {
        let Var { first_read, first_is_get, def, home, .. } = self.vars[var as usize];
        if !first_is_get || first_read == UNDEFINED || def != self.start_of(home) {
            return None;
        }
        let (start, end) = *self.intervals_of(var).first()?;
        (start == def && first_read < end).then_some((start, first_read))
    }

    /// Whether the parameter and its argument overlap, but only after the first read.
    fn is_in_own_way(&self, func: &Function, param: u32, arg: u32) -> bool {
        let Some(head) = self.head(param) else {
            return false;
        };
        let ty = |var: u32| func.ty(self.vars[var as usize].value);
        let theirs = self.intervals_of(arg);
        ty(param) == ty(arg)
            && !intervals::disjoint(self.intervals_of(param), theirs)
            && !intervals::overlaps(theirs, head)
    }

    fn split_param(&mut self, param: Value) {
        let Some(var) = self.var(param) else {
            return;
        };
        let Some(head) = self.head(var) else {
            return;
        };
        let at = head.1;
        let intervals = self.intervals.len() as u32;
        self.intervals.push(head);
        let data = self.vars[var as usize];
        self.intervals[data.intervals.0 as usize].0 = at;
        self.vars[var as usize].def = at;
        self.vars[var as usize].head = self.vars.len() as u32;
        self.split.push(var);
        self.vars.push(Var {
            intervals: (intervals, intervals + 1),
            accesses: 1,
            first_read: at,
            ..data
        });
    }
}
