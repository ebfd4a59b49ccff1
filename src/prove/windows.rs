//! Trap windows: what may trap in which state.
//!
//! Takes: for each side a list of states and trap conditions, in the order of evaluation. Gives:
//! a difference, or none. Two lists agree if they have the same states in the same order and in
//! each state the same set of conditions: then one side traps exactly if the other does, in the
//! same state. Within one state order does not matter, of accesses with one base the farthest
//! counts, and a certain trap hides all others. Invariant: conditions that the same side passed
//! earlier are not in the lists.

use super::term::{Node, Op, Terms};

struct Window {
    state: Node,
    conditions: Vec<Node>,
}

/// The first difference of two lists: a condition or state of each, or none at all.
pub fn difference(terms: &Terms, a: &[(Node, Node)], b: &[(Node, Node)]) -> Option<(Node, Node)> {
    if a == b {
        return None;
    }
    let (a, b) = (windows(terms, a), windows(terms, b));
    for (x, y) in a.iter().zip(&b) {
        if x.conditions != y.conditions {
            let odd = |this: &[Node], other: &[Node]| {
                let odd = this.iter().find(|condition| !other.contains(condition));
                odd.copied().unwrap_or(Node::NONE)
            };
            return Some((odd(&x.conditions, &y.conditions), odd(&y.conditions, &x.conditions)));
        }
        if x.state != y.state {
            return Some((x.state, y.state));
        }
    }
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less => Some((Node::NONE, b[a.len()].conditions[0])),
        std::cmp::Ordering::Greater => Some((a[b.len()].conditions[0], Node::NONE)),
    }
}

fn windows(terms: &Terms, list: &[(Node, Node)]) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for &(state, condition) in list {
        match windows.last_mut() {
            Some(last) if last.state == state => last.conditions.push(condition),
            _ => windows.push(Window { state, conditions: vec![condition] }),
        }
    }
    for window in &mut windows {
        let conditions = &mut window.conditions;
        if let Some(&certain) = conditions.iter().find(|&&c| terms.value(c).is_some_and(|v| v != 0))
        {
            *conditions = vec![certain];
            continue;
        }
        // By memory and base, the farthest last.
        let place = |node: &Node| {
            let term = terms.get(*node);
            match term.op {
                Op::Beyond(memory) => (memory, term.kids[0], term.imm),
                _ => (u32::MAX, *node, 0),
            }
        };
        conditions.sort_unstable_by_key(place);
        conditions.dedup_by(|later, earlier| {
            let (a, b) = (place(earlier), place(later));
            let same = (a.0, a.1) == (b.0, b.1);
            if same {
                *earlier = *later;
            }
            same
        });
    }
    windows
}
