;;! test = "prove"
;; A value of shared memory is read twice instead of once.
(module (memory 1 1 shared) (func (export "f") (param i32) (result i32)
    (local i32)
    local.get 0
    i32.load
    local.tee 1
    local.get 1
    i32.sub))

(module (memory 1 1 shared) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load
    local.get 0
    i32.load
    i32.sub))
;; %0: unproved: what comes next differ at 0x28 and 0x2d, on a path from 0x0 and 0x0
;;   before: return
;;   after:  i32_load 0 0
