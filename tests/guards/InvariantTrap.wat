;; The store comes before the division by zero.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (local $sum i32)
    (loop $again
      (i32.store (i32.const 1600) (local.get 1))
      (local.set $sum (i32.add (local.get $sum)
        (i32.mul (i32.div_u (i32.const 1000) (local.get 0)) (local.get 0))))
      (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (local.get $sum)))
