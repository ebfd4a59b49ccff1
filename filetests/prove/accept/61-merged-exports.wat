;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Of functions that become one, a single one is exported.
(module (func $a (export "a")) (func $b) (func (export "f") call $b))

(module (func $a (export "a")) (func (export "f") call $a))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
