;;! test = "prove"
;; Sums that have a part in common: that part, and a choice of the rest, with the factor outside.
(module (memory 1)
  (func (export "f") (param $x i32) (param $y i32) (param $c i32) (local $p i32)
    (local.set $p (select
      (i32.add (i32.add (local.get $x) (i32.shl (local.get $y) (i32.const 2))) (i32.const 16))
      (i32.add (local.get $x) (i32.const 16))
      (local.get $c)))
    (loop
      (i32.store (local.get $p) (local.get $y))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if 0 (i32.load (local.get $p))))))

(module (memory 1)
  (func (export "f") (param $x i32) (param $y i32) (param $c i32) (local $p i32)
    (local.set $p (i32.add (i32.add (local.get $x) (i32.const 16)) (i32.shl
      (i32.mul (local.get $y) (i32.ne (local.get $c) (i32.const 0)))
      (i32.const 2))))
    (loop
      (i32.store (local.get $p) (local.get $y))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if 0 (i32.load (local.get $p))))))
;; %0: proved
