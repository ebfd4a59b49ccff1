;;! test = "prove"
;; A flag from before a loop is asked for behind it, but the loop changes it on one side.
(module
  (func $n (import "" "n") (result i32))
  (memory 1)
  (func (export "f") (result i32) (local $flag i32) (local $i i32) (local $n i32)
    (local.set $flag (i32.and (local.tee $n (call $n)) (i32.const 1)))
    (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
    (loop
      (i32.store (local.get $i) (local.get $n))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 64))))
    (if (result i32) (local.get $flag)
      (then (i32.load (i32.const 12)))
      (else (i32.const 7)))))

(module
  (func $n (import "" "n") (result i32))
  (memory 1)
  (func (export "f") (result i32) (local $flag i32) (local $i i32) (local $n i32)
    (local.set $flag (i32.ctz (local.tee $n (call $n))))
    (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
    (loop
      (i32.store (local.get $i) (local.get $n))
      (local.set $flag (i32.shr_u (local.get $flag) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 64))))
    (if (result i32) (local.get $flag)
      (then (i32.const 7))
      (else (i32.load (i32.const 12))))))
;; %1: unproved: results differ at 0x2e and 0x2e, on a path from 0x63 and 0x68
;;   before: v1.3
;;   after:  v1.2
