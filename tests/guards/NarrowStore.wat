;; The store cuts the number to eight bits.
(module (memory (export "m") 1)
  (func (export "f") (param i32) (result i32)
    (i32.store8 (i32.const 1600) (local.get 0))
    (i32.load8_u (i32.const 1600))))
