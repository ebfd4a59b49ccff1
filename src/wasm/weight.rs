//! How many operators a body runs, estimated.
//!
//! Takes: a valid body. Gives: one number to compare two bodies of the same function by.
//! Operators that engines have no code for, `block` and `end` among them, count nothing;
//! every loop around an operator multiplies it. Cost: one pass over the bytes.

use wasmparser::{FunctionBody, Operator};

/// Binary logarithm of how often a loop is taken to go round.
const ROUNDS: u32 = 3;
/// Loops that count; more of them would only overflow.
const DEEPEST: u32 = 5;

/// The estimate; `None` if the body cannot be read.
pub fn weight(body: &FunctionBody<'_>) -> Option<u64> {
    let mut reader = body.get_operators_reader().ok()?;
    let (mut total, mut loops) = (0u64, 0u32);
    // Whether each open construct is a loop.
    let mut open: Vec<bool> = Vec::new();
    while !reader.eof() {
        let cost = match reader.read().ok()? {
            Operator::Loop { .. } => {
                open.push(true);
                loops += 1;
                0
            }
            Operator::Block { .. } | Operator::TryTable { .. } | Operator::Try { .. } => {
                open.push(false);
                0
            }
            Operator::If { .. } => {
                open.push(false);
                1
            }
            Operator::End | Operator::Delegate { .. } => {
                loops -= u32::from(open.pop() == Some(true));
                0
            }
            Operator::Nop
            | Operator::Drop
            | Operator::Else
            | Operator::Return
            | Operator::Unreachable
            | Operator::Catch { .. }
            | Operator::CatchAll => 0,
            _ => 1,
        };
        total = total.saturating_add(cost << (ROUNDS * loops.min(DEEPEST)));
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::BinaryReader;

    fn of(code: &[u8]) -> Option<u64> {
        let mut body = vec![0];
        body.extend_from_slice(code);
        weight(&FunctionBody::new(BinaryReader::new(&body, 0)))
    }

    #[test]
    fn loops_multiply() {
        // i32.const 1; drop; end
        assert_eq!(of(&[0x41, 1, 0x1a, 0x0b]), Some(1));
        // loop; i32.const 1; br_if 0; end; end
        assert_eq!(of(&[0x03, 0x40, 0x41, 1, 0x0d, 0, 0x0b, 0x0b]), Some(16));
        // block; i32.const 1; br_if 0; end; end
        assert_eq!(of(&[0x02, 0x40, 0x41, 1, 0x0d, 0, 0x0b, 0x0b]), Some(2));
    }

    #[test]
    fn what_cannot_be_read_has_none() {
        assert_eq!(of(&[0x41]), None);
    }
}
