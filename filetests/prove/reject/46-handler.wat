;;! test = "prove"
;; A handler for another tag.
(module (tag $e) (tag $d) (func $g (import "m" "g")) (func (export "f")
    block
    try_table (catch $e 0)
    call $g
    end
    end))

(module (tag $e) (tag $d) (func $g (import "m" "g")) (func (export "f")
    block
    try_table (catch $d 0)
    call $g
    end
    end))
;; %1: unproved: handlers differ at 0x36 and 0x36, on a path from 0x0 and 0x0
;;   before: call 0 0
;;   after:  call 0 0
