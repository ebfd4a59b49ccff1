//! Whole-module passes: what each of them does to small modules, and what it refuses to do.
//!
//! Takes: modules as text, with the expected output as text. Shows: items that nothing needs
//! go, equal ones become one, the most used get the shortest indices, and everything that
//! speaks of indices speaks of the new ones. Random modules full of copies of functions behave
//! the same afterwards.
#![cfg(feature = "cli")]

mod common;

use common::random::Random;
use common::run::Engines;
use common::{keeps_promises, run_all, smith, validate};
use selvedge::module::{self, Settings};
use selvedge::wasm::decode::Module;
use selvedge::wasm::encode::Custom;
use selvedge::wasm::indices::Space;
use selvedge::wasm::items::Items;
use selvedge::wasm::remap;
use selvedge::wasm::transcribe::{Indices, Transcriber};
use selvedge::{Level, Optimizer, Options, Status};
use std::num::NonZeroUsize;

const REACH: Settings = Settings {
    reach: true,
    dedup: false,
    reorder: false,
    keep_imports: false,
    jobs: NonZeroUsize::MIN,
};
const DEDUP: Settings = Settings { reach: false, dedup: true, ..REACH };
const REORDER: Settings = Settings { reach: false, reorder: true, ..REACH };

fn run(input: &str, settings: Settings) -> Vec<u8> {
    let bytes = wat::parse_str(input).unwrap();
    let module = Module::decode(&bytes).unwrap();
    let items = Items::of(&module).unwrap();
    let bodies = vec![None; module.bodies.len()];
    let plan = module::plan(&module, &items, &bodies, settings).unwrap();
    let custom = Custom::default();
    let out = remap::encode(&module, &items, &bodies, &plan.maps(), custom, NonZeroUsize::MIN)
        .unwrap()
        .encoded()
        .bytes;
    let text = wasmprinter::print_bytes(&out).unwrap();
    validate(&out).unwrap_or_else(|error| panic!("{error}\n{text}"));
    out
}

/// Checks that the passes make `expected` of `input`.
#[track_caller]
fn check(settings: Settings, input: &str, expected: &str) {
    let found = wasmprinter::print_bytes(run(input, settings)).unwrap();
    let expected = wasmprinter::print_bytes(wat::parse_str(expected).unwrap()).unwrap();
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
}

/// Checks that the passes leave `input` alone.
#[track_caller]
fn unchanged(settings: Settings, input: &str) {
    check(settings, input, input);
}

#[test]
fn unreachable_items_go() {
    check(
        REACH,
        r#"(module
            (type $gone (func (param f64)))
            (type $kept (func (param i32)))
            (import "env" "gone" (func $import_gone (type $gone)))
            (import "env" "kept" (func $import_kept (type $kept)))
            (import "env" "global" (global $import_global i32))
            (table $gone_table 1 funcref)
            (memory $gone_memory 1)
            (memory $kept_memory 1)
            (global $gone_global i32 (i32.const 1))
            (global $base i32 (i32.const 2))
            (global $kept_global (mut i32) (global.get $base))
            (tag $gone_tag (type $gone))
            (tag $kept_tag (type $kept))
            (elem $gone_elem (table $gone_table) (i32.const 0) func $gone)
            (data $gone_data (memory $gone_memory) (i32.const 0) "gone")
            (data $passive_gone "gone")
            (data $kept_data (memory $kept_memory) (i32.const 0) "kept")
            (func $gone (call $import_gone (f64.const 0)) (global.set $kept_global (i32.const 0)))
            (func $helper
                (call $import_kept (i32.load $kept_memory (global.get $kept_global)))
                (throw $kept_tag (i32.const 1)))
            (func (export "run") (call $helper)))"#,
        r#"(module
            (type $kept (func (param i32)))
            (type (func))
            (import "env" "kept" (func $import_kept (type $kept)))
            (memory $kept_memory 1)
            (global $base i32 (i32.const 2))
            (global $kept_global (mut i32) (global.get $base))
            (tag $kept_tag (type $kept))
            (data $kept_data (memory $kept_memory) (i32.const 0) "kept")
            (func $helper (type 1)
                (call $import_kept (i32.load $kept_memory (global.get $kept_global)))
                (throw $kept_tag (i32.const 1)))
            (func (export "run") (type 1) (call $helper)))"#,
    );
}

