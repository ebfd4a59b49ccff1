;; The second store may trap when the first has written.
(module (memory (export "m") 1)
  (func (export "f") (param i32)
    (i32.store8 (local.get 0) (i32.const 1))
    (i32.store8 offset=1 (local.get 0) (i32.const 2))))
