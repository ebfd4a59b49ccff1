//! Case distinctions: paths are split at conditions.
//!
//! Takes: a path and what it depends on. Gives: the paths for each case. Invariant: the cases
//! are exhaustive; what is assumed in each holds in it.

use super::code::{BlockId, Edge, End};
use super::facts::Scope;
use super::hash::Map;
use super::machine::Item;
use super::product::{Path, Product, Workspace};
use super::term::{Node, Op, Terms, Width};

impl Product<'_, '_> {
    /// Goes on with the condition true, and later with it false.
    pub(super) fn fork(&mut self, path: &mut Path, paths: &mut Vec<Path>, condition: Node) {
        path.forks += 1;
        paths.push(Path {
            mark: self.work.facts.mark(),
            assumption: Some((condition, false)),
            from: None,
            ..path.clone()
        });
        self.work.facts.assume(&mut self.work.terms, condition, true);
    }

    /// Two switches on the same selector: each distinct pair of edges.
    pub(super) fn split_switches(&mut self, path: &Path, paths: &mut Vec<Path>) {
        let (Item::Switch(selector, a), Item::Switch(_, b)) =
            (&path.source.item, &path.target.item)
        else {
            return;
        };
        let [source, target] = self.question.codes;
        let (End::Switch(a), End::Switch(b)) =
            (&source.blocks[*a as usize].end, &target.blocks[*b as usize].end)
        else {
            return;
        };
        let count = a.len().max(b.len());
        let edge = |edges: &[Edge], value: usize| edges[value.min(edges.len() - 1)];
        let mut groups: Vec<(Edge, Edge, Vec<usize>)> = Vec::new();
        let mut known: Map<(BlockId, BlockId), usize> = Map::default();
        for value in 0..count {
            let (x, y) = (edge(a, value), edge(b, value));
            let at = *known.entry((x.block, y.block)).or_insert_with(|| {
                groups.push((x, y, Vec::new()));
                groups.len() - 1
            });
            groups[at].2.push(value);
        }
        for (x, y, values) in groups {
            let mut next = self.split_path(path, *selector, &values, count - 1);
            next.source.follow(source, x);
            next.target.follow(target, y);
            paths.push(next);
        }
    }

    /// A switch on one side only, or on another number: each run of values with one edge.
    pub(super) fn split_switch(&mut self, path: &mut Path, paths: &mut Vec<Path>, scope: Scope) {
        let code = self.question.codes[usize::from(scope == Scope::Target)];
        let (machine, _) = self.side(path, scope);
        let Item::Switch(selector, block) = machine.item else { return };
        let End::Switch(edges) = &code.blocks[block as usize].end else { return };
        let mut groups: Vec<(Edge, Vec<usize>)> = Vec::new();
        for (value, &edge) in edges.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if group.0.block == edge.block => group.1.push(value),
                _ => groups.push((edge, vec![value])),
            }
        }
        for (edge, values) in groups {
            let mut next = self.split_path(path, selector, &values, edges.len() - 1);
            next.from = values.first().map(|&first| (selector, first as u64));
            let (machine, _) = self.side(&mut next, scope);
            machine.follow(code, edge);
            paths.push(next);
        }
    }

    /// A path on which the selector has one of some values; the last stands for all beyond.
    pub(super) fn split_path(
        &mut self,
        path: &Path,
        selector: Node,
        values: &[usize],
        last: usize,
    ) -> Path {
        let terms = &mut self.work.terms;
        let assumption = match *values {
            [value] => {
                let number = terms.constant(Width::W32, value as u64);
                if value < last {
                    Some((terms.eq(Width::W32, selector, number), true))
                } else {
                    Some((terms.lt_u(Width::W32, selector, number), false))
                }
            }
            // Without a default among them they are below some number.
            [.., greatest] if greatest < last => {
                let number = terms.constant(Width::W32, greatest as u64 + 1);
                Some((terms.lt_u(Width::W32, selector, number), true))
            }
            _ => None,
        };
        Path {
            mark: self.work.facts.mark(),
            assumption,
            forks: path.forks + 1,
            from: None,
            ..path.clone()
        }
    }

    /// A condition that, looked at both ways, may make two terms equal, or a path impossible.
    pub(super) fn split_condition(&mut self, a: Node, b: Node) -> Option<Node> {
        let Workspace { terms, facts, .. } = &mut *self.work;
        let mut seen: Map<Node, u8> = Map::default();
        let mut candidates = Vec::new();
        for (side, root) in [(1, a), (2, b)] {
            collect_conditions(terms, root, side, &mut seen, &mut candidates);
        }
        // Conditions of one side first.
        candidates.sort_by_key(|candidate| seen.get(candidate) == Some(&3));
        if a == Node::NONE && b == Node::NONE {
            candidates = facts.conditions(64);
        }
        for candidate in candidates {
            let part = atom(terms, candidate);
            if terms.value(part).is_none() && !facts.replaces(part) {
                return Some(part);
            }
        }
        None
    }
}

/// The first part of a condition that decides by itself.
pub(super) fn atom(terms: &Terms, condition: Node) -> Node {
    let mut at = condition;
    for _ in 0..32 {
        let term = terms.get(at);
        let [a, b, _] = term.kids;
        at = match term.op {
            Op::And(_) | Op::Or(_) | Op::Xor(_) if terms.is_bool(a) && terms.is_bool(b) => a,
            Op::Eq(_) | Op::LtU(_) | Op::LtS(_) => {
                match [a, b].into_iter().find(|&kid| terms.op(kid) == Op::Select) {
                    Some(kid) => terms.get(kid).kids[0],
                    None if terms.is_bool(a) && terms.value(a).is_none() => a,
                    None => return at,
                }
            }
            Op::Select => a,
            _ => return at,
        };
    }
    at
}

/// Conditions inside a term: of selections, and truth values that are used as numbers.
pub(super) fn collect_conditions(
    terms: &Terms,
    root: Node,
    side: u8,
    seen: &mut Map<Node, u8>,
    out: &mut Vec<Node>,
) {
    let mut stack = vec![root];
    let mut budget = 300;
    while let Some(node) = stack.pop() {
        if node == Node::NONE || budget == 0 {
            continue;
        }
        let sides = seen.entry(node).or_default();
        if *sides & side != 0 {
            continue;
        }
        *sides |= side;
        budget -= 1;
        let term = terms.get(node);
        let condition = match term.op {
            Op::Eq(_) | Op::LtS(_) | Op::LtU(_) => Some(node),
            Op::Select => Some(term.kids[0]),
            Op::And(_) | Op::Wasm(_) if terms.is_bool(node) => Some(node),
            _ => None,
        };
        if let Some(condition) = condition
            && terms.value(condition).is_none()
            && !out.contains(&condition)
        {
            out.push(condition);
        }
        stack.extend(term.kids);
    }
}
