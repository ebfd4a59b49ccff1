;;! test = "prove"
;; It need not be that number in the other case.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 1
    local.get 0
    local.get 0
    i32.eqz
    select))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 1
    i32.const 0
    local.get 0
    i32.eqz
    select))
