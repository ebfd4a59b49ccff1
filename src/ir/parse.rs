//! The text form, read.
//!
//! Takes: text as [`print`](super::print) writes it; `;` begins a comment. Gives: the function
//! and its name, entities numbered as written. Invariant: `print(parse(print(f)))` is
//! `print(f)`. Errors name the line. Cost: O(text * log operators).

use super::entities::{Block, Edge, Inst, Region, Value};
use super::function::{Function, Handler, RegionData, ValueData};
use super::op::{Imm, Op, Opcode};
use super::print::{has_fixed_results, index_words};
use super::types::{Abstract, Heap, Type};
use super::{Flags, ValueDef};
use cranelift_entity::EntityRef;
use std::fmt;

/// What is wrong with a text, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Line, counted from 1.
    pub line: usize,
    /// What was expected or wrong.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

type Result<T> = std::result::Result<T, ParseError>;

struct Parser<'a> {
    tokens: Vec<(usize, &'a str)>,
    at: usize,
    func: Function,
    defined: Vec<bool>,
}

/// Entity numbers above this are refused, so that a typo cannot ask for gigabytes.
const MAX_ENTITY: usize = 1 << 20;

/// Parses all functions of `text`.
pub fn parse_functions(text: &str) -> Result<Vec<(String, Function)>> {
    let mut parser =
        Parser { tokens: tokens(text), at: 0, func: Function::default(), defined: Vec::new() };
    let mut all = Vec::new();
    while parser.at < parser.tokens.len() {
        all.push(parser.function()?);
    }
    Ok(all)
}

fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or("");
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let end =
                if "(){}:,=".contains(first) {
                    // `name=value` immediates stay one token, so `=` only stands alone here.
                    first.len_utf8()
                } else {
                    rest.find(|c: char| c.is_whitespace() || "(){},".contains(c) || c == ':')
                        .map_or(rest.len(), |end| {
                            if rest[..end].ends_with("nan") {
                                rest[end + 1..]
                                    .find(|c: char| !c.is_ascii_alphanumeric())
                                    .map_or(rest.len(), |more| end + 1 + more)
                            } else {
                                end
                            }
                        })
                };
            all.push((number + 1, &rest[..end]));
            rest = rest[end..].trim_start();
        }
    }
    all
}

