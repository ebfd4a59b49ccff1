;;! test = "prove"
;; An element segment begins elsewhere.
(module (table (export "t") 4 funcref) (func $a) (func $b) (elem (i32.const 0) $a $b))

(module (table (export "t") 4 funcref) (func $a) (func $b) (elem (i32.const 0) $a $b))
;; %a: identical
;; %b: identical
