;; One of the ways writes what is read behind them.
(module (memory (export "m") 1)
  (func (export "f") (param i32 i32) (result i32)
    (local $x i32)
    (local.set $x (i32.load (i32.const 1600)))
    (if (local.get 0) (then (i32.store (i32.const 1600) (local.get 1))))
    (i32.mul (local.get $x) (i32.load (i32.const 1600)))))
