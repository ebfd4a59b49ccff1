//! The control tree: nested constructs over flow blocks, before they become bytes.
//!
//! Takes: calls of `structure`, which builds it, and `shape`, which rewrites it. Gives: an
//! arena of nodes in singly linked lists. Invariant: a list is what stands between a
//! construct's opening and its `end`; a conditional node follows the code that leaves its
//! condition on the stack. Cost: O(1) per operation.

use crate::ir::entities::Region;
use crate::ir::types::Type;

/// Index of a node in the arena.
pub(super) type NodeId = u32;

/// No node, no label.
pub(super) const NONE: u32 = u32::MAX;

/// The label of the function itself: a branch to it is `return`.
pub(super) const FUNCTION: u32 = u32::MAX - 1;

/// What a branch can name. Blocks' labels are even, loops' odd, regions' counted from
/// [`REGIONS`].
pub(super) type Label = u32;

/// First label of exception regions.
pub(super) const REGIONS: u32 = 1 << 30;

pub(super) fn block_label(block: u32) -> Label {
    block * 2
}

pub(super) fn loop_label(block: u32) -> Label {
    block * 2 + 1
}

pub(super) fn region_label(region: Region) -> Label {
    REGIONS + region.as_u32()
}

/// What a list leaves on the operand stack where it ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expected {
    Nothing,
    Value(Type),
    /// Several results: the index of a function type without parameters that has them.
    Several(Option<u32>),
}

/// A list of nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct List {
    pub head: NodeId,
    pub tail: NodeId,
}

impl List {
    pub const EMPTY: List = List { head: NONE, tail: NONE };

    pub fn is_empty(self) -> bool {
        self.head == NONE
    }

    /// The only node, if there is just one.
    pub fn single(self) -> Option<NodeId> {
        (self.head != NONE && self.head == self.tail).then_some(self.head)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The stack code of a flow block, then its moves.
    Code(u32),
    /// The first steps of a flow block's code; see [`Flow::prefix`](super::flow::Flow::prefix).
    Prefix(u32),
    Block,
    Loop,
    /// Two arms. The condition was left by the flow block.
    If(u32),
    Br,
    /// The condition was left by the flow block.
    BrIf(u32),
    /// The index was left by the flow block; targets are its edges.
    Table(u32),
    /// The reference was left by the flow block.
    BrOn(u32),
    /// Forget an operand.
    Drop,
    /// Forget the flow block's condition: both sides lead to the same place.
    Forget(u32),
    /// Control does not get here.
    Stop,
    TryTable(Region),
    /// Body in `first`, arms as a list of `Arm`s in `second`.
    Try(Region),
    /// An arm of a legacy `try`: the handler's number.
    Arm(u32),
}

/// Whether nodes of this kind have an `end`.
pub(super) fn is_construct(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Block | Loop | If(_) | TryTable(_) | Try(_))
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    /// Own label of a construct, target of a branch.
    pub label: Label,
    /// What a construct leaves on the stack.
    pub ty: Expected,
    pub first: List,
    pub second: List,
    pub next: NodeId,
    /// When `shape` met the node and when it was through with it: what it met in between is
    /// inside.
    pub met: (u32, u32),
}

#[derive(Default, Debug)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    /// Flow blocks whose condition is to be negated.
    pub negated: Vec<bool>,
    /// Flow blocks that write nothing and are not in the tree.
    pub left_out: Vec<bool>,
}

impl Tree {
    /// Empties the tree, for a flow graph of `blocks` blocks.
    pub fn clear(&mut self, blocks: usize) {
        self.nodes.clear();
        self.negated.clear();
        self.negated.resize(blocks, false);
        self.left_out.clear();
        self.left_out.resize(blocks, false);
    }

    pub fn make(&mut self, kind: Kind, label: Label) -> NodeId {
        self.nodes.push(Node {
            kind,
            label,
            ty: Expected::Nothing,
            first: List::EMPTY,
            second: List::EMPTY,
            next: NONE,
            met: (0, 0),
        });
        self.nodes.len() as u32 - 1
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    /// Appends a node to a list.
    pub fn push(&mut self, list: &mut List, id: NodeId) {
        self.nodes[id as usize].next = NONE;
        if list.head == NONE {
            list.head = id;
        } else {
            self.nodes[list.tail as usize].next = id;
        }
        list.tail = id;
    }

    /// Appends the nodes of `more` to `list`.
    pub fn append(&mut self, list: &mut List, more: List) {
        if more.head == NONE {
            return;
        }
        if list.head == NONE {
            *list = more;
        } else {
            self.nodes[list.tail as usize].next = more.head;
            list.tail = more.tail;
        }
    }
}
