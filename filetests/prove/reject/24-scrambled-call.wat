;;! test = "prove"
;; A call goes to another function.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32)
    call $a))

(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32)
    call $b))
;; %a: identical
;; %b: identical
;; %2: unproved: calls differ at 0x2b and 0x2b, on a path from 0x0 and 0x0
;;   before: return
;;   after:  after call[131071](Pair)
