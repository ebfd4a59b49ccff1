//! What functions are called with to show a difference.
//!
//! Takes: constants of the failing obligation and of both bodies. Gives: arguments and settings
//! by number. Invariant: the same for the same module, function and number. The first attempts
//! take each constant and its neighbours in each place, then come boundary values, then random
//! mixtures of all of them. Cost: constant per attempt.

use wasmi::ValType;
use wasmparser::{FunctionBody, Operator};

use super::value::Value;

/// What a run depends on besides arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Memories hold words made from this number; none for what instantiation left in them.
    pub pattern: Option<u64>,
    /// The host writes to memories and globals that it can see, whenever it is called.
    pub writes: bool,
    /// Where two imports may be one item, they are.
    pub twins: bool,
}

/// What settings can make a difference for a pair of modules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Choices {
    /// They have a memory.
    pub memory: bool,
    /// The host is called and can see state that it may change.
    pub host: bool,
    /// Two imports may be one item.
    pub twins: bool,
}

impl Choices {
    /// Settings, the simplest first, without their patterns.
    fn settings(self) -> Vec<(bool, bool, bool)> {
        let mut settings = vec![(false, false, false)];
        settings.extend(self.memory.then_some((true, false, false)));
        settings.extend(self.host.then_some((self.memory, true, false)));
        settings.extend(self.twins.then_some((self.memory, self.host, true)));
        settings
    }
}

/// Where operators change what they do.
const BOUNDARIES: [u64; 24] = [
    0,
    1,
    u64::MAX,
    2,
    0x8000_0000,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 63,
    i64::MAX as u64,
    31,
    32,
    33,
    63,
    64,
    127,
    128,
    255,
    256,
    0x7fff,
    0xffff,
    0x1_0000,
    0xfffc,
    0xffff_fff0,
    8,
];

/// Floats of interest: zeros, ones, limits, subnormals, infinities, quiet and signalling NaNs.
const FLOATS: [f64; 12] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    f64::MAX,
    f64::MIN_POSITIVE,
    f64::INFINITY,
    f64::NEG_INFINITY,
    2_147_483_648.0,
    f64::NAN,
];

/// Constants that are taken from one body, at most.
const FROM_BODY: usize = 64;

/// A small generator of numbers that look random.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// The generator that begins with a number.
    pub fn new(seed: u64) -> Random {
        Random(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ bits >> 31
    }

    /// A word that is often zero, small, or an address.
    pub fn word(&mut self) -> u32 {
        let bits = self.next();
        match bits >> 60 {
            0..=5 => bits as u32 & 0xfff8,
            6..=8 => bits as u32 & 0xf,
            9..=10 => bits as u32,
            _ => 0,
        }
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

/// Inputs for one function.
pub struct Inputs {
    hints: Vec<u64>,
    params: Vec<ValType>,
    settings: Vec<(bool, bool, bool)>,
    seed: u64,
}

impl Inputs {
    /// Inputs for a function with these parameters. `constants`: the likeliest first.
    pub fn new(params: &[ValType], constants: Vec<u64>, choices: Choices, seed: u64) -> Inputs {
        let mut hints: Vec<u64> = Vec::new();
        for constant in constants {
            for value in [constant, constant.wrapping_add(1), constant.wrapping_sub(1)] {
                if !hints.contains(&value) {
                    hints.push(value);
                }
            }
            let negated = constant.wrapping_neg();
            if !hints.contains(&negated) {
                hints.push(negated);
            }
        }
        Inputs { hints, params: params.to_vec(), settings: choices.settings(), seed }
    }

    /// The setting of an attempt: all are taken in turn.
    pub fn setting(&self, number: usize) -> Setting {
        let count = self.settings.len();
        let (filled, writes, twins) = self.settings[number % count];
        let pattern = filled.then_some(self.seed % 1000 + (number / count % 7) as u64);
        Setting { pattern, writes, twins }
    }

    /// The arguments of an attempt.
    pub fn arguments(&self, number: usize) -> Vec<Value> {
        let turn = number / self.settings.len();
        let mut random = Random::new(self.seed ^ (turn as u64) << 32);
        let places = self.params.len().max(1);
        let values = self.params.iter().enumerate().map(|(place, &ty)| {
            if turn.is_multiple_of(2) {
                // One value in one place, small numbers in the others.
                let (value, chosen) = (turn / 2 / places, turn / 2 % places);
                let bits = match chosen == place {
                    true => self.value(value),
                    false => [0, 1, 8, 16][random.below(4)],
                };
                return in_type(ty, bits, value, &mut random);
            }
            let any = random.next();
            let bits = match random.below(8) {
                0..=2 => self.value(random.below(1 << 20)),
                3 => any & 0xf,
                4 => any & 0xfff8,
                5 => any >> (any & 63),
                _ => any,
            };
            in_type(ty, bits, random.below(1 << 20), &mut random)
        });
        values.collect()
    }

    /// A hint or boundary value.
    fn value(&self, number: usize) -> u64 {
        let number = number % (self.hints.len() + BOUNDARIES.len());
        match self.hints.get(number) {
            Some(&hint) => hint,
            None => BOUNDARIES[number - self.hints.len()],
        }
    }
}

/// A value of a type, from some bits or near to what they mean.
fn in_type(ty: ValType, bits: u64, number: usize, random: &mut Random) -> Value {
    let float = FLOATS[number % FLOATS.len()];
    let bits = match (ty, random.below(4)) {
        (ValType::F32, 0 | 1) => u64::from((float as f32).to_bits()),
        (ValType::F64, 0 | 1) => float.to_bits(),
        (ValType::F32, 2) => u64::from((bits as i64 as f32).to_bits()),
        (ValType::F64, 2) => (bits as i64 as f64).to_bits(),
        (ValType::V128, 0) => return Value::new(ty, u128::from(bits) * 0x1_0000_0001),
        (ValType::V128, _) => {
            return Value::new(ty, u128::from(bits) | u128::from(random.next()) << 64);
        }
        _ => bits,
    };
    Value::new(ty, u128::from(bits))
}

/// Constants in a body, each once.
pub fn constants(body: &FunctionBody<'_>, out: &mut Vec<u64>) {
    let Ok(mut reader) = body.get_operators_reader() else { return };
    let mut room = FROM_BODY;
    while room > 0
        && !reader.eof()
        && let Ok(operator) = reader.read()
    {
        let constant = match operator {
            Operator::I32Const { value } => value as u32 as u64,
            Operator::I64Const { value } => value as u64,
            Operator::F32Const { value } => u64::from(value.bits()),
            Operator::F64Const { value } => value.bits(),
            _ => continue,
        };
        if !out.contains(&constant) {
            out.push(constant);
            room -= 1;
        }
    }
}
