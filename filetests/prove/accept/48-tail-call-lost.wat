;;! test = "prove"
;; A call in the tail stays one.
(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    return_call $g))

(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    return_call $g
    unreachable))
;; %1: identical
