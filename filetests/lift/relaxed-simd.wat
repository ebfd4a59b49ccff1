;;! test = "lift"
;; Relaxed vector operators.
(module
  (func $f (param v128 v128) (result v128)
    (f64x2.relaxed_nmadd (local.get 0) (local.get 1)
      (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))))
;; function %f(v128, v128) -> v128 {
;; block0(v0: v128, v1: v128):
;;     v2 = i16x8.relaxed_q15mulr_s v0, v1
;;     v3 = f64x2.relaxed_nmadd v0, v1, v2
;;     return v3
;; }
