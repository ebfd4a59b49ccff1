;;! test = "prove"
;; Two functions that differ in a constant are taken for one.
(module (func $a (export "f") (result i32) i32.const 1) (func $b (export "g") (result i32) i32.const 2))

(module (func $a (export "f") (result i32) i32.const 1) (func $b (export "g") (result i32) i32.const 1))
;; %a: identical
;; %b: unproved: results differ at 0x29 and 0x29, on a path from 0x0 and 0x0
;;   before: 2
;;   after:  1
