;;! test = "prove"
;; One call instead of two with the same operand.
(module (memory 1)
  (func $g (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.mul)
  (func (export "f") (param i32) (result i32)
    local.get 0
    call $g
    local.get 0
    call $g
    i32.add))

(module (memory 1)
  (func $g (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.mul)
  (func (export "f") (param i32) (result i32)
    local.get 0
    call $g
    local.tee 0
    local.get 0
    i32.add))
;; %g: identical
;; %1: proved
