//! The conditions that keep transformations right, by name, so that a test can switch one off.
//!
//! Takes: the question of a pass whether a guard is on. Gives: yes, unless a test of a build with
//! debug assertions has said otherwise ([`switch_off`]). Invariant: in release builds every
//! guard is on, and asking costs nothing.
//!
//! A pass that forgets a guard makes the miscompiles that compilers are known for. The tests
//! switch off one after the other and see whether the checker finds what comes of it: a checker
//! that has never seen a wrong output proves little. From: mutation testing, with the mutants
//! chosen by hand.

#[cfg(debug_assertions)]
use std::sync::atomic::{AtomicU64, Ordering};

/// Guards that are off, a bit each.
#[cfg(debug_assertions)]
static OFF: AtomicU64 = AtomicU64::new(0);

/// What a transformation must not overlook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Guard {
    /// `dse`: an unused operator that may trap is not unused.
    DeadTrap,
    /// `dse`: an unused call that does something is not unused.
    DeadCall,
    /// `dse`: a store is overwritten only behind what may show memory.
    DeadStoreShown,
    /// `dse`: a load reads what a store has written.
    DeadStoreRead,
    /// `dse`: what goes traps together with what overwrites it.
    DeadStoreExtent,
    /// `dse`: what one way overwrites, another may not.
    DeadStoreWays,
    /// `dse`: of joined stores, the second does not trap behind the first.
    JoinedStoreTrap,
    /// `dse`: nothing between joined stores touches the second.
    JoinedStoreBetween,
    /// `gvn`: a store to another address may be to the same one.
    LoadAlias,
    /// `gvn`: a loop's writes come before its head.
    LoadLoop,
    /// `gvn`: ways that meet may have written differently.
    LoadWays,
    /// `gvn`: a call may give something else the second time.
    RepeatedCall,
    /// `gvn`: narrow stores cut what they store.
    NarrowStore,
    /// `licm`: the loop writes what is read.
    InvariantState,
    /// `licm`: what may trap runs only if it ran.
    InvariantTrap,
    /// `select-values`: what runs unasked does not trap.
    ChosenTrap,
    /// `merge-conditions`: what runs unasked does not trap.
    MergedTrap,
    /// `merge-conditions`: of other numbers than 0 and 1, `and` is no conjunction.
    MergedTruth,
    /// `fold-branches`: a branch tells only where all who arrive have taken it.
    KnownOnlyWay,
    /// `simplify`: an address must not wrap.
    AddressWraps,
    /// `references`: nothing is seen between a null check and the access that repeats it.
    NullCheckSeen,
    /// `references`: what can be written is not what it was made with.
    FixedField,
    /// Lowering: locals that are wanted at one time are two.
    LocalsOverlap,
    /// Lowering: operators that see each other's effects keep their order.
    OrderOfEffects,
    /// Lowering: a local that is read as zero has not been written.
    ZeroLocal,
    /// Lowering: its result is executed symbolically; to be switched off with one of the
    /// above, which it would find.
    LoweringCheck,
}

impl Guard {
    /// Whether the guard does its work.
    #[inline(always)]
    pub fn is_on(self) -> bool {
        #[cfg(debug_assertions)]
        return OFF.load(Ordering::Relaxed) & (1 << self as u8) == 0;
        #[cfg(not(debug_assertions))]
        true
    }

    /// Whether a test has switched the guard off.
    #[inline(always)]
    pub fn is_off(self) -> bool {
        !self.is_on()
    }
}

/// Switches the guards off, and all others on, for all threads.
#[cfg(debug_assertions)]
pub fn switch_off(guards: &[Guard]) {
    let bits = guards.iter().fold(0, |bits, &guard| bits | 1 << guard as u8);
    OFF.store(bits, Ordering::Relaxed);
}
