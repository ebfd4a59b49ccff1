;;! test = "prove"
;; A function that nobody calls goes; those behind it move up.
(module (func $unused (result i32) i32.const 1) (func $a (result i32) i32.const 2)
  (func (export "f") (result i32) call $a)
  (func (export "g") (result i32) i32.const 3))

(module (func $a (result i32) i32.const 2)
  (func (export "f") (result i32) call $a)
  (func (export "g") (result i32) i32.const 3))
;; %a (1 to 0): identical
;; %1 (2 to 1): identical
;; %2 (3 to 2): identical
