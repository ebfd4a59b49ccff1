;;! test = "gvn"
;;! function = "f"
;; The function only reads memory: the second load gives what the first gave.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $peek (param i32) (result i32)
    (i32.load (local.get 0)))
  (func $f (param i32) (result i32)
    (i32.sub
      (i32.load offset=100 (local.get 0))
      (i32.sub (call $peek (i32.const 8)) (i32.load offset=100 (local.get 0))))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.load offset=100 v0
;;     v2 = i32.const 8
;;     v3: i32 = call func0 v2
;;     v5 = i32.sub v3, v1
;;     v6 = i32.sub v1, v5
;;     return v6
;; }
