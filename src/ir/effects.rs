//! What operators and calls may do to the state of an instance, as sets of bits.
//!
//! Takes: a module's declarations and, if known, what each of its functions may do. Gives:
//! [`EffectTable::of`]: the [`Effects`] of any operator, calls included. Invariants: what is
//! not in a set does not happen; pieces of state with different bits are different. Imported
//! memories share a bit, as do imported mutable globals, since a host may give one of them
//! twice. Cost: O(1) per operator.
//!
//! The first globals and memories have bits of their own, the others share one: nothing here
//! grows with the number of globals.

use super::ModuleEnv;
use super::env::Composite;
use super::op::{Flags, Imm, Op, Opcode};
use super::words::bits;

/// Bits for globals: one for the imported ones, one for those that have none of their own.
const GLOBALS: u8 = 16;
/// Bits for memories, likewise.
const MEMORIES: u8 = 4;
const SIZE_BIT: u8 = GLOBALS + MEMORIES;

/// A set of parts of an instance's mutable state.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct State(u32);

impl State {
    /// Number of parts.
    pub const PARTS: usize = SIZE_BIT as usize + 4;
    /// No part.
    pub const NONE: State = State(0);
    /// Every part.
    pub const ALL: State = State((1 << State::PARTS) - 1);
    /// All globals.
    pub const GLOBALS: State = State((1 << GLOBALS) - 1);
    /// The contents of all memories.
    pub const MEMORIES: State = State(((1 << MEMORIES) - 1) << GLOBALS);
    /// The sizes of all memories.
    pub const SIZES: State = State(1 << SIZE_BIT);
    /// All tables and their sizes.
    pub const TABLES: State = State(2 << SIZE_BIT);
    /// Mutable fields of structs and arrays.
    pub const HEAP: State = State(4 << SIZE_BIT);
    /// Which segments have been dropped.
    pub const SEGMENTS: State = State(8 << SIZE_BIT);

    const fn bit(index: u8) -> State {
        State(1 << index)
    }

    /// Both sets.
    #[must_use]
    pub const fn with(self, other: State) -> State {
        State(self.0 | other.0)
    }

    /// Whether the sets have a part in common.
    pub const fn meets(self, other: State) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is nothing in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The numbers of the parts, each below [`State::PARTS`].
    pub fn parts(self) -> impl Iterator<Item = usize> {
        bits(self.0.into())
    }
}

/// Ways in which what follows may not be executed, or may be seen by others before it is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stops(u8);

impl Stops {
    /// It always ends, and goes on.
    pub const NONE: Stops = Stops(0);
    /// It may trap.
    pub const TRAPS: Stops = Stops(1);
    /// It may throw.
    pub const THROWS: Stops = Stops(2);
    /// It may not end.
    pub const DIVERGES: Stops = Stops(4);
    /// It may call what is outside of the module.
    pub const LEAVES: Stops = Stops(8);
    /// It is ordered against what other threads do.
    pub const ORDERS: Stops = Stops(16);
    /// All of these.
    pub const ALL: Stops = Stops(31);

    /// Both sets.
    #[must_use]
    pub const fn with(self, other: Stops) -> Stops {
        Stops(self.0 | other.0)
    }

    /// Whether the sets have something in common.
    pub const fn meets(self, other: Stops) -> bool {
        self.0 & other.0 != 0
    }
}

/// What an operator or a whole call may do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Effects {
    /// State it may read.
    pub reads: State,
    /// State it may write.
    pub writes: State,
    /// How it may stop.
    pub stops: Stops,
    /// Whether two calls with equal operands in the same state may give different results.
    pub varies: bool,
}

impl Effects {
    /// Nothing.
    pub const NONE: Effects =
        Effects { reads: State::NONE, writes: State::NONE, stops: Stops::NONE, varies: false };
    /// Anything.
    pub const ALL: Effects =
        Effects { reads: State::ALL, writes: State::ALL, stops: Stops::ALL, varies: true };

    /// What either may do.
    #[must_use]
    pub const fn with(self, other: Effects) -> Effects {
        Effects {
            reads: self.reads.with(other.reads),
            writes: self.writes.with(other.writes),
            stops: self.stops.with(other.stops),
            varies: self.varies | other.varies,
        }
    }

    /// Whether nobody can tell if it was executed.
    pub fn is_removable(self) -> bool {
        self.writes.is_empty() && self.stops == Stops::NONE
    }
}

/// The effects of everything that the functions of one module can do.
#[derive(Clone, Default, Debug)]
pub struct EffectTable {
    /// Bit of each global; none for immutable ones.
    globals: Vec<Option<u8>>,
    /// Bit of each memory.
    memories: Vec<u8>,
    /// Memories that other threads may access.
    shared: State,
    /// For each struct or array type which fields may be written.
    fields: Vec<Box<[bool]>>,
    /// What a call of each function may do; empty if nothing is known.
    functions: Vec<Effects>,
    /// What an indirect call by each type may do; empty if nothing is known.
    by_type: Vec<Effects>,
    /// Globals whose value nobody asks for; empty if nothing is known.
    unread: Vec<bool>,
}

