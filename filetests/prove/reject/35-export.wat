;;! test = "prove"
;; An export names another function.
(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2) (export "f" (func $a)))

(module (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2) (export "f" (func $b)))
;; declarations: export f differs
;; %a: identical
;; %b: identical
