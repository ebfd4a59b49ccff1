//! What exception regions must keep.
//!
//! Takes: a function whose layout is in order. Gives: violations: regions nest and are entered
//! in one place; handlers stand in the region's parent, take what their tag carries, and are
//! reached by nothing else; whatever may throw inside a region has an edge to each handler
//! that may see its exception, innermost first. Cost: O(edges * handlers in force).

use super::Verifier;
use crate::ir::types::Type;
use crate::ir::{Block, Edge, Flags, Inst, Opcode, Region};
use cranelift_entity::EntityRef;

impl Verifier<'_> {
    /// Regions that are named exist. Checked before anything looks one up.
    pub(super) fn region_names(&mut self) {
        let func = self.func;
        let count = func.regions.len();
        for (region, data) in func.regions.iter() {
            if data.parent.is_some_and(|parent| parent.index() >= region.index()) {
                self.complain(format!("{region} is not inside an earlier region"));
            }
            if data.delegate.flatten().is_some_and(|scope| scope.index() >= region.index()) {
                self.complain(format!("{region} does not delegate to an earlier region"));
            }
        }
        for &block in &func.order {
            if let Some(region) = func.blocks[block].region.expand()
                && region.index() >= count
            {
                self.complain(format!("{block} is in {region}, which is not there"));
            }
            let op = func.insts[func.terminator(block)].op;
            let names = matches!(op.code, Opcode::Enter | Opcode::Rethrow);
            if names && op.index() as usize >= count {
                let (text, index) = (op.info().text, op.index());
                self.complain(format!("{block}: `{text}` names region{index}, which is not there"));
            }
        }
    }

    pub(super) fn regions(&mut self) {
        if self.func.regions.is_empty() {
            return;
        }
        for index in 0..self.func.order.len() {
            self.block_in_region(self.func.order[index]);
        }
        let mut entries = vec![0u32; self.func.regions.len()];
        for &block in &self.func.order {
            let op = self.func.insts[self.func.terminator(block)].op;
            if op.code == Opcode::Enter {
                entries[op.index() as usize] += 1;
            }
        }
        for (region, entries) in self.func.regions.keys().zip(entries) {
            if entries > 1 {
                self.complain(format!("{region} is entered in {entries} places"));
            }
            self.handlers(region);
        }
    }

    fn block_in_region(&mut self, block: Block) {
        let func = self.func;
        let region = func.blocks[block].region.expand();
        for (pred, edge) in self.cfg.preds(block).to_vec() {
            let from = func.blocks[pred].region.expand();
            let inward = match (region, self.entered(pred, edge)) {
                (Some(region), Some(entered)) if region == entered => {
                    func.regions[region].parent == from
                }
                _ => self.encloses(region, from),
            };
            if !inward {
                self.complain(format!("{pred} jumps into the region of {block}"));
            }
        }
        for inst in func.block_insts_and_terminator(block) {
            let op = func.insts[inst].op;
            match op.code {
                Opcode::Enter => self.enter(block, inst),
                Opcode::Rethrow => self.rethrow(block, inst),
                _ => {}
            }
            if op.flags().any(Flags::THROWS) {
                self.unwinding(block, inst);
            }
        }
    }

    /// The region whose body `edge` enters, if it leaves `pred` that way.
    fn entered(&self, pred: Block, edge: Edge) -> Option<Region> {
        let inst = self.func.terminator(pred);
        let op = self.func.insts[inst].op;
        let enters = op.code == Opcode::Enter && self.func.edges_of(inst).next() == Some(edge);
        enters.then(|| Region::new(op.index() as usize))
    }

    /// `enter` leads to the body and to each handler, in order.
    fn enter(&mut self, block: Block, inst: Inst) {
        let func = self.func;
        let region = Region::new(func.insts[inst].op.index() as usize);
        let handlers = func.regions[region].handlers.iter().map(|handler| handler.block);
        if !func.edges_of(inst).skip(1).map(|edge| func.edges[edge].block).eq(handlers) {
            self.complain(format!("{block}: `enter` does not lead to the handlers of {region}"));
        }
    }

    fn rethrow(&mut self, block: Block, inst: Inst) {
        let region = Region::new(self.func.insts[inst].op.index() as usize);
        let data = &self.func.regions[region];
        let inside = |handler: Block| {
            self.cfg.is_reachable(handler) && self.dominators.dominates(handler, block)
        };
        if !data.legacy || !data.handlers.iter().any(|handler| inside(handler.block)) {
            self.complain(format!("{block}: `rethrow` is not in a handler of {region}"));
        }
    }

    /// What may throw has an edge to each handler that may see the exception.
    fn unwinding(&mut self, block: Block, inst: Inst) {
        let func = self.func;
        let op = func.insts[inst].op;
        // Tail calls throw when the function's own handlers are gone.
        let gone = op.flags().any(Flags::CALLS)
            && op.flags().any(Flags::TERMINATOR)
            && !matches!(op.code, Opcode::Throw | Opcode::ThrowRef | Opcode::Rethrow);
        let mut expected = Vec::new();
        let mut region = func.blocks[block].region.expand().filter(|_| !gone);
        while let Some(at) = region {
            let data = &func.regions[at];
            expected.extend(data.handlers.iter().map(|handler| handler.block));
            let all = data.handlers.iter().any(|handler| handler.tag.is_none());
            region = data.delegate.unwrap_or(data.parent).filter(|_| !all);
        }
        if !func.edges_of(inst).map(|edge| func.edges[edge].block).eq(expected) {
            let text = op.info().text;
            self.complain(format!("{block}: `{text}` does not unwind to the handlers around it"));
        }
    }

    fn handlers(&mut self, region: Region) {
        let func = self.func;
        let data = &func.regions[region];
        for handler in &data.handlers {
            let block = handler.block;
            if !self.cfg.is_reachable(block) {
                continue;
            }
            if func.blocks[block].region.expand() != data.parent {
                self.complain(format!("handler {block} is not in the region's parent"));
            }
            for (pred, edge) in self.cfg.preds(block).to_vec() {
                let jumps = |inst: Inst| {
                    let flags = func.insts[inst].op.flags();
                    let enters = func.insts[inst].op.code == Opcode::Enter;
                    !flags.any(Flags::THROWS) && !enters && func.edges_of(inst).any(|e| e == edge)
                };
                if handler.payload > 0 && jumps(func.terminator(pred)) {
                    self.complain(format!("{pred} jumps to handler {block}"));
                }
            }
            let Some(types) = self.payload(handler.tag, handler.with_ref) else {
                continue;
            };
            let params = func.block_params(block);
            if types.len() != handler.payload as usize || types.len() > params.len() {
                self.complain(format!("handler {block} does not take {} values", types.len()));
                continue;
            }
            for (&ty, &param) in types.iter().zip(params) {
                self.subtype(ty, func.ty(param), "handler");
            }
        }
    }

    /// What an exception brings to a handler; `None` if only the module knows.
    fn payload(&self, tag: Option<u32>, with_ref: bool) -> Option<Vec<Type>> {
        let mut types = Vec::new();
        if let Some(tag) = tag {
            let env = self.env?;
            types.extend_from_slice(env.func_type(*env.tags.get(tag as usize)?)?.0);
        }
        if with_ref {
            types.push(Type::EXNREF.with_null(false));
        }
        Some(types)
    }

    /// Whether `outer` is `inner` or a region around it.
    fn encloses(&self, outer: Option<Region>, mut inner: Option<Region>) -> bool {
        loop {
            if outer == inner {
                return true;
            }
            match inner {
                Some(region) => inner = self.func.regions[region].parent,
                None => return false,
            }
        }
    }
}