#[test]
fn imports_stay_on_request() {
    let input = r#"(module
        (import "env" "function" (func (param i32)))
        (import "env" "global" (global i64))
        (import "env" "memory" (memory 1)))"#;
    unchanged(Settings { keep_imports: true, ..REACH }, input);
    check(REACH, input, "(module)");
}

#[test]
fn start_function_is_a_root() {
    unchanged(
        REACH,
        r#"(module
            (import "env" "f" (func $f))
            (func $start (call $f))
            (start $start))"#,
    );
}

#[test]
fn elements_of_a_table_in_use_stay() {
    check(
        REACH,
        r#"(module
            (type $t (func))
            (table $unused 2 funcref)
            (table $used 2 funcref)
            (elem $a (table $unused) (i32.const 0) func $gone)
            (elem $b (table $used) (i32.const 0) func $kept)
            (func $gone)
            (func $kept)
            (func (export "run") (param i32)
                (call_indirect $used (type $t) (local.get 0))))"#,
        r#"(module
            (type $t (func))
            (type (func (param i32)))
            (table $used 2 funcref)
            (elem $b (i32.const 0) func $kept)
            (func $kept)
            (func (export "run") (param i32)
                (call_indirect $used (type $t) (local.get 0))))"#,
    );
}

#[test]
fn exported_and_imported_tables_keep_their_elements() {
    unchanged(
        REACH,
        r#"(module
            (type (func))
            (import "env" "t" (table $imported 1 funcref))
            (table $exported (export "t") 1 funcref)
            (elem (i32.const 0) func $a)
            (elem (table $exported) (i32.const 0) func $b)
            (func $a (type 0))
            (func $b (type 0)))"#,
    );
}

#[test]
fn segments_that_may_trap_stay() {
    unchanged(
        REACH,
        r#"(module
            (type (func))
            (import "env" "offset" (global $offset i32))
            (table $t 1 funcref)
            (memory $m 1)
            (elem (i32.const 1) func $f)
            (data (i32.const 65533) "four")
            (data (global.get $offset) "")
            (func $f (type 0)))"#,
    );
    check(
        REACH,
        r#"(module
            (table 1 funcref)
            (memory 1)
            (elem (i32.const 0) func $f)
            (elem (i32.const 1) func)
            (data (i32.const 65532) "four")
            (func $f))"#,
        "(module)",
    );
}

#[test]
fn data_of_an_imported_memory_is_visible() {
    check(
        REACH,
        r#"(module
            (import "env" "m" (memory 1))
            (data (i32.const 0) "seen")
            (data (i32.const 0) ""))"#,
        r#"(module
            (import "env" "m" (memory 1))
            (data (i32.const 0) "seen"))"#,
    );
}

#[test]
fn memories_change_places_in_every_encoding() {
    check(
        REACH,
        r#"(module
            (memory $gone 1)
            (memory $a 1)
            (memory $b 1)
            (data $gone_data "x")
            (data $d "y")
            (data (memory $b) (i32.const 0) "z")
            (func (export "run")
                (i32.store8 $b (i32.const 0) (i32.load $a offset=7 (i32.const 0)))
                (v128.store16_lane $b offset=300 3 (i32.const 0) (v128.const i64x2 1 2))
                (memory.copy $a $b (i32.const 0) (i32.const 0) (i32.const 0))
                (memory.init $a $d (i32.const 0) (i32.const 0) (i32.const 0))
                (memory.fill $b (i32.const 0) (i32.const 0) (memory.grow $b (memory.size $a)))
                (data.drop $d)))"#,
        r#"(module
            (memory $a 1)
            (memory $b 1)
            (data $d "y")
            (data (memory $b) (i32.const 0) "z")
            (func (export "run")
                (i32.store8 $b (i32.const 0) (i32.load $a offset=7 (i32.const 0)))
                (v128.store16_lane $b offset=300 3 (i32.const 0) (v128.const i64x2 1 2))
                (memory.copy $a $b (i32.const 0) (i32.const 0) (i32.const 0))
                (memory.init $a $d (i32.const 0) (i32.const 0) (i32.const 0))
                (memory.fill $b (i32.const 0) (i32.const 0) (memory.grow $b (memory.size $a)))
                (data.drop $d)))"#,
    );
}

