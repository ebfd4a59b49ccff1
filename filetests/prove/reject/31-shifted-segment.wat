;;! test = "prove"
;; An element segment begins elsewhere.
(module (table (export "t") 4 funcref) (func $a) (func $b) (elem (i32.const 0) $a $b))

(module (table (export "t") 4 funcref) (func $a) (func $b) (elem (i32.const 1) $a $b))
;; declarations: element segment 0 is new
;; declarations: element segment 0 of the input is missing
;; %a: identical
;; %b: identical
