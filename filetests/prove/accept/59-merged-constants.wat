;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Equal functions become one.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 1)
  (func (export "f") (result i32) call $a call $b i32.sub))

(module (func $a (result i32) i32.const 1)
  (func (export "f") (result i32) call $a call $a i32.sub))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
