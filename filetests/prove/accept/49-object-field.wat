;;! test = "prove"
;; A field is read again after a write to what may be the same object.
(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    i32.const 1
    struct.set $s 0
    local.get 0
    struct.get $s 0))

(module (type $s (struct (field (mut i32)))) (func (export "f") (param (ref null $s)) (result i32)
    local.get 0
    i32.const 1
    struct.set $s 0
    local.get 0
    ref.as_non_null
    struct.get $s 0))
;; %0: proved
