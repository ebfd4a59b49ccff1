;;! test = "prove"
;; A number shifted by a truth value is one of two.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 16
    local.get 0
    i32.eqz
    i32.shr_u
    i32.const -7
    local.get 1
    i32.eqz
    i32.shr_s
    i32.add))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 8
    i32.const 16
    local.get 0
    i32.eqz
    select
    i32.const -4
    i32.const -7
    local.get 1
    i32.eqz
    select
    i32.add))
