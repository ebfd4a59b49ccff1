;;! test = "prove"
;; A choice between a number and a step from it is the step, if both conditions hold.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 1500
    i32.const 1500
    local.get 1
    i32.eqz
    i32.const 90
    i32.mul
    i32.sub
    local.get 0
    i32.const 7
    i32.lt_u
    select))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 1500
    local.get 1
    i32.eqz
    local.get 0
    i32.const 7
    i32.ge_u
    i32.and
    i32.const 90
    i32.mul
    i32.sub))
;; %0: proved
