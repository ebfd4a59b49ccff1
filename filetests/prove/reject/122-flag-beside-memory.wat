;;! test = "prove"
;; The two are zero under circumstances that differ.
(module
  (func $n (import "" "n") (result i32))
  (memory 1)
  (func (export "f") (param i32) (result i32) (local $flag i32) (local $i i32) (local $n i32)
    (i32.store (i32.const 100) (i32.const 1))
    (local.set $flag (i32.and (local.tee $n (call $n)) (i32.const 1)))
    (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
    (loop
      (if (local.get 0) (then (i32.store (i32.const 200) (local.get $i))))
      (i32.store (i32.const 300) (local.get $n))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 64))))
    (if (result i32) (local.get $flag) (then (i32.load (i32.const 12))) (else (i32.const 7)))))

(module
  (func $n (import "" "n") (result i32))
  (memory 1)
  (func (export "f") (param i32) (result i32) (local $flag i32) (local $i i32) (local $n i32)
    (i32.store (i32.const 100) (i32.const 1))
    (local.set $flag (i32.ctz (i32.shr_u (local.tee $n (call $n)) (i32.const 1))))
    (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
    (loop
      (if (local.get 0) (then (i32.store (i32.const 200) (local.get $i))))
      (i32.store (i32.const 300) (local.get $n))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 64))))
    (if (result i32) (local.get $flag) (then (i32.const 7)) (else (i32.load (i32.const 12))))))
;; %1: unproved: results differ at 0x33 and 0x33, on a path from 0x7e and 0x7f
;;   before: v2.2
;;   after:  v2.3
