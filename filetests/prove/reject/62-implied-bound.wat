;;! test = "prove"
;; The store has shown nothing of the last byte.
(module (memory 1)
  (func (export "f") (param i32 i64) (result i64)
    local.get 0
    local.get 1
    i64.store offset=8
    local.get 0
    i32.const 9
    i32.add
    i64.load
    drop
    local.get 1))

(module (memory 1)
  (func (export "f") (param i32 i64) (result i64)
    local.get 0
    local.get 1
    i64.store offset=8
    local.get 1))
;; %0: unproved: traps differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: beyond0+17(entry0)
;;   after:  return
