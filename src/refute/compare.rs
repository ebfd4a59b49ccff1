//! Whether two runs show a difference.
//!
//! Takes: two runs with equal inputs. Gives: what each did, at the first point where they
//! differ, or nothing. Invariant: what the interpreter could not decide (fuel, its own limits) is
//! no difference; traps are all alike; calls count in order, with the state in which they
//! happened. Cost: linear in the state.

use wasmi::Extern;

use super::run::{Call, End, Run};
use super::value::{Value, list};

/// Entries of a table that are compared.
const ENTRIES: u64 = 1 << 12;

/// What the two did at the first point where they differ.
pub fn difference(before: &Run, after: &Run) -> Option<(String, String)> {
    calls(before, after).or_else(|| ends(before, after)).or_else(|| state(before, after))
}

/// Calls that both made, before anything differed.
pub fn common_calls(before: &Run, after: &Run) -> Vec<String> {
    let (a, b) = (&before.store.data().log, &after.store.data().log);
    a.iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.to_string()).collect()
}

fn calls(before: &Run, after: &Run) -> Option<(String, String)> {
    let (a, b) = (&before.store.data().log, &after.store.data().log);
    let (x, y) = a.iter().zip(b).find(|(a, b)| a != b)?;
    let what = |call: &Call| format!("calls {}({})", call.callee, list(&call.arguments));
    let (x, y) = (what(x), what(y));
    Some(match x == y {
        true => (format!("{x} in one state"), format!("{y} in another")),
        false => (x, y),
    })
}

fn ends(before: &Run, after: &Run) -> Option<(String, String)> {
    if before.end == End::Unknown || after.end == End::Unknown {
        return None;
    }
    let (a, b) = (&before.store.data().log, &after.store.data().log);
    let next = |log: &[Call], at: usize| log.get(at).map(|call| format!("calls {call}"));
    let end = |run: &Run| match &run.end {
        End::Returned(results) if results.is_empty() => "returns".to_string(),
        End::Returned(results) => format!("gives {}", list(results)),
        End::Trapped => "traps".to_string(),
        End::Unknown => String::new(),
    };
    if a.len() != b.len() {
        let at = a.len().min(b.len());
        let did = |run: &Run, log: &[Call]| next(log, at).unwrap_or_else(|| end(run));
        return Some((did(before, a), did(after, b)));
    }
    (before.end != after.end).then(|| (end(before), end(after)))
}

fn state(before: &Run, after: &Run) -> Option<(String, String)> {
    if before.end == End::Unknown || after.end == End::Unknown {
        return None;
    }
    let pairs = before.store.data().items().iter().zip(after.store.data().items());
    for (&(space, first, ..), &(_, second, ..)) in pairs {
        let (Some(a), Some(b)) = (before.item(space, first), after.item(space, second)) else {
            continue;
        };
        let what = |text: String| format!("leaves {text} in {} {first}", space.name());
        let found = match (a, b) {
            (Extern::Memory(a), Extern::Memory(b)) => {
                memories(a.data(&before.store), b.data(&after.store))
            }
            (Extern::Global(a), Extern::Global(b)) => {
                let a = Value::seen(&a.get(&before.store), &before.store);
                let b = Value::seen(&b.get(&after.store), &after.store);
                (a != b).then(|| (a.to_string(), b.to_string()))
            }
            (Extern::Table(a), Extern::Table(b)) => {
                let null = |table: &wasmi::Table, run: &Run, at: u64| {
                    table.get(&run.store, at).map(|entry| entry.is_null())
                };
                let differs = |&at: &u64| null(&a, before, at) != null(&b, after, at);
                let at = (0..ENTRIES).find(differs);
                at.map(|at| (entry(at, null(&a, before, at)), entry(at, null(&b, after, at))))
            }
            _ => None,
        };
        if let Some((a, b)) = found {
            return Some((what(a), what(b)));
        }
    }
    None
}

fn entry(at: u64, null: Option<bool>) -> String {
    match null {
        None => format!("no entry {at}"),
        Some(true) => format!("null at {at}"),
        Some(false) => format!("a reference at {at}"),
    }
}

/// The first bytes that differ.
fn memories(a: &[u8], b: &[u8]) -> Option<(String, String)> {
    if a == b {
        return None;
    }
    if a.len() != b.len() {
        return Some((format!("{} bytes", a.len()), format!("{} bytes", b.len())));
    }
    let at = a.iter().zip(b).position(|(a, b)| a != b)?;
    let show = |bytes: &[u8]| {
        let end = bytes.len().min(at + 8);
        let bytes: Vec<String> = bytes[at..end].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{} at {at:#x}", bytes.join(" "))
    };
    Some((show(a), show(b)))
}
