;;! test = "lift"
;; A table may lead back to a loop and out of the function.
(module
  (func $f (param i32)
    (block $out
      (loop $l
        (br_table $l $out 2 (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1))))))
    (call $f (i32.const 0))))
;; function %f(i32) {
;; block0(v0: i32):
;;     br block1(v0)
;; block1(v1: i32):
;;     v2 = i32.const 1
;;     v3 = i32.shr_u v1, v2
;;     br_table v3, block1(v3), block2, block3
;; block2:
;;     v4 = i32.const 0
;;     call func0 v4
;;     br block3
;; block3:
;;     return
;; }