impl EffectTable {
    /// The table of a module of which only the declarations are known: calls may do anything.
    pub fn new(env: &ModuleEnv) -> EffectTable {
        let mut next = 1;
        let globals = (0..).zip(&env.globals).map(|(index, global)| match global.mutable {
            false => None,
            true => Some(own_bit(index < env.imported_globals, &mut next, GLOBALS)),
        });
        let globals = globals.collect();
        let mut next = 1;
        let memories = (0..).zip(&env.memories).map(|(index, _)| {
            GLOBALS + own_bit(index < env.imported_memories, &mut next, MEMORIES)
        });
        let memories: Vec<u8> = memories.collect();
        let shared = env.memories.iter().zip(&memories).filter(|(memory, _)| memory.shared);
        let shared = shared.fold(State::NONE, |set, (_, &bit)| set.with(State::bit(bit)));
        let fields = env.types.iter().map(|ty| match &ty.composite {
            Composite::Struct(fields) => fields.iter().map(|field| field.mutable).collect(),
            Composite::Array(field) => Box::new([field.mutable]) as Box<[bool]>,
            _ => Box::default(),
        });
        let fields = fields.collect();
        EffectTable { globals, memories, shared, fields, ..EffectTable::default() }
    }

    /// The table with what is known of calls: of each function, of indirect calls by each type;
    /// and of which globals nobody asks for the value.
    #[must_use]
    pub fn with_summaries(
        self,
        functions: Vec<Effects>,
        by_type: Vec<Effects>,
        unread: Vec<bool>,
    ) -> EffectTable {
        EffectTable { functions, by_type, unread, ..self }
    }

    /// The part of state that global `index` is, empty if it never changes.
    pub fn global(&self, index: u32) -> State {
        match self.globals.get(index as usize) {
            Some(bit) => bit.map_or(State::NONE, State::bit),
            None => State::GLOBALS,
        }
    }

    /// The part of state that the contents of memory `index` are.
    pub fn memory(&self, index: u32) -> State {
        self.memories.get(index as usize).map_or(State::MEMORIES, |&bit| State::bit(bit))
    }

    /// Whether other threads may change any of `state` at any time.
    pub fn is_shared(&self, state: State) -> bool {
        state.meets(self.shared) || (state.meets(State::SIZES) && !self.shared.is_empty())
    }

    /// Whether nobody ever asks for the value of global `index`.
    pub fn is_unread(&self, index: u32) -> bool {
        self.unread.get(index as usize).copied().unwrap_or(false)
    }

    /// What `op` may do.
    pub fn of(&self, op: Op) -> Effects {
        use Opcode::*;
        let flags = op.flags();
        if flags.is_pure() {
            return Effects::NONE;
        }
        if op.info().imm == Imm::MemArg && !flags.any(Flags::ORDERED) {
            return self.access(op, flags);
        }
        let known = |list: &[Effects]| list.get(op.index() as usize).copied();
        match op.code {
            Call | ReturnCall => known(&self.functions).unwrap_or(Effects::ALL),
            CallIndirect | ReturnCallIndirect | CallRef | ReturnCallRef => {
                let own = Effects { reads: State::TABLES, stops: Stops::TRAPS, ..Effects::NONE };
                known(&self.by_type).unwrap_or(Effects::ALL).with(own)
            }
            GlobalGet => Effects { reads: self.global(op.index()), ..Effects::NONE },
            GlobalSet => Effects { writes: self.global(op.index()), ..Effects::NONE },
            MemorySize => Effects { reads: State::SIZES, ..Effects::NONE },
            MemoryGrow => {
                Effects { reads: State::SIZES, writes: State::SIZES, varies: true, ..Effects::NONE }
            }
            _ => self.by_flags(op),
        }
    }

    /// Plain accesses to memory, of which there are many.
    fn access(&self, op: Op, flags: Flags) -> Effects {
        let memory = self.memory(op.index());
        let choose = |flag: Flags| if flags.any(flag) { memory } else { State::NONE };
        let (reads, writes) = (choose(Flags::READ_MEMORY), choose(Flags::WRITE_MEMORY));
        let varies = self.is_shared(reads);
        Effects { reads, writes, stops: Stops::TRAPS, varies }
    }

