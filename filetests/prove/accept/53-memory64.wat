;;! test = "prove"
;; Addresses of 64 bits wrap late.
(module (memory i64 1) (func (export "f") (param i64) (result i32)
    local.get 0
    i64.const 16
    i64.add
    i32.load))

(module (memory i64 1) (func (export "f") (param i64) (result i32)
    local.get 0
    i64.const -16
    i64.sub
    i32.load))
;; %0: proved
