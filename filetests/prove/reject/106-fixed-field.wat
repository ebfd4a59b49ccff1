;;! test = "prove"
;; The call may write the field.
(module
  (type $t (struct (field (mut i32)) (field (mut i32))))
  (import "e" "h" (func))
  (func (export "f") (param (ref $t)) (result i32)
    local.get 0
    struct.get $t 0
    call 0
    local.get 0
    struct.get $t 0
    i32.mul))

(module
  (type $t (struct (field (mut i32)) (field (mut i32))))
  (import "e" "h" (func))
  (func (export "f") (param (ref $t)) (result i32) (local i32)
    local.get 0
    struct.get $t 0
    local.tee 1
    call 0
    local.get 1
    i32.mul))
;; %1: unproved: results differ at 0x33 and 0x35, on a path from 0x0 and 0x0
;;   before: Mul(W32)(struct_get(Pair(Pair(Pair, entry20000000001), entry0), 0), struct_get(Pair(Pair(Pair, e16777218.40001), entry0), 0))
;;   after:  Mul(W32)(struct_get(Pair(Pair(Pair, entry20000000001), entry0), 0), struct_get(Pair(Pair(Pair, entry20000000001), entry0), 0))