#[test]
fn tables_change_places_in_every_encoding() {
    check(
        REACH,
        r#"(module
            (type $t (func))
            (table $gone 1 externref)
            (table $a 1 funcref)
            (table $b 1 funcref (ref.null func))
            (elem $gone_elem funcref (ref.null func))
            (elem $e func $f)
            (elem (table $a) (i32.const 0) func $f)
            (elem (table $a) (i32.const 0) funcref (ref.func $f) (ref.null func))
            (elem (table $b) (i32.const 0) (ref null $t) (ref.func $f))
            (func $f)
            (func (export "run")
                (table.init $a $e (i32.const 0) (i32.const 0) (i32.const 0))
                (elem.drop $e)
                (table.copy $a $b (i32.const 0) (i32.const 0) (i32.const 0))
                (table.set $b (i32.const 0) (table.get $a (i32.const 0)))
                (table.fill $a (i32.const 0) (ref.null func) (table.size $b))
                (drop (table.grow $b (ref.null func) (i32.const 0)))
                (return_call_indirect $b (type $t) (i32.const 0))))"#,
        r#"(module
            (type $t (func))
            (table $a 1 funcref)
            (table $b 1 funcref (ref.null func))
            (elem $e func $f)
            (elem (i32.const 0) func $f)
            (elem (i32.const 0) funcref (ref.func $f) (ref.null func))
            (elem (table $b) (i32.const 0) (ref null $t) (ref.func $f))
            (func $f)
            (func (export "run")
                (table.init $a $e (i32.const 0) (i32.const 0) (i32.const 0))
                (elem.drop $e)
                (table.copy $a $b (i32.const 0) (i32.const 0) (i32.const 0))
                (table.set $b (i32.const 0) (table.get $a (i32.const 0)))
                (table.fill $a (i32.const 0) (ref.null func) (table.size $b))
                (drop (table.grow $b (ref.null func) (i32.const 0)))
                (return_call_indirect $b (type $t) (i32.const 0))))"#,
    );
}

#[test]
fn references_of_functions_stay_declared() {
    // What declared $f is unreachable.
    check(
        REACH,
        r#"(module
            (type $t (func))
            (global $gone funcref (ref.func $f))
            (elem $other declare func $other)
            (func $other (type $t))
            (func $f (type $t))
            (func (export "run") (result funcref) (ref.func $f)))"#,
        r#"(module
            (type $t (func))
            (type (func (result funcref)))
            (elem declare func $f)
            (func $f (type $t))
            (func (export "run") (type 1) (ref.func $f)))"#,
    );
    // An export declares, too.
    check(
        REACH,
        r#"(module
            (elem declare func $f)
            (func $f (export "f") (result funcref) (ref.func $f)))"#,
        r#"(module (func $f (export "f") (result funcref) (ref.func $f)))"#,
    );
}

#[test]
fn recursion_groups_stay_whole() {
    check(
        REACH,
        r#"(module
            (type $gone (struct (field i64)))
            (rec
                (type $node (sub (struct (field $next (ref null $node)))))
                (type $unused (sub $node (struct (field $next (ref null $node)) (field i32)))))
            (rec
                (type $gone1 (array (ref null $gone2)))
                (type $gone2 (struct)))
            (type $f (func (param (ref $node)) (result (ref null $node))))
            (func (export "next") (type $f) (local (ref null $node))
                (block $found (result (ref $unused))
                    (br_on_cast $found (ref $node) (ref $unused) (local.get 0))
                    (return (struct.get $node $next)))))"#,
        r#"(module
            (rec
                (type $node (sub (struct (field $next (ref null $node)))))
                (type $unused (sub $node (struct (field $next (ref null $node)) (field i32)))))
            (type $f (func (param (ref $node)) (result (ref null $node))))
            (func (export "next") (type $f) (local (ref null $node))
                (block $found (result (ref $unused))
                    (br_on_cast $found (ref $node) (ref $unused) (local.get 0))
                    (return (struct.get $node $next)))))"#,
    );
}

