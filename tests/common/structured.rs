//! Random programs that do something: loops that end, locals that change on all paths, and
//! exceptions of both proposals.
//!
//! Takes: random numbers. Gives: a valid module. `wasm-smith` makes every operator, but its
//! control flow seldom gets far and its handlers seldom see a local change; here every
//! statement writes something that a later one reads. Cost: O(size).

use super::random::Random;
use wasm_encoder::{
    BlockType, Catch, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction as I, MemArg,
    MemArgTarget, MemorySection, MemoryType, Module, TagKind, TagSection, TagType, TypeSection,
    ValType,
};

/// Which exception instructions a program has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exceptions {
    None,
    /// `try_table`.
    Table,
    /// `try` with its arms, and `delegate`.
    Legacy,
}

/// Functions of a program that call each other, and as many that the host calls.
const FUNCTIONS: u32 = 3;

/// The host's function comes first.
const HOST: u32 = 0;

/// Parameters and locals: two of each type and one more of `i32`, the first two parameters.
const LOCALS: [ValType; 7] = [
    ValType::I32,
    ValType::I64,
    ValType::I32,
    ValType::I64,
    ValType::F64,
    ValType::F64,
    ValType::I32,
];

/// Tags and their payloads: 0 has an `i32`, 1 an `i64`, 2 none.
const TAGS: [Option<ValType>; 3] = [Some(ValType::I32), Some(ValType::I64), None];

/// Types by index: the host's function, the program's, the exported ones', then the tags'.
const FUNCTION_TYPE: u32 = 1;
const EXPORTED_TYPE: u32 = 2;
const TAG_TYPES: u32 = 3;

/// Steps that each call from outside may take: the global that counts them is global 0.
const STEPS: i32 = 60;

/// A label that code can name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// Branches to it carry nothing.
    Plain,
    /// Branches to it carry a value.
    Value(ValType),
    /// The body of a legacy `try`.
    Try,
    /// An arm of one.
    Arm,
    /// Nobody names it.
    Other,
}

struct Generator<'a> {
    random: &'a mut Random,
    exceptions: Exceptions,
    /// Instructions that may still be made, about.
    budget: usize,
    /// Innermost last.
    labels: Vec<Label>,
    code: Vec<I<'static>>,
}

/// A program.
pub fn module(random: &mut Random, exceptions: Exceptions) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([ValType::I32, ValType::I64], [ValType::I32]);
    types.ty().function([ValType::I32, ValType::I64], [ValType::I32]);
    for payload in TAGS {
        types.ty().function(payload, []);
    }
    let mut imports = ImportSection::new();
    imports.import("host", "call", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    let mut exports = ExportSection::new();
    let mut code = CodeSection::new();
    let mut tags = TagSection::new();
    if exceptions != Exceptions::None {
        let tag = |index| TagType { kind: TagKind::Exception, func_type_idx: TAG_TYPES + index };
        // The host throws the ones that it knows.
        imports.import("host", "thrown", EntityType::Tag(tag(0)));
        imports.import("host", "raised", EntityType::Tag(tag(1)));
        tags.tag(tag(2));
    }
    for index in 0..FUNCTIONS {
        functions.function(FUNCTION_TYPE);
        code.function(&body(random, exceptions));
        exports.export(&format!("run{index}"), ExportKind::Func, 1 + FUNCTIONS + index);
    }
    for index in 0..FUNCTIONS {
        functions.function(EXPORTED_TYPE);
        let mut wrapper = Function::new([]);
        wrapper.instructions().i32_const(STEPS).global_set(0);
        wrapper.instructions().local_get(0).local_get(1).call(1 + index).end();
        code.function(&wrapper);
    }
    let mut globals = GlobalSection::new();
    for index in 0..2 {
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(0));
        exports.export(&format!("global{index}"), ExportKind::Global, index);
    }
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: Some(1),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    exports.export("memory", ExportKind::Memory, 0);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories);
    if exceptions != Exceptions::None {
        module.section(&tags);
    }
    module.section(&globals).section(&exports).section(&code);
    module.finish()
}

