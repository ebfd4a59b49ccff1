;;! test = "lift"
;; Sign extension operators.
(module
  (func $f (param i32 i64) (result i32 i64)
    (i32.add (i32.extend8_s (local.get 0)) (i32.extend16_s (local.get 0)))
    (i64.extend32_s (i64.extend16_s (i64.extend8_s (local.get 1))))))
;; function %f(i32, i64) -> i32, i64 {
;; block0(v0: i32, v1: i64):
;;     v2 = i32.extend8_s v0
;;     v3 = i32.extend16_s v0
;;     v4 = i32.add v2, v3
;;     v5 = i64.extend8_s v1
;;     v6 = i64.extend16_s v5
;;     v7 = i64.extend32_s v6
;;     return v4, v7
;; }
