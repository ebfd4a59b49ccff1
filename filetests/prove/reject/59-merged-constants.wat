;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Functions that differ in a constant become one.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32) call $a call $b i32.sub))

(module (func $a (result i32) i32.const 1)
  (func (export "f") (result i32) call $a call $a i32.sub))
;; %a: identical
;; %b (1 to 0): unproved: results differ at 0x26 and 0x20, on a path from 0x0 and 0x0
;;   before: 2
;;   after:  1
;; %1 (2 to 1): identical
