;;! test = "prove"
;; Two functions that differ in a constant are taken for one.
(module (func $a (export "f") (result i32) i32.const 1) (func $b (export "g") (result i32) i32.const 2))

(module (func $a (export "f") (result i32) i32.const 1) (func $b (export "g") (result i32) i32.const 2))
;; %a: identical
;; %b: identical
