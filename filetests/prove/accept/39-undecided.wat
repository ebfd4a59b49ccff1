;;! test = "prove"
;; What the checker cannot decide is not proved: a division by a magic number.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 8
    i32.div_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.shr_u))
;; %0: proved
