;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Functions in a table that is only called through become one.
(module (table 2 2 funcref) (elem (i32.const 0) func $a $b) (func $a) (func $b)
  (func (export "f") (param i32) local.get 0 call_indirect))

(module (table 2 2 funcref) (elem (i32.const 0) func $a $a) (func $a)
  (func (export "f") (param i32) local.get 0 call_indirect))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