#[test]
fn handlers_are_renumbered() {
    check(
        REACH,
        r#"(module
            (type $gone (func (param f32)))
            (type $pair (func (result i32 i32)))
            (type $payload (func (param i32)))
            (tag $gone_tag)
            (tag $tag (type $payload))
            (func (export "run")
                (block $all
                    (block $caught (result i32)
                        (try_table (type $pair) (catch $tag $caught) (catch_all $all)
                            (throw $tag (i32.const 1)))
                        (drop))
                    (drop))))"#,
        r#"(module
            (type $pair (func (result i32 i32)))
            (type $payload (func (param i32)))
            (type (func))
            (tag $tag (type $payload))
            (func (export "run")
                (block $all
                    (block $caught (result i32)
                        (try_table (type $pair) (catch $tag $caught) (catch_all $all)
                            (throw $tag (i32.const 1)))
                        (drop))
                    (drop))))"#,
    );
}

#[test]
fn equal_types_become_one() {
    check(
        DEDUP,
        r#"(module
            (type $a (func (param i32)))
            (type $b (func (param i32)))
            (import "env" "f" (func $f (type $b)))
            (func (export "run") (call $f (i32.const 0)) (block (type $b) (drop) (return))
                (unreachable)))"#
            .replace("(block (type $b) (drop) (return))", "(i32.const 1) (block (type $b) (drop))")
            .as_str(),
        r#"(module
            (type $a (func (param i32)))
            (type (func))
            (import "env" "f" (func $f (type $a)))
            (func (export "run") (call $f (i32.const 0)) (i32.const 1) (block (type $a) (drop))
                (unreachable)))"#,
    );
}

#[test]
fn equal_functions_become_one() {
    check(
        DEDUP,
        r#"(module
            (import "env" "f" (func $f))
            (func $a (call $f))
            (func $b (call $f))
            (func $c (call $a) (call $b))
            (func $d (call $b) (call $a))
            (func (export "run") (call $c) (call $d)))"#,
        r#"(module
            (import "env" "f" (func $f))
            (func $a (call $f))
            (func $c (call $a) (call $a))
            (func (export "run") (call $c) (call $c)))"#,
    );
}

#[test]
fn cycles_of_calls_can_be_equal() {
    check(
        DEDUP,
        r#"(module
            (func $even1 (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (call $odd1 (i32.sub (local.get 0) (i32.const 1))))
                    (else (i32.const 1))))
            (func $odd1 (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (call $even1 (i32.sub (local.get 0) (i32.const 1))))
                    (else (i32.const 0))))
            (func $even2 (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (call $odd2 (i32.sub (local.get 0) (i32.const 1))))
                    (else (i32.const 1))))
            (func $odd2 (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (call $even2 (i32.sub (local.get 0) (i32.const 1))))
                    (else (i32.const 0))))
            (func (export "run") (result i32) (i32.add (call $even1 (i32.const 9))
                (call $odd2 (i32.const 9)))))"#,
        r#"(module
            (func $even1 (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (call $odd1 (i32.sub (local.get 0) (i32.const 1))))
                    (else (i32.const 1))))
            (func $odd1 (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (call $even1 (i32.sub (local.get 0) (i32.const 1))))
                    (else (i32.const 0))))
            (func (export "run") (result i32) (i32.add (call $even1 (i32.const 9))
                (call $odd1 (i32.const 9)))))"#,
    );
}

