;;! test = "prove"
;; A division whose operands are constants may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 1
    i32.const 0
    i32.div_s))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 0))
;; %0: unproved: what comes next differ at 0x2a and 0x26, on a path from 0x0 and 0x0
;;   before: trap
;;   after:  return
