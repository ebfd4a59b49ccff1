;;! test = "prove"
;; No zeros are counted and the other holds: the lowest bit is set.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.and
    local.get 1
    i32.const 27
    i32.lt_u
    i32.and))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.ctz
    local.get 1
    i32.const 27
    i32.lt_u
    i32.lt_u))
;; %0: proved
