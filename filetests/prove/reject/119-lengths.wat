;;! test = "prove"
;; Another array has another length, and another object another one.
(module
  (type $list (array (mut i32)))
  (type $it (struct (field (ref $list))))
  (import "host" "next" (func $next (result i32)))
  (func (export "other") (param i32) (result i32) (local $list (ref $list))
    (local.set $list (array.new_default $list (i32.const 8)))
    (loop $again
      (if (call $next) (then (local.set $list (array.new_default $list (local.get 0)))))
      (br_if $again (call $next)))
    (array.len (local.get $list)))
  (func (export "nested") (param i32) (result i32) (local $it (ref $it))
    (local.set $it (struct.new $it (array.new_default $list (i32.const 8))))
    (loop $again
      (if (call $next)
        (then (local.set $it (struct.new $it (array.new_default $list (local.get 0))))))
      (br_if $again (call $next)))
    (array.len (struct.get $it 0 (local.get $it)))))

(module
  (type $list (array (mut i32)))
  (type $it (struct (field (ref $list))))
  (import "host" "next" (func $next (result i32)))
  (func (export "other") (param i32) (result i32)
    (loop $again
      (drop (call $next))
      (br_if $again (call $next)))
    (i32.const 8))
  (func (export "nested") (param i32) (result i32)
    (loop $again
      (drop (call $next))
      (br_if $again (call $next)))
    (i32.const 8)))
;; %1: unproved: results differ at 0x4c and 0x49, on a path from 0x53 and 0x49
;;   before: entry0
;;   after:  8
;; %2: unproved: results differ at 0x70 and 0x58, on a path from 0x7a and 0x58
;;   before: entry0
;;   after:  8
