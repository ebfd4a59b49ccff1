//! Terms as text, for messages.
//!
//! Takes: a term. Gives: it as nested operators, cut off at some depth and length. Cost: bounded.

use std::fmt::Write;

use super::term::{Node, Op, Terms};

/// Nesting that is shown.
const DEPTH: u32 = 7;
/// Characters that are shown.
const LENGTH: usize = 600;

/// A readable form of a term.
pub fn readable(terms: &Terms, node: Node) -> String {
    let mut text = String::new();
    write_node(terms, node, DEPTH, &mut text);
    text
}

fn write_node(terms: &Terms, node: Node, depth: u32, out: &mut String) {
    let term = terms.get(node);
    if out.len() > LENGTH || depth == 0 {
        out.push('…');
        return;
    }
    let name = match term.op {
        Op::Const(width) => {
            let _ = write!(out, "{}", width.signed(term.imm));
            return;
        }
        Op::Entry => format!("entry{:x}", term.imm),
        Op::Cut => format!("v{}.{}", term.imm >> 32, term.imm as u32),
        Op::Event => format!("e{}.{:x}", term.imm >> 20, term.imm & 0xf_ffff),
        Op::Load(size) => format!("load{}+{}", u32::from(size & 63) * 8, term.imm),
        Op::Store(size) => format!("store{}+{}", u32::from(size & 63) * 8, term.imm),
        Op::Beyond(memory) => format!("beyond{memory}+{}", term.imm),
        Op::Global | Op::SetGlobal | Op::SignExt(_) => format!("{:?}{}", term.op, term.imm),
        Op::Bitwise(_) => format!("bitwise[{:x}]", term.imm),
        Op::Wasm(op) if term.imm == 0 => op.name().to_string(),
        Op::Wasm(op) => format!("{}[{}]", op.name(), term.imm),
        Op::After(op) => format!("after {}[{}]", op.name(), term.imm),
        Op::Traps(op) => format!("traps {}", op.name()),
        op => format!("{op:?}"),
    };
    out.push_str(&name);
    if term.kids[0] == Node::NONE {
        return;
    }
    out.push('(');
    for (index, kid) in term.kids.into_iter().enumerate() {
        if kid == Node::NONE {
            break;
        }
        if index > 0 {
            out.push_str(", ");
        }
        write_node(terms, kid, depth - 1, out);
    }
    out.push(')');
}