#[test]
fn almost_equal_functions_stay_apart() {
    unchanged(
        DEDUP,
        r#"(module
            (import "env" "f" (func $f))
            (import "env" "g" (func $g))
            (func $a (call $f))
            (func $b (call $g))
            (func $c (param i32) (call $f))
            (func $d (local i32) (call $f))
            (func $e (call $a))
            (func $h (call $b))
            (func (export "run") (call $e) (call $h) (call $d) (call $c (i32.const 0))))"#,
    );
}

#[test]
fn observed_identities_stay_apart() {
    // Exports, references, tables that are exported or read.
    for observed in [
        r#"(export "a" (func $a)) (export "b" (func $b))"#,
        r#"(elem declare func $a) (func (export "f") (result funcref) (ref.func $a))
           (export "b" (func $b))"#,
        r#"(table (export "t") 2 funcref) (elem (i32.const 0) func $a $b)"#,
        r#"(import "env" "t" (table 2 funcref)) (elem (i32.const 0) func $a $b)"#,
        r#"(table 2 funcref) (elem (i32.const 0) func $a $b)
           (func (export "f") (result funcref) (table.get (i32.const 0)))"#,
        r#"(table $s 2 funcref) (table $t (export "t") 2 funcref) (elem func $a $b)
           (func (export "f")
               (table.init $s 0 (i32.const 0) (i32.const 0) (i32.const 2))
               (table.copy $t $s (i32.const 0) (i32.const 0) (i32.const 2)))"#,
        r#"(type $array (array funcref)) (elem $e func $a $b)
           (func (export "f") (result (ref $array))
               (array.new_elem $array $e (i32.const 0) (i32.const 2)))"#,
        r#"(global (export "a") funcref (ref.func $a))
           (global (export "b") funcref (ref.func $b))"#,
    ] {
        unchanged(
            DEDUP,
            &format!(
                r#"(module {observed}
                    (func $a (result i32) (i32.const 1))
                    (func $b (result i32) (i32.const 1)))"#
            ),
        );
    }
}

#[test]
fn tables_for_calls_show_no_identity() {
    check(
        DEDUP,
        r#"(module
            (type $t (func (result i32)))
            (table 3 funcref)
            (elem (i32.const 0) func $a $b $c)
            (func $a (result i32) (i32.const 1))
            (func $b (result i32) (i32.const 1))
            (func $c (export "c") (result i32) (i32.const 1))
            (func (export "run") (param i32) (result i32)
                (call_indirect (type $t) (local.get 0))))"#,
        r#"(module
            (type $t (func (result i32)))
            (type (func (param i32) (result i32)))
            (table 3 funcref)
            (elem (i32.const 0) func $c $c $c)
            (func $c (export "c") (result i32) (i32.const 1))
            (func (export "run") (param i32) (result i32)
                (call_indirect (type $t) (local.get 0))))"#,
    );
}

#[test]
fn most_called_functions_get_short_indices() {
    let cold: String = (0..130).map(|n| format!("(func $cold{n})")).collect();
    let calls = |order: &str| {
        format!("(module {order} (func (export \"run\") {}))", {
            let calls: String = (0..130).map(|n| format!("(call $cold{n})")).collect();
            calls + "(call $hot) (call $hot) (call $hot)"
        })
    };
    let input = calls(&format!("{cold} (func $hot)"));
    let bytes = run(&input, REORDER);
    assert_eq!(wat::parse_str(&input).unwrap().len() - bytes.len(), 2);
    let text = wasmprinter::print_bytes(&bytes).unwrap();
    let at = |name: &str| text.find(&format!("(func ${name} ")).unwrap();
    assert!(at("cold126") < at("hot") && at("hot") < at("cold127"), "{text}");
}

