;;! test = "prove"
;; What equals a number is that number in the choice.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    local.get 0
    i32.eqz
    select))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 0
    i32.ne))
