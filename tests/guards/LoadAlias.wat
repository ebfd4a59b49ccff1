;; The two addresses may be one.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (local $x i32)
    (local.set $x (i32.load offset=1024 (local.get 1)))
    (i32.store offset=1024 (local.get 0) (i32.add (local.get $x) (i32.const 1)))
    (i32.mul (local.get $x) (i32.load offset=1024 (local.get 1)))))
