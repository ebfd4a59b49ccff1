;;! test = "prove"
;; A signed load for an unsigned one.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_s))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: SignExt(W32)8(load8+0(entry20000000003, entry0))
;;   after:  load8+0(entry20000000003, entry0)
