;;! test = "prove"
;; A global is used again after a call.
(module (import "m" "g" (func $g)) (memory 1) (global $x (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    global.get $x
    call $g
    global.get $x
    global.set $x
    global.get $x
    i32.add))

(module (import "m" "g" (func $g)) (memory 1) (global $x (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    (local i32)
    global.get $x
    local.tee 1
    call $g
    local.get 1
    i32.add))
;; %1: unproved: results differ at 0x39 and 0x3b, on a path from 0x0 and 0x0
;;   before: Add(W32)(Global0(entry20000000002), Global0(e16777217.40002))
;;   after:  Mul(W32)(Global0(entry20000000002), 2)
