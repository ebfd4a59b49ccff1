//! The semantics table: what kind of thing every operator is.
//!
//! Takes: operators as the parser gives them. Gives: an [`Opcode`] (its row), how many values it
//! takes and gives, and its [`Class`], which tells the executor what the operator may do.
//! Invariant: an operator that has no row among the known classes is [`Class::Unsupported`], and
//! a function that has one is never proved. Names and numbers of operands come from the parser's
//! own list; what the operators do is written here.

use std::sync::LazyLock;

use wasmparser::Operator;

macro_rules! arity {
    (arity $takes:literal -> $gives:literal) => {
        Some(($takes, $gives))
    };
    (arity memarg $takes:literal -> $gives:literal) => {
        Some(($takes, $gives))
    };
    (arity custom) => {
        None
    };
}

macro_rules! opcodes {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// An operator without its immediates.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        #[repr(u16)]
        #[allow(missing_docs)]
        pub enum Opcode { $($op),* }

        /// Values taken and given, where that does not depend on immediates.
        const ARITY: &[Option<(u8, u8)>] = &[$(arity!($($ann)*)),*];
        const NAMES: &[&str] = &[$(stringify!($visit)),*];
        const PROPOSALS: &[&str] = &[$(stringify!($proposal)),*];

        impl Opcode {
            /// All rows.
            pub const ALL: &[Opcode] = &[$(Opcode::$op),*];

            /// The row of an operator; none for operators newer than this table.
            pub fn of(operator: &Operator<'_>) -> Option<Opcode> {
                match operator {
                    $(Operator::$op { .. } => Some(Opcode::$op),)*
                    _ => None,
                }
            }

            /// Whether an operator has no immediates.
            pub const PLAIN: &'static [bool] = &[$(true $(&& { $(let _ = stringify!($arg);)* false })?),*];
        }
    };
}
wasmparser::for_each_operator!(opcodes);

impl Opcode {
    /// Values taken and given; none where immediates decide.
    pub fn arity(self) -> Option<(usize, usize)> {
        ARITY[self as usize].map(|(takes, gives)| (takes as usize, gives as usize))
    }

    /// The name of the parser's method for this operator, without `visit_`.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].trim_start_matches("visit_")
    }

    /// Whether it may write to a global in another way than `global.set`.
    pub fn touches_globals(self) -> bool {
        self.proposal() == "shared_everything_threads"
    }

    /// The name of the proposal that brought the operator.
    pub fn proposal(self) -> &'static str {
        PROPOSALS[self as usize]
    }
}

/// The kind of number in which an operator may leave a NaN whose bits differ each time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Rounded {
    F32,
    F64,
    F32x4,
    F64x2,
}

impl Rounded {
    /// What an operator may leave a NaN in, if it may.
    pub fn by(operator: &Operator<'_>) -> Option<Rounded> {
        let op = Opcode::of(operator).filter(|op| op.rounds())?;
        Some(match op.name().split_once('_')?.0 {
            "f32" => Rounded::F32,
            "f64" => Rounded::F64,
            "f32x4" => Rounded::F32x4,
            _ => Rounded::F64x2,
        })
    }
}

/// Parts of the state that a program can change, apart from its locals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Tables, sizes of memories, dropped segments.
    World,
    /// Contents of structures and arrays.
    Heap,
}

/// What an operator may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// The same operands give the same result, and nothing else happens.
    Pure,
    /// As [`Class::Pure`], but the bits of a NaN result may differ each time.
    Rounding,
    /// Pure unless it traps; whether it traps depends on the operands alone.
    Partial,
    /// Reads a part of the state, and traps depending on that and the operands.
    Reads(Part),
    /// Changes a part of the state as a function of it and the operands, and may trap.
    Writes(Part),
    /// Plain access to memory.
    Load,
    /// Plain access to memory.
    Store,
    /// Something whose order with other such things is kept: calls, allocation, growth, atomics.
    Event,
    /// The executor has code of its own for it.
    Special,
    /// Unknown: functions that use it are not proved.
    Unsupported,
}

/// The column of classes.
static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| Opcode::ALL.iter().map(|&op| op.classify()).collect());

impl Opcode {
    /// What the operator may do.
    pub fn class(self) -> Class {
        CLASSES[self as usize]
    }

