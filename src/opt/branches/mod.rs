//! Shorter control flow: fewer blocks, fewer branches, fewer copies of the same code.
//!
//! Takes: SSA, full layout. Gives: the same behaviour in fewer blocks. Invariants of every
//! step: effects and traps keep their order on every path; a loop that does nothing stays;
//! [`crate::ir::Function::order`] stays valid, because blocks are only taken out of it or put
//! behind all their predecessors.
//!
//! Each transformation is the file of its name: [`clean`] joins, bypasses and removes blocks,
//! [`identical`] makes equal blocks one, [`tails`] those parts at their ends ([`suffix`]),
//! [`fold`] decides conditions by what is [`known`], [`table`] shrinks `br_table`, [`forward`]
//! passes constants along branches, [`regions`] dissolves exception regions. What is equal,
//! unused or expected in bytes is asked of [`facts`].
//!
//! Cost: near-linear each; see the files.

mod clean;
mod conditions;
mod facts;
mod fold;
mod forward;
mod identical;
mod known;
mod params;
mod regions;
mod repair;
mod select;
mod suffix;
mod table;
mod tails;
mod thread;

pub(super) use clean::remove_unreachable;
pub use clean::run as merge_blocks;
pub use conditions::run as merge_conditions;
pub(super) use facts::{homes, jump, terminate_along};
pub use fold::run as fold_branches;
pub use forward::run as forward_constants;
pub use identical::run as merge_identical;
pub use select::run as select_values;
pub use tails::run as merge_tails;
pub use thread::run as thread_jumps;
