;;! test = "prove"
;; A signed comparison for an unsigned one.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.lt_u))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 1
    local.get 0
    i32.gt_u))
;; %0: proved
