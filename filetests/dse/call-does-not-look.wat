;;! test = "dse"
;;! function = "f"
;; The function does nothing that anybody could see before the second store.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $pure (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
  (func $f (param i32)
    (i32.store (i32.const 8) (local.get 0))
    (i32.store (i32.const 8) (call $pure (local.get 0)))))
;; function %f(i32) {
;; block0(v0: i32):
;;     v2 = i32.const 8
;;     v3: i32 = call func0 v0
;;     i32.store v2, v3
;;     return
;; }
