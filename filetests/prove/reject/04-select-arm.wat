;;! test = "prove"
;; A constant condition drops an arm that may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 0
    local.get 1
    i32.div_u
    i32.const 1
    select))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0))
;; %0: unproved: traps differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  return
