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
    struct.get $s 0
    local.get 1
    i32.const 0
    array.get $a
    i32.add))
;; %0: identical
