;;! test = "prove"
;;! map = "func 0 0, func 1 1, func 2 2"
;; A map under which the export is another function.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32) call $a))

(module (func $b (result i32) i32.const 2) (func $a (result i32) i32.const 1)
  (func (export "f") (result i32) call $a))
;; %a: unproved: results differ at 0x21 and 0x21, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  2
;; %b: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: 2
;;   after:  1
;; %2: unproved: calls differ at 0x2b and 0x2b, on a path from 0x0 and 0x0
;;   before: return
;;   after:  after call[131071](Pair)
