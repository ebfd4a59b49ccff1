;; The sum wraps; an offset does not.
(module (memory (export "m") 1)
  (func (export "f") (param i32) (result i32)
    (i32.load (i32.add (local.get 0) (i32.const 4)))))
