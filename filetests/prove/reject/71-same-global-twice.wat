;;! test = "prove"
;; A host may import the same global twice.
(module (import "a" "s" (global $s (mut i32))) (import "a" "t" (global $t (mut i32)))
  (func (export "f") (param i32) (result i32)
    global.get $t
    local.get 0
    global.set $s
    global.get $t
    i32.add))

(module (import "a" "s" (global $s (mut i32))) (import "a" "t" (global $t (mut i32)))
  (func (export "f") (param i32) (result i32)
    (local i32)
    global.get $t
    local.set 1
    local.get 0
    global.set $s
    local.get 1
    local.get 1
    i32.add))
;; %0: unproved: results differ at 0x31 and 0x33, on a path from 0x0 and 0x0
;;   before: Add(W32)(Global1(entry20000000002), Global1(after global_get[0](entry20000000002, entry0)))
;;   after:  Mul(W32)(Global1(entry20000000002), 2)
