;;! test = "prove"
;; The mask clears a bit that stays.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0x3fffffff
    i32.and
    i32.const 1
    i32.shl))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 1
    i32.shl))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: Mul(W32)(And(W32)(entry0, 1073741823), 2)
;;   after:  Mul(W32)(entry0, 2)
