;;! test = "prove"
;;! map = "func 0 0, func 1 0, func 2 1, func 3 1"
;; Two imports become one.
(module (import "m" "a" (func $a)) (import "m" "b" (func $b)) (func $c) (func $d)
  (func (export "f") call $a call $b call $c call $d))

(module (import "m" "a" (func $a)) (func $c)
  (func (export "f") call $a call $a call $c call $c))
;; declarations: one imported function of the output stands for two
;; %c (2 to 1): identical
;; %d (3 to 1): identical
;; %2 (4 to 2): identical
