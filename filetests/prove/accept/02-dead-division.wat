;;! test = "prove"
;; A division whose result is unused may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.div_u
    drop
    i32.const 3))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.rem_u
    drop
    i32.const 3))
;; %0: proved
