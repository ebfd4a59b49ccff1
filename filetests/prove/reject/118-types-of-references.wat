;;! test = "prove"
;; What has a type need not have one below it; null has no type that excludes it; of values that
;; meet one may have another type.
(module
  (type $a (sub (struct (field i32))))
  (type $b (sub $a (struct (field i32) (field i64))))
  (type $d (sub $a (struct (field i32) (field f64))))
  (import "host" "use" (func $use (param (ref null $a))))
  (func (export "below") (param (ref $a)) (result i32) (ref.test (ref $b) (local.get 0)))
  (func (export "null") (param (ref null $b)) (result i32) (ref.test (ref $a) (local.get 0)))
  (func (export "cast") (param (ref $a))
    (call $use (ref.cast (ref $b) (local.get 0))))
  (func (export "meet") (param i32 (ref $b) (ref $d)) (result i32)
    (ref.test (ref $b)
      (if (result anyref) (local.get 0) (then (local.get 1)) (else (local.get 2)))))
  (func (export "loop") (param (ref $a) (ref $b)) (local (ref $a))
    (local.set 2 (local.get 1))
    (loop $again
      (call $use (local.get 2))
      (local.set 2 (local.get 0))
      (br_if $again (ref.test (ref $b) (local.get 2))))))

(module
  (type $a (sub (struct (field i32))))
  (type $b (sub $a (struct (field i32) (field i64))))
  (type $d (sub $a (struct (field i32) (field f64))))
  (import "host" "use" (func $use (param (ref null $a))))
  (func (export "below") (param (ref $a)) (result i32) (i32.const 1))
  (func (export "null") (param (ref null $b)) (result i32) (i32.const 1))
  (func (export "cast") (param (ref $a))
    (call $use (local.get 0)))
  (func (export "meet") (param i32 (ref $b) (ref $d)) (result i32) (i32.const 1))
  (func (export "loop") (param (ref $a) (ref $b)) (local (ref $a))
    (local.set 2 (local.get 1))
    (loop $again
      (call $use (local.get 2))
      (local.set 2 (local.get 0))
      (br_if $again (i32.const 1)))))
;; %1: unproved: results differ at 0x8b and 0x8b, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
;; %2: unproved: results differ at 0x93 and 0x90, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
;; %3: unproved: traps differ at 0xa0 and 0x97, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  call 0 0
;; %4: unproved: results differ at 0xa5 and 0x9c, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
;; %5: unproved: what comes next differ at 0xb8 and 0xac, on a path from 0xbc and 0xa8
;;   before: return
;;   after:  call 0 0
