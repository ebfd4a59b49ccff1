;;! test = "lift"
;; Operators with two results.
(module
  (func $f (param i64 i64) (result i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))
    (i64.xor)))
;; function %f(i64, i64) -> i64 {
;; block0(v0: i64, v1: i64):
;;     v2, v3 = i64.mul_wide_u v0, v1
;;     v4 = i64.xor v2, v3
;;     return v4
;; }
