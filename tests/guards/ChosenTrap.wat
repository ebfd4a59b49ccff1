;; The load traps where it is not asked for.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.load (local.get 1)))
      (else (local.get 1)))))
