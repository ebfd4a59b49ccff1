//! Loads, stores and bulk operators on memories.
//!
//! Takes: one side of a path at such an operator. Gives: the side after it, with the condition
//! under which it traps noted. Invariant: the value of an access is that of a place modulo the
//! address space, its trap that of the exact sum; a constant moves from the address to the reach
//! only where the sum cannot wrap. Memories that a host may have given twice change together.
//! Cost: that of `memory`.

use smallvec::SmallVec;

use super::code::Inst;
use super::facts::Facts;
use super::machine::{Item, MEMORIES, Machine, Surroundings, WORLD};
use super::memory::WIDE;
use super::opcode::Opcode as O;
use super::term::{Node, Op, Terms, Width};

impl Machine {
    /// Base, offset and extent of an access, after noting that it may trap.
    fn access(
        &mut self,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
        inst: &Inst,
        address: Node,
        size: u8,
    ) -> (Node, u64, u8) {
        let kind = around.memories[inst.a as usize];
        let (width, tagged) = match kind.wide {
            true => (Width::W64, size | WIDE),
            false => (Width::W32, size),
        };
        let (mut base, mut reach) = (address, u128::from(inst.imm) + u128::from(size));
        let (stem, constant) = terms.base_and_constant(width, address);
        if constant != 0 && self.no_wrap(terms, facts, width, inst.a, stem, constant) {
            base = stem;
            reach += u128::from(constant);
        }
        let Ok(extent) = u64::try_from(reach) else {
            self.item = Item::Trap;
            return (address, 0, tagged);
        };
        if !facts.in_bounds(terms, self.scope, inst.a, base, extent) {
            facts.set_bound(terms, self.scope, inst.a, base, extent);
            let condition = terms.beyond(inst.a, base, extent);
            let state = self.state(terms);
            self.windows.push((state, condition));
        }
        let (base, offset) = terms.place(address, inst.imm, tagged);
        (base, offset, tagged)
    }

    /// Waits at an access of shared memory, which is an event; `operand` is what it takes besides
    /// the address.
    fn wait_at_access(
        &mut self,
        terms: &mut Terms,
        index: u32,
        (base, offset): (Node, u64),
        operand: Option<Node>,
    ) {
        let offset = terms.constant(Width::W64, offset);
        self.args = SmallVec::from_slice(&[base, offset]);
        self.args.extend(operand);
        self.wait(index);
    }

    /// Whether `stem + constant` is below the end of the address space.
    fn no_wrap(
        &self,
        terms: &Terms,
        facts: &Facts,
        width: Width,
        memory: u32,
        stem: Node,
        constant: u64,
    ) -> bool {
        let most = facts.range(terms, false, width, stem).1;
        if most + i128::from(constant) <= i128::from(width.mask()) {
            return true;
        }
        // What is in bounds lies below the end.
        facts.bound(self.scope, memory, stem).is_some_and(|bound| bound > constant)
    }

    pub(super) fn load(
        &mut self,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
        inst: &Inst,
        index: u32,
    ) {
        let vector = (inst.takes == 2).then(|| self.pop());
        let address = self.pop();
        let (size, shape) = load_shape(inst.op);
        let (base, offset, size) = self.access(around, terms, facts, inst, address, size);
        if around.memories[inst.a as usize].shared {
            return self.wait_at_access(terms, index, (base, offset), vector);
        }
        let memory = self.parts[MEMORIES + inst.a as usize];
        let raw = terms.load(memory, base, offset, size);
        let value = match shape {
            LoadShape::Vector => {
                let mut args: SmallVec<[Node; 3]> = SmallVec::new();
                args.push(raw);
                args.extend(vector);
                terms.opaque(inst.op, u64::from(inst.b), &args)
            }
            number => number.of(terms, size & !WIDE, raw),
        };
        self.stack.push(value);
    }

    pub(super) fn store(
        &mut self,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
        inst: &Inst,
        index: u32,
    ) {
        let value = self.pop();
        let address = self.pop();
        let (size, long) = store_shape(inst.op);
        let (base, offset, tagged) = self.access(around, terms, facts, inst, address, size);
        if around.memories[inst.a as usize].shared {
            return self.wait_at_access(terms, index, (base, offset), Some(value));
        }
        let value = match (long, inst.op) {
            (true, _) => terms.wrap(value),
            (
                false,
                O::V128Store8Lane | O::V128Store16Lane | O::V128Store32Lane | O::V128Store64Lane,
            ) => terms.opaque(inst.op, u64::from(inst.b), &[value]),
            _ => value,
        };
        let at = MEMORIES + inst.a as usize;
        let after = terms.store(self.parts[at], base, offset, tagged, value);
        self.write_memory(around, terms, inst.a, after);
    }

