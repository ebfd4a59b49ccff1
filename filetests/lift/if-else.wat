;;! test = "lift"
;; Both arms end in the join; the result and the local become its parameters.
(module
  (func $f (param i32 i32) (result i32)
    (if (result i32) (local.get 0)
      (then (local.set 1 (i32.const 5)) (i32.const 6))
      (else (i32.clz (local.get 1))))
    (i32.add (local.get 1))))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br_if v0, block1, block2
;; block1:
;;     v2 = i32.const 5
;;     v3 = i32.const 6
;;     br block3(v3, v2)
;; block2:
;;     v4 = i32.clz v1
;;     br block3(v4, v1)
;; block3(v5: i32, v6: i32):
;;     v7 = i32.add v5, v6
;;     return v7
;; }
