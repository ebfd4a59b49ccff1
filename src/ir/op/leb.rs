//! LEB128 integers: sizes and writing, in shortest form.
//!
//! Takes: integers. Gives: bytes appended, or how many they would be. Invariant:
//! `*_size(x)` is the length of what `write_*(x)` appends. Cost: O(1).

/// Bytes of `value` as unsigned LEB128: 1 to 10.
pub const fn unsigned_size(value: u64) -> u32 {
    let bits = 64 - (value | 1).leading_zeros();
    bits.div_ceil(7)
}

/// Bytes of `value` as signed LEB128: 1 to 10.
pub const fn signed_size(value: i64) -> u32 {
    let magnitude = (value ^ (value >> 63)) as u64;
    // One further bit holds the sign.
    let bits = 65 - magnitude.leading_zeros();
    bits.div_ceil(7)
}

/// Appends `value` as unsigned LEB128.
#[inline]
pub fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends `value` as signed LEB128.
pub fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = value as u8 & 0x7f;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_match_what_is_written() {
        let mut samples = vec![0i64, 63, 64, -64, -65, 8191, 8192, -8193, i64::MIN, i64::MAX];
        samples.extend((0..63).flat_map(|k| [(1i64 << k) - 1, 1 << k, -(1 << k), -(1 << k) - 1]));
        for value in samples {
            let mut out = Vec::new();
            write_signed(&mut out, value);
            assert_eq!(out.len() as u32, signed_size(value), "signed {value}");
            out.clear();
            write_unsigned(&mut out, value as u64);
            assert_eq!(out.len() as u32, unsigned_size(value as u64), "unsigned {value}");
        }
    }
}
