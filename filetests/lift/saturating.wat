;;! test = "lift"
;; Saturating conversions.
(module
  (func $f (param f32 f64) (result i32 i64)
    (i32.trunc_sat_f32_s (local.get 0))
    (i64.trunc_sat_f64_u (local.get 1))))
;; function %f(f32, f64) -> i32, i64 {
;; block0(v0: f32, v1: f64):
;;     v2 = i32.trunc_sat_f32_s v0
;;     v3 = i64.trunc_sat_f64_u v1
;;     return v2, v3
;; }