#[test]
fn globals_stay_behind_what_they_need() {
    let cold: String = (0..130).map(|n| format!("(global $cold{n} i32 (i32.const {n}))")).collect();
    let uses: String = (0..130).map(|n| format!("(drop (global.get $cold{n}))")).collect();
    let input = format!(
        "(module {cold}
            (global $base i32 (i32.const 3))
            (global $hot i32 (global.get $base))
            (func (export \"run\") {uses} (drop (global.get $hot)) (drop (global.get $hot))))"
    );
    let text = wasmprinter::print_bytes(run(&input, REORDER)).unwrap();
    let at = |name: &str| text.find(&format!("(global ${name} ")).unwrap();
    assert!(at("base") < at("hot") && at("hot") < at("cold128"), "{text}");
}

#[test]
fn branch_hints_move_with_their_branches() {
    // The call before the hinted branch loses a byte, and the function its number.
    let dead: String = (0..130).map(|_| "(func)").collect();
    let hinted = r#"(func (export "run") (param i32)
        (call $f) (@metadata.code.branch_hint "\01") (if (local.get 0) (then (call $f))))"#;
    check(
        REACH,
        &format!("(module {dead} (func $f) {hinted})"),
        &format!("(module (func $f) {hinted})"),
    );
}

#[test]
fn compact_imports_stay_compact() {
    // (import "env" (item "a" (func)) (item "b" (func)) (item "c" (func))), of which "b" is
    // called, and the same with one type for all.
    for (group, kept) in [
        (&b"\x03env\0\x7f\x03\x01a\0\0\x01b\0\0\x01c\0\0"[..], &b"\x03env\0\x7f\x01\x01b\0\0"[..]),
        (b"\x03env\0\x7e\0\0\x03\x01a\x01b\x01c", b"\x03env\0\x7e\0\0\x01\x01b"),
    ] {
        let module = |imports: &[u8], callee: u8, function: u8| {
            let mut bytes = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
            bytes.extend([2, imports.len() as u8 + 1, 1]);
            bytes.extend(imports);
            bytes.extend([3, 2, 1, 0, 7, 5, 1, 1, b'f', 0, function]);
            bytes.extend([10, 6, 1, 4, 0, 0x10, callee, 0x0b]);
            bytes
        };
        let input = module(group, 1, 3);
        let output = Optimizer::new(Options::default()).optimize(&input).unwrap();
        assert_eq!(output.bytes, module(kept, 0, 1));
    }
}

#[test]
fn reports_speak_of_the_functions_of_the_input() {
    let input = r#"(module
        (import "env" "f" (func $f))
        (func $gone)
        (func $a (call $f))
        (func $b (call $f))
        (func (export "run") (call $b) (call $a)))"#;
    let input = wat::parse_str(input).unwrap();
    let report = Optimizer::new(Options::default()).optimize(&input).unwrap().report;
    let rows: Vec<_> = report
        .functions
        .iter()
        .map(|row| (row.index, row.bytes_after, row.status, row.reason.as_deref()))
        .collect();
    let (removed, unchanged) = (Status::Removed, Status::Unchanged);
    let expected = [
        (1, 0, removed, Some("unreachable")),
        (2, 4, unchanged, None),
        (3, 0, removed, Some("equal to function 2")),
        (4, 6, unchanged, None),
    ];
    assert_eq!(rows, expected);
    assert_eq!((report.output.functions, report.output.code_bytes), (2, 10));

    let skipping = |names: &[&str]| {
        let skip_passes = names.iter().map(|name| name.to_string()).collect();
        let options = Options { skip_passes, ..Options::default() };
        Optimizer::new(options).optimize(&input).unwrap().report.output.functions
    };
    assert_eq!(skipping(&["reach"]), 3);
    assert_eq!(skipping(&["dedup", "reorder"]), 3);
    assert_eq!(skipping(&module::PASSES.each_ref().map(|pass| pass.name)), 4);
    let output = Optimizer::new(Options::at(Level::O0)).optimize(&input).unwrap();
    assert_eq!(output.report.output.functions, 4);
}

/// Sends uses of functions to their copies, at random.
struct Copies {
    first: u32,
    count: u32,
    random: Random,
    by_identity: bool,
}

impl Indices for Copies {
    fn index(&mut self, space: Space, old: u32) -> u32 {
        let is_copied = space == Space::Func && old >= self.first && !self.by_identity;
        if is_copied && self.random.below(2) == 0 { old + self.count } else { old }
    }

    fn operator(&mut self, op: selvedge::ir::op::Op) {
        // A reference needs a declaration.
        self.by_identity = op.code == selvedge::ir::op::Opcode::RefFunc;
    }
}

