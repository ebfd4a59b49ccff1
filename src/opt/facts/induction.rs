//! Ranges of what a loop counts.
//!
//! Takes: a parameter of a loop's header, what enters the loop gives it, and the conditions
//! under which the loop goes round. Gives: its range in all rounds. Invariant: the parameter is
//! within the range whenever the header begins, whatever wraps elsewhere. Cost: O(conditions),
//! at most [`CONDITIONS`].
//!
//! Each round adds the same to the parameter. If the loop goes on only while it differs from a
//! constant that counting meets, it stays between the two ends; if it goes on only while it is
//! less than a bound, it is less than the bound, and one step, all the time.
//! From: the bounded counters of loop optimisers, as in Muchnick, "Advanced Compiler Design"
//! (1997), 14.1.

use super::{Facts, mask, width};
use crate::ir::{Function, Opcode, Type, Value};
use smallvec::SmallVec;

/// Conditions of a loop that are looked at.
pub(super) const CONDITIONS: usize = 4;

/// Values that are zero, or are not, whenever the loop goes round.
pub(super) type Conditions = SmallVec<[(Value, bool); CONDITIONS]>;

/// What has to hold of a number for another round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bound {
    /// It is not this.
    Not(u64),
    /// It is at most this, unsigned.
    AtMost(u64),
    /// It is at most this, signed; the bound is not negative.
    AtMostSigned(u64),
}

/// The range of `param`, which enters the loop with facts `start` and each round becomes
/// `next`; `None` if nothing is known.
pub(super) fn range(
    func: &Function,
    (param, next): (Value, Value),
    start: Facts,
    conditions: &Conditions,
    facts: impl Fn(Value) -> Facts,
) -> Option<Facts> {
    let ty = func.ty(param);
    let step = step(func, param, next)?;
    let ranges = conditions.iter().filter_map(|&(value, holds)| {
        let (counted, bound) = bound(func, value, holds, &facts)?;
        let is_next = counted == next;
        (is_next || counted == param).then(|| within(ty, start, step, bound, is_next)).flatten()
    });
    ranges.map(|(least, most)| Facts::range(ty, least, most)).next()
}

/// What each round adds, if it is the same every time.
fn step(func: &Function, param: Value, next: Value) -> Option<u64> {
    let (inst, op) = func.def_op(next)?;
    let &[x, y] = func.args(inst) else { return None };
    let fixed = |value: Value| func.constant(value).map(|op| op.bits());
    let full = mask(width(func.ty(param)));
    match op.code {
        Opcode::I32Add | Opcode::I64Add if x == param => fixed(y),
        Opcode::I32Add | Opcode::I64Add if y == param => fixed(x),
        Opcode::I32Sub | Opcode::I64Sub if x == param => Some(fixed(y)?.wrapping_neg() & full),
        _ => None,
    }
}

/// What is asked of which number if `value` has to be zero, or not.
fn bound(
    func: &Function,
    mut value: Value,
    mut holds: bool,
    facts: &impl Fn(Value) -> Facts,
) -> Option<(Value, Bound)> {
    use Opcode::*;
    while let Some((inst, op)) = func.def_op(value)
        && op.code == I32Eqz
    {
        (value, holds) = (func.args(inst)[0], !holds);
    }
    let itself = holds.then_some((value, Bound::Not(0)));
    let Some((inst, op)) = func.def_op(value) else { return itself };
    let code = if holds { op.code } else { op.code.opposite().unwrap_or(I32Eqz) };
    let (x, y) = match *func.args(inst) {
        [x] => {
            return if op.code == I64Eqz { (!holds).then_some((x, Bound::Not(0))) } else { itself };
        }
        [x, y] => (x, y),
        _ => return itself,
    };
    let fixed = |value: Value| facts(value).exact();
    let signed = |value: Value, less: u64| {
        let limit = mask(width(func.ty(value))) >> 1;
        let most = facts(value).most;
        (most <= limit).then(|| most.checked_sub(less)).flatten().map(Bound::AtMostSigned)
    };
    let unsigned = |value: Value, less: u64| facts(value).most.checked_sub(less).map(Bound::AtMost);
    Some(match code {
        I32Ne | I64Ne => match fixed(y) {
            Some(bits) => (x, Bound::Not(bits)),
            None => (y, Bound::Not(fixed(x)?)),
        },
        I32LtU | I64LtU => (x, unsigned(y, 1)?),
        I32LeU | I64LeU => (x, unsigned(y, 0)?),
        I32GtU | I64GtU => (y, unsigned(x, 1)?),
        I32GeU | I64GeU => (y, unsigned(x, 0)?),
        I32LtS | I64LtS => (x, signed(y, 1)?),
        I32LeS | I64LeS => (x, signed(y, 0)?),
        I32GtS | I64GtS => (y, signed(x, 1)?),
        I32GeS | I64GeS => (y, signed(x, 0)?),
        _ => return itself,
    })
}

