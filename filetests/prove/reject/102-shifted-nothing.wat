;;! test = "prove"
;; Ones that are shifted out are gone.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 0
    local.get 0
    i32.shr_u
    i32.const -1
    local.get 0
    i32.shr_u
    i32.add
    i32.const -1
    i32.add))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const -2))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: Add(W32)(ShrU(W32)(-1, entry0), -1)
;;   after:  -2