fn section(out: &mut Vec<u8>, id: u8, items: &[Vec<u8>]) {
    let mut payload = Vec::new();
    selvedge::ir::op::leb::write_unsigned(&mut payload, items.len() as u64);
    payload.extend(items.iter().flatten());
    out.push(id);
    selvedge::ir::op::leb::write_unsigned(out, payload.len() as u64);
    out.extend(payload);
}

/// The module with a second copy of each function; calls and elements use either.
fn with_copies(bytes: &[u8], random: Random) -> Vec<u8> {
    let module = Module::decode(bytes).unwrap();
    let items = Items::of(&module).unwrap();
    let (first, count) = (module.first_defined(), module.bodies.len() as u32);
    let copies = Copies { first, count, random, by_identity: false };
    let mut writer = Transcriber::new(copies);
    let mut out = bytes[..8].to_vec();
    let types: Vec<Vec<u8>> = module.env.funcs[first as usize..]
        .iter()
        .map(|&ty| {
            let mut out = Vec::new();
            selvedge::ir::op::leb::write_unsigned(&mut out, ty.into());
            out
        })
        .collect();
    for part in &module.sections {
        match part.id {
            3 => section(&mut out, 3, &[&types[..], &types[..]].concat()),
            9 => {
                let mut all = Vec::new();
                for segment in &items.elements {
                    writer.set_input(&bytes[segment.bytes.clone()]);
                    // Declarations are for what bodies refer to.
                    let declares = segment.mode == selvedge::wasm::items::Mode::Declared;
                    let changed =
                        writer.element(segment.is_plain).map(|()| std::mem::take(writer.output()));
                    let same = bytes[segment.bytes.clone()].to_vec();
                    all.push(if declares { same } else { changed.unwrap() });
                }
                section(&mut out, 9, &all);
            }
            10 => {
                let mut all = Vec::new();
                for index in (0..count as usize).chain(0..count as usize) {
                    writer.set_input(module.body(index));
                    writer.body(&mut []).unwrap();
                    let body = std::mem::take(writer.output());
                    let mut sized = Vec::new();
                    selvedge::ir::op::leb::write_unsigned(&mut sized, body.len() as u64);
                    sized.extend(body);
                    all.push(sized);
                }
                section(&mut out, 10, &all);
            }
            0 => {}
            id => {
                out.push(id);
                selvedge::ir::op::leb::write_unsigned(&mut out, part.payload.len() as u64);
                out.extend(&bytes[part.payload.clone()]);
            }
        }
    }
    out
}

#[test]
fn random_modules_with_copies_behave_the_same() {
    let seeds: Vec<u64> = (0..600).collect();
    let engines = Engines::new();
    let tally = run_all(&seeds, |&seed, tally| {
        // By default all is exported; here the copies are not. In some modules more is hidden.
        let hidden = |config: &mut wasm_smith::Config| {
            config.export_everything = false;
            config.min_exports = 2;
            config.max_exports = 8;
        };
        let adjust = if seed % 3 == 0 { hidden } else { |_: &mut wasm_smith::Config| {} };
        let Some((kind, bytes)) = smith::module_with(seed, adjust) else { return Ok(()) };
        let bytes = with_copies(&bytes, Random::new(seed));
        validate(&bytes).map_err(|error| format!("seed {seed}: not a module: {error}"))?;
        let output = Optimizer::new(common::options(Level::O2)).optimize(&bytes).unwrap();
        tally.add_many("removed", output.report.count(Status::Removed));
        if let Some(warning) = output.report.warnings.first() {
            return Err(format!("seed {seed} ({}): {warning}", kind.name));
        }
        smith::check_module(&engines, &bytes, common::options(Level::O2), tally)
            .and_then(|()| keeps_promises(&bytes, Level::O2))
            .map_err(|failure| format!("seed {seed} ({}): {failure}", kind.name))
    });
    println!("{tally}");
    assert!(tally.get("removed") > 1_500, "{tally}");
}
