//! Changes of single operators, of the kind that miscompiling makes.
//!
//! Takes: a body and a random choice. Gives: a body that differs in one operator, with the stack
//! kept in order, and a word for what was done. Whether it is valid is for others to say.
//! Cost: linear in the body.

use super::Subject;
use crate::common::random::Random;
use selvedge::ir::op::codec::{self, Reader};
use selvedge::ir::op::{Imm, leb};
use selvedge::ir::{Feature, Opcode};
use std::collections::HashMap;
use std::sync::LazyLock;
use wasmparser::{BinaryReader, FunctionBody, Operator, ValType, WasmFeatures};

/// One change.
pub struct Mutation {
    /// Offset of the operator in the body.
    pub at: usize,
    pub kind: &'static str,
    /// What was there, and what is.
    pub what: String,
    /// The body after the change.
    pub body: Vec<u8>,
}

/// What can be done to an operator: a kind and the bytes in its place.
type Choice = (&'static str, Vec<u8>);

const DROP: u8 = 0x1a;
const EQZ: u8 = 0x45;

/// Operators that take and give the same and have the same immediates.
static ALIKE: LazyLock<HashMap<String, Vec<Opcode>>> = LazyLock::new(|| {
    let mut groups: HashMap<String, Vec<Opcode>> = HashMap::new();
    for &code in Opcode::ALL {
        if let Some(key) = likeness(code) {
            groups.entry(key).or_default().push(code);
        }
    }
    groups
});

/// Equal for operators that may stand for one another.
fn likeness(code: Opcode) -> Option<String> {
    let info = code.info();
    let swappable = matches!(info.imm, Imm::None | Imm::MemArg | Imm::Lane | Imm::MemArgLane);
    let sig = info.sig;
    if sig.custom || !swappable || sig.params().is_empty() {
        return None;
    }
    // Nobody may bring in a proposal that the module does not use.
    let feature = match info.feature {
        Feature::Mvp | Feature::SignExtension | Feature::SaturatingFloatToInt => Feature::Mvp,
        other => other,
    };
    Some(format!("{feature:?} {:?} {:?} {:?}", info.imm, sig.params(), sig.results()))
}

/// A valid random change of one operator of a body.
pub fn mutate(subject: &Subject, index: usize, random: &mut Random) -> Option<Mutation> {
    const TRIES: usize = 30;
    let body = subject.body(index);
    let parsed = FunctionBody::new(BinaryReader::new_features(body, 0, WasmFeatures::all()));
    let function = subject.imported as usize + index;
    let mut locals = subject.functions[function].0.clone();
    for group in parsed.get_locals_reader().ok()? {
        let (count, ty) = group.ok()?;
        locals.extend((0..count).map(|_| ty));
    }
    let operators = parsed.get_operators_reader().ok()?.into_iter_with_offsets();
    let operators: Vec<(Operator<'_>, usize)> = operators
        .map(|operator| operator.map(|(operator, at)| (operator, at as usize)))
        .collect::<Result<_, _>>()
        .ok()?;
    // The last is the body's end.
    let count = operators.len() - 1;
    for _ in 0..TRIES.min(4 * count) {
        let at = random.below(count);
        let ((operator, start), end) = (&operators[at], operators[at + 1].1);
        let old = &body[*start..end];
        let choices = choices(subject, operator, old, &locals, random);
        if choices.is_empty() {
            continue;
        }
        let (kind, new) = choices[random.below(choices.len())].clone();
        let mutant = [&body[..*start], &new, &body[end..]].concat();
        if new != old && subject.accepts(index, &mutant) {
            let what = format!("{operator:?} becomes {}", describe(&new));
            return Some(Mutation { at: *start, kind, what, body: mutant });
        }
    }
    None
}

/// Operators as text.
fn describe(code: &[u8]) -> String {
    let reader = BinaryReader::new_features(code, 0, WasmFeatures::all());
    let mut reader = wasmparser::OperatorsReader::new(reader);
    let mut text = String::new();
    while !reader.eof() {
        let Ok(operator) = reader.read() else { break };
        text.push_str(if text.is_empty() { "" } else { ", " });
        text.push_str(&format!("{operator:?}"));
    }
    if text.is_empty() { "nothing".into() } else { text }
}

fn choices(
    subject: &Subject,
    operator: &Operator<'_>,
    old: &[u8],
    locals: &[ValType],
    random: &mut Random,
) -> Vec<Choice> {
    let mut out = Vec::new();
    let mut reader = Reader::new(old, 0);
    let Ok(op) = reader.op(&mut Default::default(), &mut Default::default()) else { return out };
    let code = op.code;
    let immediate = &old[code.size() as usize..];
    swapped(code, immediate, random, &mut out);
    match operator {
        Operator::I32Const { value } => {
            let step = if random.below(2) == 0 { 1 } else { -1 };
            out.push(("constant", signed(0x41, i64::from(value.wrapping_add(step)))));
        }
        Operator::I64Const { value } => {
            let step = if random.below(2) == 0 { 1 } else { -1 };
            out.push(("constant", signed(0x42, value.wrapping_add(step))));
        }
        Operator::F32Const { .. } | Operator::F64Const { .. } | Operator::V128Const { .. } => {
            let mut bytes = old.to_vec();
            let bit = random.below(8 * immediate.len());
            let at = bytes.len() - immediate.len() + bit / 8;
            bytes[at] ^= 1 << (bit % 8);
            out.push(("constant", bytes));
        }
        Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } => {
            let ty = locals[*local_index as usize];
            let others: Vec<usize> = (0..locals.len())
                .filter(|&other| other as u32 != *local_index && locals[other] == ty)
                .collect();
            if !others.is_empty() {
                let other = others[random.below(others.len())];
                out.push(("wrong local", unsigned(old[0], other as u32)));
            }
            match operator {
                Operator::LocalSet { .. } => out.push(("dropped set", vec![DROP])),
                Operator::LocalTee { .. } => out.push(("dropped set", Vec::new())),
                _ => {}
            }
        }
        Operator::GlobalGet { .. } | Operator::GlobalSet { .. } => {
            let other = random.below(subject.globals as usize) as u32;
            out.push(("wrong global", unsigned(old[0], other)));
            if let Operator::GlobalSet { .. } = operator {
                out.push(("dropped set", vec![DROP]));
            }
        }
        Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
            let this = &subject.functions[*function_index as usize];
            let others: Vec<u32> = (0..subject.functions.len() as u32)
                .filter(|&f| f != *function_index && subject.functions[f as usize] == *this)
                .collect();
            if !others.is_empty() {
                let other = others[random.below(others.len())];
                out.push(("wrong callee", unsigned(old[0], other)));
            }
            if let Operator::Call { .. } = operator
                && let Some(zeros) = zeros(&this.1)
            {
                out.push(("dropped call", [vec![DROP; this.0.len()], zeros].concat()));
            }
        }
        Operator::Br { relative_depth } => {
            out.push(("branch depth", unsigned(old[0], relative_depth + 1)));
        }
        Operator::BrIf { relative_depth } => {
            out.push(("branch depth", unsigned(old[0], relative_depth + 1)));
            out.push(("dropped branch", vec![DROP]));
            out.push(("condition", [&[EQZ], old].concat()));
        }
        Operator::If { .. } | Operator::Select => {
            out.push(("condition", [&[EQZ], old].concat()));
        }
        Operator::BrTable { targets } => {
            let mut labels: Vec<u32> = targets.targets().flatten().collect();
            labels.push(targets.default());
            let at = random.below(labels.len());
            match random.below(2) {
                0 => labels[at] += 1,
                _ => labels.swap(at, 0),
            }
            let mut bytes = vec![old[0]];
            leb::write_unsigned(&mut bytes, labels.len() as u64 - 1);
            labels.iter().for_each(|&label| leb::write_unsigned(&mut bytes, label.into()));
            out.push(("branch table", bytes));
        }
        // A loop that is left at once, a block that is begun again.
        Operator::Loop { .. } => out.push(("loop", [&[0x02], &old[1..]].concat())),
        Operator::Block { .. } => out.push(("loop", [&[0x03], &old[1..]].concat())),
        Operator::MemoryCopy { .. } | Operator::MemoryFill { .. } => {
            out.push(("dropped store", vec![DROP; 3]));
        }
        Operator::MemoryGrow { .. } => out.push(("dropped call", vec![DROP, 0x41, 0])),
        _ => {}
    }
    let info = code.info();
    if matches!(info.imm, Imm::MemArg | Imm::MemArgLane) {
        out.extend(moved(code, immediate).map(|bytes| ("offset", bytes)));
        if info.sig.results().is_empty() {
            out.push(("dropped store", vec![DROP; info.sig.params().len()]));
        }
    }
    out
}

