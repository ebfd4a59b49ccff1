;; Behind the first branch the condition is as open as before.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32)
    (if (local.get 0) (then (i32.store (i32.const 16) (local.get 1))))
    (if (local.get 0) (then (i32.store (i32.const 24) (local.get 1))))))
