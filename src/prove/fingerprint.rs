//! A body of the output in a few bytes, to know it again.
//!
//! Takes: lifted bodies of a pair, and what direct callees stand for. Gives: 128 bits that are
//! equal if the checker would be asked the same question: the output's body is the same operator
//! by operator, and callees of both are related as they were. Invariant: everything that the
//! proof reads of a body goes in, byte offsets apart, which only messages show; fields are
//! listed one by one so that a new one cannot be forgotten. Cost: linear.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::code::{Block, Clause, Code, Edge, End, Handlers, Inst, Zero};
use super::opcode::Opcode;

/// Equal for equal questions.
pub type Fingerprint = [u64; 2];

/// Two keyed hashes at once.
struct Both([DefaultHasher; 2]);

impl Both {
    fn put(&mut self, item: impl Hash) {
        self.0.iter_mut().for_each(|hasher| item.hash(hasher));
    }
}

/// The fingerprint of a pair. `names` gives numbers to callees of either side that are equal
/// exactly if the callees are related.
pub fn of(source: &Code, target: &Code, names: [&dyn Fn(u32) -> u32; 2]) -> Fingerprint {
    let mut both = Both([DefaultHasher::new(), DefaultHasher::new()]);
    both.0[1].write_u8(1);
    for inst in &source.insts {
        if calls(inst.op) {
            both.put(names[0](inst.a));
        }
    }
    code(&mut both, target, names[1]);
    both.0.map(|hasher| hasher.finish())
}

fn calls(op: Opcode) -> bool {
    matches!(op, Opcode::Call | Opcode::ReturnCall)
}

fn code(both: &mut Both, code: &Code, name: &dyn Fn(u32) -> u32) {
    let Code { blocks, insts, handlers, params, types, registers, zeros, results, wide } = code;
    both.put((params, types, registers, results, wide));
    both.put((insts.len(), blocks.len(), handlers.len(), zeros.len()));
    for zero in zeros {
        match zero {
            Zero::W32 => both.put(0),
            Zero::W64 => both.put(1),
            Zero::V128 => both.put(2),
        }
    }
    for inst in insts {
        let Inst { op, takes, gives, handlers, a, b, imm, offset: _ } = inst;
        let a = if calls(*op) { name(*a) } else { *a };
        both.put((op, takes, gives, handlers, a, b, imm));
    }
    for block in blocks {
        let Block { insts, end: how, merge, header, offset: _, height } = block;
        both.put((insts, merge, header, height));
        end(both, how);
    }
    for Handlers { clauses, parent } in handlers {
        both.put((parent, clauses.len()));
        for clause in clauses {
            let Clause { tag, block, height, payload, reference, save } = clause;
            both.put((tag, block, height, payload, reference, save));
        }
    }
}

fn end(both: &mut Both, end: &End) {
    let mut edge = |Edge { block, drop, keep, height }: &Edge| {
        both.put((block, drop, keep, height));
    };
    match end {
        End::Jump(to) => edge(to),
        End::Branch(yes, no) => [yes, no].into_iter().for_each(edge),
        End::Switch(edges) => edges.iter().for_each(edge),
        End::Return | End::Trap => {}
    }
    match end {
        End::Jump(_) => both.put(0),
        End::Branch(..) => both.put(1),
        End::Switch(edges) => both.put((2, edges.len())),
        End::Return => both.put(3),
        End::Trap => both.put(4),
    }
}