/// Another operator of the same shape.
fn swapped(code: Opcode, immediate: &[u8], random: &mut Random, out: &mut Vec<Choice>) {
    let Some(group) = likeness(code).and_then(|key| ALIKE.get(&key)) else { return };
    let with = |other: Opcode| {
        let mut bytes = Vec::new();
        codec::encode_opcode(other, &mut bytes);
        let at = bytes.len();
        bytes.extend(immediate);
        if let Imm::MemArg | Imm::MemArgLane = other.info().imm {
            let natural = other.info().access.trailing_zeros() as u8;
            bytes[at] = bytes[at] & 0x40 | (bytes[at] & 0x3f).min(natural);
        }
        bytes
    };
    let text = code.info().text;
    let opposite = match text.strip_suffix("_s") {
        Some(stem) => Some(format!("{stem}_u")),
        None => text.strip_suffix("_u").map(|stem| format!("{stem}_s")),
    };
    if let Some(other) = opposite.and_then(|text| Opcode::from_text(&text))
        && group.contains(&other)
    {
        out.push(("signedness", with(other)));
    }
    let other = group[random.below(group.len())];
    if other != code {
        out.push(("operator", with(other)));
    }
}

/// An access four bytes further on.
fn moved(code: Opcode, immediate: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::new(immediate, 0);
    let flags = reader.u32().ok()?;
    if flags & 0x40 != 0 {
        reader.u32().ok()?;
    }
    let start = reader.pos();
    let offset = reader.unsigned().ok()?;
    let end = reader.pos();
    let mut bytes = Vec::new();
    codec::encode_opcode(code, &mut bytes);
    bytes.extend(&immediate[..start]);
    leb::write_unsigned(&mut bytes, offset.checked_add(4)?);
    bytes.extend(&immediate[end..]);
    Some(bytes)
}

fn signed(opcode: u8, value: i64) -> Vec<u8> {
    let mut bytes = vec![opcode];
    leb::write_signed(&mut bytes, value);
    bytes
}

fn unsigned(opcode: u8, value: u32) -> Vec<u8> {
    let mut bytes = vec![opcode];
    leb::write_unsigned(&mut bytes, value.into());
    bytes
}

/// Zeros of these types; `None` if one has none.
fn zeros(types: &[ValType]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for ty in types {
        match ty {
            ValType::I32 => bytes.extend([0x41, 0]),
            ValType::I64 => bytes.extend([0x42, 0]),
            ValType::F32 => bytes.extend([0x43, 0, 0, 0, 0]),
            ValType::F64 => bytes.extend([0x44, 0, 0, 0, 0, 0, 0, 0, 0]),
            _ => return None,
        }
    }
    Some(bytes)
}
