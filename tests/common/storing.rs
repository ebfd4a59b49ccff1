//! Random programs that store and load at few places, some of them at the end of memory.
//!
//! Takes: random numbers. Gives: a module as text. Every kind of access meets every other one:
//! constants and variables as addresses, overlapping widths, globals and a memory that no host
//! sees, calls of functions that do little or much, traps of all kinds in between, branches,
//! loops that end. Cost: O(size).

use super::random::Random;
use std::fmt::Write;

/// Functions that call only later ones, so that all calls end.
const FUNCTIONS: usize = 6;

/// Widths of stores and loads, with the operators.
const STORES: [(&str, &str); 7] = [
    ("i32.store8", "i32"),
    ("i32.store16", "i32"),
    ("i32.store", "i32"),
    ("i64.store", "i64"),
    ("i64.store32", "i64"),
    ("i64.store8", "i64"),
    ("f32.store", "f32"),
];
const LOADS: [(&str, &str); 9] = [
    ("i32.load8_u", "i32"),
    ("i32.load8_s", "i32"),
    ("i32.load16_u", "i32"),
    ("i32.load16_s", "i32"),
    ("i32.load", "i32"),
    ("i64.load", "i64"),
    ("i64.load32_u", "i64"),
    ("i64.load8_s", "i64"),
    ("f32.load", "f32"),
];

struct Program<'a> {
    random: &'a mut Random,
    out: String,
    /// Number of the present function.
    function: usize,
    budget: usize,
}

