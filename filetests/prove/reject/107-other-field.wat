;;! test = "prove"
;; The other object may be the same, and the field is.
(module
  (type $t (struct (field (mut i32)) (field (mut i32))))
  (type $a (array (mut i32)))
  (func (export "f") (param (ref $t) (ref $t) (ref $a)) (result i32) (local i32)
    local.get 0
    struct.get $t 0
    local.get 1
    i32.const 7
    struct.set $t 0
    local.get 2
    i32.const 0
    i32.const 9
    array.set $a
    local.get 0
    struct.get $t 0
    i32.mul))

(module
  (type $t (struct (field (mut i32)) (field (mut i32))))
  (type $a (array (mut i32)))
  (func (export "f") (param (ref $t) (ref $t) (ref $a)) (result i32) (local i32)
    local.get 0
    struct.get $t 0
    local.tee 3
    local.get 1
    i32.const 7
    struct.set $t 0
    local.get 2
    i32.const 0
    i32.const 9
    array.set $a
    local.get 3
    i32.mul))
;; %0: unproved: results differ at 0x30 and 0x30, on a path from 0x0 and 0x0
;;   before: Mul(W32)(struct_get(Pair(Pair(Pair, entry20000000001), entry0), 0), struct_get(Pair(Pair(Pair, after struct_set[0](Pair(Pair(…, …), entry20000000000), 0)), entry0), 0))
;;   after:  Mul(W32)(struct_get(Pair(Pair(Pair, entry20000000001), entry0), 0), struct_get(Pair(Pair(Pair, entry20000000001), entry0), 0))
