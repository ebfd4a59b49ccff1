;;! test = "prove"
;; A call becomes one in the tail, never the other way.
(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    call $g))

(module (func $g (import "m" "g") (param i32) (result i32)) (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 1
    i32.add
    return_call $g))
;; %1: unproved: operands differ at 0x2b and 0x2e, on a path from 0x0 and 0x0
;;   before: entry0
;;   after:  Add(W32)(entry0, 1)
