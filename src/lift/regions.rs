//! Exception regions: `try_table`, legacy `try`, and the edges of what throws inside them.
//!
//! Takes: the structured operators of both exception proposals. Gives: [`RegionData`], an
//! `enter` terminator per region, and on each throwing instruction one edge per handler that
//! may see its exception, innermost first, up to the first that catches everything.
//! Invariant: a handler block's leading parameters are the exception's payload; every other
//! value it needs arrives as an argument of the throwing instructions' edges. Regions in which
//! nothing throws are dissolved when the walk is over. Cost: O(throwing instructions *
//! handlers in force).

use super::Declined;
use super::params::{self, Source};
use super::scan::{self, Arm};
use super::walk::{BlockSig, Frame, FrameKind, Walk};
use crate::ir::entities::{Block, Inst, Region};
use crate::ir::function::{Handler, RegionData};
use crate::ir::op::{Op, Opcode};
use crate::ir::types::Type;
use cranelift_entity::EntityRef;
use smallvec::SmallVec;

/// The handlers in force at a place: an index into the walk's lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Handlers(u32);

impl Handlers {
    /// Exceptions leave the function.
    pub const NONE: Handlers = Handlers(u32::MAX);
}

/// Where a clause of an open `try_table` leads: the label's block, and its frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct CatchTarget {
    block: Block,
    frame: u32,
}

/// A clause or arm, before its block exists.
struct Clause {
    tag: Option<u32>,
    with_ref: bool,
}

