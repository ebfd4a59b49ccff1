;;! test = "roundtrip"
;; 128-bit arithmetic end to end.
(module
  (func (export "f") (param i64 i64) (result i64) (local i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))
    (local.set 3)
    (local.set 2)
    (i64.xor (local.get 2) (local.get 3))))
;; module: 51 -> 45 bytes
;; code: 19 -> 13 bytes
;; function 0: 19 -> 13 bytes, optimised
;; (module
;;   (type (;0;) (func (param i64 i64) (result i64)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i64 i64) (result i64)
;;     local.get 0
;;     local.get 1
;;     i64.mul_wide_u
;;     local.set 0
;;     local.get 0
;;     i64.xor
;;   )
;; )
