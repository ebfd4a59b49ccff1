;;! test = "prove"
;; x * 0 is 0, but x may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.load
    i32.const 0
    i32.mul))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.load
    drop
    i32.const 0))
;; %0: proved
