;;! test = "prove"
;; An imported table goes although a segment fills it.
(module (import "m" "t" (table 2 2 funcref)) (elem (i32.const 0) func $a) (func $a (export "a")))

(module (func $a (export "a")))
;; declarations: element segment 0 of the input is missing
;; %a: identical
