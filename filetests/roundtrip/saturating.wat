;;! test = "roundtrip"
;; Saturating conversions end to end.
(module
  (func (export "f") (param f64) (result i32) (local f64)
    (local.set 1 (local.get 0))
    (i32.trunc_sat_f64_u (local.get 1))))
;; module: 43 -> 37 bytes
;; code: 12 -> 6 bytes
;; function 0: 12 -> 6 bytes, optimised
;; (module
;;   (type (;0;) (func (param f64) (result i32)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param f64) (result i32)
;;     local.get 0
;;     i32.trunc_sat_f64_u
;;   )
;; )
