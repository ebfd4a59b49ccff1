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
    global.get $x
    call $g
    global.get $x
    i32.add))
;; %1: proved
