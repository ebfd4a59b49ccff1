;;! test = "prove"
;; A table that nobody uses goes with its segment.
(module (table 2 2 funcref) (elem (i32.const 0) func $a) (func $a (export "a")))

(module (func $a (export "a")))
;; %a: identical
