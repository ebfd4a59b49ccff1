;;! test = "prove"
;; An indirect call expects another type.
(module (type $a (func (param i32))) (type $b (func (param i64))) (table 1 funcref) (func (export "f")
    i32.const 0
    i32.const 0
    call_indirect (type $a)))

(module (type $a (func (param i32))) (type $b (func (param i64))) (table 1 funcref) (func (export "f")
    i64.const 0
    i32.const 0
    call_indirect (type $b)))
;; %0: unproved: what comes next differ at 0x30 and 0x30, on a path from 0x0 and 0x0
;;   before: call_indirect 0 0
;;   after:  call_indirect 0 1
