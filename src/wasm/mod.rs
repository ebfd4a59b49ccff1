//! Modules in and out.
//!
//! Takes: bytes. Gives: a [`Module`](decode::Module) that borrows them, and bytes again with
//! some function bodies replaced and, if asked, items dropped and renumbered. Invariant:
//! sections that nobody changes come out byte for byte, in their place; function bodies stay
//! borrowed ranges until a thread takes them.

pub mod chunks;
pub mod decode;
pub mod encode;
pub mod features;
pub mod indices;
pub mod items;
pub mod names;
pub mod outline;
pub mod remap;
mod renumber;
pub mod transcribe;
pub mod weight;
