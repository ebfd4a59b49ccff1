;;! test = "lift"
;; A trap ends its block; the other arm goes on alone, so the join needs no parameter.
(module
  (func $f (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (unreachable) (i64.const 1) (drop))
      (else (i32.const 3)))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     br_if v0, block1, block2
;; block1:
;;     unreachable
;; block2:
;;     v1 = i32.const 3
;;     return v1
;; }
