//! The operator table: every fact about every WebAssembly operator, one row each.
//!
//! Takes: nothing. Gives: [`Opcode`], one variant per row in row order, and [`INFO`], the
//! rows themselves. Encoding, decoding, printing, parsing, verification, byte costs, effects
//! and trap behaviour all derive from here; supporting a proposal means adding its rows.
//!
//! Columns: variant; text form; code (`0xPP_SSSS` is prefix byte `PP` and LEB128 sub-opcode
//! `SSSS`); shape of the immediate ([`Imm`]); signature; the proposal it came with
//! ([`Feature`]); flags ([`Flags`]).
//!
//! Signatures: operands, `>`, results. `i l f d v` are i32 i64 f32 f64 v128, `a` the address
//! type of the memory named by the immediate, `t` that of its table. `*` means that types
//! depend on the module or the operands; `ir::env` computes them.
//!
//! Source: WebAssembly 3.0, the threads and legacy exception-handling proposals, and wide
//! arithmetic.

use super::{Feature, Flags, Imm, OpInfo, Sig};

macro_rules! operators {
    ($($variant:ident, $text:literal, $code:literal, $imm:ident, $sig:literal, $feature:ident,
       $($flag:ident)|+;)*) => {
        /// An operator without its immediate; the variants are the rows of the table.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u16)]
        #[allow(missing_docs)]
        pub enum Opcode { $($variant),* }

        impl Opcode {
            /// Every opcode, in row order: `ALL[op as usize] == op`.
            pub const ALL: &'static [Opcode] = &[$(Opcode::$variant),*];
        }

        /// Codes and immediates, for building the decoder's tables at compile time.
        pub(super) const ENCODINGS: [(Opcode, u32, Imm); Opcode::ALL.len()] =
            [$((Opcode::$variant, $code, Imm::$imm)),*];

        /// The rows, indexed by `Opcode as usize`.
        pub static INFO: [OpInfo; Opcode::ALL.len()] = [$(OpInfo {
            text: $text,
            code: $code,
            imm: Imm::$imm,
            sig: Sig::parse($sig.as_bytes()),
            feature: Feature::$feature,
            flags: Flags::NONE$(.with(Flags::$flag))+,
            access: super::access_bytes($text.as_bytes()),
            cycles: super::cycles::of($text.as_bytes(), Flags::NONE$(.with(Flags::$flag))+),
        }),*];
    };
}

