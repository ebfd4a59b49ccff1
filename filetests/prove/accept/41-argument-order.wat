;;! test = "prove"
;; Operands in the wrong order.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.sub))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 0
    local.get 1
    i32.sub
    local.get 0
    i32.add))
;; %0: proved
