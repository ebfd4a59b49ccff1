;; 1 and 2 both hold, their `and` does not.
(module (import "e" "f" (func $f))
  (func (export "f") (param i32 i32)
    (if (local.get 0)
      (then
        (if (local.get 1)
          (then (call $f) (call $f)))))))
