;;! test = "prove"
;; Two atomic loads are one.
(module (memory 1 1 shared) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.atomic.load
    local.get 0
    i32.atomic.load
    i32.sub))

(module (memory 1 1 shared) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.atomic.load
    drop
    i32.const 0))
;; %0: unproved: what comes next differ at 0x2e and 0x26, on a path from 0x0 and 0x0
;;   before: i32_atomic_load 0 0
;;   after:  return
