//! Makes wide constants of narrow ones: `f64.const 1` is `f64.convert_i32_s (i32.const 1)`.
//!
//! Takes: SSA, full layout; runs when nothing looks at constants any more. Gives: shorter
//! computations of the same constants, one at each operand or one for all of them, whichever
//! takes fewer bytes. Invariant: what edges pass stays a constant, since lowering has cheaper
//! ways to pass those. Cost: O(instructions). Does nothing unless size is the goal.

use super::facts::Facts;
use super::rules::{self, Graph};
use super::{Context, Goal, cost};
use crate::ir::op::Feature;
use crate::ir::{Block, Flags, Function, Inst, Op, Opcode, Type, Value, ValueDef};
use cranelift_entity::{EntityRef, SecondaryMap};

/// What is done about a constant.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
enum Choice {
    #[default]
    Keep,
    /// Another computation for each operand.
    Each,
    /// One computation for all operands.
    Once,
}

/// Uses of a constant as operand, and by edges.
#[derive(Clone, Copy, Default, Debug)]
struct Uses {
    operands: u32,
    edges: u32,
}

/// Runs the pass.
pub fn run(func: &mut Function, cx: &Context<'_>) -> bool {
    if cx.goal != Goal::Size {
        return false;
    }
    let uses = count_uses(func);
    let mut choices: SecondaryMap<Value, Choice> = SecondaryMap::new();
    let mut any = false;
    let mut maker = Maker { func, cx };
    for index in 0..maker.func.order.len() {
        let block = maker.func.order[index];
        for at in 0..maker.func.block_insts(block).len() {
            let inst = maker.func.block_insts(block)[at];
            if let Some(value) = maker.constant(inst) {
                choices[value] = maker.choose(value, uses[value]);
                any |= choices[value] != Choice::Keep;
            }
        }
    }
    if any {
        maker.rewrite(&choices, &uses);
    }
    any
}

fn count_uses(func: &Function) -> SecondaryMap<Value, Uses> {
    let mut uses: SecondaryMap<Value, Uses> = SecondaryMap::new();
    uses.resize(func.values.len());
    for &block in &func.order {
        for inst in func.block_insts_and_terminator(block) {
            func.args(inst).iter().for_each(|&arg| uses[arg].operands += 1);
            for edge in func.edges_of(inst) {
                func.edge_args(edge).iter().for_each(|&arg| uses[arg].edges += 1);
            }
        }
    }
    uses
}

struct Maker<'a> {
    func: &'a mut Function,
    cx: &'a Context<'a>,
}

