;;! test = "prove"
;; Two entries of a table are swapped.
(module (table (export "t") 4 funcref) (func $a) (func $b) (elem (i32.const 0) $a $b))

(module (table (export "t") 4 funcref) (func $a) (func $b) (elem (i32.const 0) $b $a))
;; declarations: element segment 0 differs
;; %a: identical
;; %b: identical