    fn classify(self) -> Class {
        use Opcode as O;
        match self {
            O::Unreachable
            | O::Nop
            | O::Block
            | O::Loop
            | O::If
            | O::Else
            | O::End
            | O::Br
            | O::BrIf
            | O::BrTable
            | O::Return
            | O::Drop
            | O::Select
            | O::TypedSelect
            | O::LocalGet
            | O::LocalSet
            | O::LocalTee
            | O::GlobalGet
            | O::GlobalSet
            | O::I32Const
            | O::I64Const
            | O::F32Const
            | O::F64Const
            | O::V128Const
            | O::MemoryFill
            | O::MemoryCopy
            | O::MemoryInit
            | O::TryTable
            | O::Throw
            | O::ThrowRef
            | O::Try
            | O::Catch
            | O::Rethrow
            | O::Delegate
            | O::CatchAll
            | O::BrOnNull
            | O::BrOnNonNull
            | O::BrOnCast
            | O::BrOnCastFail
            | O::RefAsNonNull
            | O::RefCastNonNull
            | O::RefCastNullable => Class::Special,

            O::Call
            | O::CallIndirect
            | O::CallRef
            | O::ReturnCall
            | O::ReturnCallIndirect
            | O::ReturnCallRef
            | O::MemoryGrow
            | O::TableGrow
            | O::StructNew
            | O::StructNewDefault
            | O::ArrayNew
            | O::ArrayNewDefault
            | O::ArrayNewFixed
            | O::ArrayNewData
            | O::ArrayNewElem => Class::Event,

            O::I32DivS
            | O::I32DivU
            | O::I32RemS
            | O::I32RemU
            | O::I64DivS
            | O::I64DivU
            | O::I64RemS
            | O::I64RemU
            | O::I32TruncF32S
            | O::I32TruncF32U
            | O::I32TruncF64S
            | O::I32TruncF64U
            | O::I64TruncF32S
            | O::I64TruncF32U
            | O::I64TruncF64S
            | O::I64TruncF64U
            | O::I31GetS
            | O::I31GetU
            | O::ArrayLen => Class::Partial,

            O::TableGet | O::TableSize | O::MemorySize => Class::Reads(Part::World),
            O::StructGet
            | O::StructGetS
            | O::StructGetU
            | O::ArrayGet
            | O::ArrayGetS
            | O::ArrayGetU => Class::Reads(Part::Heap),
            O::TableSet
            | O::TableFill
            | O::TableInit
            | O::TableCopy
            | O::ElemDrop
            | O::DataDrop => Class::Writes(Part::World),
            O::StructSet
            | O::ArraySet
            | O::ArrayFill
            | O::ArrayCopy
            | O::ArrayInitData
            | O::ArrayInitElem => Class::Writes(Part::Heap),

            O::RefEq
            | O::RefTestNonNull
            | O::RefTestNullable
            | O::AnyConvertExtern
            | O::ExternConvertAny
            | O::RefI31
            | O::RefNull
            | O::RefIsNull
            | O::RefFunc
            | O::I8x16Shuffle => Class::Pure,

            _ if self.rounds() => Class::Rounding,
            _ if self.proposal() == "threads" => Class::Event,
            _ if self.is_access("load") => Class::Load,
            _ if self.is_access("store") => Class::Store,
            _ => match self.proposal() {
                "mvp" | "sign_extension" | "saturating_float_to_int" | "simd" | "relaxed_simd"
                    if matches!(self.arity(), Some((1..=3, 1))) =>
                {
                    Class::Pure
                }
                _ => Class::Unsupported,
            },
        }
    }

    fn is_access(self, word: &str) -> bool {
        let known = matches!(self.proposal(), "mvp" | "simd");
        known && self.name().contains(&format!("_{word}"))
    }

    /// Whether the result may be a NaN whose bits the specification leaves open.
    fn rounds(self) -> bool {
        let name = self.name();
        let Some((shape, rest)) = name.split_once('_') else { return false };
        if !matches!(shape, "f32" | "f64" | "f32x4" | "f64x2") {
            return false;
        }
        const ROUNDING: &[&str] = &[
            "add", "sub", "mul", "div", "sqrt", "ceil", "floor", "trunc", "nearest", "min", "max",
            "demote", "promote", "relaxed",
        ];
        ROUNDING.iter().any(|word| rest.starts_with(word))
    }

    /// Whether the operands of a two-place operator may be swapped.
    pub fn commutes(self) -> bool {
        use Opcode as O;
        matches!(
            self,
            O::F32Add
                | O::F32Mul
                | O::F64Add
                | O::F64Mul
                | O::F32Min
                | O::F32Max
                | O::F64Min
                | O::F64Max
                | O::F32Eq
                | O::F64Eq
                | O::RefEq
                | O::V128And
                | O::V128Or
                | O::V128Xor
                | O::I8x16Add
                | O::I16x8Add
                | O::I32x4Add
                | O::I64x2Add
                | O::I16x8Mul
                | O::I32x4Mul
                | O::I64x2Mul
                | O::I8x16Eq
                | O::I16x8Eq
                | O::I32x4Eq
                | O::I64x2Eq
                | O::I8x16Ne
                | O::I16x8Ne
                | O::I32x4Ne
                | O::I64x2Ne
                | O::I8x16MinS
                | O::I8x16MinU
                | O::I8x16MaxS
                | O::I8x16MaxU
                | O::I16x8MinS
                | O::I16x8MinU
                | O::I16x8MaxS
                | O::I16x8MaxU
                | O::I32x4MinS
                | O::I32x4MinU
                | O::I32x4MaxS
                | O::I32x4MaxU
                | O::F32x4Add
                | O::F32x4Mul
                | O::F64x2Add
                | O::F64x2Mul
                | O::F32x4Min
                | O::F32x4Max
                | O::F64x2Min
                | O::F64x2Max
                | O::F32x4Eq
                | O::F64x2Eq
                | O::F32x4Ne
                | O::F64x2Ne
        )
    }
}
