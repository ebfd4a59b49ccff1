;;! test = "prove"
;; An indirect call expects another type.
(module (type $a (func (param i32))) (type $b (func (param i64))) (table 1 funcref) (func (export "f")
    i32.const 0
    i32.const 0
    call_indirect (type $a)))

(module (type $a (func (param i32))) (type $b (func (param i64))) (table 1 funcref) (func (export "f")
    i32.const 0
    i32.const 0
    call_indirect (type $a)))
;; %0: identical
