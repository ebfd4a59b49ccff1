;;! test = "prove"
;; A load from another memory.
(module (memory $a 1) (memory $b 1) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load $b))

(module (memory $a 1) (memory $b 1) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0
    i32.or
    i32.load $b))
;; %0: proved
