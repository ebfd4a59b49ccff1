;;! test = "roundtrip"
;; Sign extension end to end.
(module
  (func (export "f") (param i32) (result i64) (local i32)
    (local.set 1 (i32.extend8_s (local.get 0)))
    (i64.extend32_s (i64.extend_i32_u (local.get 1)))))
;; module: 44 -> 38 bytes
;; code: 13 -> 7 bytes
;; function 0: 13 -> 7 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i64)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i32) (result i64)
;;     local.get 0
;;     i32.extend8_s
;;     i64.extend_i32_u
;;     i64.extend32_s
;;   )
;; )
