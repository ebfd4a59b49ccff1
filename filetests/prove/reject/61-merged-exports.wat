;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Functions become one although both are exported.
(module (func $a (export "a")) (func $b (export "b")) (func (export "f") call $b))

(module (func $a (export "a") (export "b")) (func (export "f") call $a))
;; declarations: export b differs
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
