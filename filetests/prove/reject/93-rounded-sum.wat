;;! test = "prove"
;; The constant is no multiple of what is cleared.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.add
    i32.const -16
    i32.and
    i32.const 8
    i32.add
    i32.const 3
    i32.shr_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 11
    i32.add
    i32.const -16
    i32.and
    
    i32.const 3
    i32.shr_u))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: Add(W32)(And(W32)(ShrU(W32)(Add(W32)(entry0, 3), 3), 536870910), 1)
;;   after:  And(W32)(ShrU(W32)(Add(W32)(entry0, 11), 3), 536870910)
