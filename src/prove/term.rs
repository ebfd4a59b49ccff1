//! Values of programs as hash-consed terms: equal terms are one node.
//!
//! Takes: operators and operands. Gives: [`Node`] numbers. Invariant: a node's operands were
//! made before it, so numbers grow from operands to results and no term contains itself. Nothing
//! here simplifies; the constructors that do are in `normal`. Floats are their bits: a 32-bit
//! float and the 32-bit integer with the same bits are the same term, which makes
//! reinterpretation free. Cost: a hash look-up a node; 32 bytes each.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use smallvec::SmallVec;

use super::hash::Map;
use super::hierarchy::{Heap, Hierarchy};
use super::opcode::Opcode;

/// Number of a node in its [`Terms`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Node(pub u32);

impl Node {
    /// No node at all: of registers that nobody reads any more.
    pub const NONE: Node = Node(0);
}

/// Width of an integer operator.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Width {
    W32,
    W64,
}

impl Width {
    /// Number of bits.
    pub fn bits(self) -> u32 {
        match self {
            Width::W32 => 32,
            Width::W64 => 64,
        }
    }

    /// All bits set.
    pub fn mask(self) -> u64 {
        match self {
            Width::W32 => u64::from(u32::MAX),
            Width::W64 => u64::MAX,
        }
    }

    /// The sign bit.
    pub fn sign(self) -> u64 {
        1 << (self.bits() - 1)
    }

    /// A value of this width as a signed number.
    pub fn signed(self, value: u64) -> i64 {
        match self {
            Width::W32 => i64::from(value as u32 as i32),
            Width::W64 => value as i64,
        }
    }
}

/// What stands at the root of a term.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// An integer, or a float's bits; `imm` holds it.
    Const(Width),
    /// A parameter, or a part of the state at entry.
    Entry,
    /// A value that is arbitrary at a cut point; `imm` is the cut point and the class.
    Cut,
    /// What an event of the source gives; `imm` is the place and the index.
    Event,
    /// Sum; constants on the right, see `normal::linear`.
    Add(Width),
    /// Product.
    Mul(Width),
    /// Bitwise and.
    And(Width),
    /// Bitwise or.
    Or(Width),
    /// Bitwise exclusive or.
    Xor(Width),
    /// Shift left by a variable amount.
    Shl(Width),
    /// Arithmetic shift right.
    ShrS(Width),
    /// Logical shift right.
    ShrU(Width),
    /// Rotation to the left.
    Rotl(Width),
    /// Equality; 0 or 1.
    Eq(Width),
    /// Signed comparison; 0 or 1.
    LtS(Width),
    /// Unsigned comparison; 0 or 1.
    LtU(Width),
    /// The low `imm` bits, sign-extended.
    SignExt(Width),
    /// 32 to 64 bits, unsigned.
    ExtU,
    /// 32 to 64 bits, signed.
    ExtS,
    /// The low 32 of 64 bits.
    Wrap,
    /// Condition, value if it is not zero, value if it is.
    Select,
    /// Bytes of memory as an unsigned number: memory, base; `imm` is what is added to the base,
    /// modulo the address space.
    Load(u8),
    /// Memory after a store: memory, base, value; `imm` as for loads.
    Store(u8),
    /// True if base + `imm` is beyond the end of the memory of this index.
    Beyond(u32),
    /// A global's value in a state of globals; `imm` is the index.
    Global,
    /// The state of globals after a write: state, value; `imm` is the index.
    SetGlobal,
    /// A bitwise function of so many vectors; `imm` is its truth table, see `normal::bitwise`.
    Bitwise(u8),
    /// A structure, with the list of what its fields hold that cannot be written, or an array with
    /// its length; [`Node::NONE`] for what is not known.
    Object,
    /// Any other operator, not looked into.
    Wasm(Opcode),
    /// What another state operator leaves behind in a state.
    After(Opcode),
    /// Whether an operator traps.
    Traps(Opcode),
    /// Two terms as one operand.
    Pair,
}

/// A node's contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term {
    /// Operator.
    pub op: Op,
    /// Bits that are certainly clear.
    pub zeros: u64,
    /// Bits that are certainly set.
    pub ones: u64,
    /// No leaf below it but values at entry.
    pub closed: bool,
    /// Immediate.
    pub imm: u64,
    /// Operands; unused ones are [`Node::NONE`].
    pub kids: [Node; 3],
}

impl Hash for Term {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.op.hash(state);
        self.imm.hash(state);
        self.kids.hash(state);
    }
}

