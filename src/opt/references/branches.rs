//! Branches on references whose types decide them.
//!
//! Takes: branches on null and on casts. Gives: plain branches. Invariant: the value that travels
//! on the edge is the operand, whose type is at most that of the branch's result. Blocks that can
//! no longer be reached are removed. Cost: O(blocks).

use super::References;
use crate::ir::{Block, Edge, Opcode, Value};
use crate::opt::branches;

impl References<'_> {
    /// Replaces branches that types decide.
    pub(super) fn fold_branches(&mut self) {
        let mut any = false;
        for index in 0..self.func.order.len() {
            let block = self.func.order[index];
            let Some((edge, result)) = self.decided(block) else { continue };
            let operand = self.func.args(self.func.terminator(block))[0];
            let by = self.replacements.find(operand);
            self.replacements.set(result, by);
            branches::terminate_along(self.func, block, edge);
            any = true;
        }
        if any {
            self.changed = true;
            branches::remove_unreachable(self.func);
        }
    }

    /// The edge that is always taken, with the result that travels on it.
    fn decided(&mut self, block: Block) -> Option<(Edge, Value)> {
        let inst = self.func.terminator(block);
        let op = self.func.insts[inst].op;
        let operand = *self.func.args(inst).first()?;
        let operand = self.replacements.find(operand);
        let ty = self.func.ty(operand);
        let is = |sup| self.cx.env.is_subtype(ty, sup);
        // Which edge, and which of the results.
        let (edge, result) = match op.code {
            Opcode::BrOnNull if !ty.is_nullable() => (1, 0),
            Opcode::BrOnNonNull if !ty.is_nullable() => (0, 0),
            Opcode::BrOnCast if is(op.ty2()) => (0, 0),
            Opcode::BrOnCastFail if is(op.ty2()) => (1, 1),
            _ => return None,
        };
        let result = self.func.inst_results(inst).nth(result)?;
        Some((self.func.edges_of(inst).nth(edge)?, result))
    }
}
