;;! test = "prove"
;; A change of a single constant.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 1000
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const -1000
    i32.sub))
;; %0: proved
