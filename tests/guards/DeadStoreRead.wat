;; The load reads a part of what the first store has written.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (local.get 0))
    (i32.load8_u (i32.const 17))
    (i32.store (i32.const 16) (local.get 1))))
