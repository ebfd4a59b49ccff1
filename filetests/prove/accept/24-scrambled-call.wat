;;! test = "prove"
;; A call goes to another function.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32)
    call $a))

(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (result i32)
    call $a))
;; %a: identical
;; %b: identical
;; %2: identical
