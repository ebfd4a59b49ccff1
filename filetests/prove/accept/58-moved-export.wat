;;! test = "prove"
;; Functions change places, and exports with them.
(module (func (export "f") (result i32) i32.const 1) (func (export "g") (result i32) i32.const 2))

(module (func $g (result i32) i32.const 2) (func $f (result i32) i32.const 1)
  (export "f" (func $f)) (export "g" (func $g)))
;; %g (1 to 0): identical
;; %f (0 to 1): identical
