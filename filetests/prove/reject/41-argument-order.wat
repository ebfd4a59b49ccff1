;;! test = "prove"
;; Operands in the wrong order.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.sub))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 1
    local.get 0
    i32.sub))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: Add(W32)(entry0, Mul(W32)(entry1, -1))
;;   after:  Add(W32)(Mul(W32)(entry0, -1), entry1)
