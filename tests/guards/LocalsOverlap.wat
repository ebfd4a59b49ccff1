;; Two numbers that change places in each round are two.
(module
  (func (export "f") (param i32 i32 i32) (result i32)
    (local $t i32)
    (loop $again
      (local.set $t (local.get 0))
      (local.set 0 (local.get 1))
      (local.set 1 (local.get $t))
      (br_if $again (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
    (i32.sub (local.get 0) (local.get 1))))
