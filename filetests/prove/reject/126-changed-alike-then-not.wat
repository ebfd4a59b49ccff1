;;! test = "prove"
;; What comes on the third way may be 2.
(module
  (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    (local $p i32) (local $x i32) (local $i i32)
    (block $meet
      (local.set $x (i32.const 1))
      (br_if $meet (i32.eqz (local.get 0)))
      (local.set $p (i32.const -1))
      (local.set $x (i32.const 0))
      (br_if $meet (i32.eqz (i32.load (i32.const 8))))
      (local.set $p (i32.load (i32.const 12)))
      (local.set $x (i32.and (i32.load (i32.const 12)) (i32.const 2))))
    (loop
      (i32.store (local.get $i) (local.get $p))
      (br_if 0 (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 64))))
    (i32.and (local.get $x) (i32.lt_s (local.get 1) (i32.const 0))))
)

(module
  (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    (local $p i32) (local $x i32) (local $i i32)
    (block $meet
      (local.set $x (i32.const 1))
      (br_if $meet (i32.eqz (local.get 0)))
      (local.set $p (i32.const -1))
      (local.set $x (i32.const 0))
      (br_if $meet (i32.eqz (i32.load (i32.const 8))))
      (local.set $p (i32.load (i32.const 12)))
      (local.set $x (i32.and (i32.load (i32.const 12)) (i32.const 2))))
    (loop
      (i32.store (local.get $i) (local.get $p))
      (br_if 0 (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 64))))
    (i32.lt_u (i32.clz (local.get 1)) (local.get $x)))
)
;; %0: unproved: results differ at 0x28 and 0x28, on a path from 0x55 and 0x55
;;   before: 1
;;   after:  0
