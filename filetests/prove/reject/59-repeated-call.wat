;;! test = "prove"
;; A call more than before: it could be recursion without end.
(module (memory 1)
  (func $g (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.mul)
  (func (export "f") (param i32) (result i32)
    local.get 0))

(module (memory 1)
  (func $g (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.mul)
  (func (export "f") (param i32) (result i32)
    local.get 0
    call $g
    drop
    local.get 0))
;; %g: identical
;; %1: unproved: calls differ at 0x2e and 0x2e, on a path from 0x0 and 0x0
;;   before: return
;;   after:  after call[65535](Pair(Pair, entry0))
