;;! test = "dse"
;;! function = "f"
;; The loop in the function may not end, nor may the recursion.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $wait (param i32) (loop (br_if 0 (local.get 0))))
  (func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))))
  (func $f (param i32)
    (i32.store (i32.const 8) (local.get 0))
    (call $wait (local.get 0))
    (i32.store (i32.const 8) (i32.const 1))
    (call $deep (local.get 0))
    (i32.store (i32.const 8) (i32.const 2))))
;; function %f(i32) {
;; block0(v0: i32):
;;     v1 = i32.const 8
;;     i32.store v1, v0
;;     call func0 v0
;;     v2 = i32.const 8
;;     v3 = i32.const 1
;;     i32.store v2, v3
;;     call func1 v0
;;     v4 = i32.const 8
;;     v5 = i32.const 2
;;     i32.store v4, v5
;;     return
;; }
