;;! test = "prove"
;; A comparison is kept over a branch on it; the other side compares again what has changed.
(module
  (func $g (import "" "g") (param i32))
  (memory 1)
  (func (export "f") (param $x i32) (param $n i32) (local $flag i32) (local $z i32) (local $i i32)
    (local.set $flag (i32.gt_u (local.get $x) (i32.const 15)))
    (loop
      (if (local.get $flag) (then (call $g (i32.const 3))) (else (call $g (i32.const 4))))
      (i32.store (local.get $i) (local.get $z))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get $i) (local.get $n))))))

(module
  (func $g (import "" "g") (param i32))
  (memory 1)
  (func (export "f") (param $x i32) (param $n i32) (local $flag i32) (local $z i32) (local $i i32)
    (loop
      (if (i32.lt_u (local.get $x) (i32.const 16))
        (then (call $g (i32.const 4)))
        (else (call $g (i32.const 3))))
      (i32.store (local.get $i) (local.get $z))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (local.set $x (i32.add (local.get $x) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $i) (local.get $n))))))
;; %1: unproved: operands differ at 0x47 and 0x43, on a path from 0x3a and 0x33
;;   before: 4
;;   after:  3
