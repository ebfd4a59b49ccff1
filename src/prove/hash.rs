//! Hashing of small keys made by the checker itself.
//!
//! Takes: node numbers and small tuples of them. Gives: hash maps that are several times as fast
//! as the standard ones, which defend against keys that others choose. An input that provokes
//! collisions can make the checker slow, within its budgets, never wrong.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map with cheap hashing.
pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// Multiplies and rotates.
#[derive(Default, Clone, Copy)]
pub struct Mixer(u64);

const K: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(K);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}
