;;! test = "prove"
;; A call becomes one in the tail, never the other way.
(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    call $g))

(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    return_call $g))
;; %1: proved