fn body(random: &mut Random, exceptions: Exceptions) -> Function {
    let budget = 20 + random.below(250);
    let mut generator =
        Generator { random, exceptions, budget, labels: Vec::new(), code: Vec::new() };
    generator.step();
    generator.statements(4);
    generator.expression(ValType::I32, 2);
    let mut function = Function::new_with_locals_types(LOCALS[2..].iter().copied());
    for instruction in &generator.code {
        function.instruction(instruction);
    }
    function.instruction(&I::End);
    function
}

impl Generator<'_> {
    fn push(&mut self, instruction: I<'static>) {
        self.budget = self.budget.saturating_sub(1);
        self.code.push(instruction);
    }

    fn local(&mut self, ty: ValType) -> u32 {
        loop {
            let index = self.random.below(LOCALS.len());
            if LOCALS[index] == ty {
                return index as u32;
            }
        }
    }

    fn ty(&mut self) -> ValType {
        [ValType::I32, ValType::I32, ValType::I64, ValType::F64][self.random.below(4)]
    }

    /// Takes a step, or traps if there are none left.
    fn step(&mut self) {
        let code = [
            I::GlobalGet(0),
            I::I32Eqz,
            I::If(BlockType::Empty),
            I::Unreachable,
            I::End,
            I::GlobalGet(0),
            I::I32Const(1),
            I::I32Sub,
            I::GlobalSet(0),
        ];
        self.code.extend(code);
    }

    /// Opens a construct, makes its inside, leaves it open.
    fn inside(&mut self, open: I<'static>, label: Label, inside: impl FnOnce(&mut Self)) {
        self.push(open);
        self.labels.push(label);
        inside(self);
        self.labels.pop();
    }

    fn statements(&mut self, depth: usize) {
        for _ in 0..1 + self.random.below(4) {
            self.statement(depth);
        }
    }

    fn statement(&mut self, depth: usize) {
        let choice = self.random.below(16);
        if depth == 0 || self.budget == 0 || choice < 4 {
            return self.assignment();
        }
        match choice {
            4 => {
                self.expression(ValType::I32, 1);
                self.push(I::GlobalSet(1));
            }
            5 => self.store(),
            6 | 7 => {
                self.expression(ValType::I32, 2);
                self.inside(I::If(BlockType::Empty), Label::Plain, |this| {
                    this.statements(depth - 1);
                    if this.random.below(2) == 0 {
                        this.push(I::Else);
                        this.statements(depth - 1);
                    }
                });
                self.push(I::End);
            }
            8 => {
                self.inside(I::Block(BlockType::Empty), Label::Plain, |this| {
                    this.statements(depth - 1);
                });
                self.push(I::End);
            }
            9 | 10 => {
                self.inside(I::Loop(BlockType::Empty), Label::Plain, |this| {
                    this.step();
                    this.statements(depth - 1);
                });
                self.push(I::End);
            }
            11 | 12 => self.branch(),
            13 => self.throw(),
            _ => self.protected(None, depth - 1),
        }
    }

    fn assignment(&mut self) {
        let ty = self.ty();
        self.expression(ty, 2);
        let local = self.local(ty);
        self.push(I::LocalSet(local));
    }

    fn store(&mut self) {
        let argument =
            MemArg { offset: 16, align: 0, target: MemArgTarget::Memory(0), ordering: None };
        self.expression(ValType::I32, 1);
        self.code.extend([I::I32Const(0xff), I::I32And]);
        let ty = self.ty();
        self.expression(ty, 1);
        self.push(match ty {
            ValType::I32 => I::I32Store8(argument),
            ValType::I64 => I::I64Store(argument),
            _ => I::F64Store(argument),
        });
    }

    /// A conditional branch to any label around, or an unconditional one under a condition.
    fn branch(&mut self) {
        let plain: Vec<u32> = (0..self.labels.len())
            .filter(|&at| self.labels[at] == Label::Plain)
            .map(|at| (self.labels.len() - 1 - at) as u32)
            .collect();
        if plain.is_empty() {
            return self.assignment();
        }
        let target = plain[self.random.below(plain.len())];
        self.expression(ValType::I32, 1);
        match self.random.below(4) {
            0 => {
                // Inside the `if` every label is one further away.
                let outer = plain[self.random.below(plain.len())] + 1;
                self.inside(I::If(BlockType::Empty), Label::Other, |this| {
                    this.expression(ValType::I32, 1);
                    let targets = vec![target + 1, outer, target + 1];
                    this.push(I::BrTable(targets.into(), outer));
                });
                self.push(I::End);
            }
            1 => self.code.extend([I::If(BlockType::Empty), I::Br(target + 1), I::End]),
            _ => self.push(I::BrIf(target)),
        }
    }

    /// Throws under a condition.
    fn throw(&mut self) {
        if self.exceptions == Exceptions::None {
            return self.assignment();
        }
        self.expression(ValType::I32, 1);
        self.inside(I::If(BlockType::Empty), Label::Other, |this| {
            let depth = this.labels.len();
            let arms: Vec<usize> = (0..depth).filter(|&at| this.labels[at] == Label::Arm).collect();
            if !arms.is_empty() && this.random.below(2) == 0 {
                let arm = arms[this.random.below(arms.len())];
                return this.push(I::Rethrow((depth - 1 - arm) as u32));
            }
            let tag = this.random.below(TAGS.len());
            if let Some(payload) = TAGS[tag] {
                this.expression(payload, 1);
            }
            this.push(I::Throw(tag as u32));
        });
        self.push(I::End);
    }

    /// Code whose exceptions are handled; as an expression if there is a type.
    fn protected(&mut self, ty: Option<ValType>, depth: usize) {
        match self.exceptions {
            Exceptions::None => match ty {
                Some(ty) => self.carrying_block(ty, depth),
                None => self.assignment(),
            },
            Exceptions::Table => self.table(ty, depth),
            Exceptions::Legacy => self.legacy(ty, depth),
        }
    }

    fn statements_and_value(&mut self, ty: Option<ValType>, depth: usize) {
        self.statements(depth);
        if let Some(ty) = ty {
            self.expression(ty, 1);
        }
    }

    /// A block with a result, which is also left early.
    fn carrying_block(&mut self, ty: ValType, depth: usize) {
        self.inside(I::Block(BlockType::Result(ty)), Label::Value(ty), |this| {
            this.statements(depth);
            this.expression(ty, 1);
            this.expression(ValType::I32, 1);
            this.push(I::BrIf(0));
            this.push(I::Drop);
            this.statements_and_value(Some(ty), depth);
        });
        self.push(I::End);
    }

    fn table(&mut self, ty: Option<ValType>, depth: usize) {
        let block_type = ty.map_or(BlockType::Empty, BlockType::Result);
        let label = ty.map_or(Label::Plain, Label::Value);
        let tag = self.random.below(TAGS.len());
        let with_ref = self.random.below(3) == 0;
        self.inside(I::Block(block_type), label, |this| {
            let payload = match (with_ref, TAGS[tag]) {
                (true, _) => BlockType::Result(ValType::EXNREF),
                (false, Some(payload)) => BlockType::Result(payload),
                (false, None) => BlockType::Empty,
            };
            this.inside(I::Block(payload), Label::Other, |this| {
                let catch = match with_ref {
                    true => Catch::AllRef { label: 0 },
                    false => Catch::One { tag: tag as u32, label: 0 },
                };
                let open = I::TryTable(block_type, vec![catch].into());
                this.inside(open, Label::Other, |this| this.statements_and_value(ty, depth));
                this.push(I::End);
                this.push(I::Br(1));
            });
            this.push(I::End);
            if with_ref {
                // Some come back, some go on.
                let goes_on = this.random.below(2) == 0;
                this.push(if goes_on { I::ThrowRef } else { I::Drop });
            } else if let Some(payload) = TAGS[tag] {
                let local = this.local(payload);
                this.push(I::LocalSet(local));
            }
            this.statements_and_value(ty, depth);
        });
        self.push(I::End);
    }

    fn legacy(&mut self, ty: Option<ValType>, depth: usize) {
        let block_type = ty.map_or(BlockType::Empty, BlockType::Result);
        self.inside(I::Try(block_type), Label::Try, |this| this.statements_and_value(ty, depth));
        if self.random.below(4) == 0 {
            let around = self.labels.len();
            let tries = (0..around).filter(|&at| self.labels[at] == Label::Try);
            let mut targets: Vec<usize> = tries.map(|at| around - 1 - at).collect();
            targets.push(around);
            let target = targets[self.random.below(targets.len())];
            return self.push(I::Delegate(target as u32));
        }
        let first = self.random.below(TAGS.len());
        for tag in (first..TAGS.len()).take(self.random.below(3)) {
            self.inside(I::Catch(tag as u32), Label::Arm, |this| {
                if let Some(payload) = TAGS[tag] {
                    let local = this.local(payload);
                    this.push(I::LocalSet(local));
                }
                this.statements_and_value(ty, depth);
            });
        }
        if self.random.below(2) == 0 {
            self.inside(I::CatchAll, Label::Arm, |this| this.statements_and_value(ty, depth));
        }
        self.push(I::End);
    }

    /// Leaves a value of a type on the stack.
    fn expression(&mut self, ty: ValType, depth: usize) {
        let choice = self.random.below(14);
        if depth == 0 || self.budget == 0 || choice < 3 {
            let local = self.local(ty);
            return self.push(I::LocalGet(local));
        }
        match choice {
            3 | 4 => self.constant(ty),
            5..=7 => {
                self.expression(ty, depth - 1);
                self.expression(ty, depth - 1);
                self.operator(ty);
            }
            8 => {
                self.expression(ty, depth - 1);
                let local = self.local(ty);
                self.push(I::LocalTee(local));
            }
            9 => {
                self.expression(ty, depth - 1);
                self.expression(ty, depth - 1);
                self.expression(ValType::I32, depth - 1);
                self.push(I::Select);
            }
            10 => {
                self.expression(ValType::I32, depth - 1);
                self.inside(I::If(BlockType::Result(ty)), Label::Value(ty), |this| {
                    this.expression(ty, depth - 1);
                    this.push(I::Else);
                    this.expression(ty, depth - 1);
                });
                self.push(I::End);
            }
            11 => self.protected(Some(ty), depth - 1),
            _ => self.call(ty, depth - 1),
        }
    }

    fn constant(&mut self, ty: ValType) {
        let small = [0, 1, -1, 2, 7, 64, 1000, i32::MIN][self.random.below(8)];
        self.push(match ty {
            ValType::I32 => I::I32Const(small),
            ValType::I64 => I::I64Const(small.into()),
            _ => I::F64Const(f64::from(small).into()),
        });
    }

    fn operator(&mut self, ty: ValType) {
        let choice = self.random.below(6);
        self.push(match ty {
            ValType::I32 => {
                [I::I32Add, I::I32Sub, I::I32Mul, I::I32And, I::I32LtS, I::I32Eq][choice].clone()
            }
            ValType::I64 => {
                [I::I64Add, I::I64Sub, I::I64Xor, I::I64Or, I::I64ShrU, I::I64DivS][choice].clone()
            }
            _ => [I::F64Add, I::F64Sub, I::F64Mul, I::F64Div, I::F64Min, I::F64Copysign][choice]
                .clone(),
        });
    }

    /// Calls the host or one of the functions, and converts what it gives.
    fn call(&mut self, ty: ValType, depth: usize) {
        self.expression(ValType::I32, depth);
        if self.random.below(3) > 0 {
            self.push(I::Call(HOST));
        } else {
            self.expression(ValType::I64, depth);
            let callee = 1 + self.random.below(FUNCTIONS as usize) as u32;
            self.push(I::Call(callee));
        }
        match ty {
            ValType::I32 => {}
            ValType::I64 => self.push(I::I64ExtendI32S),
            _ => self.push(I::F64ConvertI32S),
        }
    }
}
