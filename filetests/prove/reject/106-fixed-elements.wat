;;! test = "prove"
;; The call may write them.
(module
  (type $a (array (mut i32)))
  (import "e" "h" (func))
  (func (export "f") (param (ref $a)) (result i32) (local i32)
    local.get 0
    i32.const 2
    array.get $a
    call 0
    local.get 0
    i32.const 2
    array.get $a
    i32.mul))

(module
  (type $a (array (mut i32)))
  (import "e" "h" (func))
  (func (export "f") (param (ref $a)) (result i32) (local i32)
    local.get 0
    i32.const 2
    array.get $a
    local.tee 1
    call 0
    local.get 1
    i32.mul))
;; %1: unproved: results differ at 0x32 and 0x32, on a path from 0x0 and 0x0
;;   before: Mul(W32)(array_get(Pair(Pair(Pair(Pair, entry20000000001), entry0), 2), 0), array_get(Pair(Pair(Pair(Pair, e16777219.40001), entry0), 2), 0))
;;   after:  Mul(W32)(array_get(Pair(Pair(Pair(Pair, entry20000000001), entry0), 2), 0), array_get(Pair(Pair(Pair(Pair, entry20000000001), entry0), 2), 0))
