;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Functions become one although both are referred to.
(module (elem declare func $a $b) (func $a) (func $b)
  (func (export "f") (result funcref funcref) ref.func $a ref.func $b))

(module (elem declare func $a) (func $a)
  (func (export "f") (result funcref funcref) ref.func $a ref.func $a))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): unproved: results differ at 0x33 and 0x2e, on a path from 0x0 and 0x0
;;   before: ref_func[1]
;;   after:  ref_func
