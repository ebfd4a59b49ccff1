;; Only one way overwrites.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32 i32)
    (i32.store (i32.const 16) (local.get 0))
    (if (local.get 1)
      (then (i32.store (i32.const 16) (local.get 2)))
      (else (i32.store (i32.const 24) (local.get 2))))))
