;;! test = "prove"
;; An import that nobody uses goes.
(module (import "m" "a" (func $a)) (import "m" "b" (func $b)) (func (export "f") call $b))

(module (import "m" "b" (func $b)) (func (export "f") call $b))
;; %1 (2 to 1): identical
