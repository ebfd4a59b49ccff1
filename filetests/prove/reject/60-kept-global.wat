;;! test = "prove"
;; The callee writes this global.
(module (memory 1)
  (global $s (mut i32) (i32.const 5))
  (global $t (mut i32) (i32.const 5))
  (func $g
    global.get $s
    i32.const 1
    i32.add
    global.set $s
    i32.const 0
    i32.load
    drop
    global.get $t
    br_if 0
    loop
    global.get $t
    br_if 0
    end)
  (func (export "h") (param i32)
    local.get 0
    global.set $s
    local.get 0
    global.set $t)
  (func (export "f") (result i32)
    global.get $s
    call $g
    global.get $s
    i32.add))

(module (memory 1)
  (global $s (mut i32) (i32.const 5))
  (global $t (mut i32) (i32.const 5))
  (func $g
    global.get $s
    i32.const 1
    i32.add
    global.set $s
    i32.const 0
    i32.load
    drop
    global.get $t
    br_if 0
    loop
    global.get $t
    br_if 0
    end)
  (func (export "h") (param i32)
    local.get 0
    global.set $s
    local.get 0
    global.set $t)
  (func (export "f") (result i32)
    (local i32)
    global.get $s
    local.set 0
    call $g
    local.get 0
    local.get 0
    i32.add))
;; %g: identical
;; %1: identical
;; %2: unproved: results differ at 0x64 and 0x66, on a path from 0x0 and 0x0
;;   before: Add(W32)(Global0(entry20000000002), Global0(e16777217.40002))
;;   after:  Mul(W32)(Global0(entry20000000002), 2)
