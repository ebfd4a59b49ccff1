;;! test = "prove"
;; A check for null is gone.
(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    struct.get $s 0
    drop
    i32.const 1))

(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    i32.const 1))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  return
