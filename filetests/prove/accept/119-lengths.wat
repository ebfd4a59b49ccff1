;;! test = "prove"
;; The length of an array is what it was made with; so is what an object holds that another one
;; holds, around a loop.
(module
  (type $list (array (mut i32)))
  (type $it (struct (field (ref $list)) (field i64)))
  (type $outer (struct (field (ref $it)) (field (mut i32))))
  (import "host" "next" (func $next (result i32)))
  (func (export "length") (param i32) (result i32)
    (array.len (array.new $list (i32.const 1) (local.get 0))))
  (func (export "nested") (param i32) (result i64) (local $it (ref $outer)) (local $at i32)
    (local.set $it (struct.new $outer
      (struct.new $it (array.new_default $list (i32.const 8)) (i64.const 5)) (i32.const 0)))
    (loop $again
      (array.set $list (struct.get $it 0 (struct.get $outer 0 (local.get $it)))
        (local.get $at) (call $next))
      (br_if $again (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 1)))
        (array.len (struct.get $it 0 (struct.get $outer 0 (local.get $it)))))))
    (struct.get $it 1 (struct.get $outer 0 (local.get $it)))))

(module
  (type $list (array (mut i32)))
  (type $it (struct (field (ref $list)) (field i64)))
  (type $outer (struct (field (ref $it)) (field (mut i32))))
  (import "host" "next" (func $next (result i32)))
  (func (export "length") (param i32) (result i32) (local.get 0))
  (func (export "nested") (param i32) (result i64) (local $list (ref $list)) (local $at i32)
    (local.set $list (array.new_default $list (i32.const 8)))
    (loop $again
      (array.set $list (local.get $list) (local.get $at) (call $next))
      (br_if $again (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 1)))
        (i32.const 8))))
    (i64.const 5)))
;; %1: proved
;; %2: proved