#[rustfmt::skip]
operators! {
    // MVP
    Unreachable,              "unreachable",                    0x00,       None,         ">",       Mvp,                  TRAPS | TERMINATOR;
    Nop,                      "nop",                            0x01,       None,         ">",       Mvp,                  STRUCTURE;
    Block,                    "block",                          0x02,       BlockType,    "*",       Mvp,                  STRUCTURE;
    Loop,                     "loop",                           0x03,       BlockType,    "*",       Mvp,                  STRUCTURE;
    If,                       "if",                             0x04,       BlockType,    "*",       Mvp,                  STRUCTURE;
    Else,                     "else",                           0x05,       None,         "*",       Mvp,                  STRUCTURE;
    End,                      "end",                            0x0b,       None,         "*",       Mvp,                  STRUCTURE;
    Br,                       "br",                             0x0c,       Label,        "*",       Mvp,                  TERMINATOR;
    BrIf,                     "br_if",                          0x0d,       Label,        "*",       Mvp,                  TERMINATOR;
    BrTable,                  "br_table",                       0x0e,       BranchTable,  "*",       Mvp,                  TERMINATOR;
    Return,                   "return",                         0x0f,       None,         "*",       Mvp,                  TERMINATOR;
    Call,                     "call",                           0x10,       Function,     "*",       Mvp,                  CALLS;
    CallIndirect,             "call_indirect",                  0x11,       TypeTable,    "*",       Mvp,                  CALLS;
    Drop,                     "drop",                           0x1a,       None,         "*",       Mvp,                  STRUCTURE;
    Select,                   "select",                         0x1b,       None,         "*",       Mvp,                  PURE;
    LocalGet,                 "local.get",                      0x20,       Local,        "*",       Mvp,                  STRUCTURE;
    LocalSet,                 "local.set",                      0x21,       Local,        "*",       Mvp,                  STRUCTURE;
    LocalTee,                 "local.tee",                      0x22,       Local,        "*",       Mvp,                  STRUCTURE;
    GlobalGet,                "global.get",                     0x23,       Global,       "*",       Mvp,                  READ_GLOBAL;
    GlobalSet,                "global.set",                     0x24,       Global,       "*",       Mvp,                  WRITE_GLOBAL;
    I32Load,                  "i32.load",                       0x28,       MemArg,       "a>i",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load,                  "i64.load",                       0x29,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    F32Load,                  "f32.load",                       0x2a,       MemArg,       "a>f",     Mvp,                  READ_MEMORY | TRAPS;
    F64Load,                  "f64.load",                       0x2b,       MemArg,       "a>d",     Mvp,                  READ_MEMORY | TRAPS;
    I32Load8S,                "i32.load8_s",                    0x2c,       MemArg,       "a>i",     Mvp,                  READ_MEMORY | TRAPS;
    I32Load8U,                "i32.load8_u",                    0x2d,       MemArg,       "a>i",     Mvp,                  READ_MEMORY | TRAPS;
    I32Load16S,               "i32.load16_s",                   0x2e,       MemArg,       "a>i",     Mvp,                  READ_MEMORY | TRAPS;
    I32Load16U,               "i32.load16_u",                   0x2f,       MemArg,       "a>i",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load8S,                "i64.load8_s",                    0x30,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load8U,                "i64.load8_u",                    0x31,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load16S,               "i64.load16_s",                   0x32,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load16U,               "i64.load16_u",                   0x33,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load32S,               "i64.load32_s",                   0x34,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    I64Load32U,               "i64.load32_u",                   0x35,       MemArg,       "a>l",     Mvp,                  READ_MEMORY | TRAPS;
    I32Store,                 "i32.store",                      0x36,       MemArg,       "ai>",     Mvp,                  WRITE_MEMORY | TRAPS;
    I64Store,                 "i64.store",                      0x37,       MemArg,       "al>",     Mvp,                  WRITE_MEMORY | TRAPS;
    F32Store,                 "f32.store",                      0x38,       MemArg,       "af>",     Mvp,                  WRITE_MEMORY | TRAPS;
    F64Store,                 "f64.store",                      0x39,       MemArg,       "ad>",     Mvp,                  WRITE_MEMORY | TRAPS;
    I32Store8,                "i32.store8",                     0x3a,       MemArg,       "ai>",     Mvp,                  WRITE_MEMORY | TRAPS;
    I32Store16,               "i32.store16",                    0x3b,       MemArg,       "ai>",     Mvp,                  WRITE_MEMORY | TRAPS;
    I64Store8,                "i64.store8",                     0x3c,       MemArg,       "al>",     Mvp,                  WRITE_MEMORY | TRAPS;
    I64Store16,               "i64.store16",                    0x3d,       MemArg,       "al>",     Mvp,                  WRITE_MEMORY | TRAPS;
    I64Store32,               "i64.store32",                    0x3e,       MemArg,       "al>",     Mvp,                  WRITE_MEMORY | TRAPS;
    MemorySize,               "memory.size",                    0x3f,       Memory,       ">a",      Mvp,                  READ_MEMORY;
    MemoryGrow,               "memory.grow",                    0x40,       Memory,       "a>a",     Mvp,                  READ_MEMORY | WRITE_MEMORY | HOST;
    I32Const,                 "i32.const",                      0x41,       I32,          ">i",      Mvp,                  CONSTANT;
    I64Const,                 "i64.const",                      0x42,       I64,          ">l",      Mvp,                  CONSTANT;
    F32Const,                 "f32.const",                      0x43,       F32,          ">f",      Mvp,                  CONSTANT;
    F64Const,                 "f64.const",                      0x44,       F64,          ">d",      Mvp,                  CONSTANT;
    I32Eqz,                   "i32.eqz",                        0x45,       None,         "i>i",     Mvp,                  PURE;
    I32Eq,                    "i32.eq",                         0x46,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32Ne,                    "i32.ne",                         0x47,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32LtS,                   "i32.lt_s",                       0x48,       None,         "ii>i",    Mvp,                  PURE;
    I32LtU,                   "i32.lt_u",                       0x49,       None,         "ii>i",    Mvp,                  PURE;
    I32GtS,                   "i32.gt_s",                       0x4a,       None,         "ii>i",    Mvp,                  PURE;
    I32GtU,                   "i32.gt_u",                       0x4b,       None,         "ii>i",    Mvp,                  PURE;
    I32LeS,                   "i32.le_s",                       0x4c,       None,         "ii>i",    Mvp,                  PURE;
    I32LeU,                   "i32.le_u",                       0x4d,       None,         "ii>i",    Mvp,                  PURE;
    I32GeS,                   "i32.ge_s",                       0x4e,       None,         "ii>i",    Mvp,                  PURE;
    I32GeU,                   "i32.ge_u",                       0x4f,       None,         "ii>i",    Mvp,                  PURE;
    I64Eqz,                   "i64.eqz",                        0x50,       None,         "l>i",     Mvp,                  PURE;
    I64Eq,                    "i64.eq",                         0x51,       None,         "ll>i",    Mvp,                  COMMUTES;
    I64Ne,                    "i64.ne",                         0x52,       None,         "ll>i",    Mvp,                  COMMUTES;
    I64LtS,                   "i64.lt_s",                       0x53,       None,         "ll>i",    Mvp,                  PURE;
    I64LtU,                   "i64.lt_u",                       0x54,       None,         "ll>i",    Mvp,                  PURE;
    I64GtS,                   "i64.gt_s",                       0x55,       None,         "ll>i",    Mvp,                  PURE;
    I64GtU,                   "i64.gt_u",                       0x56,       None,         "ll>i",    Mvp,                  PURE;
    I64LeS,                   "i64.le_s",                       0x57,       None,         "ll>i",    Mvp,                  PURE;
    I64LeU,                   "i64.le_u",                       0x58,       None,         "ll>i",    Mvp,                  PURE;
    I64GeS,                   "i64.ge_s",                       0x59,       None,         "ll>i",    Mvp,                  PURE;
    I64GeU,                   "i64.ge_u",                       0x5a,       None,         "ll>i",    Mvp,                  PURE;
    F32Eq,                    "f32.eq",                         0x5b,       None,         "ff>i",    Mvp,                  COMMUTES;
    F32Ne,                    "f32.ne",                         0x5c,       None,         "ff>i",    Mvp,                  COMMUTES;
    F32Lt,                    "f32.lt",                         0x5d,       None,         "ff>i",    Mvp,                  PURE;
    F32Gt,                    "f32.gt",                         0x5e,       None,         "ff>i",    Mvp,                  PURE;
    F32Le,                    "f32.le",                         0x5f,       None,         "ff>i",    Mvp,                  PURE;
    F32Ge,                    "f32.ge",                         0x60,       None,         "ff>i",    Mvp,                  PURE;
    F64Eq,                    "f64.eq",                         0x61,       None,         "dd>i",    Mvp,                  COMMUTES;
    F64Ne,                    "f64.ne",                         0x62,       None,         "dd>i",    Mvp,                  COMMUTES;
    F64Lt,                    "f64.lt",                         0x63,       None,         "dd>i",    Mvp,                  PURE;
    F64Gt,                    "f64.gt",                         0x64,       None,         "dd>i",    Mvp,                  PURE;
    F64Le,                    "f64.le",                         0x65,       None,         "dd>i",    Mvp,                  PURE;
    F64Ge,                    "f64.ge",                         0x66,       None,         "dd>i",    Mvp,                  PURE;
    I32Clz,                   "i32.clz",                        0x67,       None,         "i>i",     Mvp,                  PURE;
    I32Ctz,                   "i32.ctz",                        0x68,       None,         "i>i",     Mvp,                  PURE;
    I32Popcnt,                "i32.popcnt",                     0x69,       None,         "i>i",     Mvp,                  PURE;
    I32Add,                   "i32.add",                        0x6a,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32Sub,                   "i32.sub",                        0x6b,       None,         "ii>i",    Mvp,                  PURE;
    I32Mul,                   "i32.mul",                        0x6c,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32DivS,                  "i32.div_s",                      0x6d,       None,         "ii>i",    Mvp,                  TRAPS;
    I32DivU,                  "i32.div_u",                      0x6e,       None,         "ii>i",    Mvp,                  TRAPS;
    I32RemS,                  "i32.rem_s",                      0x6f,       None,         "ii>i",    Mvp,                  TRAPS;
    I32RemU,                  "i32.rem_u",                      0x70,       None,         "ii>i",    Mvp,                  TRAPS;
    I32And,                   "i32.and",                        0x71,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32Or,                    "i32.or",                         0x72,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32Xor,                   "i32.xor",                        0x73,       None,         "ii>i",    Mvp,                  COMMUTES;
    I32Shl,                   "i32.shl",                        0x74,       None,         "ii>i",    Mvp,                  PURE;
    I32ShrS,                  "i32.shr_s",                      0x75,       None,         "ii>i",    Mvp,                  PURE;
    I32ShrU,                  "i32.shr_u",                      0x76,       None,         "ii>i",    Mvp,                  PURE;
    I32Rotl,                  "i32.rotl",                       0x77,       None,         "ii>i",    Mvp,                  PURE;
    I32Rotr,                  "i32.rotr",                       0x78,       None,         "ii>i",    Mvp,                  PURE;
    I64Clz,                   "i64.clz",                        0x79,       None,         "l>l",     Mvp,                  PURE;
    I64Ctz,                   "i64.ctz",                        0x7a,       None,         "l>l",     Mvp,                  PURE;
    I64Popcnt,                "i64.popcnt",                     0x7b,       None,         "l>l",     Mvp,                  PURE;
    I64Add,                   "i64.add",                        0x7c,       None,         "ll>l",    Mvp,                  COMMUTES;
    I64Sub,                   "i64.sub",                        0x7d,       None,         "ll>l",    Mvp,                  PURE;
    I64Mul,                   "i64.mul",                        0x7e,       None,         "ll>l",    Mvp,                  COMMUTES;
    I64DivS,                  "i64.div_s",                      0x7f,       None,         "ll>l",    Mvp,                  TRAPS;
    I64DivU,                  "i64.div_u",                      0x80,       None,         "ll>l",    Mvp,                  TRAPS;
    I64RemS,                  "i64.rem_s",                      0x81,       None,         "ll>l",    Mvp,                  TRAPS;
    I64RemU,                  "i64.rem_u",                      0x82,       None,         "ll>l",    Mvp,                  TRAPS;
    I64And,                   "i64.and",                        0x83,       None,         "ll>l",    Mvp,                  COMMUTES;
    I64Or,                    "i64.or",                         0x84,       None,         "ll>l",    Mvp,                  COMMUTES;
    I64Xor,                   "i64.xor",                        0x85,       None,         "ll>l",    Mvp,                  COMMUTES;
    I64Shl,                   "i64.shl",                        0x86,       None,         "ll>l",    Mvp,                  PURE;
    I64ShrS,                  "i64.shr_s",                      0x87,       None,         "ll>l",    Mvp,                  PURE;
    I64ShrU,                  "i64.shr_u",                      0x88,       None,         "ll>l",    Mvp,                  PURE;
    I64Rotl,                  "i64.rotl",                       0x89,       None,         "ll>l",    Mvp,                  PURE;
    I64Rotr,                  "i64.rotr",                       0x8a,       None,         "ll>l",    Mvp,                  PURE;
    F32Abs,                   "f32.abs",                        0x8b,       None,         "f>f",     Mvp,                  PURE;
    F32Neg,                   "f32.neg",                        0x8c,       None,         "f>f",     Mvp,                  PURE;
    F32Ceil,                  "f32.ceil",                       0x8d,       None,         "f>f",     Mvp,                  NAN;
    F32Floor,                 "f32.floor",                      0x8e,       None,         "f>f",     Mvp,                  NAN;
    F32Trunc,                 "f32.trunc",                      0x8f,       None,         "f>f",     Mvp,                  NAN;
    F32Nearest,               "f32.nearest",                    0x90,       None,         "f>f",     Mvp,                  NAN;
    F32Sqrt,                  "f32.sqrt",                       0x91,       None,         "f>f",     Mvp,                  NAN;
    F32Add,                   "f32.add",                        0x92,       None,         "ff>f",    Mvp,                  NAN | COMMUTES;
    F32Sub,                   "f32.sub",                        0x93,       None,         "ff>f",    Mvp,                  NAN;
    F32Mul,                   "f32.mul",                        0x94,       None,         "ff>f",    Mvp,                  NAN | COMMUTES;
    F32Div,                   "f32.div",                        0x95,       None,         "ff>f",    Mvp,                  NAN;
    F32Min,                   "f32.min",                        0x96,       None,         "ff>f",    Mvp,                  NAN | COMMUTES;
    F32Max,                   "f32.max",                        0x97,       None,         "ff>f",    Mvp,                  NAN | COMMUTES;
    F32Copysign,              "f32.copysign",                   0x98,       None,         "ff>f",    Mvp,                  PURE;
    F64Abs,                   "f64.abs",                        0x99,       None,         "d>d",     Mvp,                  PURE;
    F64Neg,                   "f64.neg",                        0x9a,       None,         "d>d",     Mvp,                  PURE;
    F64Ceil,                  "f64.ceil",                       0x9b,       None,         "d>d",     Mvp,                  NAN;
    F64Floor,                 "f64.floor",                      0x9c,       None,         "d>d",     Mvp,                  NAN;
    F64Trunc,                 "f64.trunc",                      0x9d,       None,         "d>d",     Mvp,                  NAN;
    F64Nearest,               "f64.nearest",                    0x9e,       None,         "d>d",     Mvp,                  NAN;
    F64Sqrt,                  "f64.sqrt",                       0x9f,       None,         "d>d",     Mvp,                  NAN;
    F64Add,                   "f64.add",                        0xa0,       None,         "dd>d",    Mvp,                  NAN | COMMUTES;
    F64Sub,                   "f64.sub",                        0xa1,       None,         "dd>d",    Mvp,                  NAN;
    F64Mul,                   "f64.mul",                        0xa2,       None,         "dd>d",    Mvp,                  NAN | COMMUTES;
    F64Div,                   "f64.div",                        0xa3,       None,         "dd>d",    Mvp,                  NAN;
    F64Min,                   "f64.min",                        0xa4,       None,         "dd>d",    Mvp,                  NAN | COMMUTES;
    F64Max,                   "f64.max",                        0xa5,       None,         "dd>d",    Mvp,                  NAN | COMMUTES;
    F64Copysign,              "f64.copysign",                   0xa6,       None,         "dd>d",    Mvp,                  PURE;
    I32WrapI64,               "i32.wrap_i64",                   0xa7,       None,         "l>i",     Mvp,                  PURE;
    I32TruncF32S,             "i32.trunc_f32_s",                0xa8,       None,         "f>i",     Mvp,                  TRAPS;
    I32TruncF32U,             "i32.trunc_f32_u",                0xa9,       None,         "f>i",     Mvp,                  TRAPS;
    I32TruncF64S,             "i32.trunc_f64_s",                0xaa,       None,         "d>i",     Mvp,                  TRAPS;
    I32TruncF64U,             "i32.trunc_f64_u",                0xab,       None,         "d>i",     Mvp,                  TRAPS;
    I64ExtendI32S,            "i64.extend_i32_s",               0xac,       None,         "i>l",     Mvp,                  PURE;
    I64ExtendI32U,            "i64.extend_i32_u",               0xad,       None,         "i>l",     Mvp,                  PURE;
    I64TruncF32S,             "i64.trunc_f32_s",                0xae,       None,         "f>l",     Mvp,                  TRAPS;
    I64TruncF32U,             "i64.trunc_f32_u",                0xaf,       None,         "f>l",     Mvp,                  TRAPS;
    I64TruncF64S,             "i64.trunc_f64_s",                0xb0,       None,         "d>l",     Mvp,                  TRAPS;
    I64TruncF64U,             "i64.trunc_f64_u",                0xb1,       None,         "d>l",     Mvp,                  TRAPS;
    F32ConvertI32S,           "f32.convert_i32_s",              0xb2,       None,         "i>f",     Mvp,                  PURE;
    F32ConvertI32U,           "f32.convert_i32_u",              0xb3,       None,         "i>f",     Mvp,                  PURE;
    F32ConvertI64S,           "f32.convert_i64_s",              0xb4,       None,         "l>f",     Mvp,                  PURE;
    F32ConvertI64U,           "f32.convert_i64_u",              0xb5,       None,         "l>f",     Mvp,                  PURE;
    F32DemoteF64,             "f32.demote_f64",                 0xb6,       None,         "d>f",     Mvp,                  NAN;
    F64ConvertI32S,           "f64.convert_i32_s",              0xb7,       None,         "i>d",     Mvp,                  PURE;
    F64ConvertI32U,           "f64.convert_i32_u",              0xb8,       None,         "i>d",     Mvp,                  PURE;
    F64ConvertI64S,           "f64.convert_i64_s",              0xb9,       None,         "l>d",     Mvp,                  PURE;
    F64ConvertI64U,           "f64.convert_i64_u",              0xba,       None,         "l>d",     Mvp,                  PURE;
    F64PromoteF32,            "f64.promote_f32",                0xbb,       None,         "f>d",     Mvp,                  NAN;
    I32ReinterpretF32,        "i32.reinterpret_f32",            0xbc,       None,         "f>i",     Mvp,                  PURE;
    I64ReinterpretF64,        "i64.reinterpret_f64",            0xbd,       None,         "d>l",     Mvp,                  PURE;
    F32ReinterpretI32,        "f32.reinterpret_i32",            0xbe,       None,         "i>f",     Mvp,                  PURE;
    F64ReinterpretI64,        "f64.reinterpret_i64",            0xbf,       None,         "l>d",     Mvp,                  PURE;

    // Sign extension
    I32Extend8S,              "i32.extend8_s",                  0xc0,       None,         "i>i",     SignExtension,        PURE;
    I32Extend16S,             "i32.extend16_s",                 0xc1,       None,         "i>i",     SignExtension,        PURE;
    I64Extend8S,              "i64.extend8_s",                  0xc2,       None,         "l>l",     SignExtension,        PURE;
    I64Extend16S,             "i64.extend16_s",                 0xc3,       None,         "l>l",     SignExtension,        PURE;
    I64Extend32S,             "i64.extend32_s",                 0xc4,       None,         "l>l",     SignExtension,        PURE;

    // Saturating conversions
    I32TruncSatF32S,          "i32.trunc_sat_f32_s",            0xfc_0000,  None,         "f>i",     SaturatingFloatToInt, PURE;
    I32TruncSatF32U,          "i32.trunc_sat_f32_u",            0xfc_0001,  None,         "f>i",     SaturatingFloatToInt, PURE;
    I32TruncSatF64S,          "i32.trunc_sat_f64_s",            0xfc_0002,  None,         "d>i",     SaturatingFloatToInt, PURE;
    I32TruncSatF64U,          "i32.trunc_sat_f64_u",            0xfc_0003,  None,         "d>i",     SaturatingFloatToInt, PURE;
    I64TruncSatF32S,          "i64.trunc_sat_f32_s",            0xfc_0004,  None,         "f>l",     SaturatingFloatToInt, PURE;
    I64TruncSatF32U,          "i64.trunc_sat_f32_u",            0xfc_0005,  None,         "f>l",     SaturatingFloatToInt, PURE;
    I64TruncSatF64S,          "i64.trunc_sat_f64_s",            0xfc_0006,  None,         "d>l",     SaturatingFloatToInt, PURE;
    I64TruncSatF64U,          "i64.trunc_sat_f64_u",            0xfc_0007,  None,         "d>l",     SaturatingFloatToInt, PURE;

    // Bulk memory
    MemoryInit,               "memory.init",                    0xfc_0008,  DataMemory,   "aii>",    BulkMemory,           READ_SEGMENT | WRITE_MEMORY | TRAPS;
    DataDrop,                 "data.drop",                      0xfc_0009,  Data,         ">",       BulkMemory,           WRITE_SEGMENT;
    MemoryCopy,               "memory.copy",                    0xfc_000a,  MemoryMemory, "*",       BulkMemory,           READ_MEMORY | WRITE_MEMORY | TRAPS;
    MemoryFill,               "memory.fill",                    0xfc_000b,  Memory,       "aia>",    BulkMemory,           WRITE_MEMORY | TRAPS;
    TableInit,                "table.init",                     0xfc_000c,  ElemTable,    "tii>",    BulkMemory,           READ_SEGMENT | WRITE_TABLE | TRAPS;
    ElemDrop,                 "elem.drop",                      0xfc_000d,  Elem,         ">",       BulkMemory,           WRITE_SEGMENT;
    TableCopy,                "table.copy",                     0xfc_000e,  TableTable,   "*",       BulkMemory,           READ_TABLE | WRITE_TABLE | TRAPS;

    // Reference types
    SelectT,                  "select_t",                       0x1c,       SelectType,   "*",       ReferenceTypes,       PURE;
    TableGet,                 "table.get",                      0x25,       Table,        "*",       ReferenceTypes,       READ_TABLE | TRAPS;
    TableSet,                 "table.set",                      0x26,       Table,        "*",       ReferenceTypes,       WRITE_TABLE | TRAPS;
    RefNull,                  "ref.null",                       0xd0,       HeapType,     "*",       ReferenceTypes,       CONSTANT;
    RefIsNull,                "ref.is_null",                    0xd1,       None,         "*",       ReferenceTypes,       PURE;
    RefFunc,                  "ref.func",                       0xd2,       Function,     "*",       ReferenceTypes,       CONSTANT;
    TableGrow,                "table.grow",                     0xfc_000f,  Table,        "*",       ReferenceTypes,       READ_TABLE | WRITE_TABLE | HOST;
    TableSize,                "table.size",                     0xfc_0010,  Table,        ">t",      ReferenceTypes,       READ_TABLE;
    TableFill,                "table.fill",                     0xfc_0011,  Table,        "*",       ReferenceTypes,       WRITE_TABLE | TRAPS;

    // Tail calls
    ReturnCall,               "return_call",                    0x12,       Function,     "*",       TailCall,             CALLS | TERMINATOR;
    ReturnCallIndirect,       "return_call_indirect",           0x13,       TypeTable,    "*",       TailCall,             CALLS | TERMINATOR;

    // Typed function references
    CallRef,                  "call_ref",                       0x14,       Type,         "*",       FunctionReferences,   CALLS;
    ReturnCallRef,            "return_call_ref",                0x15,       Type,         "*",       FunctionReferences,   CALLS | TERMINATOR;
    RefAsNonNull,             "ref.as_non_null",                0xd4,       None,         "*",       FunctionReferences,   TRAPS;
    BrOnNull,                 "br_on_null",                     0xd5,       Label,        "*",       FunctionReferences,   TERMINATOR;
    BrOnNonNull,              "br_on_non_null",                 0xd6,       Label,        "*",       FunctionReferences,   TERMINATOR;

    // Exceptions
    Throw,                    "throw",                          0x08,       Tag,          "*",       Exceptions,           THROWS | TERMINATOR;
    ThrowRef,                 "throw_ref",                      0x0a,       None,         "*",       Exceptions,           THROWS | TERMINATOR;
    TryTable,                 "try_table",                      0x1f,       TryTable,     "*",       Exceptions,           STRUCTURE;

    // Legacy exceptions
    Try,                      "try",                            0x06,       BlockType,    "*",       LegacyExceptions,     STRUCTURE;
    Catch,                    "catch",                          0x07,       Tag,          "*",       LegacyExceptions,     STRUCTURE;
    Rethrow,                  "rethrow",                        0x09,       Label,        "*",       LegacyExceptions,     THROWS | TERMINATOR;
    Delegate,                 "delegate",                       0x18,       Label,        "*",       LegacyExceptions,     STRUCTURE;
    CatchAll,                 "catch_all",                      0x19,       None,         "*",       LegacyExceptions,     STRUCTURE;

    // Garbage collection
    RefEq,                    "ref.eq",                         0xd3,       None,         "*",       Gc,                   COMMUTES;
    StructNew,                "struct.new",                     0xfb_0000,  Type,         "*",       Gc,                   ALLOCATES;
    StructNewDefault,         "struct.new_default",             0xfb_0001,  Type,         "*",       Gc,                   ALLOCATES;
    StructGet,                "struct.get",                     0xfb_0002,  TypeField,    "*",       Gc,                   READ_HEAP | TRAPS;
    StructGetS,               "struct.get_s",                   0xfb_0003,  TypeField,    "*",       Gc,                   READ_HEAP | TRAPS;
    StructGetU,               "struct.get_u",                   0xfb_0004,  TypeField,    "*",       Gc,                   READ_HEAP | TRAPS;
    StructSet,                "struct.set",                     0xfb_0005,  TypeField,    "*",       Gc,                   WRITE_HEAP | TRAPS;
    ArrayNew,                 "array.new",                      0xfb_0006,  Type,         "*",       Gc,                   ALLOCATES | TRAPS;
    ArrayNewDefault,          "array.new_default",              0xfb_0007,  Type,         "*",       Gc,                   ALLOCATES | TRAPS;
    ArrayNewFixed,            "array.new_fixed",                0xfb_0008,  TypeCount,    "*",       Gc,                   ALLOCATES;
    ArrayNewData,             "array.new_data",                 0xfb_0009,  TypeData,     "*",       Gc,                   ALLOCATES | READ_SEGMENT | TRAPS;
    ArrayNewElem,             "array.new_elem",                 0xfb_000a,  TypeElem,     "*",       Gc,                   ALLOCATES | READ_SEGMENT | TRAPS;
    ArrayGet,                 "array.get",                      0xfb_000b,  Type,         "*",       Gc,                   READ_HEAP | TRAPS;
    ArrayGetS,                "array.get_s",                    0xfb_000c,  Type,         "*",       Gc,                   READ_HEAP | TRAPS;
    ArrayGetU,                "array.get_u",                    0xfb_000d,  Type,         "*",       Gc,                   READ_HEAP | TRAPS;
    ArraySet,                 "array.set",                      0xfb_000e,  Type,         "*",       Gc,                   WRITE_HEAP | TRAPS;
    ArrayLen,                 "array.len",                      0xfb_000f,  None,         "*",       Gc,                   TRAPS;
    ArrayFill,                "array.fill",                     0xfb_0010,  Type,         "*",       Gc,                   WRITE_HEAP | TRAPS;
    ArrayCopy,                "array.copy",                     0xfb_0011,  TypeType,     "*",       Gc,                   READ_HEAP | WRITE_HEAP | TRAPS;
    ArrayInitData,            "array.init_data",                0xfb_0012,  TypeData,     "*",       Gc,                   READ_SEGMENT | WRITE_HEAP | TRAPS;
    ArrayInitElem,            "array.init_elem",                0xfb_0013,  TypeElem,     "*",       Gc,                   READ_SEGMENT | WRITE_HEAP | TRAPS;
    RefTest,                  "ref.test",                       0xfb_0014,  HeapType,     "*",       Gc,                   PURE;
    RefTestNull,              "ref.test_null",                  0xfb_0015,  HeapType,     "*",       Gc,                   PURE;
    RefCast,                  "ref.cast",                       0xfb_0016,  HeapType,     "*",       Gc,                   TRAPS;
    RefCastNull,              "ref.cast_null",                  0xfb_0017,  HeapType,     "*",       Gc,                   TRAPS;
    BrOnCast,                 "br_on_cast",                     0xfb_0018,  BranchCast,   "*",       Gc,                   TERMINATOR;
    BrOnCastFail,             "br_on_cast_fail",                0xfb_0019,  BranchCast,   "*",       Gc,                   TERMINATOR;
    AnyConvertExtern,         "any.convert_extern",             0xfb_001a,  None,         "*",       Gc,                   PURE;
    ExternConvertAny,         "extern.convert_any",             0xfb_001b,  None,         "*",       Gc,                   PURE;
    RefI31,                   "ref.i31",                        0xfb_001c,  None,         "*",       Gc,                   PURE;
    I31GetS,                  "i31.get_s",                      0xfb_001d,  None,         "*",       Gc,                   TRAPS;
    I31GetU,                  "i31.get_u",                      0xfb_001e,  None,         "*",       Gc,                   TRAPS;

    // SIMD
    V128Load,                 "v128.load",                      0xfd_0000,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load8x8S,             "v128.load8x8_s",                 0xfd_0001,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load8x8U,             "v128.load8x8_u",                 0xfd_0002,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load16x4S,            "v128.load16x4_s",                0xfd_0003,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load16x4U,            "v128.load16x4_u",                0xfd_0004,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load32x2S,            "v128.load32x2_s",                0xfd_0005,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load32x2U,            "v128.load32x2_u",                0xfd_0006,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load8Splat,           "v128.load8_splat",               0xfd_0007,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load16Splat,          "v128.load16_splat",              0xfd_0008,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load32Splat,          "v128.load32_splat",              0xfd_0009,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load64Splat,          "v128.load64_splat",              0xfd_000a,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Store,                "v128.store",                     0xfd_000b,  MemArg,       "av>",     Simd,                 WRITE_MEMORY | TRAPS;
    V128Const,                "v128.const",                     0xfd_000c,  V128,         ">v",      Simd,                 CONSTANT;
    I8x16Shuffle,             "i8x16.shuffle",                  0xfd_000d,  Shuffle,      "vv>v",    Simd,                 PURE;
    I8x16Swizzle,             "i8x16.swizzle",                  0xfd_000e,  None,         "vv>v",    Simd,                 PURE;
    I8x16Splat,               "i8x16.splat",                    0xfd_000f,  None,         "i>v",     Simd,                 PURE;
    I16x8Splat,               "i16x8.splat",                    0xfd_0010,  None,         "i>v",     Simd,                 PURE;
    I32x4Splat,               "i32x4.splat",                    0xfd_0011,  None,         "i>v",     Simd,                 PURE;
    I64x2Splat,               "i64x2.splat",                    0xfd_0012,  None,         "l>v",     Simd,                 PURE;
    F32x4Splat,               "f32x4.splat",                    0xfd_0013,  None,         "f>v",     Simd,                 PURE;
    F64x2Splat,               "f64x2.splat",                    0xfd_0014,  None,         "d>v",     Simd,                 PURE;
    I8x16ExtractLaneS,        "i8x16.extract_lane_s",           0xfd_0015,  Lane,         "v>i",     Simd,                 PURE;
    I8x16ExtractLaneU,        "i8x16.extract_lane_u",           0xfd_0016,  Lane,         "v>i",     Simd,                 PURE;
    I8x16ReplaceLane,         "i8x16.replace_lane",             0xfd_0017,  Lane,         "vi>v",    Simd,                 PURE;
    I16x8ExtractLaneS,        "i16x8.extract_lane_s",           0xfd_0018,  Lane,         "v>i",     Simd,                 PURE;
    I16x8ExtractLaneU,        "i16x8.extract_lane_u",           0xfd_0019,  Lane,         "v>i",     Simd,                 PURE;
    I16x8ReplaceLane,         "i16x8.replace_lane",             0xfd_001a,  Lane,         "vi>v",    Simd,                 PURE;
    I32x4ExtractLane,         "i32x4.extract_lane",             0xfd_001b,  Lane,         "v>i",     Simd,                 PURE;
    I32x4ReplaceLane,         "i32x4.replace_lane",             0xfd_001c,  Lane,         "vi>v",    Simd,                 PURE;
    I64x2ExtractLane,         "i64x2.extract_lane",             0xfd_001d,  Lane,         "v>l",     Simd,                 PURE;
    I64x2ReplaceLane,         "i64x2.replace_lane",             0xfd_001e,  Lane,         "vl>v",    Simd,                 PURE;
    F32x4ExtractLane,         "f32x4.extract_lane",             0xfd_001f,  Lane,         "v>f",     Simd,                 PURE;
    F32x4ReplaceLane,         "f32x4.replace_lane",             0xfd_0020,  Lane,         "vf>v",    Simd,                 PURE;
    F64x2ExtractLane,         "f64x2.extract_lane",             0xfd_0021,  Lane,         "v>d",     Simd,                 PURE;
    F64x2ReplaceLane,         "f64x2.replace_lane",             0xfd_0022,  Lane,         "vd>v",    Simd,                 PURE;
    I8x16Eq,                  "i8x16.eq",                       0xfd_0023,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16Ne,                  "i8x16.ne",                       0xfd_0024,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16LtS,                 "i8x16.lt_s",                     0xfd_0025,  None,         "vv>v",    Simd,                 PURE;
    I8x16LtU,                 "i8x16.lt_u",                     0xfd_0026,  None,         "vv>v",    Simd,                 PURE;
    I8x16GtS,                 "i8x16.gt_s",                     0xfd_0027,  None,         "vv>v",    Simd,                 PURE;
    I8x16GtU,                 "i8x16.gt_u",                     0xfd_0028,  None,         "vv>v",    Simd,                 PURE;
    I8x16LeS,                 "i8x16.le_s",                     0xfd_0029,  None,         "vv>v",    Simd,                 PURE;
    I8x16LeU,                 "i8x16.le_u",                     0xfd_002a,  None,         "vv>v",    Simd,                 PURE;
    I8x16GeS,                 "i8x16.ge_s",                     0xfd_002b,  None,         "vv>v",    Simd,                 PURE;
    I8x16GeU,                 "i8x16.ge_u",                     0xfd_002c,  None,         "vv>v",    Simd,                 PURE;
    I16x8Eq,                  "i16x8.eq",                       0xfd_002d,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8Ne,                  "i16x8.ne",                       0xfd_002e,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8LtS,                 "i16x8.lt_s",                     0xfd_002f,  None,         "vv>v",    Simd,                 PURE;
    I16x8LtU,                 "i16x8.lt_u",                     0xfd_0030,  None,         "vv>v",    Simd,                 PURE;
    I16x8GtS,                 "i16x8.gt_s",                     0xfd_0031,  None,         "vv>v",    Simd,                 PURE;
    I16x8GtU,                 "i16x8.gt_u",                     0xfd_0032,  None,         "vv>v",    Simd,                 PURE;
    I16x8LeS,                 "i16x8.le_s",                     0xfd_0033,  None,         "vv>v",    Simd,                 PURE;
    I16x8LeU,                 "i16x8.le_u",                     0xfd_0034,  None,         "vv>v",    Simd,                 PURE;
    I16x8GeS,                 "i16x8.ge_s",                     0xfd_0035,  None,         "vv>v",    Simd,                 PURE;
    I16x8GeU,                 "i16x8.ge_u",                     0xfd_0036,  None,         "vv>v",    Simd,                 PURE;
    I32x4Eq,                  "i32x4.eq",                       0xfd_0037,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4Ne,                  "i32x4.ne",                       0xfd_0038,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4LtS,                 "i32x4.lt_s",                     0xfd_0039,  None,         "vv>v",    Simd,                 PURE;
    I32x4LtU,                 "i32x4.lt_u",                     0xfd_003a,  None,         "vv>v",    Simd,                 PURE;
    I32x4GtS,                 "i32x4.gt_s",                     0xfd_003b,  None,         "vv>v",    Simd,                 PURE;
    I32x4GtU,                 "i32x4.gt_u",                     0xfd_003c,  None,         "vv>v",    Simd,                 PURE;
    I32x4LeS,                 "i32x4.le_s",                     0xfd_003d,  None,         "vv>v",    Simd,                 PURE;
    I32x4LeU,                 "i32x4.le_u",                     0xfd_003e,  None,         "vv>v",    Simd,                 PURE;
    I32x4GeS,                 "i32x4.ge_s",                     0xfd_003f,  None,         "vv>v",    Simd,                 PURE;
    I32x4GeU,                 "i32x4.ge_u",                     0xfd_0040,  None,         "vv>v",    Simd,                 PURE;
    F32x4Eq,                  "f32x4.eq",                       0xfd_0041,  None,         "vv>v",    Simd,                 COMMUTES;
    F32x4Ne,                  "f32x4.ne",                       0xfd_0042,  None,         "vv>v",    Simd,                 COMMUTES;
    F32x4Lt,                  "f32x4.lt",                       0xfd_0043,  None,         "vv>v",    Simd,                 PURE;
    F32x4Gt,                  "f32x4.gt",                       0xfd_0044,  None,         "vv>v",    Simd,                 PURE;
    F32x4Le,                  "f32x4.le",                       0xfd_0045,  None,         "vv>v",    Simd,                 PURE;
    F32x4Ge,                  "f32x4.ge",                       0xfd_0046,  None,         "vv>v",    Simd,                 PURE;
    F64x2Eq,                  "f64x2.eq",                       0xfd_0047,  None,         "vv>v",    Simd,                 COMMUTES;
    F64x2Ne,                  "f64x2.ne",                       0xfd_0048,  None,         "vv>v",    Simd,                 COMMUTES;
    F64x2Lt,                  "f64x2.lt",                       0xfd_0049,  None,         "vv>v",    Simd,                 PURE;
    F64x2Gt,                  "f64x2.gt",                       0xfd_004a,  None,         "vv>v",    Simd,                 PURE;
    F64x2Le,                  "f64x2.le",                       0xfd_004b,  None,         "vv>v",    Simd,                 PURE;
    F64x2Ge,                  "f64x2.ge",                       0xfd_004c,  None,         "vv>v",    Simd,                 PURE;
    V128Not,                  "v128.not",                       0xfd_004d,  None,         "v>v",     Simd,                 PURE;
    V128And,                  "v128.and",                       0xfd_004e,  None,         "vv>v",    Simd,                 COMMUTES;
    V128AndNot,               "v128.andnot",                    0xfd_004f,  None,         "vv>v",    Simd,                 PURE;
    V128Or,                   "v128.or",                        0xfd_0050,  None,         "vv>v",    Simd,                 COMMUTES;
    V128Xor,                  "v128.xor",                       0xfd_0051,  None,         "vv>v",    Simd,                 COMMUTES;
    V128Bitselect,            "v128.bitselect",                 0xfd_0052,  None,         "vvv>v",   Simd,                 PURE;
    V128AnyTrue,              "v128.any_true",                  0xfd_0053,  None,         "v>i",     Simd,                 PURE;
    V128Load8Lane,            "v128.load8_lane",                0xfd_0054,  MemArgLane,   "av>v",    Simd,                 READ_MEMORY | TRAPS;
    V128Load16Lane,           "v128.load16_lane",               0xfd_0055,  MemArgLane,   "av>v",    Simd,                 READ_MEMORY | TRAPS;
    V128Load32Lane,           "v128.load32_lane",               0xfd_0056,  MemArgLane,   "av>v",    Simd,                 READ_MEMORY | TRAPS;
    V128Load64Lane,           "v128.load64_lane",               0xfd_0057,  MemArgLane,   "av>v",    Simd,                 READ_MEMORY | TRAPS;
    V128Store8Lane,           "v128.store8_lane",               0xfd_0058,  MemArgLane,   "av>",     Simd,                 WRITE_MEMORY | TRAPS;
    V128Store16Lane,          "v128.store16_lane",              0xfd_0059,  MemArgLane,   "av>",     Simd,                 WRITE_MEMORY | TRAPS;
    V128Store32Lane,          "v128.store32_lane",              0xfd_005a,  MemArgLane,   "av>",     Simd,                 WRITE_MEMORY | TRAPS;
    V128Store64Lane,          "v128.store64_lane",              0xfd_005b,  MemArgLane,   "av>",     Simd,                 WRITE_MEMORY | TRAPS;
    V128Load32Zero,           "v128.load32_zero",               0xfd_005c,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    V128Load64Zero,           "v128.load64_zero",               0xfd_005d,  MemArg,       "a>v",     Simd,                 READ_MEMORY | TRAPS;
    F32x4DemoteF64x2Zero,     "f32x4.demote_f64x2_zero",        0xfd_005e,  None,         "v>v",     Simd,                 NAN;
    F64x2PromoteLowF32x4,     "f64x2.promote_low_f32x4",        0xfd_005f,  None,         "v>v",     Simd,                 NAN;
    I8x16Abs,                 "i8x16.abs",                      0xfd_0060,  None,         "v>v",     Simd,                 PURE;
    I8x16Neg,                 "i8x16.neg",                      0xfd_0061,  None,         "v>v",     Simd,                 PURE;
    I8x16Popcnt,              "i8x16.popcnt",                   0xfd_0062,  None,         "v>v",     Simd,                 PURE;
    I8x16AllTrue,             "i8x16.all_true",                 0xfd_0063,  None,         "v>i",     Simd,                 PURE;
    I8x16Bitmask,             "i8x16.bitmask",                  0xfd_0064,  None,         "v>i",     Simd,                 PURE;
    I8x16NarrowI16x8S,        "i8x16.narrow_i16x8_s",           0xfd_0065,  None,         "vv>v",    Simd,                 PURE;
    I8x16NarrowI16x8U,        "i8x16.narrow_i16x8_u",           0xfd_0066,  None,         "vv>v",    Simd,                 PURE;
    F32x4Ceil,                "f32x4.ceil",                     0xfd_0067,  None,         "v>v",     Simd,                 NAN;
    F32x4Floor,               "f32x4.floor",                    0xfd_0068,  None,         "v>v",     Simd,                 NAN;
    F32x4Trunc,               "f32x4.trunc",                    0xfd_0069,  None,         "v>v",     Simd,                 NAN;
    F32x4Nearest,             "f32x4.nearest",                  0xfd_006a,  None,         "v>v",     Simd,                 NAN;
    I8x16Shl,                 "i8x16.shl",                      0xfd_006b,  None,         "vi>v",    Simd,                 PURE;
    I8x16ShrS,                "i8x16.shr_s",                    0xfd_006c,  None,         "vi>v",    Simd,                 PURE;
    I8x16ShrU,                "i8x16.shr_u",                    0xfd_006d,  None,         "vi>v",    Simd,                 PURE;
    I8x16Add,                 "i8x16.add",                      0xfd_006e,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16AddSatS,             "i8x16.add_sat_s",                0xfd_006f,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16AddSatU,             "i8x16.add_sat_u",                0xfd_0070,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16Sub,                 "i8x16.sub",                      0xfd_0071,  None,         "vv>v",    Simd,                 PURE;
    I8x16SubSatS,             "i8x16.sub_sat_s",                0xfd_0072,  None,         "vv>v",    Simd,                 PURE;
    I8x16SubSatU,             "i8x16.sub_sat_u",                0xfd_0073,  None,         "vv>v",    Simd,                 PURE;
    F64x2Ceil,                "f64x2.ceil",                     0xfd_0074,  None,         "v>v",     Simd,                 NAN;
    F64x2Floor,               "f64x2.floor",                    0xfd_0075,  None,         "v>v",     Simd,                 NAN;
    I8x16MinS,                "i8x16.min_s",                    0xfd_0076,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16MinU,                "i8x16.min_u",                    0xfd_0077,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16MaxS,                "i8x16.max_s",                    0xfd_0078,  None,         "vv>v",    Simd,                 COMMUTES;
    I8x16MaxU,                "i8x16.max_u",                    0xfd_0079,  None,         "vv>v",    Simd,                 COMMUTES;
    F64x2Trunc,               "f64x2.trunc",                    0xfd_007a,  None,         "v>v",     Simd,                 NAN;
    I8x16AvgrU,               "i8x16.avgr_u",                   0xfd_007b,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8ExtAddPairwiseI8x16S,"i16x8.extadd_pairwise_i8x16_s",  0xfd_007c,  None,         "v>v",     Simd,                 PURE;
    I16x8ExtAddPairwiseI8x16U,"i16x8.extadd_pairwise_i8x16_u",  0xfd_007d,  None,         "v>v",     Simd,                 PURE;
    I32x4ExtAddPairwiseI16x8S,"i32x4.extadd_pairwise_i16x8_s",  0xfd_007e,  None,         "v>v",     Simd,                 PURE;
    I32x4ExtAddPairwiseI16x8U,"i32x4.extadd_pairwise_i16x8_u",  0xfd_007f,  None,         "v>v",     Simd,                 PURE;
    I16x8Abs,                 "i16x8.abs",                      0xfd_0080,  None,         "v>v",     Simd,                 PURE;
    I16x8Neg,                 "i16x8.neg",                      0xfd_0081,  None,         "v>v",     Simd,                 PURE;
    I16x8Q15MulrSatS,         "i16x8.q15mulr_sat_s",            0xfd_0082,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8AllTrue,             "i16x8.all_true",                 0xfd_0083,  None,         "v>i",     Simd,                 PURE;
    I16x8Bitmask,             "i16x8.bitmask",                  0xfd_0084,  None,         "v>i",     Simd,                 PURE;
    I16x8NarrowI32x4S,        "i16x8.narrow_i32x4_s",           0xfd_0085,  None,         "vv>v",    Simd,                 PURE;
    I16x8NarrowI32x4U,        "i16x8.narrow_i32x4_u",           0xfd_0086,  None,         "vv>v",    Simd,                 PURE;
    I16x8ExtendLowI8x16S,     "i16x8.extend_low_i8x16_s",       0xfd_0087,  None,         "v>v",     Simd,                 PURE;
    I16x8ExtendHighI8x16S,    "i16x8.extend_high_i8x16_s",      0xfd_0088,  None,         "v>v",     Simd,                 PURE;
    I16x8ExtendLowI8x16U,     "i16x8.extend_low_i8x16_u",       0xfd_0089,  None,         "v>v",     Simd,                 PURE;
    I16x8ExtendHighI8x16U,    "i16x8.extend_high_i8x16_u",      0xfd_008a,  None,         "v>v",     Simd,                 PURE;
    I16x8Shl,                 "i16x8.shl",                      0xfd_008b,  None,         "vi>v",    Simd,                 PURE;
    I16x8ShrS,                "i16x8.shr_s",                    0xfd_008c,  None,         "vi>v",    Simd,                 PURE;
    I16x8ShrU,                "i16x8.shr_u",                    0xfd_008d,  None,         "vi>v",    Simd,                 PURE;
    I16x8Add,                 "i16x8.add",                      0xfd_008e,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8AddSatS,             "i16x8.add_sat_s",                0xfd_008f,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8AddSatU,             "i16x8.add_sat_u",                0xfd_0090,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8Sub,                 "i16x8.sub",                      0xfd_0091,  None,         "vv>v",    Simd,                 PURE;
    I16x8SubSatS,             "i16x8.sub_sat_s",                0xfd_0092,  None,         "vv>v",    Simd,                 PURE;
    I16x8SubSatU,             "i16x8.sub_sat_u",                0xfd_0093,  None,         "vv>v",    Simd,                 PURE;
    F64x2Nearest,             "f64x2.nearest",                  0xfd_0094,  None,         "v>v",     Simd,                 NAN;
    I16x8Mul,                 "i16x8.mul",                      0xfd_0095,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8MinS,                "i16x8.min_s",                    0xfd_0096,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8MinU,                "i16x8.min_u",                    0xfd_0097,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8MaxS,                "i16x8.max_s",                    0xfd_0098,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8MaxU,                "i16x8.max_u",                    0xfd_0099,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8AvgrU,               "i16x8.avgr_u",                   0xfd_009b,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8ExtMulLowI8x16S,     "i16x8.extmul_low_i8x16_s",       0xfd_009c,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8ExtMulHighI8x16S,    "i16x8.extmul_high_i8x16_s",      0xfd_009d,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8ExtMulLowI8x16U,     "i16x8.extmul_low_i8x16_u",       0xfd_009e,  None,         "vv>v",    Simd,                 COMMUTES;
    I16x8ExtMulHighI8x16U,    "i16x8.extmul_high_i8x16_u",      0xfd_009f,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4Abs,                 "i32x4.abs",                      0xfd_00a0,  None,         "v>v",     Simd,                 PURE;
    I32x4Neg,                 "i32x4.neg",                      0xfd_00a1,  None,         "v>v",     Simd,                 PURE;
    I32x4AllTrue,             "i32x4.all_true",                 0xfd_00a3,  None,         "v>i",     Simd,                 PURE;
    I32x4Bitmask,             "i32x4.bitmask",                  0xfd_00a4,  None,         "v>i",     Simd,                 PURE;
    I32x4ExtendLowI16x8S,     "i32x4.extend_low_i16x8_s",       0xfd_00a7,  None,         "v>v",     Simd,                 PURE;
    I32x4ExtendHighI16x8S,    "i32x4.extend_high_i16x8_s",      0xfd_00a8,  None,         "v>v",     Simd,                 PURE;
    I32x4ExtendLowI16x8U,     "i32x4.extend_low_i16x8_u",       0xfd_00a9,  None,         "v>v",     Simd,                 PURE;
    I32x4ExtendHighI16x8U,    "i32x4.extend_high_i16x8_u",      0xfd_00aa,  None,         "v>v",     Simd,                 PURE;
    I32x4Shl,                 "i32x4.shl",                      0xfd_00ab,  None,         "vi>v",    Simd,                 PURE;
    I32x4ShrS,                "i32x4.shr_s",                    0xfd_00ac,  None,         "vi>v",    Simd,                 PURE;
    I32x4ShrU,                "i32x4.shr_u",                    0xfd_00ad,  None,         "vi>v",    Simd,                 PURE;
    I32x4Add,                 "i32x4.add",                      0xfd_00ae,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4Sub,                 "i32x4.sub",                      0xfd_00b1,  None,         "vv>v",    Simd,                 PURE;
    I32x4Mul,                 "i32x4.mul",                      0xfd_00b5,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4MinS,                "i32x4.min_s",                    0xfd_00b6,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4MinU,                "i32x4.min_u",                    0xfd_00b7,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4MaxS,                "i32x4.max_s",                    0xfd_00b8,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4MaxU,                "i32x4.max_u",                    0xfd_00b9,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4DotI16x8S,           "i32x4.dot_i16x8_s",              0xfd_00ba,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4ExtMulLowI16x8S,     "i32x4.extmul_low_i16x8_s",       0xfd_00bc,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4ExtMulHighI16x8S,    "i32x4.extmul_high_i16x8_s",      0xfd_00bd,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4ExtMulLowI16x8U,     "i32x4.extmul_low_i16x8_u",       0xfd_00be,  None,         "vv>v",    Simd,                 COMMUTES;
    I32x4ExtMulHighI16x8U,    "i32x4.extmul_high_i16x8_u",      0xfd_00bf,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2Abs,                 "i64x2.abs",                      0xfd_00c0,  None,         "v>v",     Simd,                 PURE;
    I64x2Neg,                 "i64x2.neg",                      0xfd_00c1,  None,         "v>v",     Simd,                 PURE;
    I64x2AllTrue,             "i64x2.all_true",                 0xfd_00c3,  None,         "v>i",     Simd,                 PURE;
    I64x2Bitmask,             "i64x2.bitmask",                  0xfd_00c4,  None,         "v>i",     Simd,                 PURE;
    I64x2ExtendLowI32x4S,     "i64x2.extend_low_i32x4_s",       0xfd_00c7,  None,         "v>v",     Simd,                 PURE;
    I64x2ExtendHighI32x4S,    "i64x2.extend_high_i32x4_s",      0xfd_00c8,  None,         "v>v",     Simd,                 PURE;
    I64x2ExtendLowI32x4U,     "i64x2.extend_low_i32x4_u",       0xfd_00c9,  None,         "v>v",     Simd,                 PURE;
    I64x2ExtendHighI32x4U,    "i64x2.extend_high_i32x4_u",      0xfd_00ca,  None,         "v>v",     Simd,                 PURE;
    I64x2Shl,                 "i64x2.shl",                      0xfd_00cb,  None,         "vi>v",    Simd,                 PURE;
    I64x2ShrS,                "i64x2.shr_s",                    0xfd_00cc,  None,         "vi>v",    Simd,                 PURE;
    I64x2ShrU,                "i64x2.shr_u",                    0xfd_00cd,  None,         "vi>v",    Simd,                 PURE;
    I64x2Add,                 "i64x2.add",                      0xfd_00ce,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2Sub,                 "i64x2.sub",                      0xfd_00d1,  None,         "vv>v",    Simd,                 PURE;
    I64x2Mul,                 "i64x2.mul",                      0xfd_00d5,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2Eq,                  "i64x2.eq",                       0xfd_00d6,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2Ne,                  "i64x2.ne",                       0xfd_00d7,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2LtS,                 "i64x2.lt_s",                     0xfd_00d8,  None,         "vv>v",    Simd,                 PURE;
    I64x2GtS,                 "i64x2.gt_s",                     0xfd_00d9,  None,         "vv>v",    Simd,                 PURE;
    I64x2LeS,                 "i64x2.le_s",                     0xfd_00da,  None,         "vv>v",    Simd,                 PURE;
    I64x2GeS,                 "i64x2.ge_s",                     0xfd_00db,  None,         "vv>v",    Simd,                 PURE;
    I64x2ExtMulLowI32x4S,     "i64x2.extmul_low_i32x4_s",       0xfd_00dc,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2ExtMulHighI32x4S,    "i64x2.extmul_high_i32x4_s",      0xfd_00dd,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2ExtMulLowI32x4U,     "i64x2.extmul_low_i32x4_u",       0xfd_00de,  None,         "vv>v",    Simd,                 COMMUTES;
    I64x2ExtMulHighI32x4U,    "i64x2.extmul_high_i32x4_u",      0xfd_00df,  None,         "vv>v",    Simd,                 COMMUTES;
    F32x4Abs,                 "f32x4.abs",                      0xfd_00e0,  None,         "v>v",     Simd,                 PURE;
    F32x4Neg,                 "f32x4.neg",                      0xfd_00e1,  None,         "v>v",     Simd,                 PURE;
    F32x4Sqrt,                "f32x4.sqrt",                     0xfd_00e3,  None,         "v>v",     Simd,                 NAN;
    F32x4Add,                 "f32x4.add",                      0xfd_00e4,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F32x4Sub,                 "f32x4.sub",                      0xfd_00e5,  None,         "vv>v",    Simd,                 NAN;
    F32x4Mul,                 "f32x4.mul",                      0xfd_00e6,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F32x4Div,                 "f32x4.div",                      0xfd_00e7,  None,         "vv>v",    Simd,                 NAN;
    F32x4Min,                 "f32x4.min",                      0xfd_00e8,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F32x4Max,                 "f32x4.max",                      0xfd_00e9,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F32x4PMin,                "f32x4.pmin",                     0xfd_00ea,  None,         "vv>v",    Simd,                 PURE;
    F32x4PMax,                "f32x4.pmax",                     0xfd_00eb,  None,         "vv>v",    Simd,                 PURE;
    F64x2Abs,                 "f64x2.abs",                      0xfd_00ec,  None,         "v>v",     Simd,                 PURE;
    F64x2Neg,                 "f64x2.neg",                      0xfd_00ed,  None,         "v>v",     Simd,                 PURE;
    F64x2Sqrt,                "f64x2.sqrt",                     0xfd_00ef,  None,         "v>v",     Simd,                 NAN;
    F64x2Add,                 "f64x2.add",                      0xfd_00f0,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F64x2Sub,                 "f64x2.sub",                      0xfd_00f1,  None,         "vv>v",    Simd,                 NAN;
    F64x2Mul,                 "f64x2.mul",                      0xfd_00f2,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F64x2Div,                 "f64x2.div",                      0xfd_00f3,  None,         "vv>v",    Simd,                 NAN;
    F64x2Min,                 "f64x2.min",                      0xfd_00f4,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F64x2Max,                 "f64x2.max",                      0xfd_00f5,  None,         "vv>v",    Simd,                 NAN | COMMUTES;
    F64x2PMin,                "f64x2.pmin",                     0xfd_00f6,  None,         "vv>v",    Simd,                 PURE;
    F64x2PMax,                "f64x2.pmax",                     0xfd_00f7,  None,         "vv>v",    Simd,                 PURE;
    I32x4TruncSatF32x4S,      "i32x4.trunc_sat_f32x4_s",        0xfd_00f8,  None,         "v>v",     Simd,                 PURE;
    I32x4TruncSatF32x4U,      "i32x4.trunc_sat_f32x4_u",        0xfd_00f9,  None,         "v>v",     Simd,                 PURE;
    F32x4ConvertI32x4S,       "f32x4.convert_i32x4_s",          0xfd_00fa,  None,         "v>v",     Simd,                 PURE;
    F32x4ConvertI32x4U,       "f32x4.convert_i32x4_u",          0xfd_00fb,  None,         "v>v",     Simd,                 PURE;
    I32x4TruncSatF64x2SZero,  "i32x4.trunc_sat_f64x2_s_zero",   0xfd_00fc,  None,         "v>v",     Simd,                 PURE;
    I32x4TruncSatF64x2UZero,  "i32x4.trunc_sat_f64x2_u_zero",   0xfd_00fd,  None,         "v>v",     Simd,                 PURE;
    F64x2ConvertLowI32x4S,    "f64x2.convert_low_i32x4_s",      0xfd_00fe,  None,         "v>v",     Simd,                 PURE;
    F64x2ConvertLowI32x4U,    "f64x2.convert_low_i32x4_u",      0xfd_00ff,  None,         "v>v",     Simd,                 PURE;

    // Relaxed SIMD
    I8x16RelaxedSwizzle,      "i8x16.relaxed_swizzle",          0xfd_0100,  None,         "vv>v",    RelaxedSimd,          RELAXED;
    I32x4RelaxedTruncF32x4S,  "i32x4.relaxed_trunc_f32x4_s",    0xfd_0101,  None,         "v>v",     RelaxedSimd,          RELAXED;
    I32x4RelaxedTruncF32x4U,  "i32x4.relaxed_trunc_f32x4_u",    0xfd_0102,  None,         "v>v",     RelaxedSimd,          RELAXED;
    I32x4RelaxedTruncF64x2SZero,"i32x4.relaxed_trunc_f64x2_s_zero",0xfd_0103,  None,         "v>v",     RelaxedSimd,          RELAXED;
    I32x4RelaxedTruncF64x2UZero,"i32x4.relaxed_trunc_f64x2_u_zero",0xfd_0104,  None,         "v>v",     RelaxedSimd,          RELAXED;
    F32x4RelaxedMadd,         "f32x4.relaxed_madd",             0xfd_0105,  None,         "vvv>v",   RelaxedSimd,          NAN | RELAXED;
    F32x4RelaxedNmadd,        "f32x4.relaxed_nmadd",            0xfd_0106,  None,         "vvv>v",   RelaxedSimd,          NAN | RELAXED;
    F64x2RelaxedMadd,         "f64x2.relaxed_madd",             0xfd_0107,  None,         "vvv>v",   RelaxedSimd,          NAN | RELAXED;
    F64x2RelaxedNmadd,        "f64x2.relaxed_nmadd",            0xfd_0108,  None,         "vvv>v",   RelaxedSimd,          NAN | RELAXED;
    I8x16RelaxedLaneselect,   "i8x16.relaxed_laneselect",       0xfd_0109,  None,         "vvv>v",   RelaxedSimd,          RELAXED;
    I16x8RelaxedLaneselect,   "i16x8.relaxed_laneselect",       0xfd_010a,  None,         "vvv>v",   RelaxedSimd,          RELAXED;
    I32x4RelaxedLaneselect,   "i32x4.relaxed_laneselect",       0xfd_010b,  None,         "vvv>v",   RelaxedSimd,          RELAXED;
    I64x2RelaxedLaneselect,   "i64x2.relaxed_laneselect",       0xfd_010c,  None,         "vvv>v",   RelaxedSimd,          RELAXED;
    F32x4RelaxedMin,          "f32x4.relaxed_min",              0xfd_010d,  None,         "vv>v",    RelaxedSimd,          NAN | RELAXED;
    F32x4RelaxedMax,          "f32x4.relaxed_max",              0xfd_010e,  None,         "vv>v",    RelaxedSimd,          NAN | RELAXED;
    F64x2RelaxedMin,          "f64x2.relaxed_min",              0xfd_010f,  None,         "vv>v",    RelaxedSimd,          NAN | RELAXED;
    F64x2RelaxedMax,          "f64x2.relaxed_max",              0xfd_0110,  None,         "vv>v",    RelaxedSimd,          NAN | RELAXED;
    I16x8RelaxedQ15mulrS,     "i16x8.relaxed_q15mulr_s",        0xfd_0111,  None,         "vv>v",    RelaxedSimd,          RELAXED;
    I16x8RelaxedDotI8x16I7x16S,"i16x8.relaxed_dot_i8x16_i7x16_s",0xfd_0112,  None,         "vv>v",    RelaxedSimd,          RELAXED;
    I32x4RelaxedDotI8x16I7x16AddS,"i32x4.relaxed_dot_i8x16_i7x16_add_s",0xfd_0113,  None,         "vvv>v",   RelaxedSimd,          RELAXED;

    // Threads
    MemoryAtomicNotify,       "memory.atomic.notify",           0xfe_0000,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    MemoryAtomicWait32,       "memory.atomic.wait32",           0xfe_0001,  MemArg,       "ail>i",   Threads,              SYNC | TRAPS;
    MemoryAtomicWait64,       "memory.atomic.wait64",           0xfe_0002,  MemArg,       "all>i",   Threads,              SYNC | TRAPS;
    AtomicFence,              "atomic.fence",                   0xfe_0003,  Ordering,     ">",       Threads,              SYNC;
    I32AtomicLoad,            "i32.atomic.load",                0xfe_0010,  MemArg,       "a>i",     Threads,              SYNC | TRAPS;
    I64AtomicLoad,            "i64.atomic.load",                0xfe_0011,  MemArg,       "a>l",     Threads,              SYNC | TRAPS;
    I32AtomicLoad8U,          "i32.atomic.load8_u",             0xfe_0012,  MemArg,       "a>i",     Threads,              SYNC | TRAPS;
    I32AtomicLoad16U,         "i32.atomic.load16_u",            0xfe_0013,  MemArg,       "a>i",     Threads,              SYNC | TRAPS;
    I64AtomicLoad8U,          "i64.atomic.load8_u",             0xfe_0014,  MemArg,       "a>l",     Threads,              SYNC | TRAPS;
    I64AtomicLoad16U,         "i64.atomic.load16_u",            0xfe_0015,  MemArg,       "a>l",     Threads,              SYNC | TRAPS;
    I64AtomicLoad32U,         "i64.atomic.load32_u",            0xfe_0016,  MemArg,       "a>l",     Threads,              SYNC | TRAPS;
    I32AtomicStore,           "i32.atomic.store",               0xfe_0017,  MemArg,       "ai>",     Threads,              SYNC | TRAPS;
    I64AtomicStore,           "i64.atomic.store",               0xfe_0018,  MemArg,       "al>",     Threads,              SYNC | TRAPS;
    I32AtomicStore8,          "i32.atomic.store8",              0xfe_0019,  MemArg,       "ai>",     Threads,              SYNC | TRAPS;
    I32AtomicStore16,         "i32.atomic.store16",             0xfe_001a,  MemArg,       "ai>",     Threads,              SYNC | TRAPS;
    I64AtomicStore8,          "i64.atomic.store8",              0xfe_001b,  MemArg,       "al>",     Threads,              SYNC | TRAPS;
    I64AtomicStore16,         "i64.atomic.store16",             0xfe_001c,  MemArg,       "al>",     Threads,              SYNC | TRAPS;
    I64AtomicStore32,         "i64.atomic.store32",             0xfe_001d,  MemArg,       "al>",     Threads,              SYNC | TRAPS;
    I32AtomicRmwAdd,          "i32.atomic.rmw.add",             0xfe_001e,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmwAdd,          "i64.atomic.rmw.add",             0xfe_001f,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmw8AddU,        "i32.atomic.rmw8.add_u",          0xfe_0020,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I32AtomicRmw16AddU,       "i32.atomic.rmw16.add_u",         0xfe_0021,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmw8AddU,        "i64.atomic.rmw8.add_u",          0xfe_0022,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw16AddU,       "i64.atomic.rmw16.add_u",         0xfe_0023,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw32AddU,       "i64.atomic.rmw32.add_u",         0xfe_0024,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmwSub,          "i32.atomic.rmw.sub",             0xfe_0025,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmwSub,          "i64.atomic.rmw.sub",             0xfe_0026,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmw8SubU,        "i32.atomic.rmw8.sub_u",          0xfe_0027,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I32AtomicRmw16SubU,       "i32.atomic.rmw16.sub_u",         0xfe_0028,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmw8SubU,        "i64.atomic.rmw8.sub_u",          0xfe_0029,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw16SubU,       "i64.atomic.rmw16.sub_u",         0xfe_002a,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw32SubU,       "i64.atomic.rmw32.sub_u",         0xfe_002b,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmwAnd,          "i32.atomic.rmw.and",             0xfe_002c,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmwAnd,          "i64.atomic.rmw.and",             0xfe_002d,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmw8AndU,        "i32.atomic.rmw8.and_u",          0xfe_002e,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I32AtomicRmw16AndU,       "i32.atomic.rmw16.and_u",         0xfe_002f,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmw8AndU,        "i64.atomic.rmw8.and_u",          0xfe_0030,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw16AndU,       "i64.atomic.rmw16.and_u",         0xfe_0031,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw32AndU,       "i64.atomic.rmw32.and_u",         0xfe_0032,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmwOr,           "i32.atomic.rmw.or",              0xfe_0033,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmwOr,           "i64.atomic.rmw.or",              0xfe_0034,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmw8OrU,         "i32.atomic.rmw8.or_u",           0xfe_0035,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I32AtomicRmw16OrU,        "i32.atomic.rmw16.or_u",          0xfe_0036,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmw8OrU,         "i64.atomic.rmw8.or_u",           0xfe_0037,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw16OrU,        "i64.atomic.rmw16.or_u",          0xfe_0038,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw32OrU,        "i64.atomic.rmw32.or_u",          0xfe_0039,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmwXor,          "i32.atomic.rmw.xor",             0xfe_003a,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmwXor,          "i64.atomic.rmw.xor",             0xfe_003b,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmw8XorU,        "i32.atomic.rmw8.xor_u",          0xfe_003c,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I32AtomicRmw16XorU,       "i32.atomic.rmw16.xor_u",         0xfe_003d,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmw8XorU,        "i64.atomic.rmw8.xor_u",          0xfe_003e,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw16XorU,       "i64.atomic.rmw16.xor_u",         0xfe_003f,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw32XorU,       "i64.atomic.rmw32.xor_u",         0xfe_0040,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmwXchg,         "i32.atomic.rmw.xchg",            0xfe_0041,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmwXchg,         "i64.atomic.rmw.xchg",            0xfe_0042,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmw8XchgU,       "i32.atomic.rmw8.xchg_u",         0xfe_0043,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I32AtomicRmw16XchgU,      "i32.atomic.rmw16.xchg_u",        0xfe_0044,  MemArg,       "ai>i",    Threads,              SYNC | TRAPS;
    I64AtomicRmw8XchgU,       "i64.atomic.rmw8.xchg_u",         0xfe_0045,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw16XchgU,      "i64.atomic.rmw16.xchg_u",        0xfe_0046,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I64AtomicRmw32XchgU,      "i64.atomic.rmw32.xchg_u",        0xfe_0047,  MemArg,       "al>l",    Threads,              SYNC | TRAPS;
    I32AtomicRmwCmpxchg,      "i32.atomic.rmw.cmpxchg",         0xfe_0048,  MemArg,       "aii>i",   Threads,              SYNC | TRAPS;
    I64AtomicRmwCmpxchg,      "i64.atomic.rmw.cmpxchg",         0xfe_0049,  MemArg,       "all>l",   Threads,              SYNC | TRAPS;
    I32AtomicRmw8CmpxchgU,    "i32.atomic.rmw8.cmpxchg_u",      0xfe_004a,  MemArg,       "aii>i",   Threads,              SYNC | TRAPS;
    I32AtomicRmw16CmpxchgU,   "i32.atomic.rmw16.cmpxchg_u",     0xfe_004b,  MemArg,       "aii>i",   Threads,              SYNC | TRAPS;
    I64AtomicRmw8CmpxchgU,    "i64.atomic.rmw8.cmpxchg_u",      0xfe_004c,  MemArg,       "all>l",   Threads,              SYNC | TRAPS;
    I64AtomicRmw16CmpxchgU,   "i64.atomic.rmw16.cmpxchg_u",     0xfe_004d,  MemArg,       "all>l",   Threads,              SYNC | TRAPS;
    I64AtomicRmw32CmpxchgU,   "i64.atomic.rmw32.cmpxchg_u",     0xfe_004e,  MemArg,       "all>l",   Threads,              SYNC | TRAPS;

    // Wide arithmetic
    I64Add128,                "i64.add128",                     0xfc_0013,  None,         "llll>ll", WideArithmetic,       PURE;
    I64Sub128,                "i64.sub128",                     0xfc_0014,  None,         "llll>ll", WideArithmetic,       PURE;
    I64MulWideS,              "i64.mul_wide_s",                 0xfc_0015,  None,         "ll>ll",   WideArithmetic,       COMMUTES;
    I64MulWideU,              "i64.mul_wide_u",                 0xfc_0016,  None,         "ll>ll",   WideArithmetic,       COMMUTES;

    // Selvedge's own: no encoding, only inside SSA.
    Enter,                    "enter",                          0xff_ffff,  Region,       "*",       Mvp,                  TERMINATOR;
}