impl<'a> Parser<'a> {
    /// An error about the token just taken.
    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        self.error_at(self.at.saturating_sub(1), message)
    }

    /// An error about the token to come.
    fn error_ahead<T>(&self, message: impl Into<String>) -> Result<T> {
        self.error_at(self.at, message)
    }

    /// Behind the end of the text, the error is on its last line.
    fn error_at<T>(&self, at: usize, message: impl Into<String>) -> Result<T> {
        let line = self.tokens.get(at).or(self.tokens.last()).map_or(1, |token| token.0);
        Err(ParseError { line, message: message.into() })
    }

    fn peek(&self) -> &'a str {
        self.tokens.get(self.at).map_or("", |t| t.1)
    }

    fn next(&mut self) -> &'a str {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.eat(token) {
            Ok(())
        } else {
            let found = self.peek();
            self.error_ahead(format!("expected `{token}`, found `{found}`"))
        }
    }

    /// A token such as `v12` or `func3`.
    fn numbered(&mut self, word: &str) -> Result<usize> {
        let token = self.peek();
        let number = token.strip_prefix(word).and_then(|digits| digits.parse().ok());
        match number {
            Some(number) if number < MAX_ENTITY || !matches!(word, "v" | "block" | "region") => {
                self.at += 1;
                Ok(number)
            }
            _ => self.error_ahead(format!("expected `{word}` and a number, found `{token}`")),
        }
    }

    // ---- functions ----

    fn function(&mut self) -> Result<(String, Function)> {
        self.func = Function::default();
        self.defined.clear();
        self.expect("function")?;
        let Some(name) = self.next().strip_prefix('%') else {
            return self.error("expected `%name`");
        };
        self.expect("(")?;
        self.func.params = self.types_until(")")?;
        if self.eat("->") {
            self.func.results = self.types_until("{")?;
        } else {
            self.expect("{")?;
        }
        while self.peek().starts_with("region") {
            self.region()?;
        }
        while !self.eat("}") {
            self.block()?;
        }
        if self.func.order.is_empty() {
            return self.error("a function needs a block");
        }
        for &block in &self.func.order {
            if self.func.blocks[block].terminator.is_none() {
                return self.error(format!("{block} has no terminator"));
            }
        }
        Ok((name.to_string(), std::mem::take(&mut self.func)))
    }

    fn types_until(&mut self, end: &str) -> Result<Vec<Type>> {
        let mut types = Vec::new();
        while !self.eat(end) {
            if !types.is_empty() {
                self.expect(",")?;
            }
            types.push(self.ty()?);
        }
        Ok(types)
    }

    fn ty(&mut self) -> Result<Type> {
        let token = self.next();
        let number = match token {
            "i32" => Some(Type::I32),
            "i64" => Some(Type::I64),
            "f32" => Some(Type::F32),
            "f64" => Some(Type::F64),
            "v128" => Some(Type::V128),
            _ => None,
        };
        if let Some(ty) = number {
            return Ok(ty);
        }
        if token == "(" {
            self.expect("ref")?;
            let nullable = self.eat("null");
            let heap = self.heap()?;
            self.expect(")")?;
            return Ok(Type::reference(nullable, heap));
        }
        match Abstract::ALL.iter().find(|row| row.2 == token) {
            Some(row) => Ok(Type::reference(true, Heap::Abstract(row.0))),
            None => self.error(format!("unknown type `{token}`")),
        }
    }

    fn heap(&mut self) -> Result<Heap> {
        let token = self.peek();
        if let Some(row) = Abstract::ALL.iter().find(|row| row.1 == token) {
            self.at += 1;
            return Ok(Heap::Abstract(row.0));
        }
        Ok(Heap::Concrete(self.numbered("type")? as u32))
    }

    fn region(&mut self) -> Result<()> {
        let index = self.numbered("region")?;
        self.expect("=")?;
        let legacy = match self.next() {
            "try" => true,
            "try_table" => false,
            other => return self.error(format!("expected `try` or `try_table`, found `{other}`")),
        };
        let parent =
            if self.eat("in") { Some(Region::new(self.numbered("region")?)) } else { None };
        let mut data = RegionData { parent, legacy, handlers: Vec::new(), delegate: None };
        while self.eat(",") {
            let tag = match self.next() {
                "catch" => Some(self.numbered("tag")? as u32),
                "catch_all" => None,
                "delegate" => {
                    data.delegate = Some(if self.eat("caller") {
                        None
                    } else {
                        Some(Region::new(self.numbered("region")?))
                    });
                    continue;
                }
                other => return self.error(format!("unknown handler `{other}`")),
            };
            let with_ref = self.eat("ref");
            let payload = self.numbered("")? as u32;
            let block = self.block_name()?;
            data.handlers.push(Handler { tag, with_ref, payload, block });
        }
        if self.func.regions.len() != index {
            return self.error("regions must be numbered in order");
        }
        self.func.regions.push(data);
        Ok(())
    }

    fn block_name(&mut self) -> Result<Block> {
        let index = self.numbered("block")?;
        while self.func.blocks.len() <= index {
            self.func.make_block();
        }
        Ok(Block::new(index))
    }

    fn block(&mut self) -> Result<()> {
        let block = self.block_name()?;
        if self.func.order.contains(&block) {
            return self.error(format!("{block} is defined twice"));
        }
        self.func.order.push(block);
        let mut params = Vec::new();
        if self.eat("(") {
            while !self.eat(")") {
                if !params.is_empty() {
                    self.expect(",")?;
                }
                let value = self.value()?;
                self.expect(":")?;
                let ty = self.ty()?;
                self.define(value, ty, ValueDef::Param(block, params.len() as u32))?;
                params.push(value);
            }
        }
        self.func.set_block_params(block, &params);
        if self.eat("in") {
            let region = Region::new(self.numbered("region")?);
            self.func.blocks[block].region = region.into();
        }
        self.expect(":")?;
        loop {
            let inst = self.inst()?;
            if self.func.insts[inst].op.flags().any(Flags::TERMINATOR) {
                self.func.blocks[block].terminator = inst.into();
                return Ok(());
            }
            self.func.append_inst(block, inst);
        }
    }

    // ---- values ----

    fn value(&mut self) -> Result<Value> {
        let index = self.numbered("v")?;
        let unused = ValueData { ty: Type::I32, def: ValueDef::Param(Block::new(0), u32::MAX) };
        while self.func.values.len() <= index {
            self.func.values.push(unused);
            self.defined.push(false);
        }
        Ok(Value::new(index))
    }

    fn define(&mut self, value: Value, ty: Type, def: ValueDef) -> Result<()> {
        if std::mem::replace(&mut self.defined[value.index()], true) {
            return self.error(format!("{value} is defined twice"));
        }
        self.func.values[value] = ValueData { ty, def };
        Ok(())
    }

    // ---- instructions ----

    fn inst(&mut self) -> Result<Inst> {
        let mut results: Vec<(Value, Option<Type>)> = Vec::new();
        if self.peek().starts_with('v') && self.peek()[1..].parse::<usize>().is_ok() {
            loop {
                let value = self.value()?;
                let ty = if self.eat(":") { Some(self.ty()?) } else { None };
                results.push((value, ty));
                if !self.eat(",") {
                    break;
                }
            }
            self.expect("=")?;
        }
        let text = self.next();
        let Some(code) = Opcode::from_text(text) else {
            return self.error(format!("unknown operator `{text}`"));
        };
        if code.flags().any(Flags::STRUCTURE) {
            return self.error(format!("`{text}` does not exist in SSA"));
        }
        let mut op = Op::new(code);
        self.immediate(&mut op)?;
        let mut args = Vec::new();
        while self.peek().starts_with('v') && self.same_line() {
            args.push(self.value()?);
            if !self.eat(",") {
                break;
            }
        }
        let inst = self.func.make_inst(op, &args, &[]);
        self.results(inst, op, &results)?;
        let throws = op.flags().any(Flags::THROWS);
        if self.eat("unwind") || (!throws && self.peek().starts_with("block") && self.same_line()) {
            self.edges(inst)?;
        }
        Ok(inst)
    }

    /// Operands and edges stand on the line of their operator.
    fn same_line(&self) -> bool {
        let previous = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        previous.is_some_and(|previous| self.tokens[self.at].0 == previous.0)
    }

    fn results(&mut self, inst: Inst, op: Op, results: &[(Value, Option<Type>)]) -> Result<()> {
        let letters = op.info().sig.results();
        if has_fixed_results(op) && letters.len() != results.len() {
            let (text, count) = (op.info().text, letters.len());
            return self.error(format!("the number of results of `{text}` is {count}"));
        }
        for (index, &(value, ty)) in results.iter().enumerate() {
            let fixed = letters.get(index).and_then(|&letter| Type::from_letter(letter));
            let Some(ty) = ty.or(fixed) else {
                return self.error(format!("the type of {value} must be written"));
            };
            if value.index() != results[0].0.index() + index {
                return self.error("results must be numbered consecutively");
            }
            self.define(value, ty, ValueDef::Result(inst, index as u16))?;
        }
        if let Some(&(first, _)) = results.first() {
            self.func.set_results(inst, first, results.len());
        }
        Ok(())
    }

    fn edges(&mut self, inst: Inst) -> Result<()> {
        let mut targets = Vec::new();
        let mut lists = Vec::new();
        loop {
            targets.push(self.block_name()?);
            let mut args = Vec::new();
            if self.eat("(") {
                while !self.eat(")") {
                    if !args.is_empty() {
                        self.expect(",")?;
                    }
                    args.push(self.value()?);
                }
            }
            lists.push(args);
            if !self.eat(",") {
                break;
            }
        }
        self.func.set_targets(inst, &targets);
        let edges: Vec<Edge> = self.func.edges_of(inst).collect();
        for (edge, args) in edges.into_iter().zip(lists) {
            self.func.set_edge_args(edge, &args);
        }
        Ok(())
    }

    // ---- immediates ----

    fn immediate(&mut self, op: &mut Op) -> Result<()> {
        match op.info().imm {
            Imm::I32 => op.c = i64::from(self.number::<i32>()?) as u64,
            Imm::I64 => op.c = self.number::<i64>()? as u64,
            Imm::F32 => {
                op.c =
                    self.float(23, 8, |text| text.parse::<f32>().ok().map(|x| x.to_bits().into()))?
            }
            Imm::F64 => {
                op.c = self.float(52, 11, |text| text.parse::<f64>().ok().map(f64::to_bits))?
            }
            Imm::V128 | Imm::Shuffle => {
                let token = self.next();
                let bits = token.strip_prefix("0x").and_then(|x| u128::from_str_radix(x, 16).ok());
                match bits {
                    Some(bits) => op.c = self.func.pool.intern(bits).into(),
                    None => {
                        return self.error(format!("expected 0x and hex digits, found `{token}`"));
                    }
                }
            }
            Imm::Lane | Imm::MemArg | Imm::MemArgLane => self.memory_immediate(op)?,
            Imm::HeapType => {
                let nullable = !matches!(op.code, Opcode::RefTest | Opcode::RefCast);
                op.b = Type::reference(nullable, self.heap()?).to_bits();
            }
            Imm::SelectType => op.b = self.ty()?.to_bits(),
            Imm::BranchCast => {
                op.b = self.ty()?.to_bits();
                op.c = self.ty()?.to_bits().into();
            }
            Imm::Label if op.code == Opcode::Rethrow => op.b = self.numbered("region")? as u32,
            imm => {
                let words = index_words(imm);
                if let [first, rest @ ..] = words {
                    op.b = self.numbered(first)? as u32;
                    if let [second] = rest {
                        op.c = self.numbered(second)? as u64;
                    }
                }
            }
        }
        Ok(())
    }

    fn memory_immediate(&mut self, op: &mut Op) -> Result<()> {
        let access = op.info().access;
        op.a = if access == 0 { 0 } else { access.trailing_zeros() as u16 };
        while let Some((key, value)) = self.peek().split_once('=') {
            let Ok(value) = value.parse::<u64>() else {
                return self.error_ahead(format!("bad number after `{key}=`"));
            };
            match key {
                "lane" if value < 256 => op.a = (op.a & 0xff) | (value as u16) << 8,
                "mem" if value <= u64::from(u32::MAX) => op.b = value as u32,
                "offset" => op.c = value,
                "align" if value.is_power_of_two() => {
                    op.a = (op.a & 0xff00) | value.trailing_zeros() as u16;
                }
                _ => return self.error_ahead(format!("bad immediate `{key}={value}`")),
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T> {
        let token = self.next();
        token.parse().or_else(|_| self.error(format!("expected a number, found `{token}`")))
    }

    fn float(
        &mut self,
        fraction: u32,
        exponent: u32,
        finite: impl Fn(&str) -> Option<u64>,
    ) -> Result<u64> {
        let token = self.next();
        let (sign, magnitude) = match token.strip_prefix('-') {
            Some(rest) => (1u64 << (fraction + exponent), rest),
            None => (0, token),
        };
        let infinity = ((1u64 << exponent) - 1) << fraction;
        if magnitude == "inf" {
            return Ok(sign | infinity);
        }
        if let Some(payload) = magnitude.strip_prefix("nan:0x") {
            match u64::from_str_radix(payload, 16) {
                Ok(payload) if payload != 0 && payload < 1 << fraction => {
                    return Ok(sign | infinity | payload);
                }
                _ => {}
            }
        } else if let Some(bits) = finite(token) {
            return Ok(bits);
        }
        self.error(format!("expected a float, found `{token}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::print::Printed;
    use super::*;

    fn round_trip(text: &str) {
        let functions = parse_functions(text).unwrap();
        let printed: String =
            functions.iter().map(|(name, func)| Printed { name, func }.to_string()).collect();
        assert_eq!(printed, text);
    }

    #[test]
    fn round_trips_exactly() {
        round_trip(
            "function %min(i32, i32) -> i32 {\n\
             block0(v0: i32, v1: i32):\n    v2 = i32.lt_s v0, v1\n    \
             br_if v2, block1(v0), block1(v1)\n\
             block1(v3: i32):\n    return v3\n}\n",
        );
        round_trip(
            "function %all(f32, (ref null type3)) -> i64, v128 {\n\
             region0 = try_table, catch tag1 ref 2 block3, catch_all 0 block4\n\
             region1 = try in region0, delegate caller\n\
             block0(v0: f32, v1: (ref null type3)):\n    \
             v4 = f32.const -nan:0x400001\n    v5 = f64.const 0.1\n    \
             v6 = v128.const 0x0000000000000001000000000000000f\n    \
             v9: i32 = memory.size mem1\n    i32.store8 mem=1 offset=8 v9, v9\n    \
             v10 = i64.load align=4 v9\n    \
             v11 = i8x16.extract_lane_s lane=3 v6\n    \
             v12: (ref type3) = struct.new type3 v0, v5\n    \
             enter region0 block1, block3, block4\n\
             block1 in region0:\n    \
             v20: i32, v21: f32 = call func7 v0 unwind block3(v9), block4\n    \
             br_table v20, block2, block2, block5\n\
             block2 in region0:\n    throw tag2 v21 unwind block3(v20), block4\n\
             block3(v30: i32, v31: (ref exn), v32: i32):\n    throw_ref v31\n\
             block4:\n    \
             v40: (ref any) = br_on_non_null v1, block6(v40), block5\n\
             block5:\n    unreachable\n\
             block6(v41: (ref any)):\n    v42: i32 = ref.test_null i31 v41\n    return v10, v6\n}\n",
        );
    }

    #[test]
    fn errors_name_the_line() {
        let error = parse_functions("function %f() {\nblock0:\n    v1 = i32.wat\n}").unwrap_err();
        assert_eq!((error.line, error.message.as_str()), (3, "unknown operator `i32.wat`"));
    }
}
