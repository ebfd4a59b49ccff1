;;! test = "prove"
;; A field is read again after a write to what may be the same object.
(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    i32.const 1
    struct.set $s 0
    local.get 0
    struct.get $s 0))

(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    i32.const 1
    struct.set $s 0
    i32.const 2))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: struct_get(Pair(Pair(Pair, after struct_set[0](Pair(Pair(Pair(…, …), 1), entry20000000000), 0)), entry0), 0)
;;   after:  2
