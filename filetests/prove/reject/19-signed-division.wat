;;! test = "prove"
;; A signed division by a power of two rounds to zero.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 4
    i32.div_s))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 2
    i32.shr_s))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: i32_div_s(entry0, 4)
;;   after:  ShrS(W32)(entry0, 2)
