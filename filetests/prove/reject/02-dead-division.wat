;;! test = "prove"
;; A division whose result is unused may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.div_u
    drop
    i32.const 3))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 3))
;; %0: unproved: traps differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  return
