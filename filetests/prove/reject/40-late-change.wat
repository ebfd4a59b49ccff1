;;! test = "prove"
;; A change of a single constant.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 1000
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 1001
    i32.add))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: Add(W32)(entry0, 1000)
;;   after:  Add(W32)(entry0, 1001)
