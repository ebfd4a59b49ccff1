;;! test = "prove"
;; Types that differ by their group become one, and a call no longer traps.
(module (rec (type $a (func (result i32))) (type (struct))) (type $b (func (result i32)))
  (table 1 1 funcref) (elem (i32.const 0) func $g) (func $g (type $b) i32.const 1)
  (func (export "f") (type $b) i32.const 0 call_indirect (type $a)))

(module (type $a (func (result i32)))
  (table 1 1 funcref) (elem (i32.const 0) func $g) (func $g (type $a) i32.const 1)
  (func (export "f") (type $a) i32.const 0 call_indirect (type $a)))
;; %g: identical
;; %1: unproved: what comes next differ at 0x3f and 0x37, on a path from 0x0 and 0x0
;;   before: call_indirect 0 0
;;   after:  call_indirect 0 2
