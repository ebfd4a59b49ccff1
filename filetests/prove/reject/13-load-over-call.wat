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
    (local i32)
    local.get 0
    i32.load
    local.set 1
    call $g
    local.get 1
    local.get 1
    i32.add))
;; %1: unproved: results differ at 0x3d and 0x3f, on a path from 0x0 and 0x0
;;   before: Add(W32)(load32+0(entry20000000003, entry0), load32+0(e16777218.40003, entry0))
;;   after:  Mul(W32)(load32+0(entry20000000003, entry0), 2)
