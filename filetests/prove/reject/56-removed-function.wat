;;! test = "prove"
;; The callee goes with it.
(module (func $unused (result i32) i32.const 1) (func $a (result i32) i32.const 2)
  (func (export "f") (result i32) call $a)
  (func (export "g") (result i32) i32.const 3))

(module (func $a (result i32) i32.const 2)
  (func (export "f") (result i32) call 2)
  (func (export "g") (result i32) i32.const 3))
;; %a (1 to 0): identical
;; %1 (2 to 1): unproved: calls differ at 0x30 and 0x2a, on a path from 0x0 and 0x0
;;   before: return
;;   after:  after call[262143](Pair)
;; %2 (3 to 2): identical
