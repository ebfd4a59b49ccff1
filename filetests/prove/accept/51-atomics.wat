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
    local.get 0
    i32.atomic.load
    i32.sub))
;; %0: identical
