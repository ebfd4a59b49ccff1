;;! test = "prove"
;; A check for null is gone.
(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    struct.get $s 0
    drop
    i32.const 1))

(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    ref.as_non_null
    drop
    i32.const 1))
;; %0: proved
