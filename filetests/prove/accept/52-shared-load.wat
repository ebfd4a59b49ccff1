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
    drop
    i32.const 0))
;; %0: proved