    /// Changes a memory, and those that may be the same.
    fn write_memory(&mut self, around: &Surroundings, terms: &mut Terms, index: u32, after: Node) {
        let at = MEMORIES + index as usize;
        self.set_part(at, after);
        if !around.memories[index as usize].twin {
            return;
        }
        for other in (MEMORIES..self.parts.len()).filter(|&other| other != at) {
            if around.memories[other - MEMORIES].twin {
                let kids = [self.parts[other], after, Node::NONE];
                let changed = terms.intern(Op::After(O::I32Store), 0, kids, 64);
                self.set_part(other, changed);
            }
        }
    }

    /// Bulk operators on memories, as functions of the state.
    pub(super) fn bulk(
        &mut self,
        around: &Surroundings,
        terms: &mut Terms,
        facts: &mut Facts,
        inst: &Inst,
        index: u32,
    ) {
        let copies = inst.op == O::MemoryCopy;
        let shared = |memory: u32| around.memories[memory as usize].shared;
        if shared(inst.a) || copies && shared(inst.b) {
            return self.event(terms, facts, inst, index);
        }
        let mut args = self.take(3);
        let at = MEMORIES + inst.a as usize;
        args.push(self.parts[WORLD]);
        let traps = self.opaque(terms, Op::Traps(inst.op), inst, &args, 1);
        self.trap_if(terms, facts, traps);
        args.push(self.parts[at]);
        if copies {
            args.push(self.parts[MEMORIES + inst.b as usize]);
        }
        let after = self.opaque(terms, Op::After(inst.op), inst, &args, 64);
        self.write_memory(around, terms, inst.a, after);
    }
}

enum LoadShape {
    /// The bytes themselves.
    Plain,
    /// Zero-extended to 64 bits.
    Long,
    /// Sign-extended to a width.
    Signed(Width),
    /// Made into a vector.
    Vector,
}

impl LoadShape {
    /// The value of a load of `size` bytes that found `raw`, if it is a number.
    fn of(&self, terms: &mut Terms, size: u8, raw: Node) -> Node {
        match *self {
            LoadShape::Plain | LoadShape::Vector => raw,
            LoadShape::Long => terms.ext_u(raw),
            LoadShape::Signed(width) => {
                let wide = terms.extended(width, raw);
                terms.sign_ext(width, u32::from(size) * 8, wide)
            }
        }
    }
}

/// What a load of shared memory gives, whatever others have stored there.
pub(super) fn any_loaded(terms: &mut Terms, op: O, name: u64) -> Node {
    match load_shape(op) {
        (_, LoadShape::Vector) => terms.leaf(Op::Event, name),
        (size, shape) => {
            let raw = terms.intern(Op::Event, name, [Node::NONE; 3], u32::from(size) * 8);
            shape.of(terms, size, raw)
        }
    }
}

fn load_shape(op: O) -> (u8, LoadShape) {
    use LoadShape::{Long, Plain, Signed, Vector};
    match op {
        O::I32Load | O::F32Load => (4, Plain),
        O::I64Load | O::F64Load => (8, Plain),
        O::I32Load8S => (1, Signed(Width::W32)),
        O::I32Load8U => (1, Plain),
        O::I32Load16S => (2, Signed(Width::W32)),
        O::I32Load16U => (2, Plain),
        O::I64Load8S => (1, Signed(Width::W64)),
        O::I64Load8U => (1, Long),
        O::I64Load16S => (2, Signed(Width::W64)),
        O::I64Load16U => (2, Long),
        O::I64Load32S => (4, Signed(Width::W64)),
        O::I64Load32U => (4, Long),
        O::V128Load => (16, Plain),
        O::V128Load8Splat | O::V128Load8Lane => (1, Vector),
        O::V128Load16Splat | O::V128Load16Lane => (2, Vector),
        O::V128Load32Splat | O::V128Load32Zero | O::V128Load32Lane => (4, Vector),
        // Eight bytes: splat, zero, lane, and the extending loads.
        _ => (8, Vector),
    }
}

/// Bytes, and whether the value has 64 bits of which only the low ones are stored.
fn store_shape(op: O) -> (u8, bool) {
    match op {
        O::I32Store8 => (1, false),
        O::I32Store16 => (2, false),
        O::I64Store8 => (1, true),
        O::I64Store16 => (2, true),
        O::I64Store32 => (4, true),
        O::I32Store | O::F32Store => (4, false),
        O::I64Store | O::F64Store => (8, false),
        O::V128Store => (16, false),
        O::V128Store8Lane => (1, false),
        O::V128Store16Lane => (2, false),
        O::V128Store32Lane => (4, false),
        _ => (8, false),
    }
}