impl Walk<'_> {
    /// Gives a throwing instruction of the current region its edges.
    pub fn throw_edges(&mut self, inst: Inst) {
        let Handlers(list) = self.handlers;
        let Some(blocks) = self.st.handler_lists.get(list as usize) else {
            return;
        };
        self.func.set_targets(inst, blocks);
        for edge in self.func.edges_of(inst) {
            self.arrive(edge, (0, 0));
        }
    }

    fn payload(&self, tag: Option<u32>, with_ref: bool) -> Result<SmallVec<[Type; 4]>, Declined> {
        let mut types = SmallVec::new();
        if let Some(tag) = tag {
            let ty = *self.env.tags.get(tag as usize).ok_or(Declined::Malformed)?;
            types.extend_from_slice(self.env.func_type(ty).ok_or(Declined::Malformed)?.0);
        }
        if with_ref {
            types.push(Type::EXNREF.with_null(false));
        }
        Ok(types)
    }

    /// Makes a region with one handler block per clause and enters it.
    fn enter(&mut self, clauses: &[Clause], legacy: bool) -> Result<Region, Declined> {
        let mut handlers = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let payload = self.payload(clause.tag, clause.with_ref)?.len() as u32;
            let block = self.make_block();
            let values = self.func.values.len() as u32;
            self.st.blocks[block.index()].handler_since = Some(values);
            handlers.push(Handler { tag: clause.tag, with_ref: clause.with_ref, payload, block });
        }
        let mut list: Vec<Block> = handlers.iter().map(|h| h.block).collect();
        if clauses.iter().all(|clause| clause.tag.is_some()) {
            let Handlers(outer) = self.handlers;
            let outer = self.st.handler_lists.get(outer as usize);
            list.extend_from_slice(outer.map_or(&[], Vec::as_slice));
        }
        let parent = self.region.expand();
        let region =
            self.func.regions.push(RegionData { parent, legacy, handlers, delegate: None });
        self.begin_body(region);
        self.handlers = Handlers(self.st.handler_lists.len() as u32);
        self.st.handler_lists.push(list);
        Ok(region)
    }

    /// Ends the current block with `enter` and starts the region's body.
    fn begin_body(&mut self, region: Region) {
        let body = self.make_block();
        let handlers = &self.func.regions[region].handlers;
        let mut targets: SmallVec<[Block; 4]> = SmallVec::from_slice(&[body]);
        targets.extend(handlers.iter().map(|h| h.block));
        let op = Op::with_indices(Opcode::Enter, region.index() as u32, 0);
        self.func.terminate(self.current, op, &[], &targets);
        // Nobody but `enter` leads to the body, and locals do not change there, so the edge
        // needs no record; to handlers it only says that the region dominates them.
        self.region = region.into();
        self.start_block(body);
    }

    pub fn open_try_table(&mut self, op: Op) -> Result<(), Declined> {
        let sig = BlockSig::of(op);
        let params = sig.params(self.env)?.len();
        self.push_frame(FrameKind::TryTable, sig, params);
        let start = scan::ordinal(op);
        let catches = &self.scan.catches[start..start + usize::from(op.a)];
        if catches.is_empty() {
            return Ok(());
        }
        let clauses: Vec<Clause> =
            catches.iter().map(|c| Clause { tag: c.tag, with_ref: c.with_ref }).collect();
        let region = self.enter(&clauses, false)?;
        // The labels that the clauses name are those around the construct.
        for catch in catches {
            let depth = catch.label as usize + 1;
            let block = self.label_of(depth)?;
            let frame = self.st.frames.len().checked_sub(depth + 1).ok_or(Declined::Malformed)?;
            let target = CatchTarget { block, frame: frame as u32 };
            self.st.catch_targets.push(target);
        }
        self.set_region(region);
        Ok(())
    }

    fn set_region(&mut self, region: Region) {
        let handlers = self.handlers;
        if let Some(frame) = self.st.frames.last_mut() {
            frame.region = region.into();
            frame.handlers = handlers;
        }
    }

    /// After the body of a `try_table`: each handler jumps to the label its clause names.
    pub fn close_try_table(&mut self, frame: &Frame) -> Result<(), Declined> {
        let Some(region) = frame.region.expand() else {
            return Ok(());
        };
        let handlers = self.func.regions[region].handlers.clone();
        let alive = handlers.iter().any(|h| self.st.blocks[h.block.index()].in_count > 0);
        self.region = frame.outer;
        self.handlers = frame.outer_handlers;
        if alive && self.reachable {
            let label = self.label_of(0)?;
            let results = frame.sig.results(self.env)?.len();
            self.branch_to(label, results)?;
            self.reachable = false;
        }
        let first = self.st.catch_targets.len() - handlers.len();
        let targets: SmallVec<[CatchTarget; 4]> = self.st.catch_targets.drain(first..).collect();
        for (handler, target) in handlers.iter().zip(targets) {
            if self.st.blocks[handler.block.index()].in_count == 0 {
                continue;
            }
            self.st.blocks[handler.block.index()].covers = Some((frame.start, self.position));
            self.forward(handler, target)?;
        }
        Ok(())
    }

    /// Starts a handler block that only passes its payload on to `target`. The payload has the types of the label, which the exception's are subtypes of: the
    /// module has a block type for the former.
    fn forward(&mut self, handler: &Handler, target: CatchTarget) -> Result<(), Declined> {
        self.start_block(handler.block);
        self.reachable = false;
        let depth = self.st.stack.len();
        for ty in self.label_types(target.frame as usize)? {
            let value = params::make(self, handler.block, ty, Source::Payload);
            self.st.stack.push(value);
        }
        let carried = self.carry(handler.payload as usize)?;
        self.st.stack.truncate(depth);
        let inst = self.func.terminate(handler.block, Op::new(Opcode::Br), &[], &[target.block]);
        for edge in self.func.edges_of(inst) {
            let via = Some(handler.block);
            self.arrive_from(edge, handler.block, self.position, via, carried);
        }
        Ok(())
    }

    /// Types that a branch to the label of a frame takes along.
    fn label_types(&self, frame: usize) -> Result<SmallVec<[Type; 4]>, Declined> {
        let frame = self.st.frames.get(frame).ok_or(Declined::Malformed)?;
        Ok(match frame.kind {
            FrameKind::Function => self.func.results.as_slice().into(),
            FrameKind::Loop => frame.sig.params(self.env)?.into(),
            _ => frame.sig.results(self.env)?.into(),
        })
    }

    fn push_payload(&mut self, handler: &Handler) -> Result<(), Declined> {
        for ty in self.payload(handler.tag, handler.with_ref)? {
            let value = params::make(self, handler.block, ty, Source::Payload);
            self.st.stack.push(value);
        }
        Ok(())
    }

    // ---- legacy exceptions ----

    pub fn open_try(&mut self, op: Op) -> Result<(), Declined> {
        let sig = BlockSig::of(op);
        let params = sig.params(self.env)?.len();
        self.push_frame(FrameKind::Try, sig, params);
        let scan = self.scan;
        let arms = scan.tries.get(scan::ordinal(op)).ok_or(Declined::Malformed)?;
        if let [Arm::Delegate(depth)] = arms[..] {
            return self.open_delegating(depth);
        }
        let clauses: Vec<Clause> = arms
            .iter()
            .filter_map(|arm| match *arm {
                Arm::Catch(tag) => Some(Clause { tag: Some(tag), with_ref: false }),
                Arm::CatchAll => Some(Clause { tag: None, with_ref: false }),
                Arm::Delegate(_) => None,
            })
            .collect();
        if clauses.len() != arms.len() {
            return Err(Declined::Malformed);
        }
        if !clauses.is_empty() {
            let region = self.enter(&clauses, true)?;
            self.set_region(region);
        }
        Ok(())
    }

    /// `try … delegate`: what escapes is handled as if thrown at the label's construct.
    fn open_delegating(&mut self, depth: u32) -> Result<(), Declined> {
        let at = self.st.frames.len().checked_sub(depth as usize + 2);
        let target = self.st.frames[at.ok_or(Declined::Malformed)?];
        // Inside the construct means inside its region, if it opened one.
        let inside = target.region.expand().filter(|_| target.arms == 0);
        let scope = inside.or(target.outer.expand());
        let region = self.func.regions.push(RegionData {
            parent: self.region.expand(),
            legacy: true,
            handlers: Vec::new(),
            delegate: Some(scope),
        });
        self.begin_body(region);
        self.handlers = target.handlers;
        self.set_region(region);
        Ok(())
    }

    /// `catch` or `catch_all`: the next handler's block.
    pub fn open_arm(&mut self, _op: Op) -> Result<(), Declined> {
        let frame = *self.frame()?;
        let region = frame.region.expand().ok_or(Declined::Malformed)?;
        if self.reachable {
            let results = frame.sig.results(self.env)?.len();
            let label = self.label_of(0)?;
            self.branch_to(label, results)?;
        }
        self.region = frame.outer;
        self.handlers = frame.outer_handlers;
        if let Some(open) = self.st.frames.last_mut() {
            // Branches from here on to the construct's label mean the same, but calls in an
            // arm are no longer covered by the construct.
            open.handlers = frame.outer_handlers;
            open.arms += 1;
        }
        let handlers = &self.func.regions[region].handlers;
        let handler = *handlers.get(frame.arms as usize).ok_or(Declined::Malformed)?;
        self.st.stack.truncate(frame.height);
        if self.st.blocks[handler.block.index()].in_count == 0 {
            self.reachable = false;
            return Ok(());
        }
        self.locals.pend_since(frame.log_mark, self.position, handler.block);
        self.start_block(handler.block);
        self.push_payload(&handler)
    }

    /// `delegate` closes its construct like `end`, but what follows needs a block of its own:
    /// it is outside the region.
    pub fn close_delegate(&mut self) -> Result<(), Declined> {
        let frame = *self.frame()?;
        if self.reachable && frame.region.is_some() {
            let results = frame.sig.results(self.env)?.len();
            let label = self.label_of(0)?;
            self.branch_to(label, results)?;
            self.reachable = false;
        }
        self.close()
    }

    /// `rethrow`: names the region whose handler's exception it throws again.
    pub fn rethrow(&mut self, op: Op) -> Result<(), Declined> {
        let at = self.st.frames.len().checked_sub(op.index() as usize + 1);
        let frame = self.st.frames[at.ok_or(Declined::Malformed)?];
        let region = frame.region.expand().ok_or(Declined::Malformed)?;
        let op = Op::with_indices(Opcode::Rethrow, region.index() as u32, 0);
        let inst = self.func.terminate(self.current, op, &[], &[]);
        if self.region.is_some() {
            self.throw_edges(inst);
        }
        Ok(())
    }

    /// Regions whose handlers nobody reaches are dissolved into their parents. A delegating
    /// region stays if anything inside may throw.
    pub fn dissolve_regions(&mut self) {
        if self.func.regions.is_empty() {
            return;
        }
        let mut needed = vec![false; self.func.regions.len()];
        for &block in &self.func.order {
            let mut region = self.func.blocks[block].region.expand();
            let throws = self
                .func
                .block_insts_and_terminator(block)
                .any(|inst| self.func.insts[inst].op.flags().any(crate::ir::Flags::THROWS));
            while let Some(r) = region.filter(|_| throws) {
                let data = &self.func.regions[r];
                needed[r.index()] |= data.delegate.is_some()
                    || data.handlers.iter().any(|h| self.st.blocks[h.block.index()].in_count > 0);
                region = data.parent;
            }
        }
        let keep = |func: &crate::ir::Function, mut region: Option<Region>| {
            while let Some(r) = region.filter(|r| !needed[r.index()]) {
                region = func.regions[r].parent;
            }
            region
        };
        for index in 0..self.func.order.len() {
            let block = self.func.order[index];
            let region = self.func.blocks[block].region.expand();
            self.func.blocks[block].region = keep(self.func, region).into();
            let inst = self.func.terminator(block);
            let op = self.func.insts[inst].op;
            if op.code == Opcode::Enter && !needed[op.index() as usize] {
                let body = self.func.edges_of(inst).next().map(|e| self.func.edges[e].block);
                if let Some(body) = body {
                    self.func.terminate_br(block, body, &[]);
                }
            }
        }
        for region in self.func.regions.keys() {
            let parent = self.func.regions[region].parent;
            self.func.regions[region].parent = keep(self.func, parent);
            if let Some(scope) = self.func.regions[region].delegate {
                self.func.regions[region].delegate = Some(keep(self.func, scope));
            }
        }
    }
}
