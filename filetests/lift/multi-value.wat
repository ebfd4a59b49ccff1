;;! test = "lift"
;; Several results of a call are separate values.
(module
  (import "" "two" (func $two (param i32) (result i32 f64)))
  (func $f (param i32) (result f64 i32) (local f64)
    (call $two (local.get 0))
    (local.set 1)
    (local.set 0)
    (local.get 1)
    (local.get 0)))
;; function %f(i32) -> f64, i32 {
;; block0(v0: i32):
;;     v1: i32, v2: f64 = call func0 v0
;;     return v2, v1
;; }
