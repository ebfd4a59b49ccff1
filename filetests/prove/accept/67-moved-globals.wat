;;! test = "prove"
;; Globals change places.
(module (global $x (mut i32) (i32.const 1)) (global $y (mut i32) (i32.const 2))
  (func (export "f") (result i32) global.get $x)
  (func (export "g") (param i32) local.get 0 global.set $y))

(module (global $y (mut i32) (i32.const 2)) (global $x (mut i32) (i32.const 1))
  (func (export "f") (result i32) global.get $x)
  (func (export "g") (param i32) local.get 0 global.set $y))
;; %0: identical
;; %1: identical
