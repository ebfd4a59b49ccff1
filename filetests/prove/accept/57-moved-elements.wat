;;! test = "prove"
;;! map = "func 0 1, func 1 0"
;; Functions change places, and so do the segment's items.
(module (table 2 2 funcref) (elem (i32.const 0) func $a $b)
  (func $a (result i32) i32.const 1) (func $b (result i32) i32.const 2)
  (func (export "f") (param i32) (result i32) local.get 0 call_indirect (result i32)))

(module (table 2 2 funcref) (elem (i32.const 0) func $a $b)
  (func $b (result i32) i32.const 2) (func $a (result i32) i32.const 1)
  (func (export "f") (param i32) (result i32) local.get 0 call_indirect (result i32)))
;; %b (1 to 0): identical
;; %a (0 to 1): identical
;; %2: identical
