//! What a failure depends on: for messages, and for those who try to refute.
//!
//! Takes: two terms that should be equal, and what is known on the path. Gives: the conditions
//! of the path as text, and the constants in all of it. Invariant: only hints; nothing is proved
//! with them. Cost: bounded.

use super::facts::Scope;
use super::machine::{Item, Machine};
use super::opcode::Class;
use super::print::readable;
use super::product::{Product, Question, Workspace};
use super::term::{Node, Op, Terms};

/// Conditions that are shown, the newest.
const CONDITIONS: usize = 8;
/// Conditions that are looked at, and may all be trivial.
const LOOKED_AT: usize = 64;
/// Constants that are collected.
const CONSTANTS: usize = 48;
/// Terms that are searched for them.
const SEARCHED: usize = 600;

impl Product<'_, '_> {
    /// Conditions that hold on the path, and constants in them and in two terms.
    pub(super) fn circumstances(&mut self, sides: [Node; 2]) -> (Vec<String>, Vec<u64>) {
        let Workspace { terms, facts, .. } = &mut *self.work;
        let mut shown = Vec::new();
        let mut roots = sides.to_vec();
        for condition in facts.conditions(LOOKED_AT) {
            let (root, negated) = terms.truth(condition);
            if !terms.is_bool(root) || terms.value(root).is_some() || roots.contains(&root) {
                continue;
            }
            roots.push(root);
            if shown.len() < CONDITIONS
                && let Some(holds) = facts.decide(terms, condition)
            {
                let text = readable(terms, root);
                shown.push(if holds != negated { text } else { format!("not {text}") });
            }
        }
        shown.reverse();
        (shown, constants(terms, roots))
    }
}

/// Constants in terms, those of the first terms first.
fn constants(terms: &Terms, roots: Vec<Node>) -> Vec<u64> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    let mut budget = SEARCHED;
    for root in roots {
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            if node == Node::NONE || budget == 0 || seen.contains(&node) {
                continue;
            }
            budget -= 1;
            seen.push(node);
            let term = terms.get(node);
            let constant = match term.op {
                Op::Const(_) | Op::Load(_) | Op::Store(_) | Op::Beyond(_) => Some(term.imm),
                _ => None,
            };
            if let Some(constant) = constant.filter(|constant| !found.contains(constant)) {
                found.push(constant);
            }
            stack.extend(term.kids);
        }
    }
    found.truncate(CONSTANTS);
    found
}

/// What a side waits at.
pub fn describe(machine: &Machine, question: &Question<'_>) -> String {
    let code = question.codes[usize::from(machine.scope == Scope::Target)];
    match &machine.item {
        Item::Event(index) => {
            let inst = &code.insts[*index as usize];
            debug_assert_ne!(inst.op.class(), Class::Pure);
            format!("{} {} {}", inst.op.name(), inst.a, inst.imm)
        }
        Item::Return => "return".into(),
        Item::Trap => "trap".into(),
        Item::Ready => "more code".into(),
        Item::Merge(_) => "a join".into(),
        Item::Branch(..) => "a branch".into(),
        Item::Switch(..) => "a switch".into(),
    }
}
