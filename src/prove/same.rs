//! Whether two bodies are the same code.
//!
//! Takes: blocks of both, indices translated. Gives: whether they agree operator by operator.

use super::code::{Clause, Code, Edge, End, Inst};
use super::opcode::Opcode;

/// Whether two bodies are the same, direct callees by `related`.
pub fn same(a: &Code, b: &Code, related: &dyn Fn(u32, u32) -> bool) -> bool {
    let shape = |code: &Code| (code.params, code.registers, code.results, code.insts.len());
    shape(a) == shape(b)
        && a.zeros == b.zeros
        && a.wide == b.wide
        && a.blocks.len() == b.blocks.len()
        && a.handlers.len() == b.handlers.len()
        && a.insts.iter().zip(&b.insts).all(|(x, y)| same_inst(x, y, related))
        && a.blocks
            .iter()
            .zip(&b.blocks)
            .all(|(x, y)| x.insts == y.insts && x.height == y.height && same_end(&x.end, &y.end))
        && a.handlers.iter().zip(&b.handlers).all(|(x, y)| {
            let clause = |c: &Clause| (c.tag, c.block, c.height, c.payload, c.reference, c.save);
            x.parent == y.parent && x.clauses.iter().map(clause).eq(y.clauses.iter().map(clause))
        })
}

fn same_inst(x: &Inst, y: &Inst, related: &dyn Fn(u32, u32) -> bool) -> bool {
    let item = match x.op {
        Opcode::Call | Opcode::ReturnCall => related(x.a, y.a),
        _ => x.a == y.a,
    };
    let rest = |i: &Inst| (i.op, i.takes, i.gives, i.handlers, i.b, i.imm);
    item && rest(x) == rest(y)
}

fn same_end(a: &End, b: &End) -> bool {
    let edge = |e: &Edge| (e.block, e.drop, e.keep, e.height);
    match (a, b) {
        (End::Jump(x), End::Jump(y)) => edge(x) == edge(y),
        (End::Branch(x, v), End::Branch(y, w)) => edge(x) == edge(y) && edge(v) == edge(w),
        (End::Switch(x), End::Switch(y)) => x.iter().map(edge).eq(y.iter().map(edge)),
        (End::Return, End::Return) | (End::Trap, End::Trap) => true,
        _ => false,
    }
}
