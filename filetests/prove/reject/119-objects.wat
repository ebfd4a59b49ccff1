;;! test = "prove"
;; A field that can be written need not hold what it was made with; an object that was seen or
;; changed cannot be made later; two objects are not one; a call that may not come back stays.
(module
  (type $s (struct (field i64) (field (mut i64))))
  (import "host" "use" (func $use (param (ref null $s))))
  (import "host" "next" (func $next (result i32)))
  (func $spin (param i64) (result (ref $s)) (loop $for_ever (br_if $for_ever (local.get 0) (i64.eqz)))
    (struct.new $s (local.get 0) (i64.const 1)))
  (func (export "field") (param i64) (result i64) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (call $use (local.get $new))
    (struct.get $s 1 (local.get $new)))
  (func (export "seen") (param i64) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (call $use (local.get $new))
    (call $use (local.get $new)))
  (func (export "changed") (param i64) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (struct.set $s 1 (local.get $new) (i64.const 2))
    (if (call $next) (then (call $use (local.get $new)))))
  (func (export "two") (param i64) (result i32) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (ref.eq (local.get $new) (struct.new $s (local.get 0) (i64.const 1))))
  (func (export "spin") (param i64) (drop (call $spin (local.get 0))))
  (func (export "loop") (param i64 i64) (result i64) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (loop $again
      (if (call $next) (then (local.set $new (struct.new $s (local.get 1) (i64.const 1)))))
      (br_if $again (call $next)))
    (struct.get $s 0 (local.get $new))))

(module
  (type $s (struct (field i64) (field (mut i64))))
  (import "host" "use" (func $use (param (ref null $s))))
  (import "host" "next" (func $next (result i32)))
  (func $spin (param i64) (result (ref $s)) (loop $for_ever (br_if $for_ever (local.get 0) (i64.eqz)))
    (struct.new $s (local.get 0) (i64.const 1)))
  (func (export "field") (param i64) (result i64)
    (call $use (struct.new $s (local.get 0) (i64.const 1)))
    (i64.const 1))
  (func (export "seen") (param i64)
    (call $use (struct.new $s (local.get 0) (i64.const 1)))
    (call $use (struct.new $s (local.get 0) (i64.const 1))))
  (func (export "changed") (param i64)
    (if (call $next) (then (call $use (struct.new $s (local.get 0) (i64.const 1))))))
  (func (export "two") (param i64) (result i32) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (ref.eq (local.get $new) (local.get $new)))
  (func (export "spin") (param i64))
  (func (export "loop") (param i64 i64) (result i64)
    (loop $again
      (drop (call $next))
      (br_if $again (call $next)))
    (local.get 0)))
;; %spin: identical
;; %3: unproved: results differ at 0xa3 and 0x9f, on a path from 0x0 and 0x0
;;   before: struct_get[1](Pair(Pair(Pair, e33554437.40001), Object(e16777218.0, Pair(Pair(Pair, entry0), 1))), 0)
;;   after:  1
;; %4: unproved: what comes next differ at 0xcb and 0xba, on a path from 0x0 and 0x0
;;   before: call 0 0
;;   after:  struct_new 0 0
;; %5: unproved: objects differ at 0xe4 and 0xc2, on a path from 0x0 and 0x0
;;   before: after struct_set[1](Pair(Pair(Pair(Pair(Pair, entry20000000001), Object(e16777218.0, Pair(Pair(…, …), 1))), 2), entry20000000000), 0)
;;   after:  entry20000000001
;; %6: unproved: results differ at 0xf3 and 0xd6, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
;; %7: unproved: what comes next differ at 0x10b and 0xe7, on a path from 0x0 and 0x0
;;   before: call 2 0
;;   after:  return
;; %8: unproved: results differ at 0x114 and 0xea, on a path from 0x11d and 0xea
;;   before: entry1
;;   after:  entry0
