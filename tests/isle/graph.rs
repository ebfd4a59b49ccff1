//! A small graph of values, to run the compiled rules on and to evaluate what they make.
//!
//! Takes: operators and parameters. Gives: the optimiser's `Graph`, and the value of a node
//! for given parameters. Invariant: equal nodes are one value; a value's operands have smaller
//! numbers. Cost: O(nodes).

use cranelift_entity::EntityRef;
use selvedge::ir::op::{Feature, Pool};
use selvedge::ir::{Op, Opcode, Type, Value};
use selvedge::opt::facts::Facts;
use selvedge::opt::rules::{Graph, fold};
use std::collections::HashMap;

#[derive(Default)]
pub struct Toy {
    types: Vec<Type>,
    nodes: Vec<Option<(Op, Vec<Value>)>>,
    index: HashMap<(Op, Vec<Value>), Value>,
    pub facts: HashMap<Value, Facts>,
    pub headroom: HashMap<Value, u64>,
    pub pool: Pool,
}

impl Toy {
    fn push(&mut self, ty: Type, node: Option<(Op, Vec<Value>)>) -> Value {
        self.types.push(ty);
        self.nodes.push(node);
        Value::new(self.types.len() - 1)
    }

    pub fn param(&mut self, ty: Type) -> Value {
        self.push(ty, None)
    }

    /// The operator of a mnemonic, applied.
    pub fn apply(&mut self, text: &str, args: &[Value]) -> Value {
        let code = Opcode::from_text(text).unwrap_or_else(|| panic!("no operator {text}"));
        self.make(Op::new(code), args)
    }

    /// Bytes of the tree; parameters are read from locals.
    pub fn bytes(&self, value: Value) -> u32 {
        match &self.nodes[value.index()] {
            None => 2,
            Some((op, args)) => {
                op.encoded_size() + args.iter().map(|&arg| self.bytes(arg)).sum::<u32>()
            }
        }
    }

    /// Estimated cycles of the tree; parameters are read from locals.
    pub fn cycles(&self, value: Value) -> u32 {
        match &self.nodes[value.index()] {
            None => 1,
            Some((op, args)) => {
                let own = u32::from(op.info().cycles);
                own + args.iter().map(|&arg| self.cycles(arg)).sum::<u32>()
            }
        }
    }

    pub fn text(&self, value: Value) -> String {
        match &self.nodes[value.index()] {
            None => format!("{value}"),
            Some((op, args)) => {
                let mut text = format!("({}", op.info().text);
                if args.is_empty() {
                    text.push_str(&format!(" {}", op.int()));
                }
                for &arg in args {
                    text.push_str(&format!(" {}", self.text(arg)));
                }
                text + ")"
            }
        }
    }

    /// The value for given parameters; `None` where an operator traps.
    pub fn eval(&self, value: Value, params: &HashMap<Value, u128>) -> Option<u128> {
        let Some((op, args)) = &self.nodes[value.index()] else {
            return Some(params[&value]);
        };
        let values: Option<Vec<u128>> = args.iter().map(|&arg| self.eval(arg, params)).collect();
        let values = values?;
        match (op.code, &values[..]) {
            (Opcode::V128Const, _) => Some(self.pool.get(op.bits())),
            (_, []) => Some(op.bits().into()),
            (Opcode::Select, [x, y, c]) => Some(if *c != 0 { *x } else { *y }),
            _ if op.info().feature == Feature::Simd => Some(vector(op.code, &values)),
            _ => {
                let constants: Vec<Op> = args
                    .iter()
                    .zip(&values)
                    .map(|(&arg, &bits)| constant(self.ty(arg), bits as u64))
                    .collect();
                fold(*op, &constants).map(|result| result.bits().into())
            }
        }
    }
}

/// The constant of a type with these bits.
pub fn constant(ty: Type, bits: u64) -> Op {
    match ty {
        Type::I32 => Op::i32(bits as u32 as i32),
        Type::I64 => Op::i64(bits as i64),
        Type::F32 => Op::f32(bits as u32),
        _ => Op::f64(bits),
    }
}

fn vector(code: Opcode, args: &[u128]) -> u128 {
    let repeat = |width: u32| {
        let lane = args[0] & ((1 << width) - 1);
        (0..128 / width).fold(0, |all, at| all | lane << (at * width))
    };
    match code {
        Opcode::V128Not => !args[0],
        Opcode::V128And => args[0] & args[1],
        Opcode::V128AndNot => args[0] & !args[1],
        Opcode::V128Or => args[0] | args[1],
        Opcode::V128Xor => args[0] ^ args[1],
        Opcode::V128Bitselect => args[0] & args[2] | args[1] & !args[2],
        Opcode::V128AnyTrue => (args[0] != 0).into(),
        Opcode::I8x16Splat => repeat(8),
        Opcode::I16x8Splat => repeat(16),
        Opcode::I32x4Splat | Opcode::F32x4Splat => repeat(32),
        Opcode::I64x2Splat | Opcode::F64x2Splat => repeat(64),
        // Of lane 0 only.
        Opcode::I8x16ExtractLaneS => u128::from(args[0] as i8 as u32),
        Opcode::I8x16ExtractLaneU => args[0] & 0xff,
        Opcode::I16x8ExtractLaneS => u128::from(args[0] as i16 as u32),
        Opcode::I16x8ExtractLaneU => args[0] & 0xffff,
        Opcode::I32x4ExtractLane | Opcode::F32x4ExtractLane => args[0] & 0xffff_ffff,
        Opcode::I64x2ExtractLane | Opcode::F64x2ExtractLane => args[0] & u128::from(u64::MAX),
        _ => panic!("no evaluation of {code:?}"),
    }
}

impl Graph for Toy {
    fn ty(&self, value: Value) -> Type {
        self.types[value.index()]
    }

    fn node(&self, value: Value, index: usize) -> Option<(Op, &[Value])> {
        let (op, args) = self.nodes[value.index()].as_ref()?;
        (index == 0).then_some((*op, args))
    }

    fn make(&mut self, op: Op, args: &[Value]) -> Value {
        let key = (op, args.to_vec());
        if let Some(&value) = self.index.get(&key) {
            return value;
        }
        let sig = &op.info().sig;
        let ty = match sig.results() {
            [letter] => Type::from_letter(*letter).expect("a numeric type"),
            _ => self.ty(args[0]),
        };
        let typed = sig.params().iter().zip(args);
        for (&letter, &arg) in typed {
            assert_eq!(Type::from_letter(letter), Some(self.ty(arg)), "operand of {op:?}");
        }
        let value = self.push(ty, Some(key.clone()));
        self.index.insert(key, value);
        value
    }

    fn facts(&self, value: Value) -> Facts {
        let unknown = Facts::unknown(self.ty(value));
        self.facts.get(&value).copied().unwrap_or(unknown)
    }

    fn headroom(&self, value: Value) -> u64 {
        self.headroom.get(&value).copied().unwrap_or(0)
    }

    fn has_feature(&self, _: Feature) -> bool {
        true
    }

    fn vector(&self, index: u64) -> u128 {
        self.pool.get(index)
    }

    fn intern(&mut self, bits: u128) -> u32 {
        self.pool.intern(bits)
    }
}
