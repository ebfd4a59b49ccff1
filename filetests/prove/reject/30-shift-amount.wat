;;! test = "prove"
;; Amounts of shifts count modulo the width.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.const 31
    i32.and
    i32.shl))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.const 15
    i32.and
    i32.shl))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: Shl(W32)(entry0, entry1)
;;   after:  Shl(W32)(entry0, And(W32)(entry1, 15))