    /// Operators of which the table of operators says everything.
    fn by_flags(&self, op: Op) -> Effects {
        let flags = op.flags();
        let (read, written) = self.accessed(op);
        let choose = |flag: Flags, state: State| if flags.any(flag) { state } else { State::NONE };
        let reads = [
            choose(Flags::READ_MEMORY, read),
            choose(Flags::READ_TABLE, State::TABLES),
            choose(Flags::READ_HEAP, self.heap_read(op)),
            choose(Flags::READ_SEGMENT, State::SEGMENTS),
        ];
        let writes = [
            choose(Flags::WRITE_MEMORY, written),
            choose(Flags::WRITE_TABLE, State::TABLES),
            choose(Flags::WRITE_HEAP, State::HEAP),
            choose(Flags::WRITE_SEGMENT, State::SEGMENTS),
        ];
        let stop = |flag: Flags, stop: Stops| if flags.any(flag) { stop } else { Stops::NONE };
        let stops = stop(Flags::TRAPS, Stops::TRAPS)
            .with(stop(Flags::THROWS, Stops::THROWS))
            // Waiting for another thread may take forever.
            .with(stop(Flags::ORDERED, Stops::ORDERS.with(Stops::DIVERGES)));
        let varies = flags.any(Flags::HOST.with(Flags::ORDERED).with(Flags::ALLOCATES))
            || self.is_shared(read) && flags.any(Flags::READ_MEMORY);
        let union = |sets: [State; 4]| sets.into_iter().fold(State::NONE, State::with);
        Effects { reads: union(reads), writes: union(writes), stops, varies }
    }

    /// The heap, unless the field that `op` reads is never written.
    fn heap_read(&self, op: Op) -> State {
        use Opcode::*;
        let field = match op.code {
            StructGet | StructGetS | StructGetU => op.index2(),
            ArrayGet | ArrayGetS | ArrayGetU => 0,
            _ => return State::HEAP,
        };
        let fields = self.fields.get(op.index() as usize);
        let is_mutable = fields.and_then(|fields| fields.get(field as usize));
        if is_mutable == Some(&false) { State::NONE } else { State::HEAP }
    }

    /// The memories that an operator reads and writes, if it does.
    fn accessed(&self, op: Op) -> (State, State) {
        if op.flags().any(Flags::ORDERED) {
            // What other threads did becomes visible.
            return (State::MEMORIES.with(State::SIZES), State::MEMORIES.with(State::SIZES));
        }
        match op.info().imm {
            Imm::MemArg | Imm::MemArgLane | Imm::Memory => {
                (self.memory(op.index()), self.memory(op.index()))
            }
            Imm::MemoryMemory => (self.memory(op.index2()), self.memory(op.index())),
            Imm::DataMemory => (self.memory(op.index2()), self.memory(op.index2())),
            _ => (State::MEMORIES, State::MEMORIES),
        }
    }
}

/// The next bit of those below `count`, the last one when they have run out; the first is for
/// what is imported.
fn own_bit(is_imported: bool, next: &mut u8, count: u8) -> u8 {
    if is_imported {
        return 0;
    }
    let bit = *next;
    *next = (bit + 1).min(count - 1);
    bit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Type;
    use crate::ir::env::{GlobalType, MemoryType};

    fn env(globals: u32, imported: u32) -> ModuleEnv {
        let global = GlobalType { ty: Type::I32, mutable: true };
        let memory = MemoryType { is64: false, shared: false, min_bytes: 0 };
        ModuleEnv {
            globals: vec![global; globals as usize],
            imported_globals: imported,
            memories: vec![memory; 6],
            imported_memories: 2,
            ..ModuleEnv::default()
        }
    }

    #[test]
    fn what_may_be_one_has_one_bit() {
        let table = EffectTable::new(&env(40, 2));
        assert_eq!(table.global(0), table.global(1));
        assert!(!table.global(1).meets(table.global(2)));
        assert!(!table.global(2).meets(table.global(3)));
        assert_eq!(table.global(38), table.global(39));
        assert!((0..40).all(|index| State::GLOBALS.meets(table.global(index))));
        assert_eq!(table.global(40), State::GLOBALS);
        assert_eq!(table.memory(0), table.memory(1));
        assert!(!table.memory(1).meets(table.memory(2)));
        assert_eq!(table.memory(4), table.memory(5));
        assert!(State::MEMORIES.meets(table.memory(5)));
    }

    #[test]
    fn every_operator_without_effects_is_pure() {
        let table = EffectTable::new(&env(1, 0));
        for &code in Opcode::ALL {
            let (effects, flags) = (table.of(Op::new(code)), code.flags());
            if code.info().imm == Imm::MemArg {
                assert_eq!(effects, table.by_flags(Op::new(code)), "{code:?}");
            }
            let reads = effects.reads.is_empty();
            if flags.is_pure() {
                assert_eq!(effects, Effects::NONE, "{code:?}");
            }
            assert_eq!(reads, !flags.any(Flags::READS), "{code:?}");
            assert_eq!(effects.writes.is_empty(), !flags.any(Flags::WRITES), "{code:?}");
            assert!(!flags.any(Flags::TRAPS) || effects.stops.meets(Stops::TRAPS), "{code:?}");
            assert!(!flags.any(Flags::THROWS) || effects.stops.meets(Stops::THROWS), "{code:?}");
        }
    }

    #[test]
    fn parts_are_those_of_the_set() {
        let set = State::SIZES.with(State::bit(3));
        assert_eq!(set.parts().collect::<Vec<_>>(), [3, SIZE_BIT as usize]);
        assert_eq!(State::ALL.parts().count(), State::PARTS);
    }
}