/// All terms of one function pair.
pub struct Terms {
    /// Terms looked up or looked at so far, the measure of work.
    pub work: u64,
    /// What types say.
    pub types: Arc<Hierarchy>,
    /// Heap types of leaves that are references.
    pub(super) leaves: Map<Node, Heap>,
    /// The low halves of numbers.
    pub(super) wraps: Map<Node, Node>,
    /// Constructors that call each other at the moment.
    depth: u32,
    nodes: Vec<Term>,
    /// Open addressing: hashes and node numbers; the number zero is empty.
    table: Vec<(u32, u32)>,
}

/// Constructors that may call each other; deeper ones apply no rules.
const DEEPEST: u32 = 48;
const FIRST_TABLE: usize = 1 << 10;
/// Nodes for which there stays room from one function to the next.
const KEPT: usize = 1 << 16;

impl Default for Terms {
    fn default() -> Terms {
        let none =
            Term { op: Op::Pair, zeros: 0, ones: 0, closed: true, imm: 0, kids: [Node::NONE; 3] };
        Terms {
            work: 0,
            types: Arc::default(),
            leaves: Map::default(),
            wraps: Map::default(),
            depth: 0,
            nodes: vec![none],
            table: vec![(0, 0); FIRST_TABLE],
        }
    }
}

#[inline]
fn op_word(op: Op) -> u64 {
    let width = |w: Width, n: u64| n << 8 | u64::from(w.bits());
    match op {
        Op::Const(w) => width(w, 1),
        Op::Entry => 2 << 8,
        Op::Cut => 3 << 8,
        Op::Event => 4 << 8,
        Op::Add(w) => width(w, 5),
        Op::Mul(w) => width(w, 6),
        Op::And(w) => width(w, 7),
        Op::Or(w) => width(w, 8),
        Op::Xor(w) => width(w, 9),
        Op::Shl(w) => width(w, 10),
        Op::ShrS(w) => width(w, 11),
        Op::ShrU(w) => width(w, 12),
        Op::Rotl(w) => width(w, 13),
        Op::Eq(w) => width(w, 14),
        Op::LtS(w) => width(w, 15),
        Op::LtU(w) => width(w, 16),
        Op::SignExt(w) => width(w, 17),
        Op::ExtU => 18 << 8,
        Op::ExtS => 19 << 8,
        Op::Wrap => 20 << 8,
        Op::Select => 21 << 8,
        Op::Load(n) => 22 << 8 | u64::from(n),
        Op::Store(n) => 23 << 8 | u64::from(n),
        Op::Beyond(n) => 24 << 8 | u64::from(n) << 16,
        Op::Global => 25 << 8,
        Op::SetGlobal => 26 << 8,
        Op::Wasm(o) => 27 << 8 | (o as u64) << 16,
        Op::After(o) => 28 << 8 | (o as u64) << 16,
        Op::Traps(o) => 29 << 8 | (o as u64) << 16,
        Op::Pair => 30 << 8,
        Op::Bitwise(n) => 31 << 8 | u64::from(n),
        Op::Object => 32 << 8,
    }
}

#[inline]
fn hash(op: Op, imm: u64, kids: [Node; 3]) -> u32 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut h = op_word(op).wrapping_mul(K);
    h = (h.rotate_left(23) ^ imm).wrapping_mul(K);
    h = (h.rotate_left(23) ^ u64::from(kids[0].0) ^ u64::from(kids[1].0) << 32).wrapping_mul(K);
    h = (h.rotate_left(23) ^ u64::from(kids[2].0)).wrapping_mul(K);
    (h ^ h >> 29) as u32
}

impl Terms {
    /// Whether constructors may call each other once more; if so, [`Terms::shallower`] follows.
    pub fn deeper(&mut self) -> bool {
        let may = self.depth < DEEPEST;
        self.depth += u32::from(may);
        may
    }

    /// A constructor is done.
    pub fn shallower(&mut self) {
        self.depth -= 1;
    }

    /// Forgets all nodes.
    pub fn clear(&mut self) {
        self.depth = 0;
        self.leaves.clear();
        self.wraps.clear();
        self.wraps.shrink_to(KEPT);
        self.nodes.truncate(1);
        self.nodes.shrink_to(KEPT);
        self.table.truncate(FIRST_TABLE);
        self.table.fill((0, 0));
    }

    /// Number of nodes made.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A node's contents.
    pub fn get(&self, node: Node) -> Term {
        self.nodes[node.0 as usize]
    }

    /// A node's operator.
    pub fn op(&self, node: Node) -> Op {
        self.nodes[node.0 as usize].op
    }

    /// The node with this contents, none of whose bits from `bits` upward is ever set.
    pub fn intern(&mut self, op: Op, imm: u64, kids: [Node; 3], bits: u32) -> Node {
        self.intern_known(op, imm, kids, (!low_mask(bits), 0))
    }

