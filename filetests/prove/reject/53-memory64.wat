;;! test = "prove"
;; Addresses of 64 bits wrap late.
(module (memory i64 1) (func (export "f") (param i64) (result i32)
    local.get 0
    i64.const 16
    i64.add
    i32.load))

(module (memory i64 1) (func (export "f") (param i64) (result i32)
    local.get 0
    i32.load offset=16))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+20(entry0)
