;; The store may change what the load reads.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (local $x i32) (local $y i32)
    (local.set $x (i32.load (local.get 0)))
    (i32.store (local.get 1) (i32.const 7))
    (local.set $y (i32.mul (local.get 1) (local.get 1)))
    (i32.sub (local.get $y) (local.get $x))))
