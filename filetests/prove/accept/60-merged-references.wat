;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Of functions that become one, a single one is referred to.
(module (elem declare func $a) (func $a) (func $b)
  (func (export "f") (result funcref) call $b ref.func $a))

(module (elem declare func $a) (func $a)
  (func (export "f") (result funcref) call $a ref.func $a))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
