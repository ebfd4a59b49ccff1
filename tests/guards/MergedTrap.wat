;; The load traps where the first condition has decided.
(module
  (import "e" "f" (func $f))
  (memory (export "m") 1)
  (func (export "f") (param i32 i32)
    (if (i32.eqz (local.get 0))
      (then
        (if (i32.eqz (i32.load (local.get 1)))
          (then (call $f) (call $f)))))))
