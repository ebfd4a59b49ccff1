;;! test = "prove"
;; x * 0 is 0, but x may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.load
    i32.const 0
    i32.mul))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 0))
;; %0: unproved: traps differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: beyond0+4(entry0)
;;   after:  return
