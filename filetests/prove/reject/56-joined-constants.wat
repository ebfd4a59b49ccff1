;;! test = "prove"
;; Between the two stores there may be a trap, and the first one is visible then.
(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.const 1
    i32.store
    local.get 0
    i32.const 2
    i32.store offset=4))

(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i64.const 0x200000001
    i64.store))
;; %0: unproved: traps differ at 0x24 and 0x24, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+8(entry0)
