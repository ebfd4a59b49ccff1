;;! test = "prove"
;; What is known where paths meet leaves one case open.
(module
  (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local $f i32) (local $i i32)
    (block $meet
      (local.set $f (i32.load (local.get 1)))
      (br_if $meet (i32.eqz (i32.load (i32.const 8))))
      (br_if $meet (i32.ge_u (i32.add (local.get 0) (local.get 1)) (i32.const 10)))
      (br_if $meet (local.get 0))
      (local.set $f (i32.lt_u (i32.add (local.get 0) (local.get 1)) (i32.const 10))))
    (loop
      (i32.store (local.get $i) (local.get $f))
      (br_if 0 (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 64))))
    (local.get $f))
)

(module
  (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local $f i32) (local $i i32)
    (block $meet
      (local.set $f (i32.load (local.get 1)))
      (br_if $meet (i32.eqz (i32.load (i32.const 8))))
      (br_if $meet (i32.ge_u (i32.add (local.get 0) (local.get 1)) (i32.const 10)))
      (br_if $meet (local.get 0))
      (local.set $f (i32.lt_u (local.get 1) (i32.const 9))))
    (loop
      (i32.store (local.get $i) (local.get $f))
      (br_if 0 (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 64))))
    (local.get $f))
)
;; %0: unproved: memories differ at 0x28 and 0x28, on a path from 0x52 and 0x4f
;;   before: store32+60(v1.2, 0, v1.0)
;;   after:  store32+60(v1.4, 0, v1.1)
