;;! test = "prove"
;;! map = "func 0 1, func 1 0, func 2 2"
;; A map that is right.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32) call $a))

(module (func $b (result i32) i32.const 2) (func $a (result i32) i32.const 1)
  (func (export "f") (result i32) call $a))
;; %b (1 to 0): identical
;; %a (0 to 1): identical
;; %2: identical
