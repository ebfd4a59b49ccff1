;;! test = "lift"
;; The local's value differs behind the `if`: a parameter.
(module
  (func $f (param i32 i32) (result i32)
    (if (local.get 0)
      (then (local.set 1 (i32.const 5))))
    (local.get 1)))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br_if v0, block1, block2(v1)
;; block1:
;;     v2 = i32.const 5
;;     br block2(v2)
;; block2(v3: i32):
;;     return v3
;; }
