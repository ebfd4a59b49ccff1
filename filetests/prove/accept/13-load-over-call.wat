;;! test = "prove"
;; A loaded value is used again after a call.
(module (import "m" "g" (func $g)) (memory (export "m") 1) (global $x (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load
    call $g
    local.get 0
    i32.load
    i32.add))

(module (import "m" "g" (func $g)) (memory (export "m") 1) (global $x (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load
    call $g
    local.get 0
    i32.load
    i32.add))
;; %1: identical
