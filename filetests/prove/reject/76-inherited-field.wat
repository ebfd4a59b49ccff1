;;! test = "prove"
;; A field that a structure inherits is read by its supertype's name, an array by its own.
(module
  (type $s (sub (struct (field i32) (field i32))))
  (type $t (sub $s (struct (field i32) (field i32) (field i32))))
  (type $a (sub (array (mut i32)))) (type $b (sub $a (array (mut i32))))
  (func (export "f") (param (ref $t) (ref $b)) (result i32)
    local.get 0
    struct.get $t 0
    local.get 1
    i32.const 0
    array.get $b
    i32.add))

(module
  (type $s (sub (struct (field i32) (field i32))))
  (type $t (sub $s (struct (field i32) (field i32) (field i32))))
  (type $a (sub (array (mut i32)))) (type $b (sub $a (array (mut i32))))
  (func (export "f") (param (ref $t) (ref $b)) (result i32)
    local.get 0
    struct.get $s 1
    local.get 1
    i32.const 0
    array.get $a
    i32.add))
;; %0: unproved: results differ at 0x41 and 0x41, on a path from 0x0 and 0x0
;;   before: Add(W32)(struct_get(Pair(Pair(Pair, 0), entry0), 1), array_get[2](Pair(Pair(Pair(Pair, entry20000000001), entry1), 0), 0))
;;   after:  Add(W32)(array_get[2](Pair(Pair(Pair(Pair, entry20000000001), entry1), 0), 0), struct_get[1](Pair(Pair(Pair, 0), entry0), 1))
