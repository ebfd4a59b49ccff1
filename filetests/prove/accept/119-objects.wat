;;! test = "prove"
;; Fields that cannot be written hold what they were made with, in loops as well. An allocation
;; may go, or come later, as long as nobody has seen the object; so may a call that only
;; allocates go. What cannot be written is no state that a call reads.
(module
  (type $s (struct (field i64) (field (mut i64))))
  (type $pair (struct (field (ref $s)) (field i32)))
  (import "host" "use" (func $use (param (ref null $s))))
  (import "host" "next" (func $next (result i32)))
  (global $kept (mut i64) (i64.const 0))
  (func $make (param i64) (result (ref $s)) (struct.new $s (local.get 0) (i64.const 1)))
  (func $first (param (ref $s)) (result i64)
    (if (result i64) (i64.eqz (struct.get $s 0 (local.get 0)))
      (then unreachable) (else (struct.get $s 0 (local.get 0)))))
  (func (export "field") (param i64) (result i64)
    (struct.get $s 0 (struct.new $s (local.get 0) (i64.const 1))))
  (func (export "loop") (param i64) (local $it (ref $pair))
    (local.set $it (struct.new $pair (struct.new $s (local.get 0) (i64.const 0)) (i32.const 7)))
    (loop $again
      (global.set $kept (struct.get $s 0 (struct.get $pair 0 (local.get $it))))
      (br_if $again (i32.sub (call $next) (struct.get $pair 1 (local.get $it))))))
  (func (export "later") (param i64) (local $new (ref $s))
    (local.set $new (struct.new $s (local.get 0) (i64.const 1)))
    (if (call $next) (then (call $use (local.get $new)))))
  (func (export "nobody") (param i64)
    (drop (call $make (local.get 0)))
    (loop $again
      (drop (struct.new $s (local.get 0) (i64.const 2)))
      (br_if $again (call $next))))
  (func (export "read") (param (ref $s)) (result i64)
    (drop (call $first (local.get 0)))
    (struct.set $s 1 (local.get 0) (i64.const 3))
    (drop (call $next))
    (call $first (local.get 0))))

(module
  (type $s (struct (field i64) (field (mut i64))))
  (type $pair (struct (field (ref $s)) (field i32)))
  (import "host" "use" (func $use (param (ref null $s))))
  (import "host" "next" (func $next (result i32)))
  (global $kept (mut i64) (i64.const 0))
  (func $make (param i64) (result (ref $s)) (struct.new $s (local.get 0) (i64.const 1)))
  (func $first (param (ref $s)) (result i64)
    (if (result i64) (i64.eqz (struct.get $s 0 (local.get 0)))
      (then unreachable) (else (struct.get $s 0 (local.get 0)))))
  (func (export "field") (param i64) (result i64) (local.get 0))
  (func (export "loop") (param i64)
    (loop $again
      (global.set $kept (local.get 0))
      (br_if $again (i32.sub (call $next) (i32.const 7)))))
  (func (export "later") (param i64)
    (if (call $next) (then (call $use (struct.new $s (local.get 0) (i64.const 1))))))
  (func (export "nobody") (param i64)
    (loop $again
      (br_if $again (call $next))))
  (func (export "read") (param (ref $s)) (result i64) (local i64)
    (local.set 1 (call $first (local.get 0)))
    (struct.set $s 1 (local.get 0) (i64.const 3))
    (drop (call $next))
    (local.get 1)))
;; %make: identical
;; %first: identical
;; %4: proved
;; %5: proved
;; %6: proved
;; %7: proved
;; %8: proved
