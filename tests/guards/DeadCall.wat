;; The function called sets what the host sees.
(module (global $g (mut i32) (i32.const 0)) (export "g" (global $g))
  (func $set (result i32) (global.set $g (i32.const 1)) (i32.const 2))
  (func (export "f")
    (drop (call $set))))
