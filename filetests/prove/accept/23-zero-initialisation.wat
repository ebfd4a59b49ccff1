;;! test = "prove"
;; A reused local is not zero.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    local.get 1
    i32.add
    drop
    local.get 2))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 0))
;; %0: proved