    /// The node with this contents. `known`, bits that are certainly clear and certainly set,
    /// must follow from the rest.
    pub fn intern_known(
        &mut self,
        op: Op,
        imm: u64,
        kids: [Node; 3],
        (zeros, ones): (u64, u64),
    ) -> Node {
        self.work += 1;
        let hash = hash(op, imm, kids);
        let at = self.place_of(hash, op, imm, kids);
        let found = self.table[at].1;
        if found != 0 {
            return Node(found);
        }
        let number = self.nodes.len() as u32;
        let closed = !matches!(op, Op::Cut | Op::Event)
            && kids.iter().all(|kid| self.nodes[kid.0 as usize].closed);
        self.nodes.push(Term { op, zeros, ones, closed, imm, kids });
        self.table[at] = (hash, number);
        if self.nodes.len() * 4 > self.table.len() * 3 {
            self.grow();
        }
        Node(number)
    }

    /// The node with this contents, if it has been made.
    pub fn find(&self, op: Op, imm: u64, kids: [Node; 3]) -> Option<Node> {
        let (_, found) = self.table[self.place_of(hash(op, imm, kids), op, imm, kids)];
        (found != 0).then_some(Node(found))
    }

    /// Where in the table a term is, or would be.
    #[inline]
    fn place_of(&self, hash: u32, op: Op, imm: u64, kids: [Node; 3]) -> usize {
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        while self.table[at].1 != 0 {
            let (other, number) = self.table[at];
            let term = &self.nodes[number as usize];
            if other == hash && term.kids == kids && term.imm == imm && term.op == op {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        let old = std::mem::replace(&mut self.table, vec![(0, 0); size]);
        for entry in old.into_iter().filter(|entry| entry.1 != 0) {
            let mut at = entry.0 as usize & (size - 1);
            while self.table[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = entry;
        }
    }

    /// An integer constant, cut to its width.
    pub fn constant(&mut self, width: Width, value: u64) -> Node {
        let value = value & width.mask();
        self.intern_known(Op::Const(width), value, [Node::NONE; 3], (!value, value))
    }

    /// A node's value if it is a constant.
    pub fn value(&self, node: Node) -> Option<u64> {
        let term = &self.nodes[node.0 as usize];
        matches!(term.op, Op::Const(_)).then_some(term.imm)
    }

    /// Whether a term means the same throughout a function's execution.
    pub fn is_closed(&self, node: Node) -> bool {
        self.nodes[node.0 as usize].closed
    }

    /// A leaf: entry, cut or event value.
    pub fn leaf(&mut self, op: Op, imm: u64) -> Node {
        self.intern(op, imm, [Node::NONE; 3], 64)
    }

    /// Cut point and number of a value that is arbitrary there.
    #[inline]
    pub fn cut_leaf(&self, node: Node) -> Option<(u32, u32)> {
        let term = &self.nodes[node.0 as usize];
        (term.op == Op::Cut).then_some(((term.imm >> 32) as u32, term.imm as u32))
    }

    /// Two terms as one.
    pub fn pair(&mut self, a: Node, b: Node) -> Node {
        self.intern(Op::Pair, 0, [a, b, Node::NONE], 64)
    }

    /// A list of terms as one.
    pub fn tuple(&mut self, items: &[Node]) -> Node {
        let length = items.len() as u64;
        let mut list = self.intern(Op::Pair, length, [Node::NONE; 3], 64);
        for &item in items {
            list = self.pair(list, item);
        }
        list
    }

    /// What was made into a list by [`Terms::tuple`]; nothing of anything else.
    pub fn items(&self, list: Node) -> SmallVec<[Node; 8]> {
        let mut items = SmallVec::new();
        let mut at = list;
        while at != Node::NONE
            && let Op::Pair = self.op(at)
            && let [rest, item, _] = self.get(at).kids
            && rest != Node::NONE
        {
            items.push(item);
            at = rest;
        }
        items.reverse();
        items
    }

    /// Bits that a value of this width may have set, as a count from the lowest.
    pub fn bits(&self, width: Width, node: Node) -> u32 {
        self.nodes[node.0 as usize].bits().min(width.bits())
    }

    /// Bits that are certainly clear in a value of this width, those above it included.
    pub fn zeros(&self, width: Width, node: Node) -> u64 {
        self.nodes[node.0 as usize].zeros | !width.mask()
    }

    /// Bits that are certainly set.
    pub fn ones(&self, node: Node) -> u64 {
        self.nodes[node.0 as usize].ones
    }

    /// Whether the value is 0 or 1.
    pub fn is_bool(&self, node: Node) -> bool {
        self.nodes[node.0 as usize].zeros | 1 == u64::MAX
    }
}

impl Term {
    /// Bits that may be set, as a count from the lowest.
    pub fn bits(&self) -> u32 {
        64 - self.zeros.leading_ones()
    }
}

/// The lowest `bits` bits.
pub fn low_mask(bits: u32) -> u64 {
    if bits >= 64 { u64::MAX } else { (1 << bits) - 1 }
}
