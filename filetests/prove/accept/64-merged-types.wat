;;! test = "prove"
;; Equal types become one.
(module (type $a (func (result i32))) (type $b (func (result i32)))
  (table 1 1 funcref) (elem (i32.const 0) func $g) (func $g (type $b) i32.const 1)
  (func (export "f") (result i32) i32.const 0 call_indirect (type $a)))

(module (type $a (func (result i32)))
  (table 1 1 funcref) (elem (i32.const 0) func $g) (func $g (type $a) i32.const 1)
  (func (export "f") (result i32) i32.const 0 call_indirect (type $a)))
;; %g: identical
;; %1: identical
