//! Small sets, a bit each in a word.
//!
//! Takes: a word. Gives: the numbers of its bits that are set, the lowest first. Cost: constant
//! for each.

/// Members that a word has room for.
pub const GROUP: usize = 64;

/// The bits that are set.
pub fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit as usize)
    })
}
