;;! test = "prove"
;; What may be null traps.
(module
  (type $s (sub (struct (field (mut i32)) (field (ref null $s)))))
  (import "host" "make" (func $make (result (ref null $s))))
  (import "host" "use" (func $use (param (ref null $s))))
  (func (export "result") (call $use (call $make)))
  (func (export "field") (param (ref $s)) (call $use (struct.get $s 1 (local.get 0))))
  (func (export "join") (param i32 (ref $s)) (local (ref null $s))
    (if (local.get 0) (then (local.set 2 (local.get 1))))
    (call $use (local.get 2)))
  (func (export "nullable cast") (param anyref) (result i32)
    (drop (ref.cast (ref null $s) (local.get 0)))
    (ref.is_null (local.get 0))))

(module
  (type $s (sub (struct (field (mut i32)) (field (ref null $s)))))
  (import "host" "make" (func $make (result (ref null $s))))
  (import "host" "use" (func $use (param (ref null $s))))
  (func (export "result") (call $use (ref.as_non_null (call $make))))
  (func (export "field") (param (ref $s))
    (call $use (ref.as_non_null (struct.get $s 1 (local.get 0)))))
  (func (export "join") (param i32 (ref $s)) (local (ref null $s))
    (if (local.get 0) (then (local.set 2 (local.get 1))))
    (call $use (ref.as_non_null (local.get 2))))
  (func (export "nullable cast") (param anyref) (result i32)
    (drop (ref.cast (ref null $s) (local.get 0)))
    (i32.const 0)))
;; %2: unproved: traps differ at 0x84 and 0x85, on a path from 0x0 and 0x0
;;   before: call 1 0
;;   after:  1
;; %3: unproved: traps differ at 0x8f and 0x91, on a path from 0x0 and 0x0
;;   before: call 1 0
;;   after:  1
;; %4: unproved: traps differ at 0xa2 and 0xa5, on a path from 0x9f and 0xa1
;;   before: call 1 0
;;   after:  1
;; %5: unproved: results differ at 0xa7 and 0xaa, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  0
