;;! test = "prove"
;; A store sinks past a call that may throw.
(module (func $g (import "m" "g")) (tag $e) (memory 1) (func (export "f") (result i32)
    block
    try_table (catch $e 0)
    i32.const 0
    i32.const 1
    i32.store
    call $g
    end
    end
    i32.const 0
    i32.load))

(module (func $g (import "m" "g")) (tag $e) (memory 1) (func (export "f") (result i32)
    block
    try_table (catch $e 0)
    i32.const 0
    i32.const 1
    i32.store
    nop
    call $g
    end
    end
    i32.const 0
    i32.load))
;; %1: identical
