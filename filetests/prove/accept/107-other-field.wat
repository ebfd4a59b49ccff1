;;! test = "prove"
;; A field is read again after writes to another field and to an array, or kept.
(module
  (type $t (struct (field (mut i32)) (field (mut i32))))
  (type $a (array (mut i32)))
  (func (export "f") (param (ref $t) (ref $t) (ref $a)) (result i32) (local i32)
    local.get 0
    struct.get $t 0
    local.get 1
    i32.const 7
    struct.set $t 1
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
    struct.set $t 1
    local.get 2
    i32.const 0
    i32.const 9
    array.set $a
    local.get 3
    i32.mul))
;; %0: proved
