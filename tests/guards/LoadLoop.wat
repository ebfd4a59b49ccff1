;; From the second round on, the loop's own store is what is read.
(module (memory (export "m") 1)
  (func (export "f") (param i32) (result i32)
    (local $sum i32)
    (local.set $sum (i32.load (i32.const 1600)))
    (loop $again
      (local.set $sum
        (i32.mul (local.get $sum) (i32.add (i32.load (i32.const 1600)) (i32.const 3))))
      (i32.store (i32.const 1600) (local.get $sum))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $sum)))
