;;! test = "prove"
;; A function without results does something all the same.
(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.const 7
    i32.store8))

(module (memory 1)
  (func (export "f") (param i32)
    nop))
;; %0: unproved: traps differ at 0x24 and 0x24, on a path from 0x0 and 0x0
;;   before: beyond0+1(entry0)
;;   after:  return
