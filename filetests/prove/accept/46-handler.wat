;;! test = "prove"
;; A handler for another tag.
(module (tag $e) (tag $d) (func $g (import "m" "g")) (func (export "f")
    block
    try_table (catch $e 0)
    call $g
    end
    end))

(module (tag $e) (tag $d) (func $g (import "m" "g")) (func (export "f")
    try
    call $g
    catch $e
    end))
;; %1: proved
