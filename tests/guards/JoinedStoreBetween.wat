;; The second load reads what the second store overwrites.
(module (memory (export "m") 1)
  (func (export "f") (param i32) (result i32 i32)
    (i32.load (local.get 0))
    (i32.store8 (local.get 0) (i32.const 1))
    (i32.load8_u offset=1 (local.get 0))
    (i32.store8 offset=1 (local.get 0) (i32.const 2))))
