;;! test = "prove"
;; Amounts of shifts count modulo the width.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.const 31
    i32.and
    i32.shl))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.shl))
;; %0: proved
