;;! test = "prove"
;; A byte of shared memory is small, whoever wrote it.
(module (memory 1 1 shared)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    i32.const 4000
    i32.add
    i32.load8_u))

(module (memory 1 1 shared)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    i32.load8_u offset=4000))
;; %0: proved