/// A program.
pub fn module(random: &mut Random) -> String {
    let mut program = Program { random, out: String::new(), function: 0, budget: 0 };
    program.out.push_str(
        "(module
  (import \"host\" \"call\" (func $host (param i32) (result i32)))
  (memory $seen (export \"memory\") 1 2)
  (memory $own 1 2)
  (global $a (export \"a\") (mut i32) (i32.const 0))
  (global $b (mut i32) (i32.const 1))
  (global $c (mut i32) (i32.const 2))
  (global $unread (mut i32) (i32.const 3))
  (func (export \"peek\") (param i32) (result i32)
    (i32.xor (global.get $b) (i32.xor (global.get $c)
      (i32.load $own (i32.add (i32.and (local.get 0) (i32.const 63)) (i32.const 65472))))))
",
    );
    for function in 0..FUNCTIONS {
        program.function(function);
    }
    program.out.push(')');
    program.out
}

impl Program<'_> {
    fn choose<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[self.random.below(items.len())]
    }

    fn function(&mut self, function: usize) {
        self.function = function;
        // Some do nothing but a step or two.
        self.budget = [2, 6, 40, 40][self.random.below(4)];
        let export =
            if function < 3 { format!(" (export \"run{function}\")") } else { String::new() };
        let _ = writeln!(
            self.out,
            "  (func $f{function}{export} (param i32 i32) (result i32)
    (local $low i32) (local $high i32) (local $x i32) (local $y i32) (local $n i32) (local $l i64) (local $f f32)
    (local.set $low (i32.and (local.get 0) (i32.const 31)))
    (local.set $high (i32.add (i32.const 65504) (i32.and (local.get 1) (i32.const 31))))
    (local.set $x (local.get 1))"
        );
        while self.budget > 0 {
            self.statement(2);
        }
        self.out.push_str("    (i32.xor (local.get $x) (local.get $y)))\n");
    }

    /// An address: the same few again and again.
    fn address(&mut self) -> String {
        match self.random.below(12) {
            0..=2 => "(local.get $low)".to_string(),
            3..=5 => "(local.get $high)".to_string(),
            6..=8 => "(i32.const 8)".to_string(),
            9 => format!("(i32.const {})", 65536 - self.random.below(12)),
            10 => format!("(i32.add (local.get $high) (i32.const {}))", 4 * self.random.below(4)),
            _ => format!("(i32.sub (local.get $low) (i32.const {}))", 4 * self.random.below(3)),
        }
    }

    fn place(&mut self) -> String {
        let memory = self.choose(&["$seen", "$seen", "$seen", "$seen", "$own"]);
        let offset =
            self.choose(&["", "", "", "", " offset=4", " offset=4", " offset=8", " offset=1"]);
        format!("{memory}{offset}")
    }

    fn value(&mut self, ty: &str) -> String {
        let small = self.random.below(5) as i64 - 2;
        match (ty, self.random.below(3)) {
            ("i32", 0) => "(local.get $x)".to_string(),
            ("i32", 1) => "(local.get $y)".to_string(),
            ("i64", 0) => "(local.get $l)".to_string(),
            ("f32", 0 | 1) => "(local.get $f)".to_string(),
            _ => format!("({ty}.const {small})"),
        }
    }

    fn local(ty: &str, second: bool) -> &'static str {
        match ty {
            "i64" => "$l",
            "f32" => "$f",
            _ if second => "$y",
            _ => "$x",
        }
    }

    fn line(&mut self, text: &str) {
        self.budget = self.budget.saturating_sub(1);
        let _ = writeln!(self.out, "    {text}");
    }

    fn statement(&mut self, depth: usize) {
        let global = ["$a", "$b", "$c"][self.random.below(3)];
        let second = self.random.below(2) == 0;
        let local = Self::local("i32", second);
        match self.random.below(if depth > 0 { 20 } else { 14 }) {
            0..=3 => {
                for _ in 0..1 + self.random.below(4) {
                    self.store();
                }
            }
            4 => self.fields(),
            5..=7 => {
                let (load, ty) = LOADS[self.random.below(LOADS.len())];
                let (place, address) = (self.place(), self.address());
                let local = Self::local(ty, second);
                self.line(&format!("(local.set {local} ({load} {place} {address}))"));
            }
            8 => {
                let set = self.choose(&[global, global, "$unread"]);
                let value = self.value("i32");
                self.line(&format!("(global.set {set} {value})"));
            }
            9 => self.line(&format!("(local.set {local} (global.get {global}))")),
            10 => self.line("(local.set $y (i32.div_u (local.get $y) (local.get $x)))"),
            11 => self.line("(local.set $y (i32.mul (local.get $y) (i32.const 7)))"),
            12 | 13 => self.call(local),
            14 | 15 => {
                self.line("(if (local.get $x) (then");
                self.statement(depth - 1);
                self.statement(depth - 1);
                self.line(") (else");
                self.statement(depth - 1);
                self.line("))");
            }
            16 => {
                self.line("(block $out");
                self.statement(depth - 1);
                self.line("(br_if $out (local.get $y))");
                self.statement(depth - 1);
                self.line(")");
            }
            17 => {
                self.line("(local.set $n (i32.const 2))");
                self.line("(loop $again");
                self.statement(0);
                self.statement(0);
                self.line("(local.set $n (i32.sub (local.get $n) (i32.const 1)))");
                self.line("(br_if $again (local.get $n)))");
            }
            18 => self.line("(if (i32.eqz (local.get $x)) (then (return (local.get $y))))"),
            _ => self.bulk(local),
        }
    }

    fn store(&mut self) {
        let (store, ty) = STORES[self.random.below(STORES.len())];
        let (place, address, value) = (self.place(), self.address(), self.value(ty));
        self.line(&format!("({store} {place} {address} {value})"));
    }

    /// Constants side by side, upwards or downwards, often across the end of memory.
    fn fields(&mut self) {
        let (store, width) =
            [("i32.store8", 1), ("i32.store16", 2), ("i32.store", 4)][self.random.below(3)];
        let base = self.choose(&["$low", "$high", "$high"]);
        let is_upward = self.random.below(2) == 0;
        for field in 0..2 + self.random.below(3) {
            let offset = width * if is_upward { field } else { 4 - field };
            let value = self.random.below(5);
            self.line(&format!(
                "({store} $seen offset={offset} (local.get {base}) (i32.const {value}))"
            ));
        }
    }

    fn call(&mut self, local: &str) {
        let left = FUNCTIONS - 1 - self.function;
        if left == 0 || self.random.below(8) == 0 {
            return self.line(&format!("(local.set {local} (call $host (local.get {local})))"));
        }
        let callee = self.function + 1 + self.random.below(left);
        let arguments = "(local.get $x) (local.get $y)";
        match self.random.below(3) {
            0 => self.line(&format!("(drop (call $f{callee} {arguments}))")),
            _ => self.line(&format!("(local.set {local} (call $f{callee} {arguments}))")),
        }
    }

    fn bulk(&mut self, local: &str) {
        match self.random.below(4) {
            0 => self.line("(drop (memory.grow $seen (i32.const 1)))"),
            1 => self.line(&format!("(local.set {local} (memory.size $own))")),
            2 => {
                let (to, from) = (self.address(), self.address());
                self.line(&format!("(memory.copy $seen $own {to} {from} (i32.const 5))"));
            }
            _ => {
                let to = self.address();
                self.line(&format!("(memory.fill $own {to} (local.get $x) (i32.const 6))"));
            }
        }
    }
}
