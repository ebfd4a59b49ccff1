;;! test = "lift"
;; All returns meet in one exit block.
(module
  (func $f (param i32) (result i32)
    (if (local.get 0) (then (return (i32.const 1))))
    (if (i32.eqz (i32.clz (local.get 0))) (then (return (i32.const 2))))
    (i32.const 3)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     br_if v0, block1, block2
;; block1:
;;     v1 = i32.const 1
;;     br block3(v1)
;; block2:
;;     v2 = i32.clz v0
;;     v3 = i32.eqz v2
;;     br_if v3, block4, block5
;; block4:
;;     v4 = i32.const 2
;;     br block3(v4)
;; block5:
;;     v5 = i32.const 3
;;     br block3(v5)
;; block3(v6: i32):
;;     return v6
;; }
