;; The global is set only if the reference is not null.
(module (type $box (struct (field i32))) (global $g (mut i32) (i32.const 0))
  (export "g" (global $g))
  (func (export "f") (param (ref null $box)) (result i32)
    (local $x (ref $box))
    (local.set $x (ref.as_non_null (local.get 0)))
    (global.set $g (i32.const 1))
    (struct.get $box 0 (local.get $x))))
