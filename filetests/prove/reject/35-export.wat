;;! test = "prove"
;; An export names another function.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2) (export "f" (func $a)))

(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2) (export "f" (func $b)))
;; %a: unproved: no counterpart
;; %a (0 to 1): unproved: results differ at 0x20 and 0x25, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  2
