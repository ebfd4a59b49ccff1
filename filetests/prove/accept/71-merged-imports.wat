;;! test = "prove"
;;! map = "func 2 2, func 3 2"
;; Functions become one; imports stay apart.
(module (import "m" "a" (func $a)) (import "m" "b" (func $b)) (func $c) (func $d)
  (func (export "f") call $a call $b call $c call $d))

(module (import "m" "a" (func $a)) (import "m" "b" (func $b)) (func $c)
  (func (export "f") call $a call $b call $c call $c))
;; %c: identical
;; %d (3 to 2): identical
;; %3 (4 to 3): identical
