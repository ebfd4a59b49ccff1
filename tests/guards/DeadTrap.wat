;; The load may trap.
(module (memory (export "m") 1)
  (func (export "f") (param i32)
    (drop (i32.load (local.get 0)))))
