;;! test = "prove"
;; Functions change places; exports stay.
(module (func (export "f") (result i32) i32.const 1) (func (export "g") (result i32) i32.const 2))

(module (func $g (result i32) i32.const 2) (func $f (result i32) i32.const 1)
  (export "f" (func $g)) (export "g" (func $f)))
;; %g: unproved: results differ at 0x24 and 0x24, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  2
;; %f: unproved: results differ at 0x29 and 0x29, on a path from 0x0 and 0x0
;;   before: 2
;;   after:  1
