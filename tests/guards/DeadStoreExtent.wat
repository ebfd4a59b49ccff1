;; The first store reaches further than the second.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32)
    (i32.store offset=4 (local.get 0) (local.get 1))
    (i32.store (local.get 0) (local.get 1))))
