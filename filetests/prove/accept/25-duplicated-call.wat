;;! test = "prove"
;; A call is done twice.
(module (import "m" "g" (func $g)) (memory 1) (global $x (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    call $g
    i32.const 1))

(module (import "m" "g" (func $g)) (memory 1) (global $x (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    nop
    call $g
    i32.const 1))
;; %1: identical
