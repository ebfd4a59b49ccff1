;;! test = "prove"
;; A call in the tail stays one.
(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    return_call $g))

(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    call $g))
;; %1: unproved: what comes next differ at 0x2b and 0x2b, on a path from 0x0 and 0x0
;;   before: return_call 0 0
;;   after:  call 0 0
