;;! test = "prove"
;; A constant condition drops an arm that may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 0
    local.get 1
    i32.div_u
    i32.const 1
    select))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.div_u
    drop
    local.get 0))
;; %0: proved
