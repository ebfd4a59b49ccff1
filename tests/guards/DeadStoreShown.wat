;; The division may trap; then the host sees what the first store has written.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (local.get 0))
    (i32.div_u (i32.const 1000) (local.get 1))
    (i32.store (i32.const 16) (i32.const 7))))
