;;! test = "prove"
;; A load from another memory.
(module (memory $a 1) (memory $b 1) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load $b))

(module (memory $a 1) (memory $b 1) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load $a))
;; %0: unproved: traps differ at 0x27 and 0x27, on a path from 0x0 and 0x0
;;   before: beyond1+4(entry0)
;;   after:  beyond0+4(entry0)