/// The range of a number that starts as `start` and goes on by `step` while `bound` holds of
/// it, or of what it is next.
fn within(ty: Type, start: Facts, step: u64, bound: Bound, is_next: bool) -> Option<(u64, u64)> {
    let full = mask(width(ty));
    let top = match bound {
        Bound::Not(end) => return between(start, step, end, full, is_next),
        Bound::AtMost(_) => full,
        Bound::AtMostSigned(_) => full >> 1,
    };
    let (Bound::AtMost(bound) | Bound::AtMostSigned(bound)) = bound else { return None };
    // A step that could be one down is none.
    if step == 0 || step > top || start.most > top {
        return None;
    }
    let last = if is_next { bound } else { bound.checked_add(step)? };
    let most = last.max(start.most);
    // One step from anywhere in the range must not leave what is compared.
    (most.checked_add(step)? <= top).then_some((start.least, most))
}

/// The range of a number that counts from one constant to another and meets it.
fn between(start: Facts, step: u64, end: u64, full: u64, is_next: bool) -> Option<(u64, u64)> {
    let first = start.exact()?;
    let is_up = step <= full >> 1;
    let size = if is_up { step } else { step.wrapping_neg() & full };
    let (low, high) = if is_up { (first, end) } else { (end, first) };
    let distance = high.checked_sub(low)?;
    // What is compared next must be met: one step at least, and only whole ones.
    if size == 0 || distance % size != 0 || is_next && distance == 0 {
        return None;
    }
    let cut = if is_next { size } else { 0 };
    Some(if is_up { (low, high - cut) } else { (low + cut, high) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(bits: u64) -> Facts {
        Facts::constant(Type::I32, bits)
    }

    /// The range by running the loop.
    fn run(start: u32, step: u32, goes_on: impl Fn(u32, u32) -> bool) -> Option<(u64, u64)> {
        let (mut least, mut most, mut at) = (start, start, start);
        for _ in 0..100_000 {
            let next = at.wrapping_add(step);
            if !goes_on(at, next) {
                return Some((least.into(), most.into()));
            }
            at = next;
            (least, most) = (least.min(at), most.max(at));
        }
        None
    }

    #[test]
    fn ranges_hold_what_loops_count() {
        let interesting = [0, 1, 3, 4, 7, 64, 192, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, u32::MAX];
        let steps = [1, 2, 4, 64, u32::MAX, 0xffff_fffc, 0];
        for start in interesting {
            for step in steps {
                for end in interesting {
                    for is_next in [false, true] {
                        let check = |bound: Bound, holds: &dyn Fn(u32) -> bool| {
                            let goes_on =
                                |at: u32, next: u32| holds(if is_next { next } else { at });
                            let found =
                                within(Type::I32, exact(start.into()), step.into(), bound, is_next);
                            if let (Some(found), Some(ran)) = (found, run(start, step, goes_on)) {
                                assert!(
                                    found.0 <= ran.0 && ran.1 <= found.1,
                                    "{start} {step} {bound:?} {is_next}: {found:?} {ran:?}"
                                );
                            }
                        };
                        check(Bound::Not(end.into()), &|x| x != end);
                        check(Bound::AtMost(end.into()), &|x| x <= end);
                        if end as i32 >= 0 {
                            check(Bound::AtMostSigned(end.into()), &|x| x as i32 <= end as i32);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_counts_past_its_end_is_not_bounded() {
        let not = |end| Bound::Not(end);
        assert_eq!(within(Type::I32, exact(0), 64, not(192), false), Some((0, 192)));
        assert_eq!(within(Type::I32, exact(0), 64, not(192), true), Some((0, 128)));
        assert_eq!(within(Type::I32, exact(0), 64, not(100), false), None);
        assert_eq!(within(Type::I32, exact(10), 0xffff_ffff, not(0), true), Some((1, 10)));
        assert_eq!(within(Type::I32, exact(0), 0xffff_ffff, not(0), true), None);
        let start = Facts::range(Type::I32, 5, 9);
        assert_eq!(within(Type::I32, start, 4, Bound::AtMost(99), true), Some((5, 99)));
        assert_eq!(within(Type::I32, start, 4, Bound::AtMost(0xffff_fffe), true), None);
    }
}
