;;! test = "prove"
;; Nothing says that the sum does not wrap: the access at the base is far below it.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 60
    i32.add
    i64.load
    i32.wrap_i64
    local.get 0
    i64.load
    i32.wrap_i64
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i64.load offset=60
    i32.wrap_i64
    local.get 0
    i64.load
    i32.wrap_i64
    i32.add))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+68(entry0)
