;;! test = "prove"
;;! map = "func 0 1, func 1 0"
;; Imports change places, and callers with them.
(module (import "m" "a" (func $a)) (import "m" "b" (func $b)) (func (export "f") call $a call $b))

(module (import "m" "b" (func $b)) (import "m" "a" (func $a)) (func (export "f") call $a call $b))
;; declarations: import m.a has no counterpart
;; %2: identical
