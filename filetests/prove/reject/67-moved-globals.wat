;;! test = "prove"
;; Globals change places; code keeps their numbers.
(module (global $x (mut i32) (i32.const 1)) (global $y (mut i32) (i32.const 2))
  (func (export "f") (result i32) global.get $x)
  (func (export "g") (param i32) local.get 0 global.set $y))

(module (global $y (mut i32) (i32.const 2)) (global $x (mut i32) (i32.const 1))
  (func (export "f") (result i32) global.get 0)
  (func (export "g") (param i32) local.get 0 global.set 1))
;; %0: unproved: results differ at 0x35 and 0x35, on a path from 0x0 and 0x0
;;   before: Global0(entry20000000002)
;;   after:  Global1(entry20000000002)
;; %1: unproved: globals differ at 0x3a and 0x3a, on a path from 0x0 and 0x0
;;   before: SetGlobal1(entry20000000002, entry0)
;;   after:  SetGlobal0(entry20000000002, entry0)
