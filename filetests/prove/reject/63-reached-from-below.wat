;;! test = "prove"
;; The base above may have wrapped.
(module (memory 1)
  (func (export "f") (param i32) (result i64)
    local.get 0
    i64.const 0
    i64.store
    local.get 0
    i32.const 16
    i32.add
    i64.load))

(module (memory 1)
  (func (export "f") (param i32) (result i64)
    local.get 0
    i64.const 0
    i64.store
    local.get 0
    i64.load offset=16))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+24(entry0)
