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
    call $g
    i32.const 0
    i32.const 1
    i32.store
    end
    end
    i32.const 0
    i32.load))
;; %1: unproved: memories differ at 0x44 and 0x3d, on a path from 0x0 and 0x0
;;   before: store32+0(entry20000000003, 0, 1)
;;   after:  entry20000000003