impl Maker<'_> {
    /// The constant that `inst` makes, if it is one that may have another form.
    fn constant(&self, inst: Inst) -> Option<Value> {
        use Opcode::{F32Const, F64Const, I32Const, I64Const, V128Const};
        let op = self.func.insts[inst].op;
        let is_zero = match op.code {
            I32Const | I64Const | F32Const | F64Const => op.bits() == 0,
            V128Const => self.func.pool.get(op.bits()) == 0,
            _ => return None,
        };
        // The shortest other form takes three bytes, and a zero is read from a fresh local.
        self.func.result(inst).filter(|_| !is_zero && op.encoded_size() > 3)
    }

    fn choose(&mut self, value: Value, uses: Uses) -> Choice {
        let Some((_, bytes)) = self.shortest(value).filter(|_| uses.operands > 0) else {
            return Choice::Keep;
        };
        let old = self.func.def_op(value).map_or(0, |(_, op)| op.encoded_size());
        if bytes >= old {
            return Choice::Keep;
        }
        let (each, once) = (bytes * uses.operands, bytes + cost::GET * uses.operands);
        let all = uses.operands + uses.edges;
        // A constant in a local is there for edges, too.
        let kept = if cost::constant_wants_local(old, all) {
            old + cost::GET * uses.operands
        } else {
            old * uses.operands
        };
        if each <= once && each < kept {
            Choice::Each
        } else if once < each && once < kept {
            Choice::Once
        } else {
            Choice::Keep
        }
    }

    /// The shortest other form of a constant, with its bytes.
    fn shortest(&mut self, constant: Value) -> Option<(Value, u32)> {
        let mut found = Vec::new();
        rules::simplify(self, constant, Goal::Size, &mut found);
        let with_bytes = found.into_iter().map(|value| (value, self.bytes(value)));
        with_bytes.min_by_key(|&(value, bytes)| (bytes, value))
    }

    fn bytes(&self, value: Value) -> u32 {
        let Some((inst, op)) = self.func.def_op(value) else { return cost::GET };
        op.encoded_size() + self.func.args(inst).iter().map(|&arg| self.bytes(arg)).sum::<u32>()
    }

    fn rewrite(&mut self, choices: &SecondaryMap<Value, Choice>, uses: &SecondaryMap<Value, Uses>) {
        let mut once: SecondaryMap<Value, Option<Value>> = SecondaryMap::new();
        let mut layout: Vec<Inst> = Vec::new();
        for index in 0..self.func.order.len() {
            let block = self.func.order[index];
            layout.clear();
            let insts: Vec<Inst> = self.func.block_insts(block).to_vec();
            for inst in insts {
                self.operands(inst, choices, &once, &mut layout);
                let value = self.func.result(inst);
                let choice = value.map_or(Choice::Keep, |value| choices[value]);
                let stays = value.is_none_or(|value| uses[value].edges > 0);
                if choice == Choice::Keep || stays {
                    layout.push(inst);
                }
                if choice == Choice::Once
                    && let Some(value) = value
                {
                    once[value] = self.place(value, &mut layout);
                }
            }
            let terminator = self.func.terminator(block);
            self.operands(terminator, choices, &once, &mut layout);
            self.finish(block, &layout);
        }
    }

    fn finish(&mut self, block: Block, layout: &[Inst]) {
        if self.func.block_insts(block) != layout {
            self.func.set_block_insts(block, layout);
        }
    }

    fn operands(
        &mut self,
        inst: Inst,
        choices: &SecondaryMap<Value, Choice>,
        once: &SecondaryMap<Value, Option<Value>>,
        layout: &mut Vec<Inst>,
    ) {
        for index in 0..self.func.args(inst).len() {
            let arg = self.func.args(inst)[index];
            let other = match choices[arg] {
                Choice::Keep => None,
                Choice::Each => self.place(arg, layout),
                Choice::Once => once[arg],
            };
            if let Some(other) = other {
                self.func.args_mut(inst)[index] = other;
            }
        }
    }

    /// Puts the shortest form of a constant at the end of the layout.
    fn place(&mut self, constant: Value, layout: &mut Vec<Inst>) -> Option<Value> {
        let (value, _) = self.shortest(constant)?;
        let (root, _) = self.func.def_op(value)?;
        for index in 0..self.func.args(root).len() {
            let (inst, op) = self.func.def_op(self.func.args(root)[index])?;
            debug_assert!(op.flags().any(Flags::CONSTANT), "rebuilt constants are one operator");
            layout.push(inst);
        }
        layout.push(root);
        Some(value)
    }
}

impl Graph for Maker<'_> {
    fn ty(&self, value: Value) -> Type {
        self.func.ty(value)
    }

    fn node(&self, value: Value, index: usize) -> Option<(Op, &[Value])> {
        let ValueDef::Result(inst, _) = self.func.values[value].def else { return None };
        (index == 0).then(|| (self.func.insts[inst].op, self.func.args(inst)))
    }

    fn make(&mut self, op: Op, args: &[Value]) -> Value {
        let result = op.info().sig.results().first().copied().and_then(Type::from_letter);
        let ty = result.unwrap_or(Type::I32);
        self.func.make_inst(op, args, &[ty]);
        Value::new(self.func.values.len() - 1)
    }

    fn facts(&self, value: Value) -> Facts {
        Facts::unknown(self.func.ty(value))
    }

    fn has_feature(&self, feature: Feature) -> bool {
        self.cx.features.contains(feature)
    }

    fn vector(&self, index: u64) -> u128 {
        self.func.pool.get(index)
    }

    fn intern(&mut self, bits: u128) -> u32 {
        self.func.pool.intern(bits)
    }
}
