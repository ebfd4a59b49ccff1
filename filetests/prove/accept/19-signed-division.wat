;;! test = "prove"
;; A signed division by a power of two rounds to zero.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 4
    i32.div_s))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 4
    i32.div_s))
;; %0: identical
