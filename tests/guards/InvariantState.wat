;; The loop may write what it reads.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32 i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum)
        (i32.mul (i32.load (local.get 0)) (i32.const 77))))
      (i32.store (local.get 1) (local.get $sum))
      (br_if $again (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
    (local.get $sum)))
