;;! test = "prove"
;; Nobody notices whether the callee is called.
(module (memory 1)
  (func $g (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.mul)
  (func (export "f") (param i32) (result i32)
    local.get 0
    call $g
    drop
    local.get 0))

(module (memory 1)
  (func $g (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.mul)
  (func (export "f") (param i32) (result i32)
    local.get 0))
;; %g: identical
;; %1: proved
