;;! test = "gvn"
;;! function = "f"
;; The function reads a global that is set between the two calls.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $get (result i32) (i32.mul (global.get $g) (global.get $g)))
  (func $f (param i32) (result i32)
    (local i32)
    (local.set 1 (call $get))
    (global.set $g (local.get 0))
    (i32.sub (local.get 1) (call $get))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1: i32 = call func0
;;     global.set global0 v0
;;     v2: i32 = call func0
;;     v3 = i32.sub v1, v2
;;     return v3
;; }
