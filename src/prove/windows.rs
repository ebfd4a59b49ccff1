//! Trap windows: what may trap in which state.
//!
//! Takes: for each side a list of states and trap conditions, in the order of evaluation. Gives:
//! a difference, or none. A window is a run of conditions that were evaluated in one state. Two
//! lists agree if window by window the states are the same, and if none of one side's conditions
//! holds then none of the other's does, and the reverse; each time given what is known on the
//! path and that no condition of an earlier window held. Then one side traps exactly if the other
//! does, in the same state. A window whose conditions cannot hold counts as none. Within one
//! window order does not matter, and a certain trap hides all else. Invariant: conditions that the
//! same side passed earlier are not in the lists. Cost: the windows' sizes, but for questions
//! to `facts`.

use super::facts::Facts;
use super::term::{Node, Terms};

/// The first difference of two lists: a condition or state of each, or none at all.
pub fn difference(
    terms: &mut Terms,
    facts: &mut Facts,
    a: &[(Node, Node)],
    b: &[(Node, Node)],
) -> Option<(Node, Node)> {
    if a == b {
        return None;
    }
    let mark = facts.mark();
    let result = compare(terms, facts, a, b);
    facts.undo(mark);
    result
}

fn compare(
    terms: &mut Terms,
    facts: &mut Facts,
    mut a: &[(Node, Node)],
    mut b: &[(Node, Node)],
) -> Option<(Node, Node)> {
    loop {
        let (x, y) = (window(a), window(b));
        match (x.first(), y.first()) {
            (None, None) => return None,
            // What only one side evaluated must not be able to hold.
            (Some(_), None) | (None, Some(_)) => {
                let mut all = x.iter().chain(y).map(|entry| entry.1);
                if let Some(odd) = all.find(|&condition| !facts.passes(terms, condition)) {
                    let none = Node::NONE;
                    return Some(if x.is_empty() { (none, odd) } else { (odd, none) });
                }
            }
            (Some(&(s, _)), Some(&(t, _))) if s != t => {
                let idle = |window: &[(Node, Node)], terms: &mut Terms| {
                    window.iter().all(|entry| facts.passes(terms, entry.1))
                };
                if idle(x, terms) {
                    a = &a[x.len()..];
                } else if idle(y, terms) {
                    b = &b[y.len()..];
                } else {
                    return Some((s, t));
                }
                continue;
            }
            _ => {
                let certain = |window: &[(Node, Node)], terms: &Terms| {
                    window.iter().any(|entry| terms.value(entry.1).is_some_and(|v| v != 0))
                };
                if certain(x, terms) && certain(y, terms) {
                    return None;
                }
                if x != y {
                    let left = odd(terms, facts, x, y);
                    let right = odd(terms, facts, y, x);
                    if left.is_some() || right.is_some() {
                        return Some((left.unwrap_or(Node::NONE), right.unwrap_or(Node::NONE)));
                    }
                }
            }
        }
        for &(_, condition) in x.iter().chain(y) {
            facts.pass_both(terms, condition);
        }
        (a, b) = (&a[x.len()..], &b[y.len()..]);
    }
}

/// The first run of conditions in one state.
fn window(list: &[(Node, Node)]) -> &[(Node, Node)] {
    let state = list.first().map(|entry| entry.0);
    let length = list.iter().take_while(|entry| Some(entry.0) == state).count();
    &list[..length]
}

/// A condition of the first window that may hold although none of the second does.
fn odd(
    terms: &mut Terms,
    facts: &mut Facts,
    these: &[(Node, Node)],
    others: &[(Node, Node)],
) -> Option<Node> {
    let mark = facts.mark();
    let hidden = others.iter().any(|entry| terms.value(entry.1).is_some_and(|v| v != 0));
    for &(_, condition) in others {
        facts.pass_both(terms, condition);
    }
    let mut odd = None;
    if !hidden && !facts.contradiction {
        let all = these.iter().map(|entry| entry.1);
        odd = all.into_iter().find(|&condition| !facts.passes(terms, condition));
    }
    facts.undo(mark);
    odd
}
