;;! test = "prove"
;; Three times is not twice.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    i32.const 4
    local.get 0
    i32.eqz
    i32.const 8
    i32.mul
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    i32.const 4
    local.get 0
    i32.eqz
    i32.shl))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: 12
;;   after:  8
